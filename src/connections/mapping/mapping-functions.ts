// What a mapping may call besides JSONata's own functions. What is missing in the document stays missing; what is there and cannot
// be understood is an error that says so, never an empty value.
import type jsonata from 'jsonata';
import { isDate, isZone, parseInstant, showInstant } from '#kernel/time.ts';
import { decimal, divide, major, minor, minus, plus, rounded, times } from './decimal.ts';
import { instantOf, localOf } from './local-time.ts';
import type { Program } from './sandbox-messages.ts';

/** JSONata's own reading and writing of times by a picture; both take every time as if it were in Greenwich. */
export interface Pictures {
  readonly toMillis: jsonata.Expression;
  readonly fromMillis: jsonata.Expression;
}

type Callable = (...given: readonly unknown[]) => unknown;

export function functionsOf(program: Program, pictures: Pictures): Readonly<Record<string, Callable>> {
  const { zone, badTimes } = program;

  async function instant(text: unknown, picture?: unknown, ofZone: unknown = zone): Promise<string | undefined> {
    if (isMissing(text)) return undefined;
    const there = readZone(ofZone);
    const written = isMissing(picture) ? textOf(text) : await pictured(text, picture, pictures);
    if (written !== undefined && parseInstant(written) !== undefined) return written;
    const found = written === undefined ? undefined : instantOf(written, there);
    if (found !== undefined || badTimes === 'nothing') return found;
    const form = isMissing(picture) ? 'YYYY-MM-DD HH:MM[:SS]' : `the form ${quoted(picture)}`;
    throw new Error(`${quoted(text)} is no time in ${form}`);
  }

  async function day(text: unknown, picture?: unknown): Promise<string | undefined> {
    if (isMissing(text)) return undefined;
    const written = isMissing(picture) ? textOf(text) : await pictured(text, picture, pictures);
    const date = written?.slice(0, 10);
    if (date !== undefined && isDate(date)) return date;
    throw new Error(
      `${quoted(text)} is no date${isMissing(picture) ? ' in the form YYYY-MM-DD' : ` in the form ${quoted(picture)}`}`,
    );
  }

  async function local(text: unknown, picture?: unknown, ofZone: unknown = zone): Promise<string | undefined> {
    if (isMissing(text)) return undefined;
    const at = parseInstant(textOf(text));
    if (at === undefined) throw new Error(`${quoted(text)} is no time with an offset`);
    const written = localOf(at, readZone(ofZone));
    if (isMissing(picture)) return written;
    const shown: unknown = await pictures.fromMillis.evaluate({ at: Date.parse(`${written}Z`), picture });
    return String(shown);
  }

  return {
    lookup: lookupIn(program.lookups),
    instant,
    day,
    local,
    decimal: present(decimal),
    plus: present(plus),
    minus: present(minus),
    times: present(times),
    divide: present(divide),
    rounded: present(rounded),
    minor: present(minor),
    major: present(major),
  };
}

/** `$lookup("units", code, otherwise)` reads a table of the mapping. With an object it is JSONata's own `$lookup(object, key)`. */
function lookupIn(lookups: Program['lookups']): Callable {
  return (...given) => {
    const [table, key, otherwise] = given;
    if (typeof table !== 'string') return own(table, key);
    const entries = Object.hasOwn(lookups, table) ? lookups[table] : undefined;
    if (entries === undefined)
      throw new Error(
        `There is no table ${quoted(table)} among the lookups of the mapping: ${Object.keys(lookups).join(', ') || 'it has none'}`,
      );
    // A code that is missing is in no table: nothing comes of it, unless it is said what does.
    if (isMissing(key)) return given.length > 2 ? otherwise : undefined;
    const code = typeof key === 'number' || typeof key === 'boolean' ? String(key) : key;
    if (typeof code !== 'string') throw new Error(`A code of the table ${quoted(table)} is a text, not ${quoted(key)}`);
    if (Object.hasOwn(entries, code)) return entries[code];
    if (given.length > 2) return otherwise;
    throw new Error(`The table ${quoted(table)} has no code ${quoted(code)}`);
  };
}

function own(input: unknown, key: unknown): unknown {
  if (Array.isArray(input)) {
    const found = input.flatMap((one: unknown) => own(one, key) ?? []);
    return found.length > 1 ? found : found[0];
  }
  if (typeof input !== 'object' || input === null || typeof key !== 'string') return undefined;
  return Object.hasOwn(input, key) ? (input as Readonly<Record<string, unknown>>)[key] : undefined;
}

/** Nothing comes of nothing. */
function present(of: Callable): Callable {
  return (...given) => (isMissing(given[0]) ? undefined : of(...given));
}

export function isMissing(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

/** Undefined for what is no such time. A picture with an offset gives an instant, others a local time. */
async function pictured(
  text: unknown,
  picture: unknown,
  { toMillis, fromMillis }: Pictures,
): Promise<string | undefined> {
  if (typeof picture !== 'string') throw new Error(`${quoted(picture)} is no picture of a time: give a text`);
  const written = textOf(text);
  const read: unknown = await toMillis.evaluate({ text: written, picture });
  if (typeof read !== 'number') return undefined;
  const at = /\[Y(?:01|,\*?-?2|,2-2)\]/.test(picture) ? inThisAge(read) : read;
  if (/\[[Zz]/.test(picture)) return showInstant(at);
  // JSONata takes 31 February for 3 March: what it read must be what is written.
  const again: unknown = await fromMillis.evaluate({ at, picture });
  return alike(String(again)) === alike(written) ? new Date(at).toISOString().slice(0, 19) : undefined;
}

/** JSONata takes two digits of a year for one after 1900; here they mean 1970 to 2069. */
function inThisAge(at: number): number {
  const date = new Date(at);
  return date.getUTCFullYear() < 1970 ? date.setUTCFullYear(date.getUTCFullYear() + 100) : at;
}

function textOf(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value).trim();
  throw new Error(`${quoted(value)} is no time: a text is`);
}

function alike(text: string): string {
  return text
    .toLowerCase()
    .replace(/\s+/g, '')
    .replace(/0*(\d+)/g, '$1');
}

function readZone(zone: unknown): string {
  if (typeof zone !== 'string' || !isZone(zone)) throw new Error(`${quoted(zone)} is no time zone`);
  return zone;
}

const quotedMax = 80;

export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > quotedMax ? `${text.slice(0, quotedMax)}…` : text;
}
