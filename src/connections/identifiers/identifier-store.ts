// Identifiers in the database. Every change takes the one row of the epoch, so changes come one after the other and epochs are in
// the order of commits; what was before and after stays in identifier_changes: docs/decisions/025-identifiers-beside-the-journal.md.
import type pg from 'pg';
import { inTransaction } from '#postgres/transaction.ts';
import type { IdentifierKind } from '../mapping/mapping.ts';
import { existingCodes } from './master-codes.ts';
import type { Identifier, IdentifierKey, Meaning, Origin, Wanted } from './model.ts';
import { keyOf } from './model.ts';
import { plan } from './plan.ts';
import type { Done, Known } from './plan.ts';

const columns = `system, kind, id, code, preferred, not_ours as "notOurs", because, origin, changed_at as "changedAt", changed_by as "changedBy"`;

export interface IdentifierFilter {
  readonly system: string | null;
  readonly kind: IdentifierKind | null;
  readonly id: string | null;
  readonly code: string | null;
  /** True: only ids that are none of ours; false: only those that mean something. */
  readonly notOurs: boolean | null;
  readonly after: readonly [system: string, kind: string, id: string] | null;
  readonly limit: number;
}

export async function listIdentifiers(pool: pg.Pool, filter: IdentifierFilter): Promise<Identifier[]> {
  const { rows } = await pool.query<Identifier>(
    `select ${columns}
     from identifiers
     where ($1::text is null or system = $1) and ($2::text is null or kind = $2) and ($3::text is null or id = $3)
       and ($4::text is null or code = $4) and ($5::boolean is null or (not_ours is not null) = $5)
       and ($6::text is null or (system, kind, id) > ($6, $7::text, $8::text))
     order by system, kind, id
     limit $9`,
    [
      filter.system,
      filter.kind,
      filter.id,
      filter.code,
      filter.notOurs,
      ...(filter.after ?? [null, null, null]),
      filter.limit,
    ],
  );
  return rows;
}

export async function readIdentifier(
  pool: pg.Pool,
  { system, kind, id }: IdentifierKey,
): Promise<Identifier | undefined> {
  const { rows } = await pool.query<Identifier>(
    `select ${columns} from identifiers where system = $1 and kind = $2 and id = $3`,
    [system, kind, id],
  );
  return rows[0];
}

export interface IdentifierChange extends IdentifierKey {
  readonly epoch: number;
  readonly ordinal: number;
  readonly before: unknown;
  readonly after: unknown;
  readonly changedAt: Date;
  readonly changedBy: string;
}

/** What an id meant over time, the latest first. */
export async function listChanges(
  pool: pg.Pool,
  { system, kind, id }: IdentifierKey,
  page: { readonly before: readonly [epoch: number, ordinal: number] | null; readonly limit: number },
): Promise<IdentifierChange[]> {
  const { rows } = await pool.query<IdentifierChange>(
    `select system, kind, id, epoch, ordinal, before, after, changed_at as "changedAt", changed_by as "changedBy"
     from identifier_changes
     where system = $1 and kind = $2 and id = $3 and ($4::bigint is null or (epoch, ordinal) < ($4, $5::int))
     order by epoch desc, ordinal desc
     limit $6`,
    [system, kind, id, ...(page.before ?? [null, null]), page.limit],
  );
  return rows;
}

export interface By {
  /** `key:…` */
  readonly actor: string;
  readonly origin: Origin;
  /** What has a meaning keeps it. */
  readonly keepKnown?: true;
}

export type Refused = 'system_unknown' | 'code_unknown' | 'known_already';
export type Outcome = Done | Refused;

/**
 * Says what ids mean, all of them in one commit; those that cannot be are left out and say why. `check` sees the id as it is under
 * the lock, when there is but one, and throws or answers false to change nothing.
 */
export function changeIdentifiers(
  pool: pg.Pool,
  wanted: readonly Wanted[],
  by: By,
  check?: (known: Identifier | undefined) => boolean | void,
): Promise<readonly Outcome[]> {
  return inTransaction(pool, async (client) => {
    const epoch = await lockEpoch(client);
    const known = await readForPlan(client, wanted);
    const [only] = wanted;
    const found = only && known.find((row) => keyOf(row) === keyOf(only));
    if (check !== undefined && only !== undefined && check(found) === false) return wanted.map(() => 'unchanged');
    const refused = await refusalsOf(client, wanted, by.keepKnown === true ? known : []);
    const planned = plan(
      known,
      wanted.filter((_, index) => refused[index] === null),
    );
    if (planned.changes.length > 0) {
      await write(client, planned.changes, by);
      await record(client, epoch + 1, planned.changes.flatMap(entryOf), by.actor);
    }
    const done = planned.done.values();
    return refused.map((why) => why ?? done.next().value ?? 'unchanged');
  });
}

/** Of the last change. Until the transaction ends nobody else changes anything. */
export async function lockEpoch(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ epoch: number }>('select epoch from identifier_epoch for update');
  const [row] = rows;
  if (row === undefined) throw epochMissing();
  return row.epoch;
}

export function epochMissing(): Error {
  return new Error(
    'The table identifier_epoch is empty; restore its one row: insert into identifier_epoch (epoch) select coalesce(max(epoch), 0) from identifier_changes',
  );
}

/** The ids themselves, and those that are preferred for the codes. */
async function readForPlan(client: pg.ClientBase, wanted: readonly Wanted[]): Promise<Identifier[]> {
  const { rows } = await client.query<Identifier>(
    `with wanted as (select * from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as w (system, kind, id, code))
     select ${columns} from identifiers i where (system, kind, id) in (select system, kind, id from wanted)
     union
     select ${columns} from identifiers i
     where preferred and (system, kind, code) in (select system, kind, code from wanted where code is not null)`,
    [...keysOf(wanted), wanted.map(({ meaning }) => meaning?.code ?? null)],
  );
  return rows;
}

async function refusalsOf(
  client: pg.ClientBase,
  wanted: readonly Wanted[],
  kept: readonly Identifier[],
): Promise<readonly (Refused | null)[]> {
  const { rows } = await client.query<{ system: string }>(
    'select system from identifier_systems where system = any ($1::text[])',
    [[...new Set(wanted.map(({ system }) => system))]],
  );
  const systems = new Set(rows.map(({ system }) => system));
  const codes = new Map<IdentifierKind, Set<string>>();
  for (const { kind, meaning } of wanted)
    if (meaning !== null && meaning.code !== null) codes.set(kind, (codes.get(kind) ?? new Set()).add(meaning.code));
  const there = new Map<IdentifierKind, Set<string>>();
  for (const [kind, asked] of codes) there.set(kind, await existingCodes(client, kind, [...asked]));
  const known = new Set(kept.map(keyOf));
  return wanted.map((wish) => {
    const { system, kind, meaning } = wish;
    if (!systems.has(system)) return 'system_unknown';
    if (known.has(keyOf(wish))) return 'known_already';
    const code = meaning?.code ?? null;
    return code === null || there.get(kind)?.has(code) === true ? null : 'code_unknown';
  });
}

type Change = ReturnType<typeof plan>['changes'][number];

async function write(client: pg.ClientBase, changes: readonly Change[], { actor, origin }: By): Promise<void> {
  const rows = changes.flatMap(({ after }) => (after === null ? [] : [after]));
  const gone = changes.flatMap(({ before, after }) => (after === null && before !== null ? [before] : []));
  // First who is preferred no more: an index holds that there is one of a code, row by row.
  await client.query(
    `update identifiers set preferred = false
     where preferred and (system, kind, id) in (select * from unnest($1::text[], $2::text[], $3::text[]))`,
    keysOf(rows),
  );
  await client.query(
    `delete from identifiers where (system, kind, id) in (select * from unnest($1::text[], $2::text[], $3::text[]))`,
    keysOf(gone),
  );
  await client.query(
    `insert into identifiers (system, kind, id, code, preferred, not_ours, because, origin, changed_at, changed_by)
     select system, kind, id, code, preferred, not_ours, because, $8, clock_timestamp(), $9
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::text[], $7::text[])
       as row (system, kind, id, code, preferred, not_ours, because)
     on conflict (system, kind, id) do update
     set code = excluded.code, preferred = excluded.preferred, not_ours = excluded.not_ours, because = excluded.because,
       origin = excluded.origin, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
    [
      ...keysOf(rows),
      rows.map(({ code }) => code),
      rows.map(({ preferred }) => preferred),
      rows.map(({ notOurs }) => notOurs),
      rows.map(({ because }) => because),
      origin,
      actor,
    ],
  );
  // What has a meaning, or a name, is not waited for any more.
  const named = rows.filter(({ preferred }) => preferred);
  await client.query(
    `delete from identifiers_unmatched
     where (system, kind, direction, id) in (
       select system, kind, 'in', id from unnest($1::text[], $2::text[], $3::text[]) as known (system, kind, id)
       union all
       select system, kind, 'out', code from unnest($4::text[], $5::text[], $6::text[]) as named (system, kind, code))`,
    [...keysOf(rows), named.map(({ system }) => system), named.map(({ kind }) => kind), named.map(({ code }) => code)],
  );
}

/** What changed, of an identifier or of a system. */
export interface HistoryEntry {
  readonly system: string;
  readonly kind: IdentifierKind | 'system';
  readonly id: string;
  readonly before: object | null;
  readonly after: object | null;
}

/** Adds to the history and advances the epoch: from the commit on, no node uses what it remembers of these ids. */
export async function record(
  client: pg.ClientBase,
  epoch: number,
  entries: readonly HistoryEntry[],
  actor: string,
): Promise<void> {
  await client.query(
    `insert into identifier_changes (epoch, ordinal, system, kind, id, before, after, changed_at, changed_by)
     select $1, ordinal, system, kind, id, before::json, after::json, clock_timestamp(), $7
     from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
       with ordinality as change (system, kind, id, before, after, ordinal)`,
    [
      epoch,
      ...keysOf(entries),
      entries.map(({ before }) => textOf(before)),
      entries.map(({ after }) => textOf(after)),
      actor,
    ],
  );
  await client.query('update identifier_epoch set epoch = $1', [epoch]);
}

function textOf(document: object | null): string | null {
  return document === null ? null : JSON.stringify(document);
}

function entryOf({ before, after }: Change): HistoryEntry[] {
  const row = after ?? before;
  if (row === null) return [];
  const { system, kind, id } = row;
  return [{ system, kind, id, before: meaningOf(before), after: meaningOf(after) }];
}

function meaningOf(row: Known | null): Meaning | null {
  if (row === null) return null;
  const { code, preferred, notOurs, because } = row;
  return { code, preferred, notOurs, because };
}

function keysOf(
  rows: readonly { readonly system: string; readonly kind: string; readonly id: string }[],
): [string[], string[], string[]] {
  return [rows.map(({ system }) => system), rows.map(({ kind }) => kind), rows.map(({ id }) => id)];
}
