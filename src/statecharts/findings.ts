// Reads the members of a JSON document and collects everything that is wrong with it, each with its place. A reader gets
// undefined for what is missing or malformed and goes on, so that one run names every fault.
import { closest } from '#contracts/spelling.ts';
import type { JsonText } from './json-text.ts';
import { escapePointer } from './json-text.ts';
import type { Problem } from './model.ts';

/** More of a value is not repeated where it is refused. */
const shownMax = 80;

export type Members = Readonly<Record<string, unknown>>;

/** A finding about something that stands at a place in the text. */
export interface Finding {
  readonly pointer: string;
  readonly message: string;
  readonly fix: string;
}

export interface Findings {
  readonly add: (finding: Finding) => void;
  readonly object: (value: unknown, at: At) => Members | undefined;
  readonly list: (value: unknown, at: At) => readonly unknown[] | undefined;
  readonly text: (value: unknown, at: At) => string | undefined;
  readonly keys: (members: Members, pointer: string, known: Known) => void;
  /** All that was found, in the order of the text. */
  readonly problems: () => Problem[];
}

interface At {
  readonly pointer: string;
  readonly what: string;
}

interface Known {
  readonly what: string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Why a key that exists elsewhere may not be used, and what to do instead. */
  readonly refused?: Readonly<Record<string, string>>;
}

export function startFindings(json: JsonText): Findings {
  const found: Finding[] = json.doubles.map((pointer) => ({
    pointer,
    message: `the key ${JSON.stringify(keyOf(pointer))} stands twice`,
    fix: 'Remove one of the two.',
  }));
  const add = (finding: Finding): void => void found.push(finding);

  function wrong(value: unknown, { pointer, what }: At, wanted: string): undefined {
    add({ pointer, message: `${what} must be ${wanted}, not ${kindOf(value)}`, fix: `Write ${wanted}.` });
  }

  return {
    add,
    object: (value, at) => (isMembers(value) ? value : wrong(value, at, 'an object')),
    list: (value, at) => (Array.isArray(value) ? value : wrong(value, at, 'an array')),
    text: (value, at) => (typeof value === 'string' && value.trim() !== '' ? value : wrong(value, at, 'a text')),
    keys(members, pointer, { what, required, optional, refused = {} }) {
      const known = [...required, ...optional];
      for (const key of Object.keys(members).filter((each) => !known.includes(each))) {
        const meant = closest(key, known);
        add({
          pointer: inner(pointer, key),
          message: `${what} may not have ${JSON.stringify(key)}`,
          fix:
            (Object.hasOwn(refused, key) ? refused[key] : undefined) ??
            (meant === undefined ? `Remove it; ${known.join(', ')} are known.` : `Did you mean "${meant}"?`),
        });
      }
      for (const key of required.filter((each) => !Object.hasOwn(members, each)))
        add({ pointer, message: `${what} has no ${JSON.stringify(key)}`, fix: `Add ${JSON.stringify(key)}.` });
    },
    problems: () =>
      found
        .map((finding) => ({ ...finding, ...json.placeOf(finding.pointer) }))
        .toSorted((left, right) => left.line - right.line || left.column - right.column),
  };
}

export function inner(pointer: string, key: string | number): string {
  return `${pointer}/${typeof key === 'number' ? key : escapePointer(key)}`;
}

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return text.length <= shownMax ? text : `${text.slice(0, shownMax)}…`;
}

function keyOf(pointer: string): string {
  return pointer
    .slice(pointer.lastIndexOf('/') + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
}
