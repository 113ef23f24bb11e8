// The statements of lanes by themselves, where two nodes meet or a person steps in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replayAll } from '#connections/outbound/dead-letters.ts';
import { lease, park } from './deliveries-store.ts';
import { replay, settle, skip } from './deliveries-settle.ts';
import { delivering } from './deliveries.testsuite.ts';

test('a head that another node is just taking is left to it, without waiting', async () => {
  await using world = await delivering();
  const { pool } = world.database;
  const [taken = 0, free = 0] = await world.queue('shop', ['a', 'b']);
  const other = await pool.connect();
  await other.query('begin');
  await other.query('select from deliveries where seq = $1 for update', [taken]);
  const leased = await lease(pool, 'one', [taken, free], 5_000);
  await other.query('commit');
  other.release();
  assert.deepEqual(
    leased.map(({ seq }) => seq),
    [free],
  );
});

test('what is replayed has all its attempts again, and says who did it', async () => {
  await using world = await delivering();
  const { pool } = world.database;
  const [one = 0, other = 0] = await world.queue('shop', ['a', 'b']);
  await lease(pool, 'node', [one, other], 5_000);
  const dead = {
    state: 'dead',
    attempts: 1,
    delayMs: 0,
    released: false,
    error: null,
    durable: true,
    answer: null,
  } as const;
  await settle(pool, 'node', [
    { ...dead, seq: one },
    { ...dead, seq: other },
  ]);
  assert.equal(await replay(pool, one, 'key:a'), true);
  assert.equal(await replayAll(pool, { connection: 'shop' }, 'key:b', 10), 1);
  assert.deepEqual(
    (await world.states()).map(({ state, attempts }) => [state, attempts]),
    [
      ['queued', 0],
      ['queued', 0],
    ],
  );
  const { rows } = await pool.query<{ handled_by: string }>('select handled_by from deliveries order by seq');
  assert.deepEqual(
    rows.map(({ handled_by: by }) => by),
    ['key:a', 'key:b'],
  );
  assert.equal((await lease(pool, 'node', [one, other], 5_000)).length, 2);
});

test('what a node left behind can be given up once its lease has lapsed', async () => {
  await using world = await delivering();
  const { pool } = world.database;
  const [first = 0, second = 0] = await world.queue('shop', ['a', 'a']);
  await lease(pool, 'dead node', [first], 60_000);
  await park(pool, [{ seq: second, head: first }]);
  assert.equal(await skip(pool, first, 'key:test'), false);
  await world.letTimePass();
  assert.equal(await skip(pool, first, 'key:test'), true);
  assert.deepEqual(
    (await world.states()).map(({ state, parked }) => [state, parked]),
    [
      ['skipped', false],
      ['queued', false],
    ],
  );
});
