import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { divide, major, minor, minus, plus, rounded, times } from './decimal.ts';

const amounts = fc.tuple(fc.integer({ min: -999_999_999, max: 999_999_999 }), fc.constantFrom(0, 2, 4));

test('decimals add, multiply and round as whole numbers do', () => {
  fc.assert(
    fc.property(amounts, amounts, ([a, places], [b]) => {
      const [left, right] = [major(a, places), major(b, places)];
      assert.equal(minor(plus(left, right), places), a + b);
      assert.equal(plus(minus(left, right), right), plus(left, 0));
      assert.equal(BigInt(minor(times(left, 7), places)), BigInt(a) * 7n);
      assert.equal(rounded(times(left, 10), places), divide(left, '0.1', places));
    }),
  );
});

test('half is rounded away from zero', () => {
  assert.deepEqual(
    ['0.5', '1.5', '-0.5', '0.49', '-0.51'].map((value) => rounded(value, 0)),
    ['1', '2', '-1', '0', '-1'],
  );
});
