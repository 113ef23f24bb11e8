// One trace from the order to the partner's answer, as a collector gets it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCollector } from '#runtime/tracing/collector.testsuite.ts';
import type { Collector } from '#runtime/tracing/collector.testsuite.ts';
import { sendTraces } from '#runtime/tracing/send-traces.ts';
import { spanIdOf, traceIdOf } from '#runtime/tracing/trace-ids.ts';
import { sendJson, startOtherSide } from '#connectors/http/other-side.testsuite.ts';
import { startReceiver } from '#connectors/webhook/receiver.testsuite.ts';
import { testApp } from './test-app.ts';
import type { TestApp } from './test-app.ts';
import { event, made, order, receive, smallNetwork } from './test-world.ts';

interface World extends AsyncDisposable {
  readonly app: TestApp;
  readonly collector: Collector;
}

async function world(): Promise<World> {
  const stack = new AsyncDisposableStack();
  const collector = stack.use(await startCollector());
  const lost: string[] = [];
  const { tracer, stop } = sendTraces({
    endpoint: collector.endpoint,
    ratio: 1,
    network: 'test',
    version: '0.0.0-test',
    onLost: (sentence) => lost.push(sentence),
    everyMs: 50,
  });
  stack.defer(async () => {
    await stop();
    assert.deepEqual(lost, []);
  });
  const app = stack.use(await testApp({ delivers: true, tracer }));
  await smallNetwork(app);
  await receive(app, 'LAMP', 'HAM', 10);
  return { app, collector, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const callerSpan = '00f067aa0ba902b7';
const traceparent = `00-${traceId}-${callerSpan}-01`;
const lamp = [{ item: 'LAMP', quantity: 1 }];

test('one trace leads from the order to the partner and back', { timeout: 60_000 }, async () => {
  await using it = await world();
  const { app, collector } = it;
  await using receiver = await startReceiver();
  await made(
    app.ask('PUT', '/v1/connections/shop', {
      body: {
        kind: 'webhook',
        owner: 'Shop team',
        settings: { url: receiver.url },
        types: ['crossdock.order.promised.v1'],
      },
    }),
  );
  await made(
    app.ask('PUT', '/v1/connections/wms', {
      body: {
        kind: 'hook',
        owner: 'Warehouse',
        settings: { proof: { kind: 'bearer' } },
        credentials: { token: 'the-token-of-the-warehouse' },
        rights: { role: 'warehouse', sources: ['/wms'] },
        streams: [{ name: 'reports' }],
      },
    }),
  );
  await made(app.ask('POST', '/v1/orders', { body: order(lamp), headers: { traceparent } }));

  const server = await collector.find(
    'request',
    ({ name, traceId: of }) => name === 'POST /v1/orders' && of === traceId,
  );
  assert.equal(server.parentSpanId, callerSpan);
  assert.equal(server.kind, 2);
  assert.equal(server.facts['http.response.status_code'], 201);
  const decided = await collector.find(
    'message',
    ({ name, traceId: of }) => name === 'decide order.place' && of === traceId,
  );
  assert.equal(decided.parentSpanId, server.spanId);
  assert.equal(decided.spanId, spanIdOf(String(decided.facts['crossdock.message.id'])));
  assert.equal(typeof decided.facts['crossdock.turn.position'], 'number');

  const sent = await collector.find('delivery', ({ name }) => name === 'send shop');
  assert.deepEqual([sent.traceId, sent.parentSpanId, sent.kind], [traceId, decided.spanId, 3]);
  assert.equal(sent.facts['crossdock.outcome'], 'delivered');
  assert.equal(sent.facts['crossdock.attempt'], 1);
  const [received] = receiver.received;
  assert.equal(received?.headers['traceparent'], `00-${traceId}-${sent.spanId}-01`);

  const turn = await collector.find(
    'turn',
    ({ name, facts }) =>
      name === 'turn' && facts['crossdock.turn.position'] === decided.facts['crossdock.turn.position'],
  );
  assert.notEqual(turn.traceId, traceId, 'a turn decides for many');
  assert.ok(turn.links.some(({ spanId }) => spanId === decided.spanId));
  assert.ok(decided.links.some(({ spanId }) => spanId === turn.spanId));

  const { correlationid, causationid } = received?.event ?? {};
  assert.equal(correlationid, traceId);
  const report = event('stock.received', { item: 'LAMP', site: 'HAM', quantity: 1 }, { correlationid, causationid });
  const pushed = await app.ask('POST', '/v1/in/wms/reports', {
    key: null,
    headers: { authorization: 'Bearer the-token-of-the-warehouse' },
    body: report,
  });
  assert.equal(pushed.status, 200, JSON.stringify(pushed.body));
  const worked = await collector.find('work', ({ name }) => name === 'process wms');
  assert.equal(worked.parentSpanId, decided.spanId, 'it says what it answers');
  assert.deepEqual([worked.traceId, worked.kind, worked.facts['crossdock.documents.accepted']], [traceId, 5, 1]);
  const booked = await collector.find(
    'event',
    ({ name, parentSpanId }) => name.startsWith('decide ') && parentSpanId === worked.spanId,
  );
  assert.equal(booked.traceId, traceId);
  const stored = await collector.find('receipt', ({ name }) => name === 'receive wms');
  assert.equal(stored.facts['crossdock.messages.stored'], 1);

  assert.equal(collector.resource['service.name'], 'crossdock');
  const said = JSON.stringify(collector.spans);
  for (const secret of ['the-token-of-the-warehouse', app.administrator]) assert.equal(said.includes(secret), false);
});

test('a request without an id stands in the trace of what it ordered', { timeout: 60_000 }, async () => {
  await using it = await world();
  const { app, collector } = it;
  await made(app.ask('POST', '/v1/orders', { body: order(lamp) }));
  const decided = await collector.find('message', ({ name }) => name === 'decide order.place');
  assert.equal(decided.traceId, traceIdOf(String(decided.facts['crossdock.message.id'])));
  const server = await collector.find('request', ({ name }) => name === 'POST /v1/orders');
  assert.deepEqual([server.traceId, server.spanId], [decided.traceId, decided.parentSpanId]);
  assert.ok(server.seconds >= decided.seconds);

  await made(app.ask('POST', '/v1/orders', { body: order(lamp), headers: { 'x-request-id': 'R-1', traceparent } }));
  const named = await collector.find(
    'request',
    ({ name, traceId: of }) => name.startsWith('POST') && of === traceIdOf('R-1'),
  );
  assert.deepEqual(
    named.links.map(({ spanId }) => spanId),
    [callerSpan],
    'the id of the request says which trace it is',
  );

  const refused = await app.ask('POST', '/v1/orders', { body: {}, headers: { 'x-request-id': 'R-2' } });
  const asked = await collector.find('request', ({ traceId: of }) => of === traceIdOf('R-2'));
  assert.equal(asked.facts['http.response.status_code'], refused.status);
  assert.deepEqual(
    collector.spans.filter(({ name }) => name.includes('healthz')),
    [],
  );
});

test('what a partner says in its answer stands in the trace of what it answers', { timeout: 60_000 }, async () => {
  await using it = await world();
  const { app, collector } = it;
  const told: (string | undefined)[] = [];
  await using side = await startOtherSide((asked, to) => {
    if (asked.method === 'GET') return sendJson(to, 200, []);
    told.push(String(asked.headers['traceparent']));
    return sendJson(to, 200, event('stock.received', { item: 'LAMP', site: 'HAM', quantity: 1 }));
  });
  await made(
    app.ask('PUT', '/v1/connections/erp', {
      body: {
        kind: 'http',
        owner: 'Finance',
        settings: { url: side.url },
        rights: { role: 'warehouse', sources: ['/wms'] },
        streams: [{ name: 'answers', settings: { path: '/none', key: ['/id'], version: 'content' } }],
        operations: [
          {
            name: 'book',
            types: ['crossdock.order.promised.v1'],
            answers: 'answers',
            settings: { method: 'POST', path: '/book', keepAnswer: true },
          },
        ],
      },
    }),
  );
  await made(app.ask('POST', '/v1/orders', { body: order(lamp), headers: { traceparent } }));
  const sent = await collector.find('delivery', ({ name }) => name === 'send erp');
  assert.equal(told[0], `00-${traceId}-${sent.spanId}-01`);
  const worked = await collector.find(
    'work',
    ({ name, facts }) =>
      name === 'process erp' && facts['crossdock.stream'] === 'answers' && facts['crossdock.documents.accepted'] === 1,
  );
  assert.equal(worked.traceId, traceId);
});
