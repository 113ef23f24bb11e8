// Goods of a promise that are not where they were promised from: given back there and promised from elsewhere, as far as stock
// and supplies go; the rest is backordered.
import assert from '#kernel/assert.ts';
import { inWarehouse, sitesThatRefused } from '#orders/fulfilment.ts';
import type { RiskCause } from '#orders/fulfilment.ts';
import { perUnit } from '#orders/model.ts';
import type { OrderPortion } from '#orders/model.ts';
import { promisedDate } from '#orders/promised-date.ts';
import { bindOverdue } from '#stock/events.ts';
import { evolve } from '#stock/evolve.ts';
import { onHandOf } from '#stock/model.ts';
import type { Part } from '#stock/model.ts';
import { readParts } from '#stock/read.ts';
import { spokenFor } from '../ask-for-allocation.ts';
import { isRefused, raise } from './exceptions.ts';
import { promiseOpen } from './promise-open.ts';
import { endanger } from './danger.ts';
import { keep } from './run.ts';
import type { Run } from './run.ts';

/** An order being worked on. */
type OnOrder = Pick<Run, 'draft' | 'order'>;

/** Of a line, what is not to be had from the site. */
export interface Lost {
  readonly line: number;
  readonly site: string;
  readonly quantity: number;
  /** The site they were to be moved to; null for goods that leave from here. Left out, it is any, and what is to be moved goes first. */
  readonly toSite?: string | null;
  /** It is a supply that does not bring them; what is on hand there can be had. */
  readonly waits?: true;
}

/**
 * After a warehouse refused a release, or gave it back by itself: what of it did not leave is planned elsewhere. What it gives
 * back because it was asked to stays promised from there.
 */
export function planAgain(run: Run): void {
  const { report } = run;
  assert(report?.kind === 'release.refused' || report?.kind === 'release.cancelled', 'a warehouse gave a release back');
  const release = run.order.fulfilment.releases.find(({ id }) => id === report.data.release);
  assert(release !== undefined, 'what was reported was written down');
  if (release.state !== 'refused') return;
  const lost = release.lines.flatMap(({ line, quantity, shipped }) =>
    quantity > shipped ? [{ line, site: release.site, quantity: quantity - shipped, toSite: null }] : [],
  );
  moveAway(run, lost);
}

/** Takes the goods out of the promise at their sites and promises them anew, anywhere but where they are not. */
export function moveAway(run: Run, lost: readonly Lost[], cause: RiskCause = 'short_pick'): void {
  const before = promisedDate(run.order.lines);
  const freed = lost.flatMap((entry) => {
    // What a warehouse was asked for is left to it: it says what it does not find.
    const spared = inWarehouse(run.order.fulfilment, entry.line, entry.site);
    return takeFrom(run, entry, { inboundFirst: entry.waits === true, spared });
  });
  keep(run);
  promiseElsewhere(run, lost, { cause, before });
  for (const part of freed) bindOverdue(run.draft, part);
  run.order = { ...run.order, version: run.order.version + 1 };
  keep(run);
}

/** What was taken out of the promise is promised anew. What is now promised for later than `before` is at risk. */
export function promiseElsewhere(
  run: Run,
  lost: readonly Lost[],
  { cause, before }: { readonly cause: RiskCause; readonly before: string | null },
): void {
  const { fulfilment } = run.order;
  const refused = new Set(lost.flatMap(({ line }) => [...sitesThatRefused(fulfilment, line)]));
  const without = new Set(refused);
  for (const { site, waits } of lost) if (waits !== true) without.add(site);
  const { site } = run.order;
  promiseOpen(run, { without, site });
  // Lost by the ledger, it may be promised from what comes to the same site. What a warehouse did not find is not sought there again.
  if (cause === 'stock_lost' && run.order.lines.some(({ backordered }) => backordered > 0))
    promiseOpen(run, { without: refused, site, spokenFor: spokenFor(run.draft) });
  keep(run);
  // Nobody else has it, and asking there again would go in circles: somebody has to find out why it was refused.
  if (lost.some(({ line }) => isRefused(run, line))) raise(run, 'refused_everywhere');
  const after = promisedDate(run.order.lines);
  if (before !== null && (after === null || after > before)) endanger(run, cause, after);
}

interface Taking {
  /** What waits for supplies goes before what is on hand. */
  readonly inboundFirst?: boolean;
  /** Units that stay on hand. */
  readonly spared?: number;
}

/** Gives back the line's reservation at the site and reserves again what is to stay. */
export function takeFrom(
  run: OnOrder,
  { line: number, site, quantity, toSite }: Lost,
  { inboundFirst = false, spared = 0 }: Taking = {},
): Part[] {
  const line = run.order.lines.find((known) => known.line === number);
  assert(line !== undefined, `line ${number} is promised and so is known`);
  const parts = readParts(run.draft, run.order.id).filter(
    (part) => part.line === number && part.site === site && part.state === 'pending',
  );
  const freed: Part[] = [];
  for (const { item, per } of perUnit(line)) {
    const own = parts.filter((part) => part.item === item);
    const waiting = own.reduce((sum, part) => sum + part.inbound, 0);
    const there = Math.max(0, own.reduce((sum, part) => sum + onHandOf(part), 0) - per * spared);
    let leftThere = Math.min(there, inboundFirst ? Math.max(0, per * quantity - waiting) : per * quantity);
    let leftWaiting = Math.min(waiting, per * quantity - leftThere);
    for (const part of own) {
      const waits = Math.min(leftWaiting, part.inbound);
      const onHand = Math.min(leftThere, onHandOf(part));
      if (waits + onHand === 0) continue;
      leftWaiting -= waits;
      leftThere -= onHand;
      freed.push(part);
      evolve(run.draft, { fact: 'settled', holder: part.holder, part: part.part, state: 'voided' });
      reserveAgain(run, part, {
        onHand: onHandOf(part) - onHand,
        inbound: part.inbound - waits,
      });
    }
  }
  const portions = portionsWithout(line.portions, { site, quantity, ...(toSite !== undefined && { toSite }) });
  const lost = quantityOf(line.portions) - quantityOf(portions);
  run.order = {
    ...run.order,
    lines: run.order.lines.map((known) =>
      known.line === number
        ? { ...known, portions, reserved: known.reserved - lost, backordered: known.backordered + lost }
        : known,
    ),
  };
  return freed;
}

/** Of the goods of a site, those on the way that is named go first: the others are with the warehouse, or are to be moved. */
function portionsWithout(
  portions: readonly OrderPortion[],
  { site, quantity, toSite }: Omit<Lost, 'line'>,
): readonly OrderPortion[] {
  const isFirst = (portion: OrderPortion): boolean =>
    toSite === undefined ? portion.toSite !== undefined : (portion.toSite ?? null) === toSite;
  const here = portions.filter((portion) => portion.site === site);
  let gone = quantity;
  const left = new Map<OrderPortion, number>();
  for (const portion of [...here.filter(isFirst), ...here.filter((one) => !isFirst(one))]) {
    const taken = Math.min(gone, portion.quantity);
    gone -= taken;
    left.set(portion, portion.quantity - taken);
  }
  return portions.flatMap((portion) => {
    const kept = left.get(portion) ?? portion.quantity;
    return kept > 0 ? [{ ...portion, quantity: kept }] : [];
  });
}

function quantityOf(portions: readonly OrderPortion[]): number {
  return portions.reduce((sum, portion) => sum + portion.quantity, 0);
}

/** Parts are settled once: what stays of one is reserved by new ones, on hand and on the supply it waits for. */
export function reserveAgain(
  run: OnOrder,
  part: Part,
  { onHand, inbound }: { readonly onHand: number; readonly inbound: number },
): void {
  const fresh = { ...part, posted: 0, state: 'pending', reported: {} } as const;
  const kept = [
    { ...fresh, quantity: onHand, inbound: 0, supply: null },
    { ...fresh, quantity: inbound, inbound },
  ].filter(({ quantity }) => quantity > 0);
  for (const again of kept) {
    const number = run.order.nextPart;
    evolve(run.draft, { fact: 'reserved', part: { ...again, part: number } });
    run.order = { ...run.order, nextPart: number + 1 };
  }
}
