// One value against its element: its characters, its length, its code, its date. Nothing is made where nothing is wrong: these run
// for every element of every message. Pure.
import type { ElementTable } from '../dictionaries/tables.ts';
import type { FaultCode } from '../faults.ts';

export type ValueFault = Extract<
  FaultCode,
  'value_too_long' | 'value_too_short' | 'character_wrong' | 'code_unknown' | 'date_wrong' | 'time_wrong'
>;

/** Null: nothing is wrong. The value is plain text, without release characters. */
export function wrongOf(value: string, element: ElementTable): ValueFault | null {
  const length = lengthOf(value, element);
  if (length < 0)
    return element.kind === 'date' ? 'date_wrong' : element.kind === 'time' ? 'time_wrong' : 'character_wrong';
  if (length > element.max) return 'value_too_long';
  if (length < element.min) return 'value_too_short';
  if (element.kind === 'date') return isDate(value) ? null : 'date_wrong';
  if (element.kind === 'time') return isTime(value) ? null : 'time_wrong';
  if (element.codes !== null && !element.codes.has(value) && !element.codes.has(value.trimEnd())) return 'code_unknown';
  return null;
}

/** Quick: nothing is wrong, and there is none of that character, the separator of components. */
export function isRight(value: string, element: ElementTable, separator: number): boolean {
  const { kind, codes } = element;
  if (kind !== 'text')
    return (
      wrongOf(value, element) === null && (kind !== 'letters' || value.indexOf(String.fromCharCode(separator)) < 0)
    );
  const { length } = value;
  if (length > element.max || length < element.min) return false;
  for (let at = 0; at < length; at++) {
    const code = value.charCodeAt(at);
    if (code < 32 || code === 127 || code === separator) return false;
  }
  return codes === null || codes.has(value);
}

/** Characters that count: signs, decimal marks and exponents of numbers do not. Below 0: there is one that may not be there. */
function lengthOf(value: string, { kind }: ElementTable): number {
  switch (kind) {
    case 'text':
      return textLength(value);
    case 'decimal':
      return numberLength(value, true, true);
    case 'number':
      return numberLength(value, true, false);
    case 'integer':
      return numberLength(value, false, false);
    case 'date':
    case 'time':
      return digitsLength(value);
    case 'letters':
      return /\d/.test(value) ? -1 : textLength(value);
    case 'binary':
      return value.length;
  }
}

function textLength(value: string): number {
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code < 32 || code === 127) return -1;
  }
  return value.length;
}

function digitsLength(value: string): number {
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code < 48 || code > 57) return -1;
  }
  return value.length;
}

/** X12.6: an exponent of R is written E, a sign and digits, all of which count, but for the sign. */
function numberLength(value: string, isDecimal: boolean, hasExponent: boolean): number {
  let digits = 0;
  let marks = 0;
  let from = value.charCodeAt(0) === 45 ? 1 : 0;
  for (; from < value.length; from++) {
    const code = value.charCodeAt(from);
    if (code >= 48 && code <= 57) digits += 1;
    else if (isDecimal && (code === 46 || (code === 44 && !hasExponent)) && marks === 0) marks = 1;
    else if (hasExponent && code === 69 && digits > 0) {
      const exponent = digitsLength(value.slice(value.charCodeAt(from + 1) === 45 ? from + 2 : from + 1));
      return exponent > 0 ? digits + 1 + exponent : -1;
    } else return -1;
  }
  return digits === 0 ? -1 : digits;
}

/** CCYYMMDD, or YYMMDD. */
function isDate(value: string): boolean {
  if (value.length !== 8 && value.length !== 6) return false;
  const end = value.length;
  const month = twoDigits(value, end - 4);
  const day = twoDigits(value, end - 2);
  if (month < 1 || month > 12 || day < 1) return false;
  if (day <= 28) return true;
  if (month === 2) return day === 29 && isLeap(value.length === 8 ? Number(value.slice(0, 4)) : twoDigits(value, 0));
  return day <= 30 || (day === 31 && month !== 4 && month !== 6 && month !== 9 && month !== 11);
}

/** Two digits of a year: 2000 was a leap year, and so is 00. */
function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** HHMM, HHMMSS, and up to two decimals of a second. */
function isTime(value: string): boolean {
  const { length } = value;
  if (length !== 4 && length !== 6 && length !== 7 && length !== 8) return false;
  return twoDigits(value, 0) < 24 && twoDigits(value, 2) < 60 && (length === 4 || twoDigits(value, 4) < 60);
}

function twoDigits(value: string, at: number): number {
  return (value.charCodeAt(at) - 48) * 10 + value.charCodeAt(at + 1) - 48;
}

const periods: Readonly<Record<string, (value: string) => boolean>> = {
  2: (value) => isDate(value.slice(4) + value.slice(2, 4) + value.slice(0, 2)),
  101: (value) => value.length === 6 && isDate(value),
  102: (value) => value.length === 8 && isDate(value),
  201: (value) => value.length === 10 && isDate(value.slice(0, 6)) && isTime(value.slice(6)),
  203: (value) => value.length === 12 && isDate(value.slice(0, 8)) && isTime(value.slice(8)),
  204: (value) => value.length === 14 && isDate(value.slice(0, 8)) && isTime(value.slice(8)),
  401: (value) => value.length === 4 && isTime(value),
  402: (value) => value.length === 6 && isTime(value),
  602: (value) => value.length === 4,
  609: (value) => value.length === 4 && isDate(`${value}01`),
  610: (value) => value.length === 6 && isDate(`${value}01`),
  615: (value) => value.length === 4 && isWeek(value.slice(2)),
  616: (value) => value.length === 6 && isWeek(value.slice(4)),
  718: (value) => value.length === 16 && isDate(value.slice(0, 8)) && isDate(value.slice(8)),
};

function isWeek(value: string): boolean {
  return Number(value) >= 1 && Number(value) <= 53;
}

/** EDIFACT 2380 as 2379 says: digits, with or without the hyphen between two dates. Formats that are not known here are let be. */
export function isPeriod(value: string, format: string): boolean {
  const check = periods[format];
  if (check === undefined) return true;
  const digits = format === '718' ? value.replace('-', '') : value;
  return digitsLength(digits) === digits.length && check(digits);
}
