// What an order may take: the policy order-allocation, asked once when the order comes.
import type { AllocationRights } from '#orders/fulfilment.ts';
import type { Order } from '#orders/model.ts';
import type { Item, Partner } from '#catalog/model.ts';
import { parseQuantity } from '#kernel/quantity.ts';
import { daysBetween, localDate } from '#kernel/time.ts';
import { decide } from '#policies/decide.ts';
import type { Decision } from '#policies/decide.ts';
import { homeZone } from '../days.ts';
import { activePolicy } from '../definitions.ts';
import type { Context } from '../draft.ts';

export function rightsOf(context: Context, order: Order): { rights: AllocationRights; decision: Decision } {
  const decision = decide(activePolicy(context.catalog, 'order-allocation'), {
    channel: order.channel,
    priority: order.priority,
    customerClass: classOf(context, order),
    requestedInDays: daysAhead(context, order),
  });
  return { rights: decision.output as unknown as AllocationRights, decision }; // The policy's outputs are checked to be these.
}

/** What a plan for an order with these rights leaves alone: the item's attribute `protected`, at each site. */
export function keptBack(
  context: Context,
  rights: Pick<AllocationRights, 'mayUseProtectedStock'>,
): (code: string) => number {
  if (rights.mayUseProtectedStock) return () => 0;
  return (code) => protectedQuantity(context.catalog.item(code));
}

/** An attribute that is no quantity of the item protects nothing; it was put by hand and is for people to see. */
function protectedQuantity(item: Item | undefined): number {
  const told = item?.attributes['protected'];
  if (item === undefined || told === undefined) return 0;
  const quantity = parseQuantity(told, item.scale);
  return typeof quantity === 'number' && quantity > 0 ? quantity : 0;
}

/** A, B or C, as the partner's attribute says; who has none is C. */
export function classOf(context: Context, order: Pick<Order, 'customer'>): string {
  return customerOf(context, order)?.attributes?.['class'] ?? 'C';
}

/** Undefined for who is no customer of ours: a supplier, say, or a code that nobody has put. */
export function customerOf(context: Context, { customer }: Pick<Order, 'customer'>): Partner | undefined {
  const partner = customer === null ? undefined : context.catalog.partner(customer);
  return partner?.roles.some((role) => role === 'customer' || role === 'marketplace') === true ? partner : undefined;
}

function daysAhead(context: Context, order: Order): number {
  if (order.requestedFor === null) return 0;
  const today = localDate(context.now, homeZone(context, order));
  return daysBetween(today, order.requestedFor.date);
}
