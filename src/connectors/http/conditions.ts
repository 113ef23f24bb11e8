// What an answer over HTTP says, beyond its status: some systems answer 200 with an error inside. Conditions are data; they
// compare and never run an expression.
import type { JsonSchema } from '#contracts/schema.ts';
import { pointerPattern } from '#connectors/json-pointer.ts';
import { isSame, isRecord, parseJson, scalarText } from './json.ts';
import type { Parsed } from './json.ts';
import { at } from './pointer.ts';

/** All that it states must hold. */
export interface Condition {
  /** `200`, `"2xx"`. */
  readonly status?: readonly (number | string)[];
  readonly header?: string;
  /** Into the JSON body. */
  readonly pointer?: string;
  /** Of the header or of what the pointer finds. */
  readonly is?: unknown;
  readonly in?: readonly unknown[];
  readonly contains?: string;
  readonly exists?: boolean;
}

export const conditionSchema: JsonSchema = {
  type: 'object',
  description: 'What an answer must be like: all that is stated here holds.',
  minProperties: 1,
  additionalProperties: false,
  properties: {
    status: {
      type: 'array',
      minItems: 1,
      maxItems: 50,
      items: {
        anyOf: [
          { type: 'integer', minimum: 100, maximum: 599 },
          { type: 'string', pattern: '^[1-5]xx$' },
        ],
      },
    },
    header: { type: 'string', minLength: 1, maxLength: 100 },
    pointer: { type: 'string', pattern: pointerPattern, maxLength: 500 },
    is: { description: 'Equals this value.' },
    in: { type: 'array', minItems: 1, maxItems: 200 },
    contains: { type: 'string', minLength: 1, maxLength: 200 },
    exists: { type: 'boolean', description: 'Whether it is there and not null.' },
  },
};

/** An answer as conditions see it; its body is parsed when the first condition asks for it. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: () => Parsed;
}

export function answered(status: number, headers: Readonly<Record<string, string>>, bytes: Uint8Array): Answered {
  let parsed: Parsed | undefined;
  return { status, headers, body: () => (parsed ??= parseJson(bytes)) };
}

export type Verdict = 'yes' | 'no' | 'unreadable';

/** Whether one of the conditions holds. `unreadable`: none does, and one of them asks a body that is not JSON. */
export function anyHolds(conditions: readonly Condition[], answer: Answered): Verdict {
  let verdict: Verdict = 'no';
  for (const condition of conditions) {
    const held = holds(condition, answer);
    if (held === 'yes') return 'yes';
    if (held === 'unreadable') verdict = 'unreadable';
  }
  return verdict;
}

function holds(condition: Condition, answer: Answered): Verdict {
  const { status, header, pointer } = condition;
  if (status !== undefined && !status.some((wanted) => hasStatus(wanted, answer.status))) return 'no';
  if (header !== undefined && !compares(condition, answer.headers[header.toLowerCase()])) return 'no';
  if (pointer === undefined) return 'yes';
  const body = answer.body();
  if (!body.ok) return 'unreadable';
  return compares(condition, at(body.value, pointer)) ? 'yes' : 'no';
}

function hasStatus(wanted: number | string, status: number): boolean {
  return typeof wanted === 'number' ? wanted === status : wanted.startsWith(String(Math.floor(status / 100)));
}

function compares(condition: Condition, found: unknown): boolean {
  const isThere = found !== undefined && found !== null;
  if (condition.exists !== undefined && condition.exists !== isThere) return false;
  if ('is' in condition && !isEqual(found, condition.is)) return false;
  if (condition.in !== undefined && !condition.in.some((wanted) => isEqual(found, wanted))) return false;
  if (condition.contains !== undefined && !(scalarText(found) ?? '').includes(condition.contains)) return false;
  const states = ['exists', 'is', 'in', 'contains'].some((word) => word in condition);
  return states || isThere;
}

/** Systems write `"0"` where they mean 0: a text and a number that look alike are the same. */
function isEqual(found: unknown, wanted: unknown): boolean {
  if (isSame(found ?? null, wanted)) return true;
  const [a, b] = [scalarText(found), scalarText(wanted)];
  return a !== undefined && b !== undefined && a === b;
}

/** The first of the pointers that finds a text; a list of errors is read at its first. */
export function textAt(value: unknown, pointers: readonly string[]): string | null {
  for (const pointer of pointers) {
    const found = at(value, pointer);
    const text = scalarText(found);
    if (text !== undefined && text.trim() !== '') return text;
    if (Array.isArray(found) && found.length > 0 && found.every((entry) => scalarText(entry) !== undefined))
      return found.map((entry) => scalarText(entry)).join('; ');
    if (isRecord(found) && pointer !== '') {
      const first = Object.entries(found).find(([, entry]) => scalarText(entry) !== undefined);
      if (first !== undefined) return `${first[0]}: ${scalarText(first[1]) ?? ''}`;
    }
  }
  return null;
}
