// Segments in words: what each element is called, and what its code means. Pure.
import type { SegmentTable, UseTable } from './dictionaries/tables.ts';
import type { Segment } from './syntax/segments.ts';
import type { Separators } from './syntax/separators.ts';
import { componentsOf, textOf } from './syntax/values.ts';

export interface Explained {
  /** `01`, or `01-2` for a component. */
  readonly place: string;
  /** Null: the dictionary doesn't know it. */
  readonly name: string | null;
  readonly value: string;
  /** Of a code. */
  readonly meaning: string | null;
}

/** Elements that have a value, and components of those that are made of some. */
export function explained({ elements, separators }: Segment, table: SegmentTable | null): Explained[] {
  return elements.slice(1).flatMap((value, index) => {
    if (value.trim() === '') return [];
    const place = String(index + 1).padStart(2, '0');
    const use = table?.uses[index];
    return use === undefined || use.element !== null
      ? [one(place, value, use, separators)]
      : components(place, value, use, separators);
  });
}

function components(place: string, value: string, { parts }: UseTable, separators: Separators): Explained[] {
  return componentsOf(value, separators).flatMap((part, index) =>
    part === '' ? [] : [one(`${place}-${index + 1}`, part, parts[index], separators)],
  );
}

function one(place: string, raw: string, use: UseTable | undefined, separators: Separators): Explained {
  const value = textOf(raw, separators).trim();
  const meaning = use?.element?.meanings?.get(value) ?? null;
  return { place, name: use === undefined || use.id === '*' ? null : use.name, value, meaning };
}
