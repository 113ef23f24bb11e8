// The order desk, once an hour in working hours: it looks at holds and at what is late, tells customers the day on which it is
// their turn, hurries orders of important customers, calls warehouses about changes and cancellations, and has procurement buy
// what is missing.
import { minus, plus } from '../../counterparties/system/amount.ts';
import { addDays, dateAt } from '../calendar.ts';
import { handlingDays, people } from '../parameters.ts';
import { isWantedSoon } from '../procurement.ts';
import type { Procurement } from '../procurement.ts';
import type { Observer } from '../observer.ts';
import type { Send } from '../stage.ts';
import { shelvedOf } from '../world.ts';
import type { World } from '../world.ts';
import type { Availability } from './availability.ts';
import type { Say } from './messages.ts';
import { setUp } from './parameters.ts';
import { byTurn, isDue } from './releases.ts';
import { isOpen, openQuantity } from './state.ts';
import type { OldOrder, OldState } from './state.ts';

export interface Office {
  readonly world: World;
  readonly state: OldState;
  readonly observer: Observer;
  readonly availability: Availability;
  readonly procurement: Procurement;
  readonly say: Say;
  readonly send: Send;
}

export function deskRound(office: Office, now: number): void {
  const { state, observer, availability, procurement, send } = office;
  for (const order of state.orders.values()) {
    if (order.stage !== 'open') continue;
    if (order.holds.delete('price')) {
      order.readyAt = now;
      observer.touch('hold released');
    }
    if (order.wish !== null && !order.wish.isCalled) callWarehouses(office, order);
  }
  const late = [...state.orders.values()].filter((order) => isLate(order, now));
  procurement.buy(send, now, missing(office, now));
  availability.refresh(now);
  const days = daysOf(office, now);
  for (const order of late) settle(office, order, days.get(order) ?? null, now);
  for (const [order, day] of days) if (order.promisedFor === null && day !== null) tellFirstDate(office, order, day);
}

/**
 * The ERP's list of backorders. What was promised from stock is late when the batches of an hour could not send it; what was
 * promised from a purchase order may still come until the day is over.
 */
function isLate(order: OldOrder, now: number): boolean {
  const { promisedFor } = order;
  if (!isOpen(order) || order.holds.size > 0 || order.wish !== null || promisedFor === null) return false;
  if (promisedFor < dateAt(now)) return true;
  const isWanted = (order.requestedFor ?? '') <= dateAt(now);
  return order.isFromStock && isWanted && now - order.readyAt > setUp.lateAfterMs;
}

/** Units that open orders soon want beyond stock and purchase orders, by item. */
function missing({ world, state, availability }: Office, now: number): Map<string, number> {
  const wanted = new Map<string, number>();
  for (const order of state.orders.values()) {
    if (isOpen(order) && isWantedSoon(order.requestedFor ?? '', now)) addOpen(world, wanted, order);
  }
  return new Map(
    [...wanted].map(([item, units]) => [
      item,
      minus(minus(units, availability.freeInAll(item, now)), availability.expected(item)),
    ]),
  );
}

/** Adds what still has to leave for the order, by item on the shelf. */
function addOpen({ market }: World, units: Map<string, number>, order: OldOrder): void {
  for (const line of order.lines)
    for (const part of shelvedOf(market, line.item))
      units.set(part.item, plus(units.get(part.item) ?? 0, openQuantity(line) * part.quantity));
}

/** For each order that a batch would send now, the day on which it is its turn after all before it; null: nothing is coming. */
function daysOf({ world, state, availability }: Office, now: number): Map<OldOrder, string | null> {
  const wanted = new Map<string, number>();
  const days = new Map<OldOrder, string | null>();
  const due = [...state.orders.values()].filter((order) => isDue(order, now));
  for (const order of due.toSorted(byTurn)) {
    addOpen(world, wanted, order);
    const items = order.lines
      .filter((line) => openQuantity(line) > 0)
      .flatMap(({ item }) => shelvedOf(world.market, item).map((part) => part.item));
    days.set(order, availability.dayOf(new Map(items.map((item) => [item, wanted.get(item) ?? 0])), now));
  }
  return days;
}

function settle({ world, observer, say, send }: Office, order: OldOrder, turn: string | null, now: number): void {
  const before = order.promisedFor;
  const day = turn ?? addDays(dateAt(now), people.urgentDays);
  // What can still leave in time is not worth a call.
  if (before === null || day <= addDays(before, handlingDays)) return;
  observer.touch('late order settled');
  const after = addDays(day, 1); // A day in hand.
  order.promisedFor = after;
  order.isFromStock = false;
  if (world.market.classOf(order.customer) === setUp.expediteClass) order.isExpedited = true;
  send(
    order.channel,
    say('promise.changed', order.id, { order: order.id, option: 'new_date', before, after, reason: 'shortage' }),
  );
}

/** The ERP mails it by itself, which costs nobody any time. */
function tellFirstDate({ say, send }: Office, order: OldOrder, day: string): void {
  const after = addDays(day, 1);
  order.promisedFor = after;
  send(
    order.channel,
    say('promise.changed', order.id, {
      order: order.id,
      option: 'new_date',
      before: null,
      after,
      reason: 'goods ordered',
    }),
  );
}

function callWarehouses({ observer, say, send }: Office, order: OldOrder): void {
  if (order.wish === null) return;
  order.wish.isCalled = true;
  observer.touch(`warehouse called: ${order.wish.kind}`);
  for (const release of order.releases) {
    if (release.stage !== 'live') continue;
    release.stage = 'recalled';
    const reason = order.wish.kind === 'cancel' ? 'order cancelled' : 'order changed';
    send(
      'wms',
      say('release.cancel_requested', order.id, { order: order.id, release: release.id, site: release.site, reason }),
    );
  }
}
