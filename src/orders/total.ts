// What an order, or part of a line, is worth. A line's amount is rounded once, half up; a sum exists only where every line has
// a price.
import { lineAmount, showMoney } from '#kernel/money.ts';
import type { Order, OrderLine } from './model.ts';

export interface Amount {
  readonly amount: string;
  readonly currency: string;
}

export function amountOf(line: OrderLine, quantity: number): Amount | null {
  if (line.price === null) return null;
  const amount = lineAmount(quantity, line.scale, line.price.amount, line.price.currency);
  return amount === undefined ? null : showMoney(amount, line.price.currency);
}

/** `quantityOf` says how much of a line counts. Null unless every line that counts has a price. */
export function totalOf(order: Pick<Order, 'lines'>, quantityOf: (line: OrderLine) => number): Amount | null {
  const { total, isKnown } = pricedTotal(order.lines, quantityOf);
  return isKnown ? total : null;
}

/** The sum of what has a price, null where nothing has; known only where all that counts has one, and the sum is exact. */
export function pricedTotal(
  lines: readonly OrderLine[],
  quantityOf: (line: OrderLine) => number,
): { readonly total: Amount | null; readonly isKnown: boolean } {
  let sum = 0;
  let currency: string | undefined;
  let isKnown = true;
  for (const line of lines) {
    const quantity = quantityOf(line);
    if (line.price === null) {
      if (quantity > 0) isKnown = false;
      continue;
    }
    const amount = lineAmount(quantity, line.scale, line.price.amount, line.price.currency);
    if (amount === undefined || !Number.isSafeInteger(sum + amount)) {
      isKnown = false;
      continue;
    }
    sum += amount;
    ({ currency } = line.price);
  }
  return { total: currency === undefined ? null : showMoney(sum, currency), isKnown };
}

/** Whether the amount is in the currency of the other and not above it; nothing at all is not above anything. */
export function atMost(amount: Amount | null, other: Amount | null): boolean {
  if (amount === null) return true;
  return other !== null && other.currency === amount.currency && Number(amount.amount) <= Number(other.amount);
}

/** What was ordered and not cancelled. */
export function wanted(line: OrderLine): number {
  return line.ordered - line.cancelled;
}
