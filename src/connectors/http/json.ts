// JSON of other systems. Numbers with more digits than a double holds keep their text: an id of 19 digits that lost its last one
// would be another order. What is read is bounded in depth, because everything after it walks the document recursively.
import { limits } from '#kernel/limits.ts';

/** What `JSON.rawJSON` makes: a number by its digits. */
interface RawNumber {
  readonly rawJSON: string;
}

// Of ECMAScript's "JSON.parse source text access"; Node 24 has it, TypeScript's library does not yet.
const json = JSON as unknown as {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): RawNumber;
  isRawJSON(value: unknown): value is RawNumber;
};

export type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly detail: string };

/** Only numbers of 16 digits and more can differ from their double. */
const longNumber = /\d[\d.]{15}/;

export function parseJson(bytes: Uint8Array): Parsed {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { ok: false, detail: 'It is not UTF-8.' };
  }
  if (isTooDeep(text))
    return { ok: false, detail: `It has more than ${limits.jsonDepthMax} lists and objects inside each other.` };
  try {
    return { ok: true, value: longNumber.test(text) ? json.parse(text, exact) : JSON.parse(text) };
  } catch {
    // The parser's own message quotes the document, which may hold personal data.
    return { ok: false, detail: text.trim() === '' ? 'It is empty.' : 'It is not JSON.' };
  }
}

/** A value as text, as it stood in the document; undefined for lists, objects, null and what is not there. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return json.isRawJSON(value) ? value.rawJSON : undefined;
}

/** Null for what is no number, or none that a double holds exactly. */
export function exactNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !json.isRawJSON(value);
}

/** Whether two documents say the same; the order of members does not count. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((value, index) => isSame(value, b[index]));
  if (isRecord(a)) {
    if (!isRecord(b)) return false;
    const names = Object.keys(a);
    return (
      names.length === Object.keys(b).length &&
      names.every((name) => Object.hasOwn(b, name) && isSame(a[name], b[name]))
    );
  }
  if (a === b) return true;
  return json.isRawJSON(a) && json.isRawJSON(b) && a.rawJSON === b.rawJSON;
}

function exact(_key: string, value: unknown, { source }: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || source === undefined) return value;
  const digits = source.replace(/[eE].*$/, '').replace(/^-?0*\.?0*|\./g, '');
  return digits.length > 15 && String(value) !== source ? json.rawJSON(source) : value;
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  let inText = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (inText) {
      if (code === 0x5c) index += 1;
      else if (code === 0x22) inText = false;
    } else if (code === 0x22) inText = true;
    else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > limits.jsonDepthMax) return true;
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return false;
}
