// JSON with the place of every value, so that what is wrong in a definition is named by line and column. JSON.parse tells
// no places, takes the last of two equal keys in silence, and stops at the first error without a line.

/** Both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface JsonText {
  readonly value: unknown;
  /** The place of what a JSON pointer names, or of the nearest thing around it that exists. */
  readonly placeOf: (pointer: string) => Place;
  /** Keys that stand twice in one object. */
  readonly doubles: readonly string[];
}

export type JsonFault = Place & { readonly message: string };

const depthMax = 64;
const blank = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// A control character may not stand in a string, says RFC 8259.
// oxlint-disable-next-line no-control-regex
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/y;
const word = /true|false|null/y;

class JsonError extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

export function readJson(text: string): { readonly json: JsonText } | { readonly fault: JsonFault } {
  const offsets = new Map<string, number>();
  const doubles: string[] = [];
  let at = 0;

  function take(pattern: RegExp): string | null {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found === undefined) return null;
    at += found.length;
    return found;
  }

  function found(): string {
    return at >= text.length ? 'the text ends' : `${JSON.stringify(text.slice(at, at + 12))} stands`;
  }

  function expect(mark: string, where: string): void {
    if (text[at] !== mark) throw new JsonError(at, `${found()} where ${where} needs "${mark}"`);
    at += 1;
  }

  function value(pointer: string, depth: number): unknown {
    take(blank);
    if (!offsets.has(pointer)) offsets.set(pointer, at);
    if (depth > depthMax) throw new JsonError(at, `it is nested deeper than ${depthMax}`);
    if (text[at] === '{') return object(pointer, depth);
    if (text[at] === '[') return array(pointer, depth);
    const plain = take(string) ?? take(number) ?? take(word);
    if (plain === null) throw new JsonError(at, `${found()} where a value is needed`);
    return JSON.parse(plain);
  }

  function object(pointer: string, depth: number): Record<string, unknown> {
    const entries = new Map<string, unknown>();
    at += 1;
    take(blank);
    if (text[at] === '}') return close({});
    for (;;) {
      take(blank);
      const start = at;
      const raw = take(string);
      if (raw === null) throw new JsonError(at, `${found()} where a key in quotes is needed`);
      const key: string = JSON.parse(raw);
      const inner = `${pointer}/${escapePointer(key)}`;
      if (entries.has(key)) doubles.push(inner);
      // The place of a member is that of its key: it is what a person looks for.
      offsets.set(inner, start);
      take(blank);
      expect(':', 'a key');
      entries.set(key, value(inner, depth + 1));
      take(blank);
      if (text[at] === '}') return close(Object.fromEntries(entries));
      expect(',', 'an object');
    }
  }

  function array(pointer: string, depth: number): unknown[] {
    const items: unknown[] = [];
    at += 1;
    take(blank);
    if (text[at] === ']') return close(items);
    for (;;) {
      items.push(value(`${pointer}/${items.length}`, depth + 1));
      take(blank);
      if (text[at] === ']') return close(items);
      expect(',', 'an array');
    }
  }

  function close<T>(whole: T): T {
    at += 1;
    return whole;
  }

  try {
    const whole = value('', 0);
    take(blank);
    if (at < text.length) throw new JsonError(at, `${found()} after the end of the value`);
    return { json: { value: whole, doubles, placeOf: (pointer) => placeAt(text, nearest(offsets, pointer)) } };
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return { fault: { ...placeAt(text, error.offset), message: error.message } };
  }
}

/** RFC 6901. */
export function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function nearest(offsets: ReadonlyMap<string, number>, pointer: string): number {
  let at = pointer;
  let offset = offsets.get(at);
  // The whole has a place, so that this ends.
  while (offset === undefined) {
    at = at.slice(0, Math.max(0, at.lastIndexOf('/')));
    offset = offsets.get(at);
  }
  return offset;
}

function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
