import assert from 'node:assert/strict';
import { test } from 'node:test';
import { databaseErrorKind } from './errors.ts';
import { abandonPool, createPool } from './pool.ts';
import { testDatabase } from './test-database.ts';
import { inTransaction } from './transaction.ts';

test('a transaction without an answer ends with its connection: the next one begins outside of it', async () => {
  await using database = await testDatabase({ migrated: false });
  await database.pool.query(`create schema ${database.schema}`);
  await database.pool.query('create table seen (value int)');
  const pool = createPool({
    ...database,
    applicationName: 'stalled',
    max: 1,
    answerMs: 300,
    onIdleError: assert.ifError,
  });
  await assert.rejects(
    inTransaction(pool, async (client) => {
      await client.query('insert into seen values (1)');
      await client.query('select pg_sleep(30)');
    }),
    (error) => databaseErrorKind(error) === 'lost',
  );
  // Were it the same connection, this would stand behind the sleep, and inside of a transaction that nobody commits.
  await pool.query('insert into seen values (2)');
  assert.deepEqual((await database.pool.query('select value from seen')).rows, [{ value: 2 }]);
  await pool.end();
  // The server is told, a second later, that nobody waits any more.
  const working = `select count(*)::int as left from pg_stat_activity where application_name = 'stalled'`;
  for (const before = Date.now(); ;) {
    const { rows } = await database.pool.query<{ left: number }>(working);
    if (rows[0]?.left === 0) break;
    assert.ok(Date.now() < before + 10_000, 'the server gives the statement up');
  }
});

test('what a transaction gives comes back; what it throws undoes it', async () => {
  await using database = await testDatabase({ migrated: false });
  await database.pool.query(`create schema ${database.schema}`);
  await database.pool.query('create table seen (value int)');
  const add = (value: number, end: () => string): Promise<string> =>
    inTransaction(database.pool, async (client) => {
      await client.query('insert into seen values ($1)', [value]);
      return end();
    });
  assert.equal(await add(1, () => 'done'), 'done');
  await assert.rejects(
    add(2, () => {
      throw new Error('no');
    }),
    /^Error: no$/,
  );
  assert.deepEqual((await database.pool.query('select value from seen')).rows, [{ value: 1 }]);
});

test('a pool is abandoned without waiting for what it does', async () => {
  await using database = await testDatabase({ migrated: false });
  const pool = createPool({ ...database, applicationName: 'abandoned', max: 2, onIdleError: assert.ifError });
  const client = await pool.connect();
  const asleep = assert
    .rejects(client.query('select pg_sleep(30)'), (error) => databaseErrorKind(error) === 'lost')
    .finally(() => client.release(true));
  const before = performance.now();
  await abandonPool(pool);
  await asleep;
  assert.ok(performance.now() - before < 5_000);
});
