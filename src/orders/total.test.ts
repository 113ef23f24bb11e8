import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OrderLine } from './model.ts';
import { amountOf, atMost, pricedTotal, totalOf, wanted } from './total.ts';

function line(ordered: number, amount: string | null, more: Partial<OrderLine> = {}): OrderLine {
  return {
    line: 1,
    item: 'LAMP',
    scale: 0,
    unit: 'each',
    components: null,
    ordered,
    reserved: ordered,
    backordered: 0,
    issued: 0,
    cancelled: 0,
    price: amount === null ? null : { amount, currency: 'EUR' },
    portions: [],
    ...more,
  };
}

test('each line is rounded once, and the total is the sum of what is shown', () => {
  const lines = [line(3, '0.335'), line(1, '1.005')];
  assert.deepEqual(
    lines.map((one) => amountOf(one, one.ordered)?.amount),
    ['1.01', '1.01'],
  );
  assert.deepEqual(totalOf({ lines }, wanted), { amount: '2.02', currency: 'EUR' });
});

test('what was cancelled costs nothing', () => {
  assert.deepEqual(totalOf({ lines: [line(5, '10.00', { cancelled: 2 })] }, wanted), {
    amount: '30.00',
    currency: 'EUR',
  });
});

test('there is no total where a line has no price, where there is no line, or beyond what is exact', () => {
  assert.equal(totalOf({ lines: [line(5, '10.00'), line(1, null)] }, wanted), null);
  assert.equal(amountOf(line(1, null), 1), null);
  assert.equal(totalOf({ lines: [] }, wanted), null);
  const dear = line(Number.MAX_SAFE_INTEGER, '9');
  assert.equal(amountOf(dear, dear.ordered), null);
  assert.equal(totalOf({ lines: [dear] }, wanted), null);
  const most = line(9_000_000_000_000, '10.00');
  assert.equal(totalOf({ lines: [most] }, wanted)?.amount, '90000000000000.00');
  assert.equal(totalOf({ lines: [most, most] }, wanted), null);
});

test('what has a price is summed up also where something has none', () => {
  assert.deepEqual(pricedTotal([line(5, '10.00'), line(1, null)], wanted), {
    total: { amount: '50.00', currency: 'EUR' },
    isKnown: false,
  });
  assert.deepEqual(pricedTotal([line(5, '10.00'), line(1, null, { cancelled: 1 })], wanted), {
    total: { amount: '50.00', currency: 'EUR' },
    isKnown: true,
  });
});

test('an amount is compared with one in its own currency alone', () => {
  const euro = (amount: string): { amount: string; currency: string } => ({ amount, currency: 'EUR' });
  assert.ok(atMost(euro('9.99'), euro('10.00')) && atMost(euro('10.00'), euro('10.00')));
  assert.ok(!atMost(euro('10.01'), euro('10.00')));
  assert.ok(!atMost({ amount: '5', currency: 'JPY' }, euro('10.00')));
  assert.ok(!atMost(euro('0.01'), null), 'nothing was said of any amount');
  assert.ok(atMost(null, null) && atMost(null, euro('10.00')), 'nothing is not above anything');
});
