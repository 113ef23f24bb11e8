import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import claim from './assert.ts';
import { Fault, faults } from './fault.ts';
import { layerOver, read, write } from './layer.ts';
import { limits } from './limits.ts';
import { currencyDigits, lineAmount, pricePerBaseUnit, showMoney } from './money.ts';
import { divFloor, parseDecimal, parseQuantity, showQuantity } from './quantity.ts';
import { isRejection, reject } from './rejection.ts';
import { everything, inScope } from './scope.ts';
import { isDate, isZone, localDate, parseInstant, showInstant, startOfDay } from './time.ts';

const quantities: readonly (readonly [
  value: number | string,
  scale: number,
  factor: string | undefined,
  result: number | string,
])[] = [
  [2, 0, undefined, 2],
  [-2, 0, undefined, -2],
  [999_999_999_999_999, 0, undefined, 999_999_999_999_999],
  [1_000_000_000_000_000, 0, undefined, 'quantity_too_large'],
  [-1e15, 0, undefined, 'quantity_too_large'],
  ['1000000000000000', 0, undefined, 'quantity_too_large'],
  [1e300, 3, undefined, 'quantity_too_large'],
  [Number.NaN, 0, undefined, 'quantity_not_a_number'],
  [Number.POSITIVE_INFINITY, 0, undefined, 'quantity_too_large'],
  ['', 0, undefined, 'quantity_not_a_number'],
  ['1e3', 0, undefined, 'quantity_not_a_number'],
  ['+1', 0, undefined, 'quantity_not_a_number'],
  [' 1', 0, undefined, 'quantity_not_a_number'],
  ['.5', 1, undefined, 'quantity_not_a_number'],
  ['1.', 1, undefined, 'quantity_not_a_number'],
  [1e-7, 6, undefined, 'quantity_not_a_number'],
  ['12.500', 1, undefined, 125],
  [12.5, 3, undefined, 12_500],
  ['-0.001', 3, undefined, -1],
  ['12.55', 1, undefined, 'quantity_too_precise'],
  [2, 0, '12', 24],
  ['0.5', 0, '12', 6],
  ['0.3', 0, '12', 'quantity_too_precise'],
  [3, 3, '0.3048', 'quantity_too_precise'],
  [3, 4, '0.3048', 9_144],
  [1, 0, 'dozen', 'quantity_not_a_number'],
];
for (const [value, scale, factor, result] of quantities) {
  test(`quantity ${JSON.stringify(value)} at scale ${scale}${factor === undefined ? '' : ` × ${factor}`} → ${result}`, () => {
    assert.equal(parseQuantity(value, scale, factor), result);
  });
}

test('a quantity leaves as the number that it came as', () => {
  const scaled = fc.tuple(
    fc.integer({ min: -limits.quantityMax, max: limits.quantityMax }),
    fc.integer({ min: 0, max: 6 }),
  );
  fc.assert(
    fc.property(scaled, ([quantity, scale]) => {
      const shown = showQuantity(quantity, scale);
      assert.ok(
        JSON.stringify(shown).replace(/[-.]/g, '').replace(/^0+/, '').length <= 15 ||
          JSON.stringify(shown).includes('e'),
      );
      if (!String(shown).includes('e')) assert.equal(parseQuantity(shown, scale), quantity);
      assert.equal(Math.round(shown * 10 ** scale), quantity);
    }),
    { seed: 1 },
  );
});

test('division rounds down, also below zero', () => {
  assert.deepEqual([divFloor(7, 2), divFloor(-7, 2), divFloor(6, 3)], [3, -4, 2]);
});

test('a decimal is its digits without trailing zeros', () => {
  assert.deepEqual(parseDecimal('-1.50'), { digits: -15n, places: 1 });
  assert.deepEqual(parseDecimal(0.25), { digits: 25n, places: 2 });
  assert.equal(parseDecimal('1234567890123456789'), undefined);
});

const amounts: readonly (readonly [
  quantity: number,
  scale: number,
  price: string,
  currency: string,
  amount: number | undefined,
])[] = [
  [3, 0, '0.335', 'EUR', 101],
  [-3, 0, '0.335', 'EUR', -101],
  [1, 0, '0.005', 'EUR', 1],
  [1, 0, '0.004999', 'EUR', 0],
  [1, 0, '2.5', 'JPY', 3],
  [12_500, 3, '1.20', 'EUR', 1_500],
  [1, 0, '1.2345', 'KWD', 1_235],
  [2, 0, '3', 'CLF', 60_000],
  [1, 0, 'free', 'EUR', undefined],
  [999_999_999_999_999, 0, '999', 'EUR', undefined],
];
for (const [quantity, scale, price, currency, amount] of amounts) {
  test(`${quantity} (scale ${scale}) at ${price} ${currency} → ${amount}`, () =>
    assert.equal(lineAmount(quantity, scale, price, currency), amount));
}

const unitPrices: readonly (readonly [price: string, factor: string, expected: string | undefined])[] = [
  ['24.00', '12', '2.00'],
  ['1.99', '12', '0.165833'],
  ['8.40', '100', '0.084'],
  ['1', '0.5', '2.00'],
  ['0.000001', '2', '0.000001'],
  ['-24', '12', '-2.00'],
  ['free', '12', undefined],
  ['1.00', 'a dozen', undefined],
  ['1.00', '0', undefined],
];
for (const [price, factor, expected] of unitPrices) {
  test(`${price} for ${factor} base units is ${expected} for one`, () =>
    assert.equal(pricePerBaseUnit(price, factor), expected));
}

test('money is shown with the digits of its currency', () => {
  const shown = [
    showMoney(1250, 'EUR'),
    showMoney(-5, 'EUR'),
    showMoney(7, 'JPY'),
    showMoney(-7, 'JPY'),
    showMoney(1, 'KWD'),
  ];
  assert.deepEqual(
    shown.map(({ amount }) => amount),
    ['12.50', '-0.05', '7', '-7', '0.001'],
  );
  assert.equal(currencyDigits('XYZ'), 2);
});

const instants: readonly (readonly [text: string, instant: string | undefined])[] = [
  ['2026-03-10T12:00:00Z', '2026-03-10T12:00:00.000Z'],
  ['2026-03-10t12:00:00.123456789+02:00', '2026-03-10T10:00:00.123Z'],
  ['2024-02-29T00:00:00-05:00', '2024-02-29T05:00:00.000Z'],
  ['2026-03-10T12:00:00', undefined],
  ['2026-02-29T12:00:00Z', undefined],
  ['2026-03-10T25:00:00Z', undefined],
  ['2026-03-10', undefined],
  ['yesterday', undefined],
];
for (const [text, instant] of instants) {
  test(`instant ${text} → ${instant}`, () => {
    const parsed = parseInstant(text);
    assert.equal(parsed === undefined ? undefined : showInstant(parsed), instant);
  });
}

test('dates are those of the calendar', () => {
  assert.deepEqual(['2024-02-29', '2026-02-29', '2026-13-01', '2026-1-1', '0000-00-00'].map(isDate), [
    true,
    false,
    false,
    false,
    false,
  ]);
});

test('zones are those of the IANA list', () => {
  assert.deepEqual(['Europe/Berlin', 'UTC', 'Europe/Nowhere', ''].map(isZone), [true, true, false, false]);
});

const days: readonly (readonly [date: string, zone: string, start: string, why: string])[] = [
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z', 'the day that clocks go forward'],
  ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z', 'the day after'],
  ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z', 'the day that clocks go back'],
  ['2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00.000Z', 'the day after'],
  ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z', 'midnight does not exist: the day starts at one'],
  ['2011-12-31', 'Pacific/Apia', '2011-12-30T10:00:00.000Z', 'the day before it was skipped'],
  ['2026-03-10', 'Pacific/Kiritimati', '2026-03-09T10:00:00.000Z', 'fourteen hours ahead'],
  ['2026-03-10', 'America/St_Johns', '2026-03-10T02:30:00.000Z', 'half an hour off'],
];
for (const [date, zone, start, why] of days) {
  test(`${date} in ${zone} starts at ${start}: ${why}`, () => {
    const instant = startOfDay(date, zone);
    assert.equal(showInstant(instant), start);
    assert.equal(localDate(instant, zone), date);
    assert.notEqual(localDate(instant - 1, zone), date);
  });
}

test('days start where they do, however many were asked for', () => {
  const day = (n: number): string => showInstant(Date.parse('2020-01-01T00:00:00Z') + n * 86_400_000).slice(0, 10);
  const starts = Array.from({ length: limits.daysKept + 1 }, (_, n) => startOfDay(day(n), 'UTC'));
  assert.deepEqual(
    starts,
    starts.map((_, n) => Date.parse(`${day(n)}T00:00:00Z`)),
  );
  assert.deepEqual([startOfDay(day(0), 'UTC'), startOfDay(day(0), 'UTC')], [starts[0], starts[0]]);
});

test('a layer reads through to what is below and writes above it', () => {
  const below = new Map([['a', 1]]);
  const layer = layerOver(below);
  write(layer, 'a', 2);
  write(layer, 'b', 3);
  assert.deepEqual(
    [read(layer, 'a'), read(layer, 'b'), read(layer, 'c'), read(layerOver(below), 'a'), below.size],
    [2, 3, undefined, 1, 1],
  );
});

test('a scope names sites, companies, both or nothing', () => {
  const site = { code: 'S1', company: 'C1' };
  const scopes = [
    everything,
    { sites: ['S1'] },
    { sites: ['S2'] },
    { companies: ['C1'] },
    { companies: [] },
    { sites: ['S1'], companies: ['C2'] },
  ];
  assert.deepEqual(
    scopes.map((scope) => inScope(scope, site)),
    [true, true, false, true, false, false],
  );
});

test('a rejection is told from a result by its code', () => {
  assert.equal(isRejection(reject('no_site', 'none')), true);
  assert.equal(isRejection({ status: 'done' }), false);
});

test('a fault keeps its cause, its context and whether trying again helps', () => {
  const cause = new Error('socket closed');
  const fault = new Fault('store_unavailable', 'The database is gone.', { cause, context: { host: 'db' } });
  assert.deepEqual(
    [fault.cause, fault.context, fault.retryable, new Fault('queue_full', 'full').context],
    [cause, { host: 'db' }, true, {}],
  );
  for (const { title, fix } of Object.values(faults)) assert.ok(title.length > 0 && fix.endsWith('.'));
});

test('a broken assumption is called a bug', () => {
  claim(true, 'it holds');
  assert.throws(() => claim(false, 'it holds'), /bug: it was assumed that it holds/);
});
