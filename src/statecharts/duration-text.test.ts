import assert from 'node:assert/strict';
import { test } from 'node:test';
import { durationText } from './duration-text.ts';

test('a duration is said in weeks, days, hours, minutes and seconds', () => {
  const table = {
    PT4H: '4 hours',
    P1D: '1 day',
    P1DT12H: '1 day 12 hours',
    P2W: '2 weeks',
    PT1M30S: '1 minute 30 seconds',
  };
  for (const [iso, text] of Object.entries(table)) assert.equal(durationText(iso), text);
});

test('what is no duration is said as it stands', () => {
  assert.equal(durationText('soon'), 'soon');
});
