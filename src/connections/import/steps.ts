// Quantities summed exactly: whole steps of a millionth, the finest scale that an item can have.
import { parseDecimal } from '#kernel/quantity.ts';

const places = 6;

/** Undefined for what is no decimal number, or finer than a millionth. */
export function toSteps(quantity: number | string): bigint | undefined {
  const decimal = parseDecimal(quantity);
  if (decimal === undefined || decimal.places > places) return undefined;
  return decimal.digits * 10n ** BigInt(places - decimal.places);
}

export function showSteps(steps: bigint): string {
  const sign = steps < 0n ? '-' : '';
  const digits = (steps < 0n ? -steps : steps).toString().padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  return `${sign}${digits.slice(0, -places)}${fraction === '' ? '' : `.${fraction}`}`;
}

export function addSteps(sums: Map<string, bigint>, key: string, steps: bigint): void {
  sums.set(key, (sums.get(key) ?? 0n) + steps);
}
