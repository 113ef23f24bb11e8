// What a customer counts on while a carrier is late.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { event, expected } from '#runtime/commands.testsuite.ts';
import { FulfilmentSpec, order } from '#runtime/fulfilment.testsuite.ts';

test('a delay that nobody decided about is no date the customer counts on; one he was told is', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(5);
  const of = { release: `${order}-R1`, site: 'HAM', shipment: 'S1', expectedOn: '2026-03-11' };
  await spec.reports('shipment.shipped', { ...of, lines: [{ line: 1, item: 'LAMP', quantity: 5 }], complete: true });
  const delayed = (expectedOn: string): Promise<unknown> =>
    spec.reports('shipment.delayed', { shipment: 'S1', expectedOn, reason: 'snow' });
  const countedOn = (): unknown[] => spec.entries('promise.at_risk').map(({ data }) => data['promisedFor']);
  const choose = (option: 'expedite' | 'new_date'): Promise<unknown> =>
    spec.given({ type: 'order.act', id: order, act: 'recover', hold: null, option, reason: null });
  await delayed('2026-03-15');
  await delayed('2026-03-19');
  assert.deepEqual(countedOn(), ['2026-03-11', '2026-03-11']);
  await choose('expedite');
  assert.equal(spec.order().fulfilment.promisedFor, '2026-03-18');
  await delayed('2026-03-20');
  assert.deepEqual(countedOn().at(-1), '2026-03-18', 'hurried, it was to come then');
  assert.equal(spec.order().fulfilment.risk?.chosen, null, 'what was chosen for one danger says nothing of the next');
  await choose('new_date');
  await delayed('2026-03-21');
  assert.deepEqual(countedOn().at(-1), '2026-03-20');
});

test('a late supply that nobody decided about stays one while a carrier is late as well: the last day counts', async () => {
  const spec = await new FulfilmentSpec().begin();
  const supply = (on: string): Promise<void> => spec.given(expected('PO1', 'BULB', 'HAM', 5, on));
  const key = { code: 'C1', name: 'Key customer', roles: ['customer'], attributes: { class: 'A' } } as const;
  await spec.given({ type: 'partner.put', party: null, partner: key });
  await supply('2026-03-16');
  const lines = [{ line: 1, item: 'BULB', quantity: 25 }];
  await spec.place(0, { lines, allowBackorder: true });
  const of = { release: `${order}-R1`, site: 'HAM', shipment: 'S1', expectedOn: '2026-03-11' };
  await spec.reports('shipment.shipped', { ...of, lines: [{ line: 1, item: 'BULB', quantity: 20 }], complete: true });
  spec.now += 1;
  await supply('2026-04-20');
  await spec.wait(0);
  const delayed = (expectedOn: string): Promise<unknown> =>
    spec.reports('shipment.delayed', { shipment: 'S1', expectedOn, reason: 'snow' });
  await delayed('2026-03-18');
  await delayed('2026-04-25');
  await spec.wait(24 * 47);
  assert.deepEqual(
    spec.entries('promise.at_risk').map(({ data }) => [data['cause'], data['expectedOn']]),
    [
      ['supply_late', '2026-04-20'],
      ['supply_late', '2026-04-20'],
      ['supply_late', '2026-04-25'],
      ['supply_late', null],
    ],
  );
});

test('goods of a supply that come on their day are told no later because the first part of the order is still on its way', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(expected('PO1', 'BULB', 'HAM', 5, '2026-03-12'));
  await spec.place(0, { lines: [{ line: 1, item: 'BULB', quantity: 25 }], allowBackorder: true });
  const of = { release: `${order}-R1`, site: 'HAM', shipment: 'S1', expectedOn: '2026-03-14' };
  await spec.reports('shipment.shipped', { ...of, lines: [{ line: 1, item: 'BULB', quantity: 20 }], complete: true });
  await spec.wait(48);
  await spec.given(event('received', 'BULB', 'HAM', 5, { supply: 'PO1' }));
  await spec.wait(0);
  assert.deepEqual(spec.entries('promise.changed'), []);
  assert.equal(spec.order().fulfilment.promisedFor, '2026-03-12');
});
