// Where a poll goes on. The cursor is the highest value of a column that was seen. A transaction that began earlier may commit later
// than what was read, with a lower value: so every poll begins an overlap before the cursor, and what comes again is known by its key.

export type CursorKind = 'time' | 'number';

/** Where the first poll begins. */
export function startOf({ kind, start }: { readonly kind: CursorKind; readonly start: string }): string {
  if (start !== 'beginning') return start;
  return kind === 'time' ? '1970-01-01T00:00:00Z' : '-9223372036854775808';
}

/** Negative, 0 or positive; null: one of them is no value of that kind. */
export function compareValues(kind: CursorKind, left: string, right: string): number | null {
  const [a, b] = [comparable(kind, left), comparable(kind, right)];
  if (a === null || b === null) return null;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The value that the overlap before it has; null: it is no value of that kind. `overlap`: seconds, or a number. */
export function valueBefore(kind: CursorKind, value: string, overlap: number): string | null {
  if (overlap === 0) return comparable(kind, value) === null ? null : value;
  if (kind === 'number') {
    const [, whole] = number.exec(value) ?? [];
    return whole === undefined ? null : String(BigInt(whole) - BigInt(Math.ceil(overlap)));
  }
  const micros = microseconds(value);
  if (micros === null) return null;
  const earlier = micros - BigInt(Math.ceil(overlap)) * 1_000_000n;
  const milliseconds = Number(earlier / 1_000n) - (earlier < 0n ? 1 : 0);
  const text = new Date(milliseconds).toISOString();
  return /[zZ]|[+-]\d\d:?\d\d$/.test(value) ? text : text.slice(0, -1);
}

const number = /^([+-]?\d{1,40})(?:\.(\d{1,40}))?$/;
const fractionDigits = 40;

function comparable(kind: CursorKind, value: string): bigint | null {
  if (kind === 'time') return microseconds(value);
  const [, whole, fraction = ''] = number.exec(value) ?? [];
  return whole === undefined ? null : BigInt(`${whole}${fraction.padEnd(fractionDigits, '0')}`);
}

const time = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d(?::?\d\d)?)?)?$/;

/** Since 1970, as if on the clock of UTC when it has no offset. */
function microseconds(value: string): bigint | null {
  const [, date, clock = '00:00:00', fraction = '', zone = 'Z'] = time.exec(value) ?? [];
  if (date === undefined) return null;
  const offset = /^[+-]\d\d$/.test(zone) ? `${zone}:00` : zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  const at = Date.parse(`${date}T${clock}${offset}`);
  return Number.isNaN(at) ? null : BigInt(at) * 1_000n + BigInt(fraction.padEnd(6, '0').slice(0, 6));
}
