// Cursors: the sort key of the last entry of a page, opaque to callers. Nothing is trusted that comes back in one.
import { limits } from '#kernel/limits.ts';
import { refuse } from './problems.ts';

export interface Page<Entry> {
  readonly items: readonly Entry[];
  readonly nextCursor: string | null;
}

/** One entry more than asked is read, so that the last page knows that it is the last. */
export function pageSize(limit: number | undefined): number {
  return (limit ?? limits.pageSizeDefault) + 1;
}

export function toPage<Row, Entry>(
  rows: readonly Row[],
  size: number,
  view: (row: Row) => Entry,
  keyOf: (row: Row) => readonly (string | number)[],
): Page<Entry> {
  const shown = rows.slice(0, size - 1);
  const last = shown.at(-1);
  return {
    items: shown.map(view),
    nextCursor: rows.length < size || last === undefined ? null : writeCursor(keyOf(last)),
  };
}

export function writeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

type Shape = readonly ('string' | 'number' | 'uuid')[];
type KeyOf<Form extends Shape> = { -readonly [Place in keyof Form]: Form[Place] extends 'number' ? number : string };

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The key that `writeCursor` was given, in the form that this route uses; null without a cursor. */
export function readCursor<const Form extends Shape>(cursor: string | undefined, form: Form): KeyOf<Form> | null {
  if (cursor === undefined) return null;
  const key = parse(cursor);
  const fits =
    Array.isArray(key) &&
    key.length === form.length &&
    form.every((kind, place) => {
      const part: unknown = key[place];
      if (kind === 'number') return Number.isSafeInteger(part);
      return typeof part === 'string' && (kind === 'uuid' ? uuid.test(part) : !part.includes('\0'));
    });
  if (!fits)
    throw refuse('cursor_invalid', 'The cursor does not belong to this list.', {
      errors: [
        { parameter: 'cursor', detail: 'It cannot be read.', fix: 'Send nextCursor of the previous page unchanged.' },
      ],
    });
  return key as KeyOf<Form>; // Every part was checked against its kind above.
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined; // Not JSON, so not written by us: the caller of this function says so.
  }
}
