// The checks that the dictionary names, each on its part of a value: null, or what is wrong and where in the part. Pure.
// Not held here: the list of package types (`packagetype`), prefixes given out by GS1 (`gcppos1`, `gcppos2` look for digits alone), and
// what is inside the coupons of 8110 (`couponcode` looks for digits alone).
import type { Gs1FaultCode } from '../faults.ts';
import { checkDigitOf, checkPairOf } from '../check-digit.ts';
import { countryLetters, countryNumbers, currencyNumbers } from './codes.ts';

export interface PartFault {
  readonly code: Gs1FaultCode;
  readonly detail: string;
  readonly at: number;
}

type PartCheck = (text: string) => PartFault | null;

const daysOfMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export const partChecks: Readonly<Record<string, PartCheck>> = {
  csum: (text) => {
    const [digit, due] = [text.slice(-1), checkDigitOf(text.slice(0, -1))];
    if (digit === due) return null;
    return {
      code: 'check_digit_wrong',
      detail: `The check digit is ${digit}; by the digits before it, it would be ${due}`,
      at: text.length - 1,
    };
  },
  csumalpha: (text) => {
    const due = text.length < 2 ? null : checkPairOf(text.slice(0, -2));
    if (due !== null && due === text.slice(-2)) return null;
    return {
      code: 'check_pair_wrong',
      detail: `The check characters are ${text.slice(-2)}${due === null ? '' : `; by what is before them, they would be ${due}`}`,
      at: Math.max(0, text.length - 2),
    };
  },
  gcppos1: (text) => prefixAt(text, 0),
  gcppos2: (text) => prefixAt(text, 1),
  yymmdd: (text) => dateFault(text.slice(0, 2), text.slice(2), 2, false),
  yymmd0: (text) => dateFault(text.slice(0, 2), text.slice(2), 2, true),
  yyyymmdd: (text) => dateFault(text.slice(0, 4), text.slice(4), 4, false),
  hh: (text) => timeFault(text, [23]),
  mi: (text) => timeFault(text, [59]),
  ss: (text) => timeFault(text, [59]),
  hhmi: (text) => timeFault(text, [23, 59]),
  iso3166: (text) => unless(countryNumbers.has(text), 'country_unknown', `${text} is no country`),
  iso3166999: (text) => unless(text === '999' || countryNumbers.has(text), 'country_unknown', `${text} is no country`),
  iso3166alpha2: (text) => unless(countryLetters.has(text), 'country_unknown', `${text} is no country`),
  iso4217: (text) => unless(currencyNumbers.has(text), 'currency_unknown', `${text} is no currency`),
  iso5218: (text) => oneOf(text, ['0', '1', '2', '9']),
  yesno: (text) => oneOf(text, ['0', '1']),
  winding: (text) => oneOf(text, ['0', '1', '9']),
  zero: (text) => unless(/^0+$/.test(text), 'value_wrong', `${text} stands where only zeros may`),
  nonzero: (text) => unless(/[^0]/.test(text), 'value_wrong', 'It is zero'),
  nozeroprefix: (text) => unless(text === '0' || !text.startsWith('0'), 'value_wrong', 'It begins with zero'),
  hasnondigit: (text) => unless(/\D/.test(text), 'value_wrong', 'It has digits alone, and needs another character'),
  hyphen: (text) => unless(/^-+$/.test(text), 'value_wrong', `${text} stands where only - may`),
  latitude: (text) => unless(Number(text) <= 1_800_000_000, 'value_wrong', 'It is more than 180 degrees from the pole'),
  longitude: (text) => unless(Number(text) <= 3_600_000_000, 'value_wrong', 'It is more than 360 degrees'),
  mediatype: (text) =>
    unless(/^(?:0[1-9]|10|[89]\d)$/.test(text), 'value_wrong', `${text} is none of 01 to 10 and 80 to 99`),
  importeridx: (text) => unless(/^[\w-]$/.test(text), 'value_wrong', `${text} is no index of an importer`),
  pieceoftotal: (text) => {
    const [piece, total] = [Number(text.slice(0, 2)), Number(text.slice(2))];
    return unless(piece > 0 && piece <= total, 'value_wrong', `Piece ${piece} of ${total} there is not`);
  },
  posinseqslash: (text) => {
    const [, place = '', end = ''] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(text) ?? [];
    return unless(
      place !== '' && Number(place) <= Number(end),
      'value_wrong',
      `${text} is no place of a number of places`,
    );
  },
  pcenc: (text) => {
    const at = text.search(/%(?![0-9A-Fa-f]{2})/);
    return at === -1 ? null : { code: 'value_wrong', detail: 'A % is not followed by two hexadecimal digits', at };
  },
  iban: (text) =>
    unless(
      /^[A-Z]{2}\d{2}[A-Z0-9]+$/.test(text) && remainderOf(text.slice(4) + text.slice(0, 4)) === 1,
      'value_wrong',
      'It is no IBAN: its check digits don’t fit',
    ),
  couponcode: (text) => unless(/^\d+$/.test(text), 'value_wrong', 'It has other characters than digits'),
  couponposoffer: (text) =>
    unless(isOffer(text), 'value_wrong', 'Its format, funder, offer and serial number don’t fit its length'),
  // The list of UN/ECE recommendation 21 with GS1's own additions is not held here.
  packagetype: () => null,
};

function unless(isRight: boolean, code: Gs1FaultCode, detail: string): PartFault | null {
  return isRight ? null : { code, detail, at: 0 };
}

function oneOf(text: string, codes: readonly string[]): PartFault | null {
  return unless(codes.includes(text), 'value_wrong', `${text} is none of ${codes.join(', ')}`);
}

/** A company prefix has four digits at least. */
function prefixAt(text: string, from: number): PartFault | null {
  const at = text.slice(from, from + 4).search(/\D/);
  if (at === -1 && text.length >= from + 4) return null;
  return {
    code: 'company_prefix_wrong',
    detail: 'The company prefix is not digits',
    at: from + Math.max(0, at),
  };
}

/** Whether a year has 29 February: of years of two digits, all that 4 divides (2000 was one; 1900 and 2100 are out of reach). */
function dateFault(year: string, rest: string, at: number, mayLackDay: boolean): PartFault | null {
  const [month, day] = [Number(rest.slice(0, 2)), Number(rest.slice(2))];
  const most = daysOfMonths[month - 1];
  if (most === undefined) return { code: 'date_wrong', detail: `There is no month ${rest.slice(0, 2)}`, at };
  const isLeap = Number(year) % 4 === 0 && (year.length === 2 || Number(year) % 100 !== 0 || Number(year) % 400 === 0);
  if (day === 0 ? mayLackDay : day <= most && (month !== 2 || day < 29 || isLeap)) return null;
  return { code: 'date_wrong', detail: `${year}-${rest.slice(0, 2)} has no day ${rest.slice(2)}`, at: at + 2 };
}

function timeFault(text: string, most: readonly number[]): PartFault | null {
  const wrong = most.findIndex((max, index) => Number(text.slice(index * 2, index * 2 + 2)) > max);
  return wrong === -1 ? null : { code: 'time_wrong', detail: `There is no time ${text}`, at: wrong * 2 };
}

/** ISO 7064 mod 97, letters as 10 to 35. */
function remainderOf(text: string): number {
  let remainder = 0;
  for (const sign of text)
    for (const digit of String(Number.parseInt(sign, 36))) remainder = (remainder * 10 + Number(digit)) % 97;
  return remainder;
}

/** AI 8112: format, funder with its length, six digits of the offer, serial number with its length. */
function isOffer(text: string): boolean {
  const [, funder = ''] = /^[01]([0-6])\d*$/.exec(text) ?? [];
  const at = 2 + Number(funder) + 6 + 6;
  return funder !== '' && text.length > at && text.length === at + 1 + Number(text[at]) + 6;
}
