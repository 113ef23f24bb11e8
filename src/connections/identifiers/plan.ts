// What a list of wishes does to the identifiers there are. Pure; the wishes are taken in their order, each over those before it.
import type { IdentifierKey, Meaning, Wanted } from './model.ts';
import { keyOf } from './model.ts';

export interface Known extends IdentifierKey, Meaning {}

export type Done = 'made' | 'changed' | 'unchanged' | 'removed';

export interface Planned {
  /** One for each wish. */
  readonly done: readonly Done[];
  /** Rows that differ in the end, as they were and as they will be. */
  readonly changes: readonly { readonly before: Known | null; readonly after: Known | null }[];
}

/** `known`: the rows of the wishes, and the preferred ids of the codes they name. */
export function plan(known: readonly Known[], wanted: readonly Wanted[]): Planned {
  const before = new Map(known.map((row) => [keyOf(row), row]));
  const rows = new Map<string, Known | null>(before);
  const preferred = new Map(known.filter((row) => row.preferred).map((row) => [codeKey(row), keyOf(row)]));

  function write(row: Known): void {
    const key = keyOf(row);
    const holder = preferred.get(codeKey(row));
    const held = holder === undefined || holder === key ? null : rows.get(holder);
    if (row.preferred && held !== null && held !== undefined) rows.set(keyOf(held), { ...held, preferred: false });
    if (row.preferred) preferred.set(codeKey(row), key);
    else if (holder === key) preferred.delete(codeKey(row));
    rows.set(key, row);
  }

  const done = wanted.map((wish): Done => {
    const { system, kind, id, meaning } = wish;
    const key = keyOf(wish);
    const now = rows.get(key) ?? null;
    const leaves = now?.preferred === true && now.code !== meaning?.code;
    if (leaves) preferred.delete(codeKey(now));
    if (meaning === null) {
      rows.set(key, null);
      return now === null ? 'unchanged' : 'removed';
    }
    const isSame = now !== null && now.code === meaning.code && now.notOurs === meaning.notOurs;
    const because = meaning.because ?? (isSame ? now.because : null);
    const row = { system, kind, id, code: meaning.code, notOurs: meaning.notOurs, because };
    const asIs = isSame ? now.preferred : !preferred.has(codeKey(row));
    const next = { ...row, preferred: meaning.code !== null && (meaning.preferred ?? asIs) };
    if (now !== null && isSame && now.preferred === next.preferred && now.because === because) return 'unchanged';
    write(next);
    return now === null ? 'made' : 'changed';
  });
  const changes = [...rows].flatMap(([key, after]) => {
    const was = before.get(key) ?? null;
    return isEqual(was, after) ? [] : [{ before: was, after }];
  });
  return { done, changes };
}

function codeKey({ system, kind, code }: Pick<Known, 'system' | 'kind' | 'code'>): string {
  return `${system}\t${kind}\t${code ?? ''}`;
}

function isEqual(one: Known | null, other: Known | null): boolean {
  if (one === null || other === null) return one === other;
  return (
    one.code === other.code &&
    one.notOurs === other.notOurs &&
    one.preferred === other.preferred &&
    one.because === other.because
  );
}
