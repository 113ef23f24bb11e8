// Syntax notes: which elements of a segment go together. X12.6. Pure.
import { designator } from '../syntax/designator.ts';
import type { Found } from '../envelope/model.ts';
import type { NoteTable } from '../dictionaries/tables.ts';

/** Quick, and makes nothing: most notes are kept. */
export function isKept({ kind, elements }: NoteTable, values: readonly string[]): boolean {
  const first = elements[0] as number; // A note names some.
  let there = 0;
  for (let index = 0; index < elements.length; index++) {
    const value = values[elements[index] as number];
    if (value !== undefined && value !== '') there += 1;
  }
  if (kind === 'R') return there > 0;
  if (there === 0) return true;
  if (kind === 'P') return there === elements.length;
  if (kind === 'E') return there === 1;
  const head = values[first];
  if (head === undefined || head === '') return true;
  return kind === 'C' ? there === elements.length : there > 1;
}

/** Null: it is kept. */
export function brokenBy({ kind, elements }: NoteTable, values: readonly string[], segment: string): Found | null {
  const there = (element: number): boolean => (values[element] ?? '') !== '';
  const [first = 0, ...others] = elements;
  const missing = (element: number, why: string): Found => ({
    code: 'condition_broken',
    element,
    detail: `${designator(segment, element)} is missing: ${why}.`,
  });
  switch (kind) {
    case 'P': {
      const absent = elements.find((element) => !there(element));
      const present = elements.find(there);
      if (absent === undefined || present === undefined) return null;
      return missing(absent, `it goes with ${designator(segment, present)}`);
    }
    case 'R':
      if (elements.some(there)) return null;
      return missing(
        first,
        `one of ${elements.map((element) => designator(segment, element)).join(', ')} must be there`,
      );
    case 'E': {
      const present = elements.filter(there);
      const [one = 0, second] = present;
      if (second === undefined) return null;
      return {
        code: 'exclusion_broken',
        element: second,
        detail: `${designator(segment, second)} and ${designator(segment, one)} exclude each other.`,
      };
    }
    case 'C': {
      const absent = there(first) ? others.find((element) => !there(element)) : undefined;
      return absent === undefined ? null : missing(absent, `${designator(segment, first)} wants it`);
    }
    case 'L': {
      const [other = first] = others;
      if (!there(first) || others.some(there)) return null;
      const names = others.map((element) => designator(segment, element)).join(', ');
      return missing(other, `${designator(segment, first)} wants one of ${names}`);
    }
  }
}
