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
  let total = 0;
  let currency: string | undefined;
  for (const line of order.lines) {
    const quantity = quantityOf(line);
    if (line.price === null) return null;
    const amount = lineAmount(quantity, line.scale, line.price.amount, line.price.currency);
    if (amount === undefined || !Number.isSafeInteger(total + amount)) return null;
    total += amount;
    currency = line.price.currency;
  }
  return currency === undefined ? null : showMoney(total, currency);
}

/** What was ordered and not cancelled. */
export function wanted(line: OrderLine): number {
  return line.ordered - line.cancelled;
}
