// The figures of a column, from what was recorded of it. One measure for both.
import { startOfDay } from '#kernel/time.ts';
import { minus, plus } from '../counterparties/system/amount.ts';
import { dayMs, hourMs } from '../counterparties/system/time.ts';
import { addDays, brokenFrom } from './calendar.ts';
import type { Figures } from './definitions.ts';
import { handlingDays, rates, zone } from './parameters.ts';
import type { Closing, OrderRecord, Observer } from './observer.ts';
import type { World } from './world.ts';

export interface Ended {
  readonly world: World;
  readonly observer: Observer;
  /** Stock that promises were made from. */
  readonly believed: (item: string, site: string) => number;
  readonly days: number;
  readonly endAt: number;
}

const hoursPerDay = dayMs / hourMs;

export function figuresOf({ world, observer, believed, days, endAt }: Ended): Figures {
  const orders = [...observer.orders.values()];
  const waits = orders.flatMap((order) => daysToShip(order, endAt));
  const touches = [...observer.touches.values()].reduce((sum, count) => sum + count, 0);
  const counted = orders.filter((order) => !isWithdrawnFreely(order, endAt));
  const lines = counted.flatMap((order) => order.lines.map((line) => ({ order, line })));
  const filled = lines.filter(({ order, line }) => leftBy(order, line.line, order.wantedOn) >= line.quantity).length;
  const differences = differencesOf(world, believed);
  const freight = freightOf(world);
  const urgent = observer.urgentPurchases() * rates.urgentPurchaseCents;
  const closings = observer.closings.slice(0, days * hoursPerDay);
  const closing = observer.closing();
  return {
    ordersPlaced: orders.length,
    ordersRefused: orders.filter(isTurnedAway).length,
    ordersMispromised: orders.filter((order) => isMispromised(order, endAt)).length,
    unitsOversold: observer.oversold(),
    ordersExpedited: orders.filter(({ isExpedited }) => isExpedited).length,
    daysToShipMean: rounded(mean(waits)),
    daysToShipP90: rounded(percentile(waits, 0.9)),
    unitsAsPromised: unitsLeftBy(orders, agreedOn),
    unitsOnTime: unitsLeftBy(orders, ({ wantedOn }) => wantedOn),
    lineFillOnTime: rounded((100 * filled) / Math.max(1, lines.length)),
    manualTouches: touches,
    stockDifferenceUnits: differences.reduce((sum, difference) => plus(sum, Math.abs(difference)), 0),
    stockDifferenceItems: differences.filter((difference) => difference !== 0).length,
    costTotal: euros(freight + urgent + touches * rates.touchCents),
    costFreight: euros(freight),
    costUrgentPurchases: euros(urgent),
    costTouches: euros(touches * rates.touchCents),
    shippedNotInvoicedCount: rounded(mean(closings.map(({ shippedNotInvoiced }) => shippedNotInvoiced.count))),
    shippedNotInvoicedValue: euros(mean(closings.map(({ shippedNotInvoiced }) => shippedNotInvoiced.cents))),
    invoicedNotShippedCount: rounded(mean(closings.map(({ invoicedNotShipped }) => invoicedNotShipped.count))),
    invoicedNotShippedValue: euros(mean(closings.map(({ invoicedNotShipped }) => invoicedNotShipped.cents))),
    openAtEndValue: euros(totalOf(closing)),
  };
}

function isTurnedAway({ stage, endedBy }: OrderRecord): boolean {
  return stage === 'refused' || (stage === 'cancelled' && endedBy === 'seller');
}

function isMispromised(order: OrderRecord, endAt: number): boolean {
  return brokenAt(order, endAt) !== null;
}

/** When a date that was told was first missed or taken back. */
function brokenAt({ told, stage, endedAt, endedBy, completeAt }: OrderRecord, endAt: number): number | null {
  const over = Math.min(completeAt ?? Infinity, endedAt ?? Infinity, endAt);
  for (const [index, { date }] of told.entries()) {
    if (date === null) continue;
    const following = told[index + 1];
    const until = Math.min(following?.at ?? Infinity, over);
    if (brokenFrom(date) < until) return brokenFrom(date);
    const isTakenBack =
      following !== undefined &&
      !following.isAsked &&
      (following.date === null || following.date > addDays(date, handlingDays));
    if (isTakenBack && following.at < over) return following.at;
  }
  const isPromised = (told.at(-1)?.date ?? null) !== null;
  return stage === 'cancelled' && endedBy === 'seller' && isPromised && completeAt === null ? endedAt : null;
}

/** The customer thought again, and had no reason to complain. */
function isWithdrawnFreely(order: OrderRecord, endAt: number): boolean {
  return order.stage === 'cancelled' && order.endedBy === 'customer' && !isMispromised(order, endAt);
}

function unitsLeftBy(orders: readonly OrderRecord[], dateOf: (order: OrderRecord) => string): number {
  return orders.reduce(
    (sum, order) => order.lines.reduce((more, { line }) => plus(more, leftBy(order, line, dateOf(order))), sum),
    0,
  );
}

/** What was told when the order came, or when the customer changed it; the day wanted where that was no date. */
function agreedOn({ told, wantedOn }: OrderRecord): string {
  return (told.findLast(({ isAsked }) => isAsked) ?? told[0])?.date ?? wantedOn;
}

/** What the customer wanted no more does not count, whether the warehouse could still be stopped or not. */
function leftBy({ left, lines, cancelAskedAt }: OrderRecord, number: number, date: string): number {
  const wanted = lines.find(({ line }) => line === number)?.quantity ?? 0;
  const before = Math.min(brokenFrom(date), cancelAskedAt ?? Infinity);
  const units = left.reduce(
    (sum, entry) => (entry.line === number && entry.at < before ? plus(sum, entry.quantity) : sum),
    0,
  );
  return Math.min(units, wanted);
}

function daysToShip({ stage, placedAt, wantedOn, completeAt }: OrderRecord, endAt: number): number[] {
  if (stage !== 'accepted') return [];
  const from = Math.max(placedAt, startOfDay(wantedOn, zone));
  return [Math.max(0, (completeAt ?? endAt) - from) / dayMs];
}

function differencesOf(world: World, believed: Ended['believed']): number[] {
  const items = world.network.items.filter(({ components }) => components === undefined);
  return [...world.market.sites.keys()].flatMap((site) =>
    items.map(({ code }) => minus(believed(code, site), world.wms.onShelf(code, site))),
  );
}

function freightOf(world: World): number {
  return world.carrier.read(({ consignments }) =>
    [...consignments.values()].reduce((sum, { costCents }) => sum + costCents, 0),
  );
}

function totalOf({ shippedNotInvoiced, invoicedNotShipped }: Closing): number {
  return shippedNotInvoiced.cents + invoicedNotShipped.cents;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** By the nearest rank; 0 of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

function euros(cents: number): number {
  return Math.round(cents) / 100;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
