// What of a shipment the customer owes: what left, but no more than was ordered. Goods sent instead of others count as those.
import type { Fulfilment, Shipment } from './fulfilment.ts';
import type { Order, OrderLine } from './model.ts';

export interface OwedLine {
  readonly line: number;
  readonly quantity: number;
}

/** In the order of the lines; what nothing is owed of is left out. Shipments that were billed before have taken their part. */
export function owedOf({ lines }: Pick<Order, 'lines'>, fulfilment: Fulfilment, shipment: Shipment): OwedLine[] {
  const owed: OwedLine[] = [];
  for (const ordered of lines.filter(({ substitutes }) => substitutes === undefined)) {
    const family = lines.filter((line) => line === ordered || standsFor(line, ordered));
    const numbers = new Set(family.map(({ line }) => line));
    let left = ordered.ordered;
    for (const other of fulfilment.shipments)
      if (other.id !== shipment.id && other.invoice.state !== 'open')
        left -= sumOf(other.billed ?? other.lines, numbers);
    for (const { line } of family) {
      const quantity = Math.min(Math.max(0, left), sumOf(shipment.lines, new Set([line])));
      left -= quantity;
      if (quantity > 0) owed.push({ line, quantity });
    }
  }
  return owed;
}

/** One for one: only goods that are counted alike. */
function standsFor(line: OrderLine, ordered: OrderLine): boolean {
  return line.substitutes === ordered.line && line.scale === ordered.scale;
}

function sumOf(lines: readonly OwedLine[], numbers: ReadonlySet<number>): number {
  return lines.reduce((sum, { line, quantity }) => sum + (numbers.has(line) ? quantity : 0), 0);
}
