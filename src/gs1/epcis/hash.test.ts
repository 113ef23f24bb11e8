import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytesOf, documentOf, objectEvent, xmlDocument } from './epcis.testsuite.ts';
import { eventHash } from './event-hash.ts';
import { canonicalId, identifierFaults, withCanonicalIds } from './identifiers.ts';
import { printDocument, printEvent } from './json-write.ts';
import type { EpcisEvent } from './model.ts';
import { preHashOf } from './pre-hash.ts';
import { readEpcis } from './read.ts';
import { decimalOf, roundedTime, timeOf } from './values.ts';
import { addressOf, wordOf } from './vocabulary.ts';

function eventOf(changes: Readonly<Record<string, unknown>> = {}): EpcisEvent {
  const { document, faults } = readEpcis(bytesOf(documentOf(objectEvent(changes))));
  assert.deepEqual(faults, []);
  const [event] = document?.events ?? [];
  assert.ok(event !== undefined);
  return event;
}

test('the text of the hash has fields in their order, lists sorted, words and identifiers as addresses', () => {
  const event = eventOf({
    epcList: ['urn:epc:id:sgtin:4012345.012345.2', 'https://x.example/01/04012345123456/10/L/21/1?17=261231'],
    bizStep: 'shipping',
    bizTransactionList: [{ type: 'po', bizTransaction: 'urn:x:2' }, { bizTransaction: 'urn:x:1' }],
    quantityList: [{ epcClass: 'urn:epc:idpat:sgtin:4012345.012345.*', quantity: 1.5 }],
    persistentDisposition: { set: ['recalled', 'active'] },
    sensorElementList: [{ sensorReport: [{ type: 'Speed', value: 1, time: '2026-11-23T10:00:00.0005Z' }] }],
    'example:b': ['2.50', '2026-11-23T10:00:00+01:00'],
    'example:a': { 'example:c': '' },
  });
  assert.equal(
    preHashOf(event),
    'eventType=ObjectEventeventTime=2026-11-23T09:00:00.000ZeventTimeZoneOffset=+01:00' +
      'epcListepc=https://id.gs1.org/01/04012345123456/21/1epc=https://id.gs1.org/01/04012345123456/21/2' +
      'quantityListquantityElementepcClass=https://id.gs1.org/01/04012345123456quantity=1.5' +
      'action=OBSERVEbizStep=https://ref.gs1.org/cbv/BizStep-shipping' +
      'persistentDispositionset=https://ref.gs1.org/cbv/Disp-activeset=https://ref.gs1.org/cbv/Disp-recalled' +
      'bizTransactionListbizTransaction=urn:x:1type=https://ref.gs1.org/cbv/BTT-pobizTransaction=urn:x:2' +
      'sensorElementListsensorElementsensorReporttype=https://gs1.org/voc/Speedtime=2026-11-23T10:00:00.001Zvalue=1' +
      '{https://ns.example.com/epcis/}a{https://ns.example.com/epcis/}c' +
      '{https://ns.example.com/epcis/}b=2.5{https://ns.example.com/epcis/}b=2026-11-23T09:00:00.000Z',
  );
});

test('what is about the record alone does not change the hash; what is about the event does', () => {
  const hash = eventHash(eventOf());
  assert.match(hash, /^ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.0$/);
  const same = {
    eventID: hash,
    recordTime: '2026-11-24T00:00:00Z',
    errorDeclaration: { declarationTime: '2026-11-24T00:00:00Z' },
  };
  assert.equal(eventHash(eventOf(same)), hash);
  assert.equal(eventHash(eventOf({ quantityList: [] })), hash);
  assert.notEqual(eventHash(eventOf({ action: 'ADD' })), hash);
  assert.equal(
    preHashOf(eventOf({ action: 'ADD', ilmd: { 'example:a': '1' } })).endsWith(
      'ilmd{https://ns.example.com/epcis/}a=1',
    ),
    true,
  );
});

test('identifiers have one spelling; other addresses stay', () => {
  const same: readonly (readonly [string, string])[] = [
    ['urn:epc:id:sgtin:4012345.012345.1', 'https://id.gs1.org/01/04012345123456/21/1'],
    ['https://id.gs1.de/01/04012345123456/22/x/10/y', 'https://id.gs1.org/01/04012345123456/10/y'],
    ['urn:epc:id:sgln:4012345.00005.7', 'https://id.gs1.org/414/4012345000054/254/7'],
    // A wrong check digit is still this key.
    ['https://example.com/01/04012345123457', 'https://id.gs1.org/01/04012345123457'],
    ['https://example.com/01/0401234512345', 'https://example.com/01/0401234512345'],
    ['https://example.com/po/1', 'https://example.com/po/1'],
    ['urn:epc:id:usdod:CAGEY.5678', 'urn:epc:id:usdod:CAGEY.5678'],
    ['geo:1,2', 'geo:1,2'],
    ['https://example.com/01/%FF', 'https://example.com/01/%FF'],
  ];
  for (const [given, canonical] of same) assert.equal(canonicalId(given), canonical);
  const event = withCanonicalIds(eventOf({ readPoint: { id: 'urn:epc:id:sgln:4012345.00005.0', 'example:a': '1' } }));
  assert.deepEqual(event.epcList, ['https://id.gs1.org/01/04012345123456/21/1']);
  assert.deepEqual(event.readPoint, {
    id: 'https://id.gs1.org/414/4012345000054',
    extensions: [{ name: '{https://ns.example.com/epcis/}a', value: '1' }],
  });
});

test('wrong keys in an event are told beside it', () => {
  const event = eventOf({ epcList: ['https://example.com/01/04012345123457', 'urn:epc:id:sgtin:1.2.3', 'urn:x:1'] });
  assert.deepEqual(
    identifierFaults(event).map(({ uri, fault }) => [uri, fault.code]),
    [
      ['https://example.com/01/04012345123457', 'check_digit_wrong'],
      ['urn:epc:id:sgtin:1.2.3', 'urn_wrong'],
    ],
  );
});

test('words have one spelling', () => {
  for (const text of [
    'shipping',
    'cbv:BizStep-shipping',
    'https://ref.gs1.org/cbv/BizStep-shipping',
    'urn:epcglobal:cbv:bizstep:shipping',
  ]) {
    assert.equal(wordOf('bizStep', text), 'shipping');
  }
  for (const text of ['Speed', 'gs1:Speed', 'https://gs1.org/voc/Speed', 'https://ref.gs1.org/voc/Speed']) {
    assert.equal(wordOf('measurement', text), 'Speed');
  }
  assert.equal(wordOf('bizStep', 'no uri: at all'), null);
  assert.equal(addressOf('bizStep', 'shipping'), 'https://ref.gs1.org/cbv/BizStep-shipping');
  assert.equal(addressOf('measurement', 'Speed'), 'https://gs1.org/voc/Speed');
  assert.equal(addressOf('bizStep', 'urn:x:1'), 'urn:x:1');
});

const decimals: readonly (readonly [string, string | null])[] = [
  ['200.0', '200'],
  ['-0.50', '-0.5'],
  ['+007', '7'],
  ['-0', '0'],
  ['.5', '0.5'],
  ['5.', '5'],
  ['1.25e2', '125'],
  ['125E-4', '0.0125'],
  ['1e3', '1000'],
  ['1e999', null],
  ['', null],
  ['.', null],
  ['NaN', null],
  ['1,5', null],
  ['1'.repeat(401), null],
];

test('decimals have one spelling, and keep their digits', () => {
  for (const [given, due] of decimals) assert.equal(decimalOf(given), due, given);
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      (value) => Number(decimalOf(String(value))) === value,
    ),
  );
});

test('times have one spelling, in UTC', () => {
  const times: readonly (readonly [string, string | null])[] = [
    ['2026-11-23T10:00:00+01:00', '2026-11-23T09:00:00.000Z'],
    ['2026-11-23T10:00Z', '2026-11-23T10:00:00.000Z'],
    ['2026-11-23T10:00:00.0170696170Z', '2026-11-23T10:00:00.017069617Z'],
    ['2026-11-23T10:00:00-14:00', '2026-11-24T00:00:00.000Z'],
    ['2026-11-23T10:00:00+14:01', null],
    ['2026-11-23T24:00:00Z', null],
    ['2026-11-23T10:00:00', null],
    ['0001-01-01T00:00:00Z', null],
  ];
  for (const [given, due] of times) assert.equal(timeOf(given), due, given);
  assert.equal(roundedTime('2026-12-31T23:59:59.9995Z'), '2027-01-01T00:00:00.000Z');
  assert.equal(roundedTime('2026-12-31T23:59:59.9994Z'), '2026-12-31T23:59:59.999Z');
});

const texts = fc.string({ unit: 'grapheme' }).map((text) => text.trim());
const extension: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    texts,
    fc.dictionary(fc.constantFrom('example:a', 'example:b', 'cbvmda:c'), tie('value'), { minKeys: 1 }),
    fc.array(texts, { minLength: 2, maxLength: 3 }),
  ),
})).value;

test('what is printed as JSON-LD is read as the same event, digits and all', () => {
  fc.assert(
    fc.property(extension, fc.bigInt(), fc.nat(999), (value, whole, part) => {
      const quantity = `${whole}.${part}`;
      const text = JSON.stringify(
        documentOf(objectEvent({ quantityList: [{ epcClass: 'urn:x:1', quantity: 0 }], 'example:own': value })),
      ).replace('"quantity":0', `"quantity":${quantity}`);
      const [event] = readEpcis(bytesOf(text)).document?.events ?? [];
      assert.ok(event !== undefined);
      assert.equal(event.quantityList?.[0]?.quantity, decimalOf(quantity));
      assert.deepEqual(readEpcis(bytesOf(printEvent(event))).document?.events, [event]);
      const printed = printDocument([event, event], { creationDate: '2026-01-01T00:00:00.000Z' });
      assert.deepEqual(readEpcis(bytesOf(printed)).document?.events, [event, event]);
    }),
  );
});

test('attributes and texts beside elements of extensions are kept', () => {
  const event = `<ObjectEvent><eventTime>2026-11-23T10:00:00Z</eventTime><eventTimeZoneOffset>+01:00</eventTimeZoneOffset>
    <epcList/><action>ADD</action><example:a b="1">text<c/></example:a></ObjectEvent>`;
  const { document, faults } = readEpcis(bytesOf(xmlDocument(event)));
  assert.deepEqual(faults, []);
  assert.deepEqual(document?.events[0]?.extensions, [
    {
      name: '{https://ns.example.com/epcis/}a',
      value: [
        { name: '@value', value: 'text' },
        { name: 'b', value: '1' },
        { name: 'c', value: '' },
      ],
    },
  ]);
});
