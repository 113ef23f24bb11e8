// The entry of a message that moves a case twice says where the case stands after both. Found by the simulator, seed 25.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FulfilmentSpec } from '#runtime/fulfilment.testsuite.ts';
import { showState } from './fulfilment/told.ts';

test('goods that end the danger to a promise are told with the state that this brings', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(3, { allowBackorder: true, site: 'LYO' });
  const [release] = spec.order().fulfilment.releases;
  const lines = [{ line: 1, item: 'LAMP', quantity: 1, short: 2 }];
  await spec.reports('shipment.picked', { release: release?.id ?? '', site: 'LYO', shipment: 'S1', lines });
  await spec.given({
    type: 'stock.event',
    kind: 'counted',
    event: { source: 'wms', id: 'count', type: 'crossdock.stock.counted.v1' },
    data: { item: 'LAMP', site: 'LYO', quantity: 1 },
  });
  await spec.wait(0);
  const before = showState(spec.order().fulfilment.value);
  assert.match(before, /promise:atRisk/);
  spec.now += 1_000;
  await spec.receive('LAMP', 'LYO', 40);
  await spec.wait(0);
  const told = spec.entries('order.allocated').at(-1)?.data['case'] as { readonly from: string; readonly to: string };
  assert.equal(told.from, before);
  assert.equal(told.to, showState(spec.order().fulfilment.value));
  assert.match(told.to, /promise:kept/);
  assert.deepEqual(spec.bugs, []);
});
