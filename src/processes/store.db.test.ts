import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '#postgres/test-database.ts';
import { readTimeline } from './store.ts';

const early = '01890000-0000-7000-8000-000000000001';
const late = '01890000-0000-7000-8000-000000000002';

test('a timeline is in the order of the commits, whichever turn drew its id first', async () => {
  await using database = await testDatabase();
  const { pool } = database;
  // The turn that drew its id last got the lock first.
  for (const [position, id, ordinals] of [
    [1, late, [0, 1]],
    [2, early, [0, 3]],
  ] as const) {
    await pool.query(
      `insert into turns (position, id, root, hash, at, epoch, messages) values ($1, $2, '', '', now(), 0, '')`,
      [position, id],
    );
    for (const ordinal of ordinals) {
      await pool.query(
        `insert into journal (turn_id, ordinal, type, subject, entry) values ($1, $2, 'crossdock.order.changed.v1', 'ord_1', '{}')`,
        [id, ordinal],
      );
    }
  }
  const whole = [
    [1, 0],
    [1, 1],
    [2, 0],
    [2, 3],
  ] as const;
  const read = async (after: readonly [number, number] | null, limit: number): Promise<unknown> =>
    (await readTimeline(pool, { id: 'ord_1', name: 'web/1' }, { sites: null, after, limit })).map(
      ({ position, ordinal }) => [position, ordinal],
    );
  assert.deepEqual(await read(null, 9), whole);
  assert.deepEqual(await read(null, 2), whole.slice(0, 2));
  assert.deepEqual(await read([1, 1], 9), whole.slice(2));
});
