// Every scenario of definitions/processes/order-fulfilment/scenarios; every stage of an order with everything that can get in its
// way; and that together they take every transition of the chart. A node that lost everything but the messages, and decides them
// again, comes to the same each time.
import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import { createValidator } from '#contracts/validate.ts';
import { loadContracts } from '#contracts/load.ts';
import { playScenario } from '#runtime/scenarios/play.ts';
import { readOrderScenario } from '#runtime/scenarios/read.ts';
import { loadProcess, processesFolder } from '#statecharts/load.ts';
import { uncovered } from '#statecharts/coverage.ts';
import { takenSoFar } from '#statecharts/step.ts';
import { Network, playedAgain } from './network.testsuite.ts';
import { cell } from './cell.testsuite.ts';
import { disturbances, kinds } from './disturbances.testsuite.ts';
import { names, rowsOf } from './stages-rows.testsuite.ts';

const validator = createValidator(loadContracts());

describe('scenarios', () => {
  for (const { path, text } of loadProcess(join(processesFolder, 'order-fulfilment')).caseScenarios)
    test(basename(path), async () => {
      const read = readOrderScenario(text, validator);
      assert('scenario' in read, JSON.stringify(read));
      const network = await new Network().open();
      assert.deepEqual(await playScenario(network, read.scenario), [], read.scenario.name);
      assert.deepEqual(network.bugs, []);
      await sameAgain(network);
    });
});

describe('stages and disturbances', () => {
  test('every kind of disturbance is met at every stage', () => {
    assert.deepEqual(new Set(Object.values(disturbances).map(({ kind }) => kind)), new Set(kinds));
    for (const disturbance of names.disturbances)
      assert.deepEqual([...rowsOf(disturbance).keys()], names.stages, `${disturbance}, at every stage`);
  });
  for (const disturbance of names.disturbances)
    for (const stage of names.stages)
      test(`${stage}: ${disturbance}`, async () => {
        const { network, line } = await cell(stage, disturbance);
        assert.equal(line, rowsOf(disturbance).get(stage)?.join(' | '));
        await sameAgain(network);
      });
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
