// A dictionary as tables, made once: everything that a check looks up stands next to what it looks at. Pure.
import type { Standard } from '../syntax/separators.ts';
import { bodyOf, countOf, usesOf } from './dictionary.ts';
import type { BodyPart, Dictionary, Use } from './dictionary.ts';

/** What the characters of a value may be. */
export type Kind = 'text' | 'letters' | 'integer' | 'decimal' | 'number' | 'date' | 'time' | 'binary';

export interface ElementTable {
  readonly id: string;
  readonly name: string;
  readonly kind: Kind;
  readonly min: number;
  readonly max: number;
  /** Digits behind a point that is not written: 2 of N2. */
  readonly decimals: number;
  /** Null: whatever it is. */
  readonly codes: ReadonlyMap<string, string> | null;
  /** What codes mean, as far as it is known. */
  readonly meanings: ReadonlyMap<string, string> | null;
}

export interface UseTable {
  readonly id: string;
  readonly name: string;
  /** Null: a composite. */
  readonly element: ElementTable | null;
  readonly parts: readonly UseTable[];
  readonly isMandatory: boolean;
  readonly max: number;
}

export interface NoteTable {
  /** Paired, required, exclusive, conditional, list conditional: X12.6 */
  readonly kind: 'P' | 'R' | 'E' | 'C' | 'L';
  readonly elements: readonly number[];
}

export interface SegmentTable {
  readonly id: string;
  readonly name: string;
  /** Of the segments of a dictionary, from 0: quicker to compare than ids. */
  readonly key: number;
  readonly uses: readonly UseTable[];
  /** Elements up to here have one that is mandatory. */
  readonly lastMandatory: number;
  readonly notes: readonly NoteTable[];
  /** Its elements are not in the dictionary, and not checked. */
  readonly isOpen: boolean;
}

export interface PlaceTable {
  readonly segment: SegmentTable;
  readonly key: number;
  readonly isMandatory: boolean;
  readonly max: number;
  /** The loop that the segment begins; null: none. */
  readonly loop: LoopTable | null;
}

export interface LoopTable {
  /** The first one of a loop is the segment that begins it. */
  readonly places: readonly PlaceTable[];
  /** Of those that are mandatory. */
  readonly mandatory: readonly number[];
  /** Keys of all segments within it, at any depth. */
  readonly within: ReadonlySet<number>;
}

export interface MessageTable {
  readonly type: string;
  readonly name: string;
  readonly root: LoopTable;
}

export interface Tables {
  readonly standard: Standard;
  readonly version: string;
  readonly segments: ReadonlyMap<string, SegmentTable>;
  readonly messages: ReadonlyMap<string, MessageTable>;
  /** Places in the longest loop, and loops in each other: what a check has to hold. */
  readonly placesMax: number;
  readonly depthMax: number;
}

const kinds: Readonly<Record<string, Kind>> = {
  AN: 'text',
  ID: 'text',
  an: 'text',
  a: 'letters',
  n: 'number',
  R: 'decimal',
  DT: 'date',
  TM: 'time',
  B: 'binary',
};

/** Stands where nobody has written down yet what stands there. */
const anything: ElementTable = {
  id: '*',
  name: 'not in the dictionary',
  kind: 'binary',
  min: 0,
  max: Infinity,
  decimals: 0,
  codes: null,
  meanings: null,
};

export function tablesOf({
  standard,
  version,
  elements,
  codes,
  meanings,
  composites,
  segments,
  messages,
}: Dictionary): Tables {
  const elementTables = new Map(
    Object.entries(elements).map(([id, text]) => [id, elementOf(id, text, codes[id], meanings[id])] as const),
  );
  const compositeTables = new Map<string, Pick<UseTable, 'name' | 'parts'>>();
  for (const [id, [name, uses]] of Object.entries(composites))
    compositeTables.set(id, { name, parts: usesOf(uses).map(useOf) });
  const segmentTables = new Map(
    Object.entries(segments).map(([id, [name, text, notes]], key) => {
      const uses = usesOf(text).map(useOf);
      const lastMandatory = uses.findLastIndex(({ isMandatory }) => isMandatory) + 1;
      return [id, { id, name, key, uses, lastMandatory, notes: notesOf(notes), isOpen: text === '*' }] as const;
    }),
  );
  const size = { placesMax: 1, depthMax: 1 };
  const messageTables = new Map(
    Object.entries(messages).map(([type, [name, body]]) => [type, { type, name, root: loopOf(bodyOf(body), 1) }]),
  );
  return { standard, version, segments: segmentTables, messages: messageTables, ...size };

  function useOf({ id, isMandatory, max }: Use): UseTable {
    const composite = compositeTables.get(id);
    if (composite !== undefined) return { id, element: null, ...composite, isMandatory, max };
    const element = id === '*' ? anything : elementTables.get(id);
    if (element === undefined) throw new TypeError(`${standard} ${version} has no element ${id}`);
    return { id, name: element.name, element, parts: [], isMandatory, max };
  }

  function loopOf(parts: readonly BodyPart[], depth: number): LoopTable {
    const places = parts.map((part) => placeOf(part, depth));
    size.placesMax = Math.max(size.placesMax, places.length);
    size.depthMax = Math.max(size.depthMax, depth);
    const within = new Set(places.flatMap(({ key, loop }) => [key, ...(loop?.within ?? [])]));
    const mandatory = places.flatMap(({ isMandatory }, index) => (isMandatory ? [index] : []));
    return { places, mandatory, within };
  }

  function placeOf({ id, isMandatory, max, loop }: BodyPart, depth: number): PlaceTable {
    const segment = segmentTables.get(id);
    if (segment === undefined) throw new TypeError(`${standard} ${version} has no segment ${id}`);
    const begins: BodyPart = { id, isMandatory: true, max: 1, loop: null };
    return {
      segment,
      key: segment.key,
      isMandatory,
      max,
      loop: loop === null ? null : loopOf([begins, ...loop], depth + 1),
    };
  }
}

function elementOf(
  id: string,
  text: string,
  codes: Readonly<Record<string, string>> | undefined,
  common: Readonly<Record<string, string>> | undefined,
): ElementTable {
  const [, type = '', min, max, name = ''] = /^(\w+) (\d+) (\d+|\*) (.*)$/.exec(text) ?? [];
  const kind = kinds[type] ?? (/^N\d?$/.test(type) ? 'integer' : undefined);
  if (kind === undefined) throw new TypeError(`element ${id} is described as ${JSON.stringify(text)}`);
  const map = codes === undefined ? null : new Map(Object.entries(codes));
  const meanings = map ?? (common === undefined ? null : new Map(Object.entries(common)));
  const decimals = Number(/^N(\d)$/.exec(type)?.[1] ?? 0);
  return { id, name, kind, min: Number(min), max: countOf(max), decimals, codes: map, meanings };
}

function notesOf(text: string): NoteTable[] {
  return [...text.matchAll(/([PRECL])((?:\d\d)+)/g)].map(([, kind, numbers = '']) => ({
    kind: kind as NoteTable['kind'], // The pattern has no other.
    elements: (numbers.match(/../g) ?? []).map(Number),
  }));
}
