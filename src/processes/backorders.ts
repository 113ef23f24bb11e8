// Goods came, were given back or are announced: orders that wait for them are served, by policy and fairly, before anybody who
// comes later. What was found is promised at once and the orders' processes go on.
import { write } from '#kernel/layer.ts';
import { limits } from '#kernel/limits.ts';
import { divFloor } from '#kernel/quantity.ts';
import { promise } from '#orders/decide.ts';
import { sitesThatRefused } from '#orders/fulfilment.ts';
import type { OrderLine } from '#orders/model.ts';
import { decide } from '#policies/decide.ts';
import assert from '#kernel/assert.ts';
import { plan } from '#stock/plan.ts';
import type { PlanSite } from '#stock/plan.ts';
import { freeInbound } from '#stock/model.ts';
import { readBalance } from '#stock/read.ts';
import { askForAllocation } from './ask-for-allocation.ts';
import { activePolicy } from './definitions.ts';
import type { Context, Draft } from './draft.ts';
import { entryOf } from './entry.ts';
import { isManaged, moveCase } from './fulfilment/case.ts';
import type { Managed } from './fulfilment/case.ts';
import { fairShares } from './fulfilment/fair-shares.ts';
import { classOf, keptBack } from './fulfilment/rights.ts';
import type { Command, Message } from './message.ts';
import { candidateSites, componentsOf, planSites, reservePieces } from './promise.ts';
import { tellDate } from './tell-date.ts';

type Allocate = Extract<Command, { type: 'backorders.allocate' }>;

const dayMs = 86_400_000;

export function allocateBackorders(draft: Draft, context: Context, message: Message, command: Allocate): null {
  draft.deadlinesDone.push(command.deadline);
  const orders = waitingFor(draft, command);
  const available = freeQuantity(draft, context, command.item);
  if (available > 0 && orders.length > 0) serve(draft, context, message, command.item, orders, available);
  // More wait than are served at once: the next ones come after these.
  const last = orders.at(-1);
  if (
    orders.length >= limits.backordersPerTurnMax &&
    last !== undefined &&
    freeQuantity(draft, context, command.item) > 0
  )
    askForAllocation(draft, context.now, command.item, last.id);
  return null;
}

/** Oldest first; loaded by the turn. */
function waitingFor(draft: Draft, { item, after }: Allocate): Managed[] {
  const found: Managed[] = [];
  const ids = new Set([...draft.orders.below.keys(), ...draft.orders.changed.keys()]);
  for (const id of [...ids].toSorted()) {
    if (after !== null && id <= after) continue;
    const order = draft.orders.changed.get(id) ?? draft.orders.below.get(id);
    if (
      order !== undefined &&
      isManaged(order) &&
      order.lines.some((line) => line.backordered > 0 && needs(line, item) > 0)
    )
      found.push(order);
  }
  return found.slice(0, limits.backordersPerTurnMax);
}

/**
 * What one cannot use, because it lies at a site that is not for that order or another component of a kit is missing, goes to the
 * others: so often until everything is used or nobody can use it.
 */
function serve(
  draft: Draft,
  context: Context,
  message: Message,
  item: string,
  orders: readonly Managed[],
  available: number,
): void {
  let hungry = orders.map((order) => ({ order, ...claimOf(context, order, item) }));
  for (let free = available; free > 0 && hungry.length > 0; free = freeQuantity(draft, context, item)) {
    const shares = fairShares(
      hungry.map(({ order, ...claim }) => ({ ...claim, order: order.id })),
      free,
    );
    const next: typeof hungry = [];
    for (const { order, ...claim } of hungry) {
      const share = shares.get(order.id);
      assert(share !== undefined, `${order.id} waits and so has a share`);
      const { taken, after } =
        share > 0 ? give(draft, context, message, order, item, share) : { taken: 0, after: order };
      if (taken === share) next.push({ order: after, ...claim, quantity: claim.quantity - taken });
    }
    if (next.length === hungry.length) return;
    hungry = next;
  }
}

function claimOf(
  context: Context,
  order: Managed,
  item: string,
): { quantity: number; score: number; maxShare: number } {
  const { output } = decide(activePolicy(context.catalog, 'backorder-fairness'), {
    waitingDays: Math.floor((context.now - order.placedAt) / dayMs),
    rank: order.fulfilment.rights.rank,
    customerClass: classOf(context, order),
  });
  return {
    quantity: order.lines.reduce((sum, line) => sum + needs(line, item) * line.backordered, 0),
    score: Number(output['score']),
    maxShare: Number(output['maxShareOfArrival']),
  };
}

/** Promises at most `share` of the item to the order: from what is on hand, then from what is expected. */
function give(
  draft: Draft,
  context: Context,
  message: Message,
  order: Managed,
  item: string,
  share: number,
): { taken: number; after: Managed } {
  let left = share;
  let changed = order;
  let isExpected = false;
  const given = [];
  for (const line of order.lines) {
    const per = needs(line, item);
    const sites = per === 0 ? [] : sitesFor(context, changed, line.line);
    const [home] = sites;
    if (home === undefined) continue;
    const quantity = Math.min(line.backordered, divFloor(left, per));
    if (quantity <= 0) continue;
    const ordered = context.catalog.item(line.item);
    assert(ordered !== undefined, `${line.item} was ordered and so is known`);
    const { rights } = order.fulfilment;
    const components = componentsOf(ordered, line.components);
    const planned = plan(draft, [{ line: line.line, quantity, components }], {
      sites,
      requestedFor: order.requestedFor?.date ?? null,
      allowBackorder: true,
      oneSite: !rights.maySplit,
      keptBack: keptBack(context, rights),
    });
    const promised = quantity - (planned.open[0]?.quantity ?? 0);
    if (promised <= 0) continue;
    reservePieces(draft, order.id, changed.nextPart, planned.pieces);
    const lines = changed.lines.map((known) =>
      known === line ? { ...line, backordered: line.backordered - promised } : known,
    );
    changed = {
      ...promise({ ...changed, lines }, { ...planned, open: [] }, home.code),
      fulfilment: changed.fulfilment,
    };
    left -= promised * per;
    given.push(...planned.portions);
    isExpected ||= planned.pieces.some(({ inbound }) => inbound > 0);
  }
  if (given.length === 0) return { taken: 0, after: order };
  changed = { ...changed, version: changed.version + 1 };
  write(draft.orders, order.id, changed);
  const at = draft.entries.length;
  const moved = moveCase(draft, context, message, changed, 'stock.allocated');
  const objects = [
    { type: 'order', id: order.id, qualifier: 'allocated' },
    { type: 'item', id: item, qualifier: 'allocated' },
  ] as const;
  draft.entries.splice(
    at,
    0,
    entryOf(message, 'order.allocated.v1', order.id, objects, { order: order.id, portions: given, case: moved.told }),
  );
  return {
    taken: share - left,
    after: tellDate(draft, context, message, moved.order, isExpected ? 'goods are expected' : 'goods arrived'),
  };
}

/** Where the line may come from: not from a warehouse that refused it, and from one site where the order must not be split. */
function sitesFor(context: Context, { scope, site, fulfilment, lines }: Managed, line: number): PlanSite[] {
  const refused = sitesThatRefused(fulfilment, line);
  const promisedFrom = new Set(lines.flatMap(({ portions }) => portions.map((portion) => portion.site)));
  const bound = !fulfilment.rights.maySplit && promisedFrom.size > 0;
  const candidates = candidateSites(context.catalog, scope, site).filter(
    ({ code }) => !refused.has(code) && (!bound || promisedFrom.has(code)),
  );
  return planSites(candidates, context.now);
}

/** What one unit of the line takes of the item. */
function needs(line: OrderLine, item: string): number {
  if (line.components === null) return line.item === item ? 1 : 0;
  return line.components.find((component) => component.item === item)?.per ?? 0;
}

function freeQuantity(draft: Draft, context: Context, item: string): number {
  let free = 0;
  for (const site of context.catalog.sitesByRank().slice(0, limits.sitesPerItemMax)) {
    const balance = readBalance(draft, item, site.code);
    free += Math.max(0, balance.sellable - balance.reserved) + freeInbound(balance);
  }
  return free;
}
