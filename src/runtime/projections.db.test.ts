import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { Command } from '#processes/message.ts';
import { testDatabase } from '#postgres/test-database.ts';
import { startNode } from './node.ts';
import { Projections, readLags } from './projections.ts';

test('a read model follows the journal, says its lag, and two nodes advance it once', async () => {
  await using database = await testDatabase();
  const node = await startNode({ ...database, worker: false, onError: (error) => assert.fail(String(error)) });
  try {
    const send = (command: Command): Promise<unknown> =>
      node.engine.submit('api', {
        message: {
          id: `msg_${v7()}`,
          claim: null,
          digest: 'd',
          actor: 'system',
          scope: {},
          occurredAt: Date.now(),
          correlationId: 'c',
          causationId: null,
          command,
        },
      });
    for (const code of ['A', 'B', 'C'])
      await send({ type: 'site.put', site: { code, name: code, company: 'X', zone: 'UTC' } });
    const before = await readLags(database.pool);
    assert.deepEqual(before, [
      { name: 'activity', position: 0, head: 3 },
      { name: 'traceability', position: 0, head: 3 },
    ]);

    const nodes = [1, 2].map(
      () => new Projections({ pool: database.pool, onError: (error) => assert.fail(String(error)) }),
    );
    await Promise.all(nodes.map((projections) => projections.step()));

    assert.deepEqual(await readLags(database.pool), [
      { name: 'activity', position: 3, head: 3 },
      { name: 'traceability', position: 3, head: 3 },
    ]);
    const { rows } = await database.pool.query<{ type: string; entries: number }>(
      'select type, entries from activity_days',
    );
    assert.deepEqual(
      rows.map((row) => ({ ...row, entries: Number(row.entries) })),
      [{ type: 'crossdock.site.defined.v1', entries: 3 }],
    );
  } finally {
    await node.stop();
  }
});
