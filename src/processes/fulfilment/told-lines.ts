// The lines of a report: which line of the order is meant, and how much, at the scale of its item. Rows of a line and lot are one.
import type { Item } from '#catalog/model.ts';
import assert from '#kernel/assert.ts';
import { showQuantity } from '#kernel/quantity.ts';
import { isRejection, reject } from '#kernel/rejection.ts';
import type { Rejection } from '#kernel/rejection.ts';
import { kitOf, readQuantity } from '#orders/decide.ts';
import { lineInstead } from '#orders/instead.ts';
import type { Order, OrderLine } from '#orders/model.ts';
import type { Context } from '../draft.ts';
import type { PickedLine, ShippedLine } from '../order-event-data.ts';
import type { LeftLine, MissedLine } from './written.ts';

export type Missing = Omit<MissedLine, 'isTold' | 'isHeld'>;

/** What left, and the lines of the order with those of goods that nobody ordered: they left all the same. */
export function readLeft(
  order: Order,
  context: Context,
  told: readonly ShippedLine[],
): { readonly left: readonly LeftLine[]; readonly lines: readonly OrderLine[] } | Rejection {
  const left: LeftLine[] = [];
  let { lines } = order;
  for (const [index, row] of told.entries()) {
    const other = lineOf({ lines }, row) === undefined ? otherLine({ lines }, context, row) : undefined;
    if (other !== undefined) lines = [...lines, other];
    const read = readLine({ ...order, lines }, context, row, `/data/lines/${index}`);
    if (isRejection(read)) return read;
    add(left, read);
  }
  return { left, lines: lines.map((line) => waitingAs(line, order, left)) };
}

/** Known goods on a line of the order that is about others. */
function otherLine(order: Pick<Order, 'lines'>, { catalog }: Context, told: ShippedLine): OrderLine | undefined {
  const item = catalog.item(told.item);
  const line = order.lines.find((known) => known.line === told.line);
  return item === undefined || line === undefined ? undefined : lineInstead(order, line, item, kitOf(item, catalog));
}

/** Goods sent instead of others are counted as wanted themselves: they are about to be posted. */
function waitingAs(line: OrderLine, order: Order, left: readonly LeftLine[]): OrderLine {
  if (order.lines.includes(line)) return line;
  const sent = left.reduce((sum, row) => sum + (row.line.line === line.line ? row.quantity : 0), 0);
  return { ...line, ordered: sent, backordered: sent };
}

/** What was picked, and what was not found. */
export function readPicked(
  order: Order,
  context: Context,
  lines: readonly PickedLine[],
): { readonly picked: readonly LeftLine[]; readonly missing: readonly Missing[] } | Rejection {
  const picked: LeftLine[] = [];
  const missing: Missing[] = [];
  for (const [index, told] of lines.entries()) {
    const pointer = `/data/lines/${index}`;
    const read = readLine(order, context, told, pointer);
    if (isRejection(read)) return read;
    add(picked, read);
    const missed = readMissing(context, read.line, told, pointer);
    if (missed === null) continue;
    if (isRejection(missed)) return missed;
    missing.push({ ...missed, line: read.line, lot: read.lot });
  }
  return { picked, missing };
}

function readLine(
  order: Order,
  context: Context,
  told: PickedLine | ShippedLine,
  pointer: string,
): LeftLine | Rejection {
  const line = lineOf(order, told);
  if (line === undefined)
    return reject('order_line_unknown', `Order ${order.id} has no line ${told.line} with ${told.item}.`, { pointer });
  const quantity = readAmount(itemOf(context, line), told.quantity, told.unit, pointer);
  return typeof quantity === 'number' ? { line, quantity, lot: told.lot ?? null } : quantity;
}

/** Where it is not said how much was not found, it is as much as was picked instead. */
function readMissing(
  context: Context,
  line: OrderLine,
  told: PickedLine,
  pointer: string,
): Pick<Missing, 'quantity' | 'instead'> | Rejection | null {
  const { substitute, short, unit } = told;
  const item = itemOf(context, line);
  const said = readAmount(item, short ?? 0, unit, pointer);
  if (typeof said !== 'number') return { ...said, pointer: `${pointer}/short` };
  if (substitute === undefined) return said === 0 ? null : { quantity: said, instead: null };
  const other = context.catalog.item(substitute.item);
  if (other === undefined)
    return reject('item_unknown', `No item has the code ${substitute.item}.`, {
      pointer: `${pointer}/substitute/item`,
    });
  const taken = readAmount(other, substitute.quantity, substitute.unit, `${pointer}/substitute`);
  if (typeof taken !== 'number') return taken;
  const instead = { item: other.code, quantity: taken };
  if (short !== undefined) return { quantity: said, instead };
  const quantity = readAmount(item, showQuantity(taken, other.scale), undefined, `${pointer}/substitute`);
  return typeof quantity === 'number' ? { quantity, instead } : quantity;
}

/** A line is known by its number and item; goods sent instead of others have a line of their own by then. */
function lineOf(
  order: Pick<Order, 'lines'>,
  told: { readonly line: number; readonly item: string },
): OrderLine | undefined {
  return (
    order.lines.find((known) => known.line === told.line && known.item === told.item) ??
    order.lines.find((known) => known.substitutes === told.line && known.item === told.item)
  );
}

function itemOf(context: Context, { item: code }: OrderLine): Item {
  const item = context.catalog.item(code);
  assert(item !== undefined, `${code} was ordered and so is known`);
  return item;
}

/** A quantity in a report: 0 is one too. */
function readAmount(item: Item, value: number | string, unit: string | undefined, pointer: string): number | Rejection {
  const quantity = readQuantity(item, value, unit, pointer);
  if (typeof quantity !== 'number' || quantity >= 0) return quantity;
  return reject('quantity_not_positive', `The quantity is ${value}.`, { pointer: `${pointer}/quantity` });
}

function add(lines: LeftLine[], told: LeftLine): void {
  const at = lines.findIndex(({ line, lot }) => line === told.line && lot === told.lot);
  const known = lines[at];
  if (known === undefined) lines.push(told);
  else lines[at] = { ...known, quantity: known.quantity + told.quantity };
}
