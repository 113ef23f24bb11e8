// What a change of a connection changed, for its history: places of the definition with what stood there before and after. Streams
// and operations are told by their names, so that one that is added does not change all that stand behind it. Pure.
import type { Connection } from './model.ts';

export interface Changed {
  /** JSON pointer; streams and operations by name: `/operations/book/settings/path`. */
  readonly pointer: string;
  /** Null: nothing. */
  readonly before: unknown;
  readonly after: unknown;
}

const changesMax = 200;
const valueCharactersMax = 2_000;

export function changesOf(
  before: Connection | null,
  after: Connection,
): { readonly changes: Changed[]; readonly isCut: boolean } {
  const changes: Changed[] = [];
  // Of a new one, all that it is.
  if (before === null) compare('', {}, byName(after), changes);
  else compare('', byName(before), byName(after), changes);
  for (const part of ['streams', 'operations'] as const) {
    const [was, is] = [before ?? after, after].map((one) => one[part].map(({ name }) => name));
    // Of one event, operations go out in the order in which they stand.
    if (
      was !== undefined &&
      is !== undefined &&
      String(was) !== String(is) &&
      String(was.toSorted()) === String(is.toSorted())
    )
      changes.push({ pointer: `/${part}`, before: was, after: is });
  }
  return { changes: changes.slice(0, changesMax), isCut: changes.length > changesMax };
}

function byName({ code: _code, streams, operations, ...rest }: Connection): object {
  const named = (parts: readonly { readonly name: string }[]): object =>
    Object.fromEntries(parts.map(({ name, ...part }) => [name, part]));
  return { ...rest, streams: named(streams), operations: named(operations) };
}

function compare(pointer: string, before: unknown, after: unknown, changes: Changed[]): void {
  if (isRecord(before) && isRecord(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)]))
      compare(`${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, before[name], after[name], changes);
    return;
  }
  if (JSON.stringify(before) !== JSON.stringify(after))
    changes.push({ pointer, before: short(before), after: short(after) });
}

/** Certificates and statements of SQL are long. */
function short(value: unknown): unknown {
  const text = JSON.stringify(value ?? null);
  return text.length > valueCharactersMax ? `${text.slice(0, valueCharactersMax)}…` : (value ?? null);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
