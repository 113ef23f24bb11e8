// Personal data on the way in, and gone after it was erased: from the answers and from every table. What was sealed stays proven.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type pg from 'pg';
import { replay } from '#runtime/replay.ts';
import { verifyLedger } from '#runtime/verify.ts';
import { testApp } from './test-app.ts';
import type { TestApp } from './test-app.ts';

const shipTo = {
  name: 'Theodora Quackenbush',
  address: ['Zwiebelgasse 7'],
  city: 'Basel',
  postalCode: '4051',
  country: 'CH',
};
const words = /Quackenbush|Zwiebelgasse/;

async function openShop(): Promise<TestApp> {
  const shop = await testApp();
  await shop.ask('PUT', '/v1/sites/S1', { body: { name: 'One', company: 'C', zone: 'Europe/Zurich' } });
  await shop.ask('PUT', '/v1/items/A', { body: { name: 'A', unit: 'each' } });
  return shop;
}

function order(externalId: string, more: object = {}): object {
  return {
    externalId,
    channel: 'web',
    lines: [{ line: 1, item: 'A', quantity: 1 }],
    allowBackorder: true,
    shipTo,
    ...more,
  };
}

/** Every row of every table, as text. */
async function dump(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ name: string }>(
    `select format('%I', c.relname) as name from pg_class c where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace`,
  );
  const tables = await Promise.all(
    rows.map(({ name }) => pool.query<{ row: string }>(`select t::text as row from ${name} t`)),
  );
  return tables.flatMap((table) => table.rows.map(({ row }) => row)).join('\n');
}

async function parties(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>('select count(*)::int as count from party_details');
  return rows[0]?.count ?? 0;
}

test('after it was erased, the name of a buyer is nowhere in the database, and everything verifies', async () => {
  await using shop = await openShop();
  const headers = { 'idempotency-key': 'buy-1' };
  const placed = await shop.ask('POST', '/v1/orders', { body: order('1'), headers });
  assert.equal(placed.status, 201);
  const path = `/v1/orders/${String(placed.body['id'])}`;
  assert.deepEqual((await shop.ask('GET', path)).body['shipTo'], shipTo);
  assert.match(await dump(shop.node.pool), words);

  const erased = await shop.ask('DELETE', `${path}/personal-data`);
  assert.equal(erased.status, 200);
  assert.equal(erased.body['party'], null);
  assert.equal((await shop.ask('GET', path)).body['shipTo'], null);
  assert.doesNotMatch(await dump(shop.node.pool), words);

  const timeline = (await shop.ask('GET', `${path}/timeline`)).body['items'] as { type: string; actor: string }[];
  assert.equal(timeline.at(-1)?.type, 'crossdock.party.erased.v1');
  assert.match(timeline.at(-1)?.actor ?? '', /^key:/);
  assert.deepEqual((await verifyLedger(shop.node.pool)).violations, []);
  assert.equal((await replay(shop.node.pool)).ok, true);

  // Said again, nothing happens; the order sent again is the same order and does not bring the name back.
  assert.equal((await shop.ask('DELETE', `${path}/personal-data`)).status, 200);
  assert.equal((await shop.ask('GET', `${path}/timeline`)).body['items'] instanceof Array, true);
  assert.equal((await shop.ask('POST', '/v1/orders', { body: order('1'), headers })).status, 201);
  assert.equal((await shop.ask('POST', '/v1/orders', { body: order('1') })).status, 200);
  assert.doesNotMatch(await dump(shop.node.pool), words);
});

test('only an administrator erases, and only what is there', async () => {
  await using shop = await openShop();
  const operator = (await shop.ask('POST', '/v1/keys', { body: { name: 'desk', role: 'operator' } })).body['key'];
  const placed = await shop.ask('POST', '/v1/orders', { body: order('1') });
  const path = `/v1/orders/${String(placed.body['id'])}`;
  assert.equal((await shop.ask('DELETE', `${path}/personal-data`, { key: String(operator) })).status, 403);
  assert.deepEqual((await shop.ask('GET', path)).body['shipTo'], shipTo);
  assert.equal((await shop.ask('DELETE', '/v1/orders/ord_none/personal-data')).status, 404);
});

test('personal data is kept only for what was accepted', async () => {
  await using shop = await openShop();
  assert.equal((await shop.ask('POST', '/v1/orders', { body: order('1', { allowBackorder: false }) })).status, 409);
  assert.doesNotMatch(await dump(shop.node.pool), words);
  await shop.ask('POST', '/v1/orders', { body: order('2') });
  await shop.ask('POST', '/v1/orders', { body: order('2') });
  assert.equal(await parties(shop.node.pool), 1);
});

test('a contact goes when the partner is put without it, and is stored once when it stays', async () => {
  await using shop = await openShop();
  const contact = { name: shipTo.name, email: 'theodora@example.com' };
  const partner = { name: 'One', roles: ['customer'] };
  await shop.ask('PUT', '/v1/partners/C1', { body: { ...partner, contact } });
  await shop.ask('PUT', '/v1/partners/C1', { body: { ...partner, contact } });
  assert.equal(await parties(shop.node.pool), 1);
  await shop.ask('PUT', '/v1/partners/C1', { body: { ...partner, contact: { ...contact, email: 'new@example.com' } } });
  assert.equal(await parties(shop.node.pool), 1);
  assert.deepEqual((await shop.ask('GET', '/v1/partners/C1')).body['contact'], {
    ...contact,
    email: 'new@example.com',
  });
  await shop.ask('PUT', '/v1/partners/C1', { body: partner });
  assert.doesNotMatch(await dump(shop.node.pool), words);
  assert.deepEqual((await verifyLedger(shop.node.pool)).violations, []);
  assert.equal((await replay(shop.node.pool)).ok, true);
});
