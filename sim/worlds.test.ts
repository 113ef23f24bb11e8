// Worlds of fixed seeds, and some that nobody has seen: what the checks find fails the test, with the command that plays it again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from './run.ts';
import { runScarce } from './scarce.ts';
import { showFailure } from './show.ts';
import { newSeed, commitOf } from './seed.ts';
import { runWorld } from './world.ts';

const usual = { worlds: Infinity, endsAfterMs: Infinity, messagesMax: Infinity, isLong: false, shrinks: true };

test('nothing is found in worlds of fixed seeds', async () => {
  const { failure, summary } = await run({ ...usual, seed: 1, worlds: 10 });
  assert.equal(failure, null, failure === null ? '' : (await showFailure(failure, commitOf())).join('\n'));
  for (const group of ['commands', 'faults'] as const)
    assert.ok(summary.coverage.never(group).length < 6, `never: ${summary.coverage.never(group).join(', ')}`);
});

/** An order lapsed when all of it had left as something else: it was expired without an entry that says so. */
const foundBefore = [285_656_554];

test('nothing is found any more where something was found before', async () => {
  for (const seed of foundBefore) {
    const { failure } = await run({ ...usual, seed, worlds: 1 });
    assert.equal(failure, null, failure === null ? '' : (await showFailure(failure, commitOf())).join('\n'));
  }
});

test('nothing is found in worlds of new seeds', async (t) => {
  const seed = newSeed();
  t.diagnostic(`seed ${seed}`);
  const { failure, summary } = await run({ ...usual, seed, worlds: 6 });
  t.diagnostic(`${summary.worlds} worlds, ${summary.messages} messages`);
  assert.equal(failure, null, failure === null ? '' : (await showFailure(failure, commitOf())).join('\n'));
});

test('a seed makes the same world every time', async () => {
  const [one, other] = [await runWorld({ seed: 10, size: 'short' }), await runWorld({ seed: 10, size: 'short' })];
  assert.equal(one.head, other.head);
  assert.deepEqual(one.steps, other.steps);
  assert.notEqual((await runWorld({ seed: 16, size: 'short' })).head, one.head);
});

test('of a few scarce units no more are reserved than there are', async () => {
  const { oversold, violations, reserved, refused, attempts } = await runScarce({ seed: 1, attempts: 60_000 });
  assert.deepEqual({ oversold, violations }, { oversold: 0, violations: [] });
  assert.equal(reserved + refused, attempts);
  assert.ok(reserved > 100 && refused > 10 * reserved, `${reserved} reserved, ${refused} refused`);
});
