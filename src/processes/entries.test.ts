// What an entry of the journal says, whole: its type, its subject, the objects it names, and nothing that is not so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cancel, event, item, place, site } from '#runtime/commands.testsuite.ts';
import { FulfilmentSpec, order } from '#runtime/fulfilment.testsuite.ts';
import { OrderSpec } from '#runtime/order-spec.ts';

test('a promise says what is backordered where something is, and is silent where nothing is', async () => {
  const spec = new OrderSpec();
  await spec.given(site('S1'), item('A'), event('received', 'A', 'S1', 5));
  await spec.given(place('1', [['A', 3]]), place('2', [['A', 4]], { allowBackorder: true }));
  assert.deepEqual(
    [...spec.entries('order.promised'), ...spec.entries('order.backordered')].map(({ subject, data }) => [
      subject,
      data['backordered'],
      'backordered' in data,
    ]),
    [
      ['ord_1', undefined, false],
      ['ord_2', [{ line: 1, quantity: 2 }], true],
    ],
  );
});

test('what ends an order is told under its own type, about that order', async () => {
  const spec = new OrderSpec();
  await spec.given(site('S1'), item('A'), event('received', 'A', 'S1', 9));
  await spec.given(place('1', [['A', 1]]), place('2', [['A', 1]], { expiresAt: '2026-03-10T13:00:00Z' }));
  await spec.given(cancel('1'));
  await spec.wait(2);
  for (const [stage, id] of [
    ['cancelled', 'ord_1'],
    ['expired', 'ord_2'],
  ] as const) {
    const [told, ...more] = spec.entries(`order.${stage}`);
    assert.deepEqual([told?.subject, told?.objects, more], [id, [{ type: 'order', id, qualifier: stage }], []]);
  }
});

test('a report of a shipment names the order, the site and the shipment', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(5);
  const lines = [{ line: 1, item: 'LAMP', quantity: 5 }];
  await spec.reports('shipment.picked', { release: `${order}-R1`, site: 'HAM', shipment: 'S1', lines });
  const [told] = spec.entries('shipment.picked');
  const qualifier = 'shipment.picked';
  assert.deepEqual(told?.objects, [
    { type: 'order', id: order, qualifier },
    { type: 'site', id: 'HAM', qualifier },
    { type: 'shipment', id: 'S1', qualifier },
  ]);
});

test('stock that is lost is told of the order that loses it, and of no other', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(60, { site: 'HAM', requestedFor: '2026-05-10' });
  await spec.place(30, { site: 'HAM' }, 'ord_2');
  assert.equal(spec.order('ord_2').fulfilment.releases.length, 1, 'the later order is with its warehouse already');
  await spec.given(event('counted', 'LAMP', 'HAM', 50));
  await spec.wait(1);
  assert.deepEqual(
    spec.entries('order.stock_lost').map(({ subject, data }) => [subject, data['lost']]),
    [[order, [{ line: 1, site: 'HAM', quantity: 40 }]]],
  );
});
