// Goods that are not those that were ordered, and goods that were not found.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { viewOrder } from '#orders/view.ts';
import { event, item, place } from '#runtime/commands.testsuite.ts';
import { FulfilmentSpec, order, shippedDefinitions } from '#runtime/fulfilment.testsuite.ts';
import { refused } from '#runtime/spec.ts';
import type { Command } from './message.ts';

const of = { order, release: `${order}-R1`, site: 'HAM', shipment: 'S1' };
const lamp = { line: 1, item: 'LAMP' };
const wire = item('WIRE', { scale: 2, unit: 'm' });

test('half a metre that was picked instead of lamps says nothing of how many are missing', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(wire);
  await spec.place(5);
  const lines = [{ ...lamp, quantity: 4, substitute: { item: 'WIRE', quantity: '0.5' } }];
  const report = { type: 'crossdock.shipment.picked.v1', source: 'wms', id: '1' };
  const answer = await spec.when({
    type: 'order.event',
    kind: 'shipment.picked',
    event: report,
    data: { ...of, lines },
  });
  assert.equal(refused(answer, 'quantity_too_precise').pointer, '/data/lines/0/substitute/quantity');
});

test('goods that are counted otherwise leave and are posted, and nobody is billed for them', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(wire, event('received', 'WIRE', 'HAM', 5));
  await spec.place(5);
  const lines = [
    { ...lamp, quantity: 5 },
    { line: 1, item: 'WIRE', quantity: 2.5 },
  ];
  await spec.reports('shipment.shipped', { ...of, lines, complete: true });
  await spec.reports('issue.posted', { shipment: 'S1', document: 'GI-1' });
  assert.equal(spec.balance('WIRE', 'HAM').onHand, 250);
  assert.deepEqual(spec.entries('invoice.requested')[0]?.data['amount'], { amount: '50.00', currency: 'EUR' });
  const [shipment] = viewOrder(spec.order()).fulfilment?.shipments ?? [];
  assert.deepEqual(shipment?.billed, [{ line: 1, quantity: 5 }]);
});

test('an order that leaves from one site is not sent substitutes from another', async () => {
  for (const [site, substituted] of [
    ['HAM', 1],
    ['LYO', 0],
  ] as const) {
    const spec = await new FulfilmentSpec().begin();
    await spec.given(
      ...neverSplit(),
      {
        type: 'partner.put',
        party: null,
        partner: { code: 'KEY', name: 'Key', roles: ['customer'], attributes: { class: 'A' } },
      },
      item('FAN', { attributes: { substitute: 'TORCH' } }),
      item('TORCH'),
      event('received', 'TORCH', site, 5),
    );
    const lines = [
      ['LAMP', 5],
      ['FAN', 1],
    ] as const;
    await spec.given(place('1', lines, { customer: 'KEY', allowBackorder: true }));
    assert.equal(spec.order().lines.filter(({ substitutes }) => substitutes === 2).length, substituted, site);
  }
});

test('of lots that were not named, the one that would have been picked first is blocked', async () => {
  const spec = await new FulfilmentSpec().begin();
  const received = (lot: string, expiresOn?: string): Command =>
    event('received', 'TEA', 'HAM', 2, { lot, ...(expiresOn !== undefined && { expiresOn }) });
  await spec.given(
    item('TEA', { lots: true }),
    received('D'),
    received('E'),
    received('A', '2027-06-30'),
    received('C', '2027-01-31'),
    received('B', '2027-01-31'),
  );
  await spec.place(5, { lines: [{ line: 1, item: 'TEA', quantity: 5 }] });
  const missing = { line: 1, item: 'TEA', quantity: 2, short: 3 };
  await spec.reports('shipment.picked', { ...of, lines: [missing] });
  const blocked = [...(spec.store.tables.details.get('TEA\tHAM') ?? [])].filter(({ status }) => status === 'blocked');
  assert.deepEqual(blocked.map(({ lot, quantity }) => `${lot} ${quantity}`).toSorted(), ['B 2', 'C 1']);
});

test('what a warehouse was not asked for it does not miss', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(item('FAN'));
  const fan = { line: 2, item: 'FAN', quantity: 1 };
  await spec.place(0, { allowBackorder: true, lines: [{ ...lamp, quantity: 5 }, fan] });
  const lines = [
    { ...lamp, quantity: 5 },
    { ...fan, quantity: 0, short: 1 },
  ];
  await spec.reports('shipment.picked', { ...of, lines });
  assert.equal(spec.order().lines[1]?.backordered, 1);
  assert.equal(spec.entries('promise.at_risk').length, 0);
});

/** The shipped policy order-allocation, with orders that keep to one site. */
function neverSplit(): Command[] {
  return shippedDefinitions().flatMap((command): Command[] => {
    if (command.type !== 'definition.put' || command.definition.name !== 'order-allocation') return [];
    const { definition } = command;
    const version = definition.version + 1;
    const content = definition.content
      .replaceAll('"maySplit": "true"', '"maySplit": "false"')
      .replace(`"version": ${definition.version}`, `"version": ${version}`);
    return [{ ...command, definition: { ...definition, version, content } }];
  });
}
