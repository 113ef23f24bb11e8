// Connections while they run: paused without losing anything, checked, given new secrets without a gap, and how they do.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { openCredentials, openKept, readSealed } from '#connections/connection-store.ts';
import { dropExpired } from '#connections/expired-credentials.ts';
import { createSecretBox } from '#connections/secrets.ts';
import { startReceiver, verifies } from '#connectors/webhook/receiver.testsuite.ts';
import type { Receiver } from '#connectors/webhook/receiver.testsuite.ts';
import { makeSecret } from '#connectors/webhook/signature.ts';
import { testApp } from './test-app.ts';
import type { TestApp } from './test-app.ts';
import { key, listed, receive, smallNetwork } from './test-world.ts';

const promised = 'crossdock.order.promised.v1';

async function shop(app: TestApp, receiver: Receiver, more: object = {}): Promise<string> {
  const body = { kind: 'webhook', owner: 'Shop team', settings: { url: receiver.url }, types: [promised], ...more };
  const answer = await app.ask('PUT', '/v1/connections/shop', { body });
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  return (answer.body['made'] as { secret: string }).secret;
}

let orders = 0;
async function order(app: TestApp): Promise<void> {
  const body = { externalId: `B-${(orders += 1)}`, channel: 'web', lines: [{ line: 1, item: 'LAMP', quantity: 1 }] };
  assert.equal((await app.ask('POST', '/v1/orders', { body })).status, 201);
}

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await wait(20);
}

test('a paused connection keeps everything and gets it afterwards', { timeout: 60_000 }, async () => {
  await using app = await testApp({ delivers: true });
  await using receiver = await startReceiver();
  await smallNetwork(app);
  await receive(app, 'LAMP', 'HAM', 10);
  await shop(app, receiver);
  const operator = await key(app, 'operator');
  const before = (await app.ask('GET', '/v1/connections/shop')).headers['etag'];
  const paused = await app.ask('POST', '/v1/connections/shop/pause', { body: { reason: 'They count' }, key: operator });
  const { at, by, reason } = paused.body['pause'] as Record<string, string>;
  assert.deepEqual([paused.status, reason, typeof at], [200, 'They count', 'string']);
  assert.match(by ?? '', /^key:key_/);
  assert.equal((await app.ask('GET', '/v1/connections/shop')).headers['etag'], before, 'its definition is as it was');
  const again = await app.ask('POST', '/v1/connections/shop/pause', { body: { reason: 'Another' }, key: operator });
  assert.deepEqual(again.body['pause'], paused.body['pause']);
  await order(app);
  const { body: health } = await app.ask('GET', '/v1/connections/shop/health');
  assert.deepEqual([health['state'], (health['backlog'] as { queued: number }).queued], ['paused', 1]);
  assert.equal(receiver.received.length, 0);
  const resumed = await app.ask('POST', '/v1/connections/shop/resume', { key: operator });
  assert.equal(resumed.body['pause'], null);
  await until(() => receiver.received.length === 1);
  await until(async () => (await app.ask('GET', '/v1/connections/shop/health')).body['state'] === 'working');
  const { items } = listed(await app.ask('GET', '/v1/health/connections'));
  assert.deepEqual(
    items.map(({ code, state }) => [code, state]),
    [['shop', 'working']],
  );
});

test('a check takes a turn of the rate of its connection, as what is sent does', async () => {
  await using app = await testApp({ reaches: true });
  await using receiver = await startReceiver();
  await shop(app, receiver, { limits: { perSecond: 50 } });
  const tokens = async (): Promise<unknown[]> =>
    (await app.node.pool.query('select connection from connection_rates')).rows;
  assert.deepEqual(await tokens(), []);
  assert.equal((await app.ask('POST', '/v1/connections/shop/check', { body: {} })).body['ok'], true);
  assert.deepEqual(await tokens(), [{ connection: 'shop' }]);
});

test('in maintenance nothing is sent and nothing is lost', { timeout: 60_000 }, async () => {
  await using app = await testApp({ delivers: true });
  await using receiver = await startReceiver();
  await smallNetwork(app);
  await receive(app, 'LAMP', 'HAM', 10);
  const hour = 3_600_000;
  const window = {
    from: new Date(Date.now() - hour).toISOString(),
    to: new Date(Date.now() + hour).toISOString(),
    reason: 'Upgrade',
  };
  await shop(app, receiver, { maintenance: [window] });
  await order(app);
  const { body } = await app.ask('GET', '/v1/connections/shop/health');
  assert.deepEqual(
    [body['state'], body['since'], (body['backlog'] as { queued: number }).queued],
    ['in_maintenance', window.from, 1],
  );
  await app.ask('PUT', '/v1/connections/shop', {
    body: { kind: 'webhook', owner: 'Shop team', settings: { url: receiver.url }, types: [promised] },
  });
  await until(() => receiver.received.length === 1);
});

test('a secret is replaced without a gap: both sign until the old one ends', { timeout: 60_000 }, async () => {
  await using app = await testApp({ delivers: true });
  await using receiver = await startReceiver();
  await smallNetwork(app);
  await receive(app, 'LAMP', 'HAM', 10);
  const old = await shop(app, receiver);
  const fresh = makeSecret();
  const path = '/v1/connections/shop/credentials/secret';
  const changed = await app.ask('PUT', path, { body: { value: fresh, keepPreviousSeconds: 3_600 } });
  const rotation = (changed.body['rotations'] as Record<string, Record<string, string>>)['secret'];
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  assert.match(rotation?.['by'] ?? '', /^key:key_/);
  assert.ok(Date.parse(rotation?.['previousUntil'] ?? '') > Date.now());
  for (const secret of [old, fresh]) assert.ok(!JSON.stringify(changed.body).includes(secret.slice(6)));
  const repeated = await app.ask('PUT', path, { body: { value: fresh } });
  assert.deepEqual(repeated.body['rotations'], changed.body['rotations'], 'asked twice, done once');

  await order(app);
  await until(() => receiver.received.length === 1);
  const [both] = receiver.received;
  assert.ok(both);
  assert.deepEqual(
    [old, fresh].map((secret) => verifies(secret, both.headers, both.body, Date.now() / 1_000)),
    [true, true],
  );

  // Its time is over: nobody uses it, and it is not kept.
  const { pool } = app.node;
  const secrets = createSecretBox(Buffer.alloc(32, 7));
  const third = makeSecret();
  await app.ask('PUT', path, { body: { value: third, keepPreviousSeconds: 1 } });
  const names = async (open: typeof openKept): Promise<string[]> => {
    const live = await readSealed(pool, 'shop');
    return Object.keys(open(secrets, 'shop', live?.secrets ?? null)).toSorted();
  };
  await until(async () => (await names(openCredentials)).length === 1);
  assert.deepEqual(await names(openKept), ['secret', 'secret.previous', 'secret.previous.until']);
  await order(app);
  await until(() => receiver.received.length === 2);
  const [, one] = receiver.received;
  assert.ok(one);
  assert.deepEqual(
    [fresh, third].map((secret) => verifies(secret, one.headers, one.body, Date.now() / 1_000)),
    [false, true],
  );
  assert.deepEqual(await dropExpired(pool, secrets), ['shop']);
  assert.deepEqual(await names(openKept), ['secret']);
  assert.deepEqual(await dropExpired(pool, secrets), []);

  const wrong = await app.ask('PUT', path, { body: { value: 'whsec_short' } });
  assert.deepEqual([wrong.status, (wrong.body['errors'] as { pointer: string }[])[0]?.pointer], [422, '/value']);
  const unknown = await app.ask('PUT', '/v1/connections/shop/credentials/password', { body: { value: 'x' } });
  assert.equal(unknown.status, 422);
});

test('a check says whether it can be reached now', async () => {
  await using app = await testApp({ reaches: true });
  const receiver = await startReceiver();
  await shop(app, receiver);
  const operator = await key(app, 'operator');
  const reached = await app.ask('POST', '/v1/connections/shop/check', { key: operator });
  assert.deepEqual(
    [reached.status, reached.body['ok'], reached.body['code']],
    [200, true, null],
    JSON.stringify(reached.body),
  );
  await receiver[Symbol.asyncDispose]();
  const gone = await app.ask('POST', '/v1/connections/shop/check', { key: operator });
  assert.deepEqual(
    [gone.status, gone.body['ok'], gone.body['code']],
    [200, false, 'connection_failed'],
    JSON.stringify(gone.body),
  );
  assert.ok(String(gone.body['fix']).length > 5);
});

test('how connections do is measured for Prometheus, by bounded names', async () => {
  await using app = await testApp({ reaches: true });
  await using receiver = await startReceiver();
  await shop(app, receiver);
  await app.node.pool.query(
    `insert into deliveries (connection, lane, turn_id, ordinal, type, state, available_at)
     values ('shop', 'a', gen_random_uuid(), 0, $1, 'dead', now()), ('shop', 'b', gen_random_uuid(), 0, $1, 'queued', now())`,
    [promised],
  );
  await app.node.pool.query(
    `insert into connection_streams (connection, stream, leased_until, due_at, received_at) values ('shop', 'returns', now(), now(), now())`,
  );
  const text = String((await app.ask('GET', '/metrics')).body['text']);
  for (const line of [
    /^crossdock_connection_state\{connection="shop",state="unknown"\} 0$/m,
    /^crossdock_connection_state\{connection="shop",state="working"\} 1$/m,
    /^crossdock_connection_deliveries\{connection="shop",state="dead"\} 1$/m,
    /^crossdock_connection_deliveries\{connection="shop",state="queued"\} 1$/m,
    /^crossdock_connection_messages\{connection="shop",stream="returns",state="waiting"\} 0$/m,
    /^crossdock_connection_unmeasured 0$/m,
  ])
    assert.match(text, line);
});

test('a key that is limited to sites sees no health and pauses nothing', async () => {
  await using app = await testApp();
  await smallNetwork(app);
  await app.ask('PUT', '/v1/connections/shop', {
    body: { kind: 'webhook', owner: 'x', settings: { url: 'https://shop.example/' } },
  });
  const limited = await key(app, 'administrator', { sites: ['HAM'] });
  assert.deepEqual(listed(await app.ask('GET', '/v1/health/connections', { key: limited })).items, []);
  const base = '/v1/connections/shop';
  assert.equal((await app.ask('GET', `${base}/health`, { key: limited })).status, 404);
  assert.equal((await app.ask('POST', `${base}/check`, { key: limited })).status, 404);
  assert.equal((await app.ask('POST', `${base}/pause`, { key: limited, body: { reason: 'x' } })).status, 404);
  assert.equal(
    (await app.ask('PUT', `${base}/credentials/secret`, { key: limited, body: { value: makeSecret() } })).status,
    404,
  );
});
