// Orders of which some goods have no date.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FulfilmentSpec } from '#runtime/fulfilment.testsuite.ts';
import { expected } from '#runtime/commands.testsuite.ts';

test('a supply that is late gives no date to an order that waits for other goods too', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(expected('PO-1', 'LAMP', 'HAM', 10, '2026-03-20'));
  await spec.place(130, { allowBackorder: true });
  assert.equal(spec.order().fulfilment.promisedFor, null);
  await spec.given(expected('PO-1', 'LAMP', 'HAM', 10, '2026-03-25'));
  await spec.wait(1);
  assert.equal(spec.entries('promise.at_risk').at(-1)?.data['expectedOn'], null);
  assert.equal(spec.order().fulfilment.promisedFor, null);
});

test('a supply that is late gives an order the date of the last of its goods', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(
    expected('PO-1', 'LAMP', 'HAM', 10, '2026-03-20'),
    expected('PO-2', 'BULB', 'HAM', 10, '2026-03-28'),
  );
  await spec.place(1, {
    allowBackorder: true,
    lines: [
      { line: 1, item: 'LAMP', quantity: 120 },
      { line: 2, item: 'BULB', quantity: 30 },
    ],
  });
  assert.equal(spec.order().fulfilment.promisedFor, '2026-03-28');
  await spec.given(expected('PO-1', 'LAMP', 'HAM', 10, '2026-03-30'));
  await spec.wait(1);
  assert.equal(spec.order().fulfilment.promisedFor, '2026-03-30');
});

test('goods that are announced are promised to those who wait, before those who come later', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(130, { allowBackorder: true });
  await spec.given(expected('PO-1', 'LAMP', 'HAM', 50, '2026-03-20'));
  await spec.wait(1);
  assert.deepEqual(
    spec.order().lines.map(({ backordered }) => backordered),
    [0],
  );
  assert.equal(spec.order().fulfilment.promisedFor, '2026-03-20');
  assert.equal(spec.entries('promise.changed').at(-1)?.data['reason'], 'goods are expected');
  await spec.place(40, { allowBackorder: true }, 'ord_2');
  assert.deepEqual(
    spec.order('ord_2').lines.map(({ reserved, backordered }) => [reserved, backordered]),
    [[30, 10]],
  );
});

test('an order without a date is looked at every week, whatever becomes of its goods under way', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(0, {
    allowBackorder: true,
    lines: [
      { line: 1, item: 'LAMP', quantity: 5 },
      { line: 2, item: 'BULB', quantity: 25 },
    ],
  });
  const lines = [
    { line: 1, item: 'LAMP', quantity: 5 },
    { line: 2, item: 'BULB', quantity: 20 },
  ];
  await spec.reports('shipment.shipped', { release: 'ord_1-R1', site: 'HAM', shipment: 'S1', lines, complete: true });
  await spec.wait(24 * 29);
  const times = (kind: string): unknown => spec.order().fulfilment.exceptions.find((open) => open.kind === kind)?.times;
  assert.deepEqual([times('delivery_overdue'), times('no_date')], [5, 4]);
});
