// Orders decided: what is accepted, what a promise, a change, a cancellation, an expiry and an issue do to the line facts.
import type { Catalog, Item } from '#catalog/model.ts';
import assert from '#kernel/assert.ts';
import { pricePerBaseUnit } from '#kernel/money.ts';
import { parseQuantity } from '#kernel/quantity.ts';
import { reject, isRejection } from '#kernel/rejection.ts';
import type { Rejection } from '#kernel/rejection.ts';
import type { Scope } from '#kernel/scope.ts';
import { parseInstant } from '#kernel/time.ts';
import type { Component, Plan, Portion } from '#stock/plan-model.ts';
import { sentInstead } from './instead.ts';
import type {
  ChangeDocument,
  LineDocument,
  Order,
  OrderDocument,
  OrderLine,
  OrderPortion,
  RequestedFor,
} from './model.ts';

export interface AcceptOrder {
  readonly id: string;
  readonly document: OrderDocument;
  readonly digest: string;
  readonly party: string | null;
  readonly now: number;
  readonly scope: Scope;
}

/** The order with every line still open, or the first rule it breaks, in the order of the rules below. */
export function acceptOrder(command: AcceptOrder, catalog: Catalog): Order | Rejection {
  const { document } = command;
  const lines = readLines(document.lines, catalog);
  if (isRejection(lines)) return lines;
  if (document.site !== undefined) {
    const site = catalog.site(document.site);
    if (site === undefined)
      return reject('site_unknown', `No site has the code ${document.site}.`, { pointer: '/site' });
    if (!site.active) return reject('site_inactive', `Site ${document.site} is not active.`, { pointer: '/site' });
  }
  const expiresAt = document.expiresAt === undefined ? null : (parseInstant(document.expiresAt) ?? null);
  if (document.expiresAt !== undefined && (expiresAt === null || expiresAt <= command.now)) {
    return reject('expires_in_past', `expiresAt is ${document.expiresAt}.`, { pointer: '/expiresAt' });
  }
  return {
    id: command.id,
    channel: document.channel,
    externalId: document.externalId,
    customer: document.customer ?? null,
    site: document.site ?? null,
    stage: 'open',
    placedAt: command.now,
    requestedFor: readRequestedFor(document.requestedFor),
    allowBackorder: document.allowBackorder ?? false,
    expiresAt,
    priority: document.priority ?? 5,
    party: command.party,
    digest: command.digest,
    scope: command.scope,
    lines,
    sites: document.site === undefined ? [] : [document.site],
    nextPart: 1,
    version: 1,
    fulfilment: null,
  };
}

export function readRequestedFor(value: string | RequestedFor | undefined): RequestedFor | null {
  if (value === undefined) return null;
  return typeof value === 'string' ? { date: value } : value;
}

/** Lines at the scale of their items, each wholly open (nothing reserved, backordered or issued). */
function readLines(documents: readonly LineDocument[], catalog: Catalog): OrderLine[] | Rejection {
  const lines: OrderLine[] = [];
  const numbers = new Set<number>();
  let currency: string | undefined;
  for (const [index, document] of documents.entries()) {
    const pointer = `/lines/${index}`;
    if (numbers.has(document.line))
      return reject('duplicate_line', `Line ${document.line} comes twice.`, { pointer: `${pointer}/line` });
    numbers.add(document.line);
    const item = catalog.item(document.item);
    if (item === undefined)
      return reject('item_unknown', `No item has the code ${document.item}.`, { pointer: `${pointer}/item` });
    if (!item.active)
      return reject('item_inactive', `Item ${document.item} is not active.`, { pointer: `${pointer}/item` });
    const quantity = readQuantity(item, document.quantity, document.unit, pointer);
    if (typeof quantity !== 'number') return quantity;
    if (quantity <= 0)
      return reject('quantity_not_positive', `The quantity of line ${document.line} is ${document.quantity}.`, {
        pointer: `${pointer}/quantity`,
      });
    if (document.price !== undefined) {
      if (currency !== undefined && document.price.currency !== currency) {
        return reject('price_currency_mixed', `${currency} and ${document.price.currency} are in one order.`, {
          pointer: `${pointer}/price/currency`,
        });
      }
      currency = document.price.currency;
    }
    lines.push({
      line: document.line,
      item: item.code,
      scale: item.scale,
      unit: item.unit,
      components: kitOf(item, catalog),
      ordered: quantity,
      reserved: 0,
      backordered: 0,
      issued: 0,
      cancelled: 0,
      price: document.price === undefined ? null : basePrice(item, document.price, document.unit),
      portions: [],
    });
  }
  return lines;
}

/** What a kit is made of now; null for a stocked item. */
export function kitOf(item: Item, catalog: Catalog): readonly Component[] | null {
  if (item.components.length === 0) return null;
  return item.components.map((component) => ({
    item: component.item,
    per: component.quantity,
    lots: catalog.item(component.item)?.lots ?? false,
  }));
}

/** Lines are kept in the base unit, and so are their prices; `readQuantity` has found the unit. */
function basePrice(
  item: Item,
  price: NonNullable<LineDocument['price']>,
  unit: string | undefined,
): NonNullable<OrderLine['price']> {
  const factor = unit === item.unit ? undefined : item.units.find((conversion) => conversion.unit === unit)?.factor;
  if (factor === undefined) return price;
  const amount = pricePerBaseUnit(price.amount, factor);
  assert(amount !== undefined, `price ${price.amount} and factor ${factor} were checked to be decimals`);
  return { ...price, amount };
}

export function readQuantity(
  item: Item,
  value: number | string,
  unit: string | undefined,
  pointer: string,
): number | Rejection {
  let factor: string | undefined;
  if (unit !== undefined && unit !== item.unit) {
    factor = item.units.find((conversion) => conversion.unit === unit)?.factor;
    if (factor === undefined) {
      const known = [item.unit, ...item.units.map((conversion) => conversion.unit)].join(', ');
      return reject('unit_unknown', `Item ${item.code} has no unit ${unit}; it has ${known}.`, {
        pointer: `${pointer}/unit`,
      });
    }
  }
  const quantity = parseQuantity(value, item.scale, factor);
  if (typeof quantity === 'number') return quantity;
  return reject(
    quantity,
    `The quantity is ${value}${unit === undefined ? '' : ` ${unit}`}; item ${item.code} has ${item.scale} decimal places.`,
    {
      pointer: `${pointer}/quantity`,
    },
  );
}

/** The order with the plan's portions promised and the rest backordered; what is promised from nowhere yet belongs to `home`. */
export function promise<Known extends Order>(order: Known, plan: Plan, home: string): Known {
  const portionsOf = new Map<number, Portion[]>();
  for (const portion of plan.portions) {
    const portions = portionsOf.get(portion.line);
    if (portions === undefined) portionsOf.set(portion.line, [portion]);
    else portions.push(portion);
  }
  const openOf = new Map(plan.open.map((entry) => [entry.line, entry.quantity]));
  const lines = order.lines.map((line): OrderLine => {
    const portions = portionsOf.get(line.line) ?? [];
    const open = openOf.get(line.line) ?? 0;
    if (portions.length === 0 && open === 0) return line;
    const promised = portions.reduce((sum, portion) => sum + portion.quantity, 0);
    return {
      ...line,
      reserved: line.reserved + promised,
      backordered: line.backordered + open,
      portions: [...line.portions, ...portions],
    };
  });
  return { ...order, lines, sites: withSites(order, plan, home), nextPart: order.nextPart + plan.pieces.length };
}

function withSites(order: Order, plan: Plan, home: string): readonly string[] {
  const sites = new Set(order.sites);
  for (const portion of plan.portions) sites.add(portion.site);
  if (sites.size === 0) sites.add(home);
  return sites.size === order.sites.length ? order.sites : [...sites];
}

/** What is still open is taken out of the order: all its reservations and backorders are cancelled. */
export function close(order: Order, stage: 'cancelled' | 'expired'): Order | Rejection {
  if (order.stage !== 'open' || order.lines.every((line) => line.reserved + line.backordered === 0)) {
    return reject('order_not_open', `Order ${order.id} has nothing left to take back.`);
  }
  return {
    ...order,
    stage,
    version: order.version + 1,
    lines: order.lines.map((line) => ({
      ...line,
      reserved: 0,
      backordered: 0,
      cancelled: line.cancelled + line.reserved + line.backordered,
      portions: [],
    })),
  };
}

/** Lines after a change, with everything that had not left taken back, to be promised anew. */
export function reopen(order: Order, change: ChangeDocument, catalog: Catalog): Order | Rejection {
  if (order.stage !== 'open' || order.lines.every((line) => line.reserved + line.backordered === 0)) {
    return reject('order_not_open', `Order ${order.id} can no longer be changed.`);
  }
  const lines = change.lines === undefined ? order.lines.map(reset) : changeLines(order, change.lines, catalog);
  if (isRejection(lines)) return lines;
  return {
    ...order,
    lines,
    version: order.version + 1,
    requestedFor: change.requestedFor === undefined ? order.requestedFor : readRequestedFor(change.requestedFor),
    allowBackorder: change.allowBackorder ?? order.allowBackorder,
  };
}

/** The lines that are wanted now, and those that are no more: cancelled as far as they had not left. */
function changeLines(order: Order, documents: readonly LineDocument[], catalog: Catalog): OrderLine[] | Rejection {
  const wanted = readLines(documents, catalog);
  if (isRejection(wanted)) return wanted;
  const lines: OrderLine[] = [];
  for (const [index, line] of wanted.entries()) {
    const before = order.lines.find((known) => known.line === line.line);
    if (before === undefined) {
      lines.push(line);
      continue;
    }
    const pointer = `/lines/${index}`;
    if (before.item !== line.item)
      return reject('order_line_item_changed', `Line ${line.line} is ${before.item}.`, { pointer: `${pointer}/item` });
    const instead = sentInstead(order, before);
    if (line.ordered < before.issued + instead)
      return reject('order_partly_shipped', `Of line ${line.line} ${before.issued + instead} left already.`, {
        pointer: `${pointer}/quantity`,
      });
    lines.push({ ...reset(before), ordered: line.ordered, cancelled: instead, price: line.price ?? before.price });
  }
  for (const before of order.lines) {
    if (lines.some((line) => line.line === before.line)) continue;
    lines.push({ ...reset(before), cancelled: before.ordered - before.issued });
  }
  // A line that names no price keeps its own, so the document alone does not tell.
  const currencies = new Set(lines.flatMap((line) => line.price?.currency ?? []));
  if (currencies.size > 1)
    return reject('price_currency_mixed', `${[...currencies].join(' and ')} would be in one order.`, {
      pointer: '/lines',
    });
  return lines;
}

function reset(line: OrderLine): OrderLine {
  return { ...line, reserved: 0, backordered: 0, portions: [] };
}

/** Issued quantities after goods left a site: each line's issue is given anew, as its reservations say. */
export function recordIssued(order: Order, site: string, issuedOf: (line: OrderLine) => number): Order {
  let changed = false;
  const lines = order.lines.map((line): OrderLine => {
    const issued = issuedOf(line);
    if (issued === line.issued) return line;
    changed = true;
    return {
      ...line,
      issued,
      reserved: line.reserved - (issued - line.issued),
      portions: shipped(line.portions, site, issued - line.issued),
    };
  });
  return changed ? { ...order, lines, version: order.version + 1 } : order;
}

function shipped(portions: readonly OrderPortion[], site: string, quantity: number): OrderPortion[] {
  let left = quantity;
  const rest: OrderPortion[] = [];
  const fromSiteFirst = portions.toSorted((one, other) => Number(other.site === site) - Number(one.site === site));
  for (const portion of fromSiteFirst) {
    const gone = Math.min(left, portion.quantity);
    left -= gone;
    if (portion.quantity > gone) rest.push({ ...portion, quantity: portion.quantity - gone });
  }
  return rest;
}
