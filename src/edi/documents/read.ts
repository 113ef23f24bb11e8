// A message as a document: row by row, as they stand, each put where its correspondence says. What has no place is told. Pure.
import { limits } from '#kernel/limits.ts';
import { OrderCheck } from '../checks/order.ts';
import type { MessageTable, PlaceTable, Tables } from '../dictionaries/tables.ts';
import type { EdiMessage } from '../envelope/model.ts';
import { designator } from '../syntax/designator.ts';
import type { Segment } from '../syntax/segments.ts';
import { componentsOf, textOf } from '../syntax/values.ts';
import { valueOf } from './fields.ts';
import type { Position } from './notation.ts';
import { at, made } from './plan.ts';
import type { Alternative, Computed, Content, DocumentFault, Lost, Plan, Reading, Scope } from './plan.ts';

export interface DocumentRead {
  readonly document: Content;
  /** Values that have no place in the document. */
  readonly lost: readonly Lost[];
  /** Further ones, which are not kept. */
  readonly lostMore: number;
  /** Codes that have no word; they are in the document as they came. */
  readonly unnamed: readonly Lost[];
  readonly faults: readonly DocumentFault[];
}

interface Frame {
  /** Null: nothing of the loop is known. */
  scope: Scope | null;
  object: Content;
  /** `PO1[2]/` */
  name: string;
  readonly counts: Map<PlaceTable, number>;
  readonly used: Set<Alternative>;
}

interface Expected {
  readonly place: string;
  readonly value: string;
  readonly computed: Computed;
  readonly object: Content;
}

const noObject: Content = {};

/** Kept from message to message. */
export class MessageReader {
  readonly #plan: Plan;
  readonly #message: MessageTable;
  readonly #tables: Tables;
  readonly #order: OrderCheck;
  readonly #frames: Frame[];
  readonly #nodes = new Map<string, Content>();
  #lost: Lost[] = [];
  #lostMore = 0;
  #unnamed: Lost[] = [];
  #expected: Expected[] = [];
  #segment: Segment | null = null;
  #place = '';

  constructor(plan: Plan, tables: Tables, message: MessageTable) {
    this.#plan = plan;
    this.#tables = tables;
    this.#message = message;
    this.#order = new OrderCheck(tables, message, () => undefined, this.#placed);
    this.#frames = Array.from({ length: tables.depthMax + 2 }, () => ({
      scope: null,
      object: noObject,
      name: '',
      counts: new Map(),
      used: new Set(),
    }));
  }

  read({ segments, interchange }: Pick<EdiMessage, 'segments' | 'interchange'>): DocumentRead {
    const document: Content = {};
    this.#lost = [];
    this.#lostMore = 0;
    this.#unnamed = [];
    this.#expected = [];
    this.#nodes.clear();
    this.#reading.repertoire = interchange.repertoire ?? undefined;
    this.#enter(0, this.#plan.scope, document, '');
    this.#order.begin(this.#message);
    for (const segment of segments) {
      if (envelopes.has(segment.id)) continue;
      this.#order.take(segment, this.#tables.segments.get(segment.id) ?? null);
    }
    return { document, lost: this.#lost, lostMore: this.#lostMore, unnamed: this.#unnamed, faults: this.#faults() };
  }

  #enter(depth: number, scope: Scope | null, object: Content, name: string): void {
    const frame = this.#frame(depth);
    frame.scope = scope;
    frame.object = object;
    frame.name = name;
    frame.counts.clear();
    frame.used.clear();
  }

  #frame(depth: number): Frame {
    return this.#frames[depth] as Frame; // Never deeper than the tables are.
  }

  readonly #placed = (segment: Segment, place: PlaceTable | null, depth: number): void => {
    const frame = this.#frame(depth);
    this.#segment = segment;
    if (place === null) {
      this.#place = frame.name;
      this.#loseAll(segment, []);
      return;
    }
    const count = (frame.counts.get(place) ?? 0) + 1;
    frame.counts.set(place, count);
    this.#place =
      place.loop !== null
        ? `${frame.name}${segment.id}[${count}]/`
        : count === 1
          ? frame.name
          : `${frame.name}${segment.id}[${count}]/`;
    for (const alternative of frame.scope?.byPlace.get(place) ?? [])
      if (this.#take(segment, alternative, frame, depth)) return;
    if (place.loop !== null) this.#enter(depth + 1, null, noObject, this.#place);
    this.#loseAll(segment, []);
  };

  /** False: the row is for another alternative. */
  #take(segment: Segment, alternative: Alternative, frame: Frame, depth: number): boolean {
    const { direction, isOnce, selectors, target, fields, place, inner, known } = alternative;
    if (direction === 'write' || (isOnce && frame.used.has(alternative))) return false;
    for (const { at: position, isComposite, value } of selectors)
      if (!isValue(segment, position, isComposite, value)) return false;
    const [lost, unnamed, expected] = [this.#lost.length, this.#unnamed.length, this.#expected.length];
    const object = this.#objectFor(segment, alternative, frame.object);
    this.#reading.isKept = target?.isList === true;
    for (const field of fields) field.read(segment, object, this.#reading);
    if (target !== null && !target.isList) dropEmpty(frame.object, target.path);
    if (
      !this.#reading.isKept &&
      selectors.length > 0 &&
      alternative.tree === null &&
      expected === this.#expected.length
    ) {
      // It says nothing of what this alternative is about: a list may take it as it is.
      this.#lost.length = lost;
      this.#unnamed.length = unnamed;
      return false;
    }
    if (isOnce) frame.used.add(alternative);
    this.#loseAll(segment, this.#reading.isKept ? known : withoutFixed(alternative));
    if (place.loop !== null) this.#enter(depth + 1, inner, object, this.#place);
    return true;
  }

  #objectFor(segment: Segment, { target, tree }: Alternative, around: Content): Content {
    const above = tree === null ? around : (this.#nodes.get(this.#text(segment, tree.parent)) ?? around);
    let object = above;
    if (target !== null && target.isList) {
      object = target.constant === null ? {} : { [target.constant.name]: target.constant.value };
      const holder = made(above, target.path.slice(0, -1));
      ((holder[target.path.at(-1) ?? ''] ??= []) as Content[]).push(object); // A list of objects, by the contract.
    } else if (target !== null) object = made(above, target.path);
    if (tree !== null) this.#nodes.set(this.#text(segment, tree.number), object);
    return object;
  }

  #text(segment: Segment, { element }: Position): string {
    return textOf(segment.elements[element] ?? '', segment.separators, this.#reading.repertoire).trimEnd();
  }

  /** What no field knows. */
  #loseAll({ elements, separators }: Segment, known: Alternative['known']): void {
    for (let element = 1; element < elements.length; element++) {
      const raw = elements[element];
      if (raw === undefined || raw === '') continue;
      const components = known[element];
      if (components?.has(1) === true && !raw.includes(separators.component)) continue;
      const parts = componentsOf(raw, separators);
      for (const [index, part] of parts.entries())
        if (part !== '' && components?.has(index + 1) !== true)
          this.#lose(
            { element, component: parts.length === 1 ? 1 : index + 1 },
            textOf(part, separators, this.#reading.repertoire),
          );
    }
  }

  #lose(position: Position, value: string): void {
    if (this.#lost.length >= limits.ediLostMax) this.#lostMore += 1;
    else this.#lost.push({ place: this.#placeOf(position), value });
  }

  #placeOf({ element, component }: Position): string {
    return `${this.#place}${designator(this.#segment?.id ?? '', element)}${component > 1 ? `.${component}` : ''}`;
  }

  readonly #reading: Reading & { repertoire: string | undefined } = {
    repertoire: undefined,
    isKept: false,
    lose: (position, value) => {
      this.#lose(position, value);
    },
    unnamed: (position, value) => {
      if (this.#unnamed.length < limits.ediLostMax) this.#unnamed.push({ place: this.#placeOf(position), value });
    },
    expect: (position, value, computed, object) => {
      this.#expected.push({ place: this.#placeOf(position), value, computed, object });
    },
  };

  #faults(): DocumentFault[] {
    return this.#expected.flatMap(({ place, value, computed, object }) => {
      if (computed.by === 'has') return [];
      const right = valueOf(computed, object);
      if (Number(right) === Number(value)) return [];
      const what = `${computed.by !== 'sum' ? 'the number of' : 'the sum of'} ${computed.path.join('.')}`;
      return [
        {
          place,
          detail: `It says ${value}, and ${what} is ${right}.`,
          fix: 'Ask the partner whether a part of the message is missing.',
        },
      ];
    });
  }
}

const envelopes: ReadonlySet<string> = new Set(['ST', 'SE', 'UNH', 'UNT']);

/** What is always written is lost where nothing else is said. */
function withoutFixed({ known, fields }: Alternative): Alternative['known'] {
  const about = fields.flatMap(({ path, positions }) => (path.length === 0 ? positions : []));
  if (about.length === 0 || fields.every(({ path }) => path.length === 0)) return known;
  return known.map((components, element) =>
    components === undefined
      ? components
      : new Set(
          [...components].filter(
            (one) => !about.some((position) => position.element === element && position.component === one),
          ),
        ),
  );
}

function isValue(
  { elements, separators }: Segment,
  { element, component }: Position,
  isComposite: boolean,
  value: string,
): boolean {
  const raw = elements[element];
  if (raw === undefined) return false;
  if (raw === value) return component === 1;
  return isComposite ? componentsOf(raw, separators)[component - 1]?.trimEnd() === value : raw.trimEnd() === value;
}

/** An object that was made for values that were not there. */
function dropEmpty(object: Content, path: readonly string[]): void {
  const found = at(object, path);
  const holder = at(object, path.slice(0, -1));
  if (
    typeof found === 'object' &&
    found !== null &&
    Object.keys(found).length === 0 &&
    typeof holder === 'object' &&
    holder !== null
  )
    delete (holder as Content)[path.at(-1) ?? ''];
}
