import assert from 'node:assert/strict';
import { test } from 'node:test';
import { databaseErrorKind } from './errors.ts';
import { clientConfig, createClient, createPool, quoteIdentifier } from './pool.ts';
import { checkDatabase } from './reachable.ts';
import { testDatabase } from './test-database.ts';

test('a connection has its settings from its first statement on', async () => {
  await using database = await testDatabase({ migrated: false });
  const address = new URL(database.connectionString);
  address.searchParams.set('options', '-c work_mem=1MB -c lock_timeout=1h');
  const client = createClient({
    connectionString: address.href,
    schema: 'odd "name" \\',
    applicationName: 'x'.repeat(80),
  });
  await client.connect();
  try {
    const { rows } = await client.query(`
      select current_setting('search_path') as path, current_setting('lock_timeout') as lock,
             current_setting('idle_in_transaction_session_timeout') as idle, current_setting('work_mem') as memory,
             current_setting('TimeZone') as zone, length(current_setting('application_name')) as name`);
    const expected = {
      path: quoteIdentifier('odd "name" \\'),
      lock: '5s',
      idle: '8s',
      memory: '1MB',
      zone: 'UTC',
      name: 63,
    };
    assert.deepEqual(rows, [expected]);
  } finally {
    await client.end();
  }
});

test('bigint is a number while it is exact; a date stays text', async () => {
  await using database = await testDatabase({ migrated: false });
  const { rows } = await database.pool.query(`
    select 9007199254740991::bigint as big, '{1,null,-2}'::bigint[] as bigs, '{}'::bigint[] as none, 1.50::numeric as exact,
           date '2026-03-29' as day, array[date '2026-03-29', null] as days`);
  const days = ['2026-03-29', null];
  assert.deepEqual(rows, [{ big: 2 ** 53 - 1, bigs: [1, null, -2], none: [], exact: '1.50', day: '2026-03-29', days }]);
  await assert.rejects(database.pool.query('select 9007199254740992::bigint'), {
    name: 'RangeError',
    message: 'bigint 9007199254740992 from the database does not fit a safe integer (at most 2^53 - 1)',
  });
  assert.deepEqual((await database.pool.query('select 1 as usable')).rows, [{ usable: 1 }]);
});

test('a session ended by the server is told apart and replaced', async () => {
  await using database = await testDatabase({ migrated: false });
  const idleErrors: Error[] = [];
  const pool = createPool({
    ...database,
    applicationName: 'victim',
    max: 1,
    onIdleError: (error) => idleErrors.push(error),
  });
  const end = `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'victim'`;
  await assert.rejects(
    pool.query('select pg_terminate_backend(pg_backend_pid())'),
    (error) => databaseErrorKind(error) === 'lost',
  );
  const told = new Promise((resolve) => pool.once('error', resolve));
  await pool.query('select 1');
  await database.pool.query(end);
  await told;
  assert.equal(idleErrors.length, 1);
  await pool.query('select 1');
  await pool.end();
});

test('a session that ends while it is taken out fails its next statement, and not the process', async () => {
  await using database = await testDatabase({ migrated: false });
  const pool = createPool({ ...database, applicationName: 'held', max: 1, onIdleError: assert.ifError });
  const client = await pool.connect();
  await client.query('begin');
  const ended = new Promise((resolve) => client.once('end', resolve));
  await database.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'held'`);
  await ended;
  const lost = await client.query('select 1').catch((error: unknown) => error);
  assert.ok(lost instanceof Error);
  client.release(lost);
  await pool.query('select 1');
  await pool.end();
});

test('a statement without an answer is given up, and its connection replaced', async () => {
  await using database = await testDatabase({ migrated: false });
  const pool = createPool({
    ...database,
    applicationName: 'silent',
    max: 1,
    answerMs: 200,
    onIdleError: assert.ifError,
  });
  await assert.rejects(pool.query('select pg_sleep(30)'), (error) => databaseErrorKind(error) === 'lost');
  assert.deepEqual((await pool.query('select 1 as usable')).rows, [{ usable: 1 }]);
  await pool.end();
});

test('an address that is none is refused before connecting', () => {
  assert.throws(() => clientConfig({ connectionString: 'not an address', schema: 'a', applicationName: 'b' }), {
    code: 'database_address',
  });
});

test('a database that can be used gives its version, one that cannot a sentence', async () => {
  await using database = await testDatabase({ migrated: false });
  assert.match(await checkDatabase(database.connectionString), /^\d+\.\d+/);
  const wrong = new URL(database.connectionString);
  wrong.pathname = '/nowhere';
  await assert.rejects(checkDatabase(wrong.href), {
    code: 'database_unreachable',
    message: /has no database nowhere: create it/,
  });
  wrong.password = 'wrong';
  await assert.rejects(checkDatabase(wrong.href), {
    code: 'database_unreachable',
    message: /refuses the user crossdock/,
  });
});
