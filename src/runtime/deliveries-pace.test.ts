import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fullPace, nextPace, paced } from './deliveries-pace.ts';

test('beside callers that wait it gives way at once, and takes its room back bit by bit', () => {
  let pace = fullPace;
  for (let late = 0; late < 3; late++) pace = nextPace(pace, 20, true);
  assert.equal(paced(32, pace), 6);
  for (let late = 0; late < 100; late++) pace = nextPace(pace, 20, true);
  assert.equal(paced(32, pace), 1);
  for (let inTime = 0; inTime < 10; inTime++) pace = nextPace(pace, 0, true);
  assert.equal(paced(32, pace), 7);
  for (let inTime = 0; inTime < 100; inTime++) pace = nextPace(pace, 0, true);
  assert.equal(pace, fullPace);
});

test('where nobody calls it uses all of its room', () => {
  assert.equal(nextPace(0.1, 50, false), fullPace);
});

test('a backlog always goes on, but nothing is sent where nothing may be', () => {
  assert.equal(paced(1, 0.1), 1);
  assert.equal(paced(0, 1), 0);
});
