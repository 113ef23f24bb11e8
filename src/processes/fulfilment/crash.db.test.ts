// A node knows nothing but what is in the database. Here every message of an order's life meets two: one that dies when it is
// about to commit, and one that was started since.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '#postgres/test-database.ts';
import type { TestDatabase } from '#postgres/test-database.ts';
import type { Submission } from '#runtime/engine.ts';
import { steppedNode } from '#runtime/stepped.testsuite.ts';
import { goOn } from './go-on.testsuite.ts';
import { commands, Network } from './network.testsuite.ts';
import { reach } from './stages.testsuite.ts';
import type { Stage } from './stages.testsuite.ts';

/** Together these, and what becomes of them, pass through every stage. */
const lives: readonly Stage[] = [
  'held',
  'not due',
  'backordered',
  'split',
  'change asked',
  'cancelled',
  'partly shipped',
  'late',
  'delivered',
];

async function turnsOf({ pool }: TestDatabase): Promise<readonly { readonly root: Buffer; readonly hash: Buffer }[]> {
  return (await pool.query<{ root: Buffer; hash: Buffer }>('select root, hash from turns order by position')).rows;
}

async function startedAnew(database: TestDatabase, at: number, submission: Submission): Promise<void> {
  const node = await steppedNode(database, { clock: () => at });
  await node.run([submission]);
  await node.close();
  assert.deepEqual(node.bugs, []);
}

/** Not every message has something to commit: a repetition has not. */
async function dying(database: TestDatabase, at: number, submission: Submission): Promise<boolean> {
  let died = false;
  const node = await steppedNode(database, {
    clock: () => at,
    beforeCommit: async () => {
      died = true;
      await database.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'stepped turns'`,
      );
    },
  });
  const outcome = await node.run([submission]).then(
    () => 'answered',
    (error: unknown) => (error as { code?: unknown }).code,
  );
  await node.close();
  assert.equal(outcome, died ? 'store_unavailable' : 'answered');
  return died;
}

for (const stage of lives) {
  test(
    `an order that was ${stage} goes on after every crash as if there had been none`,
    { timeout: 60_000 },
    async () => {
      const network = await new Network().open();
      await reach(network, stage);
      await goOn(network);
      await using database = await testDatabase();
      const setUp = new Network();
      const first = await steppedNode(database, { clock: () => setUp.now });
      for (const command of commands) await first.run([setUp.message(command)]);
      await first.close();
      let deaths = 0;
      for (const { at, submission } of network.played) {
        if (await dying(database, at, submission)) deaths += 1;
        await startedAnew(database, at, submission);
      }
      assert.ok(deaths >= 5, `${deaths} messages had something to lose`);
      assert.deepEqual(
        await turnsOf(database),
        network.store.turns.map(({ root, hash }) => ({ root, hash })),
      );
    },
  );
}
