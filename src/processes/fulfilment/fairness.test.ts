// Goods are shared fairly, and nobody who waits for them starves: as a law of the shares, and over weeks of arrivals and orders.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { place } from '#runtime/commands.testsuite.ts';
import { fairShares } from './fair-shares.ts';
import { Network } from './network.testsuite.ts';

const waiting = fc
  .array(
    fc.record({
      quantity: fc.integer({ min: 1, max: 500 }),
      score: fc.integer({ min: 0, max: 200 }),
      maxShare: fc.constantFrom(0.34, 0.5, 1),
      step: fc.constant(1),
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map((all) => all.map((one, index) => ({ ...one, order: `ord_${String(index).padStart(2, '0')}` })));

test('all that is there is shared, nobody gets more than is wanted, and nobody with a lower score more than the share allows', () => {
  fc.assert(
    fc.property(waiting, fc.integer({ min: 0, max: 2_000 }), (all, available) => {
      const shares = fairShares(all, available);
      const wanted = all.reduce((sum, { quantity }) => sum + quantity, 0);
      const given = [...shares.values()].reduce((sum, share) => sum + share, 0);
      assert.equal(given, Math.min(wanted, available), 'nothing is left lying that somebody waits for');
      for (const one of all) {
        const share = shares.get(one.order) ?? -1;
        assert.ok(share >= 0 && share <= one.quantity);
        // Whoever is ahead has all it wants, or as much as one may take at first.
        for (const other of all) {
          if (other.score <= one.score) continue;
          const ahead = shares.get(other.order) ?? 0;
          const cap = Math.max(1, Math.floor(other.maxShare * available));
          if (share > 0) assert.ok(ahead >= Math.min(other.quantity, cap), `${other.order} is ahead of ${one.order}`);
        }
      }
    }),
    { seed: 2026, numRuns: 500 },
  );
});

test('one large order does not take what several small ones wait for', () => {
  const small = ['a', 'b', 'c'].map((order) => ({ order, quantity: 5, step: 1, score: 10, maxShare: 0.34 }));
  const shares = fairShares([{ order: 'large', quantity: 1_000, step: 1, score: 90, maxShare: 0.34 }, ...small], 100);
  assert.deepEqual(
    [...shares].toSorted(([one], [other]) => (one < other ? -1 : 1)),
    [
      ['a', 5],
      ['b', 5],
      ['c', 5],
      ['large', 85],
    ],
  );
});

test('a steady stream of orders of key customers does not keep an order waiting for ever', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        arrives: fc.integer({ min: 1, max: 6 }),
        wanted: fc.integer({ min: 1, max: 12 }),
        more: fc.integer({ min: 0, max: 3 }),
      }),
      async ({ arrives, wanted, more }) => {
        const network = await new Network().open();
        await network.given(place('1', [['LAMP', wanted]], { customer: 'C', allowBackorder: true, priority: 0 }));
        let days = 0;
        for (; network.order().lines[0]?.backordered !== 0; days++) {
          // Every day more is ordered than comes, by customers of the highest class and priority.
          const quantity = arrives + more;
          const order = place(`A${days}`, [['LAMP', quantity]], { customer: 'A', allowBackorder: true, priority: 8 });
          await network.given(order);
          await network.stock('LAMP', 'HAM', arrives);
          await network.wait(24);
          // Far too long is a month by the policy; from then on the oldest gets everything.
          assert.ok(
            days < 32 + wanted,
            `${network.order().lines[0]?.backordered} of ${wanted} wait after ${days} days`,
          );
        }
      },
    ),
    { seed: 2026, numRuns: 12 },
  );
});

test('what is at a site that is not for one order goes to the others', async () => {
  const network = await new Network().open();
  await network.given(
    place('1', [['LAMP', 5]], { customer: 'A', allowBackorder: true, site: 'LYO' }),
    place('2', [['LAMP', 2]], { customer: 'C', allowBackorder: true }),
  );
  await network.stock('LAMP', 'HAM', 2);
  await network.wait(0);
  assert.deepEqual([network.order('ord_1').lines[0]?.reserved, network.order('ord_2').lines[0]?.reserved], [0, 2]);
});

test('parts of a kit that it cannot use go to the others', async () => {
  const network = await new Network().open();
  await network.given(
    place('1', [['SET', 5]], { customer: 'A', allowBackorder: true }),
    place('2', [['BULB', 3]], { customer: 'C', allowBackorder: true }),
  );
  await network.stock('BULB', 'HAM', 4);
  await network.wait(0);
  assert.deepEqual([network.order('ord_1').lines[0]?.reserved, network.order('ord_2').lines[0]?.reserved], [0, 3]);
});
