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
