// Whatever becomes of orders and stock, the verifier has nothing to say of it: the stages of an order and what follows them, and
// random scripts of everything that can happen, looked at between their turns.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'node:test';
import { goOn } from '#processes/fulfilment/go-on.testsuite.ts';
import { commands, Network } from '#processes/fulfilment/network.testsuite.ts';
import { reach, stages } from '#processes/fulfilment/stages.testsuite.ts';
import type { Stage } from '#processes/fulfilment/stages.testsuite.ts';
import { testDatabase } from '#postgres/test-database.ts';
import { shippedDefinitions } from '../fulfilment.testsuite.ts';
import { interjection } from '../fulfilment-script.testsuite.ts';
import { masterData, messagesOf, reservationSeconds, script } from '../script.testsuite.ts';
import { noon, Spec } from '../spec.ts';
import { stepped, steppedNode } from '../stepped.testsuite.ts';
import { watched } from './verifier.testsuite.ts';

/** Looked at after every message; the other stages when all is over. */
const closely: readonly Stage[] = ['held', 'change asked', 'late'];

for (const stage of Object.keys(stages) as Stage[]) {
  test(`an order that was ${stage} agrees with itself`, { timeout: 60_000 }, async () => {
    const network = await new Network().open();
    await reach(network, stage);
    await goOn(network);
    await using database = await testDatabase();
    await using stack = new AsyncDisposableStack();
    const setUp = new Network();
    let clock = setUp.now;
    const node = await steppedNode(database, { clock: () => clock });
    stack.defer(() => node.close());
    for (const command of commands) await node.run([setUp.message(command)]);
    const { opened, cycle } = watched(database.pool);
    for (const { at, submission } of network.played) {
      clock = at;
      await node.run([submission]);
      if (!closely.includes(stage)) continue;
      await cycle();
      assert.deepEqual(opened, [], JSON.stringify(submission.message.command));
    }
    await cycle();
    assert.deepEqual(opened, []);
  });
}

test('nothing that can happen in any order looks broken', { timeout: 120_000 }, async () => {
  const interjections = fc.infiniteStream(interjection);
  await fc.assert(
    fc.asyncProperty(script(80), interjections, fc.boolean(), async (steps, between, managed) => {
      await using world = await stepped();
      const spec = new Spec();
      const node = await world.node({ clock: () => spec.now });
      const { opened, cycle } = watched(world.database.pool);
      const due = (): number => noon + 1_000_000 + reservationSeconds * 1_000;
      for (const command of [...(managed ? shippedDefinitions() : []), ...masterData])
        await node.run([spec.message(command)]);
      spec.now = noon + 1_000_000;
      for (const [index, step] of steps.entries()) {
        const command = between.next().value ?? null;
        const told = messagesOf(step, index, noon, due);
        await node.run(
          [...told, ...(command === null ? [] : [[command, { at: noon + index * 1_000 }] as const])].map(([one, by]) =>
            spec.message(one, by),
          ),
        );
        if (index % 20 === 0) await cycle();
        assert.deepEqual(opened, []);
      }
      await cycle();
      assert.deepEqual([opened, node.bugs], [[], []]);
    }),
    { seed: 4, numRuns: Number(process.env['CROSSDOCK_PROPERTY_RUNS'] ?? 6), endOnFailure: true },
  );
});
