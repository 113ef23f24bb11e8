// What seldom stands in events, in both syntaxes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventHash } from './event-hash.ts';
import { canonicalId, keysIn } from './identifiers.ts';
import { numberedEvent, plainEvent, printEvent, printQueryResults } from './json-write.ts';
import type { EpcisEvent } from './model.ts';
import { readEpcis } from './read.ts';

const context = ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'];
const event: EpcisEvent = {
  type: 'ObjectEvent',
  eventTime: '2026-11-23T09:00:00.000Z',
  eventTimeZoneOffset: '+01:00',
  epcList: ['urn:epc:id:sscc:4012345.1112223334'],
  action: 'ADD',
};

function faultsOf(value: unknown): string[] {
  const { faults } = readEpcis(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));
  return faults.map(({ code, detail }) => `${code}: ${detail}`);
}

function read(value: unknown): EpcisEvent {
  const { document, faults } = readEpcis(Buffer.from(JSON.stringify(value)));
  assert.deepEqual(faults, []);
  const [first] = document?.events ?? [];
  assert(first !== undefined);
  return first;
}

test('what stands in ilmd without a namespace is written so again', () => {
  const ilmd = { batch: 'A', best: { before: ['1', '2'] } };
  const said = read({ '@context': context, ...event, ilmd });
  assert.deepEqual(plainEvent(said)['ilmd'], ilmd);
});

test('numbers go to texts and back with their digits', () => {
  const quantityList = [{ epcClass: 'https://id.gs1.org/01/09506000134352', quantity: '0.1000000000000000000001' }];
  const plain = plainEvent({ ...event, quantityList });
  assert.deepEqual(plain['quantityList'], quantityList);
  assert.match(JSON.stringify(numberedEvent(plain)), /"quantity":0\.1000000000000000000001[,}]/);
  const kept = { ...plain, quantityList: [{ epcClass: 'urn:x:y', quantity: 'many' }, 'text'], epcList: 'text', own: 1 };
  assert.deepEqual(numberedEvent(kept), kept);
  for (const none of ['text', null, { eventTime: 1 }]) assert.deepEqual(numberedEvent(none), none);
});

test('the answer to a query is read again', () => {
  const text = printQueryResults([event], { creationDate: '2026-11-23T09:00:00.000Z' });
  const { document, faults } = readEpcis(Buffer.from(text));
  assert.deepEqual([document?.kind, document?.queryName, faults], ['query_results', 'SimpleEventQuery', []]);
  assert.deepEqual(document?.events, [event]);
});

test('keys are told of every identifier once', () => {
  const place = { id: 'urn:epc:id:sgln:4012345.00022.1' };
  const giai = 'https://id.gs1.org/8004/4012345XYZ';
  const keys = keysIn({ ...event, epcList: [giai, giai, 'urn:x:y'], readPoint: place, bizLocation: place });
  assert.deepEqual(
    [...keys],
    [
      [giai, { 8004: '4012345XYZ' }],
      [place.id, { gln: '4012345000221', extension: '1' }],
    ],
  );
});

test('a key with a qualifier that is none of its own is left as it is', () => {
  const odd = 'https://id.gs1.org/414/4012345000221/21/7';
  assert.equal(canonicalId(odd), odd);
});

test('the hash sorts what begins alike, and knows numbers and times in extensions', () => {
  const hash = (more: object): string => eventHash({ ...event, ...more });
  const lists = [
    ['urn:x:1', 'urn:x:12', 'urn:x:1'],
    ['urn:x:12', 'urn:x:1', 'urn:x:1'],
  ];
  assert.equal(new Set(lists.map((epcList) => hash({ epcList }))).size, 1);
  const extension = (value: string): string => hash({ extensions: [{ name: '{https://example.com/}a', value }] });
  assert.equal(extension('2026-11-23T10:00:00+01:00'), extension('2026-11-23T09:00:00.000Z'));
  assert.equal(extension('1.50'), extension('1.5'));
  assert.equal(extension('https://example.com/00/140123451122233341'), extension('urn:epc:id:sscc:4012345.1112223334'));
});

test('contexts say prefixes, and other words of JSON-LD mean nothing here', () => {
  const mda = { cbvmda: 'urn:epcglobal:cbv:mda:', '@vocab': 'https://example.com/', odd: 5 };
  const said = read({ '@context': [...context, mda], ...event, ilmd: { 'cbvmda:lotNumber': 'A' } });
  assert.deepEqual(said.ilmd, [{ name: '{urn:epcglobal:cbv:mda}lotNumber', value: 'A' }]);
  assert.match(printEvent(said), /"cbvmda:lotNumber":"A"/);
});

test('what is wrong is told whatever it is', () => {
  assert.match(faultsOf({ '@context': context, ...event, action: 'X'.repeat(200) })[0] ?? '', /X{100}…" is no action/);
  assert.match(faultsOf('{"a\\x":1,"b":2}')[0] ?? '', /^not_well_formed/);
  assert.match(faultsOf('{}')[0] ?? '', /^not_epcis/);
  for (const xml of ['<!-- nothing -->', '<']) assert.match(faultsOf(xml)[0] ?? '', /^not_well_formed/);
  const { document } = readEpcis(
    Buffer.from(
      JSON.stringify({
        '@context': context,
        type: 'EPCISDocument',
        schemaVersion: '2.0',
        creationDate: event.eventTime,
        epcisHeader: {},
        epcisBody: { eventList: [event] },
      }),
    ),
  );
  assert.deepEqual(document?.passedOver, ['epcisHeader']);
});

test('text in XML may stand in CDATA', () => {
  const xml = `<ObjectEvent><eventTime><![CDATA[2026-11-23T09:00:00Z]]></eventTime><eventTimeZoneOffset>+01:00</eventTimeZoneOffset>
    <epcList><epc>urn:epc:id:sscc:4012345.1112223334</epc></epcList><action>ADD</action></ObjectEvent>`;
  const { document, faults } = readEpcis(Buffer.from(xml));
  assert.deepEqual([document?.events, faults], [[event], []]);
});
