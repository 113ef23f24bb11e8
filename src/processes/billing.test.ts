// What finance is asked to bill, and carriers to take.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FulfilmentSpec, order, withoutRule } from '#runtime/fulfilment.testsuite.ts';

const of = { release: `${order}-R1`, site: 'HAM', shipment: 'S1' };

test('where the policy lets orders without prices go, they are billed line by line, for finance to price', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(withoutRule('order-holds', 'price-missing'));
  const price = { amount: '2.50', currency: 'EUR' };
  const document = {
    externalId: order,
    channel: 'web',
    customer: 'C1',
    lines: [
      { line: 1, item: 'LAMP', quantity: 5 },
      { line: 2, item: 'BULB', quantity: 2, price },
      { line: 3, item: 'BULB', quantity: 1, price },
    ],
  };
  await spec.given({ type: 'order.place', id: order, party: null, document });
  const left = [
    { line: 1, item: 'LAMP', quantity: 5 },
    { line: 2, item: 'BULB', quantity: 2 },
  ];
  await spec.reports('shipment.shipped', { ...of, lines: left, complete: false });
  await spec.reports('issue.posted', { shipment: 'S1', document: 'GI-1' });
  const { amount, lines: billed } = spec.entries('invoice.requested')[0]?.data ?? {};
  assert.equal(amount, null);
  assert.deepEqual(billed, [
    { line: 1, item: 'LAMP', quantity: 5, unit: 'each' },
    { line: 2, item: 'BULB', quantity: 2, unit: 'each', price },
  ]);
});

test('a shipment is billed for what is in it, with the lots it was taken from', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(5);
  const one = { line: 1, item: 'LAMP' };
  await spec.reports('shipment.shipped', { ...of, lines: [{ ...one, quantity: 3 }], complete: false });
  await spec.reports('issue.posted', { shipment: 'S1', document: 'GI-1' });
  const second = [
    { ...one, quantity: 2 },
    { ...one, quantity: 0 },
  ];
  await spec.reports('shipment.shipped', { ...of, shipment: 'S2', lines: second, complete: true });
  await spec.reports('issue.posted', { shipment: 'S2', document: 'GI-2' });
  assert.deepEqual(
    spec.entries('invoice.requested').map(({ data }) => [data['issue'], data['amount'], data['lines']]),
    [
      [
        'GI-1',
        { amount: '30.00', currency: 'EUR' },
        [{ ...one, quantity: 3, unit: 'each', price: { amount: '10.00', currency: 'EUR' } }],
      ],
      [
        'GI-2',
        { amount: '20.00', currency: 'EUR' },
        [{ ...one, quantity: 2, unit: 'each', price: { amount: '10.00', currency: 'EUR' } }],
      ],
    ],
  );
});

test('the carrier is told the day that the goods of its shipment are promised for', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(5, {
    lines: [
      { line: 1, item: 'LAMP', quantity: 5 },
      { line: 2, item: 'BULB', quantity: 2 },
    ],
  });
  const lines = [
    { line: 1, item: 'LAMP', quantity: 5 },
    { line: 2, item: 'BULB', quantity: 2 },
  ];
  await spec.reports('shipment.picked', { ...of, lines });
  await spec.reports('shipment.packed', of);
  const [asked] = spec.entries('transport.requested');
  assert.deepEqual([asked?.data['promisedFor'], asked?.data['expedite']], ['2026-03-10', false]);
});
