// The connections of a store, where they break.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '#kernel/limits.ts';
import { event, item, site } from './commands.testsuite.ts';
import { Spec } from './spec.ts';
import { stepped } from './stepped.testsuite.ts';

test('a store whose connections break again and again makes new ones', { timeout: 30_000 }, async () => {
  await using stage = await stepped();
  let kills = 0;
  const node = await stage.node({
    beforeCommit: async () => {
      if (kills === 0) return;
      kills -= 1;
      await stage.database.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'stepped turns'`,
      );
    },
  });
  const spec = new Spec();
  for (const command of [site('S1'), item('A')]) await node.run([spec.message(command)]);
  const breaks = limits.turnsOpenMax * 2 + 1;
  kills = breaks;
  for (let lost = 0; lost < breaks; lost++)
    await assert.rejects(node.run([spec.message(event('received', 'A', 'S1', 1))]), { code: 'store_unavailable' });
  const turns = Array.from({ length: limits.turnsOpenMax * 2 }, () =>
    node.run([spec.message(event('received', 'A', 'S1', 1))]),
  );
  for (const [reply] of await Promise.all(turns)) assert.equal(reply?.answer.status, 'done');
  const { rows } = await stage.database.pool.query('select on_hand from balances');
  assert.deepEqual(rows, [{ on_hand: limits.turnsOpenMax * 2 }]);
});
