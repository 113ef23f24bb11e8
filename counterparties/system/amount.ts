// Quantities and money. A quantity is a number with at most six decimals, rounded after every step; money is whole cents.
import { text, Unreadable } from './read.ts';

export interface Money {
  readonly amount: string;
  readonly currency: string;
}

const currency = 'EUR';

export function plus(first: number, second: number): number {
  return Math.round((first + second) * 1e6) / 1e6;
}

export function minus(first: number, second: number): number {
  return plus(first, -second);
}

/** The largest multiple of the item's smallest step that is not above `quantity`. */
export function floorTo(scale: number, quantity: number): number {
  const steps = 10 ** scale;
  return Math.floor(quantity * steps + 1e-6) / steps;
}

/** Contracts allow a number or a decimal string. */
export function quantityOf(value: unknown, name: string): number {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number) || number < 0)
    throw new Unreadable(`${name} is not a quantity of 0 or more`);
  return plus(number, 0);
}

export function money(cents: number): Money {
  return { amount: (cents / 100).toFixed(2), currency };
}

/** Null stays null: not every order has prices. Of a price, `times` is its quantity: rounded once, at the end. */
export function centsOf(value: unknown, name: string, times = 1): number | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'object') throw new Unreadable(`${name} is not money`);
  const record = value as Readonly<Record<string, unknown>>; // An object, by the line above.
  const amount = Number(text(record, 'amount'));
  if (!Number.isFinite(amount)) throw new Unreadable(`${name} has no amount`);
  if (text(record, 'currency') !== currency)
    throw new Unreadable(`${name} is not in ${currency}, the only currency known`);
  return Math.round(plus(amount * 100 * times, 0));
}
