// A transfer: goods of another site are reserved where they lie and asked to be moved to the site that the order is served from.
import assert from '#kernel/assert.ts';
import { showQuantity } from '#kernel/quantity.ts';
import { promise } from '#orders/decide.ts';
import type { Alternative } from '#orders/fulfilment.ts';
import type { Order, OrderLine, OrderPortion } from '#orders/model.ts';
import type { Draft } from '../draft.ts';
import { entryOf } from '../entry.ts';
import type { ObjectReference } from '../entry.ts';
import type { Message } from '../message.ts';
import { reservePieces } from '../promise.ts';
import { planTransfer } from './alternatives.ts';
import { keep } from './run.ts';
import type { Run } from './run.ts';

/** Whoever was to move goods that the order does not want moved any more is told; what comes all the same is for others. */
export function callOffTransfers(
  { draft, message }: Pick<Run, 'draft' | 'message'>,
  before: Order,
  after: Order,
): void {
  if (before.lines === after.lines) return;
  const called = before.lines.flatMap((line) =>
    movesOf(line).map((move) => {
      const still = after.lines.filter((known) => known.line === line.line).flatMap(movesOf);
      const left = still.find(({ site, toSite }) => site === move.site && toSite === move.toSite);
      return { line, ...move, quantity: move.quantity - (left?.quantity ?? 0) };
    }),
  );
  const less = called.filter(({ quantity }) => quantity > 0);
  for (const [from, fromThere] of Map.groupBy(less, ({ site }) => site))
    for (const [to, moves] of Map.groupBy(fromThere, ({ toSite }) => toSite))
      say(draft, message, 'transfer.cancel_requested.v1', { order: after.id, from, to, moves });
}

interface Move {
  readonly line: OrderLine;
  readonly quantity: number;
}

/** What of the line is to be moved, from where to where. */
function movesOf({ portions }: OrderLine): readonly { site: string; toSite: string; quantity: number }[] {
  const moved = portions.flatMap(({ site, toSite, quantity }) =>
    toSite === undefined ? [] : [{ site, toSite, quantity }],
  );
  return [...Map.groupBy(moved, ({ site, toSite }) => JSON.stringify([site, toSite])).values()].flatMap((same) => {
    const quantity = same.reduce((sum, portion) => sum + portion.quantity, 0);
    return same.slice(0, 1).map((portion) => ({ ...portion, quantity }));
  });
}

function say(
  draft: Draft,
  message: Message,
  type: string,
  {
    order,
    from,
    to,
    moves,
  }: { readonly order: string; readonly from: string; readonly to: string; readonly moves: readonly Move[] },
): void {
  const objects: ObjectReference[] = [
    { type: 'order', id: order, qualifier: 'transferred for' },
    { type: 'site', id: from, qualifier: 'transferred from' },
    { type: 'site', id: to, qualifier: 'transferred to' },
  ];
  const lines = moves.map(({ line, quantity }) => ({
    line: line.line,
    item: line.item,
    quantity: showQuantity(quantity, line.scale),
    unit: line.unit,
  }));
  draft.entries.push(entryOf(message, type, order, objects, { order, from, to, lines }));
}

export function requestTransfer(
  run: Run,
  late: readonly OrderLine[],
  { date }: Alternative,
  without: ReadonlySet<string>,
): void {
  const { order, message, draft } = run;
  const { site: toSite } = order;
  assert(toSite !== null && date !== null, 'it is offered with a date, for an order that is served from one site');
  const planned = planTransfer(run, late, without);
  assert(planned !== null, 'it was looked whether they are there');
  const [first] = planned.portions;
  assert(first !== undefined, 'something is late, and all of it was found');
  reservePieces(draft, order.id, order.nextPart, planned.pieces);
  const portions = planned.portions.map((portion): OrderPortion => ({ ...portion, promisedFor: date, toSite }));
  const lines = order.lines.map((line) =>
    late.some((one) => one.line === line.line) ? { ...line, backordered: 0 } : line,
  );
  run.order = promise({ ...order, lines }, { ...planned, portions }, toSite);
  keep(run);
  const moves = late.map((line) => ({ line, quantity: line.backordered }));
  say(draft, message, 'transfer.requested.v1', { order: order.id, from: first.site, to: toSite, moves });
}
