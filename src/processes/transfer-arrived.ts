// Goods that an order had asked to be moved are where it is served from: they stay its own, and its process goes on. A move that
// names no order is a shortage where the goods were, and goods for all who wait where they are.
import { write } from '#kernel/layer.ts';
import { promise } from '#orders/decide.ts';
import type { OrderLine } from '#orders/model.ts';
import type { StockEvent } from '#stock/model.ts';
import { plan } from '#stock/plan.ts';
import type { Context, Draft } from './draft.ts';
import { entryOf } from './entry.ts';
import { dangerToCase, moveCase } from './fulfilment/case.ts';
import type { Managed } from './fulfilment/case.ts';
import { takeFrom } from './fulfilment/replan.ts';
import type { Message } from './message.ts';
import { demandOf, planSites, reservePieces } from './promise.ts';

interface Moving {
  readonly line: number;
  readonly quantity: number;
}

/** Before the goods are moved in the ledger: what of them is the order's is given back where they lie. */
export function leaveWithTransfer(
  draft: Draft,
  order: Managed,
  event: StockEvent,
): { readonly order: Managed; readonly moving: readonly Moving[] } {
  const run = { draft, order };
  const moving: Moving[] = [];
  let left = event.quantity;
  for (const line of order.lines) {
    const quantity = Math.min(left, onTheWay(line, event));
    if (quantity <= 0) continue;
    left -= quantity;
    moving.push({ line: line.line, quantity });
    takeFrom(run, { line: line.line, site: event.cell.site, quantity });
  }
  if (moving.length > 0) write(draft.orders, order.id, run.order);
  return { order: run.order, moving };
}

/** After it: they are reserved again where they came to. What others were short of there is missing to the order. */
export function arriveWithTransfer(
  draft: Draft,
  context: Context,
  message: Message,
  left: { readonly order: Managed; readonly moving: readonly Moving[] },
  to: string,
): void {
  const site = context.catalog.site(to);
  if (left.moving.length === 0 || site === undefined) return;
  const demands = left.moving.flatMap(({ line, quantity }) => {
    const item = context.catalog.item(left.order.lines.find((known) => known.line === line)?.item ?? '');
    return item === undefined ? [] : [demandOf(item, line, quantity, context.catalog)];
  });
  const sites = planSites([site], context.now);
  const planned = plan(draft, demands, { sites, requestedFor: null, allowBackorder: false });
  reservePieces(draft, left.order.id, left.order.nextPart, planned.pieces);
  const promisedOf = (line: number): number =>
    planned.portions.reduce((sum, portion) => sum + (portion.line === line ? portion.quantity : 0), 0);
  const lines = left.order.lines.map((line) => ({ ...line, backordered: line.backordered - promisedOf(line.line) }));
  const { fulfilment } = left.order;
  const order: Managed = {
    ...promise({ ...left.order, lines }, { ...planned, open: [] }, to),
    fulfilment,
    version: left.order.version + 1,
  };
  write(draft.orders, order.id, order);
  const at = draft.entries.length;
  const moved = moveCase(draft, context, message, order, 'stock.allocated');
  const objects = [
    { type: 'order', id: order.id, qualifier: 'allocated' },
    { type: 'site', id: to, qualifier: 'transferred to' },
  ] as const;
  draft.entries.splice(
    at,
    0,
    entryOf(message, 'order.allocated.v1', order.id, objects, {
      order: order.id,
      portions: planned.portions,
      case: moved.told,
    }),
  );
  if (planned.open.length > 0) dangerToCase(draft, context, message, moved.order, 'stock_lost', null);
}

function onTheWay({ item, components, portions }: OrderLine, { cell, to }: StockEvent): number {
  if (components !== null || item !== cell.item) return 0;
  return portions.reduce(
    (sum, { site, toSite, quantity }) => sum + (site === cell.site && toSite === to?.site ? quantity : 0),
    0,
  );
}
