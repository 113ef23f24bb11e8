// The policies that come with the product.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkFiles } from './check-files.ts';
import { decide } from './decide.ts';
import { loadPolicies } from './load.ts';
import { readPolicy } from './read-policy.ts';

const checked = loadPolicies().map((files) => checkFiles(files, readPolicy));

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
      'exception-handling',
      'order-allocation',
      'order-holds',
      'recovery-cost',
      'release-timing',
      'routing',
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
  precedence: fc.integer({ min: 0, max: 100 }),
  customerClass: fc.constantFrom('A', 'B', 'C'),
});
const score = (order: { precedence: number; customerClass: string }, waitingDays: number): number =>
  Number(row('backorder-fairness', { ...order, waitingDays })['score']);

const days = fc.nat(400);

test('no order starves: whoever waits gets ahead of all that came later, and stays there', () => {
  fc.assert(
    fc.property(waiting, waiting, days, days, days, (old, young, since, lead, later) => {
      const isAhead = (day: number): boolean => score(old, day + lead) > score(young, day);
      assert.ok(score(old, since + 1) > score(old, since), 'each day counts');
      if (lead >= 21) assert.ok(isAhead(since), 'three weeks ahead count more than any precedence');
      if (lead > 0 && since + lead > 30)
        assert.ok(isAhead(since), 'after a month a day ahead counts more than any precedence');
      if (isAhead(since)) assert.ok(isAhead(since + later), 'once ahead, always ahead');
    }),
    {
      seed: 2026,
      numRuns: 500,
      // The younger of the two has waited for a month, too.
      examples: [[{ precedence: 0, customerClass: 'A' }, { precedence: 80, customerClass: 'A' }, 23, 8, 8]],
    },
  );
});
