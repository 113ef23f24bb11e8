// What outside systems report about orders and cannot be applied: refused, kept to be corrected, and without effect.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RejectionCode } from '#kernel/rejections.ts';
import { event, item, kit, place, reported, site } from '#runtime/commands.testsuite.ts';
import { FulfilmentSpec } from '#runtime/fulfilment.testsuite.ts';
import { done, refused, Spec } from '#runtime/spec.ts';
import type { OrderEvent } from './message.ts';

const of = { order: 'ord_1', release: 'ord_1-R1', site: 'HAM', shipment: 'S1' };
const lamps = { line: 1, item: 'LAMP', quantity: 5 };

test('an order that no process runs is not reported about', async () => {
  const spec = new Spec();
  await spec.given(site('HAM'), item('LAMP'), place('1', [['LAMP', 5]], { allowBackorder: true }));
  const { pointer } = refused(await spec.when(reported('shipment.packed', of)), 'order_without_process');
  assert.equal(pointer, '/data/order');
});

const unread: readonly (readonly [why: string, report: OrderEvent, code: RejectionCode, pointer: string])[] = [
  [
    'a release that was not asked for',
    reported('release.accepted', { ...of, release: 'ord_1-R9' }),
    'release_unknown',
    '/data/release',
  ],
  [
    'a shipment of a release that was not asked for',
    reported('shipment.packed', { ...of, release: 'ord_1-R9' }),
    'release_unknown',
    '/data/release',
  ],
  [
    'a release from where nobody asked for it',
    reported('release.refused', { ...of, site: 'LYO', reason: 'no people' }),
    'release_at_other_site',
    '/data/site',
  ],
  [
    'a line that is not in the order',
    reported('shipment.picked', { ...of, lines: [{ ...lamps, line: 2 }] }),
    'order_line_unknown',
    '/data/lines/0',
  ],
  [
    'goods that nobody knows',
    reported('shipment.shipped', { ...of, lines: [lamps, { ...lamps, item: 'TORCH' }], complete: true }),
    'order_line_unknown',
    '/data/lines/1',
  ],
  [
    'a unit that the item does not have',
    reported('shipment.shipped', { ...of, lines: [{ ...lamps, unit: 'box' }], complete: true }),
    'unit_unknown',
    '/data/lines/0/unit',
  ],
  [
    'less than nothing',
    reported('shipment.picked', { ...of, lines: [{ ...lamps, quantity: -1 }] }),
    'quantity_not_positive',
    '/data/lines/0/quantity',
  ],
  [
    'half a lamp that is missing',
    reported('shipment.picked', { ...of, lines: [{ ...lamps, quantity: 4, short: '0.5' }] }),
    'quantity_too_precise',
    '/data/lines/0/short',
  ],
  [
    'a substitute that nobody knows',
    reported('shipment.picked', {
      ...of,
      lines: [{ ...lamps, quantity: 4, substitute: { item: 'TORCH', quantity: 1 } }],
    }),
    'item_unknown',
    '/data/lines/0/substitute/item',
  ],
  [
    'a substitute in a unit that it does not have',
    reported('shipment.picked', {
      ...of,
      lines: [{ ...lamps, quantity: 4, substitute: { item: 'BULB', quantity: 1, unit: 'box' } }],
    }),
    'unit_unknown',
    '/data/lines/0/substitute/unit',
  ],
  [
    'a shipment that is not known',
    reported('issue.posted', { ...of, document: 'GI-1' }),
    'shipment_unknown',
    '/data/shipment',
  ],
];

for (const [why, report, code, pointer] of unread) {
  test(`${why}: the report is held and changes nothing`, async () => {
    const spec = await new FulfilmentSpec().begin();
    await spec.place(5);
    const before = spec.order();
    const rejection = refused(await spec.when(report), code);
    assert.equal(rejection.pointer, pointer);
    assert.deepEqual(spec.order(), before);
    assert.deepEqual(spec.balance('LAMP', 'HAM'), { onHand: 100, reserved: 5, sellable: 100 });
    assert.deepEqual(
      [...spec.store.tables.intakes.values()].map(({ state, reason }) => [state, reason.code]),
      [['held', code]],
    );
  });
}

test('a system reports only of the sites it is for: of its goods, of its shipment, or of the whole order', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(5);
  const lyon = { scope: { sites: ['LYO'] } };
  const hamburg = { scope: { sites: ['HAM'] } };
  const left = reported('shipment.shipped', { ...of, lines: [lamps], complete: true });
  const arrived = reported('shipment.delivered', { order: 'ord_1', shipment: of.shipment });
  const approved = reported('credit.approved', { order: 'ord_1', request: 'ord_1-C1' });
  assert.equal(refused(await spec.when(left, lyon), 'site_outside_scope').pointer, '/data/site');
  assert.equal(refused(await spec.when(approved, lyon), 'site_outside_scope').pointer, '/data/order');
  refused(await spec.when(approved, hamburg), 'credit_request_unknown');
  done(await spec.when(left, hamburg));
  assert.equal(refused(await spec.when(arrived, lyon), 'site_outside_scope').pointer, '/data/order');
  done(await spec.when(arrived, hamburg));
});

test('goods kept in lots that left without one are held until somebody says which', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(
    item('TEA', { lots: true }),
    event('received', 'TEA', 'HAM', 5, { lot: 'T1', expiresOn: '2027-01-31' }),
  );
  await spec.place(5, { lines: [{ line: 1, item: 'TEA', quantity: 5 }] });
  const left = { ...lamps, item: 'TEA' };
  refused(await spec.when(reported('shipment.shipped', { ...of, lines: [left], complete: true })), 'lot_required');
  assert.deepEqual(spec.balance('TEA', 'HAM'), { onHand: 5, reserved: 5, sellable: 5 });
  await spec.reports('shipment.shipped', { ...of, lines: [{ ...left, lot: 'T1' }], complete: true });
  assert.deepEqual(spec.balance('TEA', 'HAM'), { onHand: 0, reserved: 0, sellable: 0 });
});

test('of a kit the lot that is told is that of the component which has lots', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(
    item('TEA', { lots: true }),
    kit('PRESENT', { TEA: 2, BULB: 1 }),
    event('received', 'TEA', 'HAM', 5, { lot: 'T1', expiresOn: '2027-01-31' }),
  );
  await spec.place(2, { lines: [{ line: 1, item: 'PRESENT', quantity: 2 }] });
  const lines = [{ line: 1, item: 'PRESENT', quantity: 2, lot: 'T1' }];
  await spec.reports('shipment.shipped', { ...of, lines, complete: true });
  assert.deepEqual(spec.balance('TEA', 'HAM'), { onHand: 1, reserved: 0, sellable: 1 });
  assert.deepEqual(spec.balance('BULB', 'HAM'), { onHand: 18, reserved: 0, sellable: 18 });
  assert.equal(spec.order().lines[0]?.issued, 2);
});
