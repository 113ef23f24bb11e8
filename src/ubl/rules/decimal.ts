// Exact decimal numbers as documents write them, for sums and products. Nothing is rounded but where a rule says so.

export interface Decimal {
  readonly digits: bigint;
  /** Behind the point, as written: 1.50 has two. */
  readonly places: number;
}

export const zero: Decimal = { digits: 0n, places: 0 };
export const one: Decimal = { digits: 1n, places: 0 };

const pattern = /^([+-]?)(\d{0,40})(?:\.(\d{0,40}))?$/;

/** Undefined: it is no decimal number, or has more than 40 digits. */
export function decimalOf(text: string): Decimal | undefined {
  const match = pattern.exec(text.trim());
  const [, sign = '', whole = '', fraction = ''] = match ?? [];
  if (match === null || `${whole}${fraction}` === '') return undefined;
  const digits = BigInt(`${whole}${fraction}`);
  return { digits: sign === '-' ? -digits : digits, places: fraction.length };
}

export function plus(one: Decimal, other: Decimal): Decimal {
  const places = Math.max(one.places, other.places);
  return { digits: atPlaces(one, places) + atPlaces(other, places), places };
}

export function minus(one: Decimal, other: Decimal): Decimal {
  return plus(one, { ...other, digits: -other.digits });
}

export function times(one: Decimal, other: Decimal): Decimal {
  return { digits: one.digits * other.digits, places: one.places + other.places };
}

export function sumOf(all: readonly Decimal[]): Decimal {
  return all.reduce(plus, zero);
}

/** A hundredth of it. */
export function percentOf(value: Decimal): Decimal {
  return { digits: value.digits, places: value.places + 2 };
}

/** Half away from zero, as amounts of money are. */
export function rounded(value: Decimal, places: number): Decimal {
  return quotient(value, one, places);
}

/** Rounded to `places`, half away from zero. The divisor is not zero. */
export function quotient(value: Decimal, divisor: Decimal, places: number): Decimal {
  const top = value.digits * 10n ** BigInt(divisor.places + places);
  const bottom = divisor.digits * 10n ** BigInt(value.places);
  const isNegative = top < 0n !== bottom < 0n;
  const half = (magnitude(top) * 2n + magnitude(bottom)) / (magnitude(bottom) * 2n);
  return { digits: isNegative ? -half : half, places };
}

/** Negative, 0 or positive. */
export function compare(one: Decimal, other: Decimal): number {
  const { digits } = minus(one, other);
  return digits === 0n ? 0 : digits < 0n ? -1 : 1;
}

export function isSame(one: Decimal, other: Decimal): boolean {
  return compare(one, other) === 0;
}

export function distance(one: Decimal, other: Decimal): Decimal {
  const difference = minus(one, other);
  return { ...difference, digits: magnitude(difference.digits) };
}

/** Of a number with decimals. */
function show({ digits, places }: Decimal): string {
  const text = String(magnitude(digits)).padStart(places + 1, '0');
  const whole = text.slice(0, text.length - places);
  return `${digits < 0n ? '-' : ''}${whole}.${text.slice(-places)}`;
}

/** With two places, or as many more as it needs. */
export function showMoney(value: Decimal): string {
  let { digits, places } = value;
  while (places > 2 && digits % 10n === 0n) [digits, places] = [digits / 10n, places - 1];
  return show(places < 2 ? plus({ digits, places }, { digits: 0n, places: 2 }) : { digits, places });
}

function atPlaces({ digits, places }: Decimal, wanted: number): bigint {
  return digits * 10n ** BigInt(wanted - places);
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
