// Which goods an order waits for: by them it is found when goods come.
import type { Order, OrderLine } from './model.ts';

/** Items that a backordered line waits for: by them the order is found when goods come. */
export function awaitedItems(lines: readonly OrderLine[]): string[] {
  const items = new Set<string>();
  for (const line of lines) {
    if (line.backordered === 0) continue;
    for (const { item } of line.components ?? [{ item: line.item }]) items.add(item);
  }
  return [...items].toSorted();
}

/** Of an order without a process nobody would hear. */
export function waitsFor(order: Order | undefined): readonly string[] {
  return order === undefined || order.fulfilment === null ? [] : awaitedItems(order.lines);
}
