// A correspondence as it is carried out: what `compile.ts` makes, and `read.ts` and `write.ts` follow.
import type { PlaceTable } from '../dictionaries/tables.ts';
import type { Segment } from '../syntax/segments.ts';
import type { Direction, Path, Position } from './notation.ts';

/** An object of a document that is being made. */
export type Content = Record<string, unknown>;

export interface Lost {
  /** `PO1[2]/PID05` */
  readonly place: string;
  readonly value: string;
}

export interface DocumentFault {
  readonly place: string;
  readonly detail: string;
  readonly fix: string;
}

/** Elements of a row that is being written, from 1; components of composites in a list. */
export type Cells = (string | string[] | undefined)[];

/** What fields tell while a message is read. */
export interface Reading {
  readonly repertoire: string | undefined;
  /** Set by fields that put something away. */
  isKept: boolean;
  /** A value of the row that has no place in the document. */
  readonly lose: (at: Position, value: string) => void;
  /** A code that has no word. */
  readonly unnamed: (at: Position, value: string) => void;
  /** A number that has to be that of the document, which is only known at its end. */
  readonly expect: (at: Position, value: string, computed: Computed, object: Content) => void;
}

/** What fields tell while a document is written. */
export interface Writing {
  /** A value of the document that has no place in the message; its path is that of the object that is being written and this one. */
  readonly lose: (path: string) => void;
  /** Which entries of a list are in the message. */
  readonly said: (list: readonly unknown[]) => Set<number>;
  /** Of a list of texts, as long as they may be, what is not in the message yet. */
  readonly rest: (list: readonly string[], length: number) => string[];
}

export interface Computed {
  readonly by: 'count' | 'tree' | 'sum' | 'has';
  readonly path: Path;
}

/** `said`: something of the document; `nothing`: there was nothing to say; `impossible`: there was, and the row must say it but can't. */
export type Said = 'said' | 'nothing' | 'impossible';

export interface Field {
  /** Where it stands in the document; empty: nowhere. */
  readonly path: Path;
  readonly positions: readonly Position[];
  readonly isList: boolean;
  read(segment: Segment, object: Content, reading: Reading): void;
  write(object: Content, cells: Cells, writing: Writing): Said;
}

export interface Alternative {
  /** As its rule is called, for the page of what is supported. */
  readonly name: string;
  readonly place: PlaceTable;
  readonly direction: Direction;
  readonly selectors: readonly { readonly at: Position; readonly isComposite: boolean; readonly value: string }[];
  readonly target: {
    readonly path: Path;
    readonly isList: boolean;
    readonly constant: { readonly name: string; readonly value: string } | null;
  } | null;
  readonly tree: { readonly number: Position; readonly parent: Position } | null;
  readonly fields: readonly Field[];
  /** It may say one object once: a further row of its kind is for another alternative. */
  readonly isOnce: boolean;
  /** Elements that it knows, by number; of composites the components. */
  readonly known: readonly (ReadonlySet<number> | undefined)[];
  readonly inner: Scope | null;
  /** What is known of the object that it makes; null: it says something of the object around. */
  readonly cover: Cover | null;
  /** Others that write entries of the same list. */
  readonly rivals: readonly Alternative[];
}

/** The rows of a loop, and the object that they speak of. */
export interface Scope {
  readonly byPlace: ReadonlyMap<PlaceTable, readonly Alternative[]>;
  /** In the order of the dictionary. */
  readonly order: readonly (readonly Alternative[])[];
  /** What must be there, the segment that begins the loop left out. */
  readonly mandatory: readonly PlaceTable[];
}

/** Names of an object that are known. What of a list is not said is known when the object was written. */
export interface Cover {
  readonly [name: string]: Cover | 'value' | 'list';
}

export interface Plan {
  readonly contract: string;
  readonly scope: Scope;
  readonly cover: Cover;
}

/** An object or value below another one; undefined: there is none. */
export function at(object: unknown, path: Path): unknown {
  let found: unknown = object;
  for (const name of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Content)[name];
  }
  return found;
}

/** The object at a path, made where there is none. */
export function made(object: Content, path: Path): Content {
  let found = object;
  for (const name of path) found = (found[name] ??= {}) as Content; // Paths of objects are known by the contract.
  return found;
}
