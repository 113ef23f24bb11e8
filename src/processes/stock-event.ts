// Stock events of outside systems: read at the scale of the item, decided by the stock area, and followed by what they mean for
// the order they name, for shortages and for lots that will expire.
import type { Item } from '#catalog/model.ts';
import { isRejection, reject } from '#kernel/rejection.ts';
import type { Rejection } from '#kernel/rejection.ts';
import { limits } from '#kernel/limits.ts';
import { inScope } from '#kernel/scope.ts';
import { read, write } from '#kernel/layer.ts';
import { showQuantity } from '#kernel/quantity.ts';
import { localDate, parseInstant, showInstant, startOfDay } from '#kernel/time.ts';
import { readQuantity, recordIssued } from '#orders/decide.ts';
import type { Order, OrderLine } from '#orders/model.ts';
import { decideExpiry, decideStockEvent, decideSupply } from '#stock/events.ts';
import type { Days, StockOutcome } from '#stock/events.ts';
import type { StockEvent, StockFact, Watermark } from '#stock/model.ts';
import { readBalance, readDetails, readParts, readSupplies, readWaiting } from '#stock/read.ts';
import type { Context, Draft, Reservation } from './draft.ts';
import { daysAt, zoneOf } from './days.ts';
import { askToEndanger } from './endanger.ts';
import { entryOf } from './entry.ts';
import { isManaged } from './fulfilment/case.ts';
import type { Managed } from './fulfilment/case.ts';
import { shipByStockEvent } from './ship-by-stock-event.ts';
import { hasProcess } from './shortage.ts';
import type { ObjectReference } from './entry.ts';
import type { Command, Message, StockEventData } from './message.ts';
import { knownOrder, nameInReference } from './place-order.ts';
import { issuedUnits } from './promise.ts';
import { recordReservationIssue } from './reservation.ts';
import { depart, follow, supplyOfTransfer } from './transfer-moved.ts';

export interface EventView {
  readonly status: 'accepted';
  readonly item: string;
  readonly site: string;
  /** After the event, in the item's unit. */
  readonly onHand: number;
  readonly available: number;
  /** A newer count is known: the event was recorded without effect. */
  readonly superseded?: true;
  /** Open shortage: reserved, and no longer there. */
  readonly short?: number;
}

type StockCommand = Extract<Command, { type: 'stock.event' }>;

export function stockEvent(
  draft: Draft,
  context: Context,
  message: Message,
  command: StockCommand,
): EventView | Rejection {
  const { data } = command;
  const item = context.catalog.item(data.item);
  if (item === undefined)
    return reject('item_unknown', `No item has the code ${data.item}.`, { pointer: '/data/item' });
  const refused =
    checkScope(context, message, data.site, '/data/site') ??
    (data.toSite === undefined ? null : checkScope(context, message, data.toSite, '/data/toSite'));
  if (refused !== null) return refused;
  const early = checkTime(context, message, data);
  if (early !== null) return early;
  const told = readEvent(context, message, command, item);
  if (isRejection(told)) return told;
  const transferred = transferredFor(draft, told);
  const event =
    transferred === undefined || told.to === null
      ? told
      : { ...told, supply: supplyOfTransfer(draft, transferred, told.to) };
  const order =
    event.reference === null || event.kind !== 'issued' ? undefined : referencedOrder(draft, event.reference);
  const before = draft.facts.length;
  const reservation =
    event.reference === null || event.kind !== 'issued' ? undefined : read(draft.reservations, event.reference);
  const days = (site: string): Days => daysAt(context, site, event.asOf?.time ?? context.now);
  const holder = order ?? reservation;
  const departure = transferred === undefined ? undefined : depart(draft, transferred, event);
  const outcome = decideStockEvent(draft, item, event, holder === undefined ? null : { id: holder.id }, days);
  if (isRejection(outcome)) return outcome;
  hear(draft, event.source, event.cell.site, event.asOf?.time ?? event.occurredAt);
  if (event.to !== null) hear(draft, event.source, event.to.site, event.occurredAt);
  draft.entries.push(
    eventEntry(message, command, event, draft.facts.slice(before), outcome, order ?? transferred, reservation),
  );
  if (order !== undefined) {
    const issued = recordIssue(draft, order, event.cell.site);
    if (isManaged(issued) && isManaged(order))
      shipByStockEvent(draft, context, message, { before: order, issued, event: command.event, cell: event.cell });
  } else if (reservation !== undefined) recordReservationIssue(draft, message, reservation);
  if (departure !== undefined) follow(draft, context, message, departure, event);
  if (event.kind !== 'issued') watchExpiry(draft, context, event);
  return viewEvent(draft, item, event.cell.site, outcome);
}

export function supplyExpected(
  draft: Draft,
  context: Context,
  message: Message,
  command: Extract<Command, { type: 'supply.expected' }>,
): EventView | Rejection {
  const { data, event } = command;
  const item = context.catalog.item(data.item);
  if (item === undefined)
    return reject('item_unknown', `No item has the code ${data.item}.`, { pointer: '/data/item' });
  const refused = checkScope(context, message, data.site, '/data/site');
  if (refused !== null) return refused;
  const quantity = readQuantity(item, data.quantity, data.unit, '/data');
  if (typeof quantity !== 'number') return quantity;
  if (quantity < 0)
    return reject('quantity_not_positive', `The quantity is ${data.quantity}.`, { pointer: '/data/quantity' });
  const asOf: Watermark = { time: message.occurredAt, sequence: data.sequence ?? null };
  const id = `${event.source}#${data.reference}`;
  const before = readSupplies(draft, item.code, data.site).find((supply) => supply.id === id);
  const outcome = decideSupply(draft, item, {
    item: item.code,
    site: data.site,
    id,
    quantity,
    expectedOn: data.expectedOn,
    asOf,
  });
  if (isRejection(outcome)) return outcome;
  hear(draft, event.source, data.site, message.occurredAt);
  if (
    before !== undefined &&
    outcome.superseded !== true &&
    (data.expectedOn > before.expectedOn || quantity < before.quantity)
  )
    warnWaiting(draft, context, item.code, data.site, id);
  const objects: ObjectReference[] = [
    { type: 'supply', id, qualifier: 'expected' },
    { type: 'item', id: item.code, qualifier: 'expected' },
    { type: 'site', id: data.site, qualifier: 'expected at' },
  ];
  draft.entries.push(
    entryOf(message, 'supply.expected.v1', id, objects, {
      quantity,
      expectedOn: data.expectedOn,
      scale: item.scale,
      ...outcome,
    }),
  );
  return viewEvent(draft, item, data.site, outcome);
}

/** Orders that wait for the supply hear that it will be late, or smaller. */
function warnWaiting(draft: Draft, context: Context, item: string, site: string, supply: string): void {
  if (!hasProcess(context)) return;
  const holders = readWaiting(draft, item, site).filter((part) => part.supply === supply && part.inbound > 0);
  for (const id of new Set(holders.map(({ holder }) => holder)))
    if (id.startsWith('ord_')) askToEndanger(draft, context.now, id);
}

/** A day began at a site: lots that were good until yesterday are no longer sellable. */
export function expireLots(
  draft: Draft,
  context: Context,
  message: Message,
  command: Extract<Command, { type: 'stock.expire' }>,
): null {
  const zone = zoneOf(context, command.site);
  const today = localDate(context.now, zone);
  draft.deadlinesDone.push(expiryDeadline(command.item, command.site, command.date));
  if (today < command.date) {
    // The site has moved to another time zone since: its day has not begun.
    watchDay(draft, command, zone);
    return null;
  }
  const before = draft.facts.length;
  decideExpiry(draft, command, daysAt(context, command.site, context.now));
  const facts = draft.facts.slice(before);
  if (facts.length > 0) {
    const objects: ObjectReference[] = [
      { type: 'item', id: command.item, qualifier: 'expired' },
      { type: 'site', id: command.site, qualifier: 'expired at' },
    ];
    draft.entries.push(
      entryOf(message, 'stock.expired.v1', `${command.item}@${command.site}`, objects, {
        movements: movementsOf(facts),
      }),
    );
  }
  return null;
}

function checkScope(context: Context, message: Message, code: string, pointer: string): Rejection | null {
  const site = context.catalog.site(code);
  if (site === undefined) return reject('site_unknown', `No site has the code ${code}.`, { pointer });
  return inScope(message.scope, site)
    ? null
    : reject('site_outside_scope', `Site ${code} is outside the scope of the caller.`, { pointer });
}

/** A watermark from the future would swallow every movement until then. */
function checkTime(context: Context, message: Message, data: StockEventData): Rejection | null {
  const latest = context.now + limits.clockAheadMs;
  if (data.asOf !== undefined && (parseInstant(data.asOf.time) ?? 0) > latest)
    return reject('time_in_future', `asOf is ${data.asOf.time}.`, { pointer: '/data/asOf/time' });
  if (message.occurredAt > latest)
    return reject('time_in_future', `The event says ${showInstant(message.occurredAt)}.`, { pointer: '/time' });
  return null;
}

function readEvent(context: Context, message: Message, command: StockCommand, item: Item): StockEvent | Rejection {
  const { data, event, kind } = command;
  const quantity = readQuantity(item, data.quantity, data.unit, '/data');
  if (typeof quantity !== 'number') return quantity;
  const absolute = kind === 'counted' || kind === 'snapshot';
  if (isOutOfRange(kind, quantity)) {
    return reject('quantity_not_positive', `The quantity of a ${kind} event is ${data.quantity}.`, {
      pointer: '/data/quantity',
    });
  }
  const time = data.asOf === undefined ? undefined : parseInstant(data.asOf.time);
  const status = data.status ?? 'available';
  const cell = { item: item.code, site: data.site, lot: data.lot ?? '', status };
  return {
    kind,
    cell,
    quantity,
    expiresOn: data.expiresOn ?? (kind === 'received' ? shelfLife(context, message, item, data) : null),
    reason: data.reason ?? null,
    reference: data.reference ?? null,
    source: event.source,
    sequence: data.sequence ?? null,
    occurredAt: message.occurredAt,
    asOf: absolute
      ? { time: time ?? message.occurredAt, sequence: data.asOf?.sequence ?? data.sequence ?? null }
      : null,
    to:
      kind === 'moved'
        ? {
            item: item.code,
            site: data.toSite ?? data.site,
            lot: data.toLot ?? data.lot ?? '',
            status: data.toStatus ?? status,
          }
        : null,
    supply: kind === 'received' ? (data.supply ?? null) : null,
  };
}

/** Nobody counts less than nothing; the books of a source may say so, when goods left before they were booked in. */
function isOutOfRange(kind: StockEvent['kind'], quantity: number): boolean {
  switch (kind) {
    case 'adjusted':
      return quantity === 0;
    case 'snapshot':
      return false;
    case 'counted':
      return quantity < 0;
    case 'received':
    case 'issued':
    case 'moved':
      return quantity <= 0;
  }
}

/** A received lot without expiry keeps the item's shelf life, counted from its day of receipt at the site. */
function shelfLife(context: Context, message: Message, item: Item, data: StockEventData): string | null {
  if (!item.lots || item.shelfLifeDays === null) return null;
  return localDate(
    Date.parse(`${localDate(message.occurredAt, zoneOf(context, data.site))}T12:00:00Z`) +
      item.shelfLifeDays * 86_400_000,
    'UTC',
  );
}

/** `ord_…` or `<channel>/<externalId>`. */
function referencedOrder(draft: Draft, reference: string): Order | undefined {
  if (reference.startsWith('ord_')) return read(draft.orders, reference);
  const name = nameInReference(reference);
  return name === null ? undefined : knownOrder(draft, name);
}

/** The order that asked for the goods to be moved. */
function transferredFor(draft: Draft, { reference, to }: StockEvent): Managed | undefined {
  if (reference === null || to === null) return undefined;
  const order = referencedOrder(draft, reference);
  return order !== undefined && isManaged(order) ? order : undefined;
}

/** The order with the line facts that its reservations say, after goods left a site. */
export function recordIssue<Known extends Order>(draft: Draft, order: Known, site: string): Known {
  const parts = Map.groupBy(readParts(draft, order.id), (part) => part.line);
  const issuedOf = (line: OrderLine): number => issuedUnits(parts.get(line.line) ?? [], line);
  const changed = recordIssued(order, site, issuedOf);
  if (changed === order) return order;
  const known = { ...order, ...changed };
  write(draft.orders, order.id, known);
  return known;
}

function eventEntry(
  message: Message,
  command: StockCommand,
  event: StockEvent,
  facts: readonly StockFact[],
  outcome: StockOutcome,
  order: Order | undefined,
  reservation: Reservation | undefined,
): ReturnType<typeof entryOf> {
  const objects: ObjectReference[] = [
    { type: 'item', id: event.cell.item, qualifier: event.kind },
    { type: 'site', id: event.cell.site, qualifier: event.kind === 'moved' ? 'moved from' : `${event.kind} at` },
  ];
  if (event.to !== null && event.to.site !== event.cell.site)
    objects.push({ type: 'site', id: event.to.site, qualifier: 'moved to' });
  if (order !== undefined) objects.push({ type: 'order', id: order.id, qualifier: `${event.kind} for` });
  else if (reservation !== undefined)
    objects.push({ type: 'reservation', id: reservation.id, qualifier: 'issued for' });
  const settled = facts.filter((fact) => fact.fact === 'posted' || fact.fact === 'arrived' || fact.fact === 'reported');
  return entryOf(
    message,
    command.event.type.replace(/^crossdock\./, ''),
    order?.id ?? `${event.cell.item}@${event.cell.site}`,
    objects,
    {
      eventSource: event.source,
      eventId: command.event.id,
      sequence: event.sequence,
      asOf: event.asOf,
      quantity: event.quantity,
      reason: event.reason,
      reference: event.reference,
      movements: movementsOf(facts),
      ...(settled.length > 0 && { reservations: settled }),
      ...outcome,
    },
  );
}

export function movementsOf(facts: readonly StockFact[]): unknown[] {
  return facts
    .filter((fact) => fact.fact === 'moved')
    .map(({ cell, quantity, kind, expiresOn }) => ({
      ...cell,
      quantity,
      kind,
      ...(expiresOn !== null && { expiresOn }),
    }));
}

function watchExpiry(draft: Draft, context: Context, event: StockEvent): void {
  for (const cell of [event.cell, event.to]) {
    if (cell === null || cell.status !== 'available' || cell.lot === '') continue;
    // Also when the event names no expiry: goods may turn up in a lot whose day has passed.
    const held = readDetails(draft, cell.item, cell.site).find(
      (detail) => detail.lot === cell.lot && detail.status === cell.status,
    );
    if (held === undefined || held.expiresOn === null || held.quantity === 0) continue;
    watchDay(draft, { item: cell.item, site: cell.site, date: held.expiresOn }, zoneOf(context, cell.site));
  }
}

function watchDay(
  draft: Draft,
  { item, site, date }: { readonly item: string; readonly site: string; readonly date: string },
  zone: string,
): void {
  draft.deadlines.push({
    id: expiryDeadline(item, site, date),
    dueAt: startOfDay(date, zone),
    command: { type: 'stock.expire', item, site, date },
  });
}

export function expiryDeadline(item: string, site: string, date: string): string {
  return `stock.expire:${date}:${item}@${site}`;
}

function hear(draft: Draft, source: string, site: string, moment: number): void {
  const key = `${source}\t${site}`;
  draft.heard.set(key, Math.max(moment, draft.heard.get(key) ?? moment));
}

function viewEvent(draft: Draft, item: Item, site: string, outcome: StockOutcome): EventView {
  const balance = readBalance(draft, item.code, site);
  return {
    status: 'accepted',
    item: item.code,
    site,
    onHand: showQuantity(balance.onHand, item.scale),
    available: showQuantity(Math.max(0, balance.sellable - balance.reserved), item.scale),
    ...(outcome.superseded && { superseded: true }),
    ...(balance.short > 0 && { short: showQuantity(balance.short, item.scale) }),
  };
}
