// Decimal numbers as texts, so that 0.1 + 0.2 is 0.3: for prices and quantities, of which JSONata's own numbers lose digits.
import { parseDecimal } from '#kernel/quantity.ts';

/** Whole digits, and how many of them stand behind the point. */
interface Decimal {
  readonly digits: bigint;
  readonly places: number;
}

const placesMax = 18;

export function plus(left: unknown, right: unknown): string {
  const [a, b, places] = aligned(left, right);
  return show({ digits: a + b, places });
}

export function minus(left: unknown, right: unknown): string {
  const [a, b, places] = aligned(left, right);
  return show({ digits: a - b, places });
}

export function times(left: unknown, right: unknown): string {
  const a = read(left);
  const b = read(right);
  return show({ digits: a.digits * b.digits, places: a.places + b.places });
}

/** Rounded half up: away from zero. */
export function divide(left: unknown, right: unknown, places: unknown): string {
  const a = read(left);
  const b = read(right);
  if (b.digits === 0n) throw new Error(`${String(left)} cannot be divided by 0`);
  const kept = readPlaces(places);
  const shift = kept + b.places - a.places;
  const dividend = shift >= 0 ? a.digits * 10n ** BigInt(shift) : a.digits;
  const divisor = shift >= 0 ? b.digits : b.digits * 10n ** BigInt(-shift);
  return fixed({ digits: divided(dividend, divisor), places: kept });
}

/** With exactly so many places, rounded half up. */
export function rounded(value: unknown, places: unknown): string {
  return fixed({ digits: toPlaces(read(value), readPlaces(places)), places: readPlaces(places) });
}

/** `"12.50"` with 2 places is 1250: the amount in the smallest unit of its currency. Finer amounts have none. */
export function minor(value: unknown, places: unknown): number {
  const read_ = read(value);
  const kept = readPlaces(places);
  if (read_.places > kept) throw new Error(`${String(value)} has more than ${kept} places: round it first`);
  const digits = Number(toPlaces(read_, kept));
  if (!Number.isSafeInteger(digits)) throw new Error(`${String(value)} is too large for a whole number`);
  return digits;
}

/** The way back: 1250 with 2 places is `"12.50"`. */
export function major(value: unknown, places: unknown): string {
  const { digits, places: own } = read(value);
  if (own > 0) throw new Error(`${String(value)} is no whole number`);
  return fixed({ digits, places: readPlaces(places) });
}

/** A number as people write it: `decimal("1.234,50", ",")` is `"1234.50"`. What groups digits is left out. */
export function decimal(text: unknown, mark: unknown = '.'): string {
  if (mark !== '.' && mark !== ',') throw new Error(`${JSON.stringify(mark)} is no decimal mark: give "." or ","`);
  const written = String(text).trim();
  const grouped =
    mark === '.'
      ? /^[+-]?\d{1,3}(?:([, '\u00a0\u202f])\d{3}(?:\1\d{3})*)?(?:\.\d+)?$/
      : /^[+-]?\d{1,3}(?:([. '\u00a0\u202f])\d{3}(?:\1\d{3})*)?(?:,\d+)?$/;
  const plain = mark === '.' ? /^[+-]?\d+(?:\.\d+)?$/ : /^[+-]?\d+(?:,\d+)?$/;
  if (!grouped.test(written) && !plain.test(written))
    throw new Error(`${JSON.stringify(text)} is no number with the decimal mark "${mark}"`);
  const canonical = written
    .replace(/^\+/, '')
    .replace(mark === '.' ? /[^\d.-]/g : /[^\d,-]/g, '')
    .replace(',', '.');
  read(canonical);
  return canonical;
}

function read(value: unknown): Decimal {
  const isText = typeof value === 'string' || typeof value === 'number';
  const found = isText ? parseDecimal(typeof value === 'string' ? value.trim() : value) : undefined;
  if (found === undefined)
    throw new Error(`${JSON.stringify(value)} is no decimal number of at most 18 digits before and after the point`);
  return found;
}

function readPlaces(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > placesMax)
    throw new Error(`${JSON.stringify(value)} is no number of places: give a whole number from 0 to ${placesMax}`);
  return value;
}

function aligned(left: unknown, right: unknown): readonly [bigint, bigint, number] {
  const a = read(left);
  const b = read(right);
  const places = Math.max(a.places, b.places);
  return [toPlaces(a, places), toPlaces(b, places), places];
}

function toPlaces({ digits, places }: Decimal, wanted: number): bigint {
  return wanted >= places ? digits * 10n ** BigInt(wanted - places) : divided(digits, 10n ** BigInt(places - wanted));
}

function divided(dividend: bigint, divisor: bigint): bigint {
  const isNegative = dividend < 0n !== divisor < 0n;
  const [a, b] = [dividend < 0n ? -dividend : dividend, divisor < 0n ? -divisor : divisor];
  const quotient = (2n * a + b) / (2n * b);
  return isNegative ? -quotient : quotient;
}

/** Without zeros at its end. */
function show(value: Decimal): string {
  const text = fixed(value);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function fixed({ digits, places }: Decimal): string {
  const text = String(digits < 0n ? -digits : digits).padStart(places + 1, '0');
  const point = text.length - places;
  return `${digits < 0n ? '-' : ''}${text.slice(0, point)}${places === 0 ? '' : `.${text.slice(point)}`}`;
}
