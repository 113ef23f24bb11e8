import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account } from './account.ts';

const group = { rows: [{ row: 2 }, { row: 3 }] };
const order = (...rows: number[]): object => ({ rows, order: {} });
const event = (fate: string, ...rows: number[]): object => ({ rows, fate, event: {} });

const refusals: readonly (readonly [what: string, output: unknown, why: RegExp])[] = [
  ['nothing', null, /no object/],
  ['a list', [], /no object/],
  ['a part that means nothing', { order: [] }, /"order", which means nothing/],
  ['an order without rows', { orders: [{ order: {} }] }, /entry of orders/],
  ['an event without a known fate', { events: [event('lost', 2)] }, /entry of events/],
  ['an item without a code', { items: [{ name: 'x' }] }, /entry of items/],
  ['a reason in free words', { refused: [{ row: 2, reason: 'No idea' }] }, /entry of refused/],
  ['a row left out', { orders: [order(2)] }, /row 3 is not accounted for/],
  [
    'a row accounted for twice',
    { orders: [order(2, 3)], refused: [{ row: 3, reason: 'odd' }] },
    /row 3 is accounted for 2 times \(ordered, refused\)/,
  ],
  [
    'a row returned and adjusted',
    { events: [event('returned', 2), event('adjusted', 2, 3)] },
    /row 2 is accounted for 2 times/,
  ],
  ['a row of another group', { orders: [order(2, 3, 9)] }, /row 9 is ordered but does not belong/],
  ['a strange row refused', { orders: [order(2, 3)], refused: [{ row: 9, reason: 'odd' }] }, /row 9 is refused but/],
  ['a strange row returned', { orders: [order(2, 3)], events: [event('returned', 9)] }, /row 9 is returned but/],
  [
    'goods issued that nobody ordered',
    { orders: [order(2)], events: [event('issued', 3), event('returned', 3)] },
    /row 3 is issued but not ordered/,
  ],
];

for (const [what, output, why] of refusals) {
  test(`a mapping may not return ${what}`, () => {
    const result = account(group, output);
    assert.ok(typeof result === 'string');
    assert.match(result, why);
  });
}

test('every row has one fate; what an order leads to is none', () => {
  const result = account(group, {
    orders: [order(2)],
    events: [event('issued', 2)],
    refused: [{ row: 3, reason: 'odd' }],
  });
  assert.deepEqual(result, {
    orders: [order(2)],
    events: [event('issued', 2)],
    items: [],
    refused: [{ row: 3, reason: 'odd' }],
  });
});

test("JSONata's way of writing a list of one is taken as that list", () => {
  const result = account(group, { orders: order(2, 3), items: { code: 'A' } });
  assert.deepEqual(result, { orders: [order(2, 3)], events: [], items: [{ code: 'A' }], refused: [] });
});
