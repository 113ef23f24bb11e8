// What people decide about an order in its process, and the clocks that remind them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusOf } from '#orders/view.ts';
import { item, partner, place, site } from '#runtime/commands.testsuite.ts';
import { FulfilmentSpec, shippedDefinitions } from '#runtime/fulfilment.testsuite.ts';
import { done, refused } from '#runtime/spec.ts';
import type { Command } from './message.ts';

type Act = Extract<Command, { type: 'order.act' }>;

function act(name: Act['act'], more: Partial<Act> = {}): Act {
  return {
    type: 'order.act',
    id: 'ord_1',
    act: name,
    hold: null,
    decidesFor: ['desk'],
    option: null,
    reason: null,
    ...more,
  };
}

const price = { amount: '6.00', currency: 'EUR' };
const cheap = { lines: [{ line: 1, item: 'LAMP', quantity: 5, price }] };

test('nobody decides about an order that is not known, or that no process runs', async () => {
  const spec = new FulfilmentSpec();
  refused(await spec.when(act('retry_books')), 'order_unknown');
  await spec.given(site('S1'), item('A'), place('1', [['A', 5]], { allowBackorder: true }));
  refused(await spec.when(act('retry_books')), 'order_without_process');
});

test('a hold is released once, and it is kept who did it and why', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(5, cheap);
  assert.equal(statusOf(spec.order()), 'held');
  const { pointer } = refused(await spec.when(act('release_hold', { hold: 'credit' })), 'hold_unknown');
  assert.equal(pointer, '/hold');
  const release = act('release_hold', { hold: 'price', reason: 'agreed with sales' });
  assert.equal(done(await spec.when(release, { actor: 'key:desk' }))['status'], 'released');
  assert.deepEqual(spec.order().fulfilment.holds, [
    {
      hold: 'price',
      ask: 'desk',
      state: 'released',
      by: 'key:desk',
      reason: 'agreed with sales',
      amount: { amount: '30.00', currency: 'EUR' },
      belowListPercent: 40,
    },
  ]);
  const [told] = spec.entries('order.hold_released');
  assert.deepEqual([told?.actor, told?.data['reason']], ['key:desk', 'agreed with sales']);
  refused(await spec.when(release), 'hold_unknown');
});

test('a hold and a recovery are decided by who has a right to every site of the order', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(105, { lines: [{ line: 1, item: 'LAMP', quantity: 105, price }] });
  assert.deepEqual(spec.order().sites, ['HAM', 'LYO']);
  const lyon = { scope: { sites: ['LYO'] } };
  for (const decided of ['release_hold', 'refuse_hold', 'recover'] as const)
    refused(await spec.when(act(decided, { hold: 'price' }), lyon), 'site_outside_scope');
  refused(await spec.when(act('retry_books'), lyon), 'not_possible_now');
  const both = { scope: { sites: ['HAM', 'LYO'] } };
  assert.notEqual(done(await spec.when(act('release_hold', { hold: 'price' }), both))['status'], 'held');
});

test('an ERP that stays silent is told of after two hours, then every day', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(5);
  const of = { release: 'ord_1-R1', site: 'HAM', shipment: 'S1' };
  await spec.reports('shipment.shipped', { ...of, lines: [{ line: 1, item: 'LAMP', quantity: 5 }], complete: true });
  await spec.wait(3);
  const silent = (): unknown => spec.order().fulfilment.exceptions.find(({ kind }) => kind === 'erp_silent')?.times;
  assert.equal(silent(), 1);
  await spec.wait(24 * 30);
  assert.equal(silent(), 31);
});

test('a hold that is refused stops the order and gives its stock back', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(5, cheap);
  assert.deepEqual(spec.balance('LAMP', 'HAM'), { onHand: 100, reserved: 5, sellable: 100 });
  await spec.given(act('refuse_hold', { hold: 'price', reason: 'mistyped' }));
  assert.equal(statusOf(spec.order()), 'cancelled');
  assert.deepEqual(spec.balance('LAMP', 'HAM'), { onHand: 100, reserved: 0, sellable: 100 });
  assert.equal(spec.entries('order.cancelled')[0]?.data['reason'], 'mistyped');
  assert.equal(spec.entries('release.requested').length, 0);
});

test('what is not at risk is not recovered, and what was not refused is not tried again', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(5);
  refused(await spec.when(act('recover', { option: 'new_date' })), 'not_possible_now');
  refused(await spec.when(act('retry_books')), 'not_possible_now');
});

test('a promise at risk is kept in one of the ways that are listed', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given({
    ...partner('KEY'),
    partner: { code: 'KEY', name: 'Key', roles: ['customer'], attributes: { class: 'A' } },
  } as Command);
  await spec.place(20, { customer: 'KEY', lines: [{ line: 1, item: 'BULB', quantity: 20 }] });
  const of = { release: 'ord_1-R1', site: 'HAM', shipment: 'S1' };
  await spec.reports('shipment.picked', { ...of, lines: [{ line: 1, item: 'BULB', quantity: 18, short: 2 }] });
  const { detail, pointer } = refused(await spec.when(act('recover', { option: 'transfer' })), 'recovery_unknown');
  assert.match(detail, /by new_date\.$/);
  assert.equal(pointer, '/option');
  await spec.given(act('recover', { option: 'new_date' }));
  assert.equal(spec.order().fulfilment.risk, null);
});

test('a cancellation that is said twice asks the warehouse once', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(5);
  const cancel: Command = { type: 'order.cancel', id: 'ord_1', reason: null };
  const first = done(await spec.when(cancel));
  assert.deepEqual(done(await spec.when(cancel)), first);
  assert.equal(spec.entries('release.cancel_requested').length, 1);
  assert.equal(spec.entries('order.cancel_asked')[0]?.data['reason'], 'cancelled');
  const change: Command = { type: 'order.change', id: 'ord_1', change: { requestedFor: '2026-04-01' } };
  refused(await spec.when(change), 'order_not_open');
});

test('a clock that was moved since is not heard', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(5);
  const before = spec.entries().length;
  const { alarmAt } = spec.order().fulfilment;
  await spec.given({ type: 'order.wake', id: 'ord_1', dueAt: (alarmAt ?? 0) - 1 });
  await spec.given({ type: 'order.wake', id: 'ord_2', dueAt: spec.now });
  assert.equal(spec.entries().length, before);
  assert.equal(spec.order().fulfilment.alarmAt, alarmAt);
});

test('of clocks that rang while no node ran, one that another has stopped is not heard', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(5);
  const of = { release: 'ord_1-R1', site: 'HAM', shipment: 'S1' };
  await spec.reports('shipment.shipped', { ...of, lines: [{ line: 1, item: 'LAMP', quantity: 5 }], complete: true });
  await spec.reports('issue.posted', { shipment: 'S1', document: 'GI-1' });
  await spec.reports('invoice.issued', { shipment: 'S1', invoice: 'INV-1' });
  // Told an hour before the day it is to arrive ends: somebody has two hours to choose, and the shipment is overdue before.
  await spec.wait(4 * 24 + 10);
  await spec.reports('shipment.delayed', { shipment: 'S1', expectedOn: '2026-03-14', reason: 'flood' });
  assert.deepEqual(Object.keys(spec.order().fulfilment.clocks).toSorted(), ['delivery.overdue', 'recovery.overdue']);
  spec.now += 24 * 3_600_000;
  await spec.wait(0);
  assert.deepEqual(
    spec.order().fulfilment.exceptions.map(({ kind }) => kind),
    ['delivery_overdue'],
    'that it is overdue was told with a new date, so nobody has to choose any more',
  );
  assert.deepEqual(spec.entries('order.deviated'), []);
});

test('an order without a site to serve it is refused, whatever date it asks for', async () => {
  const spec = new FulfilmentSpec();
  await spec.given(...shippedDefinitions(), item('A'));
  refused(await spec.when(place('1', [['A', 5]], { requestedFor: '2026-04-01' })), 'no_site');
});
