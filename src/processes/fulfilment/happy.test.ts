// From the order to the customer, as it should go.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusOf } from '#orders/view.ts';
import { FulfilmentSpec, order } from '#runtime/fulfilment.testsuite.ts';

test('a report that moves no goods locks the order alone', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(5);
  const opened: string[] = [];
  const open = spec.store.open.bind(spec.store);
  spec.store.open = (request) => {
    opened.push([...request.keys.orders, ...request.keys.holders, ...request.keys.balances].join(' '));
    return open(request);
  };
  await spec.reports('release.accepted', { release: `${order}-R1`, site: 'HAM' });
  assert.deepEqual(opened, [order]);
  assert.deepEqual(spec.bugs, []);
});

test('an order goes from promise to closing, asking each system in turn', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(5);
  const release = `${order}-R1`;
  assert.equal(statusOf(spec.order()), 'released');
  assert.deepEqual(spec.entries('release.requested')[0]?.data['lines'], [
    { line: 1, item: 'LAMP', quantity: 5, unit: 'each' },
  ]);
  await spec.reports('release.accepted', { release, site: 'HAM', wave: 'W1' });
  const of = { release, site: 'HAM', shipment: 'S1' };
  await spec.reports('shipment.picked', { ...of, lines: [{ line: 1, item: 'LAMP', quantity: 5 }] });
  assert.equal(statusOf(spec.order()), 'picked');
  await spec.reports('shipment.packed', of);
  assert.equal(spec.entries('transport.requested').length, 1);
  await spec.reports('transport.booked', {
    shipment: 'S1',
    carrier: 'DHL',
    tracking: 'T1',
    expectedOn: '2026-03-12',
    cost: { amount: '7.50', currency: 'EUR' },
  });
  assert.equal(spec.entries('issue.requested').length, 0);
  await spec.reports('shipment.shipped', { ...of, lines: [{ line: 1, item: 'LAMP', quantity: 5 }], complete: true });
  assert.equal(statusOf(spec.order()), 'shipped');
  assert.deepEqual(spec.balance('LAMP', 'HAM'), { onHand: 95, reserved: 0, sellable: 95 });
  assert.equal(spec.entries('issue.requested').length, 1);
  assert.equal(spec.entries('invoice.requested').length, 0, 'not before the ERP has posted the issue');
  await spec.reports('issue.posted', { shipment: 'S1', document: 'GI-1' });
  const [invoice] = spec.entries('invoice.requested');
  assert.deepEqual(invoice?.data['amount'], { amount: '50.00', currency: 'EUR' });
  await spec.reports('invoice.issued', { shipment: 'S1', invoice: 'INV-1' });
  await spec.reports('shipment.delivered', { shipment: 'S1' });
  assert.equal(statusOf(spec.order()), 'closed');
  assert.equal(spec.order().fulfilment.value, 'closed');
  assert.deepEqual(spec.bugs, []);
  assert.equal(spec.store.deadlines.size, 0, 'nothing waits for a closed order');
});
