import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seldom } from './seldom.ts';

test('what happens all the time is told now and then, with how often it was', () => {
  let time = 0;
  const tells = seldom(60_000, () => time);
  assert.deepEqual([tells('a'), tells('a'), tells('b'), tells('a')], [0, null, 0, null]);
  time = 59_999;
  assert.equal(tells('a'), null);
  time = 60_000;
  assert.deepEqual([tells('a'), tells('a'), tells('b')], [3, null, 0]);
});
