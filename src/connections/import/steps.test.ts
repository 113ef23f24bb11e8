import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addSteps, showSteps, toSteps } from './steps.ts';

const table: readonly (readonly [quantity: number | string, shown: string])[] = [
  [0, '0'],
  [-9360, '-9360'],
  ['12.500', '12.5'],
  [-0.000001, '-0.000001'],
  ['999999999999999.999999', '999999999999999.999999'],
];

for (const [quantity, shown] of table) {
  // A number this small is written with an exponent, which is no decimal number.
  const given = typeof quantity === 'number' && String(quantity).includes('e') ? quantity.toFixed(6) : quantity;
  test(`${shown} keeps its value`, () => assert.equal(showSteps(toSteps(given) ?? 7n), shown));
}

test('what is finer than a millionth, or no number, is not taken', () => {
  assert.equal(toSteps('0.0000001'), undefined);
  assert.equal(toSteps('six'), undefined);
});

test('sums start at nothing', () => {
  const sums = new Map<string, bigint>();
  addSteps(sums, 'A', 5n);
  addSteps(sums, 'A', -7n);
  assert.deepEqual([...sums], [['A', -2n]]);
});
