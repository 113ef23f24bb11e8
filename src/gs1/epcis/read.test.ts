import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { limits } from '#kernel/limits.ts';
import { bytesOf, context, documentOf, objectEvent, xmlDocument } from './epcis.testsuite.ts';
import { epcisFaults, toldEpcis } from './faults.ts';
import { readEpcis } from './read.ts';

const codesOf = (value: unknown): string[] => readEpcis(bytesOf(value)).faults.map(({ code }) => code);
const eventOf = (value: unknown): unknown => readEpcis(bytesOf(value)).document?.events[0];

const json = documentOf({
  type: 'ObjectEvent',
  eventTime: '2026-11-23T10:00:00.5+01:00',
  eventTimeZoneOffset: '+01:00',
  recordTime: '2026-11-23T09:00Z',
  eventID: 'urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8',
  certificationInfo: 'https://example.com/c',
  errorDeclaration: {
    declarationTime: '2026-11-24T00:00:00Z',
    reason: 'incorrect_data',
    correctiveEventIDs: ['urn:x:1'],
  },
  epcList: ['urn:epc:id:sgtin:4012345.012345.1'],
  quantityList: [{ epcClass: 'urn:epc:class:lgtin:4012345.012345.L', quantity: 200.5, uom: 'KGM' }],
  action: 'ADD',
  bizStep: 'cbv:BizStep-commissioning',
  disposition: 'https://ref.gs1.org/cbv/Disp-active',
  persistentDisposition: { set: ['completeness_verified'] },
  readPoint: { id: 'urn:epc:id:sgln:4012345.00005.0', 'example:gate': '7' },
  bizTransactionList: [{ type: 'po', bizTransaction: 'urn:x:po' }, { bizTransaction: 'urn:x:other' }],
  sourceList: [{ type: 'owning_party', source: 'urn:epc:id:pgln:4012345.00000' }],
  sensorElementList: [
    {
      sensorMetadata: { time: '2026-11-23T08:00:00Z', 'example:more': 'text' },
      sensorReport: [
        { type: 'gs1:Temperature', value: 26, uom: 'CEL', booleanValue: true, hexBinaryValue: 'f0', component: 'x' },
        { type: 'example:own', exception: 'ALARM_CONDITION', stringValue: 'a b' },
      ],
      'example:list': ['1', { 'example:deep': '2' }],
    },
  ],
  ilmd: { 'cbvmda:lotNumber': 'L' },
  'https://ns.example.com/epcis/full': 'address',
});

const xml = xmlDocument(`
  <ObjectEvent>
    <eventTime>2026-11-23T10:00:00.500+01:00</eventTime><recordTime>2026-11-23T09:00:00Z</recordTime>
    <eventTimeZoneOffset>+01:00</eventTimeZoneOffset>
    <baseExtension>
      <eventID>urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8</eventID>
      <errorDeclaration><declarationTime>2026-11-24T00:00:00Z</declarationTime><reason>urn:epcglobal:cbv:er:incorrect_data</reason>
        <correctiveEventIDs><correctiveEventID>urn:x:1</correctiveEventID></correctiveEventIDs></errorDeclaration>
    </baseExtension>
    <epcList><epc> urn:epc:id:sgtin:4012345.012345.1 </epc></epcList>
    <action>ADD</action>
    <bizStep>urn:epcglobal:cbv:bizstep:commissioning</bizStep><disposition>urn:epcglobal:cbv:disp:active</disposition>
    <readPoint><id>urn:epc:id:sgln:4012345.00005.0</id><example:gate>7</example:gate></readPoint>
    <bizLocation/>
    <bizTransactionList><bizTransaction type="urn:epcglobal:cbv:btt:po">urn:x:po</bizTransaction><bizTransaction>urn:x:other</bizTransaction></bizTransactionList>
    <extension>
      <certificationInfo>https://example.com/c</certificationInfo>
      <quantityList><quantityElement><epcClass>urn:epc:class:lgtin:4012345.012345.L</epcClass><quantity>2.0050E2</quantity><uom>KGM</uom></quantityElement></quantityList>
      <sourceList><source type="urn:epcglobal:cbv:sdt:owning_party">urn:epc:id:pgln:4012345.00000</source></sourceList>
      <ilmd><cbvmda:lotNumber>L</cbvmda:lotNumber></ilmd>
      <extension>
        <sensorElementList><sensorElement>
          <sensorMetadata time="2026-11-23T08:00:00.000Z" example:more="text"/>
          <sensorReport type="gs1:Temperature" value="26.0" uom="CEL" booleanValue="1" hexBinaryValue="f0" component="cbv:Comp-x"/>
          <sensorReport type="example:own" exception="gs1:ALARM_CONDITION" stringValue="a b"/>
          <example:list>1</example:list><example:list><example:deep>2</example:deep></example:list>
        </sensorElement></sensorElementList>
        <persistentDisposition><set>urn:epcglobal:cbv:disp:completeness_verified</set></persistentDisposition>
      </extension>
    </extension>
    <example:full>address</example:full>
  </ObjectEvent>`).replace('<bizLocation/>', '');

test('JSON-LD and XML, with what 1.2 wraps, become the same event', () => {
  assert.deepEqual(codesOf(json), []);
  assert.deepEqual(codesOf(xml), []);
  const event = eventOf(json) as Record<string, unknown>;
  assert.deepEqual(eventOf(xml), event);
  assert.deepEqual(
    [event['eventTime'], event['bizStep'], event['quantityList']],
    [
      '2026-11-23T09:00:00.500Z',
      'commissioning',
      [{ epcClass: 'urn:epc:class:lgtin:4012345.012345.L', quantity: '200.5', uom: 'KGM' }],
    ],
  );
  assert.deepEqual(event['extensions'], [{ name: '{https://ns.example.com/epcis/}full', value: 'address' }]);
  assert.deepEqual(event['sensorElementList'], [
    {
      sensorMetadata: {
        time: '2026-11-23T08:00:00.000Z',
        extensions: [{ name: '{https://ns.example.com/epcis/}more', value: 'text' }],
      },
      sensorReport: [
        { type: 'Temperature', value: '26', component: 'x', booleanValue: true, hexBinaryValue: 'f0', uom: 'CEL' },
        { type: 'https://ns.example.com/epcis/own', exception: 'ALARM_CONDITION', stringValue: 'a b' },
      ],
      extensions: [
        { name: '{https://ns.example.com/epcis/}list', value: '1' },
        {
          name: '{https://ns.example.com/epcis/}list',
          value: [{ name: '{https://ns.example.com/epcis/}deep', value: '2' }],
        },
      ],
    },
  ]);
});

const without = (name: string): unknown => documentOf(objectEvent({ [name]: undefined }));
const other = (type: string, changes: Readonly<Record<string, unknown>>): unknown =>
  documentOf(objectEvent({ type, epcList: undefined, ...changes }));
const epcs = ['urn:epc:id:sgtin:4012345.012345.1'];

const cases: readonly (readonly [string, unknown, readonly string[]])[] = [
  ['an event', documentOf(objectEvent()), []],
  ['no time', without('eventTime'), ['field_missing']],
  ['no offset', without('eventTimeZoneOffset'), ['field_missing']],
  ['no action', without('action'), ['field_missing']],
  ['nothing that it is about', without('epcList'), ['identifiers_missing']],
  ['a wrong action', documentOf(objectEvent({ action: 'CREATE' })), ['action_unknown']],
  ['a wrong time', documentOf(objectEvent({ eventTime: '2026-02-30T10:00:00Z' })), ['time_wrong']],
  ['a wrong offset', documentOf(objectEvent({ eventTimeZoneOffset: '+15:00' })), ['offset_wrong']],
  ['no URI', documentOf(objectEvent({ epcList: ['4012345'] })), ['uri_wrong']],
  ['a word of nobody', documentOf(objectEvent({ bizStep: 'sipping' })), ['word_unknown']],
  [
    'a URN of CBV with a word of nobody',
    documentOf(objectEvent({ bizStep: 'urn:epcglobal:cbv:bizstep:sipping' })),
    ['word_unknown'],
  ],
  ['a word of another vocabulary', documentOf(objectEvent({ bizStep: 'cbv:Disp-active' })), ['word_unknown']],
  ['a step of one’s own', documentOf(objectEvent({ bizStep: 'https://example.com/sipping' })), []],
  [
    'a quantity in words',
    documentOf(objectEvent({ quantityList: [{ epcClass: 'urn:x:1', quantity: '20' }] })),
    ['number_wrong'],
  ],
  [
    'a wrong unit',
    documentOf(objectEvent({ quantityList: [{ epcClass: 'urn:x:1', uom: 'kilogram' }] })),
    ['value_wrong'],
  ],
  ['a field of nobody', documentOf(objectEvent({ colour: 'red' })), ['field_unknown']],
  ['a prefix that nobody said', documentOf(objectEvent({ 'odd:colour': 'red' })), ['prefix_unknown']],
  ['a text for a list', documentOf(objectEvent({ epcList: 'urn:x:1' })), ['shape_wrong']],
  ['a list for a text', documentOf(objectEvent({ bizStep: ['shipping'] })), ['shape_wrong']],
  ['null for a text', documentOf(objectEvent({ bizStep: null })), ['shape_wrong']],
  ['a text for fields', documentOf(objectEvent({ readPoint: 'urn:x:1' })), ['shape_wrong']],
  ['ilmd without ADD', documentOf(objectEvent({ ilmd: { 'example:a': '1' } })), ['ilmd_without_add']],
  ['a type of nobody', documentOf(objectEvent({ type: 'OddEvent' })), ['event_type_unknown']],
  ['a type of one’s own', documentOf(objectEvent({ type: 'example:OddEvent', action: undefined })), []],
  ['no type', documentOf(objectEvent({ type: undefined })), ['field_missing']],
  ['no event', documentOf('event'), ['shape_wrong', 'field_missing']],
  ['a sensor without reports', documentOf(objectEvent({ sensorElementList: [{ sensorReport: [] }] })), ['shape_wrong']],
  [
    'sensors at a read point',
    documentOf(
      objectEvent({
        epcList: undefined,
        readPoint: { id: 'urn:x:1' },
        sensorElementList: [{ sensorReport: [{ type: 'Speed' }] }],
      }),
    ),
    [],
  ],
  [
    'a wrong boolean and a wrong hexadecimal number',
    documentOf(
      objectEvent({
        sensorElementList: [{ sensorReport: [{ type: 'Speed', booleanValue: 'yes', hexBinaryValue: 'x' }] }],
      }),
    ),
    ['value_wrong', 'value_wrong'],
  ],
  ['an aggregation', other('AggregationEvent', { childEPCs: epcs }), []],
  ['an aggregation without children', other('AggregationEvent', {}), ['children_missing']],
  ['an aggregation without parent', other('AggregationEvent', { childEPCs: epcs, action: 'ADD' }), ['field_missing']],
  ['an aggregation that ends', other('AggregationEvent', { parentID: 'urn:x:1', action: 'DELETE' }), []],
  [
    'an association',
    other('AssociationEvent', { parentID: 'urn:x:1', childQuantityList: [{ epcClass: 'urn:x:2' }] }),
    [],
  ],
  ['an association without parent', other('AssociationEvent', { childEPCs: epcs }), ['field_missing']],
  [
    'a transaction',
    other('TransactionEvent', { epcList: epcs, bizTransactionList: [{ bizTransaction: 'urn:x:1' }] }),
    [],
  ],
  ['a transaction without its transactions', other('TransactionEvent', { epcList: epcs }), ['field_missing']],
  ['a transaction without things', other('TransactionEvent', { bizTransactionList: [] }), ['identifiers_missing']],
  ['a transaction that ends', other('TransactionEvent', { bizTransactionList: [], action: 'DELETE' }), []],
  [
    'a transformation',
    other('TransformationEvent', { action: undefined, inputEPCList: epcs, outputEPCList: epcs }),
    [],
  ],
  [
    'a transformation with an action',
    other('TransformationEvent', { inputEPCList: epcs, outputEPCList: epcs }),
    ['field_unknown'],
  ],
  [
    'a transformation without outputs',
    other('TransformationEvent', { action: undefined, inputEPCList: epcs }),
    ['transformation_incomplete'],
  ],
  [
    'a transformation without inputs',
    other('TransformationEvent', { action: undefined, outputQuantityList: [{ epcClass: 'urn:x:2' }] }),
    ['transformation_incomplete'],
  ],
  [
    'a part of a transformation',
    other('TransformationEvent', { action: undefined, inputEPCList: epcs, transformationID: 'urn:x:1' }),
    [],
  ],
  [
    'a transformation of nothing',
    other('TransformationEvent', { action: undefined, transformationID: 'urn:x:1' }),
    ['transformation_incomplete'],
  ],
  [
    'a field twice',
    xmlDocument(
      '<ObjectEvent><eventTime>2026-11-23T10:00:00Z</eventTime><eventTimeZoneOffset>+01:00</eventTimeZoneOffset><epcList/><action>ADD</action><action>ADD</action></ObjectEvent>',
    ),
    ['field_repeated'],
  ],
  [
    'an empty field of XML',
    xmlDocument(
      '<ObjectEvent><eventTime/><eventTimeZoneOffset>+01:00</eventTimeZoneOffset><epcList/><action>ADD</action><bizStep/></ObjectEvent>',
    ),
    ['field_missing'],
  ],
  [
    'a wrong quantity in XML',
    xmlDocument(
      '<ObjectEvent><eventTime>2026-11-23T10:00:00Z</eventTime><eventTimeZoneOffset>+01:00</eventTimeZoneOffset><quantityList><quantityElement><epcClass>urn:x:1</epcClass><quantity>many</quantity></quantityElement></quantityList><action>ADD</action><ilmd/></ObjectEvent>',
    ),
    ['number_wrong'],
  ],
  [
    'an odd entry of a list in XML',
    xmlDocument(
      '<ObjectEvent><eventTime>2026-11-23T10:00:00Z</eventTime><eventTimeZoneOffset>+01:00</eventTimeZoneOffset><epcList><id>urn:x:1</id></epcList><action><a/></action></ObjectEvent>',
    ),
    ['shape_wrong', 'shape_wrong'],
  ],
  [
    'a type of one’s own in XML',
    xmlDocument(
      '<example:Odd><eventTime>2026-11-23T10:00:00Z</eventTime><eventTimeZoneOffset>+01:00</eventTimeZoneOffset></example:Odd>',
    ),
    [],
  ],
  ['a type of nobody in XML', xmlDocument('<OddEvent/>'), ['event_type_unknown']],
  ['an event alone', { '@context': context, ...objectEvent() }, []],
  ['an event alone without context', objectEvent(), ['context_missing']],
  [
    'an event alone in XML',
    '<e:ObjectEvent xmlns:e="urn:epcglobal:epcis:xsd:2" schemaVersion="2.0"><e:eventTime>2026-11-23T10:00:00Z</e:eventTime><eventTimeZoneOffset>+01:00</eventTimeZoneOffset><epcList/><action>ADD</action></e:ObjectEvent>',
    [],
  ],
  ['no document', { ...documentOf(), type: undefined }, ['not_epcis']],
  ['a query', { eventType: ['ObjectEvent'] }, []],
  [
    'no dates',
    { ...documentOf(), creationDate: undefined, schemaVersion: undefined },
    ['field_missing', 'field_missing'],
  ],
  ['a wrong date', { ...documentOf(), creationDate: 'today' }, ['time_wrong']],
  ['no body', { ...documentOf(), epcisBody: undefined }, ['field_missing', 'field_missing']],
  ['no JSON', '{"type": ', ['not_well_formed']],
  ['a name twice', '{"type": "ObjectEvent", "type" : "AggregationEvent"}', ['field_repeated']],
  ['a name twice, once escaped', '{"a": [{"type": 1}, {"type": 2}], "\\u0061": 1}', ['field_repeated']],
  ['a name with a wrong escape', '{"\\x": 1}', ['not_well_formed']],
  ['nothing', '', ['not_epcis']],
  ['no XML', '<a><b></a>', ['not_well_formed']],
  ['no EPCIS', '<a/>', ['not_epcis']],
  ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', ['doctype_refused']],
  ['an instruction', '<?php echo?><a/>', ['doctype_refused']],
  ['an entity', xmlDocument('&b;'), ['not_well_formed']],
  ['a stylesheet', `<?xml-stylesheet href="a.xsl"?>${xmlDocument('').replace('<?xml version="1.0"?>', '')}`, []],
  [
    'no list of events',
    '<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2" schemaVersion="2.0" creationDate="2026-11-23T10:00:00Z"/>',
    ['field_missing'],
  ],
  ['depth in JSON', `${'{"a":['.repeat(limits.epcisNestingMax)}"[\\"]"`, ['too_large']],
  ['depth in XML', '<a>'.repeat(limits.epcisNestingMax + 1), ['too_large']],
];

for (const [name, given, codes] of cases) {
  test(`${name}: ${codes.join(', ') || 'right'}`, () => {
    assert.deepEqual(codesOf(given), codes);
  });
}

test('limits hold', () => {
  const many = documentOf(objectEvent({ epcList: Array.from({ length: limits.epcisListMax + 1 }, () => 'urn:x:1') }));
  assert.deepEqual(codesOf(many), ['too_large']);
  assert.deepEqual(codesOf(documentOf(...Array.from({ length: limits.epcisEventsMax + 1 }, () => 1))), ['too_large']);
  assert.deepEqual(
    readEpcis(new Uint8Array(limits.epcisBytesMax + 1)).faults.map(({ code }) => code),
    ['too_large'],
  );
  const wrong = readEpcis(
    bytesOf(documentOf(objectEvent({ epcList: Array.from({ length: limits.epcisFaultsMax + 5 }, () => '') }))),
  );
  assert.deepEqual([wrong.faults.length, wrong.faultsMore], [limits.epcisFaultsMax, 5]);
});

test('what is no UTF-8 is refused', () => {
  assert.deepEqual(
    readEpcis(new Uint8Array([0x7b, 0xff])).faults.map(({ code }) => code),
    ['not_well_formed'],
  );
});

test('a fault says of which event, where, and what to do; its neighbours are read', () => {
  const { document, faults } = readEpcis(
    bytesOf(documentOf(objectEvent(), objectEvent({ action: 'X' }), objectEvent())),
  );
  assert.equal(document?.events.length, 3);
  const [fault] = faults;
  assert.ok(fault !== undefined);
  assert.deepEqual([fault.event, fault.place], [1, '/epcisBody/eventList/1/action']);
  assert.deepEqual(toldEpcis(fault), { ...fault, ...epcisFaults.action_unknown });
  const inXml = readEpcis(bytesOf(xmlDocument('\n<ObjectEvent>\n<action>X</action></ObjectEvent>'))).faults;
  assert.ok(
    inXml.some(({ place }) => place === '/EPCISDocument/EPCISBody/EventList/ObjectEvent/action, line 6'),
    JSON.stringify(inXml),
  );
});

test('documents say who sent them, and what of them is not read', () => {
  const header = `<EPCISHeader><h:StandardBusinessDocumentHeader xmlns:h="http://h"><h:Sender><h:Identifier>urn:x:1</h:Identifier></h:Sender>
    <h:DocumentIdentification><h:InstanceIdentifier>7</h:InstanceIdentifier></h:DocumentIdentification></h:StandardBusinessDocumentHeader></EPCISHeader>`;
  const { document } = readEpcis(bytesOf(xmlDocument('', { version: 1, header })));
  assert.deepEqual(document, {
    kind: 'document',
    schemaVersion: '1.0',
    creationDate: '2026-11-23T10:00:00.000Z',
    sender: 'urn:x:1',
    receiver: null,
    instanceIdentifier: '7',
    queryName: null,
    subscriptionID: null,
    events: [],
    passedOver: ['EPCISHeader'],
  });
});

test('results of queries are read like documents', () => {
  const results = { queryName: 'q', resultsBody: { eventList: [objectEvent()], vocabularyList: [] } };
  const inJson = readEpcis(
    bytesOf({ '@context': [context], type: 'EPCISQueryDocument', epcisBody: { queryResults: results } }),
  );
  assert.deepEqual(inJson.faults, []);
  assert.deepEqual(
    [inJson.document?.kind, inJson.document?.queryName, inJson.document?.events.length, inJson.document?.passedOver],
    ['query_results', 'q', 1, ['vocabularyList']],
  );
  const root = (body: string): string =>
    `<q:EPCISQueryDocument xmlns:q="urn:epcglobal:epcis-query:xsd:2"><EPCISBody>${body}</EPCISBody></q:EPCISQueryDocument>`;
  const inXml = readEpcis(
    bytesOf(
      root(
        '<QueryResults><queryName>q</queryName><resultsBody><EventList/><VocabularyList/></resultsBody></QueryResults>',
      ),
    ),
  );
  assert.deepEqual(
    [inXml.document?.kind, inXml.document?.queryName, inXml.document?.passedOver],
    ['query_results', 'q', ['VocabularyList']],
  );
  assert.equal(readEpcis(bytesOf(root('<q:Poll/>'))).document?.kind, 'query');
});

test('any bytes are read with a document or a fault, and never break', () => {
  const text = JSON.stringify(json);
  fc.assert(
    fc.property(fc.nat(text.length), fc.nat(6), fc.string(), (at, length, put) => {
      const { document, faults } = readEpcis(bytesOf(text.slice(0, at) + put + text.slice(at + length)));
      assert.ok(document !== null || faults.length > 0);
    }),
  );
  fc.assert(
    fc.property(fc.nat(xml.length), fc.nat(6), fc.string(), (at, length, put) => {
      const { document, faults } = readEpcis(bytesOf(xml.slice(0, at) + put + xml.slice(at + length)));
      assert.ok(document !== null || faults.length > 0);
    }),
  );
});
