import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fullPace, nextPace, paced } from './deliveries-pace.ts';

test('beside callers it gives way as soon as too much of the time is used, and takes its room back bit by bit', () => {
  let pace = fullPace;
  for (let busy = 0; busy < 7; busy++) pace = nextPace(pace, 0.7, true);
  assert.equal(paced(32, pace), 6);
  for (let busy = 0; busy < 100; busy++) pace = nextPace(pace, 1, true);
  assert.equal(paced(32, pace), 1);
  for (let free = 0; free < 4; free++) pace = nextPace(pace, 0.5, true);
  assert.equal(paced(32, pace), 7);
  for (let free = 0; free < 100; free++) pace = nextPace(pace, 0.5, true);
  assert.equal(pace, fullPace);
});

test('where nobody calls it uses all of its room', () => {
  assert.equal(nextPace(0.1, 1, false), fullPace);
});

test('a backlog always goes on, but nothing is sent where nothing may be', () => {
  assert.equal(paced(1, 0.1), 1);
  assert.equal(paced(0, 1), 0);
});
