// The order desk, once an hour in working hours: it looks at holds and at what is late, tells customers new dates, hurries orders
// of important customers, calls warehouses about changes and cancellations, and has procurement buy what is missing.
import { plus } from '../../counterparties/system/amount.ts';
import { addDays, dateAt } from '../calendar.ts';
import { people } from '../parameters.ts';
import type { Procurement } from '../procurement.ts';
import type { Record } from '../record.ts';
import type { Send } from '../stage.ts';
import { shelvedOf } from '../world.ts';
import type { World } from '../world.ts';
import type { Availability } from './availability.ts';
import type { Say } from './messages.ts';
import { setUp } from './parameters.ts';
import { isOpen, openQuantity } from './state.ts';
import type { OldOrder, OldState } from './state.ts';

export interface Office {
  readonly world: World;
  readonly state: OldState;
  readonly record: Record;
  readonly availability: Availability;
  readonly procurement: Procurement;
  readonly say: Say;
  readonly send: Send;
}

export function deskRound(office: Office, now: number): void {
  const { state, record, procurement, send } = office;
  for (const order of state.orders.values()) {
    if (order.stage !== 'open') continue;
    if (order.holds.delete('price')) {
      order.readyAt = now;
      record.touch('hold released');
    }
    if (order.wish !== null && !order.wish.isCalled) callWarehouses(office, order);
  }
  const late = [...state.orders.values()].filter((order) => isLate(order, now));
  procurement.buy(send, now, missing(office, now));
  for (const order of late) settle(office, order, now);
}

/**
 * The ERP's list of backorders. What was promised from stock is late when two batches could not send it; what was promised from
 * a purchase order may still come until the day is over.
 */
function isLate(order: OldOrder, now: number): boolean {
  const { promisedFor } = order;
  if (!isOpen(order) || order.holds.size > 0 || order.wish !== null || promisedFor === null) return false;
  if (promisedFor < dateAt(now)) return true;
  return order.isFromStock && now - order.readyAt > 2 * setUp.releaseMs && isWanted(order, now);
}

function isWanted({ requestedFor }: OldOrder, now: number): boolean {
  return requestedFor === null || requestedFor <= dateAt(now);
}

/** Units that open orders want beyond stock and purchase orders, by item. */
function missing({ world, state, availability }: Office, now: number): Map<string, number> {
  const wanted = new Map<string, number>();
  for (const order of state.orders.values()) {
    if (!isOpen(order) || !isWanted(order, now)) continue;
    for (const line of order.lines)
      for (const part of shelvedOf(world.market, line.item))
        wanted.set(part.item, plus(wanted.get(part.item) ?? 0, openQuantity(line) * part.quantity));
  }
  const sites = [...world.market.sites.keys()];
  return new Map(
    [...wanted].map(([item, units]) => [
      item,
      units - sites.reduce((sum, site) => plus(sum, availability.free(item, site, now)), 0),
    ]),
  );
}

function settle(office: Office, order: OldOrder, now: number): void {
  const { world, availability, record, say, send } = office;
  record.touch('late order settled');
  if (!order.allowBackorder) return giveUp(office, order);
  const open = order.lines.map((line) => ({ item: line.item, quantity: openQuantity(line) }));
  availability.refresh(now);
  // What is wanted is in the figures already: the date is that of the purchase order that makes them whole.
  const date = availability.dateFor(
    open.map(({ item }) => ({ item, quantity: 0 })),
    now,
  );
  const after = date === null || date <= dateAt(now) ? addDays(dateAt(now), people.urgentDays + 1) : addDays(date, 1);
  const before = order.promisedFor;
  order.promisedFor = after;
  order.isFromStock = false;
  if (world.market.classOf(order.customer) === setUp.expediteClass) order.isExpedited = true;
  send(
    order.channel,
    say('promise.changed', order.id, { order: order.id, option: 'new_date', before, after, reason: 'shortage' }),
  );
}

/** The customer does not wait: what is not there is taken out of the order. */
export function giveUp({ say, send }: Pick<Office, 'say' | 'send'>, order: OldOrder): void {
  order.stage = 'cancelled';
  const cancelled = say('order.cancelled', order.id, { reason: 'not available' });
  send(order.channel, cancelled);
  send('finance', cancelled);
}

function callWarehouses({ record, say, send }: Office, order: OldOrder): void {
  if (order.wish === null) return;
  order.wish.isCalled = true;
  record.touch(`warehouse called: ${order.wish.kind}`);
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
