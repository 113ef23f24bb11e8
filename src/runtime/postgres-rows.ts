// Rows for the statements of a turn: out of the turn's state, and back as a count.
import { exactInteger } from '#postgres/pool.ts';
import { splitStockKey } from '#stock/model.ts';

/** A bigint that came as text; one that would lose digits never passes. */
export function whole(value: string | null | undefined): number {
  return exactInteger(String(value));
}

/**
 * A statement that must write as many rows as its last parameter says, which are those that the turn has locked: the second net
 * behind the locks, the checks are the third. In the database, because the commit is on its way already: a division by zero ends
 * the transaction, and nothing else in a turn divides.
 */
export function guarded(statement: string, parameters: number): string {
  return `with written as (${statement} returning 1) select 1 / (count(*) = $${parameters}::bigint)::int from written`;
}

/** SQLSTATE of a guard that found a row changed or gone: a lost race. */
export const guardFailed = '22012';

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
