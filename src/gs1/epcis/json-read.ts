// EPCIS in JSON-LD: read as the context of GS1 says, with prefixes of contexts that stand in the file. Nothing is fetched, so nothing else
// of JSON-LD is expanded. Numbers keep their digits. Pure.
import { limits } from '#kernel/limits.ts';
import { Unreadable, knownPrefixes, namespaceOf } from './raw.ts';
import type { Faults, Prefixes, Raw, RawFields } from './raw.ts';

/** A number as it stands there. */
class Digits {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Json = string | boolean | null | Digits | readonly Json[] | { readonly [name: string]: Json };

/** Of this standard the types leave out what a reviver is told beside key and value. */
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

export function parseJson(text: string): Json {
  assertPlain(text);
  const revive: Reviver = (_, value, { source }) => (typeof value === 'number' ? new Digits(String(source)) : value);
  try {
    return JSON.parse(text, revive as (key: string, value: unknown) => unknown) as Json;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Unreadable('not_well_formed', '', `It is no JSON: ${error.message}.`);
  }
}

/** What stands open: the names of an object that were seen; null: a list. */
type Open = Set<string> | null;

/**
 * Before it is parsed: what is too deep would exhaust the stack, and of a name that stands twice in one object JSON.parse keeps the last
 * alone, where others keep the first.
 */
function assertPlain(text: string): void {
  const open: Open[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '"') {
      const end = endOfText(text, at);
      const names = open.at(-1);
      if (names != null && /^[ \t\r\n]*:/.test(text.slice(end + 1, end + 64))) addName(names, text.slice(at, end + 1));
      at = end;
    } else if (sign === '{' || sign === '[') {
      open.push(sign === '{' ? new Set() : null);
      if (open.length > limits.epcisNestingMax) {
        throw new Unreadable('too_large', '', `Parts are nested more than ${limits.epcisNestingMax} deep.`);
      }
    } else if (sign === '}' || sign === ']') open.pop();
  }
}

/** Where the text that begins there ends; what never ends is told by the parser. */
function endOfText(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

function addName(names: Set<string>, quoted: string): void {
  const name = quoted.includes('\\') ? decodedName(quoted) : quoted;
  if (names.has(name)) throw new Unreadable('field_repeated', '', `${name.slice(0, 100)} stands twice in one object.`);
  names.add(name);
}

/** Wrong escapes are told by the parser. */
function decodedName(quoted: string): string {
  try {
    return JSON.stringify(JSON.parse(quoted));
  } catch {
    return quoted; // Nothing else is wrong with a text in quotes.
  }
}

export function isFields(json: Json | undefined): json is { readonly [name: string]: Json } {
  return typeof json === 'object' && json !== null && !Array.isArray(json) && !(json instanceof Digits);
}

/** Prefixes that contexts say, over those that hold around them. */
export function prefixesOf(context: Json | undefined, around: Prefixes = knownPrefixes): Prefixes {
  const all = (Array.isArray(context) ? context : [context]) as readonly (Json | undefined)[];
  const own = all.flatMap((one) =>
    isFields(one)
      ? Object.entries(one).flatMap(([prefix, namespace]) =>
          typeof namespace === 'string' && !prefix.startsWith('@') ? [[prefix, namespaceOf(namespace)] as const] : [],
        )
      : [],
  );
  return own.length === 0 ? around : new Map([...around, ...own]);
}

function rawOf(json: Json, place: string, around: Prefixes, faults: Faults): Raw {
  if (json instanceof Digits) return { is: 'text', text: json.text, as: 'number', place, prefixes: around };
  if (typeof json === 'string') return { is: 'text', text: json.trim(), as: 'string', place, prefixes: around };
  if (typeof json === 'boolean') return { is: 'text', text: String(json), as: 'boolean', place, prefixes: around };
  if (json === null) return { is: 'text', text: '', as: 'null', place, prefixes: around };
  if (!isFields(json)) {
    return { is: 'list', items: json.map((item, index) => rawOf(item, `${place}/${index}`, around, faults)), place };
  }
  return rawFieldsOf(json, place, around, faults);
}

export function rawFieldsOf(
  json: { readonly [name: string]: Json },
  place: string,
  around: Prefixes,
  faults: Faults,
): RawFields {
  const prefixes = prefixesOf(json['@context'], around);
  const fields = Object.entries(json).flatMap(([name, value]): (readonly [string, Raw])[] => {
    const at = `${place}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (name === '@context') return [];
    return [[nameOf(name, prefixes, at, faults), rawOf(value, at, prefixes, faults)]];
  });
  return { is: 'fields', fields, place };
}

/** `example:field` and `https://example.com/field` become `{https://example.com/}field`. */
function nameOf(name: string, prefixes: Prefixes, place: string, faults: Faults): string {
  const at = name.indexOf(':');
  if (at === -1) return name;
  const namespace = prefixes.get(name.slice(0, at));
  if (namespace !== undefined) return `{${namespace}}${name.slice(at + 1)}`;
  const [, front = '', local = ''] = /^([A-Za-z][\w+.-]*:.*[/#:])([^/#:]+)$/.exec(name) ?? [];
  if (local !== '') return `{${namespaceOf(front)}}${local}`;
  faults.add('prefix_unknown', place, `No context says what ${JSON.stringify(name.slice(0, at))} stands for.`);
  return `{${name.slice(0, at)}}${name.slice(at + 1)}`;
}
