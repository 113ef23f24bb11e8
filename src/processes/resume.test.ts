// Orders that were promised from a supply.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { event, expected, item, kit, reserve } from '#runtime/commands.testsuite.ts';
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

test('an order that is cancelled in the moment its goods come does not take them up again', async () => {
  const spec = await waitsForSupply();
  await spec.given(event('received', 'BULB', 'LYO', 50, { supply: 'PO1' }));
  await spec.given({ type: 'order.cancel', id: order, reason: null });
  await spec.wait(0);
  assert.equal(spec.entries('order.goods_arrived').length, 0);
  assert.deepEqual(spec.balance('BULB', 'LYO'), { onHand: 50, reserved: 0, sellable: 50 });
});

test('goods that come before the day they are wanted for are promised for that day', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(expected('PO1', 'BULB', 'LYO', 50, '2026-03-25'), expected('PO2', 'BULB', 'LYO', 50, '2026-04-10'));
  const lines = [{ line: 1, item: 'BULB', quantity: 70 }];
  await spec.place(5, { site: 'LYO', lines, allowBackorder: true, requestedFor: '2026-03-20' });
  assert.equal(spec.order().fulfilment.promisedFor, '2026-04-10');
  await spec.given(event('received', 'BULB', 'LYO', 50, { supply: 'PO2' }));
  await spec.wait(0);
  assert.deepEqual(
    spec.order().lines[0]?.portions.map(({ quantity, promisedFor }) => [quantity, promisedFor]),
    [
      [50, '2026-03-20'],
      [20, '2026-03-25'],
    ],
  );
  assert.equal(spec.order().fulfilment.promisedFor, '2026-03-25');
});

test('a reservation that waits for a supply is no order, and nothing is asked for it when the goods come', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(expected('PO1', 'BULB', 'LYO', 50, '2026-03-20'));
  await spec.given(reserve('1', 'BULB', 30, { site: 'LYO', requestedFor: '2026-03-25' }));
  await spec.given(event('received', 'BULB', 'LYO', 50, { supply: 'PO1' }));
  assert.deepEqual(
    [...spec.store.deadlines.values()].filter(({ command }) => command.type === 'order.resume'),
    [],
  );
  assert.deepEqual(spec.balance('BULB', 'LYO'), { onHand: 50, reserved: 30, sellable: 50 });
});

test('a supply that is late keeps the date that was told when other goods come', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(expected('PO1', 'BULB', 'LYO', 50, '2026-03-20'), expected('PO2', 'BULB', 'LYO', 50, '2026-03-25'));
  const lines = [{ line: 1, item: 'BULB', quantity: 70 }];
  await spec.place(5, { site: 'LYO', lines, allowBackorder: true });
  spec.now += 1;
  await spec.given(expected('PO2', 'BULB', 'LYO', 50, '2026-04-20'));
  await spec.wait(0);
  assert.equal(spec.order().fulfilment.promisedFor, '2026-04-20');
  await spec.given(event('received', 'BULB', 'LYO', 50, { supply: 'PO1' }));
  await spec.wait(0);
  assert.deepEqual(
    spec.order().lines[0]?.portions.map(({ quantity, promisedFor }) => [quantity, promisedFor]),
    [
      [50, '2026-03-10'],
      [20, '2026-04-20'],
    ],
  );
  assert.equal(spec.order().fulfilment.promisedFor, '2026-04-20');
});

test('kits are promised for the day on which the last of their parts comes', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(item('FAN'), item('GRID'), kit('SET', { FAN: 2, GRID: 1 }));
  await spec.given(expected('PO1', 'FAN', 'LYO', 6, '2026-03-20'), expected('PO2', 'GRID', 'LYO', 3, '2026-03-25'));
  const lines = [{ line: 1, item: 'SET', quantity: 3 }];
  await spec.place(5, { site: 'LYO', lines, allowBackorder: true });
  await spec.given(event('received', 'GRID', 'LYO', 2, { supply: 'PO2' }));
  await spec.wait(0);
  assert.deepEqual(
    spec.order().lines[0]?.portions.map(({ quantity, promisedFor }) => [quantity, promisedFor]),
    [
      [2, '2026-03-20'],
      [1, '2026-03-25'],
    ],
  );
});
