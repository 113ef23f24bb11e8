import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Input, Output } from '../system/message.ts';
import type { SystemOf } from '../system/system.ts';
import { runUntil, switchOff, switchOn, take } from '../testing/drive.testsuite.ts';
import { days, settings, startAt, webhook } from '../testing/network.testsuite.ts';
import { createShop } from './model.ts';
import type { ShopOptions, ShopOrder, ShopState } from './state.ts';

type Shop = SystemOf<ShopState>;

const loyal = { cancelled: 0, changed: 0, moved: 0, impatient: 0 };

function ordersOf(outputs: readonly Output[]): Extract<Output, { kind: 'order' }>[] {
  return outputs.filter((output) => output.kind === 'order');
}

/** A shop whose first order was answered, and nothing after it. */
function withOrder(
  options: Partial<ShopOptions> = {},
  body: unknown = confirmed,
): { shop: Shop; at: number; order: () => ShopOrder } {
  const shop = createShop(settings(), { ...loyal, ...options });
  const at = shop.nextAt() ?? 0;
  const [placed] = ordersOf(shop.due(at));
  assert.ok(placed !== undefined);
  switchOn(shop, 'paused', at);
  answer(shop, placed.id, 201, body, at);
  return { shop, at, order: () => orderAt(shop, 0) };
}

const confirmed = { id: 'ord_1', lines: [{ promisedFor: '2026-03-04' }, { promisedFor: '2026-03-03' }] };

function answer(shop: Shop, id: string, status: number, body: unknown, now: number): void {
  const input: Input = { kind: 'answer', id, status, body };
  assert.equal(shop.handle(input, now).taken, 'yes');
}

function orderAt(shop: Shop, index: number): ShopOrder {
  const orders = (shop.tables()['orders']?.() ?? []) as ShopOrder[]; // As the model writes them.
  const order = orders[index];
  assert.ok(order !== undefined);
  return order;
}

const told = ({ told: all }: ShopOrder): unknown[] => all.map(({ what, date }) => [what, date]);

test('orders come as they were ordered: a customer, lines with prices, each number once', () => {
  const shop = createShop(settings());
  const placed = ordersOf(runUntil(shop, days(20)));
  assert.ok(placed.length > 1_000 && placed.length < 1_500, `${placed.length} orders in 20 days at 60 a day`);
  assert.equal(new Set(placed.map(({ body }) => body['externalId'])).size, placed.length);
  const [first] = placed;
  assert.deepEqual(
    Object.keys(first?.body ?? {}).filter((name) => name !== 'requestedFor'),
    ['externalId', 'channel', 'customer', 'lines', 'allowBackorder', 'priority', 'shipTo'],
  );
  const lines = placed.flatMap(({ body }) => body['lines'] as { quantity: number; unit: string; item: string }[]);
  const isLarge = ({ quantity }: { quantity: number }): boolean => quantity > 40;
  assert.ok(lines.some(isLarge) && lines.filter(isLarge).length < lines.length / 10, 'a few large ones');
  assert.ok(lines.some(({ unit }) => unit === 'box') && lines.some(({ unit }) => unit === 'm'));
  assert.ok(placed.some(({ body }) => body['requestedFor'] !== undefined));
});

test('demand does not depend on what became of the orders before', () => {
  const bodies = (answers: boolean): string => {
    const shop = createShop(settings(), loyal);
    const all: unknown[] = [];
    for (let at = shop.nextAt(); at !== null && at < days(3); at = shop.nextAt())
      for (const { id, body } of ordersOf(shop.due(at))) {
        all.push(body);
        if (answers) answer(shop, id, 201, { ...confirmed, id: `ord_${id}` }, at);
      }
    return JSON.stringify(all);
  };
  assert.equal(bodies(true), bodies(false));
});

test('the answer is told to the customer, with the last date of the lines', () => {
  const { order } = withOrder();
  assert.deepEqual([order().id, order().stage, order().promisedFor], ['ord_1', 'confirmed', '2026-03-04']);
  assert.deepEqual(told(order()), [['order confirmed', '2026-03-04']]);
  const open = withOrder({}, { id: 'ord_1', lines: [{ promisedFor: '2026-03-04' }, { promisedFor: null }] });
  assert.equal(open.order().promisedFor, null);
  assert.equal(withOrder({}, { id: 'ord_1', lines: ['first'] }).order().promisedFor, null);
});

test('an answer that is not an order is told as it is', () => {
  assert.deepEqual(told(withOrder({}, 'fine').order()), [['order confirmed', null]]);
  assert.equal(withOrder({}, { lines: 'none' }).order().id, null);
});

test('a refused order is over', () => {
  const refuse = (body: unknown): ShopOrder => {
    const shop = createShop(settings());
    const at = shop.nextAt() ?? 0;
    const [placed] = ordersOf(shop.due(at));
    answer(shop, placed?.id ?? '', 422, body, at);
    return orderAt(shop, 0);
  };
  assert.deepEqual(told(refuse({ code: 'insufficient_stock' })), [['order refused: insufficient_stock', null]]);
  const plain = refuse(null);
  assert.deepEqual([plain.stage, told(plain)], ['refused', [['order refused: status 422', null]]]);
});

test('an answer to nothing, and a second answer, change nothing', () => {
  const { shop, at, order } = withOrder();
  answer(shop, 'shop-999', 201, confirmed, at);
  assert.equal(order().told.length, 1);
});

test('webhooks are told to the customer in words', () => {
  const { shop, at, order } = withOrder();
  const portions = [{ promisedFor: '2026-03-06' }, { promisedFor: '2026-03-05' }, {}, null, { promisedFor: 7 }];
  take(shop, webhook('order.accepted', {}), at);
  take(shop, webhook('order.promised', { portions }), at);
  take(shop, webhook('order.backordered', { portions, backordered: [{ line: 2 }] }), at);
  take(shop, webhook('promise.at_risk', { expectedOn: null }), at);
  take(shop, webhook('promise.changed', { before: '2026-03-06', after: '2026-03-09' }), at);
  take(shop, webhook('shipment.shipped', {}), at);
  take(shop, webhook('order.closed', {}), at);
  assert.deepEqual(told(order()).slice(1), [
    ['order received', null],
    ['order promised', '2026-03-06'],
    ['waiting for goods', null],
    ['may come later', null],
    ['new date', '2026-03-09'],
    ['order complete', null],
  ]);
  assert.deepEqual([order().stage, order().promisedFor], ['closed', '2026-03-09']);
});

test('a cancellation by others ends the order', () => {
  const { shop, at, order } = withOrder();
  take(shop, webhook('order.cancelled', {}), at);
  assert.equal(order().stage, 'cancelled');
});

test('a webhook that overtakes the answer is told after it', () => {
  const shop = createShop(settings(), loyal);
  const at = shop.nextAt() ?? 0;
  const [placed] = ordersOf(shop.due(at));
  take(shop, webhook('order.accepted', {}), at);
  take(shop, webhook('order.promised', { portions: [{ promisedFor: '2026-03-06' }] }), at);
  take(shop, webhook('order.promised', {}, { subject: 'ord_of_another_channel' }), at);
  answer(shop, placed?.id ?? '', 201, confirmed, at);
  assert.deepEqual(told(orderAt(shop, 0)), [
    ['order confirmed', '2026-03-04'],
    ['order received', null],
    ['order promised', '2026-03-06'],
  ]);
});

test('a webhook about nothing is left alone', () => {
  const { shop, at, order } = withOrder();
  const { subject, ...event } = webhook('order.closed', {});
  assert.equal(subject, 'ord_1');
  take(shop, event, at);
  assert.equal(order().stage, 'confirmed');
});

test('what a customer was told is kept, the latest fifty', () => {
  const { shop, at, order } = withOrder();
  for (let index = 0; index < 60; index += 1) take(shop, webhook('order.changed', {}), at);
  assert.equal(order().told.length, 50);
});

for (const [kind, options, body] of [
  ['cancel', { cancelled: 1 }, { reason: 'customer changed their mind' }],
  ['change', { changed: 1 }, 'lines'],
  ['change', { moved: 1 }, 'requestedFor'],
] as const) {
  test(`some customers change their mind: ${kind} ${typeof body === 'string' ? body : ''}`, () => {
    const { shop, at, order } = withOrder(options);
    const [asked] = runUntil(shop, at + 2 * 86_400_000);
    assert.ok(asked?.kind === kind, asked?.kind);
    assert.equal('order' in asked ? asked.order : '', 'ord_1');
    if (typeof body === 'string') assert.deepEqual(Object.keys(asked.body), [body]);
    else assert.deepEqual(asked.body, body);
    answer(shop, asked.id, 200, { lines: [{ promisedFor: '2026-03-20' }] }, asked.at);
    assert.deepEqual(told(order()).at(-1), [`${kind} confirmed`, '2026-03-20']);
    assert.equal(order().stage, kind === 'cancel' ? 'cancelled' : 'confirmed');
  });
}

test('a change that is refused leaves the order as it was', () => {
  const { shop, at, order } = withOrder({ cancelled: 1 });
  const [asked] = runUntil(shop, at + 2 * 86_400_000);
  answer(shop, asked?.id ?? '', 409, { code: 'order_shipped' }, asked?.at ?? 0);
  assert.deepEqual([order().stage, told(order()).at(-1)], ['confirmed', ['cancel refused: order_shipped', null]]);
});

test('who is over changes nothing more', () => {
  const { shop, at } = withOrder({ cancelled: 1 });
  take(shop, webhook('order.closed', {}), at);
  assert.deepEqual(runUntil(shop, at + 2 * 86_400_000), []);
});

test('impatient customers cancel when the date moves back, and only then', () => {
  const { shop, at } = withOrder({ impatient: 1 });
  take(shop, webhook('promise.changed', { after: '2026-03-03' }), at);
  assert.deepEqual(runUntil(shop, days(2)), []);
  take(shop, webhook('promise.at_risk', { expectedOn: '2026-03-10' }), days(2));
  assert.deepEqual(
    runUntil(shop, days(3)).map(({ kind }) => kind),
    ['cancel'],
  );
});

test('surge: orders come more often; paused: none; large_orders: larger; cancellations: fewer stay', () => {
  const perDay = (fault?: string, parameters?: Record<string, unknown>): Output[] => {
    const shop = createShop(settings(), loyal);
    if (fault !== undefined) switchOn(shop, fault, startAt, parameters);
    return runUntil(shop, days(4));
  };
  const usual = perDay().length;
  const surge = perDay('surge').length;
  assert.ok(surge > 3 * usual, `${surge} instead of ${usual}`);
  assert.equal(perDay('paused').length, 0);
  const largest = (outputs: Output[]): number =>
    ordersOf(outputs).filter(({ body }) =>
      (body['lines'] as { quantity: number }[]).some(({ quantity }) => quantity > 40),
    ).length;
  assert.ok(largest(perDay('large_orders', { rate: 1 })) > 5 * largest(perDay()));
  const { shop, at } = withOrder();
  assert.deepEqual(runUntil(shop, at + 86_400_000), []);
  const shop2 = createShop(settings(), loyal);
  switchOn(shop2, 'cancellations', startAt, { rate: 1 });
  const first = shop2.nextAt() ?? 0;
  const [placed] = ordersOf(shop2.due(first));
  switchOn(shop2, 'paused', first);
  answer(shop2, placed?.id ?? '', 201, confirmed, first);
  assert.deepEqual(
    runUntil(shop2, first + 2 * 86_400_000).map(({ kind }) => kind),
    ['cancel'],
  );
});

test('after a pause the shop goes on with the next number', () => {
  const shop = createShop(settings());
  switchOn(shop, 'paused', startAt);
  assert.deepEqual(runUntil(shop, days(1)), []);
  switchOff(shop, 'paused', days(1));
  const [first] = ordersOf(runUntil(shop, days(2)));
  assert.equal(first?.body['externalId'], 'SO-000001');
});

test('notices of others are none of its business', () => {
  const shop = createShop(settings());
  const notice = { kind: 'handed_over', shipment: 'SH-1' } as const;
  assert.equal(shop.handle({ kind: 'notice', id: 'n', from: 'wms', notice }, startAt).taken, 'yes');
});
