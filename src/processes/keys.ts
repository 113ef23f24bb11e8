// What a message is going to touch, as far as it can be told without loading anything. Guessing too little is safe: the draft
// notes what was missing, and the turn loads it and decides again.
import type { Catalog } from '#catalog/model.ts';
import { everything } from '#kernel/scope.ts';
import { stockKey, sumKey } from '#stock/model.ts';
import type { SumRequest } from '#stock/model.ts';
import type { Message, OrderEvent, Submitted } from './message.ts';
import { parseInstant } from '#kernel/time.ts';
import { pickedOtherwise } from './order-event-data.ts';
import { nameInReference, orderName } from './place-order.ts';
import { candidateSites, componentCodes } from './promise.ts';

export interface Keys {
  /** Documents to lock: order ids and names (channel TAB externalId). */
  readonly orders: Set<string>;
  readonly orderNames: Set<string>;
  /** Orders (by id or name) and reservations whose parts, and the stock these lie on, are needed too. */
  readonly holders: Set<string>;
  readonly holderNames: Set<string>;
  readonly reservations: Set<string>;
  /** Orders (by id or name) and reservations that an issue names, there or not. */
  readonly references: Set<string>;
  /** item TAB site: the balance alone. */
  readonly balances: Set<string>;
  /** item TAB site: balance, details, absolutes, supplies and the reservations that wait for them. */
  readonly details: Set<string>;
  readonly sums: Map<string, SumRequest>;
  /** Items of which has to be known who waits for them. */
  readonly waiting: Set<string>;
  /** item TAB site: orders that are promised goods on hand there are needed. */
  readonly promisedAt: Set<string>;
  /** Some message may make goods free that orders wait for. */
  frees: boolean;
}

export function noKeys(): Keys {
  return {
    orders: new Set(),
    orderNames: new Set(),
    holders: new Set(),
    holderNames: new Set(),
    reservations: new Set(),
    references: new Set(),
    balances: new Set(),
    details: new Set(),
    sums: new Map(),
    waiting: new Set(),
    promisedAt: new Set(),
    frees: false,
  };
}

/** Messages that only take stock, or touch none: nobody waits for what they leave. */
const takesOnly: ReadonlySet<Message['command']['type']> = new Set([
  'order.place',
  'reservation.make',
  'party.erase',
  'item.put',
  'site.put',
  'partner.put',
  'definition.put',
  'document.note',
  'event.hold',
  'edi.tell',
  'deadline.fail',
]);

/** `wide` names items whose first site did not suffice lately: for them all sites are loaded at once. */
export function addKeys(keys: Keys, message: Submitted, catalog: Catalog, wide: ReadonlySet<string>): void {
  const { command } = message;
  if (!takesOnly.has(command.type)) keys.frees = true;
  switch (command.type) {
    case 'order.place': {
      keys.orderNames.add(orderName(command.document.channel, command.document.externalId));
      const sites = candidateSites(catalog, message.scope, command.document.site ?? null);
      for (const line of command.document.lines)
        addStock(keys, catalog, line.item, sites, wide, dateOf(command.document.requestedFor));
      return;
    }
    case 'order.change':
    case 'order.cancel':
    case 'order.expire':
      keys.orders.add(command.id);
      keys.holders.add(command.id);
      if (command.type === 'order.change') {
        const sites = candidateSites(catalog, message.scope, null);
        for (const line of command.change.lines ?? [])
          addStock(keys, catalog, line.item, sites, wide, dateOf(command.change.requestedFor));
      }
      return;
    case 'party.erase':
      keys.orders.add(command.id);
      return;
    case 'reservation.make': {
      keys.reservations.add(command.id);
      const sites = candidateSites(catalog, message.scope, command.document.site ?? null);
      addStock(keys, catalog, command.document.item, sites, wide, dateOf(command.document.requestedFor));
      return;
    }
    case 'reservation.post':
    case 'reservation.void':
    case 'reservation.expire':
      keys.reservations.add(command.id);
      keys.holders.add(command.id);
      return;
    case 'stock.event':
      return addEvent(keys, catalog, message.occurredAt, command);
    case 'order.act':
    case 'exception.close':
    case 'order.wake':
    case 'order.endanger':
    case 'order.resume':
      keys.orders.add(command.id);
      keys.holders.add(command.id);
      return;
    case 'edi.tell':
      for (const id of command.orders) {
        keys.orders.add(id);
        keys.holders.add(id);
      }
      return;
    case 'document.note':
      for (const { id } of command.orders) keys.orders.add(id);
      return;
    case 'deadline.fail': {
      const { command: failed } = command.of;
      if ('id' in failed && failed.type !== 'reservation.expire') keys.orders.add(failed.id);
      return;
    }
    case 'shortage.resolve':
    case 'goods.swap':
      keys.promisedAt.add(stockKey(command.item, command.site));
      keys.details.add(stockKey(command.item, command.site));
      return;
    case 'backorders.allocate': {
      keys.waiting.add(command.item);
      for (const site of candidateSites(catalog, everything, null)) keys.details.add(stockKey(command.item, site.code));
      return;
    }
    case 'order.event': {
      const touches = touchesStock(command);
      if (touches && (command.kind === 'shipment.shipped' || command.kind === 'shipment.picked'))
        for (const { item } of command.data.lines) addIssue(keys, catalog, item, command.data.site);
      const name = nameInReference(command.data.order);
      if (name === null) {
        keys.orders.add(command.data.order);
        if (touches) keys.holders.add(command.data.order);
      } else {
        keys.orderNames.add(name);
        if (touches) keys.holderNames.add(name);
      }
      return;
    }
    case 'supply.expected':
    case 'stock.expire': {
      const place = command.type === 'stock.expire' ? command : command.data;
      if (exists(catalog, place)) keys.details.add(stockKey(place.item, place.site));
      return;
    }
    case 'item.put':
    case 'site.put':
    case 'partner.put':
    case 'definition.put':
    case 'event.hold':
      return;
  }
}

/** Reports that hardly ever change what an order has reserved: only the order itself is loaded and locked for them. */
const quiet: ReadonlySet<OrderEvent['kind']> = new Set([
  'release.accepted',
  'shipment.packed',
  'transport.booked',
  'issue.posted',
  'invoice.issued',
  'shipment.delivered',
]);

function touchesStock(report: OrderEvent): boolean {
  return report.kind === 'shipment.picked' ? pickedOtherwise(report.data) : !quiet.has(report.kind);
}

function addStock(
  keys: Keys,
  catalog: Catalog,
  code: string,
  sites: readonly { readonly code: string }[],
  wide: ReadonlySet<string>,
  date: string | null,
): void {
  const item = catalog.item(code);
  if (item === undefined) return;
  const first = sites[0];
  if (first === undefined) return;
  for (const component of componentCodes(item)) {
    const into = date !== null && catalog.item(component)?.lots === true ? keys.details : keys.balances;
    if (wide.has(component)) for (const site of sites) into.add(stockKey(component, site.code));
    else into.add(stockKey(component, first.code));
  }
}

/** What leaves is posted in lots and statuses: of a kit, its components. */
function addIssue(keys: Keys, catalog: Catalog, code: string, site: string): void {
  const item = catalog.item(code);
  if (item === undefined || catalog.site(site) === undefined) return;
  for (const component of componentCodes(item)) keys.details.add(stockKey(component, site));
}

function addEvent(
  keys: Keys,
  catalog: Catalog,
  occurredAt: number | null,
  command: Extract<Message['command'], { type: 'stock.event' }>,
): void {
  const { data, kind, event } = command;
  if (!exists(catalog, data)) return;
  keys.details.add(stockKey(data.item, data.site));
  if (kind === 'moved' && data.toSite !== undefined && catalog.site(data.toSite) !== undefined)
    keys.details.add(stockKey(data.item, data.toSite));
  if ((kind === 'issued' || kind === 'moved') && data.reference !== undefined) {
    if (data.reference.startsWith('ord_')) {
      keys.orders.add(data.reference);
      keys.holders.add(data.reference);
      keys.references.add(data.reference);
    } else if (data.reference.startsWith('res_')) {
      keys.reservations.add(data.reference);
      keys.holders.add(data.reference);
      keys.references.add(data.reference);
    } else {
      const name = nameInReference(data.reference);
      if (name !== null) {
        keys.orderNames.add(name);
        keys.holderNames.add(name);
        keys.references.add(name);
      }
    }
  }
  if (kind === 'counted' || kind === 'snapshot') {
    const time = (data.asOf === undefined ? undefined : parseInstant(data.asOf.time)) ?? occurredAt;
    // Not known before the turn is open: the decision asks for it.
    if (time === null) return;
    const asOf = { time, sequence: data.asOf?.sequence ?? data.sequence ?? null };
    const request = {
      cell: { item: data.item, site: data.site, lot: data.lot ?? '', status: data.status ?? 'available' },
      source: event.source,
      asOf,
    } as const;
    keys.sums.set(sumKey(request), request);
  }
}

/** Balances of codes that nobody knows are never made: the decision refuses the message before it reads them. */
function exists(catalog: Catalog, place: { readonly item: string; readonly site: string }): boolean {
  return catalog.item(place.item) !== undefined && catalog.site(place.site) !== undefined;
}

function dateOf(requestedFor: string | { readonly date: string } | undefined): string | null {
  if (requestedFor === undefined) return null;
  return typeof requestedFor === 'string' ? requestedFor : requestedFor.date;
}

/** Keys that must not be in two open turns of one node, so that messages about one thing are decided in their order. */
export function orderingKeys(message: Submitted): readonly string[] {
  const { command } = message;
  switch (command.type) {
    case 'order.place':
      return [`name:${orderName(command.document.channel, command.document.externalId)}`];
    case 'order.change':
    case 'order.cancel':
    case 'order.expire':
    case 'order.act':
    case 'exception.close':
    case 'order.wake':
    case 'order.endanger':
    case 'order.resume':
    case 'party.erase':
    case 'reservation.make':
    case 'reservation.post':
    case 'reservation.void':
    case 'reservation.expire':
      return [command.id];
    case 'stock.event':
    case 'supply.expected':
      return [`stock:${command.event.source}\t${command.data.item}\t${command.data.site}`];
    case 'order.event': {
      // Told by its id, an order is told as by those who change it; told by its name, as by those who place it.
      const name = nameInReference(command.data.order);
      return [name === null ? command.data.order : `name:${name}`];
    }
    case 'stock.expire':
      return [`stock:crossdock\t${command.item}\t${command.site}`];
    case 'item.put':
      return [`item:${command.item.code}`];
    case 'site.put':
      return [`site:${command.site.code}`];
    case 'partner.put':
      return [`partner:${command.partner.code}`];
    case 'definition.put':
      return [`definition:${command.definition.kind}/${command.definition.name}`];
    case 'backorders.allocate':
    case 'shortage.resolve':
    case 'goods.swap':
      return [`backorders:${command.item}`];
    case 'edi.tell':
      return command.orders.length === 0 ? [`edi:${command.subject}`] : command.orders;
    case 'document.note':
      return [`document:${command.subject}`, ...command.orders.map(({ id }) => id)];
    case 'deadline.fail':
      return orderingKeys({ ...message, command: command.of.command });
    case 'event.hold':
      return [`event:${command.event.source}\t${command.event.id}`];
  }
}

/** Items that a command names: their master data must be in memory, and turns that are open together share none of them. */
export function itemsOf(command: Message['command']): readonly string[] {
  switch (command.type) {
    case 'order.place':
      return command.document.lines.map((line) => line.item);
    case 'order.change':
      return (command.change.lines ?? []).map((line) => line.item);
    case 'reservation.make':
      return [command.document.item];
    case 'stock.event':
    case 'supply.expected':
      return [command.data.item];
    case 'stock.expire':
      return [command.item];
    case 'item.put':
      return [command.item.code, ...(command.item.components ?? []).map((component) => component.item)];
    case 'order.event':
      return command.kind === 'shipment.shipped' || command.kind === 'shipment.picked'
        ? command.data.lines.map((line) => line.item)
        : [];
    case 'backorders.allocate':
    case 'shortage.resolve':
    case 'goods.swap':
      return [command.item];
    case 'order.cancel':
    case 'order.expire':
    case 'order.act':
    case 'exception.close':
    case 'order.wake':
    case 'order.endanger':
    case 'order.resume':
    case 'definition.put':
    case 'reservation.post':
    case 'reservation.void':
    case 'reservation.expire':
    case 'site.put':
    case 'partner.put':
    case 'party.erase':
    case 'edi.tell':
    case 'document.note':
    case 'deadline.fail':
    case 'event.hold':
      return [];
  }
}
