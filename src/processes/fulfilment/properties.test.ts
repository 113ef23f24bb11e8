// What holds for every history of an order in its process, sensible or not. A failure prints its seed and the shortest history.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  everyOrderEndsOrWaits,
  linesAddUp,
  nothingIsAskedTwice,
  unitsAreConserved,
  whatLeftIsBooked,
} from './invariants.testsuite.ts';
import { Network, playedAgain } from './network.testsuite.ts';
import { histories, play } from './walk.testsuite.ts';

const runs = {
  seed: Number(process.env['CROSSDOCK_PROPERTY_SEED'] ?? 2026),
  numRuns: Number(process.env['CROSSDOCK_PROPERTY_RUNS'] ?? 60),
};

test('units are conserved, line facts add up, every order ends or waits with a clock, and nothing is asked twice', async () => {
  await fc.assert(
    fc.asyncProperty(histories(60), async (choices) => {
      const network = await new Network().open();
      await play(network, choices, () => {
        assert.deepEqual(network.bugs, []);
        unitsAreConserved(network);
        linesAddUp(network);
        everyOrderEndsOrWaits(network);
        whatLeftIsBooked(network);
      });
      nothingIsAskedTwice(network);
    }),
    runs,
  );
});

test('any split of the same messages into turns ends the same', async () => {
  await fc.assert(
    fc.asyncProperty(histories(50), fc.infiniteStream(fc.integer({ min: 1, max: 8 })), async (choices, sizes) => {
      const network = await new Network().open();
      await play(network, choices, () => undefined);
      const again = await playedAgain(network, sizes);
      await network.wait(0);
      await again.wait(0);
      assert.deepEqual(again.everything(), network.everything());
      assert.deepEqual(again.entries(), network.entries());
    }),
    runs,
  );
});
