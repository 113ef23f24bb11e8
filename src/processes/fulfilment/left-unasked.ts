// Goods that left although nobody asks for them any more, as a warehouse may send what it had refused: they are what the order
// waits for, and it does not wait for them a second time.
import { localDate } from '#kernel/time.ts';
import { promise } from '#orders/decide.ts';
import type { OrderLine } from '#orders/model.ts';
import type { Piece } from '#stock/plan-model.ts';
import { zoneOf } from '../days.ts';
import type { Context, Draft } from '../draft.ts';
import { reservePieces } from '../promise.ts';
import type { Managed } from './case.ts';
import type { LeftLine } from './written.ts';

/** Reserves what is about to be posted. */
export function promiseLeft(
  draft: Draft,
  context: Context,
  order: Managed,
  site: string,
  left: readonly LeftLine[],
): Managed {
  let changed = order;
  for (const line of order.lines) {
    const gone = left.reduce((sum, row) => sum + (row.line.line === line.line ? row.quantity : 0), 0);
    const quantity = Math.min(gone - promisedAt(line, site), line.backordered);
    if (quantity <= 0) continue;
    const pieces = piecesOf(line, site, quantity);
    reservePieces(draft, order.id, changed.nextPart, pieces);
    const promisedFor = localDate(context.now, zoneOf(context, site));
    const portions = [{ line: line.line, site, quantity, promisedFor }];
    const lines = changed.lines.map((known) =>
      known.line === line.line ? { ...known, backordered: known.backordered - quantity } : known,
    );
    const { fulfilment } = changed;
    changed = { ...promise({ ...changed, lines }, { pieces, portions, open: [] }, site), fulfilment };
  }
  return changed;
}

function promisedAt(line: OrderLine, site: string): number {
  return line.portions.reduce((sum, portion) => sum + (portion.site === site ? portion.quantity : 0), 0);
}

function piecesOf(line: OrderLine, site: string, quantity: number): Piece[] {
  const components = line.components ?? [{ item: line.item, per: 1 }];
  return components.map(({ item, per }) => ({
    line: line.line,
    item,
    site,
    quantity: quantity * per,
    inbound: 0,
    supply: null,
  }));
}
