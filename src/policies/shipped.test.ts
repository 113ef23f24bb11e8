// The policies that come with the product.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkFiles } from './check-files.ts';
import { decide } from './decide.ts';
import { loadPolicies } from './load.ts';

const checked = loadPolicies().map(checkFiles);

test('shipped policies have nothing to mend, and a case for each rule', () => {
  assert.deepEqual(
    checked.flatMap(({ problems }) => problems),
    [],
  );
  assert.deepEqual(
    checked.map(({ name }) => name),
    [
      'backorder-fairness',
      'deviation-severity',
      'order-allocation',
      'order-holds',
      'recovery-cost',
      'release-timing',
      'service-recovery',
    ],
  );
});

function row(name: string, input: Parameters<typeof decide>[1]): ReturnType<typeof decide>['output'] {
  const policy = checked.find((one) => one.name === name)?.policy;
  assert.ok(policy);
  return decide(policy, input).output;
}

const waiting = fc.record({
  rank: fc.integer({ min: 0, max: 100 }),
  customerClass: fc.constantFrom('A', 'B', 'C'),
});
const score = (order: { rank: number; customerClass: string }, waitingDays: number): number =>
  Number(row('backorder-fairness', { ...order, waitingDays })['score']);

test('no order starves: whoever waits gets ahead, and stays there', () => {
  fc.assert(
    fc.property(waiting, waiting, fc.nat(400), fc.nat(60), fc.nat(60), (old, young, younger, lead, later) => {
      assert.ok(score(old, younger + 1) > score(old, younger), 'each day counts');
      assert.ok(score(old, 21) > score(young, 0), 'after three weeks ahead of every order of today');
      assert.ok(score(old, 31 + lead) > score(young, 30), 'after a month ahead of all that wait less');
      if (score(old, younger + lead) > score(young, younger))
        assert.ok(score(old, younger + lead + later) > score(young, younger + later), 'once ahead, always ahead');
    }),
    { numRuns: 500 },
  );
});
