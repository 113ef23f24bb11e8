// Which goods an order waits for, and how many: by them it is found when goods come, and so much is spoken for until it was served.
import { perUnit } from './model.ts';
import type { Order, OrderLine } from './model.ts';

/** An order among those that wait for an item, with what its turn hangs on. */
export interface Waiting {
  readonly order: string;
  /** Of the item, in its smallest steps. */
  readonly quantity: number;
  readonly placedAt: number;
  readonly precedence: number;
  readonly customer: string | null;
}

/** What one unit of the line takes of the item. */
export function needs(line: OrderLine, item: string): number {
  if (line.components === null) return line.item === item ? 1 : 0;
  return line.components.find((component) => component.item === item)?.per ?? 0;
}

/** Items that a backordered line waits for: by them the order is found when goods come. */
export function awaitedItems(lines: readonly OrderLine[]): string[] {
  return [...awaited(lines).keys()].toSorted();
}

/** How much of each item the lines wait for. */
function awaited(lines: readonly OrderLine[]): Map<string, number> {
  const items = new Map<string, number>();
  for (const line of lines) {
    if (line.backordered === 0) continue;
    for (const { item, per } of perUnit(line)) items.set(item, (items.get(item) ?? 0) + per * line.backordered);
  }
  return items;
}

/** Of an order without a process nobody would hear. */
export function waitsFor(order: Order | undefined): ReadonlyMap<string, Waiting> {
  if (order === undefined || order.fulfilment === null) return new Map();
  const { id, placedAt, customer, fulfilment } = order;
  const { precedence } = fulfilment.rights;
  return new Map(
    [...awaited(order.lines)].map(([item, quantity]) => [
      item,
      { order: id, quantity, placedAt, precedence, customer },
    ]),
  );
}
