// Events as JSON-LD of EPCIS 2.0. Numbers are written with their digits. Pure.
import assert from '#kernel/assert.ts';
import { kindOfEvent } from './fields.ts';
import type { FieldsKind, Kind } from './fields.ts';
import type { EpcisEvent, Extension } from './model.ts';
import { knownPrefixes } from './raw.ts';

const context = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld';

/** Of this standard the types don't know that JSON can be written as it stands. */
const asItStands = (text: string): unknown => (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);

interface Made {
  readonly creationDate: string;
}

/** One document with all of them. `creationDate`: when it is made. */
export function printDocument(events: readonly EpcisEvent[], made: Made): string {
  return print(events, 'EPCISDocument', made, (eventList) => ({ eventList }));
}

/** The answer to a query. */
export function printQueryResults(events: readonly EpcisEvent[], made: Made): string {
  return print(events, 'EPCISQueryDocument', made, (eventList) => ({
    queryResults: { queryName: 'SimpleEventQuery', resultsBody: { eventList } },
  }));
}

function print(
  events: readonly EpcisEvent[],
  type: string,
  { creationDate }: Made,
  bodyOf: (eventList: readonly object[]) => object,
): string {
  const prefixes = new Prefixes();
  // The context has the prefixes that the events were found to need.
  const epcisBody = bodyOf(events.map((event) => eventJson(event, prefixes)));
  return JSON.stringify({ '@context': prefixes.context(), type, schemaVersion: '2.0', creationDate, epcisBody });
}

export function printEvent(event: EpcisEvent): string {
  const prefixes = new Prefixes();
  const json = eventJson(event, prefixes);
  return JSON.stringify({ '@context': prefixes.context(), ...json });
}

/** Of this standard the types leave out what a reviver is told beside key and value. */
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

/** As it is printed, with numbers as texts, so that no digit is lost on the way. */
export function plainEvent(event: EpcisEvent): Readonly<Record<string, unknown>> {
  const revive: Reviver = (_, value, { source }) => (typeof value === 'number' ? source : value);
  const plain: unknown = JSON.parse(printEvent(event), revive as (key: string, value: unknown) => unknown);
  return plain as Readonly<Record<string, unknown>>; // An event is printed as an object.
}

/** JSON of what `plainEvent` gives: texts where the standard wants numbers become numbers, with their digits. */
export function numberedEvent(plain: unknown): unknown {
  if (typeof plain !== 'object' || plain === null || !('type' in plain)) return plain;
  return numbered(plain, kindOfEvent(String(plain.type)));
}

function numbered(value: unknown, kind: Kind): unknown {
  if (kind.is === 'decimal')
    return typeof value === 'string' && /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value) ? asItStands(value) : value;
  if (kind.is === 'list' && Array.isArray(value)) return value.map((item) => numbered(item, kind.of));
  if (kind.is !== 'fields' || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, own]) => {
      const of = Object.hasOwn(kind.fields, name) ? kind.fields[name] : undefined;
      return [name, of === undefined ? own : numbered(own, of)];
    }),
  );
}

/** Prefixes of namespaces, those of the context of GS1 first. */
class Prefixes {
  readonly #own = new Map<string, string>();

  nameOf(name: string): string {
    const [, namespace, local] = /^\{(.*)\}([^}]*)$/.exec(name) ?? [];
    if (namespace === undefined || local === undefined) return name;
    const known = [...knownPrefixes].find(([, one]) => one === namespace)?.[0];
    if (known !== undefined) return `${known}:${local}`;
    const prefix = this.#own.get(namespace) ?? `ext${this.#own.size + 1}`;
    this.#own.set(namespace, prefix);
    return `${prefix}:${local}`;
  }

  context(): readonly (string | object)[] {
    return [context, ...[...this.#own].map(([namespace, prefix]) => ({ [prefix]: namespace }))];
  }
}

function eventJson(event: EpcisEvent, prefixes: Prefixes): Record<string, unknown> {
  const { type, ...rest } = event;
  return { type, ...fieldsJson(rest, kindOfEvent(type), prefixes) };
}

function fieldsJson(value: object, kind: FieldsKind, prefixes: Prefixes): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value as Readonly<Record<string, unknown>>).flatMap(([name, own]) => {
      if (name === 'extensions') return Object.entries(extensionsJson(own as readonly Extension[], prefixes));
      const of = kind.fields[name];
      assert(of !== undefined, `an event has no ${name}`);
      return [[name, valueJson(own, of, prefixes)]];
    }),
  );
}

function valueJson(value: unknown, kind: Kind, prefixes: Prefixes): unknown {
  if (kind.is === 'fields') return fieldsJson(value as object, kind, prefixes);
  if (kind.is === 'list') return (value as readonly unknown[]).map((item) => valueJson(item, kind.of, prefixes));
  if (kind.is === 'extensions') return extensionsJson(value as readonly Extension[], prefixes);
  return kind.is === 'decimal' ? asItStands(String(value)) : value;
}

/** What comes several times is a list. */
function extensionsJson(extensions: readonly Extension[], prefixes: Prefixes): Record<string, unknown> {
  const values = Map.groupBy(extensions, ({ name }) => name);
  return Object.fromEntries(
    [...values].map(([name, all]) => {
      const each = all.map(({ value }) => (typeof value === 'string' ? value : extensionsJson(value, prefixes)));
      return [prefixes.nameOf(name), each.length === 1 ? each[0] : each];
    }),
  );
}
