// Goods came, were given back or are announced: orders that wait for them are served, by policy and fairly, before anybody who
// comes later. What was found is promised at once and the orders' processes go on.
import { read, write } from '#kernel/layer.ts';
import { limits } from '#kernel/limits.ts';
import { divFloor } from '#kernel/quantity.ts';
import { promise } from '#orders/decide.ts';
import { sitesThatRefused } from '#orders/fulfilment.ts';
import { needs, waitsFor } from '#orders/awaited.ts';
import { decide } from '#policies/decide.ts';
import type { Decision } from '#policies/decide.ts';
import assert from '#kernel/assert.ts';
import { plan } from '#stock/plan.ts';
import type { PlanSite } from '#stock/plan.ts';
import { bindFree } from '#stock/events.ts';
import { freeInbound } from '#stock/model.ts';
import { readBalance } from '#stock/read.ts';
import { askForAllocation, endAllocation } from './ask-for-allocation.ts';
import { activePolicy } from './definitions.ts';
import type { Context, Draft } from './draft.ts';
import { entryOf } from './entry.ts';
import { isManaged, moveCase } from './fulfilment/case.ts';
import type { Managed } from './fulfilment/case.ts';
import { byTurn, fairShares } from './fulfilment/fair-shares.ts';
import type { Claim } from './fulfilment/fair-shares.ts';
import { classOf, keptBack } from './fulfilment/rights.ts';
import { explain, upTo } from './fulfilment/told.ts';
import type { Command, Message } from './message.ts';
import { candidateSites, componentsOf, planSites, reservePieces } from './promise.ts';
import { tellDate } from './tell-date.ts';

type Allocate = Extract<Command, { type: 'backorders.allocate' }>;

const dayMs = 86_400_000;

interface InTurn extends Claim {
  readonly decision: Decision;
}

export function allocateBackorders(draft: Draft, context: Context, message: Message, command: Allocate): null {
  const { item, after } = command;
  draft.deadlinesDone.push(command.deadline);
  const asOf = after?.asOf ?? context.now;
  if (after === null) bringForward(draft, context, item);
  const coming = freeQuantity(draft, context, item) > 0 ? inTurn(draft, context, item, { after, asOf }) : [];
  const next = coming.slice(0, limits.backordersPerTurnMax);
  const unseen = next.filter(({ order }) => read(draft.orders, order) === undefined);
  for (const { order } of unseen) draft.missing.orders.add(order);
  if (unseen.length > 0) return null; // Decided again when they are loaded.
  const served = next.map((entry): Served => {
    const order = read(draft.orders, entry.order);
    assert(order !== undefined && isManaged(order), `${entry.order} waits and so has a process`);
    return { ...entry, step: stepOf(order, item), order };
  });
  const [first] = served;
  if (after === null && first !== undefined && isToSetAside(draft, context, first, item)) {
    askForAllocation(draft, context.now + limits.setAsideMs, item, null);
    return null;
  }
  serve(draft, context, message, item, served);
  const last = next.at(-1);
  // More wait than are served at once: the next ones come after these.
  if (coming.length > next.length && last !== undefined && freeQuantity(draft, context, item) > 0)
    askForAllocation(draft, context.now, item, { score: last.score, order: last.order, asOf });
  else endAllocation(draft, item);
  return null;
}

/** Goods that are there go first to those who are promised a supply of later: that supply is then for others. */
function bringForward(draft: Draft, context: Context, item: string): void {
  const kept = keptBack(context, { mayUseProtectedStock: false })(item);
  for (const site of context.catalog.sitesByRank().slice(0, limits.sitesPerItemMax))
    bindFree(draft, { item, site: site.code }, kept);
}

/** Everybody who waits for the item, by turn: as they were loaded, and as messages of this turn have left them. */
function inTurn(
  draft: Draft,
  context: Context,
  item: string,
  { after, asOf }: { readonly after: Allocate['after']; readonly asOf: number },
): InTurn[] {
  const queue = draft.queues.get(item);
  assert(queue !== undefined, `who waits for ${item} was loaded with its stock`);
  const waiting = new Map(queue.map((entry) => [entry.order, entry]));
  for (const orders of [draft.orders.below, draft.orders.changed])
    for (const order of orders.values()) {
      const known = waitsFor(order).get(item);
      if (known === undefined) waiting.delete(order.id);
      else waiting.set(order.id, known);
    }
  const policy = activePolicy(context.catalog, 'backorder-fairness');
  return [...waiting.values()]
    .map(({ order, quantity, placedAt, precedence, customer }): InTurn => {
      const decision = decide(policy, {
        waitingDays: Math.floor((asOf - placedAt) / dayMs),
        precedence,
        customerClass: classOf(context, { customer }),
      });
      const { score, maxShareOfArrival } = decision.output;
      return { order, quantity, step: 1, score: Number(score), maxShare: Number(maxShareOfArrival), decision };
    })
    .filter((entry) => after === null || byTurn(after, entry) < 0)
    .toSorted(byTurn);
}

interface Served extends Omit<InTurn, 'order'> {
  readonly order: Managed;
}

/**
 * What one cannot use, because it lies at a site that is not for that order or another component of a kit is missing, goes to the
 * others: so often until everything is used or nobody can use it.
 */
function serve(draft: Draft, context: Context, message: Message, item: string, orders: readonly Served[]): void {
  let hungry = [...orders];
  for (;;) {
    const free = freeQuantity(draft, context, item);
    if (free === 0) return;
    const shares = fairShares(
      hungry.map(({ order, ...claim }) => ({ ...claim, order: order.id })),
      free,
    );
    let given = 0;
    hungry = hungry.flatMap((entry) => {
      const share = shares.get(entry.order.id);
      assert(share !== undefined, `${entry.order.id} waits and so has a share`);
      if (share === 0) return [entry];
      const { taken, after } = give(draft, context, message, entry, item, share);
      given += taken;
      const quantity = entry.quantity - taken;
      // Whoever could not use all of its share cannot use more.
      return taken === share && quantity > 0 ? [{ ...entry, order: after, quantity }] : [];
    });
    if (given === 0 && [...shares.values()].every((share) => share === 0)) return;
  }
}

/**
 * What is there is too little for the kit whose turn it is, and all else of the kit is there: the goods are left until more have
 * come. Given to others each time, a kit would never get what comes in small lots.
 */
function isToSetAside(draft: Draft, context: Context, { order, step }: Served, item: string): boolean {
  if (freeQuantity(draft, context, item) >= step) return false;
  const free = (code: string, site: string): number => {
    const { sellable, reserved } = readBalance(draft, code, site);
    return sellable - reserved;
  };
  return order.lines.some(
    (line) =>
      line.backordered > 0 &&
      sitesFor(context, order, line.line).some(
        ({ code: site }) =>
          needs(line, item) > 1 &&
          line.components?.every(({ item: code, per }) => free(code, site) >= (code === item ? 1 : per)) === true,
      ),
  );
}

/** Of its lines that wait for the item, the smallest quantity that one of them can use. */
function stepOf(order: Managed, item: string): number {
  return Math.min(
    ...order.lines.filter(({ backordered }) => backordered > 0).map((line) => needs(line, item) || Infinity),
  );
}

/** Promises at most `share` of the item to the order: from what is on hand, then from what is expected. */
function give(
  draft: Draft,
  context: Context,
  message: Message,
  { order, decision }: Pick<Served, 'order' | 'decision'>,
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
    changed = promise({ ...changed, lines }, { ...planned, open: [] }, home.code);
    left -= promised * per;
    given.push(...planned.portions);
    isExpected ||= planned.pieces.some(({ inbound }) => inbound > 0);
  }
  if (given.length === 0) return { taken: 0, after: order };
  changed = { ...changed, version: changed.version + 1 };
  write(draft.orders, order.id, changed);
  const at = draft.entries.length;
  const moved = moveCase(draft, context, message, changed, 'stock.allocated');
  const after = tellDate(draft, context, message, moved.order, isExpected ? 'goods are expected' : 'goods arrived');
  const objects = [
    { type: 'order', id: order.id, qualifier: 'allocated' },
    { type: 'item', id: item, qualifier: 'allocated' },
  ] as const;
  draft.entries.splice(
    at,
    0,
    entryOf(message, 'order.allocated.v1', order.id, objects, {
      order: order.id,
      portions: given,
      case: { ...upTo(moved.told, after), decisions: [...explain([decision]), ...(moved.told.decisions ?? [])] },
    }),
  );
  return { taken: share - left, after };
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

function freeQuantity(draft: Draft, context: Context, item: string): number {
  let free = 0;
  for (const site of context.catalog.sitesByRank().slice(0, limits.sitesPerItemMax)) {
    const balance = readBalance(draft, item, site.code);
    free += Math.max(0, balance.sellable - balance.reserved) + freeInbound(balance);
  }
  return free;
}
