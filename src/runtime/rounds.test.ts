import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextRound } from 'node:timers/promises';
import { Rounds } from './rounds.ts';

test('pieces of work come in order, with a round of the event loop for others between them', async () => {
  const rounds = new Rounds();
  const begun: number[] = [];
  const pieces = [1, 2, 3].map((piece) => rounds.next().then(() => begun.push(piece)));
  let before = 0;
  while (begun.length < pieces.length) {
    await nextRound();
    assert.ok(begun.length - before <= 1);
    before = begun.length;
  }
  assert.deepEqual(begun, [1, 2, 3]);
});
