// Dates and times of both standards, and how contracts write them: 2026-03-31, 2026-03-31T14:05, a month, a week, or two of them
// with a slash between. Pure.

/** What a value of that many digits means: 2379 of EDIFACT, 1250 of X12. */
const forms: Readonly<Record<string, readonly [edifact: string, x12: string]>> = {
  date: ['102', 'D8'],
  minute: ['203', 'DT'],
  second: ['204', ''],
  month: ['610', 'CM'],
  week: ['616', ''],
  year: ['602', 'CY'],
  dates: ['718', 'RD8'],
  minutes: ['719', ''],
};

const older: Readonly<Record<string, string>> = {
  '101': 'date',
  '201': 'minute',
  '202': 'second',
  '303': 'zoned',
  D6: 'date',
};

const formBy: ReadonlyMap<string, string> = new Map([
  ...Object.entries(older),
  ...Object.entries(forms).flatMap(([form, codes]) =>
    codes.filter((code) => code !== '').map((code) => [code, form] as const),
  ),
]);

/** Null: it is none of that format. */
export function momentRead(text: string, format: string): string | null {
  switch (formBy.get(format) ?? 'unknown') {
    case 'date':
      return dateRead(text);
    case 'minute':
    case 'second':
    case 'zoned': {
      // 303 ends with a zone, such as UTC or 01: what it means nobody can tell, so that only the value without it is read.
      const digits = /^(\d{8}|\d{6})(\d{4}(?:\d\d)?)$/.exec(text);
      return digits === null ? null : joined(dateRead(digits[1] ?? ''), timeRead(digits[2] ?? ''));
    }
    case 'month':
      return text.replace(/^(\d{4})(\d\d)$/, '$1-$2').match(/^\d{4}-(?:0[1-9]|1[0-2])$/)?.[0] ?? null;
    case 'week':
      return text.replace(/^(\d{4})(\d\d)$/, '$1-W$2').match(/^\d{4}-W[0-5]\d$/)?.[0] ?? null;
    case 'year':
      return /^[1-9]\d{3}$/.test(text) ? text : null;
    case 'dates':
    case 'minutes': {
      const [from, to, ...more] = text.length === 16 || text.length === 24 ? halves(text) : text.split('-');
      if (from === undefined || to === undefined || more.length > 0) return null;
      const [begin, end] = [from, to].map((one) => momentRead(one, one.length === 8 ? '102' : '203'));
      return begin === null || end === null ? null : `${begin}/${end}`;
    }
    default:
      return null;
  }
}

/** Null: that standard has no format for it. */
export function momentWritten(
  moment: string,
  standard: 'x12' | 'edifact',
): { readonly text: string; readonly format: string } | null {
  const form = formOf(moment);
  const format = form === null ? '' : (forms[form]?.[standard === 'edifact' ? 0 : 1] ?? '');
  if (form === null || format === '') return null;
  const text = moment.split('/').map((one) => one.replace(/[-T:W]/g, ''));
  return { text: text.join(standard === 'edifact' ? '' : '-'), format };
}

function formOf(moment: string): string | null {
  if (/^\d{4}-\d\d-\d\d$/.test(moment)) return 'date';
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(moment)) return 'minute';
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(moment)) return 'second';
  if (/^\d{4}-\d\d$/.test(moment)) return 'month';
  if (/^\d{4}-W\d\d$/.test(moment)) return 'week';
  if (/^\d{4}$/.test(moment)) return 'year';
  const [from, to] = moment.split('/').map((one) => (one === moment ? null : formOf(one)));
  return from === to && from === 'date' ? 'dates' : from === to && from === 'minute' ? 'minutes' : null;
}

/** CCYYMMDD or YYMMDD; of two digits, 70 to 99 are of the last century. */
export function dateRead(text: string): string | null {
  if (text.length === 6) return dateRead(`${text >= '70' ? '19' : '20'}${text}`);
  if (!/^[1-9]\d{7}$/.test(text)) return null;
  const [month, day] = [Number(text.slice(4, 6)), Number(text.slice(6, 8))];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(Number(text.slice(0, 4)), month)) return null;
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;
}

/** HHMM or HHMMSS; decimal seconds have no place. */
export function timeRead(text: string): string | null {
  const [, hour, minute, second] = /^([01]\d|2[0-3])([0-5]\d)([0-5]\d)?$/.exec(text) ?? [];
  return hour === undefined ? null : `${hour}:${minute}${second === undefined ? '' : `:${second}`}`;
}

export function joined(date: string | null, time: string | null): string | null {
  return date === null || time === null ? null : `${date}T${time}`;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function halves(text: string): string[] {
  const middle = text.length / 2;
  return [text.slice(0, middle), text.slice(middle)];
}
