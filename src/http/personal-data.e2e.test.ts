// Personal data on the way in, and gone after it was erased: from the answers and from every table. What was sealed stays proven.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
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

/** Every row of every table, as text; bytes as the text that they are. */
async function dump(pool: pg.Pool): Promise<string> {
  const { rows: bodies } = await pool.query<{ body: Buffer; corrected: Buffer | null }>(
    'select body, corrected from raw_messages',
  );
  const bytes = bodies.flatMap(({ body, corrected }) => [body, corrected ?? ''].map(String)).join('\n');
  return `${bytes}\n${await dumpRows(pool)}`;
}

async function dumpRows(pool: pg.Pool): Promise<string> {
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

test(
  'the messages that brought an order are forgotten with the name that was in them',
  { timeout: 60_000 },
  async () => {
    await using shop = await testApp({ delivers: true });
    const { pool } = shop.node;
    await shop.ask('PUT', '/v1/sites/S1', { body: { name: 'One', company: 'C', zone: 'Europe/Zurich' } });
    await shop.ask('PUT', '/v1/items/A', { body: { name: 'A', unit: 'each' } });
    const connection = {
      kind: 'hook',
      owner: 'Shop',
      settings: { proof: { kind: 'bearer' } },
      streams: [{ name: 'orders' }],
      rights: { role: 'channel' },
      credentials: { token: 'the-token' },
    };
    assert.equal((await shop.ask('PUT', '/v1/connections/shop', { body: connection })).status, 201);
    const push = async (body: unknown): Promise<void> => {
      const headers = { authorization: 'Bearer the-token' };
      assert.equal((await shop.ask('POST', '/v1/in/shop/orders', { key: null, body, headers })).status, 200);
    };
    const settled = async (count: number): Promise<void> => {
      const query = `select count(*)::int as count from raw_messages where state in ('applied', 'failed')`;
      for (let tries = 0; (await pool.query<{ count: number }>(query)).rows[0]?.count !== count; tries += 1) {
        assert.ok(tries < 400);
        await wait(50);
      }
    };
    await push({ order: order('1') });
    await settled(1);
    // The same order again, in another message; and one that nobody has dealt with yet, of another order.
    await push([{ order: order('1') }]);
    await push({ order: { ...order('2'), lines: [] } });
    await settled(3);
    const { rows } = await pool.query<{ id: string }>('select id from orders');
    const path = `/v1/orders/${rows[0]?.id}/personal-data`;
    assert.equal((await shop.ask('DELETE', path)).status, 200);
    const failed = await shop.ask('GET', '/v1/raw-messages?rawState=failed');
    const [left] = failed.body['items'] as { id: string }[];
    assert.equal((await shop.ask('POST', `/v1/raw-messages/${left?.id}/skip`)).status, 200);
    const bodies = await pool.query<{ state: string; size: number }>(
      'select state, octet_length(body) as size from raw_messages order by seq',
    );
    assert.deepEqual(
      bodies.rows.map(({ state, size }) => [state, size > 0]),
      [
        ['applied', false],
        ['applied', false],
        ['skipped', true],
      ],
    );
    await pool.query(`delete from raw_messages where state = 'skipped'`);
    assert.doesNotMatch(await dump(pool), words);

    // Sent again, they are known; worked on again, they say why there is nothing to be done.
    await push({ order: order('1') });
    const { body } = await shop.ask('GET', '/v1/raw-messages');
    const items = body['items'] as { id: string }[];
    assert.equal(items.length, 2);
    assert.equal((await shop.ask('POST', `/v1/raw-messages/${items[0]?.id}/replay`, { body: {} })).status, 200);
    await settled(2);
    const { result } = (await shop.ask('GET', `/v1/raw-messages/${items[0]?.id}`)).body as {
      result: { problems: { code: string }[] };
    };
    assert.equal(result.problems[0]?.code, 'erased');
    assert.doesNotMatch(await dump(pool), words);
  },
);
