// Orders as callers see them.
import { lineAmount, showMoney } from '#kernel/money.ts';
import { showQuantity } from '#kernel/quantity.ts';
import { showInstant } from '#kernel/time.ts';
import type { Order, OrderLine, OrderStatus } from './model.ts';

/** The one function that names the state of an order. */
export function statusOf(order: Pick<Order, 'stage' | 'lines'>): OrderStatus {
  let issued = 0;
  let waiting = 0;
  let backordered = 0;
  for (const line of order.lines) {
    issued += line.issued;
    waiting += line.reserved + line.backordered;
    backordered += line.backordered;
  }
  if (issued > 0) return waiting > 0 ? 'partly_shipped' : 'shipped';
  if (order.stage !== 'open') return order.stage;
  return backordered > 0 ? 'backordered' : 'promised';
}

export interface OrderView {
  readonly id: string;
  readonly status: OrderStatus;
  readonly channel: string;
  readonly externalId: string;
  readonly customer: string | null;
  readonly site: string | null;
  readonly placedAt: string;
  readonly requestedFor: Order['requestedFor'];
  readonly allowBackorder: boolean;
  readonly expiresAt: string | null;
  readonly priority: number;
  readonly party: string | null;
  readonly version: number;
  readonly lines: readonly OrderLineView[];
  readonly total: { readonly amount: string; readonly currency: string } | null;
}

interface OrderLineView {
  readonly line: number;
  readonly item: string;
  readonly unit: string;
  readonly quantity: number;
  readonly reserved: number;
  readonly backordered: number;
  readonly issued: number;
  readonly cancelled: number;
  /** The last date of the line's portions; null while something has no date. */
  readonly promisedFor: string | null;
  readonly sites: readonly { readonly site: string; readonly quantity: number; readonly promisedFor: string }[];
  readonly price: OrderLine['price'];
  readonly amount: { readonly amount: string; readonly currency: string } | null;
}

export function viewOrder(order: Order): OrderView {
  return {
    id: order.id,
    status: statusOf(order),
    channel: order.channel,
    externalId: order.externalId,
    customer: order.customer,
    site: order.site,
    placedAt: showInstant(order.placedAt),
    requestedFor: order.requestedFor,
    allowBackorder: order.allowBackorder,
    expiresAt: order.expiresAt === null ? null : showInstant(order.expiresAt),
    priority: order.priority,
    party: order.party,
    version: order.version,
    lines: order.lines.map(viewLine),
    total: totalOf(order),
  };
}

function viewLine(line: OrderLine): OrderLineView {
  return {
    line: line.line,
    item: line.item,
    unit: line.unit,
    quantity: showQuantity(line.ordered, line.scale),
    reserved: showQuantity(line.reserved, line.scale),
    backordered: showQuantity(line.backordered, line.scale),
    issued: showQuantity(line.issued, line.scale),
    cancelled: showQuantity(line.cancelled, line.scale),
    promisedFor: line.backordered > 0 ? null : lastDate(line),
    sites: line.portions.map((portion) => ({
      site: portion.site,
      quantity: showQuantity(portion.quantity, line.scale),
      promisedFor: portion.promisedFor,
    })),
    price: line.price,
    amount: amountOf(line),
  };
}

function lastDate(line: OrderLine): string | null {
  let last: string | null = null;
  for (const portion of line.portions) if (last === null || portion.promisedFor > last) last = portion.promisedFor;
  return last;
}

function amountOf(line: OrderLine): { amount: string; currency: string } | null {
  if (line.price === null) return null;
  const amount = lineAmount(line.ordered - line.cancelled, line.scale, line.price.amount, line.price.currency);
  return amount === undefined ? null : showMoney(amount, line.price.currency);
}

/** Null unless every line has a price. */
function totalOf(order: Order): { amount: string; currency: string } | null {
  const currency = order.lines[0]?.price?.currency;
  if (currency === undefined) return null;
  let total = 0;
  for (const line of order.lines) {
    if (line.price === null) return null;
    const amount = lineAmount(line.ordered - line.cancelled, line.scale, line.price.amount, line.price.currency);
    if (amount === undefined || !Number.isSafeInteger(total + amount)) return null;
    total += amount;
  }
  return showMoney(total, currency);
}
