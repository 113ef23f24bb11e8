// Events of EPCIS in and out of mappings.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '#kernel/limits.ts';
import { FormatProblem } from './format.ts';
import type { FormatRecord } from './format.ts';
import { createFormats } from './formats.ts';

const format = createFormats({ ...limits, formatBytesMax: 50_000 }).get('epcis');
const shipped = {
  type: 'ObjectEvent',
  eventTime: '2026-11-23T09:00:00.000Z',
  eventTimeZoneOffset: '+01:00',
  epcList: ['urn:epc:id:sscc:4012345.1112223334'],
  action: 'OBSERVE',
  bizStep: 'shipping',
  readPoint: { id: 'urn:epc:id:sgln:4012345.00022.0' },
  quantityList: [{ epcClass: 'https://id.gs1.org/01/09506000134352/10/L1', quantity: '12.50', uom: 'MTR' }],
};
const context = ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'];

function documentOf(events: readonly unknown[], more: object = {}): string {
  const head = { '@context': context, type: 'EPCISDocument', schemaVersion: '2.0' };
  const at = { creationDate: '2026-11-23T10:00:00Z', epcisBody: { eventList: events } };
  return JSON.stringify({ ...head, ...at, ...more });
}
const numbered = { ...shipped, quantityList: [{ ...shipped.quantityList[0], quantity: 12.5 }] };

async function read(text: string, settings: object = {}): Promise<FormatRecord[]> {
  assert(format !== undefined);
  const records: FormatRecord[] = [];
  for await (const record of format.read([Buffer.from(text)], { name: 'epcis', ...settings })) records.push(record);
  return records;
}

function documentIn(record: FormatRecord | undefined): unknown {
  assert(record?.document !== undefined, JSON.stringify(record));
  return record.document;
}

function write(value: unknown, settings: object = {}): Record<string, unknown> {
  assert(format !== undefined);
  const { body, mediaType } = format.write(value, { name: 'epcis', ...settings });
  assert.equal(mediaType, 'application/ld+json');
  return JSON.parse(Buffer.from(body).toString('utf8')) as Record<string, unknown>;
}

test('each event is a record, with its hash and the keys in it', async () => {
  const [record] = await read(documentOf([numbered], { sender: 'urn:epc:id:pgln:4012345.00000' }));
  assert.equal(record?.place, 'event 1, ObjectEvent');
  const { event, hash, keys, ...more } = record.document as Record<string, unknown>;
  const { '@context': said, ...fields } = event as Record<string, unknown>;
  assert.deepEqual(said, context);
  assert.deepEqual(fields, { ...shipped, quantityList: [{ ...shipped.quantityList[0], quantity: '12.5' }] });
  assert.match(String(hash), /^ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.0$/);
  assert.deepEqual(keys, [
    { uri: 'urn:epc:id:sscc:4012345.1112223334', sscc: '140123451122233341' },
    { uri: 'https://id.gs1.org/01/09506000134352/10/L1', gtin: '09506000134352', lot: 'L1' },
    { uri: 'urn:epc:id:sgln:4012345.00022.0', gln: '4012345000221' },
  ]);
  assert.deepEqual(more, { sender: 'urn:epc:id:pgln:4012345.00000' });
});

test('a wrong event leaves the others alone, wherever it stands', async () => {
  const unread = { eventTime: shipped.eventTime };
  const records = await read(documentOf([numbered, unread, { ...numbered, action: 'LOOK' }, numbered]));
  assert.deepEqual(
    records.map(({ place, problem }) => [place, problem?.detail.split(' Rule: ')[0]]),
    [
      ['event 1, ObjectEvent', undefined],
      ['event 2', '/epcisBody/eventList/1: The event has no type.'],
      ['event 3, ObjectEvent', '/epcisBody/eventList/2/action: "LOOK" is no action.'],
      ['event 4, ObjectEvent', undefined],
    ],
  );
});

test('a fault of the document refuses it, or is told with each event', async () => {
  const undated = documentOf([numbered], { creationDate: undefined });
  await assert.rejects(read(undated), /\/creationDate: creationDate is missing\. Rule:/);
  const [record] = await read(undated, { mode: 'lenient' });
  assert.deepEqual((documentIn(record) as { letThrough: unknown }).letThrough, [
    { code: 'field_missing', place: '/creationDate', detail: 'creationDate is missing.' },
  ]);
});

test('text that cannot be kept breaks the event that has it', async () => {
  const odd = ['urn:x:\u0000', 'urn:x:\ud800'].map((epc) => ({ ...numbered, epcList: [epc] }));
  const records = await read(documentOf([...odd, { ...numbered, epcList: ['urn:x:\\u0000'] }]));
  assert.deepEqual(
    records.map(({ problem }) => problem?.detail.split(' Rule: ')[0]),
    [
      'A text in it has NUL (U+0000), or half a character.',
      'A text in it has NUL (U+0000), or half a character.',
      '/epcisBody/eventList/2/epcList/0: "urn:x:\\\\u0000" is no URI.',
    ],
  );
});

test('keys that are wrong are told beside the event', async () => {
  const [record] = await read(documentOf([{ ...numbered, epcList: ['https://id.gs1.org/00/140123451122233342'] }]));
  const { wrongKeys } = documentIn(record) as { wrongKeys: { uri: string; detail: string }[] };
  assert.match(wrongKeys[0]?.detail ?? '', /check digit/);
});

test('what cannot be read ends with its place and fix', async () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['text', /begins neither with/],
    ['{"type": "ObjectEvent", ', /is no JSON/],
    [JSON.stringify({ EQ_bizStep: ['shipping'] }), /It asks for events, and has none/],
    [documentOf([numbered], { more: ' '.repeat(50_000) }), /more than 50000 bytes/],
    [documentOf(Array.from({ length: 300 }, () => ({ type: 'ObjectEvent' }))), /and 1199 more/],
  ];
  for (const [text, message] of cases) await assert.rejects(read(text), message);
});

test('events are written as they are read, with an id that repetitions are known by', async () => {
  const [record] = await read(documentOf([numbered]));
  const { event, hash } = documentIn(record) as { event: unknown; hash: string };
  const value = { creationDate: '2026-11-23T11:00:00+01:00', events: [event] };
  const { creationDate, epcisBody, schemaVersion } = write(value);
  assert.deepEqual([creationDate, schemaVersion], ['2026-11-23T10:00:00.000Z', '2.0']);
  const [first] = (epcisBody as { eventList: Record<string, unknown>[] }).eventList;
  assert.deepEqual([first?.['eventID'], first?.['quantityList']], [hash, numbered.quantityList]);
  const { epcisBody: given } = write({ ...value, events: event }, { eventIds: 'given' });
  assert.equal((given as { eventList: Record<string, unknown>[] }).eventList[0]?.['eventID'], undefined);
});

test('what others may not read is refused before it is sent', () => {
  const creationDate = '2026-11-23T11:00:00Z';
  const cases: readonly (readonly [unknown, RegExp])[] = [
    ['text', /It has no events, or no creationDate/],
    [{ creationDate, events: [] }, /It has no events, or no creationDate/],
    [{ events: [shipped] }, /It has no events, or no creationDate/],
    [{ creationDate: 'today', events: [shipped] }, /\/creationDate: "today" is no time/],
    [{ creationDate, events: [{ ...shipped, colour: 'red' }] }, /eventList\/0\/colour: "colour" is no field here/],
    [
      { creationDate, events: [{ ...shipped, quantityList: [{ epcClass: 'urn:a:b', quantity: 'many' }] }] },
      /is a string/,
    ],
    [{ creationDate, events: ['text'] }, /An event is an object/],
  ];
  for (const [value, message] of cases)
    assert.throws(
      () => write(value),
      (error) => error instanceof FormatProblem && message.test(error.message),
      String(message),
    );
});
