// A mapping is a JSON file that says how rows are read and grouped, beside a JSONata file that says what a group means.
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isZone, parseInstant } from '#kernel/time.ts';
import { ImportProblem } from './problem.ts';

export interface Mapping {
  readonly name: string;
  readonly format: 'csv';
  readonly delimiter: string;
  readonly encoding: 'utf-8' | 'windows-1252';
  /** Headings that the files must have. */
  readonly columns: readonly string[];
  /** Heading whose value is the same in all rows of a group. Rows of a group follow each other. */
  readonly groupBy: string;
  /** `source` of all events that the import sends. */
  readonly source: string;
  /** Times without offset are on the clock of this zone. */
  readonly zone: string;
  /** Given to the JSONata expression as `$values`. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Created when the network does not have it. */
  readonly site: { readonly code: string; readonly document: Readonly<Record<string, unknown>> } | null;
  /** Items that the network does not have are created with this unit. Null: they must exist. */
  readonly createItems: { readonly unit: string } | null;
  /** Stock from before the files, posted at this time: what all that leaves in them needs. Null: none is posted. */
  readonly opening: { readonly time: string; readonly site: string } | null;
  /** The JSONata expression. */
  readonly expression: string;
  /** Both files as they are, for the digest of the import. */
  readonly text: string;
}

export async function readMapping(path: string): Promise<Mapping> {
  const text = await readText(path, 'mapping');
  const fields = new Fields(parseJson(text, path), path);
  const map = fields.text('map');
  const expressionPath = resolve(dirname(path), map);
  const expression = await readText(expressionPath, 'map');
  const zone = fields.text('zone');
  if (!isZone(zone)) fields.wrong('zone', 'an IANA time zone such as Europe/London');
  const site = fields.optional('site', (found) => ({ code: found.text('code'), document: found.rest(['code']) }));
  const mapping: Mapping = {
    name: fields.matching('name', /^[a-z][a-z0-9-]{0,63}$/, 'a name of lower-case letters, digits and hyphens'),
    format: fields.oneOf('format', ['csv']),
    delimiter: fields.textOr('delimiter', ','),
    encoding: fields.oneOf('encoding', ['utf-8', 'windows-1252'], 'utf-8'),
    columns: fields.texts('columns'),
    groupBy: fields.text('groupBy'),
    source: fields.text('source'),
    zone,
    values: fields.optional('values', (found) => found.rest([])) ?? {},
    site,
    createItems: fields.optional('createItems', (found) => ({ unit: found.text('unit') })),
    opening: fields.optional('opening', (found) => {
      const time = found.text('time');
      if (parseInstant(time) === undefined) found.wrong('time', 'a time with offset such as 2010-12-01T00:00:00Z');
      return { time, site: found.text('site') };
    }),
    expression,
    text: `${text}\0${expression}`,
  };
  fields.none();
  if (!mapping.columns.includes(mapping.groupBy)) fields.wrong('groupBy', 'one of the columns');
  return mapping;
}

async function readText(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new ImportProblem(`The ${what} ${path} can't be read (${codeOf(cause)}): correct its path or rights.`, {
      cause,
    });
  }
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ImportProblem(`The mapping ${path} is not JSON (${why}): correct it.`, { cause });
  }
}

/** Reads the fields of one object and notices those that nobody asked for. */
class Fields {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #under: string;
  readonly #read = new Set<string>(['$comment']);

  constructor(value: unknown, path: string, under = '') {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new ImportProblem(`The mapping ${path} has no object at ${under === '' ? 'its top' : under}: make it one.`);
    }
    this.#fields = value as Readonly<Record<string, unknown>>; // An object that is no list has text keys.
    this.#path = path;
    this.#under = under;
  }

  wrong(name: string, wanted: string): never {
    const value = this.#fields[name];
    const is = value === undefined ? 'is missing' : `is ${JSON.stringify(value)}`;
    throw new ImportProblem(`In the mapping ${this.#path} ${this.#under}/${name} ${is}: it must be ${wanted}.`);
  }

  text(name: string): string {
    return this.matching(name, /\S/, 'a text');
  }

  textOr(name: string, otherwise: string): string {
    return this.#take(name) === undefined ? otherwise : this.text(name);
  }

  matching(name: string, pattern: RegExp, wanted: string): string {
    const value = this.#take(name);
    return typeof value === 'string' && pattern.test(value) ? value : this.wrong(name, wanted);
  }

  oneOf<const Word extends string>(name: string, words: readonly Word[], otherwise?: Word): Word {
    const value = this.#take(name) ?? otherwise;
    return words.find((word) => word === value) ?? this.wrong(name, words.join(' or '));
  }

  texts(name: string): string[] {
    const value = this.#take(name);
    if (!Array.isArray(value) || value.length === 0) return this.wrong(name, 'a list of texts');
    return value.map((entry: unknown) => (typeof entry === 'string' ? entry : this.wrong(name, 'a list of texts')));
  }

  optional<T>(name: string, read: (fields: Fields) => T): T | null {
    const value = this.#take(name);
    if (value === undefined) return null;
    const fields = new Fields(value, this.#path, `${this.#under}/${name}`);
    const result = read(fields);
    fields.none();
    return result;
  }

  /** Everything but the named fields, as it is. */
  rest(except: readonly string[]): Readonly<Record<string, unknown>> {
    for (const name of Object.keys(this.#fields)) this.#read.add(name);
    return Object.fromEntries(Object.entries(this.#fields).filter(([name]) => !except.includes(name)));
  }

  /** A field that is not known is most likely misspelled. */
  none(): void {
    const unknown = Object.keys(this.#fields).find((name) => !this.#read.has(name));
    if (unknown !== undefined) {
      throw new ImportProblem(
        `In the mapping ${this.#path} ${this.#under}/${unknown} means nothing: correct its name, or remove it.`,
      );
    }
  }

  #take(name: string): unknown {
    this.#read.add(name);
    return this.#fields[name];
  }
}
