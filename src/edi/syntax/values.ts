// What elements mean: components, repetitions, released characters, and letters beyond ASCII. Pure.
import type { Separators } from './separators.ts';
import { splitReleased } from './segments.ts';
import type { Segment } from './segments.ts';

export function componentsOf(element: string, { component, release }: Separators): readonly string[] {
  return split(element, component, release);
}

export function repetitionsOf(element: string, { repetition, release }: Separators): readonly string[] {
  return repetition === null ? [element] : split(element, repetition, release);
}

function split(text: string, separator: string, release: string | null): readonly string[] {
  if (!text.includes(separator)) return [text];
  return release === null || !text.includes(release) ? text.split(separator) : splitReleased(text, separator, release);
}

/** ISO 9735 names its repertoires UNOA to UNOY; UNOA and UNOB are ASCII. https://service.unece.org/trade/untdid/texts/d422_d.htm */
const repertoires: Readonly<Record<string, string>> = {
  UNOC: 'iso-8859-1',
  UNOD: 'iso-8859-2',
  UNOE: 'iso-8859-5',
  UNOF: 'iso-8859-7',
  UNOG: 'iso-8859-3',
  UNOH: 'iso-8859-4',
  UNOI: 'iso-8859-6',
  UNOJ: 'iso-8859-8',
  UNOK: 'iso-8859-9',
  UNOX: 'iso-2022-jp',
};

/** Of a value as it stands, one character a byte. `repertoire`: what UNB01 says; left out, UTF-8 where it is that, else Latin-1. */
export function textOf(value: string, { release }: Separators, repertoire?: string): string {
  const plain = release !== null && value.includes(release) ? released(value, release) : value;
  return isAscii(plain) ? plain : decoded(plain, repertoire);
}

/** Values by the numbers of element and component, from 1, without the blanks that fill them up; empty: there is none. */
export function valuesOf({
  elements,
  separators,
}: Pick<Segment, 'elements' | 'separators'>): (element: number, component?: number) => string {
  return (element, component = 1) =>
    textOf(componentsOf(elements[element] ?? '', separators)[component - 1] ?? '', separators).trim();
}

/** As it has to stand in an element: released, one character a byte. */
export function rawOf(text: string, separators: Separators): string {
  const { segment, element, component, repetition, release } = separators;
  if (release === null) return text;
  let raw = '';
  for (const character of text)
    raw += [segment, element, component, repetition, release].includes(character) ? release + character : character;
  return raw;
}

function released(value: string, release: string): string {
  let plain = '';
  for (let at = 0; at < value.length; at++) {
    if (value[at] === release && at + 1 < value.length) at += 1;
    plain += value.charAt(at);
  }
  return plain;
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 126) return false;
  return true;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
const decoders = new Map<string, typeof utf8>();

function decoded(bytes: string, repertoire: string | undefined): string {
  const buffer = Buffer.from(bytes, 'latin1');
  const label = repertoires[repertoire ?? ''];
  if (label !== undefined) {
    let decoder = decoders.get(label);
    if (decoder === undefined) decoders.set(label, (decoder = new TextDecoder(label)));
    return decoder.decode(buffer);
  }
  try {
    return utf8.decode(buffer);
  } catch {
    return bytes; // Latin-1, as it is kept.
  }
}
