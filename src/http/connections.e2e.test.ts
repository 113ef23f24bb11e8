// Connections as their owners define them, and what they get.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { usual } from '#connections/connection-store.ts';
import { startReceiver, verifies } from '#connectors/webhook/receiver.testsuite.ts';
import { makeSecret } from '#connectors/webhook/signature.ts';
import { testApp } from './test-app.ts';
import type { TestApp } from './test-app.ts';
import { event, key, listed, smallNetwork } from './test-world.ts';

const shop = {
  kind: 'webhook',
  owner: 'Shop team',
  settings: { url: 'https://shop.example/hooks' },
  types: ['crossdock.order.promised.v1'],
} as const;

async function epoch(app: TestApp): Promise<number> {
  const { rows } = await app.node.pool.query<{ epoch: number }>('select epoch from catalog_epoch');
  return rows[0]?.epoch ?? -1;
}

test('a secret is shown once, kept encrypted, and every change advances the catalog', async () => {
  await using app = await testApp();
  const before = await epoch(app);
  const made = await app.ask('PUT', '/v1/connections/shop', { body: shop });
  assert.equal(made.status, 201);
  const { secret = '' } = made.body['made'] as Record<string, string>;
  assert.match(secret, /^whsec_/);
  assert.equal(made.headers['cache-control'], 'no-store');
  assert.equal(await epoch(app), before + 1);

  const again = await app.ask('PUT', '/v1/connections/shop', { body: shop });
  assert.deepEqual([again.status, again.body['made'], await epoch(app)], [200, {}, before + 1]);
  assert.equal(again.headers['etag'], made.headers['etag']);

  const changed = await app.ask('PUT', '/v1/connections/shop', { body: { ...shop, active: false } });
  assert.deepEqual([changed.status, changed.body['active'], await epoch(app)], [200, false, before + 2]);
  const own = makeSecret();
  const rekeyed = await app.ask('PUT', '/v1/connections/shop', { body: { ...shop, credentials: { secret: own } } });
  assert.deepEqual([rekeyed.status, await epoch(app)], [200, before + 3]);

  const read = await app.ask('GET', '/v1/connections/shop');
  const { changedAt: _at, changedBy, rotations, ...rest } = read.body;
  assert.deepEqual(Object.keys(rotations as object), ['secret']);
  assert.deepEqual(rest, {
    code: 'shop',
    ...shop,
    ...usual,
    settings: shop.settings,
    active: true,
    credentials: ['secret'],
    problem: null,
    pause: null,
  });
  assert.match(String(changedBy), /^key:key_/);
  const list = await app.ask('GET', '/v1/connections');
  for (const answer of [again, changed, rekeyed, read, list]) {
    for (const hidden of [secret, own]) assert.equal(JSON.stringify(answer.body).includes(hidden.slice(6)), false);
  }
  const { rows } = await app.node.pool.query<{ secret: Buffer }>('select credentials as secret from connections');
  assert.equal(rows[0]?.secret.includes(own.slice(6)), false);
  assert.equal(rows[0]?.secret.includes(Buffer.from(own.slice(6), 'base64')), false);
});

test('what cannot be a connection is refused with the field and the fix', async () => {
  await using app = await testApp();
  const before = await epoch(app);
  const cases: readonly (readonly [object, string])[] = [
    [{ ...shop, settings: { url: 'http://shop.example/hooks' } }, '/settings/url'],
    [{ ...shop, settings: { url: 'https://127.0.0.1/hooks' } }, '/settings/url'],
    [{ ...shop, settings: { url: 'https://169.254.169.254/latest/meta-data' } }, '/settings/url'],
    [{ ...shop, settings: { url: 'https://user:secret@shop.example/' } }, '/settings/url'],
    [{ ...shop, settings: { url: 'shop' } }, '/settings/url'],
    [{ ...shop, settings: {} }, '/settings/url'],
    [{ ...shop, streams: [{ name: 'in' }] }, '/streams/0'],
    [{ ...shop, credentials: { password: 'x' } }, '/credentials/password'],
    [{ ...shop, types: ['order promised'] }, '/types/0'],
    [{ ...shop, credentials: { secret: 'whsec_short' } }, '/credentials/secret'],
    [{ ...shop, owner: ' ' }, '/owner'],
    [{ ...shop, kind: 'pigeon' }, '/kind'],
  ];
  for (const [body, pointer] of cases) {
    const answer = await app.ask('PUT', '/v1/connections/shop', { body });
    const [error] = answer.body['errors'] as { pointer: string; fix: string }[];
    assert.deepEqual([answer.status, error?.pointer], [422, pointer], JSON.stringify(answer.body));
    assert.ok((error?.fix ?? '').length > 10);
  }
  assert.equal((await app.ask('GET', '/v1/connections/shop')).status, 404);
  assert.equal(await epoch(app), before);
});

test('a connection is changed only by who has seen it as it is', async () => {
  await using app = await testApp();
  const made = await app.ask('PUT', '/v1/connections/shop', { body: shop });
  const etag = String(made.headers['etag']);
  const changed = { ...shop, owner: 'Another team' };
  const first = await app.ask('PUT', '/v1/connections/shop', { body: changed, headers: { 'if-match': etag } });
  assert.equal(first.status, 200);
  const second = await app.ask('PUT', '/v1/connections/shop', { body: shop, headers: { 'if-match': etag } });
  assert.deepEqual([second.status, second.body['code']], [412, 'document_changed']);
});

test('a system that nobody declared is told with the one that may be meant, and is taken', async () => {
  await using app = await testApp();
  const put = async (system?: string): Promise<unknown> =>
    (await app.ask('PUT', '/v1/connections/shop', { body: { ...shop, ...(system !== undefined && { system }) } })).body;
  await app.ask('PUT', '/v1/identifier-systems/shop-north', { body: { owner: 'Master data' } });
  assert.deepEqual(((await put('shop-north')) as { warnings: unknown }).warnings, []);
  assert.deepEqual(((await put()) as { warnings: unknown }).warnings, []);
  const { system, warnings } = (await put('shop-nroth')) as { system: string; warnings: { fix: string }[] };
  assert.equal(system, 'shop-nroth');
  assert.match(warnings[0]?.fix ?? '', /Did you mean shop-north\?/);
});

test('a key that is limited to sites neither sees nor defines connections', async () => {
  await using app = await testApp();
  await smallNetwork(app);
  await app.ask('PUT', '/v1/connections/shop', { body: shop });
  const limited = await key(app, 'administrator', { sites: ['HAM'] });
  const put = await app.ask('PUT', '/v1/connections/other', { body: shop, key: limited });
  assert.deepEqual([put.status, put.body['code']], [403, 'scope_too_narrow']);
  assert.equal((await app.ask('GET', '/v1/connections/shop', { key: limited })).status, 404);
  assert.equal((await app.ask('POST', '/v1/connections/shop/replay', { key: limited })).status, 404);
  assert.deepEqual(listed(await app.ask('GET', '/v1/connections', { key: limited })).items, []);
});

test('what is decided after a connection was defined is sent to it, signed', { timeout: 30_000 }, async () => {
  await using app = await testApp({ delivers: true });
  await using receiver = await startReceiver();
  await smallNetwork(app);
  const stock = event('stock.received', { item: 'LAMP', site: 'HAM', quantity: 10 });
  await app.ask('POST', '/v1/events', { body: stock });
  const types = ['crossdock.order.accepted.v1', 'crossdock.order.promised.v1', 'crossdock.order.cancelled.v1'];
  const made = await app.ask('PUT', '/v1/connections/shop', {
    body: { ...shop, settings: { url: receiver.url }, types },
  });
  const { secret = '' } = made.body['made'] as Record<string, string>;
  const order = { externalId: 'A-1', channel: 'web', lines: [{ line: 1, item: 'LAMP', quantity: 2 }] };
  const placed = await app.ask('POST', '/v1/orders', { body: order });
  assert.equal(placed.status, 201);
  const id = String(placed.body['id']);
  await app.ask('POST', `/v1/orders/${id}/cancel`, { body: {} });
  while (receiver.received.length < 3) await wait(20);
  assert.deepEqual(
    receiver.received.map(({ event: sent }) => [sent['type'], sent['subject']]),
    types.map((type) => [type, id]),
  );
  for (const { headers, body } of receiver.received) {
    assert.equal(verifies(secret, headers, body, Date.now() / 1_000), true);
  }
  let deliveries = listed(await app.ask('GET', '/v1/deliveries?connection=shop')).items;
  while (deliveries.some(({ state }) => state !== 'delivered')) {
    await wait(20);
    deliveries = listed(await app.ask('GET', '/v1/deliveries?connection=shop')).items;
  }
  assert.equal(deliveries.length, 3);
});

test(
  'what an operation of a webhook makes is signed under an id of its own, beside the event',
  { timeout: 30_000 },
  async () => {
    await using app = await testApp({ delivers: true });
    await using receiver = await startReceiver();
    await smallNetwork(app);
    const types = ['crossdock.stock.received.v1'];
    const body = {
      ...shop,
      settings: { url: receiver.url },
      types,
      operations: [{ name: 'tell', types, format: { name: 'json' } }],
    };
    const reserved = await app.ask('PUT', '/v1/connections/shop', {
      body: { ...body, operations: [{ name: 'event' }] },
    });
    assert.equal(reserved.status, 422);
    assert.match(JSON.stringify(reserved.body), /Events themselves are sent as event/);
    const made = await app.ask('PUT', '/v1/connections/shop', { body });
    const { secret = '' } = made.body['made'] as Record<string, string>;
    const stock = event('stock.received', { item: 'LAMP', site: 'HAM', quantity: 10 });
    await app.ask('POST', '/v1/events', { body: stock });
    while (receiver.received.length < 2) await wait(20);
    const sent = receiver.received.toSorted((one, other) => one.id.length - other.id.length);
    assert.deepEqual(
      sent.map(({ id, headers }) => [id, headers['content-type']]),
      [
        [sent[0]?.id, 'application/cloudevents+json; charset=utf-8'],
        [`${sent[0]?.id}-tell`, 'application/json'],
      ],
    );
    for (const { headers, body: text } of sent) assert.ok(verifies(secret, headers, text, Date.now() / 1_000));
  },
);

test('a dead delivery is replayed or skipped, once', async () => {
  await using app = await testApp();
  await app.node.pool.query(
    `insert into deliveries (connection, lane, turn_id, ordinal, type, state, attempts, available_at)
     select 'shop', lane, gen_random_uuid(), 0, 'crossdock.order.promised.v1', state, 1, now()
     from unnest($1::text[], $2::text[]) as delivery (lane, state)`,
    [
      ['a', 'b', 'c', 'd'],
      ['dead', 'dead', 'dead', 'delivered'],
    ],
  );
  await app.ask('PUT', '/v1/connections/shop', { body: shop });
  const replayed = await app.ask('POST', '/v1/deliveries/1/replay');
  assert.deepEqual([replayed.status, replayed.body['state'], replayed.body['attempts']], [200, 'queued', 0]);
  assert.match(String(replayed.body['handledBy']), /^key:key_/);
  const twice = await app.ask('POST', '/v1/deliveries/1/replay');
  assert.deepEqual([twice.status, twice.body['code']], [409, 'delivery_not_dead']);
  assert.equal((await app.ask('POST', '/v1/deliveries/2/skip')).body['state'], 'skipped');
  assert.equal((await app.ask('POST', '/v1/deliveries/2/skip')).body['state'], 'skipped');
  const late = await app.ask('POST', '/v1/deliveries/4/skip');
  assert.deepEqual([late.status, late.body['code']], [409, 'delivery_not_open']);
  assert.deepEqual((await app.ask('POST', '/v1/connections/shop/replay')).body, { replayed: 1 });
  assert.equal((await app.ask('POST', '/v1/deliveries/99/skip')).status, 404);
});
