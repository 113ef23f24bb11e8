// What one place of a row means in a document, in both directions: the closures that a correspondence is made of. Pure.
import type { ElementTable } from '../dictionaries/tables.ts';
import type { Segment } from '../syntax/segments.ts';
import type { Standard } from '../syntax/separators.ts';
import { componentsOf, textOf } from '../syntax/values.ts';
import type { Leaf } from './contract.ts';
import { dateRead, joined, momentRead, momentWritten, timeRead } from './moments.ts';
import type { Path, Position } from './notation.ts';
import { at, made } from './plan.ts';
import type { Cells, Computed, Content, Field, Reading, Said } from './plan.ts';
import { conversionOf } from './values.ts';
import type { Words } from './words.ts';

/** A place in a row, and what its dictionary says of it. */
export interface Cell {
  readonly at: Position;
  readonly isComposite: boolean;
  readonly isMandatory: boolean;
  readonly element: ElementTable;
}

function textIn(
  { elements, separators }: Segment,
  { at: { element, component }, isComposite }: Cell,
  repertoire?: string,
): string {
  const raw = elements[element];
  if (raw === undefined || raw === '') return '';
  const part = isComposite ? componentsOf(raw, separators)[component - 1] : raw;
  return part === undefined || part === '' ? '' : textOf(part, separators, repertoire).trimEnd();
}

function put(cells: Cells, { at: { element, component }, isComposite }: Cell, text: string): void {
  if (!isComposite) {
    cells[element] = text;
    return;
  }
  const parts = (cells[element] ??= []) as string[]; // What is composite is always a list.
  while (parts.length < component) parts.push('');
  parts[component - 1] = text;
}

/** Sign and point of a number don't count. */
function fits(text: string, { kind, max }: ElementTable): boolean {
  const length =
    kind === 'decimal' || kind === 'number' || kind === 'integer' ? text.replace(/[-.,]/g, '').length : text.length;
  return text !== '' && length <= max;
}

export interface Coding {
  readonly standard: Standard;
  readonly words: Words;
}

function wordOf(code: string, { standard, words }: Coding): { readonly word: string; readonly isKnown: boolean } {
  const word = words.wordOf.get(code);
  return word === undefined ? { word: `${standard}:${code}`, isKnown: false } : { word, isKnown: true };
}

/** Null: the standard has no code for it. */
function codeOf(word: unknown, { standard, words }: Coding): string | null {
  if (typeof word !== 'string') return null;
  const code = words.codeOf.get(word);
  if (code !== undefined) return code;
  return word.startsWith(`${standard}:`) ? word.slice(standard.length + 1) : null;
}

interface ValueOptions {
  readonly path: Path;
  readonly leaf: Leaf;
  readonly cell: Cell;
  readonly coding: Coding | null;
  /** What is written where the document says nothing, and the message must. */
  readonly or: string | undefined;
}

export function valueField({ path, leaf, cell, coding, or }: ValueOptions): Field {
  const { read, write } = conversionOf(leaf, cell.element);
  const holder = path.slice(0, -1);
  const name = path.at(-1) ?? '';
  return {
    path,
    positions: [cell.at],
    isList: false,
    read(segment, object, reading) {
      const text = textIn(segment, cell, reading.repertoire);
      if (text === '') return;
      let value = read(text, segment.separators);
      if (coding !== null && value !== undefined) {
        const { word, isKnown } = wordOf(text, coding);
        value = word;
        if (!isKnown) reading.unnamed(cell.at, text);
      }
      keep(value, { object, holder, name }, reading, () => {
        reading.lose(cell.at, text);
      });
    },
    write(object, cells, { lose }) {
      const value = at(object, path);
      if (value === undefined) {
        if (or !== undefined && cell.isMandatory) put(cells, cell, or);
        return 'nothing';
      }
      const text = coding === null ? write(value) : codeOf(value, coding);
      if (text === null || !fits(text, cell.element)) return unsaid(cell, path, lose);
      put(cells, cell, text);
      return 'said';
    },
  };
}

interface Place {
  readonly object: Content;
  readonly holder: Path;
  readonly name: string;
}

/** What is there already is not put away for another value. */
function keep(value: unknown, { object, holder, name }: Place, reading: Reading, lose: () => void): void {
  if (value === undefined) {
    lose();
    return;
  }
  const target = holder.length === 0 ? object : made(object, holder);
  if (target[name] === undefined) target[name] = value;
  else if (target[name] !== value) {
    lose();
    return;
  }
  reading.isKept = true;
}

function unsaid({ isMandatory }: Cell, path: Path, lose: (path: string) => void): Said {
  if (isMandatory) return 'impossible';
  lose(path.join('.'));
  return 'nothing';
}

interface MomentOptions {
  readonly path: Path;
  readonly standard: Standard;
  readonly cell: Cell;
  readonly time: Cell | null;
  readonly format: Cell | null;
}

export function momentField({ path, standard, cell, time, format }: MomentOptions): Field {
  const holder = path.slice(0, -1);
  const name = path.at(-1) ?? '';
  const cells = [cell, time, format].filter((one) => one !== null);
  return {
    path,
    positions: cells.map((one) => one.at),
    isList: false,
    read(segment, object, reading) {
      const text = textIn(segment, cell, reading.repertoire);
      const beside = (one: Cell | null): string => (one === null ? '' : textIn(segment, one, reading.repertoire));
      const [clock, form] = [beside(time), beside(format)];
      const date = form === '' ? dateRead(text) : momentRead(text, form);
      const withTime = clock === '' ? null : joined(date, timeRead(clock));
      if (time !== null && clock !== '' && withTime === null) reading.lose(time.at, clock);
      if (text === '') {
        if (format !== null && form !== '') reading.lose(format.at, form);
        return;
      }
      keep(withTime ?? date ?? undefined, { object, holder, name }, reading, () => {
        reading.lose(cell.at, text);
        if (format !== null && form !== '') reading.lose(format.at, form);
      });
    },
    write(object, row, { lose }) {
      const value = at(object, path);
      if (typeof value !== 'string') return 'nothing';
      if (format !== null) {
        const written = momentWritten(value, standard);
        if (written === null) return unsaid(cell, path, lose);
        put(row, cell, written.text);
        put(row, format, written.format);
        return 'said';
      }
      const [date = '', clock] = value.split('T');
      if (!/^\d{4}-\d\d-\d\d$/.test(date) || (clock !== undefined && time === null)) return unsaid(cell, path, lose);
      put(row, cell, date.replaceAll('-', ''));
      if (clock !== undefined && time !== null) put(row, time, clock.replaceAll(':', ''));
      return 'said';
    },
  };
}

export function textsField({
  path,
  leaf,
  cells,
}: {
  readonly path: Path;
  readonly leaf: Leaf;
  readonly cells: readonly Cell[];
}): Field {
  const holder = path.slice(0, -1);
  const name = path.at(-1) ?? '';
  const length = Math.min(...cells.map(({ element }) => element.max));
  return {
    path,
    positions: cells.map((cell) => cell.at),
    isList: true,
    read(segment, object, reading) {
      for (const cell of cells) {
        const text = textIn(segment, cell, reading.repertoire);
        if (text === '') continue;
        if (text.length > leaf.maxLength) reading.lose(cell.at, text);
        else {
          ((made(object, holder)[name] ??= []) as string[]).push(text); // A list of texts, by the contract.
          reading.isKept = true;
        }
      }
    },
    write(object, row, { rest }) {
      const list = at(object, path) as readonly string[] | undefined; // By the contract.
      if (list === undefined) return 'nothing';
      const left = rest(list, length);
      const here = left.splice(0, cells.length);
      for (const [index, text] of here.entries()) put(row, cells[index] as Cell, text); // No more than there are cells.
      return here.length > 0 ? 'said' : 'nothing';
    },
  };
}

interface PairsOptions {
  readonly path: Path;
  readonly pairs: readonly (readonly [qualifier: Cell, value: Cell])[];
  readonly qualifier: string;
  readonly value: string;
  readonly coding: Coding;
  readonly maxLength: number;
  /** Only numbers of those whose code it has; others are for a place that has all codes. */
  readonly isPicky: boolean;
}

export function pairsField({ path, pairs, qualifier, value: name, coding, maxLength, isPicky }: PairsOptions): Field {
  const holder = path.slice(0, -1);
  const listName = path.at(-1) ?? '';
  // Syntax notes of X12 want both or none.
  const isPaired = coding.standard === 'x12';
  return {
    path,
    positions: pairs.flat().map((cell) => cell.at),
    isList: true,
    read(segment, object, reading) {
      for (const [codeCell, valueCell] of pairs) {
        const code = textIn(segment, codeCell, reading.repertoire);
        const text = textIn(segment, valueCell, reading.repertoire);
        if (text === '' || text.length > maxLength || (code === '' && isPaired)) {
          if (code !== '') reading.lose(codeCell.at, code);
          if (text !== '') reading.lose(valueCell.at, text);
          continue;
        }
        const { word, isKnown } = wordOf(code, coding);
        if (!isKnown && code !== '') reading.unnamed(codeCell.at, code);
        const entry = code === '' ? { [name]: text } : { [qualifier]: word, [name]: text };
        ((made(object, holder)[listName] ??= []) as Content[]).push(entry); // A list of such, by the contract.
        reading.isKept = true;
      }
    },
    write(object, cells, writing) {
      const list = at(object, path) as readonly Content[] | undefined; // By the contract.
      if (list === undefined) return 'nothing';
      const saidOf = writing.said(list);
      let count = 0;
      for (const [index, entry] of list.entries()) {
        const pair = pairs[count];
        if (pair === undefined) break;
        if (saidOf.has(index)) continue;
        const [codeCell, valueCell] = pair;
        const code = entry[qualifier] === undefined ? '' : codeOf(entry[qualifier], coding);
        const text = entry[name];
        if (code === null || typeof text !== 'string' || !fits(text, valueCell.element)) continue;
        if (code === '' && (isPaired || isPicky)) continue;
        if (code !== '') put(cells, codeCell, code);
        put(cells, valueCell, text);
        saidOf.add(index);
        count += 1;
      }
      return count > 0 ? 'said' : 'nothing';
    },
  };
}

export function fixedField(cell: Cell, text: string): Field {
  return {
    path: [],
    positions: [cell.at],
    isList: false,
    read(segment, _object, reading) {
      const found = textIn(segment, cell, reading.repertoire);
      if (found !== '' && found !== text) reading.lose(cell.at, found);
    },
    write(_object, cells) {
      put(cells, cell, text);
      return 'nothing';
    },
  };
}

/** What follows from the rest: written as it is, and compared where it is read. */
export function computedField(cell: Cell, computed: Computed): Field {
  return {
    path: [],
    positions: [cell.at],
    isList: false,
    read(segment, object, reading) {
      const found = textIn(segment, cell, reading.repertoire);
      if (found !== '') reading.expect(cell.at, found, computed, object);
    },
    write(object, cells) {
      const value = valueOf(computed, object);
      put(cells, cell, value);
      return computed.by === 'has' || value === '0' ? 'nothing' : 'said';
    },
  };
}

export function valueOf({ by, path }: Computed, object: Content): string {
  if (by === 'sum') return sumOf(at(object, path.slice(0, 1)), path.slice(1));
  const list = at(object, path);
  if (by === 'tree') return String(countBelow(list, path));
  const count = Array.isArray(list) ? list.length : 0;
  return by === 'has' ? (count > 0 ? '1' : '0') : String(count);
}

/** Entries of a list, and of the lists of that name in each of them. */
function countBelow(list: unknown, path: Path): number {
  if (!Array.isArray(list)) return 0;
  return list.reduce<number>((sum, entry) => sum + 1 + countBelow(at(entry, path), path), 0);
}

/** Exact: worked out in whole numbers of 12 decimals. */
function sumOf(list: unknown, path: Path): string {
  if (!Array.isArray(list)) return '0';
  let sum = 0n;
  for (const entry of list) {
    const [, sign = '', whole = '0', part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimalAt(entry, path)) ?? [];
    sum += BigInt(`${sign}${whole}${part.padEnd(12, '0')}`);
  }
  const digits = (sum < 0n ? -sum : sum).toString().padStart(13, '0');
  return `${sum < 0n ? '-' : ''}${digits.slice(0, -12)}${`.${digits.slice(-12)}`.replace(/\.?0+$/, '')}`;
}

function decimalAt(entry: unknown, path: Path): string {
  const value = at(entry, path);
  return typeof value === 'string' ? value : '0';
}

/** Several places for one value: the first that has it, and the first that can say it. */
export function chained(fields: readonly Field[]): Field {
  const [first, ...others] = fields;
  if (first === undefined) throw new TypeError('a chain has a field');
  if (others.length === 0) return first;
  return {
    path: first.path,
    positions: fields.flatMap(({ positions }) => positions),
    isList: first.isList,
    read(segment, object, reading) {
      for (const field of fields) field.read(segment, object, reading);
    },
    write(object, cells, writing) {
      const told: string[] = [];
      for (const field of fields) {
        const said = field.write(object, cells, { ...writing, lose: (path) => told.push(path) });
        if (said !== 'nothing') return said;
      }
      for (const path of new Set(told)) writing.lose(path);
      return 'nothing';
    },
  };
}
