// Shipments that the carrier is late with.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expected } from '#runtime/commands.testsuite.ts';
import { FulfilmentSpec, order } from '#runtime/fulfilment.testsuite.ts';

test('a shipment is late when it comes after the day the carrier gave, not after the day the goods were promised for', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(5);
  const of = { release: `${order}-R1`, site: 'HAM', shipment: 'S1' };
  const lines = [{ line: 1, item: 'LAMP', quantity: 5 }];
  await spec.reports('shipment.picked', { ...of, lines });
  await spec.reports('shipment.packed', of);
  await spec.reports('transport.booked', { shipment: 'S1', carrier: 'DHL', tracking: 'T1', expectedOn: '2026-03-12' });
  await spec.reports('shipment.shipped', { ...of, lines, complete: true });
  assert.equal(spec.order().fulfilment.promisedFor, '2026-03-10');
  await spec.reports('shipment.delayed', { shipment: 'S1', expectedOn: '2026-03-12', reason: 'traffic' });
  assert.equal(spec.entries('promise.at_risk').length, 0);
  await spec.reports('shipment.delayed', { shipment: 'S1', expectedOn: '2026-03-13', reason: 'accident' });
  const [risk] = spec.entries('promise.at_risk');
  assert.deepEqual([risk?.data['promisedFor'], risk?.data['expectedOn']], ['2026-03-12', '2026-03-13']);
});

test('a carrier that is a few days late does not hide that other goods come later still', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(expected('PO-1', 'BULB', 'LYO', 10, '2026-04-10'), {
    type: 'partner.put',
    party: null,
    partner: { code: 'KEY', name: 'Key', roles: ['customer'], attributes: { class: 'A' } },
  });
  await spec.place(5, {
    customer: 'KEY',
    lines: [
      { line: 1, item: 'LAMP', quantity: 5 },
      { line: 2, item: 'BULB', quantity: 20 },
    ],
  });
  const of = { release: `${order}-R1`, site: 'HAM', shipment: 'S1' };
  const lamps = { line: 1, item: 'LAMP', quantity: 5 };
  await spec.reports('shipment.picked', { ...of, lines: [lamps, { line: 2, item: 'BULB', quantity: 18, short: 2 }] });
  const left = [lamps, { line: 2, item: 'BULB', quantity: 18 }];
  await spec.reports('shipment.shipped', { ...of, lines: left, complete: true });
  assert.deepEqual(spec.entries('promise.at_risk').at(-1)?.data['expectedOn'], '2026-04-10');
  await spec.reports('shipment.delayed', { shipment: 'S1', expectedOn: '2026-03-14', reason: 'snow' });
  const { cause, promisedFor, expectedOn, alternatives } = spec.order().fulfilment.risk ?? {};
  assert.deepEqual([cause, promisedFor, expectedOn], ['late_carrier', '2026-03-10', '2026-04-10']);
  assert.deepEqual(
    alternatives?.map(({ option, date }) => [option, date]),
    [['new_date', '2026-04-10']],
    'to hurry the carrier does not help',
  );
});
