// Rows for the statements of a turn: out of the turn's state, and back as a count.
import { splitStockKey } from '#stock/model.ts';

/** A statement whose row count must be what the turn locked: the second net behind the locks, the checks are the third. */
export class GuardFailed extends Error {}

export async function expectRows(count: number, what: string, rows: Promise<readonly unknown[]>): Promise<void> {
  const { length } = await rows;
  if (length !== count) throw new GuardFailed(`${length} of ${count} ${what} were written`);
}

/** What the keys of a changed table hold now. */
export function values<Value>(table: ReadonlyMap<string, Value>, keys: ReadonlySet<string>): Value[] {
  const found: Value[] = [];
  for (const key of keys) {
    const value = table.get(key);
    if (value !== undefined) found.push(value);
  }
  return found;
}

/** The same for tables that keep lists by place; what is stored already is left out. */
export function spread<Value extends object>(
  table: ReadonlyMap<string, readonly Value[]>,
  keys: ReadonlySet<string>,
  stored: WeakSet<object>,
): { item: string; site: string; value: Value }[] {
  return [...keys].flatMap((key) =>
    (table.get(key) ?? []).filter((value) => !stored.has(value)).map((value) => ({ ...splitStockKey(key), value })),
  );
}

export function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
