import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fullPace, nextPace, noteTurn, paced, strainOf } from './deliveries-pace.ts';
import type { TurnTimes } from './deliveries-pace.ts';

const calm = { latenessMs: 0, turns: 1, isServing: true } as const;

test('beside callers that wait it gives way at once, and takes its room back bit by bit', () => {
  let pace = fullPace;
  for (let late = 0; late < 3; late++) pace = nextPace(pace, { ...calm, latenessMs: 20 });
  assert.equal(paced(32, pace), 6);
  for (let late = 0; late < 100; late++) pace = nextPace(pace, { ...calm, latenessMs: 20 });
  assert.equal(paced(32, pace), 1);
  for (let inTime = 0; inTime < 10; inTime++) pace = nextPace(pace, calm);
  assert.equal(paced(32, pace), 7);
  for (let inTime = 0; inTime < 100; inTime++) pace = nextPace(pace, calm);
  assert.equal(pace, fullPace);
});

test('where nobody calls it uses all of its room', () => {
  assert.equal(nextPace(0.1, { latenessMs: 50, turns: 9, isServing: false }), fullPace);
});

test('a backlog always goes on, but nothing is sent where nothing may be', () => {
  assert.equal(paced(1, 0.1), 1);
  assert.equal(paced(0, 1), 0);
});

test('it gives way when turns take half as long again as the best of them', () => {
  let times: TurnTimes | null = null;
  assert.equal(strainOf(times), 1, 'before the first turn');
  for (let turn = 0; turn < 50; turn++) times = noteTurn(times, 4);
  assert.ok(Math.abs(strainOf(times) - 1) < 0.001);
  for (let turn = 0; turn < 10; turn++) times = noteTurn(times, 8);
  const turns = strainOf(times);
  assert.ok(turns > 1.5 && turns < 2, String(turns));
  assert.ok(nextPace(fullPace, { ...calm, turns }) < fullPace);
  for (let turn = 0; turn < 40; turn++) times = noteTurn(times, 4);
  assert.equal(nextPace(0.5, { ...calm, turns: strainOf(times) }) > 0.5, true);
});

test('turns that are slower for good are the best there are, after a while', () => {
  let times: TurnTimes | null = noteTurn(null, 4);
  for (let turn = 0; turn < 1_000; turn++) times = noteTurn(times, 8);
  assert.ok(strainOf(times) < 1.01, String(strainOf(times)));
});
