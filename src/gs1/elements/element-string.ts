// Element strings: as they stand in a symbol, with separators (FNC1) after values of open length, and as they are printed for people,
// with identifiers in brackets. Read with every fault; printed from elements. Pure.
import assert from '#kernel/assert.ts';
import { limits } from '#kernel/limits.ts';
import type { Gs1Fault } from '../faults.ts';
import type { Element } from './element.ts';
import { companionFaults, elementFaults, longestOf } from './element.ts';
import { entryOf, identifierAt } from './entry.ts';

/** FNC1 as scanners send it. */
export const separator = '\u001d';

export interface ReadElements {
  readonly elements: readonly Element[];
  readonly faults: readonly Gs1Fault[];
}

/** Of symbologies: GS1-128, DataBar, Data Matrix, QR, DotCode. */
const symbology = /^\](?:C1|e0|d2|Q3|J1)/;

/**
 * Either form. `isWhole`: there is nothing else on the item, so whatever an element needs beside itself must be here. A separator may
 * also be written as its picture, U+241D.
 */
export function readElementString(text: string, { isWhole = true } = {}): ReadElements {
  if (text.length > limits.gs1TextCharactersMax) {
    const detail = `It has ${text.length} characters; at most ${limits.gs1TextCharactersMax} are read.`;
    return { elements: [], faults: [{ code: 'too_long_to_read', ai: null, position: 0, detail }] };
  }
  const isBracketed = text.startsWith('(');
  const { elements, faults } = isBracketed ? bracketed(text) : separated(text.replaceAll('\u241d', separator));
  const own = elements.flatMap((element) =>
    elementFaults(element).map((fault) => (isBracketed ? placedInText(fault, element, text) : fault)),
  );
  return { elements, faults: [...faults, ...own, ...companionFaults(elements, { isWhole })] };
}

/** A value is shorter than its text by the signs that escape its brackets. */
function placedInText(fault: Gs1Fault, { position }: Element, text: string): Gs1Fault {
  assert(fault.position !== null, 'a fault of an element has its place');
  let at = position;
  for (let signs = fault.position - position; signs > 0; signs -= 1)
    at += text[at] === '\\' && text[at + 1] === '(' ? 2 : 1;
  return { ...fault, position: at };
}

function separated(text: string): ReadElements {
  const elements: Element[] = [];
  const faults: Gs1Fault[] = [];
  let at = symbology.exec(text)?.[0].length ?? 0;
  while (at < text.length) {
    if (text[at] === separator) {
      at += 1;
      continue;
    }
    const ai = identifierAt(text, at);
    const end = text.indexOf(separator, at) === -1 ? text.length : text.indexOf(separator, at);
    const entry = ai === null ? undefined : entryOf(ai);
    if (ai === null || entry === undefined) {
      faults.push({
        code: 'application_identifier_unknown',
        ai: null,
        position: at,
        detail: `No application identifier begins with ${JSON.stringify(text.slice(at, Math.min(at + 4, end)))}.`,
      });
      at = end;
      continue;
    }
    const from = at + ai.length;
    const until = entry.isPredefined ? Math.min(end, from + longestOf(entry.parts)) : end;
    elements.push({ ai, value: text.slice(from, until), position: from });
    at = until;
  }
  if (elements.length === 0 && faults.length === 0) faults.push(nothing());
  return { elements, faults };
}

function bracketed(text: string): ReadElements {
  const elements: Element[] = [];
  let at = 0;
  while (at < text.length) {
    const [, ai] = /^\((\d{2,4})\)/.exec(text.slice(at, at + 6)) ?? [];
    if (ai === undefined) {
      const detail = `An identifier in brackets is missing before ${JSON.stringify(text.slice(at, at + 10))}.`;
      return { elements, faults: [{ code: 'brackets_wrong', ai: null, position: at, detail }] };
    }
    const from = at + ai.length + 2;
    let value = '';
    at = from;
    while (at < text.length && !/^\(\d{2,4}\)/.test(text.slice(at, at + 6))) {
      if (text[at] === '\\' && text[at + 1] === '(') at += 1;
      value += text[at];
      at += 1;
    }
    elements.push({ ai, value, position: from });
  }
  return { elements, faults: [] };
}

function nothing(): Gs1Fault {
  return { code: 'not_gs1', ai: null, position: 0, detail: 'There is nothing to read.' };
}

type Plain = Pick<Element, 'ai' | 'value'>;

/** For a symbol, without the FNC1 at its front. */
export function printSeparated(elements: readonly Plain[]): string {
  return elements
    .map(({ ai, value }, index) => {
      const isLast = index === elements.length - 1;
      return `${ai}${value}${isLast || entryOf(ai)?.isPredefined === true ? '' : separator}`;
    })
    .join('');
}

/** For people. */
export function printBracketed(elements: readonly Plain[]): string {
  return elements.map(({ ai, value }) => `(${ai})${value.replaceAll('(', '\\(')}`).join('');
}
