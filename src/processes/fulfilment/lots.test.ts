// Lines that leave from several lots.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FulfilmentSpec, order } from '#runtime/fulfilment.testsuite.ts';

test('a line that left from two lots is billed whole', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given({ type: 'item.put', item: { code: 'PAINT', name: 'Paint', unit: 'can', lots: true } });
  for (const lot of ['L1', 'L2']) {
    await spec.given({
      type: 'stock.event',
      kind: 'received',
      event: { source: 'wms', id: `receipt of ${lot}`, type: 'crossdock.stock.received.v1' },
      data: { item: 'PAINT', site: 'HAM', quantity: 5, lot },
    });
  }
  const price = { amount: '10.00', currency: 'EUR' };
  await spec.place(8, { lines: [{ line: 1, item: 'PAINT', quantity: 8, price }] });
  const lines = [
    { line: 1, item: 'PAINT', quantity: 5, lot: 'L1' },
    { line: 1, item: 'PAINT', quantity: 3, lot: 'L2' },
  ];
  const of = { release: `${order}-R1`, site: 'HAM', shipment: 'S1' };
  await spec.reports('shipment.shipped', { ...of, lines, complete: true });
  await spec.reports('issue.posted', { shipment: 'S1', document: 'GI-1' });
  const [invoice] = spec.entries('invoice.requested');
  assert.deepEqual(invoice?.data['amount'], { amount: '80.00', currency: 'EUR' });
});
