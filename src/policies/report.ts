// Collects what is wrong in a text, each with its place, and reads objects whose keys are known.
import { closest } from '#contracts/spelling.ts';
import { escapePointer, readJson } from '#statecharts/json-text.ts';
import type { PolicyProblem } from './model.ts';

/** Says what is wrong at a place of one text. */
export type Say = (pointer: string, message: string, fix: string) => void;

/** The value of a JSON text, or undefined if it is none. */
export function readValue(
  text: string,
  problems: PolicyProblem[],
): { readonly value: unknown; readonly say: Say } | undefined {
  const read = readJson(text);
  if ('fault' in read) {
    const { line, column, message } = read.fault;
    problems.push({ pointer: '', line, column, message: `this is not JSON: ${message}`, fix: 'Correct it there.' });
    return undefined;
  }
  const { value, doubles, placeOf } = read.json;
  const say: Say = (pointer, message, fix) => void problems.push({ pointer, ...placeOf(pointer), message, fix });
  for (const pointer of doubles) say(pointer, 'this key stands twice', 'Remove one of them.');
  return { value, say };
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object with these keys and no other; undefined, and said, if it is something else. */
export function readObject(
  value: unknown,
  { pointer, needed, allowed = [] }: { pointer: string; needed: readonly string[]; allowed?: readonly string[] },
  say: Say,
): Readonly<Record<string, unknown>> | undefined {
  if (!isObject(value)) {
    say(pointer, 'an object is needed here', `Write an object with ${needed.join(', ')}.`);
    return undefined;
  }
  const known = [...needed, ...allowed];
  for (const key of Object.keys(value).filter((name) => !known.includes(name))) {
    const meant = closest(key, known);
    say(`${pointer}/${escapePointer(key)}`, `the key "${key}" is not known here`, fixOf(meant, known));
  }
  const absent = needed.filter((key) => !(key in value));
  for (const key of absent) say(pointer, `"${key}" is missing`, `Add "${key}".`);
  return absent.length === 0 ? value : undefined;
}

function fixOf(meant: string | undefined, known: readonly string[]): string {
  return meant === undefined ? `Remove it; what may stand here is ${known.join(', ')}.` : `Did you mean "${meant}"?`;
}

export function readList(value: unknown, pointer: string, say: Say): readonly unknown[] {
  if (Array.isArray(value)) return value;
  say(pointer, 'a list is needed here', 'Write a list: [ … ].');
  return [];
}

/** A text that is not empty. */
export function readWords(value: unknown, pointer: string, say: Say): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  say(pointer, 'a text is needed here', 'Write it in quotes, and not empty.');
  return '';
}

export function readChoice<T extends string>(
  value: unknown,
  choices: readonly T[],
  pointer: string,
  say: Say,
): T | undefined {
  const chosen = choices.find((choice) => choice === value);
  if (chosen === undefined)
    say(pointer, `${JSON.stringify(value)} is not allowed here`, `Use one of ${choices.join(', ')}.`);
  return chosen;
}
