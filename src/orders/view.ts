// Orders as callers see them.
import { showQuantity } from '#kernel/quantity.ts';
import { showInstant } from '#kernel/time.ts';
import type { Order, OrderLine, OrderStatus } from './model.ts';
import { stageOf, viewFulfilment } from './view-fulfilment.ts';
import type { FulfilmentView } from './view-fulfilment.ts';
import { amountOf, totalOf, wanted } from './total.ts';
import type { Amount } from './total.ts';

/** The one function that names the state of an order. */
export function statusOf(order: Pick<Order, 'stage' | 'lines' | 'fulfilment'>): OrderStatus {
  const stage = order.fulfilment === null ? null : stageOf(order, order.fulfilment);
  if (stage !== null) return stage;
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
  readonly total: Amount | null;
  /** Null where no process runs the order. */
  readonly fulfilment: FulfilmentView | null;
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
  /** The line this one stands for, with other goods. */
  readonly substitutes?: number;
  readonly sites: readonly {
    readonly site: string;
    readonly quantity: number;
    readonly promisedFor: string;
    /** Where the goods are being moved, to be sent from there. */
    readonly toSite?: string;
  }[];
  readonly price: OrderLine['price'];
  readonly amount: Amount | null;
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
    total: totalOf(order, wanted),
    fulfilment: order.fulfilment === null ? null : viewFulfilment(order, order.fulfilment),
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
    ...(line.substitutes !== undefined && { substitutes: line.substitutes }),
    sites: line.portions.map((portion) => ({
      site: portion.site,
      quantity: showQuantity(portion.quantity, line.scale),
      promisedFor: portion.promisedFor,
      ...(portion.toSite !== undefined && { toSite: portion.toSite }),
    })),
    price: line.price,
    amount: amountOf(line, wanted(line)),
  };
}

function lastDate(line: OrderLine): string | null {
  let last: string | null = null;
  for (const portion of line.portions) if (last === null || portion.promisedFor > last) last = portion.promisedFor;
  return last;
}
