// Dead letters by their cause, however many they are.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type pg from 'pg';
import { limits } from '#kernel/limits.ts';
import { testDatabase } from '#postgres/test-database.ts';
import { findDead, listDeadGroups } from './dead-letters.ts';

interface Dead {
  readonly connection: string;
  readonly operation: string | null;
  readonly error: object | null;
  readonly count: number;
  readonly lanes: number;
}

async function die(pool: pg.Pool, { connection, operation, error, count, lanes }: Dead): Promise<void> {
  await pool.query(
    `insert into deliveries (connection, lane, turn_id, ordinal, type, operation, state, available_at, last_error)
     select $1, 'ord_' || n % $2::int, '019d0000-0000-7000-8000-000000000000', n, 'crossdock.order.accepted.v1', $3, 'dead', now(), $4::json
     from generate_series(1, $5::int) n`,
    [connection, lanes, operation, error === null ? null : JSON.stringify(error), count],
  );
}

test('dead letters stand in groups by their cause, the largest first, and very many are counted in part', async () => {
  await using database = await testDatabase();
  const { pool } = database;
  const long = 'x'.repeat(5_000);
  await die(pool, {
    connection: 'erp',
    operation: 'keep',
    error: { code: 'refused', cause: '422' },
    count: 5,
    lanes: 3,
  });
  await die(pool, {
    connection: 'erp',
    operation: 'keep',
    error: { code: 'refused', cause: long },
    count: 2,
    lanes: 2,
  });
  await die(pool, { connection: 'erp', operation: null, error: null, count: 3, lanes: 1 });
  await die(pool, {
    connection: 'shop',
    operation: null,
    error: { code: 'timeout' },
    count: limits.deadLettersCountedMax,
    lanes: 7,
  });
  const groups = await listDeadGroups(pool, {});
  assert.deepEqual(
    groups.map(({ connection, operation, code, cause, count, isMore, lanes }) => [
      ...[connection, operation, code, cause, count, isMore, lanes],
    ]),
    [
      ['shop', null, 'timeout', null, limits.deadLettersCountedMax / 4, true, 7],
      ['erp', 'keep', 'refused', '422', 5, false, 3],
      ['erp', null, null, null, 3, false, 1],
      ['erp', 'keep', 'refused', 'x'.repeat(200), 2, false, 2],
    ],
  );
  assert.deepEqual(
    groups.map(({ newest, oldest }) => newest - oldest + 1),
    [limits.deadLettersCountedMax, 5, 3, 2],
  );
  const one = await listDeadGroups(pool, { connection: 'shop' });
  assert.deepEqual(
    one.map(({ count, isMore }) => [count, isMore]),
    [[limits.deadLettersCountedMax, false]],
  );
  assert.deepEqual(await listDeadGroups(pool, { connection: 'wms' }), []);
  // What a group is called finds what is in it.
  const all = { after: 0, through: Number.MAX_SAFE_INTEGER };
  for (const { connection, operation, type, code, cause, count } of groups.slice(1)) {
    const which = { connection, operation, type, cause, ...(code !== null && { code }) };
    assert.equal((await findDead(pool, which, all, 100)).length, count);
  }
  assert.equal((await findDead(pool, { cause: long }, all, 100)).length, 2);
});
