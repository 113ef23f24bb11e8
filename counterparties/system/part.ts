// What chance asks about documents of an order by: the order, and which of its documents it is. Their numbers would not do: those
// hang on how many came before, so one order more would have all that follow meet other carriers.
import { recordsMax, retire } from './keep.ts';

/** How many documents of each order there were. */
export type Parts = Map<string, number>;

export function nextPart(parts: Parts, order: string): string {
  const number = (parts.get(order) ?? 0) + 1;
  parts.set(order, number);
  retire(parts, recordsMax, () => true);
  return `${order} ${number}`;
}
