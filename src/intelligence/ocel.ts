// The journal as an object-centric event log, OCEL 2.0 in JSON (https://www.ocel-standard.org). Streamed: events first, then
// objects, then the types that were met on the way; the order of the four lists has no meaning in the format.
import type { SealedEntry } from '#processes/entry.ts';
import type { SealedTurn } from './journal-lines.ts';

/** An object that some exported entry concerns, with what is known of it. */
export interface KnownObject {
  readonly type: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Objects of the log that it belongs to. */
  readonly related: readonly { readonly type: string; readonly id: string; readonly qualifier: string }[];
}

type AttributeType = 'string' | 'time' | 'integer' | 'float' | 'boolean';

/** Attributes by type of event or object. */
type Types = Map<string, Map<string, AttributeType>>;

export async function* ocelLog(
  turns: AsyncIterable<SealedTurn>,
  objects: AsyncIterable<KnownObject>,
): AsyncGenerator<string> {
  const eventTypes: Types = new Map();
  const objectTypes: Types = new Map();
  yield '{"events":[';
  let separator = '\n';
  for await (const turn of turns) {
    const events = turn.entries.map((text, ordinal) => {
      const entry = JSON.parse(text) as SealedEntry; // Sealed by the turn in this shape.
      return JSON.stringify(ocelEvent(entry, turn.position, ordinal, eventTypes));
    });
    if (events.length === 0) continue;
    yield separator + events.join(',\n');
    separator = ',\n';
  }
  yield '\n],"objects":[';
  separator = '\n';
  for await (const object of objects) {
    yield separator + JSON.stringify(ocelObject(object, objectTypes));
    separator = ',\n';
  }
  yield `\n],"eventTypes":${JSON.stringify(declared(eventTypes))},\n"objectTypes":${JSON.stringify(declared(objectTypes))}}\n`;
}

function ocelEvent(entry: SealedEntry, position: number, ordinal: number, types: Types): object {
  const { type, actor, correlationId, causationId, occurredAt, recordedAt, objects, data } = entry;
  const attributes = new Map<string, readonly [AttributeType, string]>();
  // Lists and documents are in the journal export; attributes of OCEL are single values.
  for (const [name, value] of Object.entries(data)) {
    const typed = typedOf(value);
    if (typed !== null) attributes.set(name, typed);
  }
  attributes.set('actor', ['string', actor]);
  attributes.set('correlationId', ['string', correlationId]);
  attributes.set('causationId', ['string', causationId]);
  attributes.set('recordedAt', ['time', recordedAt]);
  attributes.set('position', ['integer', String(position)]);
  for (const [name, [valueType]] of attributes) declare(types, type, name, valueType);
  const relationships = new Map(
    objects.map((object) => [
      `${objectId(object)}\n${object.qualifier}`,
      { objectId: objectId(object), qualifier: object.qualifier },
    ]),
  );
  return {
    id: `${position}.${ordinal}`,
    type,
    time: occurredAt,
    attributes: [...attributes].map(([name, [, value]]) => ({ name, value })),
    relationships: [...relationships.values()],
  };
}

function ocelObject({ type, id, attributes, related }: KnownObject, types: Types): object {
  declare(types, type);
  for (const name of Object.keys(attributes)) declare(types, type, name, 'string');
  return {
    id: objectId({ type, id }),
    type,
    // The standard's time for values that hold from the beginning.
    attributes: Object.entries(attributes).map(([name, value]) => ({ name, time: '1970-01-01T00:00:00Z', value })),
    relationships: related.map(({ qualifier, ...other }) => ({ objectId: objectId(other), qualifier })),
  };
}

/** An id is unique in the whole log, but an item and a site may have the same code. */
function objectId({ type, id }: { readonly type: string; readonly id: string }): string {
  return `${type}:${id}`;
}

function typedOf(value: unknown): readonly [AttributeType, string] | null {
  if (typeof value === 'string') return ['string', value];
  if (typeof value === 'boolean') return ['boolean', String(value)];
  if (typeof value === 'number') return [Number.isInteger(value) ? 'integer' : 'float', String(value)];
  return null;
}

/** One attribute has one type: numbers widen to float, anything else that differs is text. */
function declare(types: Types, type: string, name?: string, attribute?: AttributeType): void {
  let known = types.get(type);
  if (known === undefined) types.set(type, (known = new Map()));
  if (name === undefined || attribute === undefined) return;
  const before = known.get(name) ?? attribute;
  const numeric = [before, attribute].every((one) => one === 'integer' || one === 'float');
  known.set(name, before === attribute ? attribute : numeric ? 'float' : 'string');
}

function declared(types: Types): object[] {
  return [...types].map(([name, attributes]) => ({
    name,
    attributes: [...attributes].map(([attribute, type]) => ({ name: attribute, type })),
  }));
}
