import assert from 'node:assert/strict';
import { test } from 'node:test';
import { repeated } from './statistics.ts';

test('the median is the middle value, or the mean of the two in the middle', () => {
  assert.equal(repeated([5, 1, 3]).median, 3);
  assert.equal(repeated([4, 1, 3, 2]).median, 2.5);
  assert.equal(repeated([7]).median, 7);
});

test('the best is the highest rate and the lowest time', () => {
  assert.equal(repeated([5, 1, 3]).best, 5);
  assert.equal(repeated([5, 1, 3], 'low').best, 1);
});

test('the spread is a part of the median', () => {
  assert.equal(repeated([8, 10, 12]).spread, 0.4);
  assert.equal(repeated([7]).spread, 0);
});

test('nothing measured is no number', () => {
  assert.ok(Number.isNaN(repeated([]).median));
});
