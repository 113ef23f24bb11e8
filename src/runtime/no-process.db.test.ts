import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '#postgres/test-database.ts';
import { noProcess } from './no-process.ts';

test('who starts a node is told that no process is in force, as long as none is', async () => {
  await using database = await testDatabase();
  const { pool } = database;
  assert.match(
    (await noProcess(pool)) ?? '',
    /^No process is in force: .* crossdock process activate order-fulfilment/,
  );
  const put = (kind: string, active: boolean): Promise<unknown> =>
    pool.query(
      `insert into definitions (kind, name, version, hash, owner, active, content, epoch, changed_at)
       values ($1, 'order-fulfilment', 1, '', 'order desk', $2, '{}', 1, now())
       on conflict (kind, name, version) do update set active = excluded.active`,
      [kind, active],
    );
  await put('policy', true);
  await put('process', false);
  assert.notEqual(await noProcess(pool), null);
  await put('process', true);
  assert.equal(await noProcess(pool), null);
});
