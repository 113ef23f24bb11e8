// Capture and query of EPCIS events over HTTP, in the shape of the standard: kept once, found by its parameters, seen by site.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Projections } from '#runtime/projections.ts';
import { forgetTraceability } from '#traceability/store.ts';
import { testApp } from './test-app.ts';
import type { Asked, TestApp } from './test-app.ts';
import { managedNetwork, placed, reported, shipFive } from './test-process.ts';
import { counts, event as cloudEvent, key, made, receive, smallNetwork } from './test-world.ts';

const context = ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'];
const ham = 'https://id.gs1.org/414/4012345000221';
const muc = 'https://id.gs1.org/414/4012345000238';
const sgtin = 'urn:epc:id:sgtin:9506000.013435.7';

function told(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    type: 'ObjectEvent',
    eventTime: '2026-03-02T08:45:00.000Z',
    eventTimeZoneOffset: '+01:00',
    epcList: [sgtin],
    action: 'OBSERVE',
    bizStep: 'receiving',
    readPoint: { id: ham },
    ...more,
  };
}

function documentOf(...eventList: readonly unknown[]): Record<string, unknown> {
  const head = { '@context': context, type: 'EPCISDocument', schemaVersion: '2.0' };
  return { ...head, creationDate: '2026-03-02T09:00:00Z', epcisBody: { eventList } };
}

function events({ status, body }: Asked): Record<string, unknown>[] {
  assert.equal(status, 200, JSON.stringify(body));
  const { epcisBody } = body as {
    epcisBody: { queryResults: { resultsBody: { eventList: Record<string, unknown>[] } } };
  };
  return epcisBody.queryResults.resultsBody.eventList;
}

async function captured(app: TestApp, document: unknown, more: Parameters<TestApp['ask']>[2] = {}): Promise<Asked> {
  const answer = await app.ask('POST', '/v1/epcis/capture', { body: document, ...more });
  assert.equal(answer.status, 202, JSON.stringify(answer.body));
  return answer;
}

const ask = (app: TestApp, query: string, more: Parameters<TestApp['ask']>[2] = {}): Promise<Asked> =>
  app.ask('GET', `/v1/epcis/events?${query}`, more);

test('a document is captured once, and its job says what became of each event', async () => {
  await using app = await testApp();
  const first = await captured(app, documentOf(told(), told({ bizStep: 'storing' })));
  assert.equal(first.headers['location'], `/v1/epcis/capture/${String(first.body['captureID'])}`);
  assert.deepEqual(
    [first.body['running'], first.body['success'], first.body['captured'], first.body['known']],
    [false, true, 2, 0],
  );
  const job = await app.ask('GET', String(first.headers['location']));
  assert.deepEqual(job.body, first.body);

  const again = await captured(app, documentOf(told()));
  assert.deepEqual([again.body['success'], again.body['captured'], again.body['known']], [true, 0, 1]);
  const xml = `<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2" schemaVersion="2.0" creationDate="2026-03-02T10:00:00Z">
    <EPCISBody><EventList><ObjectEvent><eventTime>2026-03-02T09:45:00+01:00</eventTime>
    <eventTimeZoneOffset>+01:00</eventTimeZoneOffset><epcList><epc>https://id.gs1.org/01/09506000134352/21/7</epc></epcList>
    <action>OBSERVE</action><bizStep>urn:epcglobal:cbv:bizstep:receiving</bizStep>
    <readPoint><id>urn:epc:id:sgln:4012345.00022.0</id></readPoint></ObjectEvent></EventList></EPCISBody></epcis:EPCISDocument>`;
  const same = await captured(app, xml, { headers: { 'content-type': 'application/xml' } });
  assert.equal(same.body['known'], 1, 'in another syntax and spelling it is the same event');

  const kept = events(await ask(app, 'EQ_bizStep=receiving'));
  assert.equal(kept.length, 1);
  assert.match(String(kept[0]?.['eventID']), /^ni:\/\/\/sha-256;/);
  const { eventID: _id, recordTime, ...rest } = kept[0] ?? {};
  assert.ok(typeof recordTime === 'string');
  assert.deepEqual(rest, told());

  const jobs = await app.ask('GET', '/v1/epcis/capture?perPage=2');
  assert.equal((jobs.body as unknown as unknown[]).length, 2);
  const next = /<([^>]+)>; rel="next"/.exec(String(jobs.headers['link']))?.[1];
  assert.equal(((await app.ask('GET', next ?? '')).body as unknown as unknown[]).length, 1);
});

test('a wrong event rolls all back, or is left out where the sender says so', async () => {
  await using app = await testApp();
  const document = documentOf(told(), told({ action: 'LOOK' }), { eventTime: 'now' }, told({ bizStep: 'storing' }));
  const { body } = await captured(app, document);
  assert.deepEqual([body['success'], body['events'], body['captured']], [false, 4, 0]);
  const errors = body['errors'] as { event: number; title: string; type: string; place: string }[];
  assert.deepEqual(
    errors.map(({ event, title }) => [event, title]),
    [
      [1, 'action_unknown'],
      [2, 'field_missing'],
    ],
  );
  assert.deepEqual(
    [errors[0]?.type, errors[0]?.place],
    ['epcisException:ValidationException', '/epcisBody/eventList/1/action'],
  );
  assert.deepEqual(events(await ask(app, '')), []);
  const proceeded = await captured(app, document, { headers: { 'gs1-capture-error-behaviour': 'proceed' } });
  assert.deepEqual([proceeded.body['success'], proceeded.body['captured']], [false, 2]);
  assert.equal(proceeded.headers['gs1-capture-error-behaviour'], 'proceed');
  assert.equal(events(await ask(app, '')).length, 2);
});

test('a document that cannot be read is refused with its place, and changes nothing', async () => {
  await using app = await testApp();
  const before = await counts(app);
  const many = documentOf(
    ...Array.from({ length: 1_001 }, (_, at) => told({ epcList: [`urn:epc:id:sgtin:9506000.013435.${at}`] })),
  );
  const cases: readonly (readonly [unknown, number, RegExp])[] = [
    ['<html/>', 400, /neither a document of EPCIS nor an event/],
    ['{"type": ', 400, /no JSON/],
    [{ EQ_bizStep: ['shipping'] }, 400, /a query, which is not taken/],
    [{ ...documentOf(told()), creationDate: 'today' }, 400, /no time with its offset/],
    [documentOf(...Array.from({ length: 500 }, () => ({ type: 'ObjectEvent' }))), 400, /faults/],
    [many, 413, /1001 events/],
    [JSON.stringify(documentOf(told({ 'x:pad': 'a'.repeat(4 * 1024 * 1024) }))), 413, /bytes/],
  ];
  for (const [body, status, detail] of cases) {
    const answer = await app.ask('POST', '/v1/epcis/capture', { body });
    assert.equal(answer.status, status, JSON.stringify(answer.body));
    assert.match(String(answer.body['detail']), detail);
  }
  const odd = await app.ask('POST', '/v1/epcis/capture', {
    body: documentOf(told()),
    headers: { 'gs1-capture-error-behaviour': 'maybe' },
  });
  assert.deepEqual([odd.status, odd.body['type']], [400, 'epcisException:ValidationException']);
  assert.deepEqual(events(await ask(app, '')), []);
  assert.equal(await counts(app), before);
});

test('text that the database cannot hold is refused with its event', async () => {
  await using app = await testApp();
  const odd = ['urn:x:\u0000', 'urn:x:\ud800'].map((epc) => told({ epcList: [epc] }));
  const place = told({ readPoint: { id: 'https://id.gs1.org/414/4012345000221?x=\u0000' } });
  const { body } = await captured(app, documentOf(...odd, place, told({ eventID: 'urn:x:\u0000' }), told()), {
    headers: { 'gs1-capture-error-behaviour': 'proceed' },
  });
  assert.deepEqual(
    (body['errors'] as { event: number; title: string }[]).map(({ event, title }) => [event, title]),
    [0, 1, 2, 3].map((event) => [event, 'text_unusable']),
  );
  assert.equal(body['captured'], 1);
});

test('an id names one event: another one is refused, a declaration of an error stands beside it', async () => {
  await using app = await testApp();
  const eventID = 'urn:uuid:0fa1e9f4-3dd8-4f4c-8a1e-6f0b3b9f3b6a';
  await captured(app, documentOf(told({ eventID }), told({ eventID })));
  const other = await captured(app, documentOf(told({ eventID, bizStep: 'storing' })));
  assert.equal((other.body['errors'] as { title: string }[])[0]?.title, 'event_id_reused');
  const errorDeclaration = {
    declarationTime: '2026-03-03T08:00:00.000Z',
    reason: 'incorrect_data',
    correctiveEventIDs: ['urn:uuid:1'],
  };
  const declared = await captured(app, documentOf(told({ eventID, errorDeclaration })));
  assert.equal(declared.body['captured'], 1);
  const both = events(await app.ask('GET', `/v1/epcis/events/${encodeURIComponent(eventID)}`));
  assert.deepEqual(
    both.map((event) => event['errorDeclaration']),
    [undefined, errorDeclaration],
  );
  for (const query of [
    'EXISTS_errorDeclaration=true',
    'EQ_errorReason=incorrect_data',
    'EQ_correctiveEventID=urn:uuid:1',
  ])
    assert.equal(events(await ask(app, query)).length, 1, query);
  assert.equal(events(await ask(app, `EQ_eventID=${encodeURIComponent(`${eventID}|urn:x:y`)}`)).length, 2);
  const long = await captured(app, documentOf(told({ eventID: `urn:x:${'y'.repeat(300)}` })));
  assert.equal((long.body['errors'] as { title: string }[])[0]?.title, 'event_id_too_long');
  const wide = await captured(app, documentOf(told({ epcList: [`urn:x:${'y'.repeat(1_100)}`] })));
  assert.equal((wide.body['errors'] as { title: string }[])[0]?.title, 'identifier_too_long');
  assert.equal((await app.ask('GET', '/v1/epcis/events/none')).status, 404);
});

test('events are found by the parameters of the standard', async () => {
  await using app = await testApp();
  await captured(
    app,
    documentOf(
      told(),
      told({
        eventTime: '2026-03-02T09:00:00.000Z',
        bizStep: 'shipping',
        disposition: 'in_transit',
        quantityList: [{ epcClass: 'urn:epc:class:lgtin:9506000.013436.L1', quantity: 12.5, uom: 'KGM' }],
        bizTransactionList: [{ type: 'po', bizTransaction: 'urn:epcglobal:cbv:bt:4012345000009:PO-88' }],
        sourceList: [{ type: 'location', source: 'urn:epc:id:sgln:4012345.00022.0' }],
        destinationList: [{ type: 'owning_party', destination: 'urn:epc:id:pgln:4012345.00000' }],
        persistentDisposition: { set: ['completeness_verified'], unset: ['completeness_inferred'] },
        bizLocation: { id: muc },
      }),
      {
        ...told({ eventTime: '2026-03-02T10:00:00.000Z', action: 'ADD', bizStep: 'packing', epcList: undefined }),
        type: 'AggregationEvent',
        parentID: 'urn:epc:id:sscc:4012345.1112223334',
        childEPCs: ['urn:epc:id:sgtin:9506000.013435.8'],
      },
      {
        ...told({
          eventTime: '2026-03-02T11:00:00.000Z',
          action: undefined,
          bizStep: 'commissioning',
          epcList: undefined,
        }),
        type: 'TransformationEvent',
        transformationID: 'urn:epc:id:gdti:0614141.12345.400',
        inputEPCList: ['urn:epc:id:sgtin:9506000.013435.1'],
        inputQuantityList: [{ epcClass: 'https://id.gs1.org/01/09506000134376', quantity: 3 }],
        outputEPCList: ['urn:epc:id:sgtin:9506000.013435.2'],
        outputQuantityList: [{ epcClass: 'https://id.gs1.org/01/09506000134383', quantity: 1 }],
      },
    ),
  );
  const [one, two, three, four] = ['receiving', 'shipping', 'packing', 'commissioning'];
  const cases: readonly (readonly [string, readonly (string | undefined)[]])[] = [
    ['orderBy=eventTime&orderDirection=ASC', [one, two, three, four]],
    ['orderBy=eventTime', [four, three, two, one]],
    ['eventType=ObjectEvent|AggregationEvent', [three, two, one]],
    ['EQ_action=ADD', [three]],
    ['EQ_bizStep=shipping|packing', [three, two]],
    ['EQ_bizStep=urn:epcglobal:cbv:bizstep:shipping', [two]],
    ['EQ_disposition=https://ref.gs1.org/cbv/Disp-in_transit', [two]],
    ['EQ_persistentDisposition_set=completeness_verified', [two]],
    ['EQ_persistentDisposition_unset=completeness_inferred', [two]],
    ['EQ_readPoint=urn:epc:id:sgln:4012345.00022.0', [four, three, two, one]],
    [`EQ_bizLocation=${encodeURIComponent(muc)}`, [two]],
    ['EQ_transformationID=urn:epc:id:gdti:0614141.12345.400', [four]],
    ['MATCH_epc=https://id.gs1.org/01/09506000134352/21/7', [two, one]],
    ['MATCH_epc=urn:epc:idpat:sgtin:9506000.013435.*', [three, two, one]],
    ['MATCH_parentID=urn:epc:id:sscc:4012345.1112223334', [three]],
    ['MATCH_inputEPC=urn:epc:id:sgtin:9506000.013435.1', [four]],
    ['MATCH_outputEPC=urn:epc:id:sgtin:9506000.013435.2', [four]],
    ['MATCH_anyEPC=urn:epc:idpat:sgtin:9506000.013435.*', [four, three, two, one]],
    ['MATCH_epcClass=https://id.gs1.org/01/09506000134369/10/L1', [two]],
    ['MATCH_anyEPCClass=https://id.gs1.org/01/09506000134383|https://id.gs1.org/01/09506000134369/10/L1', [four, two]],
    ['MATCH_inputEPCClass=https://id.gs1.org/01/09506000134376', [four]],
    ['MATCH_outputEPCClass=https://id.gs1.org/01/09506000134376', []],
    ['EQ_bizTransaction_po=urn:epcglobal:cbv:bt:4012345000009:PO-88', [two]],
    ['EQ_source_location=urn:epc:id:sgln:4012345.00022.0', [two]],
    ['EQ_destination_owning_party=https://id.gs1.org/417/4012345000009', [two]],
    ['GE_eventTime=2026-03-02T10:00:00%2B01:00&LT_eventTime=2026-03-02T10:00:00Z&orderBy=eventTime', [two]],
    ['GE_recordTime=2026-01-01T00:00:00Z&LT_recordTime=2026-01-02T00:00:00Z', []],
    ['EQ_bizStep=shipping&EQ_action=ADD', []],
  ];
  for (const [query, expected] of cases)
    assert.deepEqual(
      events(await ask(app, query)).map((event) => event['bizStep']),
      expected,
      query,
    );
  for (const query of [
    'EQ_bizStep=flying',
    'WD_readPoint=urn:x:y',
    'GE_eventTime=today',
    'MATCH_epc=urn:epc:idpat:sgtin:9506000.*.*',
    'EQ_action=ADD&EQ_action=OBSERVE',
    'perPage=0',
    `EQ_eventID=${'a|'.repeat(65)}a`,
  ])
    assert.deepEqual([(await ask(app, query)).status, query], [400, query]);
  const of = (path: string): Promise<Asked> => app.ask('GET', `/v1/epcis/${path}`);
  assert.equal(events(await of('bizSteps/shipping/events')).length, 1);
  assert.equal(events(await of(`epcs/${encodeURIComponent(sgtin)}/events?EQ_bizStep=receiving`)).length, 1);
  assert.equal(events(await of('eventTypes/TransformationEvent/events')).length, 1);
  assert.deepEqual((await of('bizSteps')).body['member'], ['commissioning', 'packing', 'receiving', 'shipping']);
  assert.deepEqual((await of('dispositions')).body['member'], ['in_transit']);
  assert.deepEqual((await of('bizLocations')).body['member'], [muc]);
  assert.deepEqual((await of('eventTypes?perPage=2')).body['member'], ['AggregationEvent', 'ObjectEvent']);
  assert.deepEqual((await of('bizSteps/shipping')).body, ['events']);
  assert.ok(Array.isArray((await app.ask('GET', '/v1/epcis')).body));
  for (const path of ['epcs', 'colours', 'colours/red/events', 'bizSteps/flying/events', 'bizSteps/flying'])
    assert.equal((await of(path)).status, 404, path);
  assert.match(JSON.stringify(events(await ask(app, 'EQ_bizStep=shipping'))), /"quantity":12\.5,"uom":"KGM"/);
});

test('pages follow each other by the header Link, whatever is captured meanwhile', async () => {
  await using app = await testApp();
  const many = Array.from({ length: 7 }, (_, at) =>
    told({ eventTime: `2026-03-02T0${at}:00:00.123456Z`, epcList: [`urn:epc:id:sgtin:9506000.013435.${at}`] }),
  );
  await captured(app, documentOf(...many));
  for (const order of ['eventTime', 'recordTime']) {
    const found: unknown[] = [];
    let next: string | undefined = `/v1/epcis/events?perPage=3&orderBy=${order}&EQ_bizStep=receiving|storing`;
    while (next !== undefined) {
      const page: Asked = await app.ask('GET', next);
      found.push(...events(page).map((event) => event['eventTime']));
      next = /<([^>]+)>; rel="next"/.exec(String(page.headers['link'] ?? ''))?.[1];
      const later = told({ eventTime: '2027-01-01T00:00:00Z', epcList: [`urn:x:${found.length}${order}`] });
      await captured(app, documentOf(later));
    }
    assert.equal(found.filter((at) => String(at).startsWith('2026')).length, 7, order);
  }
  assert.equal((await ask(app, 'nextPageToken=YWJj')).status, 400);
  const forged = Buffer.from(JSON.stringify(['now', 1])).toString('base64url');
  assert.equal((await ask(app, `orderBy=eventTime&nextPageToken=${forged}`)).status, 400);
});

test('a page has no more than fits one answer', async () => {
  await using app = await testApp();
  const pad = Array.from({ length: 20 }, (_, at) => ({ 'x:pad': `${at}${'a'.repeat(100_000)}` }));
  for (let at = 0; at < 4; at += 1)
    await captured(app, {
      ...documentOf(told({ epcList: [`urn:x:${at}`], 'x:all': pad })),
      '@context': [...context, { x: 'https://example.com/' }],
    });
  const page = await ask(app, '');
  assert.ok(events(page).length >= 1 && events(page).length < 4);
  assert.match(String(page.headers['link']), /rel="next"/);
});

test('one event is captured at once', async () => {
  await using app = await testApp();
  const single = { '@context': context, ...told() };
  const { status, body, headers } = await app.ask('POST', '/v1/epcis/events', {
    body: single,
    headers: { 'idempotency-key': 'one' },
  });
  assert.equal(status, 201, JSON.stringify(body));
  assert.equal(events(await app.ask('GET', String(headers['location']))).length, 1);
  const again = await app.ask('POST', '/v1/epcis/events', { body: single, headers: { 'idempotency-key': 'one' } });
  assert.deepEqual([again.status, again.body, again.headers['location']], [201, body, headers['location']]);
  assert.equal((await app.ask('POST', '/v1/epcis/events', { body: documentOf(told()) })).status, 400);
  const wrong = await app.ask('POST', '/v1/epcis/events', { body: { ...single, action: 'LOOK' } });
  assert.deepEqual([wrong.status, wrong.body['code']], [400, 'epcis_invalid']);
});

async function withPlaces(app: TestApp, network = smallNetwork): Promise<void> {
  await network(app);
  await made(app.ask('PUT', '/v1/identifier-systems/gs1', { body: { owner: 'traceability' } }));
  await made(app.ask('PUT', '/v1/identifiers/gs1/site/4012345000221', { body: { code: 'HAM' } }));
  await made(app.ask('PUT', '/v1/identifiers/gs1/site/4012345000238', { body: { code: 'MUC' } }));
}

test('a key that is limited to sites tells and sees what names their GLNs', async () => {
  await using app = await testApp();
  await withPlaces(app);
  const warehouse = await key(app, 'warehouse', { sites: ['HAM'] });
  const own = await captured(app, documentOf(told(), told({ readPoint: { id: muc } })), {
    key: warehouse,
    headers: { 'gs1-capture-error-behaviour': 'proceed' },
  });
  assert.equal(own.body['captured'], 1);
  assert.deepEqual(
    (own.body['errors'] as { event: number; title: string }[]).map(({ event, title }) => [event, title]),
    [[1, 'place_outside']],
  );
  const destinationList = [{ type: 'location', destination: ham }];
  const coming = told({ bizStep: 'shipping', readPoint: { id: muc }, destinationList });
  const other = await captured(app, documentOf(coming, told({ bizStep: 'storing', readPoint: { id: muc } })));
  const steps = async (query: string): Promise<unknown[]> =>
    events(await ask(app, query, { key: warehouse })).map((event) => event['bizStep']);
  assert.deepEqual(await steps(''), ['shipping', 'receiving']);
  assert.deepEqual(await steps('EQ_bizStep=storing'), []);
  assert.deepEqual((await app.ask('GET', '/v1/epcis/bizSteps', { key: warehouse })).body['member'], [
    'receiving',
    'shipping',
  ]);
  const jobs = (await app.ask('GET', '/v1/epcis/capture', { key: warehouse })).body as unknown as unknown[];
  assert.equal(jobs.length, 1);
  const path = `/v1/epcis/capture/${String(other.body['captureID'])}`;
  assert.equal((await app.ask('GET', path, { key: warehouse })).status, 404);
  // What a GLN means now decides.
  await app.ask('PUT', '/v1/identifiers/gs1/site/4012345000238', { body: { code: 'HAM' } });
  assert.deepEqual(await steps('EQ_bizStep=storing'), ['storing']);
});

test('captured events move no stock', async () => {
  await using app = await testApp();
  await withPlaces(app);
  const before = await counts(app);
  await captured(
    app,
    documentOf(told({ quantityList: [{ epcClass: 'https://id.gs1.org/01/09506000134352', quantity: 5 }] })),
  );
  assert.equal(await counts(app), before);
});

test('what came and left is told as events, as far as it has GTINs and GLNs', async () => {
  await using app = await testApp();
  await withPlaces(app);
  await app.ask('PUT', '/v1/items/LAMP', { body: { name: 'Lamp', unit: 'each', gtin: '9506000134352' } });
  await made(app.ask('PUT', '/v1/identifiers/gs1/item/09506000134369', { body: { code: 'CABLE' } }));
  await made(app.ask('PUT', '/v1/sites/BER', { body: { name: 'Berlin', company: 'NORD', zone: 'Europe/Berlin' } }));
  await receive(app, 'LAMP', 'HAM', 60, { reference: 'GR 1' });
  await receive(app, 'CABLE', 'MUC', 12.5, { lot: 'L1' });
  await receive(app, 'LAMP', 'BER', 5);
  const issued = { item: 'LAMP', site: 'HAM', quantity: 2, reference: 'X-1' };
  assert.equal((await app.ask('POST', '/v1/events', { body: cloudEvent('stock.issued', issued) })).status, 200);
  const projections = new Projections({ pool: app.node.pool, onError: (error) => assert.fail(String(error)) });
  while (await projections.step());
  const all = events(await ask(app, 'orderDirection=ASC'));
  const [lamp, cable, left, ...more] = all;
  assert.deepEqual(more, [], 'a site without a GLN is not told');
  assert.deepEqual(
    [lamp?.['bizStep'], lamp?.['readPoint'], lamp?.['quantityList'], lamp?.['bizTransactionList']],
    [
      'receiving',
      { id: ham },
      [{ epcClass: 'https://id.gs1.org/01/09506000134352', quantity: 60 }],
      [{ bizTransaction: 'urn:epcglobal:cbv:bt:4012345000221:GR%201' }],
    ],
  );
  assert.deepEqual(cable?.['quantityList'], [
    { epcClass: 'https://id.gs1.org/01/09506000134369/10/L1', quantity: 12.5, uom: 'MTR' },
  ]);
  assert.deepEqual([left?.['bizStep'], left?.['disposition']], ['shipping', 'in_transit']);
  while (await projections.step());
  assert.equal(events(await ask(app, '')).length, 3);
});

test('an order that leaves in a package with an SSCC is told as packed and as shipped', async () => {
  await using app = await testApp();
  await withPlaces(app, managedNetwork);
  await app.ask('PUT', '/v1/items/LAMP', { body: { name: 'Lamp', unit: 'each', gtin: '9506000134352' } });
  const order = await placed(app, 5, { site: 'HAM' });
  const of = { order, release: `${order}-R1`, site: 'HAM', shipment: 'S1' };
  await reported(app, 'release.accepted', { order, release: of.release, site: 'HAM' });
  await reported(app, 'shipment.picked', { ...of, lines: [{ line: 1, item: 'LAMP', quantity: 5 }] });
  await reported(app, 'shipment.packed', { ...of, packages: [{ id: '00140123451122233341' }] });
  await shipFive(app, order);
  const projections = new Projections({ pool: app.node.pool, onError: (error) => assert.fail(String(error)) });
  while (await projections.step());
  const sscc = 'https://id.gs1.org/00/140123451122233341';
  const found = events(await ask(app, `MATCH_anyEPC=${encodeURIComponent(sscc)}&orderDirection=ASC`));
  assert.deepEqual(
    found.map((event) => [event['type'], event['bizStep'], event['parentID'], event['epcList']]),
    [
      ['AggregationEvent', 'packing', sscc, undefined],
      ['ObjectEvent', 'shipping', undefined, [sscc]],
    ],
  );
  assert.deepEqual(found[0]?.['childQuantityList'], [
    { epcClass: 'https://id.gs1.org/01/09506000134352', quantity: 5 },
  ]);
});

test('old events are forgotten with what they alone named', async () => {
  await using app = await testApp();
  await captured(app, documentOf(told()));
  await captured(app, documentOf(told({ bizStep: 'storing' })));
  const { pool } = app.node;
  await pool.query(
    "update epcis_events set record_time = record_time - interval '6 years' where 'bizStep=storing' = any (terms)",
  );
  await pool.query("update epcis_captures set created_at = created_at - interval '1 year'");
  assert.equal(await forgetTraceability(pool, 2), true);
  assert.equal(await forgetTraceability(pool, 2), false);
  assert.deepEqual((await app.ask('GET', '/v1/epcis/bizSteps')).body['member'], ['receiving']);
  assert.equal(events(await ask(app, '')).length, 1);
});
