// Lines that nobody ordered: goods that are sent instead of those of another line. Customers number theirs up to a limit; these
// come after it, so that they never take a number the customer wants.
import type { Item } from '#catalog/model.ts';
import { limits } from '#kernel/limits.ts';
import type { Component } from '#stock/plan-model.ts';
import type { Order, OrderLine } from './model.ts';

/** Nothing of it yet. Its price is that of the line it stands for, unless the goods are not counted alike. */
export function lineInstead(
  { lines }: Pick<Order, 'lines'>,
  line: OrderLine,
  item: Item,
  components: readonly Component[] | null,
): OrderLine {
  return {
    line: Math.max(limits.orderLineNumberMax, ...lines.map((known) => known.line)) + 1,
    item: item.code,
    scale: item.scale,
    unit: item.unit,
    components,
    ordered: 0,
    reserved: 0,
    backordered: 0,
    issued: 0,
    cancelled: 0,
    price: item.scale === line.scale ? line.price : null,
    portions: [],
    substitutes: line.line,
  };
}

/** What of the line left as other goods that are counted alike. */
export function sentInstead({ lines }: Pick<Order, 'lines'>, line: OrderLine): number {
  return lines.reduce(
    (sum, known) => sum + (known.substitutes === line.line && known.scale === line.scale ? known.issued : 0),
    0,
  );
}
