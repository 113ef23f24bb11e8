// Clocks that follow the order's own dates: the day it was promised for, the days on which its shipments arrive, the day on which
// its goods are due at the warehouse. The duration that the chart says counts where the order has no such date.
import assert from '#kernel/assert.ts';
import { addDays, localDate, startOfDay } from '#kernel/time.ts';
import { openOf } from '#orders/fulfilment.ts';
import type { Shipment } from '#orders/fulfilment.ts';
import { homeZone, zoneOf } from '../days.ts';
import { releaseDays } from './release.ts';
import type { Run } from './run.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Before the promised day ends, so that its customer hears before and there is time to act. */
const warningMs = 2 * hourMs;
/** Who is promised goods for the same day so late in it gets the rest of the day. */
const lateInTheDayMs = 4 * hourMs;
const lastWordMs = 10 * minuteMs;

/** When the clock of this event rings; null where there is nothing to wait for. Others ring after the chart's duration. */
export const datedClocks: Readonly<Record<string, (run: Run, afterMs: number) => number | null>> = {
  'promise.due': promiseDue,
  'delivery.overdue': nextArrival,
  'release.due': nextRelease,
};

/**
 * On the promised day, while something has not left. Without a date, or when it is past, from time to time: what happens meanwhile
 * to goods under way does not put it off.
 */
function promiseDue(run: Run, afterMs: number): number | null {
  if (isOver(run)) return null;
  const { now } = run.context;
  const moments = momentsOf(run);
  if (moments === null) return Math.min(now + afterMs, dueUndated(run) ?? Infinity);
  const { warning, lastWord, end } = moments;
  if (now < end - lateInTheDayMs) return warning;
  return [lastWord, end].find((moment) => moment > now) ?? now + Math.min(afterMs, dayMs);
}

/** When an order that had no date before either is to be looked at. */
function dueUndated({ order, draft }: Run): number | undefined {
  const before = draft.orders.below.get(order.id)?.fulfilment;
  return before?.promisedFor === null ? order.fulfilment.clocks['promise.due'] : undefined;
}

/** A promise that was changed is watched on its new day; null where nothing is left to watch. */
export function promiseMoved(run: Run, at: number): number | null {
  if (isOver(run)) return null;
  const moments = momentsOf(run);
  if (at <= run.context.now || moments === null || Object.values(moments).includes(at)) return at;
  return promiseDue(run, dayMs);
}

/** Whether the promised day is all but over. What has no date is due whenever somebody looks. */
export function isPromiseDue(run: Run): boolean {
  const moments = momentsOf(run);
  return !isOver(run) && (moments === null || run.context.now >= moments.warning);
}

/** All has left, or the customer does not want the rest. */
function isOver({ order }: Run): boolean {
  return order.fulfilment.cancelReason !== null || order.lines.every((line) => openOf(line) === 0);
}

/** Of the promised day: when the customer is warned, the last moment to do so, the end. */
function momentsOf(run: Run): { warning: number; lastWord: number; end: number } | null {
  const { promisedFor } = run.order.fulfilment;
  if (promisedFor === null) return null;
  const end = endOf(promisedFor, promiseZone(run));
  return { warning: end - warningMs, lastWord: end - lastWordMs, end };
}

/** Today where the promise is kept: at the site that has the goods, or that is asked first. */
export function todayOf(run: Run): string {
  return localDate(run.context.now, promiseZone(run));
}

function promiseZone({ order, context }: Run): string {
  const [portion] = order.lines.flatMap(({ portions }) => portions);
  return portion === undefined ? homeZone(context, order) : zoneOf(context, portion.site);
}

/** Of what is under way, what is to arrive first; of what is late, again after a while. */
function nextArrival(run: Run, afterMs: number): number | null {
  const { now } = run.context;
  const underWay = run.order.fulfilment.shipments.filter(({ state }) => state === 'shipped');
  if (underWay.length === 0) return null;
  const moments = underWay.map((shipment) => arrivesBy(run, shipment, afterMs));
  return Math.min(...moments.map((moment) => (moment > now ? moment : now + afterMs)));
}

function arrivesBy({ context }: Run, { expectedOn, leftAt, site }: Shipment, afterMs: number): number {
  assert(leftAt !== null, 'what is under way has left');
  return expectedOn === null ? leftAt + afterMs : endOf(expectedOn, zoneOf(context, site));
}

/** When the first of what is reserved is due at its warehouse. */
function nextRelease(run: Run, afterMs: number): number {
  const { now } = run.context;
  const days = releaseDays(run).map(({ site, day }) => startOfDay(day, zoneOf(run.context, site)));
  const ahead = days.filter((moment) => moment > now);
  return ahead.length === 0 ? now + afterMs : Math.min(...ahead);
}

function endOf(day: string, zone: string): number {
  return startOfDay(addDays(day, 1), zone);
}
