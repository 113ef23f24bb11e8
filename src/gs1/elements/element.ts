// One element: an application identifier with its value, held against the dictionary. Pure.
import { set82 } from '../check-digit.ts';
import type { Gs1Fault } from '../faults.ts';
import { entryOf, isMeant } from './entry.ts';
import type { DictionaryPart } from './entry.ts';
import { partChecks } from './part-checks.ts';

export interface Element {
  readonly ai: string;
  readonly value: string;
  /** Of the value in what was given. */
  readonly position: number;
}

const sets: Readonly<Record<DictionaryPart['set'], { readonly signs: string; readonly name: string }>> = {
  N: { signs: '0123456789', name: 'digit' },
  X: { signs: set82, name: 'character of GS1' },
  Y: { signs: '#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', name: 'character of these keys' },
  Z: { signs: '-0123456789=ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz', name: 'character of base64url' },
};

/** What is wrong with the value by itself. */
export function elementFaults({ ai, value, position }: Element): Gs1Fault[] {
  const entry = entryOf(ai);
  const fault = (code: Gs1Fault['code'], detail: string, at: number): Gs1Fault => ({
    code,
    ai,
    position: position + at,
    detail: `(${ai}) ${detail}.`,
  });
  if (entry === undefined) return [fault('application_identifier_unknown', 'is no application identifier', 0)];
  if (value === '') return [fault('value_missing', `${entry.title} has no value`, 0)];
  const faults: Gs1Fault[] = [];
  let at = 0;
  for (const part of entry.parts) {
    if (part.isOptional && at === value.length) break;
    const text = value.slice(at, at + part.max);
    const signs = sets[part.set];
    const odd = firstOutside(text, signs.signs);
    if (odd !== -1) {
      const sign = JSON.stringify(String.fromCodePoint(text.codePointAt(odd) ?? 0));
      faults.push(fault('character_wrong', `${sign} is no ${signs.name}`, at + odd));
    } else if (text.length < part.min) {
      faults.push(
        fault('length_wrong', `${entry.title} has ${value.length} characters, and needs ${lengthOf(entry.parts)}`, at),
      );
      break;
    } else {
      for (const check of part.checks) {
        const found = partChecks[check]?.(text) ?? null;
        if (found !== null) faults.push(fault(found.code, found.detail, at + found.at));
      }
    }
    at += text.length;
  }
  if (at < value.length && faults.every(({ code }) => code !== 'length_wrong')) {
    faults.push(
      fault('length_wrong', `${entry.title} has ${value.length} characters, and may have ${lengthOf(entry.parts)}`, at),
    );
  }
  return faults;
}

/** What is wrong with elements side by side on one item. */
export function companionFaults(elements: readonly Element[], { isWhole = true } = {}): Gs1Fault[] {
  const ids = [...new Set(elements.map(({ ai }) => ai))];
  return elements.flatMap(({ ai, value, position }, index): Gs1Fault[] => {
    const entry = entryOf(ai);
    const first = elements.findIndex((other) => other.ai === ai);
    const fault = (code: Gs1Fault['code'], detail: string): Gs1Fault => ({ code, ai, position, detail });
    if (entry === undefined) return [];
    if (first !== index) {
      return elements[first]?.value === value
        ? []
        : [fault('repeated_differently', `(${ai}) comes twice with different values.`)];
    }
    const against = ids.filter((other) => other !== ai && entry.excludes.some((pattern) => isMeant(pattern, other)));
    const lacking = isWhole
      ? entry.requires.filter(
          (ways) => !ways.some((way) => way.every((pattern) => ids.some((it) => isMeant(pattern, it)))),
        )
      : [];
    return [
      ...against.map((other) => fault('companions_exclude', `(${ai}) ${entry.title} does not go with (${other}).`)),
      ...lacking.map((ways) =>
        fault(
          'companion_missing',
          `(${ai}) ${entry.title} needs ${ways.map((way) => way.map((it) => `(${it})`).join(' with ')).join(' or ')}.`,
        ),
      ),
    ];
  });
}

function firstOutside(text: string, signs: string): number {
  for (let at = 0; at < text.length; at += 1) if (!signs.includes(text.charAt(at))) return at;
  return -1;
}

/** In words. */
function lengthOf(parts: readonly DictionaryPart[]): string {
  const most = parts.reduce((sum, { max }) => sum + max, 0);
  const least = parts.reduce((sum, { min, isOptional }) => sum + (isOptional ? 0 : min), 0);
  return least === most ? String(most) : `${least} to ${most}`;
}

/** The most characters that a value may have. */
export function longestOf(parts: readonly DictionaryPart[]): number {
  return parts.reduce((sum, { max }) => sum + max, 0);
}
