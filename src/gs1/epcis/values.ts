// Times and decimals in their one spelling. Pure, and exact: nothing goes through floating point.

// Seconds may be left out, as ISO 8601 and some writers do where they are zero.
const stamp = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,30}))?)?(Z|[+-]\d\d:\d\d)$/;

/** In UTC with three digits of a second or more, as precise as it was given. Null: no time with its offset. */
export function timeOf(text: string): string | null {
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '00', digits = '', zone = ''] =
    stamp.exec(text) ?? [];
  if (year === '') return null;
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const isReal =
    Number(year) >= 1000 &&
    new Date(at).toISOString().startsWith(`${year}-${month}-${day}T${hour}:${minute}:${second}`);
  const away = offsetMinutes(zone);
  if (!isReal || away === null) return null;
  const utc = new Date(at - away * 60_000).toISOString().slice(0, 19);
  return `${utc}.${digits.replace(/0+$/, '').padEnd(3, '0')}Z`;
}

function offsetMinutes(zone: string): number | null {
  if (zone === 'Z') return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(4))];
  if (hours > 14 || minutes > 59 || (hours === 14 && minutes > 0)) return null;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

/** To the millisecond, the fourth digit rounding up from five (CBV 2.0, 8.9). Of a time in its one spelling. */
export function roundedTime(time: string): string {
  const digits = time.slice(20, -1);
  const ms = Number(digits.slice(0, 3)) + (Number(digits[3] ?? '0') >= 5 ? 1 : 0);
  return new Date(Date.parse(`${time.slice(0, 19)}Z`) + ms).toISOString();
}

const number = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;
const digitsMax = 400;

/** Without exponent, plus, or zeros that say nothing. Null: no number, or one with more digits than anybody measures. */
export function decimalOf(text: string): string | null {
  const [matched, sign = '', whole = '', fraction = '', exponent = '0'] = number.exec(text) ?? [];
  if (matched === undefined || whole + fraction === '' || text.length > digitsMax) return null;
  const shift = Number(exponent);
  if (Math.abs(shift) > digitsMax) return null;
  const digits = `${'0'.repeat(Math.max(0, -shift))}${whole}${fraction}${'0'.repeat(Math.max(0, shift))}`;
  const point = whole.length + shift + Math.max(0, -shift);
  const front = digits.slice(0, point).replace(/^0+/, '') || '0';
  const back = digits.slice(point).replace(/0+$/, '');
  const value = back === '' ? front : `${front}.${back}`;
  return sign === '-' && value !== '0' ? `-${value}` : value;
}
