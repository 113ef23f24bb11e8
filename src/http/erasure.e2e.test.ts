// Names that others sent or echoed, and that errors quote, go with the personal data of their order.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { forgetSettled } from '#connections/erasure.ts';
import { inJson, wordsOf } from '#connections/erased-words.ts';
import { sendJson, startOtherSide } from '#connectors/http/other-side.testsuite.ts';
import { testApp } from './test-app.ts';
import type { TestApp } from './test-app.ts';
import { event, made, receive, smallNetwork } from './test-world.ts';

const shipTo = { name: 'Theodora Quackenbush', address: ['Zwiebelgasse 7'], city: 'Basel', country: 'CH' };
const named = /Quackenbush|Zwiebelgasse/;

/** Where a name still stands: tables, and `body` for the bytes of messages. */
async function places(pool: pg.Pool): Promise<string[]> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select c.relname as name from pg_class c where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace order by 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await pool.query<{ row: string }>(`select t::text as row from ${name} t`);
    if (rows.some(({ row }) => named.test(row))) found.push(name);
  }
  const { rows } = await pool.query<{ body: Buffer }>('select coalesce(corrected, body) as body from raw_messages');
  return rows.some(({ body }) => named.test(body.toString('utf8'))) ? [...found, 'body'] : found;
}

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  for (let tries = 0; !(await holds()); tries += 1) {
    assert.ok(tries < 600, 'it did not come about');
    await wait(50);
  }
}

async function mapping(app: TestApp, name: string, direction: 'in' | 'out', expression: string): Promise<void> {
  const head = { name, version: 1, owner: 'Tests', description: 'A test.', direction, zone: 'UTC', expression };
  const content = { ...head, cases: [{ name: 'one', input: {}, about: {}, output: direction === 'in' ? [] : {} }] };
  await made(
    app.ask('POST', '/v1/definitions', { body: { kind: 'mapping', name, version: 1, active: true, content } }),
  );
}

test('what a peer echoes and an error quotes is forgotten with the name', { timeout: 120_000 }, async () => {
  let held: ServerResponse | undefined;
  await using side = await startOtherSide((asked, to) => {
    if (asked.path === '/held') return void (held = to);
    if (asked.path === '/told') return sendJson(to, 200, { for: JSON.parse(asked.body) });
    sendJson(to, 422, { error: `No courier goes to ${shipTo.name}.` });
  });
  await using app = await testApp({
    delivers: true,
    // Whole: a log is never erased.
    expects:
      /^Delivery \d+ to [a-z]+ is dead \([a-z_]+\) and its lane ord_[-0-9a-f]+ waits: crossdock delivery show \d+ says why\.$/,
  });
  const { pool } = app.node;
  await smallNetwork(app);
  await receive(app, 'LAMP', 'HAM', 10);
  await mapping(app, 'names', 'out', `order ? {"who": order.shipTo.name} : {}`);
  await mapping(app, 'fails', 'out', `order ? $error("Nobody knows " & order.shipTo.name) : {}`);
  await mapping(app, 'reads', 'in', `buyer ? $error("Nobody knows " & buyer) : []`);
  const types = ['crossdock.order.promised.v1'];
  const peer = (path: string, more: object = {}): Promise<unknown> =>
    made(
      app.ask('PUT', `/v1/connections/${path}`, {
        body: {
          kind: 'http',
          owner: 'Tests',
          settings: { url: side.url },
          streams: path === 'told' ? [{ name: 'answered', mapping: 'reads' }] : [],
          operations: [
            {
              name: 'tell',
              types,
              mapping: 'names',
              settings: { method: 'POST', path: `/${path}`, keepAnswer: true, idempotency: 'none' },
              ...more,
            },
          ],
        },
      }),
    );
  await peer('refused');
  await peer('told', { answers: 'answered' });
  await peer('held');
  await peer('unmapped', { mapping: 'fails' });
  await made(
    app.ask('PUT', '/v1/connections/shop', {
      body: {
        kind: 'hook',
        owner: 'Shop',
        settings: { proof: { kind: 'bearer' } },
        streams: [{ name: 'changes', mapping: 'reads' }],
        credentials: { token: 'the-token' },
      },
    }),
  );
  const placed = await app.ask('POST', '/v1/orders', {
    body: { externalId: 'A-1', channel: 'web', lines: [{ line: 1, item: 'LAMP', quantity: 1 }], shipTo },
  });
  assert.equal(placed.status, 201, JSON.stringify(placed.body));
  const push = { key: null, body: { buyer: shipTo.name }, headers: { authorization: 'Bearer the-token' } };
  assert.equal((await app.ask('POST', '/v1/in/shop/changes', push)).status, 200);
  const odd = { ...event('shop.cart.left', {}), type: 'shop.cart.left.v1', data: { by: shipTo.name } };
  await app.ask('POST', '/v1/events', { body: odd });
  await pool.query(
    `insert into connection_breakers (connection, node, failures, since, until, noted_at, error)
     values ('told', 'another', 5, now(), now(), now(), $1)`,
    [JSON.stringify({ code: 'refused', detail: 'Quackenbush is unknown', fix: 'Wait.' })],
  );
  await pool.query(
    `insert into deliveries (connection, lane, turn_id, ordinal, type, operation, state, available_at, last_error)
     values ('gone', 'ord_other', gen_random_uuid(), 0, $1, 'tell', 'dead', now(), $2)`,
    [types[0], JSON.stringify({ code: 'mapping_failed', detail: 'The file has Quackenbush twice.', fix: 'Ask.' })],
  );
  const again = { what: 'sent_again', of: 1, at: '2026-01-05T08:00:00.000Z', by: 'key:key_1', message: null };
  const history = JSON.stringify([{ ...again, reason: `${shipTo.name} called` }]);
  const count = async (query: string): Promise<number> => Number((await pool.query(query)).rows[0]?.['count']);
  await until(async () => (await count(`select count(*) from deliveries where state = 'dead'`)) === 3);
  await until(async () => (await count(`select count(*) from raw_messages where state = 'applied'`)) === 1);
  await until(async () => (await count(`select count(*) from raw_messages where state = 'failed'`)) === 1);
  await until(() => held !== undefined);
  await pool.query(`update deliveries set history = $1 where state = 'delivered'`, [history]);
  assert.deepEqual(await places(pool), [
    'connection_breakers',
    'deliveries',
    'intakes',
    'party_details',
    'raw_messages',
    'body',
  ]);

  const erased = await app.ask('DELETE', `/v1/orders/${String(placed.body['id'])}/personal-data`);
  assert.equal(erased.status, 200, JSON.stringify(erased.body));
  // What somebody has to look at yet stays, and says so; nothing else does.
  assert.deepEqual(await places(pool), ['raw_messages', 'body']);
  const { rows: errors } = await pool.query<{ code: string; detail: string }>(
    `select last_error ->> 'code' as code, last_error ->> 'detail' as detail from deliveries where state = 'dead' order by seq`,
  );
  assert.deepEqual(errors.map(({ code }) => code).toSorted(), ['mapping_failed', 'mapping_failed', 'refused']);
  for (const { detail } of errors) assert.match(detail, /^What was said here was erased/);

  const { rows: past } = await pool.query<{ past: object }>(
    `select history -> 0 as past from deliveries where history is not null`,
  );
  assert.deepEqual(past, [
    { past: { ...again, reason: 'What was said here was erased with the personal data of an order.' } },
  ]);

  // An attempt that was under way, and the message: both are forgotten once they are settled.
  assert.ok(held);
  sendJson(held, 422, { error: `No courier goes to ${shipTo.name}.` });
  if (!held.writableFinished) await once(held, 'finish');
  await until(async () => (await count(`select count(*) from deliveries where state = 'dead'`)) === 4);
  assert.deepEqual(await places(pool), ['deliveries', 'raw_messages', 'body']);
  const failed = await app.ask('GET', '/v1/raw-messages?rawState=failed');
  const [message] = failed.body['items'] as { id: string }[];
  await forgetSettled(pool);
  assert.deepEqual(await places(pool), ['raw_messages', 'body']);
  assert.equal((await app.ask('POST', `/v1/raw-messages/${message?.id}/skip`)).status, 200);
  await forgetSettled(pool);
  assert.deepEqual(await places(pool), []);
});

test('a person is told by whole values and long words of the name, not by what many share', () => {
  const words = wordsOf({
    ...shipTo,
    name: 'Kim von Sommer',
    phone: '+49 30 1234',
    email: 'k@s.example',
    postalCode: '10115',
  });
  assert.deepEqual(words.values.toSorted(), ['+49 30 1234', 'Kim von Sommer', 'Zwiebelgasse 7', 'k@s.example']);
  assert.deepEqual(words.all.slice(-1), ['Sommer']);
  assert.deepEqual(wordsOf({ name: 'true', address: ['12345'] }).values, []);
  assert.deepEqual(wordsOf(null).all, []);
  assert.equal(inJson('a "b"'), String.raw`a \"b\"`);
});
