// Systems whose ids are known, in the database. A name nobody declared is a misspelled one: nothing is kept under it but what came
// in unknown.
import type pg from 'pg';
import { limits } from '#kernel/limits.ts';
import { inTransaction } from '#postgres/transaction.ts';
import { lockEpoch, record } from './identifier-store.ts';
import type { IdentifierSystem } from './model.ts';

const columns = `system, owner, same_codes as "sameCodes", changed_at as "changedAt", changed_by as "changedBy"`;

export interface SystemRecord extends IdentifierSystem {
  readonly changedAt: Date;
  readonly changedBy: string;
}

/** A system with how much is known of it, and how much is not. */
export interface SystemRow extends SystemRecord {
  readonly identifiers: number;
  readonly unmatched: number;
  /** Of some kind there are as many unknown ids as are kept: new ones are not noted until some are settled. */
  readonly isFull: boolean;
}

const counted = `select s.system, s.owner, s.same_codes as "sameCodes", s.changed_at as "changedAt", s.changed_by as "changedBy",
       (select count(*)::int from identifiers i where i.system = s.system and i.kind in ('item', 'unit', 'partner', 'site')) as identifiers,
       coalesce(u.unmatched, 0)::int as unmatched, coalesce(u.most >= $1, false) as "isFull"
     from identifier_systems s
     left join lateral (
       select sum(ids) as unmatched, max(ids) as most
       from (select count(*) as ids from identifiers_unmatched where system = s.system group by kind, direction) kinds
     ) u on true`;

export async function listSystems(
  pool: pg.Pool,
  page: { readonly after: string | null; readonly limit: number },
): Promise<SystemRow[]> {
  const { rows } = await pool.query<SystemRow>(
    `${counted}
     where $2::text is null or s.system > $2
     order by s.system
     limit $3`,
    [limits.identifiersUnmatchedMax, page.after, page.limit],
  );
  return rows;
}

export async function readSystem(pool: pg.Pool, system: string): Promise<SystemRow | undefined> {
  const { rows } = await pool.query<SystemRow>(`${counted} where s.system = $2`, [
    limits.identifiersUnmatchedMax,
    system,
  ]);
  return rows[0];
}

/** `check` sees the system as it is under the lock, and how many others there are; it throws to change nothing. */
export function putSystem(
  pool: pg.Pool,
  { system, owner, sameCodes }: IdentifierSystem,
  actor: string,
  check: (known: SystemRecord | undefined, others: number) => void,
): Promise<'made' | 'changed' | 'unchanged'> {
  return inTransaction(pool, async (client) => {
    const epoch = await lockEpoch(client);
    const { rows } = await client.query<SystemRecord>(`select ${columns} from identifier_systems where system = $1`, [
      system,
    ]);
    const { rows: others } = await client.query<{ count: number }>(
      'select count(*)::int as count from identifier_systems where system <> $1',
      [system],
    );
    const [known] = rows;
    check(known, others[0]?.count ?? 0);
    const kinds = [...new Set(sameCodes)].toSorted();
    if (known?.owner === owner && known.sameCodes.join() === kinds.join()) return 'unchanged';
    await client.query(
      `insert into identifier_systems (system, owner, same_codes, changed_at, changed_by)
       values ($1, $2, $3, clock_timestamp(), $4)
       on conflict (system) do update
       set owner = excluded.owner, same_codes = excluded.same_codes, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
      [system, owner, kinds, actor],
    );
    const before = known === undefined ? null : { owner: known.owner, sameCodes: known.sameCodes };
    const after = { owner, sameCodes: kinds };
    await record(client, epoch + 1, [{ system, kind: 'system', id: system, before, after }], actor);
    return known === undefined ? 'made' : 'changed';
  });
}
