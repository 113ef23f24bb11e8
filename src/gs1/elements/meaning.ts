// What the value of an element says, for people: a date as a date, a weight with its decimals. Pure.
import type { Element } from './element.ts';

/** Null: it says what it says. `year`: today's, for years of two digits are of the century that is nearest (GenSpecs 7.12). */
export function meaningOf({ ai, value }: Pick<Element, 'ai' | 'value'>, year: number): string | null {
  if (/^(?:1[1-7]|4326|7006)$/.test(ai) && /^\d{6}$/.test(value)) return dateOf(value, year);
  if (/^(?:4324|4325|7003)$/.test(ai) && /^\d{10}$/.test(value)) {
    return `${dateOf(value.slice(0, 6), year)} ${timeOf(value.slice(6))}`;
  }
  if (/^(?:3[1-6]\d\d|395\d)$/.test(ai) && /^\d{6}$/.test(value)) return decimalOf(value, ai);
  if (/^39[024]\d$/.test(ai) && /^\d+$/.test(value)) return decimalOf(value, ai);
  if (/^39[13]\d$/.test(ai) && /^\d{4,}$/.test(value))
    return `${decimalOf(value.slice(3), ai)} in ${value.slice(0, 3)}`;
  return null;
}

function dateOf(text: string, year: number): string {
  const short = Number(text.slice(0, 2));
  const away = short - (year % 100);
  const century = Math.floor(year / 100) + (away >= 51 ? -1 : away <= -50 ? 1 : 0);
  const day = text.slice(4) === '00' ? '' : `-${text.slice(4)}`;
  return `${century}${text.slice(0, 2)}-${text.slice(2, 4)}${day}`;
}

function timeOf(text: string): string {
  return `${text.slice(0, 2)}:${text.slice(2)}`;
}

/** The last digit of the identifier is the number of decimals. */
function decimalOf(digits: string, ai: string): string {
  const places = Number(ai.slice(-1));
  const padded = digits.padStart(places + 1, '0');
  const whole = padded.slice(0, padded.length - places).replace(/^0+(?=\d)/, '');
  return places === 0 ? whole : `${whole}.${padded.slice(-places)}`;
}
