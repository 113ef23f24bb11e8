// Orders that were promised from a supply.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { event, expected } from '#runtime/commands.testsuite.ts';
import { FulfilmentSpec, order } from '#runtime/fulfilment.testsuite.ts';

async function waitsForSupply(): Promise<FulfilmentSpec> {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(expected('PO1', 'BULB', 'LYO', 50, '2026-03-20'));
  await spec.place(5, { site: 'LYO', lines: [{ line: 1, item: 'BULB', quantity: 30 }], allowBackorder: true });
  return spec;
}

test('goods that were promised from a supply are released when they come, not when the order looks again', async () => {
  const spec = await waitsForSupply();
  assert.equal(spec.entries('release.requested').length, 0);
  await spec.given(event('received', 'BULB', 'LYO', 20, { supply: 'PO1' }));
  await spec.wait(0);
  assert.deepEqual(
    spec.entries('release.requested').map(({ data }) => data['lines']),
    [[{ line: 1, item: 'BULB', quantity: 20, unit: 'each' }]],
  );
});

test('an order that was cancelled before its goods came does not hear of them', async () => {
  const spec = await waitsForSupply();
  await spec.given(
    { type: 'order.cancel', id: order, reason: null },
    event('received', 'BULB', 'LYO', 50, { supply: 'PO1' }),
  );
  await spec.wait(0);
  assert.equal(spec.entries('order.goods_arrived').length, 0);
});
