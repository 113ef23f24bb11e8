// A move that names an order is a transfer for it: goods that leave the site where they were reserved are expected where the order
// is served from, and stay the order's own when they come. A move that names no order is a shortage where the goods were, and
// goods for all who wait where they are.
import assert from '#kernel/assert.ts';
import { write } from '#kernel/layer.ts';
import { promise } from '#orders/decide.ts';
import type { Order } from '#orders/model.ts';
import { evolve } from '#stock/evolve.ts';
import type { Cell, StockEvent } from '#stock/model.ts';
import type { Piece, Portion } from '#stock/plan-model.ts';
import { plan } from '#stock/plan.ts';
import { readSupplies } from '#stock/read.ts';
import type { Context, Draft } from './draft.ts';
import { entryOf } from './entry.ts';
import { dangerToCase, moveCase } from './fulfilment/case.ts';
import type { Managed } from './fulfilment/case.ts';
import { takeFrom } from './fulfilment/replan.ts';
import { upTo } from './fulfilment/told.ts';
import type { Message } from './message.ts';
import { demandOf, planSites, reservePieces } from './promise.ts';

/** What leaves for the order, of one line. */
interface Leaving {
  readonly line: number;
  readonly quantity: number;
  readonly toSite: string;
  readonly promisedFor: string;
}

export interface Departure {
  readonly order: Managed;
  readonly leaving: readonly Leaving[];
}

/** The supply that a transfer which is under way brings, where there is one. */
export function supplyOfTransfer(draft: Draft, order: Order, to: Cell): string | null {
  const id = `crossdock#${order.id}`;
  const known = to.status === 'available' && readSupplies(draft, to.item, to.site).some((supply) => supply.id === id);
  return known ? id : null;
}

/** Before the goods are moved in the ledger: what of them is the order's is given back where they lie. */
export function depart(draft: Draft, order: Managed, { cell, quantity: moved }: StockEvent): Departure {
  const run = { draft, order };
  const leaving: Leaving[] = [];
  let left = cell.status === 'available' ? moved : 0;
  for (const { line, item, portions } of order.lines) {
    for (const { site, toSite, quantity: promised, promisedFor } of portions) {
      const quantity = Math.min(left, promised);
      if (item !== cell.item || site !== cell.site || toSite === undefined || quantity === 0) continue;
      left -= quantity;
      leaving.push({ line, quantity, toSite, promisedFor });
      takeFrom(run, { line, site, quantity, toSite });
    }
  }
  if (leaving.length > 0) write(draft.orders, order.id, run.order);
  return { order: run.order, leaving };
}

/** After it: they are reserved again, where they came to or on the way there. */
export function follow(
  draft: Draft,
  context: Context,
  message: Message,
  { order, leaving }: Departure,
  event: StockEvent,
): void {
  const { to } = event;
  if (leaving.length === 0 || to === null) return;
  const arrived = leaving.filter(({ toSite }) => toSite === to.site);
  const underWay = leaving.filter((one) => !arrived.includes(one));
  const after = underWay.length === 0 ? order : expectTransfer(draft, message, order, underWay, event);
  if (arrived.length > 0) arrive(draft, context, message, after, arrived, to);
}

function expectTransfer(
  draft: Draft,
  message: Message,
  order: Managed,
  underWay: readonly Leaving[],
  { cell: { item, site: from }, occurredAt }: StockEvent,
): Managed {
  const supply = `crossdock#${order.id}`;
  const pieces: Piece[] = [];
  for (const { line, quantity, toSite, promisedFor } of underWay) {
    const known = readSupplies(draft, item, toSite).find(({ id }) => id === supply);
    const asOf = { time: occurredAt, sequence: null };
    const announced = { id: supply, expectedOn: promisedFor, quantity: (known?.quantity ?? 0) + quantity, asOf };
    evolve(draft, { fact: 'supply', item, site: toSite, supply: announced });
    pieces.push({ line, item, site: toSite, quantity, inbound: quantity, supply });
  }
  const portions = underWay.map(({ toSite, ...portion }): Portion => ({ ...portion, site: toSite }));
  const after = promiseAgain(draft, order, pieces, portions);
  const objects = [
    { type: 'order', id: order.id, qualifier: 'transferred for' },
    { type: 'site', id: from, qualifier: 'transferred from' },
  ] as const;
  draft.entries.push(
    entryOf(message, 'order.goods_under_way.v1', order.id, objects, { order: order.id, from, portions }),
  );
  return after;
}

/** What came in another status, or what others were short of there, is missing to the order where nothing else is free. */
function arrive(
  draft: Draft,
  context: Context,
  message: Message,
  order: Managed,
  arrived: readonly Leaving[],
  { item: code, site: to }: Cell,
): void {
  const site = context.catalog.site(to);
  const item = context.catalog.item(code);
  assert(site !== undefined && item !== undefined, `${code} has come to ${to}, so both are known`);
  const demands = arrived.map(({ line, quantity }) => demandOf(item, line, quantity, context.catalog));
  const sites = planSites([site], context.now);
  const planned = plan(draft, demands, { sites, requestedFor: null, allowBackorder: false });
  const after = promiseAgain(draft, order, planned.pieces, planned.portions);
  const at = draft.entries.length;
  const moved = moveCase(draft, context, message, after, 'stock.allocated');
  const endangered =
    planned.open.length > 0 ? dangerToCase(draft, context, message, moved.order, 'stock_lost', null) : moved;
  const objects = [
    { type: 'order', id: order.id, qualifier: 'allocated' },
    { type: 'site', id: to, qualifier: 'transferred to' },
  ] as const;
  const data = { order: order.id, portions: planned.portions, case: upTo(moved.told, endangered.order) };
  draft.entries.splice(at, 0, entryOf(message, 'order.allocated.v1', order.id, objects, data));
}

/** Promises of what the order waits for. */
function promiseAgain(draft: Draft, order: Managed, pieces: readonly Piece[], portions: readonly Portion[]): Managed {
  reservePieces(draft, order.id, order.nextPart, pieces);
  const promisedOf = (line: number): number =>
    portions.reduce((sum, portion) => sum + (portion.line === line ? portion.quantity : 0), 0);
  const lines = order.lines.map((line) => ({ ...line, backordered: line.backordered - promisedOf(line.line) }));
  const [first] = portions;
  const promised = promise({ ...order, lines }, { pieces, portions, open: [] }, first?.site ?? '');
  const after = { ...promised, version: order.version + 1 };
  write(draft.orders, order.id, after);
  return after;
}
