import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instantOf } from './local-time.ts';

const table: readonly (readonly [text: string, zone: string, instant: string | undefined])[] = [
  ['2010-12-01 08:26:00', 'Europe/London', '2010-12-01T08:26:00+00:00'],
  ['2010-07-01T08:26', 'Europe/London', '2010-07-01T08:26:00+01:00'],
  ['2026-01-15 23:59:59', 'America/New_York', '2026-01-15T23:59:59-05:00'],
  ['2026-01-15 12:00:00', 'Asia/Kathmandu', '2026-01-15T12:00:00+05:45'],
  // Clocks change on 28 March 2010 at 01:00 and on 31 October 2010 at 02:00.
  ['2010-03-28 00:59:59', 'Europe/London', '2010-03-28T00:59:59+00:00'],
  ['2010-03-28 01:30:00', 'Europe/London', '2010-03-28T01:30:00+00:00'],
  ['2010-03-28 02:00:00', 'Europe/London', '2010-03-28T02:00:00+01:00'],
  ['2010-10-31 01:30:00', 'Europe/London', '2010-10-31T01:30:00+01:00'],
  ['2010-10-31 02:00:00', 'Europe/London', '2010-10-31T02:00:00+00:00'],
  ['2010-02-30 08:00:00', 'Europe/London', undefined],
  ['2010-02-20 24:00:00', 'Europe/London', undefined],
  ['01/12/2010 08:26', 'Europe/London', undefined],
  ['', 'Europe/London', undefined],
];

for (const [text, zone, instant] of table) {
  test(`${JSON.stringify(text)} in ${zone} is ${instant ?? 'no time'}`, () =>
    assert.equal(instantOf(text, zone), instant));
}
