// A new version of a process meets orders that are under way.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { statusOf } from '#orders/view.ts';
import { Network } from './network.testsuite.ts';
import { goOn, say } from './go-on.testsuite.ts';

const first = readFileSync(new URL('../../../definitions/processes/order-fulfilment/v1.json', import.meta.url), 'utf8');

/** Warehouses get two hours to answer, or to give back, not four. */
const second = first.replace('"version": 1', '"version": 2').replaceAll('"after": "PT4H"', '"after": "PT2H"');

async function putInForce(network: Network, version: number, content: string): Promise<void> {
  const of = { kind: 'process', name: 'order-fulfilment', hash: '', owner: '', active: true } as const;
  await network.given({ type: 'definition.put', definition: { ...of, version, content } });
}

const silentIn = (network: Network, id: string): number | undefined => {
  const rings = network.order(id).fulfilment.clocks['warehouse.silent'];
  return rings === undefined ? undefined : (rings - network.now) / 3_600_000;
};

test('an order ends with the version it began with, whatever is put in force meanwhile', async () => {
  const network = await new Network().open();
  await network.stock('LAMP', 'HAM', 100);
  await network.place(5, { customer: 'B' });
  await putInForce(network, 2, second);
  await network.place(3, { customer: 'B' }, 'ord_2');
  const versions = ['ord_1', 'ord_2'].map((id) => network.order(id).fulfilment.version);
  assert.deepEqual(versions, [1, 2]);
  assert.deepEqual(
    ['ord_1', 'ord_2'].map((id) => silentIn(network, id)),
    [4, 2],
  );
  // A change is planned anew, in the version of the order.
  await say(network, { type: 'order.change', id: 'ord_1', change: { requestedFor: '2026-03-11' } });
  await goOn(network);
  assert.deepEqual([statusOf(network.order()), network.order().fulfilment.version], ['closed', 1]);
  await putInForce(network, 1, first);
  await network.place(2, { customer: 'B' }, 'ord_3');
  assert.equal(network.order('ord_3').fulfilment.version, 1, 'the version before is put in force again');
  assert.equal(network.order('ord_2').fulfilment.version, 2);
  for (const type of ['release.requested', 'issue.requested', 'invoice.requested']) {
    const asked = network.entries(type).map(({ data }) => JSON.stringify([data['release'], data['shipment']]));
    assert.equal(new Set(asked).size, asked.length, `${type} of each order once`);
  }
  assert.deepEqual(network.bugs, []);
});
