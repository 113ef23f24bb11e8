// Goods that left although nobody was to send them, or no more: what a warehouse had refused, what was cancelled, other goods than
// those of the line. The order does not wait for them a second time: what else was to bring them is given back, and the warehouse
// that is still to send them is asked to give them back.
import assert from '#kernel/assert.ts';
import { localDate } from '#kernel/time.ts';
import { promise } from '#orders/decide.ts';
import { inWarehouse, withRelease } from '#orders/fulfilment.ts';
import type { Release } from '#orders/fulfilment.ts';
import { perUnit } from '#orders/model.ts';
import type { OrderLine } from '#orders/model.ts';
import { bindOverdue } from '#stock/events.ts';
import type { Part } from '#stock/model.ts';
import type { Piece } from '#stock/plan-model.ts';
import { zoneOf } from '../days.ts';
import type { Context, Draft } from '../draft.ts';
import type { OrderEvent } from '../message.ts';
import { reservePieces } from '../promise.ts';
import type { Managed } from './case.ts';
import { lessOf } from './missed.ts';
import { takeFrom } from './replan.ts';
import type { LeftLine } from './written.ts';

interface Shipped {
  readonly release: string;
  readonly site: string;
  readonly left: readonly LeftLine[];
}

interface OnOrder {
  readonly draft: Draft;
  order: Managed;
}

/** Reserves what is about to be posted. `before`: the order as it was known until the report. */
export function promiseLeft(
  draft: Draft,
  context: Context,
  before: Managed,
  reported: Managed,
  shipped: Shipped,
): Managed {
  const run = { draft, order: reported };
  const freed = reported.lines.flatMap(({ line }) => [
    ...giveUpReplaced(run, before, line, shipped),
    ...takeOver(run, context, line, shipped),
  ]);
  for (const part of freed) bindOverdue(draft, part);
  return run.order;
}

/** Of a line, what left as other goods that nobody had promised: it is wanted no more as those that were ordered. */
function giveUpReplaced(run: OnOrder, { lines }: Managed, number: number, shipped: Shipped): readonly Part[] {
  const line = lineOf(run.order, number);
  const isInstead = ({ line: other }: LeftLine): boolean =>
    other.substitutes === number && other.scale === line.scale && lines.every((known) => known.line !== other.line);
  const replaced = sumOf(shipped.left.filter(isInstead));
  const gone = goneOf(shipped, number);
  const quantity = Math.min(replaced, line.reserved + line.backordered - gone);
  if (quantity <= 0) return [];
  const freed = giveUp(run, number, quantity, [
    { site: shipped.site, most: promisedAt(line, shipped.site) - gone },
    ...elsewhere(run.order, line, shipped.site),
  ]);
  const after = lineOf(run.order, number);
  put(run, { ...after, backordered: after.backordered - quantity, cancelled: after.cancelled + quantity });
  lessen(run, shipped.release, number, promisedAt(line, shipped.site) - promisedAt(after, shipped.site));
  return freed;
}

/** The warehouse sends no more of them for the release. */
function lessen(run: OnOrder, id: string, number: number, most: number): void {
  const { fulfilment } = run.order;
  const release = fulfilment.releases.find((known) => known.id === id);
  const asked = release?.lines.find(({ line }) => line === number);
  if (release === undefined || asked === undefined) return;
  const less = lessOf(release, number, Math.min(most, asked.quantity - asked.shipped));
  run.order = { ...run.order, fulfilment: withRelease(fulfilment, less) };
}

/** What left beyond what is promised from there: what the line waits for elsewhere, then what the customer wanted no more. */
function takeOver(run: OnOrder, context: Context, number: number, shipped: Shipped): readonly Part[] {
  const { draft } = run;
  const { site } = shipped;
  const line = lineOf(run.order, number);
  const beyond = goneOf(shipped, number) - promisedAt(line, site);
  if (beyond <= 0) return [];
  const open = Math.min(beyond, line.backordered + line.reserved - promisedAt(line, site));
  const freed = giveUp(run, number, open, elsewhere(run.order, line, site));
  const unwanted = Math.min(beyond - open, Math.max(0, line.cancelled - replacedOf(run.order, line)));
  const quantity = open + unwanted;
  if (quantity === 0) return freed;
  const after = lineOf(run.order, number);
  put(run, { ...after, backordered: after.backordered - open, cancelled: after.cancelled - unwanted });
  const pieces = piecesOf(line, site, quantity);
  reservePieces(draft, run.order.id, run.order.nextPart, pieces);
  const portions = [{ line: number, site, quantity, promisedFor: localDate(context.now, zoneOf(context, site)) }];
  run.order = promise(run.order, { pieces, portions, open: [] }, site);
  return freed;
}

interface Source {
  readonly site: string;
  readonly most: number;
}

/** Out of the promise: what nobody has, then what is promised from the sources in turn. It is backordered then. */
function giveUp(run: OnOrder, line: number, quantity: number, from: readonly Source[]): readonly Part[] {
  let left = quantity - lineOf(run.order, line).backordered;
  return from.flatMap(({ site, most }) => {
    const taken = Math.min(left, most);
    if (taken <= 0) return [];
    left -= taken;
    return takeFrom(run, { line, site, quantity: taken }, { inboundFirst: true });
  });
}

/** What no warehouse has in hand goes first. */
function elsewhere({ fulfilment }: Managed, line: OrderLine, here: string): readonly Source[] {
  const sites = [...new Set(line.portions.map(({ site }) => site))].filter((site) => site !== here);
  const held = sites.map((site) => ({
    site,
    most: Math.min(promisedAt(line, site), inWarehouse(fulfilment, line.line, site)),
  }));
  return [...held.map(({ site, most }) => ({ site, most: promisedAt(line, site) - most })), ...held];
}

/**
 * Releases of which a warehouse is to send more than the order still holds there: since goods of another release left, or because
 * it cannot give back what was asked back for that.
 */
export function leavesTwice(report: OrderEvent, before: Managed, after: Managed): readonly string[] {
  const { releases } = after.fulfilment;
  if (report.kind === 'release.cancel_refused') {
    const refused = releases.filter(({ id }) => id === report.data.release);
    return refused
      .filter((release) => rowsOf(release).some((row) => beyondPromise(after, row) > 0))
      .map(({ id }) => id);
  }
  if (report.kind !== 'shipment.shipped') return [];
  const others = releases.filter(
    ({ id, state }) => id !== report.data.release && (state === 'asked' || state === 'accepted'),
  );
  return others
    .filter((release) => rowsOf(release).some((row) => beyondPromise(after, row) > beyondPromise(before, row)))
    .map(({ id }) => id);
}

interface Row {
  readonly line: number;
  readonly site: string;
}

/** What is still to be sent. */
function rowsOf({ site, lines }: Release): readonly Row[] {
  return lines.filter(({ quantity, shipped }) => quantity > shipped).map(({ line }) => ({ line, site }));
}

function beyondPromise({ lines, fulfilment }: Managed, { line: number, site }: Row): number {
  const promised = lines.reduce((sum, line) => sum + (line.line === number ? promisedAt(line, site) : 0), 0);
  return inWarehouse(fulfilment, number, site) - promised;
}

/** What of the line is wanted as other goods that are counted alike. */
function replacedOf({ lines }: Managed, { line: number, scale }: OrderLine): number {
  return lines.reduce(
    (sum, one) => sum + (one.substitutes === number && one.scale === scale ? one.ordered - one.cancelled : 0),
    0,
  );
}

function goneOf({ left }: Shipped, number: number): number {
  return sumOf(left.filter(({ line }) => line.line === number));
}

function sumOf(left: readonly LeftLine[]): number {
  return left.reduce((sum, { quantity }) => sum + quantity, 0);
}

function promisedAt(line: OrderLine, site: string): number {
  return line.portions.reduce((sum, portion) => sum + (portion.site === site ? portion.quantity : 0), 0);
}

function lineOf({ lines }: Managed, number: number): OrderLine {
  const line = lines.find((known) => known.line === number);
  assert(line !== undefined, `line ${number} is of the order`);
  return line;
}

function put(run: OnOrder, line: OrderLine): void {
  run.order = { ...run.order, lines: run.order.lines.map((known) => (known.line === line.line ? line : known)) };
}

function piecesOf(line: OrderLine, site: string, quantity: number): Piece[] {
  const components = perUnit(line);
  return components.map(({ item, per }) => ({
    line: line.line,
    item,
    site,
    quantity: quantity * per,
    inbound: 0,
    supply: null,
  }));
}
