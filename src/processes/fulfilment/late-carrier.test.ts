// What a customer counts on while a carrier is late.
import assert from 'node:assert/strict';
import { test } from 'node:test';
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
