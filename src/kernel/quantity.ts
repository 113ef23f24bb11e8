// Quantities are safe integers at the item's scale: 12.5 m of an item with scale 3 is 12500. They enter as JSON numbers or
// decimal strings and leave as JSON numbers of at most 15 digits, so nothing is ever rounded on the way.
import { limits } from './limits.ts';
import type { RejectionCode } from './rejections.ts';

export type QuantityProblem = Extract<
  RejectionCode,
  'quantity_not_a_number' | 'quantity_too_large' | 'quantity_too_precise'
>;

const decimal = /^-?\d{1,18}(?:\.\d{1,18})?$/;
const powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

/** `value` at `scale` decimal places, times `factor` (a decimal string) when it came in another unit. */
export function parseQuantity(value: number | string, scale: number, factor?: string): number | QuantityProblem {
  if (typeof value === 'number' && factor === undefined && scale === 0 && Number.isInteger(value)) {
    return Math.abs(value) <= limits.quantityMax ? value : 'quantity_too_large';
  }
  const quantity = parseDecimal(value);
  if (quantity === undefined) {
    return typeof value === 'number' && Math.abs(value) > limits.quantityMax
      ? 'quantity_too_large'
      : 'quantity_not_a_number';
  }
  const times = factor === undefined ? { digits: 1n, places: 0 } : parseDecimal(factor);
  if (times === undefined) return 'quantity_not_a_number';
  const places = quantity.places + times.places;
  let digits = quantity.digits * times.digits;
  if (places > scale) {
    const divisor = 10n ** BigInt(places - scale);
    if (digits % divisor !== 0n) return 'quantity_too_precise';
    digits /= divisor;
  } else {
    digits *= 10n ** BigInt(scale - places);
  }
  const magnitude = digits < 0n ? -digits : digits;
  return magnitude <= BigInt(limits.quantityMax) ? Number(digits) : 'quantity_too_large';
}

/** The JSON number of a scaled quantity; exact, because both sides have at most 15 digits. */
export function showQuantity(quantity: number, scale: number): number {
  return scale === 0 ? quantity : quantity / (powers[scale] ?? 10 ** scale);
}

export function divFloor(dividend: number, divisor: number): number {
  return Math.floor(dividend / divisor);
}

interface Decimal {
  readonly digits: bigint;
  readonly places: number;
}

export function parseDecimal(value: number | string): Decimal | undefined {
  const text = String(value);
  if (!decimal.test(text)) return undefined;
  const point = text.indexOf('.');
  const fraction = point < 0 ? '' : text.slice(point + 1).replace(/0+$/, '');
  const digits = BigInt(`${point < 0 ? text : text.slice(0, point)}${fraction}`);
  return { digits, places: fraction.length };
}
