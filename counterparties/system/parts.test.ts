// The small parts that systems are made of.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { network } from '../testing/network.testsuite.ts';
import { next, plan, takeNext } from './agenda.ts';
import type { Planned } from './agenda.ts';
import { centsOf, floorTo, minus, money, plus, quantityOf } from './amount.ts';
import { freeze, retire, thaw } from './keep.ts';
import { marketOf } from './network.ts';
import { chanceOf, oneOf, wholeOf } from './random.ts';
import { fields, flag, list, optionalText, text, whole } from './read.ts';
import { dateIn, daysBetween, nextStep } from './time.ts';

test('an agenda gives back by time, and what is at one time in the order of planning', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (times) => {
      const agenda: Planned<number>[] = [];
      times.forEach((at, order) => plan(agenda, { at, order, what: order }));
      const expected = times.map((at, order) => ({ at, order, what: order })).toSorted((a, b) => a.at - b.at);
      assert.deepEqual(next(agenda), expected[0]);
      assert.deepEqual(
        times.map(() => takeNext(agenda)),
        expected,
      );
      assert.equal(takeNext(agenda), undefined);
    }),
  );
});

test('chance depends on the question and the seed alone, and is spread evenly', () => {
  assert.equal(chanceOf(1, 'a'), chanceOf(1, 'a'));
  assert.notEqual(chanceOf(1, 'a'), chanceOf(2, 'a'));
  const many = Array.from({ length: 10_000 }, (_, index) => chanceOf(1, `question ${index}`));
  const mean = many.reduce((sum, value) => sum + value, 0) / many.length;
  assert.ok(Math.abs(mean - 0.5) < 0.01 && many.every((value) => value >= 0 && value < 1));
  const dice = new Set(many.map((_, index) => wholeOf(1, `die ${index}`, { min: 1, max: 6 })));
  assert.deepEqual(
    [...dice].toSorted((a, b) => a - b),
    [1, 2, 3, 4, 5, 6],
  );
});

test('quantities add up without the errors of binary fractions', () => {
  assert.equal(plus(0.1, 0.2), 0.3);
  assert.equal(minus(0.3, 0.1), 0.2);
  assert.equal(floorTo(0, 2.9), 2);
  assert.equal(floorTo(1, 0.3), 0.3);
  assert.equal(quantityOf('12.5', 'quantity'), 12.5);
  for (const wrong of [-1, 'many', '', null, Number.NaN])
    assert.throws(() => quantityOf(wrong, 'quantity'), /quantity is not a quantity/);
});

test('money is cents', () => {
  assert.deepEqual(money(1250), { amount: '12.50', currency: 'EUR' });
  assert.equal(centsOf({ amount: '12.50', currency: 'EUR' }, 'amount'), 1250);
  assert.equal(centsOf({ amount: '0.333', currency: 'EUR' }, 'price', 100), 3330);
  assert.equal(centsOf(null, 'amount'), null);
  assert.equal(centsOf(undefined, 'amount'), null);
  assert.throws(() => centsOf(5, 'amount'), /amount is not money/);
  assert.throws(() => centsOf({ amount: 'much', currency: 'EUR' }, 'amount'), /amount has no amount/);
  assert.throws(() => centsOf({ amount: '1', currency: 'USD' }, 'amount'), /not in EUR/);
});

test('what is read is of the kind it should be', () => {
  assert.equal(text({ a: 'x' }, 'a'), 'x');
  assert.throws(() => text({ a: '' }, 'a'), /a is not a text/);
  assert.equal(optionalText({}, 'a'), null);
  assert.equal(optionalText({ a: null }, 'a'), null);
  assert.equal(optionalText({ a: 'x' }, 'a'), 'x');
  assert.equal(whole({ a: 3 }, 'a'), 3);
  assert.throws(() => whole({ a: 3.5 }, 'a'), /a is not a whole number/);
  assert.equal(flag({}, 'a'), false);
  assert.equal(flag({ a: true }, 'a'), true);
  assert.throws(() => flag({ a: 'yes' }, 'a'), /a is not true or false/);
  assert.deepEqual(list({ a: [{}] }, 'a'), [{}]);
  assert.throws(() => list({ a: 1 }, 'a'), /a is not a list/);
  assert.throws(() => list({ a: [1] }, 'a'), /a\/0 is not an object/);
  for (const wrong of [null, [], 'x']) assert.throws(() => fields(wrong, 'data'), /data is not an object/);
});

test('times and dates', () => {
  assert.equal(nextStep(59, 60), 60);
  assert.equal(nextStep(60, 60), 120);
  assert.equal(dateIn(Date.parse('2026-03-02T23:30:00Z'), 'Europe/Berlin'), '2026-03-03');
  assert.equal(daysBetween('2026-03-28', '2026-03-30'), 2);
});

test('state comes back from text with its maps', () => {
  const state = { map: new Map([['a', { inner: new Map([['b', 1]]) }]]), list: [1, null] };
  assert.deepEqual(thaw(freeze(state)), state);
});

test('the oldest closed entries are retired, and open ones where they are twice too many', () => {
  const map = new Map(Array.from({ length: 19 }, (_, index) => [String(index), index % 2 === 0]));
  retire(map, 20, (closed) => closed);
  assert.equal(map.size, 19);
  map.set('19', false);
  retire(map, 20, (closed) => closed);
  assert.deepEqual([...map.keys()].slice(0, 4), ['1', '3', '4', '5']);
  const dropped: boolean[] = [];
  const drop = (value: boolean): number => dropped.push(value);
  retire(map, 10, () => false, drop);
  assert.equal(map.size, 18, 'nine tenths of twice ten are not more than there are');
  map.set('20', true).set('21', true);
  retire(map, 10, () => false, drop);
  assert.deepEqual([map.size, dropped], [19, [false]]);
});

test('one of several is chosen; of none, it is a bug', () => {
  assert.ok(['a', 'b'].includes(oneOf(1, 'which', ['a', 'b'])));
  assert.throws(() => oneOf(1, 'which', []), /bug/);
});

test('trades agree on prices, weights and units', () => {
  const market = marketOf(network());
  const item = (code: string): NonNullable<ReturnType<typeof market.items.get>> => {
    const found = market.items.get(code);
    assert.ok(found !== undefined);
    return found;
  };
  const [pump, valve, set] = [item('PUM-001'), item('VAL-001'), item('SET-001')];
  assert.equal(market.priceCents(set), Math.round((market.priceCents(pump) + 2 * market.priceCents(valve)) * 0.95));
  assert.ok(market.costCents(pump) < market.priceCents(pump));
  assert.equal(market.weightGrams(set), market.weightGrams(pump) + 2 * market.weightGrams(valve));
  assert.equal(market.inBaseUnit(pump, 2, 'box'), 24);
  assert.equal(market.inBaseUnit(pump, 2, 'each'), 2);
  assert.equal(market.inBaseUnit(pump, 2, null), 2);
  assert.equal(market.inBaseUnit(pump, 2, 'drum'), null);
  assert.deepEqual(
    market.customers.map(({ code }) => code),
    ['C001', 'C002'],
  );
  assert.throws(() => market.item('GONE'), /bug: the item GONE is not in the network/);
  const broken = { ...set, components: [{ item: 'GONE', quantity: 1 }] };
  assert.equal(market.priceCents(broken), 0, 'a component that is missing weighs and costs nothing');
  const classes = new Set(Array.from({ length: 50 }, (_, index) => market.classOf(`C${index}`)));
  assert.deepEqual(
    [...classes].toSorted((a, b) => a.localeCompare(b)),
    ['A', 'B', 'C'],
  );
});
