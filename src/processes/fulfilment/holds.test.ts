// What stands against an order, who may decide it, and what a release is good for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusOf } from '#orders/view.ts';
import type { LineDocument } from '#orders/model.ts';
import { item, place } from '#runtime/commands.testsuite.ts';
import { withoutRule } from '#runtime/fulfilment.testsuite.ts';
import { done, refused } from '#runtime/spec.ts';
import type { Command } from '../message.ts';
import { Network } from './network.testsuite.ts';

const line = (quantity: number, price?: string, currency = 'EUR'): LineDocument => ({
  line: 1,
  item: 'LAMP',
  quantity,
  ...(price !== undefined && { price: { amount: price, currency } }),
});

function changed(...lines: readonly LineDocument[]): Command {
  return { type: 'order.change', id: 'ord_1', change: { lines } };
}

async function ordered(customer: string, ...lines: readonly LineDocument[]): Promise<Network> {
  const network = await new Network().open();
  await network.stock('LAMP', 'HAM', 9000);
  await network.stock('BULB', 'HAM', 5);
  await network.given({
    type: 'order.place',
    id: 'ord_1',
    party: null,
    document: { externalId: '1', channel: 'web', customer, lines, requestedFor: '2026-04-30' },
  });
  return network;
}

function holdsOf(network: Network): string[] {
  return network.order().fulfilment.holds.map(({ hold, state }) => `${hold} ${state}`);
}

function release(hold: 'credit' | 'price', more: Partial<Extract<Command, { type: 'order.act' }>> = {}): Command {
  return { type: 'order.act', id: 'ord_1', act: 'release_hold', hold, option: null, reason: null, ...more };
}

test('a line without a price is held, whatever the others come to, and does not hide them from the limit', async () => {
  const bulb = { line: 2, item: 'BULB', quantity: 1 };
  const network = await ordered('LIMITED', line(9000, '10.00'), bulb);
  assert.deepEqual(holdsOf(network), ['credit open', 'price open']);
  assert.deepEqual(network.entries('credit.requested'), [], 'finance is asked when there is an amount');
  const { detail } = refused(await network.when(release('price', { decidesFor: ['desk'] })), 'price_missing');
  assert.match(detail, /Line 2 of ord_1, 1 BULB,/);
  const priced = { ...bulb, price: { amount: '0.00', currency: 'EUR' } };
  done(await network.when(changed(line(9000, '10.00'), priced)));
  assert.deepEqual(holdsOf(network), ['credit open']);
  assert.deepEqual(network.entries('credit.requested')[0]?.data['amount'], { amount: '90000.00', currency: 'EUR' });
});

test('a line that was cancelled needs no price', async () => {
  const network = await ordered('B', line(5, '10.00'), { line: 2, item: 'BULB', quantity: 1 });
  assert.deepEqual(holdsOf(network), ['price open']);
  done(await network.when(changed(line(5, '10.00'))));
  assert.deepEqual([holdsOf(network), statusOf(network.order())], [[], 'promised']);
});

test('a limit in another currency is for finance to compare', async () => {
  assert.deepEqual(holdsOf(await ordered('LIMITED', line(3, '100', 'JPY'))), ['credit open']);
  assert.deepEqual(holdsOf(await ordered('LIMITED', line(2, '10.00', 'EUR'))), []);
});

test('whoever is no longer active is blocked, and a supplier is no customer', async () => {
  const network = await new Network().open();
  await network.stock('LAMP', 'HAM', 9000);
  const attributes = { creditLimit: '1', creditCurrency: 'EUR' };
  const known = (code: string, role: string, active: boolean): Command => ({
    type: 'partner.put',
    party: null,
    partner: { code, name: code, roles: [role], active, attributes },
  });
  const gone = known('GONE', 'customer', false);
  const supplier = known('SUPPLY', 'supplier', true);
  const price = { amount: '10.00', currency: 'EUR' };
  const dear = place('2', [['LAMP', 600]], {
    customer: 'SUPPLY',
    lines: [{ line: 1, item: 'LAMP', quantity: 600, price }],
  });
  const small = place('1', [['LAMP', 1]], { customer: 'GONE', lines: [{ line: 1, item: 'LAMP', quantity: 1, price }] });
  await network.given(gone, supplier, small, dear);
  assert.deepEqual(holdsOf(network), ['blocked open', 'credit open']);
  assert.deepEqual(
    network.order('ord_2').fulfilment.holds.map(({ hold }) => hold),
    ['fraud'],
  );
});

test('a hold is decided by those who are asked', async () => {
  const network = await ordered('LIMITED', line(3, '10.00'));
  const { detail, pointer } = refused(
    await network.when(release('credit', { decidesFor: ['desk'] })),
    'hold_of_others',
  );
  assert.match(detail, /is for finance to decide/);
  assert.equal(pointer, '/hold');
  refused(await network.when(release('credit')), 'hold_of_others');
  done(await network.when(release('credit', { decidesFor: ['finance'] })));
  assert.deepEqual(holdsOf(network), ['credit released']);
});

test('an approval that names no request of the order is kept to be corrected', async () => {
  const network = await ordered('LIMITED', line(3, '10.00'));
  for (const request of ['ord_1-C2', 'ord_2-C1', 'ord_1-C0'])
    refused(await network.when(network.report('credit.approved', { request })), 'credit_request_unknown');
  assert.deepEqual(holdsOf(network), ['credit open']);
});

test('a price that was agreed covers no lower one', async () => {
  const network = await new Network().open();
  await network.given(item('SALE', { attributes: { listPrice: '10.00' } }));
  await network.stock('SALE', 'HAM', 100);
  const at = (price: string): LineDocument => ({ ...line(5, price), item: 'SALE' });
  await network.given(place('1', [['SALE', 5]], { lines: [at('7.00')], requestedFor: '2026-04-30' }));
  done(await network.when(release('price', { decidesFor: ['desk'] })));
  done(await network.when(changed(at('7.40'))));
  assert.deepEqual([holdsOf(network), statusOf(network.order())], [['price released'], 'promised']);
  done(await network.when(changed(at('6.00'))));
  assert.deepEqual([holdsOf(network), statusOf(network.order())], [['price released', 'price open'], 'held']);
  const no: Command = {
    type: 'order.act',
    id: 'ord_1',
    act: 'refuse_hold',
    hold: 'price',
    decidesFor: ['desk'],
    option: null,
    reason: null,
  };
  done(await network.when(no));
  assert.deepEqual(holdsOf(network), ['price released']);
  assert.equal(network.order().lines[0]?.price?.amount, '7.40');
  assert.equal(network.entries('order.change_refused')[0]?.data['reason'], 'The price hold was refused.');
});

test('where the policy lets lines without a price go, finance is asked for no amount', async () => {
  const network = await new Network().open();
  await network.given(withoutRule('order-holds', 'price-missing'));
  await network.stock('LAMP', 'HAM', 9000);
  const lines = [line(8000, '10.00'), { line: 2, item: 'LAMP', quantity: 1 }];
  const document = { externalId: '1', channel: 'web', customer: 'LIMITED', lines };
  await network.given({ type: 'order.place', id: 'ord_1', party: null, document });
  assert.deepEqual(holdsOf(network), ['credit open']);
  assert.equal(network.entries('credit.requested')[0]?.data['amount'], null);
});

test('of an order without any price nothing is known', async () => {
  assert.deepEqual(holdsOf(await ordered('LIMITED', line(5))), ['price open']);
});

test('a change that became impossible while it waited is refused when it is to be made', async () => {
  const network = await new Network().open();
  await network.stock('LAMP', 'HAM', 10);
  await network.given(item('FAN'), place('1', [['LAMP', 5]]));
  const fan = { line: 2, item: 'FAN', quantity: 1, price: { amount: '1.00', currency: 'EUR' } };
  await network.given(changed(line(5, '10.00'), fan), item('FAN', { active: false }));
  await network.given(network.report('release.cancelled', { release: 'ord_1-R1', site: 'HAM' }));
  assert.equal(statusOf(network.order()), 'released', 'as it was agreed');
  assert.deepEqual(
    network.order().fulfilment.exceptions.map(({ kind }) => kind),
    ['change_refused'],
  );
});
