// A document as rows of a message, in the order of its dictionary. What the message has no place for is told by its path. Pure.
import { limits } from '#kernel/limits.ts';
import type { PlaceTable } from '../dictionaries/tables.ts';
import { designator } from '../syntax/designator.ts';
import type { Row } from '../write/interchange.ts';
import type { Position } from './notation.ts';
import { at } from './plan.ts';
import type { Alternative, Cells, Content, Cover, DocumentFault, Plan, Scope, Writing } from './plan.ts';

export interface DocumentWritten {
  /** Without header and trailer. */
  readonly rows: readonly Row[];
  /** Paths of what has no place in the message. */
  readonly lost: readonly string[];
  /** Further ones, which are not kept. */
  readonly lostMore: number;
  /** The message is not as its dictionary wants it. */
  readonly faults: readonly DocumentFault[];
}

/** Rows of one loop so far, by their places. */
type Counts = Map<PlaceTable, number>;

export function writeMessage(plan: Plan, document: Content): DocumentWritten {
  const writer = new MessageWriter();
  writer.scope(plan.scope, document, '');
  writer.leftOver(document, plan.cover, '');
  return writer.told();
}

class MessageWriter {
  readonly #rows: Row[] = [];
  readonly #lost = new Set<string>();
  #lostMore = 0;
  readonly #faults: DocumentFault[] = [];
  readonly #said = new Map<readonly unknown[], Set<number>>();
  readonly #rest = new Map<readonly unknown[], string[]>();
  /** What a row had to say and could not. */
  readonly #unfit = new Map<PlaceTable, string>();
  #number = 0;
  #path = '';

  told(): DocumentWritten {
    return { rows: this.#rows, lost: [...this.#lost], lostMore: this.#lostMore, faults: this.#faults };
  }

  /** True: something of the document is in the rows. */
  scope({ order, mandatory }: Scope, object: Content, path: string): boolean {
    const counts: Counts = new Map();
    let isSaid = false;
    for (const alternatives of order) {
      const trees = alternatives.filter(({ tree }) => tree !== null);
      for (const alternative of alternatives)
        if (alternative.tree === null && this.#alternative(alternative, alternatives, object, path, counts))
          isSaid = true;
      if (trees.length > 0 && this.#tree(trees, object, path, counts)) isSaid = true;
    }
    for (const place of mandatory) if (!counts.has(place)) this.#missing(place, path);
    return isSaid;
  }

  #alternative(
    alternative: Alternative,
    all: readonly Alternative[],
    object: Content,
    path: string,
    counts: Counts,
  ): boolean {
    const { target, direction } = alternative;
    if (direction === 'read') return false;
    if (target === null) return this.#plain(alternative, object, path, counts);
    if (target.isList) {
      // Entries of a list keep their order, whichever of the alternatives of the segment writes them.
      const those = all.filter(
        (one) =>
          one.direction !== 'read' &&
          one.tree === null &&
          one.target?.isList === true &&
          one.target.path.join('.') === target.path.join('.'),
      );
      if (those[0] !== alternative) return false;
      return this.#entries(those, object, path, counts, (one, entry, below) => this.#whole(one, entry, below, null));
    }
    const inside = at(object, target.path) as Content | undefined; // By the contract.
    return inside !== undefined && this.#plain(alternative, inside, `${path}${target.path.join('.')}.`, counts);
  }

  /** What is said of an object in rows of a kind: one, or as many as its lists need. */
  #plain(alternative: Alternative, object: Content, path: string, counts: Counts): boolean {
    const { place, fields, inner } = alternative;
    let isSaid = false;
    for (;;) {
      const before = this.#rows.length;
      const faults = this.#faults.length;
      const head = this.#row(alternative, object, path, null, isSaid);
      const isBelow = inner !== null && !isSaid && this.scope(inner, object, path);
      const isFixed = place.isMandatory && !isSaid && fields.some(({ path: own }) => own.length === 0);
      if (head === 'impossible' || (head === 'nothing' && !isBelow && !isFixed)) {
        this.#rows.length = before;
        this.#faults.length = faults;
        return isSaid;
      }
      const count = (counts.get(place) ?? 0) + 1;
      if (count > place.max) {
        // Its values are told as left over, or by the fields that they were for.
        this.#rows.length = before;
        this.#faults.length = faults;
        for (const { path: own, isList } of fields)
          if (own.length > 0 && (isList || !isSaid) && at(object, own) !== undefined)
            this.#lose(`${path}${own.join('.')}`);
        return isSaid;
      }
      counts.set(place, count);
      if (head === 'nothing' && !isBelow) return isSaid;
      isSaid = true;
      if (!fields.some(({ isList }) => isList)) return true;
    }
  }

  /** A row, or a loop, for each entry of a list that one of these alternatives can say. */
  #entries(
    alternatives: readonly Alternative[],
    object: Content,
    path: string,
    counts: Counts,
    write: (alternative: Alternative, entry: Content, below: string) => boolean,
  ): boolean {
    const [first] = alternatives;
    const list = first?.target == null ? undefined : (at(object, first.target.path) as readonly Content[] | undefined); // By the contract.
    if (first?.target == null || list === undefined) return false;
    const name = first.target.path.join('.');
    const said = this.#writing.said(list);
    let isSaid = false;
    for (const [index, entry] of list.entries()) {
      const count = (counts.get(first.place) ?? 0) + 1;
      if (said.has(index) || count > first.place.max) continue;
      if (!alternatives.some((one) => isFor(one, entry) && write(one, entry, `${path}${name}[${index}].`))) continue;
      counts.set(first.place, count);
      said.add(index);
      isSaid = true;
    }
    return isSaid;
  }

  /** The row of an entry and what stands below it; false: the message cannot say what it is. */
  #whole(alternative: Alternative, entry: Content, path: string, numbers: Numbers | null): boolean {
    const before = this.#rows.length;
    if (this.#row(alternative, entry, path, numbers) === 'impossible') {
      this.#rows.length = before;
      return false;
    }
    if (alternative.inner !== null) this.scope(alternative.inner, entry, path);
    if (alternative.cover !== null && numbers === null) this.leftOver(entry, alternative.cover, path);
    return true;
  }

  /** Rows that name the row above them: the root first, then each entry with all that is below it. */
  #tree(
    alternatives: readonly Alternative[],
    object: Content,
    path: string,
    counts: Counts,
    above: string | null = null,
  ): boolean {
    let number = above;
    let isSaid = false;
    for (const alternative of alternatives) {
      if (alternative.direction === 'read') continue;
      if (alternative.target?.isList !== true) {
        if (above !== null) continue;
        number = String((this.#number += 1));
        isSaid = this.#whole(alternative, object, path, { alternative, number, parent: '' });
        continue;
      }
      const parent = number ?? '';
      const wrote = this.#entries([alternative], object, path, counts, (_, entry, below) => {
        const own = String(this.#number + 1);
        if (!this.#whole(alternative, entry, below, { alternative, number: own, parent })) return false;
        this.#number += 1;
        this.#tree(alternatives, entry, below, counts, own);
        if (alternative.cover !== null) this.leftOver(entry, alternative.cover, below);
        return true;
      });
      if (wrote) isSaid = true;
    }
    return isSaid;
  }

  #row(
    { place, selectors, fields }: Alternative,
    object: Content,
    path: string,
    numbers: Numbers | null,
    isAgain = false,
  ): 'said' | 'nothing' | 'impossible' {
    const cells: Cells = [];
    this.#path = path;
    let isSaid = false;
    for (const field of fields) {
      const said = field.write(object, cells, this.#writing);
      if (said === 'impossible') {
        this.#unfit.set(place, `${path}${field.path.join('.')}`);
        return 'impossible';
      }
      // A further row is there for what of its lists is left.
      if (said === 'said' && (!isAgain || field.isList)) isSaid = true;
    }
    for (const { at: position, isComposite, value } of selectors) set(cells, position, isComposite, value);
    if (numbers?.alternative.tree != null) {
      const { number, parent } = numbers.alternative.tree;
      set(cells, number, false, numbers.number);
      set(cells, parent, false, numbers.parent);
    }
    const row: [string, ...(string | readonly string[])[]] = [place.segment.id];
    for (let element = 1; element < cells.length; element++) row.push(cells[element] ?? '');
    this.#rows.push(row);
    this.#check(place, cells, path);
    return isSaid ? 'said' : 'nothing';
  }

  #missing(wanted: PlaceTable, path: string): void {
    const { segment } = wanted;
    const unfit = this.#unfit.get(wanted);
    const place = `${segment.id}${path === '' ? '' : ` of ${path.slice(0, -1)}`}`;
    this.#fault({
      place,
      detail:
        unfit === undefined
          ? `${segment.name} is mandatory, and the document says nothing of it.`
          : `${segment.name} is mandatory, and ${unfit} does not fit into it: it is too long, or no such value.`,
      fix: 'Let the mapping say it, or give it a fixed value in the overlay of the partner.',
    });
  }

  #check({ segment }: PlaceTable, cells: Cells, path: string): void {
    for (const [index, { isMandatory, name, parts }] of segment.uses.entries()) {
      const cell = cells[index + 1];
      const isEmpty =
        cell === undefined || (typeof cell === 'string' ? cell === '' : cell.every((part) => part === ''));
      const place = `${designator(segment.id, index + 1)}${path === '' ? '' : ` of ${path.slice(0, -1)}`}`;
      const wanted = isEmpty
        ? isMandatory
          ? name
          : null
        : typeof cell === 'string'
          ? null
          : (parts.find((part, at_) => part.isMandatory && (cell[at_] ?? '') === '')?.name ?? null);
      if (wanted !== null)
        this.#fault({
          place,
          detail: `${wanted} is mandatory, and the document says none.`,
          fix: 'Let the mapping say it, or give it a fixed value in the overlay of the partner.',
        });
    }
  }

  /** What no row knew, and entries that no row could say. */
  leftOver(object: Content, cover: Cover, path: string): void {
    for (const [name, value] of Object.entries(object)) {
      if (value === undefined || value === null) continue;
      const known = Object.hasOwn(cover, name) ? cover[name] : undefined;
      const here = `${path}${name}`;
      if (known === undefined) this.#lose(here);
      else if (known === 'list') this.#leftOfList(value as readonly unknown[], here);
      else if (known !== 'value') this.leftOver(value as Content, known, `${here}.`);
    }
  }

  #leftOfList(list: readonly unknown[], path: string): void {
    if (typeof list[0] === 'string') {
      if (this.#rest.get(list)?.length !== 0) this.#lose(path);
      return;
    }
    const said = this.#said.get(list);
    for (const index of list.keys()) if (said?.has(index) !== true) this.#lose(`${path}[${index}]`);
  }

  #lose(path: string): void {
    if (this.#lost.has(path)) return;
    if (this.#lost.size >= limits.ediLostMax) this.#lostMore += 1;
    else this.#lost.add(path);
  }

  #fault(fault: DocumentFault): void {
    if (this.#faults.length < limits.ediFaultsMax) this.#faults.push(fault);
  }

  readonly #writing: Writing = {
    lose: (path) => {
      this.#lose(`${this.#path}${path}`);
    },
    said: (list) => {
      const known = this.#said.get(list) ?? new Set<number>();
      this.#said.set(list, known);
      return known;
    },
    rest: (list, length) => {
      const known = this.#rest.get(list) ?? list.flatMap((text) => linesOf(text, length));
      this.#rest.set(list, known);
      return known;
    },
  };
}

interface Numbers {
  readonly alternative: Alternative;
  readonly number: string;
  readonly parent: string;
}

/** Not where another one says all of it. */
function isFor({ target, cover, rivals }: Alternative, entry: Content): boolean {
  const constant = target?.constant;
  if (constant != null && entry[constant.name] !== constant.value) return false;
  return isCovered(entry, cover) || !rivals.some((rival) => isCovered(entry, rival.cover));
}

function isCovered(entry: Content, cover: Cover | null): boolean {
  return cover !== null && Object.keys(entry).every((name) => Object.hasOwn(cover, name));
}

function set(cells: Cells, { element, component }: Position, isComposite: boolean, value: string): void {
  if (!isComposite) {
    cells[element] = value;
    return;
  }
  const parts = (cells[element] ??= []) as string[]; // What is composite is always a list.
  while (parts.length < component) parts.push('');
  parts[component - 1] = value;
}

/** A text that is too long for its place goes on in the next one, at a blank if there is one. */
function linesOf(text: string, length: number): string[] {
  if (text.length <= length) return [text];
  const blank = text.lastIndexOf(' ', length);
  const end = blank > 0 ? blank : length;
  return [text.slice(0, end), ...linesOf(text.slice(end).trimStart(), length)];
}
