// The elements of a segment against the dictionary: what is missing, too much, or not as it may be. Pure.
import type { Found } from '../envelope/model.ts';
import type { ElementTable, NoteTable, SegmentTable, UseTable } from '../dictionaries/tables.ts';
import type { Segment } from '../syntax/segments.ts';
import type { Separators } from '../syntax/separators.ts';
import { componentsOf, repetitionsOf, textOf } from '../syntax/values.ts';
import { designator } from '../syntax/designator.ts';
import { brokenBy, isKept } from './notes.ts';
import { isPeriod, isRight, wrongOf } from './values.ts';
import type { ValueFault } from './values.ts';

export type TellElement = (found: Found, at: Segment) => void;

/** UTF-8 or whatever UNB01 says: a letter counts once, however many bytes it has. */
export interface Reading {
  readonly separators: Separators;
  readonly repertoire: string | null;
}

export function checkElements(segment: Segment, table: SegmentTable, reading: Reading, tell: TellElement): void {
  const { elements } = segment;
  const { uses } = table;
  if (table.isOpen) return;
  const last = elements.length - 1;
  for (let number = 1; number <= last; number++) {
    const value = elements[number] as string; // Counted above.
    const use = uses[number - 1];
    if (use === undefined) {
      if (tooMany(segment, table, number, tell)) break;
    } else if (value === '') {
      if (use.isMandatory) tell(missing(use, number), segment);
    } else checkUse(value, use, segment, number, reading, tell);
  }
  for (let number = last + 1; number <= table.lastMandatory; number++) {
    const use = uses[number - 1];
    if (use?.isMandatory === true) tell(missing(use, number), segment);
  }
  let told: Found | null = null;
  for (let index = 0; index < table.notes.length; index++) {
    const note = table.notes[index] as NoteTable;
    // What it speaks of stands further back than the segment goes.
    if (note.kind !== 'R' && (note.elements[0] as number) > last) continue;
    const broken = isKept(note, elements) ? null : brokenBy(note, elements, segment.id);
    // Several notes may want the same element: it is missed once.
    if (broken === null || (broken.element === told?.element && broken.code === told?.code)) continue;
    tell(broken, segment);
    told = broken;
  }
}

function tooMany(segment: Segment, { id, uses }: SegmentTable, number: number, tell: TellElement): boolean {
  if (segment.elements.slice(number).every((value) => value === '')) return true;
  const detail = `${id} has ${segment.elements.length - 1} elements, and may have ${uses.length}.`;
  tell({ code: 'element_too_many', element: number, detail }, segment);
  return true;
}

function missing({ id, name }: UseTable, element: number, component?: number): Found {
  const detail = `${name} (${id}) is missing.`;
  return { code: 'element_missing', element, ...(component === undefined ? {} : { component }), detail };
}

function checkUse(
  value: string,
  use: UseTable,
  segment: Segment,
  number: number,
  reading: Reading,
  tell: TellElement,
): void {
  const { separators } = reading;
  const { repetition } = separators;
  if (repetition === null || !value.includes(repetition)) {
    checkOne(value, use, segment, number, reading, tell);
    return;
  }
  const repeated = repetitionsOf(value, separators);
  if (repeated.length > use.max) {
    const detail = `${designator(segment.id, number)} (${use.name}) comes ${repeated.length} times, and may come ${use.max === 1 ? 'once' : `${use.max} times`}.`;
    tell({ code: 'repetition_too_many', element: number, detail }, segment);
  }
  for (const one of repeated) if (one !== '') checkOne(one, use, segment, number, reading, tell);
}

function checkOne(
  value: string,
  use: UseTable,
  segment: Segment,
  number: number,
  reading: Reading,
  tell: TellElement,
): void {
  const { element } = use;
  const { component } = reading.separators;
  if (element === null) {
    checkComponents(value, use, segment, number, reading, tell);
    return;
  }
  // The common case: it is right as it stands.
  const plain = element.kind === 'binary' ? -1 : component.charCodeAt(0);
  const { release } = reading.separators;
  if ((release === null || !value.includes(release)) && isRight(value, element, plain)) return;
  if (element.kind !== 'binary' && value.includes(component)) {
    const parts = componentsOf(value, reading.separators);
    if (parts.length > 1) {
      const place = designator(segment.id, number);
      // Of EDIFACT what stands behind the first one is cut off; in X12 all of it may be one text.
      const detail = `${place} (${use.name}) has ${component}, which separates components, and it has none.`;
      tell({ code: 'component_too_many', element: number, component: 2, detail }, segment);
      if (parts[0] !== undefined && parts[0] !== '' && reading.separators.release !== null)
        checkValue(parts[0], element, null, segment, number, reading, tell);
      return;
    }
  }
  checkValue(value, element, null, segment, number, reading, tell);
}

function checkComponents(
  value: string,
  { name, parts, id }: UseTable,
  segment: Segment,
  number: number,
  reading: Reading,
  tell: TellElement,
): void {
  const values = componentsOf(value, reading.separators);
  const place = designator(segment.id, number);
  if (values.length > parts.length && values.slice(parts.length).some((part) => part !== '')) {
    const detail = `${place} (${name}) has ${values.length} components, and may have ${parts.length}.`;
    tell({ code: 'component_too_many', element: number, component: parts.length + 1, detail }, segment);
  }
  // A list of somebody else's codes is named by 1131 and 3055: UN codes are looked up only where it is theirs.
  const isTheirs = parts.some(
    ({ id: part }, index) => (part === '1131' || part === '3055') && (values[index] ?? '') !== '',
  );
  for (const [index, part] of parts.entries()) {
    const one = values[index] ?? '';
    if (one === '') {
      if (part.isMandatory) tell(missing(part, number, index + 1), segment);
    } else if (part.element !== null)
      checkValue(one, part.element, index + 1, segment, number, reading, tell, isTheirs && !isList(part.id));
  }
  if (id === 'C507') checkPeriod(values, segment, number, reading, tell);
}

function isList(id: string): boolean {
  return id === '3055';
}

/** 2380 is a date or a time as 2379 says. */
function checkPeriod(
  [, value = '', format = '']: readonly string[],
  segment: Segment,
  number: number,
  { separators }: Reading,
  tell: TellElement,
): void {
  if (value === '' || isPeriod(textOf(value, separators), format)) return;
  const detail = `${designator(segment.id, number)}-2 is ${JSON.stringify(value)}, which is no date or time of the form ${format}.`;
  tell({ code: format.startsWith('4') ? 'time_wrong' : 'date_wrong', element: number, component: 2, detail }, segment);
}

function checkValue(
  raw: string,
  element: ElementTable,
  component: number | null,
  segment: Segment,
  number: number,
  { separators, repertoire }: Reading,
  tell: TellElement,
  isFree = false,
): void {
  const { release } = separators;
  let value = raw;
  if (release !== null && raw.includes(release)) value = textOf(raw, separators, repertoire ?? undefined);
  let code = wrongOf(value, element);
  if (code === null || (isFree && code === 'code_unknown')) return;
  if (code === 'value_too_long') {
    value = textOf(raw, separators, repertoire ?? undefined);
    code = wrongOf(value, element);
    if (code === null) return;
  }
  tell(
    { code, element: number, ...(component === null ? {} : { component }), detail: said(code, value, element) },
    segment,
  );
}

const shownMax = 40;

function said(code: ValueFault, value: string, { id, name, min, max, kind }: ElementTable): string {
  const shown = JSON.stringify(value.length > shownMax ? `${value.slice(0, shownMax)}…` : value);
  const what = `${name} (${id})`;
  switch (code) {
    case 'value_too_long':
      return `${what} is ${shown}, and may have at most ${max} characters.`;
    case 'value_too_short':
      return `${what} is ${shown}, and must have at least ${min} characters.`;
    case 'code_unknown':
      return `${what} is ${shown}, which is not in its list of codes.`;
    case 'date_wrong':
      return `${what} is ${shown}, which is no date.`;
    case 'time_wrong':
      return `${what} is ${shown}, which is no time.`;
    case 'character_wrong':
      return `${what} is ${shown}, which is ${wanted[kind]}.`;
  }
}

const wanted: Readonly<Record<ElementTable['kind'], string>> = {
  text: 'text with a character that may not be there',
  letters: 'text with a character that may not be there',
  integer: 'no whole number',
  decimal: 'no number',
  number: 'no number',
  date: 'no date',
  time: 'no time',
  binary: 'no data',
};
