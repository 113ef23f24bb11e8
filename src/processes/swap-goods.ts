// Goods change hands: an order that waits for a supply gets what lies reserved for a later day, and whoever it was reserved for
// gets that supply, which comes in time. Both promises hold, one of them sooner, and as much is promised from stock and from
// supplies as before: availability answers stay what they were.
import assert from '#kernel/assert.ts';
import { read } from '#kernel/layer.ts';
import { divFloor } from '#kernel/quantity.ts';
import { addDays, daysBetween } from '#kernel/time.ts';
import { inWarehouse } from '#orders/fulfilment.ts';
import type { OrderLine } from '#orders/model.ts';
import { decide } from '#policies/decide.ts';
import { evolve } from '#stock/evolve.ts';
import { onHandOf, openQuantity, stockKey } from '#stock/model.ts';
import type { Part, StockFact, Supply } from '#stock/model.ts';
import { readBalance, readPart, readParts, readSupplies, readWaiting } from '#stock/read.ts';
import { activePolicy } from './definitions.ts';
import type { Context, Draft } from './draft.ts';
import { entryOf } from './entry.ts';
import { isManaged, takes } from './fulfilment/case.ts';
import type { Managed } from './fulfilment/case.ts';
import type { Command, Message } from './message.ts';
import { leavesFrom } from './promise.ts';

type Swap = Extract<Command, { type: 'goods.swap' }>;

/** Goods on hand for which a warehouse will not be asked before a day: what takes their place has to be there by then. */
interface Spare {
  readonly holder: string;
  readonly part: number;
  readonly until: string;
}

export function swapGoods(draft: Draft, context: Context, message: Message, command: Swap): null {
  draft.deadlinesDone.push(command.deadline);
  const { item, site } = command;
  const place = context.catalog.site(site);
  assert(place !== undefined, `goods were promised at ${site} and so it is known`);
  const today = leavesFrom(place, context.now);
  const spares = sparesAt(draft, context, command, today);
  for (const waiting of readWaiting(draft, item, site)) {
    const supply = readSupplies(draft, item, site).find(({ id }) => id === waiting.supply);
    assert(supply !== undefined, `supply ${waiting.supply} was told and so is known`);
    if (!isSure(supply, today) || !couldLeaveSooner(draft, context, { part: waiting, supply, today })) continue;
    for (const spare of spares) {
      if (spare.until < supply.expectedOn) break;
      swap(draft, message, waiting, spare, supply);
    }
  }
  return null;
}

function swap(draft: Draft, message: Message, waiting: Part, spare: Spare, supply: Supply): void {
  const sooner = readPart(draft, waiting.holder, waiting.part);
  const later = readPart(draft, spare.holder, spare.part);
  // A part waits for one supply only.
  const spared = later.inbound > 0 && later.supply !== supply.id ? 0 : Math.min(sooner.inbound, onHandOf(later));
  const quantity = inWholeUnits(draft, sooner, spared);
  if (quantity === 0) return;
  // On the very day, what stays on hand would leave before what comes: a line gives way whole, or not at all.
  if (quantity < onHandOf(later) && supply.expectedOn === spare.until) return;
  const { item, site, holder } = later;
  evolve(draft, { fact: 'arrived', holder: sooner.holder, part: sooner.part, quantity });
  evolve(draft, { fact: 'deferred', holder, part: later.part, supply: supply.id, quantity });
  const objects = [
    { type: 'order', id: holder, qualifier: 'goods deferred' },
    { type: 'item', id: item, qualifier: 'deferred' },
    { type: 'site', id: site, qualifier: 'deferred at' },
  ] as const;
  const data = { order: holder, item, site, quantity, supply: supply.id, inFavourOf: sooner.holder };
  draft.entries.push(entryOf(message, 'order.goods_deferred.v1', holder, objects, data));
}

/** As much of it as completes units of the line: goods that a kit cannot leave with are of no use to it. */
function inWholeUnits(draft: Draft, { holder, line: number, item, site }: Part, quantity: number): number {
  const components = read(draft.orders, holder)?.lines.find((known) => known.line === number)?.components;
  const per = components?.find((component) => component.item === item)?.per ?? 1;
  const held = readParts(draft, holder)
    .filter((part) => part.line === number && part.item === item && part.site === site && part.state === 'pending')
    .reduce((sum, part) => sum + onHandOf(part), 0);
  return Math.max(0, divFloor(held + quantity, per) * per - held);
}

/** Nothing is known that makes the supply late, or too small for those who were promised it. */
function isSure(supply: Supply, today: string): boolean {
  return supply.expectedOn >= today && supply.reserved <= openQuantity(supply);
}

/** The order wants the goods before the supply comes, and could send them: a kit, when nothing else of it is to come. */
function couldLeaveSooner(
  draft: Draft,
  context: Context,
  { part, supply, today }: { readonly part: Part; readonly supply: Supply; readonly today: string },
): boolean {
  const order = managed(draft, part.holder);
  // Of what leaves only as one, a part would lie.
  if (order === undefined || order.fulfilment.rights.shipComplete || !takes(context, order, 'stock.allocated'))
    return false;
  if (order.fulfilment.holds.some(({ state }) => state === 'open')) return false;
  if (supply.expectedOn <= today || supply.expectedOn <= (order.requestedFor?.date ?? today)) return false;
  return !readParts(draft, order.id).some(
    (other) => other.state === 'pending' && other.line === part.line && other.item !== part.item && other.inbound > 0,
  );
}

/** Latest day first; of one day, the newest order. */
function sparesAt(draft: Draft, context: Context, { item, site }: Pick<Swap, 'item' | 'site'>, today: string): Spare[] {
  const ids = new Set([...draft.orders.below.keys(), ...draft.orders.changed.keys()]);
  return [...ids]
    .toSorted()
    .toReversed()
    .flatMap((id) => {
      const order = managed(draft, id);
      if (order === undefined || order.fulfilment.risk !== null) return [];
      return readParts(draft, id).flatMap((part): Spare[] => {
        if (part.item !== item || part.site !== site || part.state !== 'pending' || onHandOf(part) === 0) return [];
        const leaving = leavesOn(order, part);
        if (leaving === null) return [];
        return [
          { holder: id, part: part.part, until: addDays(leaving, -daysAhead(context, order, { today, leaving })) },
        ];
      });
    })
    .toSorted((one, other) => (one.until > other.until ? -1 : one.until < other.until ? 1 : 0));
}

/** By the policy release-timing: so long before the goods leave, the warehouse is asked for them, were they still to come. */
function daysAhead(
  context: Context,
  order: Managed,
  { today, leaving }: { readonly today: string; readonly leaving: string },
): number {
  const { output } = decide(activePolicy(context.catalog, 'release-timing'), {
    daysUntilPromise: daysBetween(today, leaving),
    expedite: false,
    shipComplete: order.fulfilment.rights.shipComplete,
    backordered: true,
  });
  return Number(output['daysAhead']);
}

/** The day on which the first of the line's goods are promised to leave the site; null when they may leave at any time. */
function leavesOn(order: Managed, { line, site }: Pick<Part, 'line' | 'site'>): string | null {
  const isHere = (portion: OrderLine['portions'][number]): boolean => portion.site === site;
  const here = order.lines.filter((known) => known.line === line).flatMap(({ portions }) => portions.filter(isHere));
  const isFree = inWarehouse(order.fulfilment, line, site) === 0 && here.every(({ toSite }) => toSite === undefined);
  const [first] = here.map(({ promisedFor }) => promisedFor).toSorted();
  return isFree && first !== undefined ? first : null;
}

function managed(draft: Draft, id: string): Managed | undefined {
  const order = read(draft.orders, id);
  return order !== undefined && isManaged(order) && !order.fulfilment.ended ? order : undefined;
}

/** Somebody was promised a supply at a place where others have goods. */
export function askToSwap(draft: Draft, now: number, facts: readonly StockFact[]): void {
  for (const fact of facts) {
    if (fact.fact !== 'reserved' || fact.part.inbound === 0) continue;
    const { item, site } = fact.part;
    if (readBalance(draft, item, site).reserved === 0) continue;
    const deadline = `swap:${stockKey(item, site)}`;
    draft.deadlines.push({ id: deadline, dueAt: now, command: { type: 'goods.swap', item, site, deadline } });
  }
}
