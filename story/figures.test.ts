// What each figure counts, on records made by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayMs, hourMs } from '../counterparties/system/time.ts';
import type { Figures } from './definitions.ts';
import { figuresOf } from './figures.ts';
import { startAt } from './parameters.ts';
import type { Gap, Left, OrderRecord, Observer, ToldDate } from './observer.ts';
import { makeWorld } from './world.ts';

const world = makeWorld(1, { issues: 'on_request', honestBooks: true });
const [monday, tuesday, wednesday, thursday] = ['2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05'] as const;

/** The hour of a day counted from the first Monday, midnight. */
function at(day: number, hour: number): number {
  return startAt + day * dayMs + hour * hourMs;
}

function left(when: number, quantity: number, line = 1): Left {
  return { at: when, line, item: 'A', quantity, shipment: `S${when}` };
}

function told(when: number, date: string | null, isAsked = false): ToldDate {
  return { at: when, date, isAsked };
}

/** Ten of one line, ordered on Monday at nine for as soon as can be, accepted with a date, gone within two hours. */
function order(other: Partial<OrderRecord> = {}): OrderRecord {
  return {
    key: 'web/1',
    channel: 'web',
    placedAt: at(0, 9),
    lines: [{ line: 1, item: 'A', quantity: 10, priceCents: 100 }],
    wantedOn: monday,
    stage: 'accepted',
    id: 'ord_1',
    endedAt: null,
    endedBy: null,
    cancelAskedAt: null,
    told: [told(at(0, 9), monday)],
    left: [left(at(0, 11), 10)],
    isExpedited: false,
    before: null,
    completeAt: at(0, 11),
    ...other,
  };
}

function figures(
  orders: readonly OrderRecord[],
  other: Partial<Observer> = {},
  believed: (item: string, site: string) => number = world.wms.onShelf,
): Figures {
  const none: Gap = { count: 0, cents: 0 };
  const observer: Observer = {
    orders: new Map(orders.map((one, index) => [String(index), one])),
    touches: new Map(),
    closings: [],
    oversold: () => 0,
    urgentPurchases: () => 0,
    before: () => null,
    after: () => undefined,
    heard: () => undefined,
    undoChange: () => undefined,
    touch: () => undefined,
    buyUrgently: () => undefined,
    credit: () => undefined,
    close: () => undefined,
    closing: () => ({ shippedNotInvoiced: none, invoicedNotShipped: none }),
    ...other,
  };
  return figuresOf({ world, observer, believed, days: 1, endAt: at(5, 0) });
}

test('a date is kept until the end of the day after it', () => {
  const late = (hour: number): OrderRecord => order({ left: [left(at(1, hour), 10)], completeAt: at(1, hour) });
  assert.equal(figures([order(), late(23)]).ordersMispromised, 0);
  assert.equal(figures([late(24)]).ordersMispromised, 0, 'midnight is the first moment of the next day');
  assert.equal(figures([late(25)]).ordersMispromised, 1);
});

const broken: readonly (readonly [string, Partial<OrderRecord>, number])[] = [
  ['no date was told', { told: [told(at(0, 9), null)] }, 0],
  ['a later date followed', { told: [told(at(0, 9), monday), told(at(0, 10), wednesday)] }, 1],
  [
    'a later date followed because the customer asked',
    { told: [told(at(0, 9), monday), told(at(0, 10), wednesday, true)] },
    0,
  ],
  ['the next day followed', { told: [told(at(0, 9), monday), told(at(0, 10), tuesday)] }, 0],
  ['an earlier date followed', { told: [told(at(0, 9), wednesday), told(at(0, 10), tuesday)] }, 0],
  ['the date was taken back without another', { told: [told(at(0, 9), monday), told(at(0, 10), null)] }, 1],
  ['the first date came late, and was kept', { told: [told(at(0, 9), null), told(at(0, 10), tuesday)] }, 0],
  ['all had left when another date was told', { told: [told(at(0, 9), monday), told(at(0, 12), wednesday)] }, 0],
];
for (const [name, other, mispromised] of broken)
  test(`mispromised: ${name}`, () => {
    const orders = [order({ left: [left(at(0, 11), 10)], ...other })];
    assert.equal(figures(orders).ordersMispromised, mispromised);
  });

test('who cancels decides what it counts as', () => {
  const gone: Partial<OrderRecord> = { stage: 'cancelled', endedAt: at(0, 10), left: [], completeAt: null };
  const bySeller = figures([order({ ...gone, endedBy: 'seller' })]);
  assert.deepEqual([bySeller.ordersRefused, bySeller.ordersMispromised, bySeller.lineFillOnTime], [1, 1, 0]);
  const byCustomer = figures([order({ ...gone, endedBy: 'customer', cancelAskedAt: at(0, 10) }), order()]);
  assert.deepEqual([byCustomer.ordersRefused, byCustomer.ordersMispromised, byCustomer.lineFillOnTime], [0, 0, 100]);
  const refused = figures([order({ ...gone, stage: 'refused', told: [] }), order()]);
  assert.deepEqual([refused.ordersRefused, refused.ordersMispromised, refused.lineFillOnTime], [1, 0, 50]);
});

test('units on time are counted by the day wanted, and by the day told with the order', () => {
  const late = order({
    told: [told(at(0, 9), wednesday)],
    left: [left(at(0, 11), 4), left(at(3, 11), 6)],
    completeAt: at(3, 11),
  });
  assert.deepEqual(unitsOf(late), { asPromised: 10, asWanted: 4 });
  assert.deepEqual(unitsOf({ ...late, told: [told(at(0, 9), null), told(at(1, 9), wednesday)] }), {
    asPromised: 4,
    asWanted: 4,
  });
  assert.deepEqual(unitsOf({ ...late, told: [told(at(0, 9), monday), told(at(1, 9), wednesday)] }), {
    asPromised: 4,
    asWanted: 4,
  });
  assert.deepEqual(unitsOf({ ...late, told: [told(at(0, 9), monday), told(at(1, 9), thursday, true)] }), {
    asPromised: 10,
    asWanted: 4,
  });
  assert.deepEqual(
    unitsOf({ ...late, cancelAskedAt: at(2, 0) }),
    { asPromised: 4, asWanted: 4 },
    'nobody wanted the rest any more',
  );
  assert.deepEqual(
    unitsOf(order({ left: [left(at(0, 11), 12)] })),
    { asPromised: 10, asWanted: 10 },
    'more than was wanted',
  );
});

function unitsOf(one: OrderRecord): { asPromised: number; asWanted: number } {
  const { unitsAsPromised, unitsOnTime } = figures([one]);
  return { asPromised: unitsAsPromised, asWanted: unitsOnTime };
}

test('a line is filled on time when all of it left in time', () => {
  const lines = [1, 2].map((line) => ({ line, item: 'A', quantity: 10, priceCents: 100 }));
  const half = order({ lines, left: [left(at(0, 11), 10, 1), left(at(0, 11), 9, 2)], completeAt: null });
  assert.equal(figures([half]).lineFillOnTime, 50);
});

test('days to ship are counted from the order, or from the day asked for, until the last of it left', () => {
  const slow = order({ completeAt: at(2, 9) });
  assert.equal(figures([slow]).daysToShipMean, 2);
  assert.equal(figures([order({ wantedOn: thursday })]).daysToShipMean, 0, 'sooner than it was wanted');
  assert.equal(figures([order({ completeAt: null })]).daysToShipMean, 4.63, 'until the end, as it never left');
  assert.equal(figures([order({ completeAt: null, stage: 'cancelled' }), slow]).daysToShipMean, 2);
  const many = [...Array.from({ length: 9 }, () => order({ completeAt: at(1, 9) })), slow];
  assert.equal(figures(many).daysToShipP90, 1);
  assert.equal(figures([...many, slow]).daysToShipP90, 2);
});

test('what people do and buy has its price', () => {
  const touches = new Map([
    ['hold released', 2],
    ['urgent purchase', 1],
  ]);
  const { manualTouches, costTotal, costTouches, costUrgentPurchases, costFreight, ordersExpedited } = figures(
    [order({ isExpedited: true })],
    { touches, urgentPurchases: () => 1 },
  );
  assert.deepEqual([manualTouches, costTouches, costUrgentPurchases, costFreight, costTotal], [3, 27, 120, 0, 147]);
  assert.equal(ordersExpedited, 1);
});

test('the books are the mean of the hours with orders, and what is wrong at the end', () => {
  const gap = (count: number, cents: number): Gap => ({ count, cents });
  const closing = (one: Gap, other: Gap): ReturnType<Observer['closing']> => ({
    shippedNotInvoiced: one,
    invoicedNotShipped: other,
  });
  const hours = Array.from({ length: 24 }, (_, hour) =>
    hour < 12 ? closing(gap(4, 80_000), gap(0, 0)) : closing(gap(2, 40_000), gap(1, 1_000)),
  );
  const after = closing(gap(100, 100), gap(100, 100));
  const found = figures([], { closings: [...hours, after], closing: () => closing(gap(1, 500), gap(1, 250)) });
  assert.deepEqual([found.shippedNotInvoicedCount, found.shippedNotInvoicedValue], [3, 600]);
  assert.deepEqual([found.invoicedNotShippedCount, found.invoicedNotShippedValue], [0.5, 5]);
  assert.equal(found.openAtEndValue, 7.5);
});

test('stock differences count up and down', () => {
  const [first, second] = world.network.openingStock;
  assert(first !== undefined && second !== undefined);
  const off = new Map([
    [`${first.item}@${first.site}`, 3],
    [`${second.item}@${second.site}`, -2],
  ]);
  const found = figures([], {}, (item, site) => world.wms.onShelf(item, site) + (off.get(`${item}@${site}`) ?? 0));
  assert.deepEqual([found.stockDifferenceUnits, found.stockDifferenceItems], [5, 2]);
});
