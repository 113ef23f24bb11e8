import assert from 'node:assert/strict';
import { test } from 'node:test';
import type pg from 'pg';
import { pipeline } from './pipeline.ts';
import { createClient } from './pool.ts';
import { testDatabase } from './test-database.ts';

async function connected(
  work: (client: pg.Client, endAsleep: (pid: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  await using database = await testDatabase({ migrated: false });
  const client = createClient({ ...database, applicationName: 'pipeline' });
  client.on('error', () => undefined); // Told by what was asked.
  await client.connect();
  try {
    await client.query('create temporary table numbers (n bigint)');
    await work(client, async (pid) => {
      const end = `select pg_terminate_backend(pid) from pg_stat_activity where pid = $1 and wait_event = 'PgSleep'`;
      while ((await database.pool.query(end, [pid])).rowCount === 0);
    });
  } finally {
    await client.end();
  }
}

test('each statement of a pipeline sees what those before it did', async () => {
  await connected(async (client) => {
    const answers = await pipeline(client, (ask) =>
      Promise.all([
        ask('begin', 'begin', []),
        ask('add', 'insert into numbers select unnest($1::bigint[]) returning n', [[1, 2]]),
        ask('sum', 'select sum(n), null, $1 from numbers', ['text']),
        ask('commit', 'commit', []),
      ]),
    );
    assert.deepEqual(answers, [[], [['1'], ['2']], [['3', null, 'text']], []]);
  });
});

test('after a statement that fails nothing is done any more, not even a commit; then everything works again', async () => {
  await connected(async (client) => {
    const divide = 'select 1 / $1::int';
    const run = (by: number): Promise<readonly PromiseSettledResult<unknown>[]> =>
      pipeline(client, (ask) =>
        Promise.allSettled([
          ask('begin', 'begin', []),
          ask('add', 'insert into numbers values (1)', []),
          ask('divide', divide, [by]),
          ask('count', 'select count(*) from numbers', []),
          ask('commit', 'commit', []),
        ]),
      );
    for (const { status } of await run(0)) assert.equal(status, 'rejected');
    await pipeline(client, (ask) => ask('rollback', 'rollback', []));
    assert.deepEqual(
      (await run(1)).map((result) => result.status === 'fulfilled' && result.value),
      [[], [], [['1']], [['1']], []],
    );
  });
});

test('when the caller fails while asking, what it asked before is not left hanging', async () => {
  await connected(async (client) => {
    const asked = pipeline(client, (ask) => {
      void ask('wrong', 'select nonsense', []);
      throw new Error('in between');
    });
    await assert.rejects(asked, { message: 'in between' });
    assert.deepEqual(await pipeline(client, (ask) => ask('one', 'select 1', [])), [['1']]);
  });
});

test('a connection that breaks fails what was asked, and what is asked afterwards', async () => {
  await connected(async (client, endAsleep) => {
    const [[pid = ''] = []] = (await pipeline(client, (ask) =>
      ask('pid', 'select pg_backend_pid()', []),
    )) as string[][];
    const asleep = pipeline(client, (ask) => ask('sleep', 'select pg_sleep(30)', []));
    await Promise.all([assert.rejects(asleep, { code: '57P01' }), endAsleep(pid)]);
    await assert.rejects(pipeline(client, (ask) => ask('one', 'select 1', [])));
  });
});
