// Every scenario of definitions/processes/order-fulfilment/scenarios, and what is decided again from its messages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Network, playedAgain } from './network.testsuite.ts';
import { loadScenarios, playScenario } from './scenario.testsuite.ts';

for (const [file, scenario] of loadScenarios()) {
  test(`${scenario.name} (${file})`, async () => {
    const network = await playScenario(scenario);
    await sameAgain(network);
  });
}

/** A node that lost everything but the messages comes to the same. */
async function sameAgain(network: Network): Promise<void> {
  const again = await playedAgain(network, [1].values());
  assert.deepEqual(again.everything(), network.everything());
}
