// Decimal numbers as text: no digit is lost on the way, and none is made up.

/** `1.234,50` → `1234.50`; a sign may stand behind, as ERPs write it. Null: it is no number with a decimal comma. */
export function fromComma(text: string): string | null {
  const trimmed = text.trim().replace(/^([^+-].*)([+-])$/, '$2$1');
  if (!/^[+-]?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?$/.test(trimmed)) return null;
  return trimmed.replaceAll('.', '').replace(',', '.').replace(/^\+/, '');
}

/** `1234.50` → `1234,50`. Null: it is no decimal number. */
export function toComma(text: string): string | null {
  return /^-?\d+(\.\d+)?$/.test(text) ? text.replace('.', ',') : null;
}

/** Whether a double is the very number that the digits say. */
export function isExact(digits: string): boolean {
  const value = Number(digits);
  return Number.isFinite(value) && normal(digits) === normal(String(value));
}

/** Sign, digits without zeros at either end, and the power of ten of the last: `-1.50e3` → `-15e2`. */
function normal(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).replace(/^0+/, '');
  if (digits === '') return '0';
  const significant = digits.replace(/0+$/, '');
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

/** A number as it is written for others: digits without an exponent. Null: it is none that can be. */
export function plainNumber(value: number): string | null {
  if (!Number.isFinite(value)) return null;
  const text = String(value);
  return /e/.test(text) ? BigIntOrNull(value) : text;
}

function BigIntOrNull(value: number): string | null {
  return Number.isInteger(value) ? BigInt(value).toString() : null;
}
