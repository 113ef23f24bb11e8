// When an order is promised for.
import type { OrderLine } from './model.ts';

/** The last date of all promises; null while something has none. */
export function promisedDate(lines: readonly OrderLine[]): string | null {
  let last: string | null = null;
  for (const line of lines) {
    if (line.backordered > 0) return null;
    for (const portion of line.portions) if (last === null || portion.promisedFor > last) last = portion.promisedFor;
  }
  return last;
}
