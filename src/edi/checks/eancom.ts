// What EANCOM, the subset of GS1, adds to EDIFACT: where a segment says that a value is a key of GS1, it has the digits of one. Pure.
import { checkDigitOf } from '#gs1/check-digit.ts';
import type { EdiMessage } from '../envelope/model.ts';
import { designator } from '../syntax/designator.ts';
import type { Segment } from '../syntax/segments.ts';
import type { Separators } from '../syntax/separators.ts';
import { componentsOf } from '../syntax/values.ts';
import type { TellElement } from './elements.ts';

/** 0057, such as EAN008: EANCOM with its version of the message. */
export function isEancom({ interchange, convention }: EdiMessage): boolean {
  return interchange.standard === 'edifact' && /^EAN\d{3}$/.test(convention);
}

interface Key {
  readonly name: string;
  /** How many digits it may have, in words. */
  readonly digits: string;
  readonly form: RegExp;
}

const gln: Key = { name: 'GLN', digits: '13', form: /^\d{13}$/ };
const gtin: Key = { name: 'GTIN', digits: '8, 12, 13 or 14', form: /^(?:\d{8}|\d{12,14})$/ };
const sscc: Key = { name: 'SSCC', digits: '18', form: /^\d{18}$/ };

/** 7143: numbers of articles by GS1. */
const articles = new Set(['EN', 'SRV', 'UP']);
/** Given out by a shop or a country for itself, such as by weight: what the last digit is may be theirs. */
const restricted = /^(?:[02]\d{7}|[24]\d{11}|0?(?:0[24]|2\d)\d{11})$/;

export function checkKeys(segment: Segment, separators: Separators, tell: TellElement): void {
  const { id, elements } = segment;
  switch (id) {
    case 'NAD': {
      const [party = '', , agency] = componentsOf(elements[2] ?? '', separators);
      if (agency === '9') checkKey(party, gln, segment, 2, 1, tell);
      return;
    }
    case 'LOC': {
      // GS1 has codes of places that are no GLN.
      const [place = '', , agency] = componentsOf(elements[2] ?? '', separators);
      if (agency === '9' && gln.form.test(place)) checkKey(place, gln, segment, 2, 1, tell);
      return;
    }
    case 'LIN':
      checkArticle(segment, 3, separators, tell);
      return;
    case 'PIA':
      for (let number = 2; number < elements.length; number++) checkArticle(segment, number, separators, tell);
      return;
    case 'GIN': {
      if (elements[1] !== 'BJ') return;
      for (let number = 2; number < elements.length; number++)
        for (const [index, value] of componentsOf(elements[number] ?? '', separators).entries())
          checkKey(value, sscc, segment, number, index + 1, tell);
    }
  }
}

function checkArticle(segment: Segment, number: number, separators: Separators, tell: TellElement): void {
  const [article = '', list = ''] = componentsOf(segment.elements[number] ?? '', separators);
  if (articles.has(list) && !restricted.test(article)) checkKey(article, gtin, segment, number, 1, tell);
}

function checkKey(
  value: string,
  { name, digits, form }: Key,
  segment: Segment,
  element: number,
  component: number,
  tell: TellElement,
): void {
  if (value === '') return;
  const last = form.test(value) ? checkDigitOf(value.slice(0, -1)) : null;
  if (last !== null && value.endsWith(last)) return;
  const what = `${designator(segment.id, element)}-${component} is ${JSON.stringify(value)}`;
  const detail =
    last === null
      ? `${what}, and a ${name} has ${digits} digits.`
      : `${what}, and the check digit of this ${name} is ${last}.`;
  tell({ code: 'gs1_key_wrong', element, component, detail }, segment);
}
