// What a mapping made of a group, checked row by row: every row has exactly one fate. Pure.
import type { Group } from './groups.ts';

/** What became of a row. `issued` is none: it is what the order of the row led to. */
export type Fate = 'ordered' | 'returned' | 'adjusted' | 'refused';

export interface MappedOrder {
  readonly rows: readonly number[];
  readonly order: unknown;
}

export interface MappedEvent {
  readonly rows: readonly number[];
  readonly fate: 'issued' | 'returned' | 'adjusted';
  /** A CloudEvent without `specversion` and `source`. */
  readonly event: Readonly<Record<string, unknown>>;
}

export interface RefusedRow {
  readonly row: number;
  readonly reason: string;
}

export interface MappedItem {
  readonly code: string;
  readonly name?: string;
}

export interface MappedGroup {
  readonly orders: readonly MappedOrder[];
  readonly events: readonly MappedEvent[];
  readonly items: readonly MappedItem[];
  readonly refused: readonly RefusedRow[];
}

const reasonForm = /^[a-z][a-z0-9_]{0,63}$/;
const parts = ['orders', 'events', 'items', 'refused'];

/** The group's parts, or one sentence about what is wrong with the mapping. */
export function account(group: Pick<Group, 'rows'>, output: unknown): MappedGroup | string {
  if (!isObject(output)) return 'the mapping returned no object';
  const strange = Object.keys(output).find((name) => !parts.includes(name));
  if (strange !== undefined)
    return `the mapping returned ${JSON.stringify(strange)}, which means nothing; it may return ${parts.join(', ')}`;
  const orders = listOf(output['orders']);
  const events = listOf(output['events']);
  const items = listOf(output['items']);
  const refused = listOf(output['refused']);
  if (!orders.every(isOrder)) return 'an entry of orders is not {"rows": […], "order": {…}}';
  if (!events.every(isEvent))
    return 'an entry of events is not {"rows": […], "fate": "issued", "returned" or "adjusted", "event": {…}}';
  if (!items.every(isItem)) return 'an entry of items is not {"code": "…", "name": "…"}';
  if (!refused.every(isRefused)) return 'an entry of refused is not {"row": …, "reason": "lower_case_words"}';
  return checkFates(group, { orders, events, items, refused });
}

function checkFates(group: Pick<Group, 'rows'>, mapped: MappedGroup): MappedGroup | string {
  const fates = new Map<number, Fate[]>(group.rows.map(({ row }) => [row, []]));
  const give = (row: number, fate: Fate): string | undefined => {
    const known = fates.get(row);
    if (known === undefined) return `row ${row} is ${fate} but does not belong to the group`;
    known.push(fate);
    return undefined;
  };
  for (const { rows } of mapped.orders)
    for (const row of rows) {
      const wrong = give(row, 'ordered');
      if (wrong !== undefined) return wrong;
    }
  for (const { rows, fate } of mapped.events)
    for (const row of rows) {
      if (fate === 'issued') continue;
      const wrong = give(row, fate);
      if (wrong !== undefined) return wrong;
    }
  for (const { row } of mapped.refused) {
    const wrong = give(row, 'refused');
    if (wrong !== undefined) return wrong;
  }
  for (const [row, found] of fates) {
    if (found.length === 0) return `row ${row} is not accounted for: it must be ordered, returned, adjusted or refused`;
    if (found.length > 1) return `row ${row} is accounted for ${found.length} times (${found.join(', ')})`;
  }
  const ordered = new Set(mapped.orders.flatMap(({ rows }) => rows));
  const stray = mapped.events.find(({ fate, rows }) => fate === 'issued' && rows.some((row) => !ordered.has(row)));
  if (stray !== undefined) return `row ${stray.rows.join(', ')} is issued but not ordered`;
  return mapped;
}

/** JSONata gives a list of one as its element and an empty list as nothing. */
function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRows(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every((row) => Number.isSafeInteger(row));
}

function isOrder(value: unknown): value is MappedOrder {
  return isObject(value) && isRows(value['rows']) && isObject(value['order']);
}

function isEvent(value: unknown): value is MappedEvent {
  return (
    isObject(value) &&
    isRows(value['rows']) &&
    isObject(value['event']) &&
    ['issued', 'returned', 'adjusted'].includes(String(value['fate']))
  );
}

function isItem(value: unknown): value is MappedItem {
  return (
    isObject(value) &&
    typeof value['code'] === 'string' &&
    (value['name'] === undefined || typeof value['name'] === 'string')
  );
}

function isRefused(value: unknown): value is RefusedRow {
  return (
    isObject(value) &&
    Number.isSafeInteger(value['row']) &&
    typeof value['reason'] === 'string' &&
    reasonForm.test(value['reason'])
  );
}
