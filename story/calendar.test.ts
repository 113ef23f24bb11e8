import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDays, brokenFrom, nextHour, nextRound, nextWorkingHour } from './calendar.ts';

function inHamburg(time: string): number {
  return Date.parse(`${time}:00+01:00`);
}

test('people make their rounds at full hours of working days', () => {
  assert.equal(nextRound(inHamburg('2026-03-06T07:10')), inHamburg('2026-03-06T08:00'));
  assert.equal(nextRound(inHamburg('2026-03-06T08:00')), inHamburg('2026-03-06T09:00'));
  assert.equal(nextRound(inHamburg('2026-03-06T16:00')), inHamburg('2026-03-09T08:00'), 'Friday afternoon');
});

test('the billing run is every day, the clerk comes on working days', () => {
  assert.equal(nextHour(inHamburg('2026-03-06T18:00'), 18), inHamburg('2026-03-07T18:00'));
  assert.equal(nextWorkingHour(inHamburg('2026-03-06T09:00'), 9), inHamburg('2026-03-09T09:00'));
  assert.equal(nextWorkingHour(inHamburg('2026-03-06T08:59'), 9), inHamburg('2026-03-06T09:00'));
});

test('a promise is broken from midnight of the second day on, in summer too', () => {
  assert.equal(brokenFrom('2026-03-06'), inHamburg('2026-03-08T00:00'));
  assert.equal(brokenFrom('2026-03-28'), Date.parse('2026-03-30T00:00:00+02:00'));
  assert.equal(addDays('2026-02-27', 2), '2026-03-01');
});
