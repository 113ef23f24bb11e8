import assert from 'node:assert/strict';
import { test } from 'node:test';
import { durationMs, isWithinBounds } from './duration.ts';

test('a duration is so many milliseconds', () => {
  const table = { PT4H: 14_400_000, P1DT12H: 129_600_000, P2W: 1_209_600_000, PT1M30S: 90_000, PT0S: 0 };
  for (const [iso, ms] of Object.entries(table)) assert.equal(durationMs(iso), ms, iso);
  for (const other of ['', 'P', 'PT', 'P1M', 'P1Y', '4 hours', 'P-1D']) assert.equal(durationMs(other), null, other);
});

test('a clock runs for a minute at least and a year at most', () => {
  const table = { PT0S: false, PT59S: false, PT1M: true, P366D: true, P366DT1S: false, P99999999W: false };
  for (const [iso, isAllowed] of Object.entries(table))
    assert.equal(isWithinBounds(Number(durationMs(iso))), isAllowed, iso);
});
