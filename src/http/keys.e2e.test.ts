import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testApp } from './test-app.ts';
import { key, listed, made } from './test-world.ts';

test('a key is shown once and kept as a hash', async () => {
  await using app = await testApp();
  const { body, headers } = await made(
    app.ask('POST', '/v1/keys', { body: { name: 'Shop', role: 'operator', sites: ['HAM'] } }),
  );
  const text = String(body['key']);
  assert.match(text, /^xd_[0-9a-f-]{36}_[A-Za-z0-9_-]{43}$/);
  assert.equal(headers['cache-control'], 'no-store');
  const { rows } = await app.node.pool.query<{ row: string }>(
    'select row_to_json(api_keys)::text as row from api_keys',
  );
  assert.ok(
    rows.every(({ row }) => !row.includes(text.slice(40))),
    'no secret in the database',
  );
  const list = await app.ask('GET', '/v1/keys');
  assert.ok(!JSON.stringify(list.body).includes(text.slice(40)));
  assert.deepEqual(
    listed(list).items.map(({ name, role, sites }) => [name, role, sites]),
    [
      ['Shop', 'operator', ['HAM']],
      ['Administrator of the network', 'administrator', null],
    ],
  );
});

test('a key works at once and not a moment longer than it is to', async () => {
  await using app = await testApp();
  const { body } = await made(app.ask('POST', '/v1/keys', { body: { name: 'Shop', role: 'operator' } }));
  const shop = String(body['key']);
  const item = { name: 'Lamp', unit: 'each' };
  assert.equal((await app.ask('PUT', '/v1/items/LAMP', { key: shop, body: item })).status, 201);
  const revoked = await app.ask('DELETE', `/v1/keys/${String(body['id'])}`);
  assert.ok(revoked.status === 200 && revoked.body['revokedAt'] !== null);
  assert.equal((await app.ask('PUT', '/v1/items/LAMP', { key: shop, body: item })).status, 401);
  const again = await app.ask('DELETE', `/v1/keys/${String(body['id'])}`);
  assert.deepEqual([again.status, again.body], [200, revoked.body], 'revoking twice is revoking once');
});

test('with an idempotency key the same request gives the same key', async () => {
  await using app = await testApp();
  const wanted = { name: 'Shop', role: 'operator', sites: ['MUC', 'HAM'] };
  const headers = { 'idempotency-key': 'setup-1' };
  const first = await made(app.ask('POST', '/v1/keys', { body: wanted, headers }));
  assert.deepEqual((await made(app.ask('POST', '/v1/keys', { body: wanted, headers }))).body, first.body);
  const other = await app.ask('POST', '/v1/keys', { body: { ...wanted, role: 'reader' }, headers });
  assert.deepEqual([other.status, other.body['code']], [422, 'idempotency_key_reused']);
  assert.notEqual((await made(app.ask('POST', '/v1/keys', { body: wanted }))).body['key'], first.body['key']);
});

test('nobody grants more than they have, nor sees the keys of those above', async () => {
  await using app = await testApp();
  const local = await key(app, 'administrator', { sites: ['HAM'] });
  for (const [body, pointer] of [
    [{ name: 'X', role: 'reader' }, '/sites'],
    [{ name: 'X', role: 'reader', sites: ['HAM', 'MUC'] }, '/sites'],
  ] as const) {
    const answer = await app.ask('POST', '/v1/keys', { key: local, body });
    assert.deepEqual([answer.status, answer.body['code']], [403, 'grant_exceeded']);
    assert.equal((answer.body['errors'] as { pointer: string }[])[0]?.pointer, pointer);
  }
  await made(app.ask('POST', '/v1/keys', { key: local, body: { name: 'Desk', role: 'operator', sites: ['HAM'] } }));
  const seen = listed(await app.ask('GET', '/v1/keys', { key: local })).items;
  assert.deepEqual(
    seen.map(({ name }) => name),
    ['Desk', 'administrator of the test'],
  );
  const top = listed(await app.ask('GET', '/v1/keys')).items.find(({ sites }) => sites === null);
  assert.equal((await app.ask('DELETE', `/v1/keys/${String(top?.['id'])}`, { key: local })).status, 404);
});

test('the administrator’s key is installed once', async () => {
  await using app = await testApp();
  const { ensureAdministratorKey } = await import('./administrator-key.ts');
  assert.equal(await ensureAdministratorKey(app.node.pool, app.administrator), undefined);
  assert.equal(await ensureAdministratorKey(app.node.pool, undefined), undefined, 'there is an administrator');
  assert.equal(listed(await app.ask('GET', '/v1/keys')).items.length, 1);
});
