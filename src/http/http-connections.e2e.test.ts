// Systems that speak HTTP, connected as an owner does it: defined over the API, heard by signed pushes and by polls, told by requests.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { sendJson, startOtherSide } from '#connectors/http/other-side.testsuite.ts';
import { testApp } from './test-app.ts';
import type { TestApp } from './test-app.ts';
import { event, made, smallNetwork } from './test-world.ts';

const rights = { role: 'warehouse', sources: ['/wms'] };

async function onHand(app: TestApp): Promise<unknown> {
  const { body } = await app.ask('GET', '/v1/stock?item=LAMP&site=HAM');
  return (body['items'] as { onHand: number }[])[0]?.onHand;
}

async function untilOnHand(app: TestApp, quantity: number): Promise<void> {
  for (let tries = 0; tries < 400 && (await onHand(app)) !== quantity; tries += 1) await wait(50);
  assert.equal(await onHand(app), quantity);
}

test('events that a warehouse pushes with its signature are in the stock, once, also while its secret is replaced', async () => {
  await using app = await testApp({ delivers: true });
  await smallNetwork(app);
  const connection = {
    kind: 'hook',
    owner: 'Warehouse',
    settings: { proof: { kind: 'hmac', header: 'X-Signature', encoding: 'hex', prefix: 'sha256=' } },
    streams: [{ name: 'events', settings: { as: 'cloud_events' } }],
    rights,
  };
  const body = { ...connection, credentials: { secret: 'the-first-secret' } };
  await made(app.ask('PUT', '/v1/connections/wms', { body }));
  const push = async (document: object, secret: string): Promise<number> => {
    const text = JSON.stringify(document);
    const signature = `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`;
    const headers = { 'content-type': 'application/cloudevents+json', 'x-signature': signature };
    return (await app.ask('POST', '/v1/in/wms/events', { key: null, body: text, headers })).status;
  };
  const first = event('stock.received', { item: 'LAMP', site: 'HAM', quantity: 5 });
  assert.equal(await push(first, 'the-first-secret'), 200);
  assert.equal(await push(first, 'the-first-secret'), 200);
  assert.equal(await push(event('stock.received', { item: 'LAMP', site: 'HAM', quantity: 100 }), 'a-guess'), 401);
  await untilOnHand(app, 5);
  const replacement = { value: 'the-second-secret', keepPreviousSeconds: 3_600 };
  const replaced = await app.ask('PUT', '/v1/connections/wms/credentials/secret', { body: replacement });
  assert.equal(replaced.status, 200);
  for (const secret of ['the-first-secret', 'the-second-secret'])
    assert.equal(await push(event('stock.received', { item: 'LAMP', site: 'HAM', quantity: 1 }), secret), 200, secret);
  await untilOnHand(app, 7);
});

test('while an API key is replaced, the one before goes on, and health says who has to do what', async () => {
  let known = 'first-api-key';
  const events = [event('stock.received', { item: 'LAMP', site: 'HAM', quantity: 4 })];
  await using side = await startOtherSide((asked, to) =>
    sendJson(to, asked.headers['x-api-key'] === known ? 200 : 403, { events }),
  );
  await using app = await testApp({ delivers: true });
  await smallNetwork(app);
  const body = {
    kind: 'http',
    owner: 'Warehouse',
    settings: { url: side.url, auth: { kind: 'api_key', in: 'header', name: 'x-api-key' } },
    streams: [{ name: 'events', settings: { path: '/events', records: '/events', key: ['/id'] }, everySeconds: 1 }],
    rights,
    credentials: { apiKey: 'first-api-key' },
  };
  await made(app.ask('PUT', '/v1/connections/wms', { body }));
  await untilOnHand(app, 4);
  const replacement = { value: 'second-api-key', keepPreviousSeconds: 3_600 };
  await app.ask('PUT', '/v1/connections/wms/credentials/apiKey', { body: replacement });
  events.push(event('stock.received', { item: 'LAMP', site: 'HAM', quantity: 3 }));
  await untilOnHand(app, 7);
  const health = async (): Promise<{ state: string; needs: readonly string[] }> =>
    (await app.ask('GET', '/v1/connections/wms/health')).body as never; // What the API says of it.
  const before = /the credential before the current one: have it know the new one/;
  let seen = await health();
  for (let tries = 0; tries < 600 && !before.test(seen.needs.join()); tries += 1) {
    await wait(50);
    seen = await health();
  }
  assert.match(seen.needs.join(), before);
  assert.equal(seen.state, 'working');
  // The other system learns the new one and forgets the old one.
  known = 'second-api-key';
  events.push(event('stock.received', { item: 'LAMP', site: 'HAM', quantity: 1 }));
  await untilOnHand(app, 8);
  for (let tries = 0; tries < 600 && seen.needs.length > 0; tries += 1) {
    await wait(50);
    seen = await health();
  }
  assert.deepEqual(seen.needs, []);
});

test('events that are polled page by page are in the stock, and what happens is told by a request', async () => {
  const events = [1, 2, 3].map((quantity) => event('stock.received', { item: 'LAMP', site: 'HAM', quantity }));
  const told = new Map<string, unknown>();
  await using side = await startOtherSide((asked, to) => {
    if (asked.headers.authorization !== 'Bearer token-of-the-wms') return sendJson(to, 401, {});
    if (asked.method === 'POST') {
      // The first answer of each is lost: it comes again under its key.
      const key = String(asked.headers['idempotency-key']);
      if (!told.has(key)) {
        told.set(key, JSON.parse(asked.body));
        return void to.destroy();
      }
      return sendJson(to, 200, { status: 'OK' });
    }
    const page = Number(asked.query.get('page'));
    return sendJson(to, 200, { events: events.slice(page * 2, page * 2 + 2) });
  });
  await using app = await testApp({ delivers: true });
  await smallNetwork(app);
  const body = {
    kind: 'http',
    owner: 'Warehouse',
    settings: { url: side.url, auth: { kind: 'bearer' } },
    streams: [
      {
        name: 'events',
        everySeconds: 1,
        settings: {
          path: '/events',
          query: { page: '{page}' },
          records: '/events',
          key: ['/source', '/id'],
          version: 'content',
          paging: { kind: 'page', first: 0, size: 2 },
        },
      },
    ],
    operations: [
      {
        name: 'tell',
        types: ['crossdock.stock.received.v1'],
        settings: {
          method: 'POST',
          path: '/told',
          idempotencyHeader: 'Idempotency-Key',
          answers: { done: [{ pointer: '/status', is: 'OK' }] },
        },
      },
    ],
    rights,
    credentials: { token: 'token-of-the-wms' },
  };
  await made(app.ask('PUT', '/v1/connections/wms', { body }));
  await untilOnHand(app, 6);
  for (let tries = 0; tries < 400 && told.size < 3; tries += 1) await wait(50);
  assert.equal(told.size, 3);
});

test('what the other system answers comes in with what it was asked, refusals and what was found instead of a lost answer too', async () => {
  const bookings = new Map<string, unknown>();
  await using side = await startOtherSide((asked, to) => {
    if (asked.method === 'GET') return sendJson(to, 200, bookings.get(asked.query.get('order') ?? '') ?? {});
    const { order } = JSON.parse(asked.body) as { order: string };
    if (order === 'A-2') return sendJson(to, 422, { reason: 'no room' });
    bookings.set(order, { number: `B-${bookings.size + 1}` });
    to.destroy(); // Done, and the answer is lost.
  });
  await using app = await testApp({ delivers: true });
  await smallNetwork(app);
  await made(app.ask('PUT', '/v1/items/FAN', { body: { name: 'Fan', unit: 'each' } }));
  for (const [item, quantity] of [
    ['LAMP', 10],
    ['FAN', 10],
  ] as const)
    await app.ask('POST', '/v1/events', { body: event('stock.received', { item, site: 'HAM', quantity }) });
  const mapping = (name: string, direction: 'in' | 'out', expression: string): Promise<unknown> => {
    const head = { name, version: 1, owner: 'Tests', description: 'A test.', direction, zone: 'UTC', expression };
    const one = { name: 'one', input: { data: {} }, about: {}, output: direction === 'in' ? [] : {} };
    const content = { ...head, cases: [one] };
    return made(
      app.ask('POST', '/v1/definitions', { body: { kind: 'mapping', name, version: 1, active: true, content } }),
    );
  };
  await mapping('booking', 'out', '{ "order": order.externalId }');
  await mapping(
    'booked',
    'in',
    `$exists($about.event) ? [{ "event": {
      "type": "crossdock.stock.adjusted.v1",
      "data": { "item": "LAMP", "site": "HAM", "quantity": $about.refused ? -1 : -2, "reason": $about.event.type & ' ' & (number ? number : reason) }
    } }] : []`,
  );
  const operation = {
    name: 'book',
    types: ['crossdock.order.promised.v1'],
    mapping: 'booking',
    answers: 'answered',
    refusals: 'answer',
    settings: {
      method: 'POST',
      path: '/bookings',
      keepAnswer: true,
      idempotency: 'none',
      look: {
        path: '/bookings',
        query: { order: '{/order}' },
        state: '',
        done: [{ pointer: '/number', exists: true }],
      },
    },
  };
  const connection = {
    kind: 'http',
    owner: 'Carrier',
    settings: { url: side.url },
    streams: [{ name: 'answered', mapping: 'booked' }],
    operations: [operation],
    rights,
  };
  await made(app.ask('PUT', '/v1/connections/tms', { body: connection }));
  for (const [externalId, item] of [
    ['A-1', 'LAMP'],
    ['A-2', 'FAN'],
  ] as const) {
    const body = { externalId, channel: 'web', lines: [{ line: 1, item, quantity: 1 }] };
    await made(app.ask('POST', '/v1/orders', { body }));
  }
  await untilOnHand(app, 7);
  assert.equal(bookings.size, 1);
  const { items } = (await app.ask('GET', '/v1/deliveries?connection=tms')).body as { items: { state: string }[] };
  assert.deepEqual(
    items.map(({ state }) => state),
    ['delivered', 'delivered'],
  );
  const ledger = (await app.ask('GET', '/v1/ledger?item=LAMP&site=HAM')).body as { items: { reason?: string }[] };
  assert.deepEqual(
    ledger.items.flatMap(({ reason }) => (reason?.startsWith('crossdock.') === true ? [reason] : [])).toSorted(),
    ['crossdock.order.promised.v1 B-1', 'crossdock.order.promised.v1 no room'],
  );
});
