// Every scenario of definitions/processes/order-fulfilment/scenarios; every stage of an order with everything that can get in its
// way; and that together they take every transition of the chart. A node that lost everything but the messages, and decides them
// again, comes to the same each time.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { uncovered } from '#statecharts/coverage.ts';
import { takenSoFar } from '#statecharts/step.ts';
import { Network, playedAgain } from './network.testsuite.ts';
import { loadScenarios, playScenario } from './scenario.testsuite.ts';
import { cell, disturbances, stages } from './stages.testsuite.ts';
import type { Disturbance, Stage } from './stages.testsuite.ts';
import { table } from './stages-table.testsuite.ts';

describe('scenarios', () => {
  for (const [file, scenario] of loadScenarios())
    test(`${scenario.name} (${file})`, async () => sameAgain(await playScenario(scenario)));
});

describe('stages and disturbances', () => {
  const names = Object.keys(stages) as Stage[];
  for (const disturbance of Object.keys(disturbances) as Disturbance[]) {
    const rows = new Map(
      table[disturbance]
        .trim()
        .split('\n')
        .map((row) => row.split('|').map((column) => column.trim()))
        .map(([stage = '', ...columns]) => [stage, columns.join(' | ')]),
    );
    test(`${disturbance}, at every stage`, () => assert.deepEqual([...rows.keys()], names));
    for (const stage of names) {
      test(`${stage}: ${disturbance}`, async () => {
        const { network, line } = await cell(stage, disturbance);
        assert.equal(line, rows.get(stage));
        await sameAgain(network);
      });
    }
  }
});

test('scenarios and stages take every transition of the chart', async () => {
  const definition = (await new Network().open()).definition();
  const missing = uncovered(definition, takenSoFar(definition));
  assert.deepEqual(
    missing.map(({ id }) => id),
    [],
    'write a scenario for each',
  );
});

async function sameAgain(network: Network): Promise<void> {
  const again = await playedAgain(network, [1].values());
  assert.deepEqual(again.everything(), network.everything());
  assert.deepEqual(again.entries(), network.entries());
}
