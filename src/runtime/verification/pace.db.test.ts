// What the verifier does when rows take too long, and what it looks at first.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '#postgres/test-database.ts';
import { Verifier } from './verifier.ts';
import type { Pace } from './verifier.ts';

const patient: Pace = { share: 1, restMs: 0, tailMs: 0, againMs: 0, limitMs: 10_000 };

test('rows that take too long are told, and hold up no other pass', { timeout: 60_000 }, async () => {
  await using database = await testDatabase({ max: 3 });
  const errors: string[] = [];
  const verifier = new Verifier({
    pool: database.pool,
    onError: (error) => errors.push(String(error)),
    onOpened: ({ check }) => assert.fail(check),
    onClosed: ({ check }) => assert.fail(check),
    pace: { ...patient, limitMs: 50 },
  });
  await verifier.step();
  await database.pool.query('update verification_passes set slice = 16');
  // A statement that waits for a lock takes as long as one that has too much to read.
  const holder = await database.pool.connect();
  await holder.query('begin; lock table stock_absolutes in access exclusive mode');
  try {
    for (let steps = 0; errors.length === 0; steps++) {
      assert.ok(steps < 200, 'it is told');
      await verifier.step();
    }
    for (let steps = 0; steps < 60; steps++) await verifier.step();
  } finally {
    await holder.query('rollback');
    holder.release();
  }
  assert.equal(errors.length, 1);
  assert.match(errors[0] ?? '', /The pass "stock" is stuck behind the key ""/);
  const { rows } = await database.pool.query<{ name: string; cycles: number; slice: number; waits: boolean }>(
    `select name, cycles, slice, next_at > now() + interval '5 minutes' as waits from verification_passes`,
  );
  assert.deepEqual(
    rows.filter(({ cycles, waits }) => cycles === 0 || waits).map(({ name, slice, waits }) => [name, slice, waits]),
    [['stock', 1, true]],
  );
});

test('the pause of the others does not hold up what comes new, and they wait the longer for it', async () => {
  await using database = await testDatabase();
  const verifier = new Verifier({
    pool: database.pool,
    onError: (error) => assert.fail(String(error)),
    onOpened: ({ check }) => assert.fail(check),
    onClosed: ({ check }) => assert.fail(check),
    pace: { ...patient, share: 0.02 },
  });
  await verifier.step();
  await database.pool.query(
    `update verification_passes set next_at = now(), pause_until = case name when 'stock' then now() + interval '1 hour' else now() end`,
  );
  const before = await pauses();
  assert.equal((await verifier.step()).pass, 'new turns');
  const after = await pauses();
  assert.ok(after.others > before.others, 'the share of all stays the same');
  assert.ok(after.urgent > before.urgent);
  // Its own pause holds, and nobody else may yet.
  const { pass, pauseMs } = await verifier.step();
  assert.equal(pass, null);
  assert.ok(pauseMs > 0 && pauseMs < 60_000, `${pauseMs}`);

  async function pauses(): Promise<{ others: number; urgent: number }> {
    const { rows } = await database.pool.query<{ others: number; urgent: number }>(
      `select (extract(epoch from max(pause_until) filter (where name <> 'new turns')) * 1000)::float8 as others,
         (extract(epoch from max(pause_until) filter (where name = 'new turns')) * 1000)::float8 as urgent
       from verification_passes`,
    );
    assert(rows[0] !== undefined);
    return rows[0];
  }
});
