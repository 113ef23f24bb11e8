// Money is minor units and an ISO 4217 currency; a unit price is a decimal string with up to 6 places. A line's amount is
// rounded once, here, half up.
import { parseDecimal } from './quantity.ts';

/** Minor-unit digits of the currencies that do not have two (ISO 4217:2015, table A.1). */
const minorDigits: Readonly<Record<string, number>> = {
  BHD: 3,
  BIF: 0,
  CLF: 4,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  IQD: 3,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  PYG: 0,
  RWF: 0,
  TND: 3,
  UGX: 0,
  UYI: 0,
  UYW: 4,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
};

export function currencyDigits(currency: string): number {
  return minorDigits[currency] ?? 2;
}

/**
 * quantity (scaled) × unit price in minor units, rounded once, half up (away from zero for credits).
 * Undefined when the price is no decimal or the amount leaves the safe integers.
 */
export function lineAmount(quantity: number, scale: number, price: string, currency: string): number | undefined {
  const unit = parseDecimal(price);
  if (unit === undefined) return undefined;
  const product = BigInt(quantity) * unit.digits;
  const places = scale + unit.places - currencyDigits(currency);
  let amount: bigint;
  if (places <= 0) {
    amount = product * 10n ** BigInt(-places);
  } else {
    const divisor = 10n ** BigInt(places);
    const magnitude = product < 0n ? -product : product;
    const rounded = (magnitude * 2n + divisor) / (divisor * 2n);
    amount = product < 0n ? -rounded : rounded;
  }
  const number = Number(amount);
  return Number.isSafeInteger(number) ? number : undefined;
}

/**
 * The price of one base unit, of a price for a unit that has `factor` of them: with at most 6 places, rounded half up. A line of
 * 10,000 base units can differ by a cent from the price times the number of packs. Undefined when either is no decimal.
 */
export function pricePerBaseUnit(price: string, factor: string): string | undefined {
  const [unit, per] = [parseDecimal(price), parseDecimal(factor)];
  if (unit === undefined || per === undefined || per.digits <= 0n) return undefined;
  const dividend = unit.digits * 10n ** BigInt(6 + per.places);
  const divisor = per.digits * 10n ** BigInt(unit.places);
  const magnitude = ((dividend < 0n ? -dividend : dividend) * 2n + divisor) / (divisor * 2n);
  const text = String(magnitude).padStart(7, '0');
  const fraction = text.slice(-6).replace(/0+$/, '').padEnd(2, '0');
  return `${dividend < 0n ? '-' : ''}${text.slice(0, -6)}.${fraction}`;
}

/** Minor units as the decimal string of the currency: 1250 EUR → "12.50". */
export function showMoney(amount: number, currency: string): { amount: string; currency: string } {
  const digits = currencyDigits(currency);
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  const whole = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return { amount: amount < 0 ? `-${whole}` : whole, currency };
}
