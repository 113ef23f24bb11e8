// What is open on an order's lines, planned and reserved; and the entry that tells it.
import { reject } from '#kernel/rejection.ts';
import type { Rejection } from '#kernel/rejection.ts';
import { showQuantity } from '#kernel/quantity.ts';
import type { Scope } from '#kernel/scope.ts';
import { localDate } from '#kernel/time.ts';
import { promise } from '#orders/decide.ts';
import type { AllocationRights } from '#orders/fulfilment.ts';
import type { Order } from '#orders/model.ts';
import { statusOf } from '#orders/view.ts';
import { plan } from '#stock/plan.ts';
import type { Given } from '#stock/plan.ts';
import type { Plan } from '#stock/plan-model.ts';
import type { Context, Draft } from './draft.ts';
import { entryOf } from './entry.ts';
import type { ObjectReference } from './entry.ts';
import { keptBack } from './fulfilment/rights.ts';
import type { Told } from './fulfilment/told.ts';
import type { Message } from './message.ts';
import { candidateSites, componentsOf, isPast, planSites, reservePieces } from './promise.ts';

/** Plans and reserves what is open on the order's lines: ordered − issued − cancelled − reserved. */
export function promiseLines(
  draft: Draft,
  context: Context,
  order: Order,
  by: {
    /** Of the caller; the order's own goes before it. */
    readonly scope?: Scope;
    /** What the policy allows; null where no process runs. */
    readonly rights: AllocationRights | null;
    /** Sites that turned out not to have the goods. */
    readonly without?: ReadonlySet<string>;
    /** For an order that comes now: what those who wait are to be served with first. */
    readonly spokenFor?: (item: string) => number | null;
    /** Of an order that is changed: what it held until now. */
    readonly given?: (item: string, site: string) => Given;
  },
): { order: Order; plan: Plan } | Rejection {
  const candidates = candidateSites(context.catalog, { ...by.scope, ...order.scope }, order.site).filter(
    (site) => by.without?.has(site.code) !== true,
  );
  const [home] = candidates;
  if (home === undefined) {
    return order.site === null
      ? reject('no_site', 'No active site is in the scope of the caller.')
      : reject('site_outside_scope', `Site ${order.site} is outside the scope of the caller.`, { pointer: '/site' });
  }
  const sites = planSites(candidates, context.now);
  const requestedFor = order.requestedFor?.date ?? null;
  if (requestedFor !== null && isPast(requestedFor, candidates, context.now)) {
    return reject('requested_for_past', `${requestedFor} is past; today is ${localDate(context.now, home.zone)}.`, {
      pointer: '/requestedFor',
    });
  }
  const demands = [];
  for (const line of order.lines) {
    const quantity = line.ordered - line.issued - line.cancelled - line.reserved;
    const item = context.catalog.item(line.item);
    if (item === undefined) return reject('item_unknown', `No item has the code ${line.item}.`);
    if (quantity > 0) demands.push({ line: line.line, quantity, components: componentsOf(item, line.components) });
  }
  const planned = plan(draft, demands, {
    sites,
    requestedFor,
    allowBackorder: order.allowBackorder,
    ...(by.spokenFor !== undefined && { spokenFor: by.spokenFor }),
    ...(by.given !== undefined && { given: by.given }),
    ...(by.rights !== null && { oneSite: !by.rights.maySplit, keptBack: keptBack(context, by.rights) }),
  });
  if (planned.open.length > 0 && !order.allowBackorder) return insufficient(order, planned);
  reservePieces(draft, order.id, order.nextPart, planned.pieces);
  return { order: promise(order, planned, home.code), plan: planned };
}

function insufficient(order: Order, planned: Plan): Rejection {
  const openOf = new Map(planned.open.map((entry) => [entry.line, entry.quantity]));
  const short = order.lines.flatMap(({ line, item, scale, ordered, issued, cancelled }) => {
    const open = openOf.get(line);
    const wanted = ordered - issued - cancelled;
    return open === undefined
      ? []
      : [{ line, item, ordered: showQuantity(wanted, scale), available: showQuantity(wanted - open, scale) }];
  });
  const texts = short.map((entry) => `Line ${entry.line}: ${entry.available} of ${entry.ordered} ${entry.item}.`);
  const index = order.lines.findIndex((line) => openOf.has(line.line));
  return reject(
    'insufficient_stock',
    `${short.length} of ${order.lines.length} lines cannot be filled. ${texts.slice(0, 1).join('')}`,
    {
      pointer: `/lines/${index}/quantity`,
      facts: { lines: short },
    },
  );
}

/**
 * What was promised from where, line by line; the same shape after a change. A portion is one reservation of its line's item;
 * reservations are listed where they are something else: the components of a kit, or expected supplies.
 */
export function promisedEntry(message: Message, order: Order, planned: Plan, told?: Told): ReturnType<typeof entryOf> {
  const status = statusOf(order);
  const sites = [...new Set(planned.pieces.map((piece) => piece.site))];
  const itemOf = new Map(order.lines.map((line) => [line.line, line.item]));
  const own = planned.pieces.filter((piece) => piece.inbound > 0 || itemOf.get(piece.line) !== piece.item);
  return entryOf(
    message,
    `order.${status === 'backordered' ? 'backordered' : 'promised'}.v1`,
    order.id,
    [
      { type: 'order', id: order.id, qualifier: 'promised' },
      ...sites.map((site): ObjectReference => ({ type: 'site', id: site, qualifier: 'promised from' })),
    ],
    {
      portions: planned.portions,
      ...(own.length > 0 && { reservations: own }),
      ...(planned.open.length > 0 && { backordered: planned.open }),
      ...(told !== undefined && { case: told }),
    },
  );
}
