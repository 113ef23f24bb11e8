// Goods sent instead of those ordered, one for one: a line of their own says what they stand for, at the price of the line they
// replace. The customer pays what was ordered.
import type { Item } from '#catalog/model.ts';
import assert from '#kernel/assert.ts';
import { kitOf, promise } from '#orders/decide.ts';
import { lineInstead } from '#orders/instead.ts';
import type { OrderLine } from '#orders/model.ts';
import { plan } from '#stock/plan.ts';
import { candidateSites, demandOf, planSites, reservePieces } from '../promise.ts';
import { keptBack } from './rights.ts';
import { keep } from './run.ts';
import type { Run } from './run.ts';

/** What the policy allows to be sent instead of the line's item, unasked. */
export function offeredFor(run: Run, line: OrderLine): Item | undefined {
  return run.order.fulfilment.rights.maySubstitute ? substituteOf(run, line) : undefined;
}

/** Counted alike, and not itself instead of something. */
function substituteOf({ context: { catalog } }: Run, line: OrderLine): Item | undefined {
  if (line.substitutes !== undefined) return undefined;
  const item = catalog.item(catalog.item(line.item)?.attributes['substitute'] ?? '');
  return item !== undefined && item.active && item.scale === line.scale ? item : undefined;
}

/** What waits for goods and may be sent as others. */
export function substituteWaiting(run: Run): void {
  for (const line of run.order.lines)
    if (line.backordered > 0 && offeredFor(run, line) !== undefined) substituteLine(run, line, line.backordered);
}

/**
 * Moves `quantity` of what the line waits for to its item's substitute; `pickedAt` is where that is in the picker's hands. False
 * when there is none, or not enough of it.
 */
export function substituteLine(run: Run, line: OrderLine, quantity: number, pickedAt: string | null = null): boolean {
  const { order, context, draft } = run;
  const { rights } = order.fulfilment;
  const item = substituteOf(run, line);
  assert(item !== undefined, 'it was looked whether one is offered');
  const promisedFrom = new Set(order.lines.flatMap(({ portions }) => portions.map(({ site }) => site)));
  const isBound = pickedAt === null && !rights.maySplit && promisedFrom.size > 0;
  const candidates = candidateSites(context.catalog, order.scope, pickedAt ?? order.site);
  const sites = planSites(isBound ? candidates.filter(({ code }) => promisedFrom.has(code)) : candidates, context.now);
  const added = { ...lineInstead(order, line, item, kitOf(item, context.catalog)), ordered: quantity };
  const planned = plan(draft, [demandOf(item, added.line, quantity, context.catalog)], {
    sites,
    requestedFor: order.requestedFor?.date ?? null,
    allowBackorder: false,
    oneSite: !rights.maySplit,
    // What is in the hands of the picker is not kept for others any more.
    ...(pickedAt === null && { keptBack: keptBack(context, rights) }),
  });
  if (planned.open.length > 0) return false;
  const [home] = sites;
  assert(home !== undefined, 'what was found is at a site');
  reservePieces(draft, order.id, order.nextPart, planned.pieces);
  const lines = order.lines.map((known) =>
    known.line === line.line
      ? { ...known, backordered: known.backordered - quantity, cancelled: known.cancelled + quantity }
      : known,
  );
  run.order = promise({ ...order, lines: [...lines, added] }, planned, home.code);
  keep(run);
  return true;
}
