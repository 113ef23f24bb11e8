// Ids that came in and mean nothing yet, and codes that were to go out and have no name there: kept for a steward, with how often
// they were met. They are bounded, because a feed gone wrong can bring any number of them.
import type pg from 'pg';
import { limits } from '#kernel/limits.ts';
import type { IdentifierHint, IdentifierKind } from '../mapping/mapping.ts';
import type { Direction, Unmatched } from './model.ts';

const columns = `system, kind, direction, id, times, first_seen_at as "firstSeenAt", last_seen_at as "lastSeenAt", name, numbers`;

/** Of a row `u`: somebody has said by now what it means, while it was being noted. */
const isKnownByNow = `case u.direction
  when 'in' then exists (select from identifiers i where i.system = u.system and i.kind = u.kind and i.id = u.id)
  else exists (select from identifiers i where i.system = u.system and i.kind = u.kind and i.code = u.id and i.preferred) end`;

const nameCharactersMax = 200;
const numbersMax = 10;

/** `ids`: each with how often it was met. */
export async function noteUnmatched(
  pool: pg.Pool,
  {
    system,
    kind,
    direction,
  }: { readonly system: string; readonly kind: IdentifierKind; readonly direction: Direction },
  ids: ReadonlyMap<string, number>,
  hints: ReadonlyMap<string, IdentifierHint> = new Map(),
): Promise<void> {
  const noted = [...ids.keys()].toSorted();
  await pool.query({
    name: 'note unmatched',
    text: `insert into identifiers_unmatched as u (system, kind, direction, id, times, first_seen_at, last_seen_at, name, numbers)
     select $1, $2, $3, id, times, clock_timestamp(), clock_timestamp(), name, coalesce(numbers::text[], '{}')
     from unnest($4::text[], $5::bigint[], $6::text[], $7::text[]) with ordinality as noted (id, times, name, numbers, place)
     where exists (select from identifiers_unmatched k where k.system = $1 and k.kind = $2 and k.direction = $3 and k.id = noted.id)
       or place <= $8 - (select count(*) from identifiers_unmatched k where k.system = $1 and k.kind = $2 and k.direction = $3)
     on conflict (system, kind, direction, id) do update
     set times = u.times + excluded.times, last_seen_at = excluded.last_seen_at, name = coalesce(excluded.name, u.name),
       numbers = case when excluded.numbers = '{}' then u.numbers else excluded.numbers end`,
    values: [
      system,
      kind,
      direction,
      noted,
      noted.map((id) => ids.get(id) ?? 1),
      noted.map((id) => storable(hints.get(id)?.name)),
      noted.map((id) => {
        const numbers = (hints.get(id)?.numbers ?? []).flatMap((number) => storable(number) ?? []);
        return numbers.length === 0 ? null : textArray(numbers.slice(0, numbersMax));
      }),
      limits.identifiersUnmatchedMax,
    ],
  });
}

/** A line of text as it can be kept; null when nothing of it can be seen. */
function storable(text: string | undefined): string | null {
  const line = (text ?? '').replaceAll(/[\p{Cc}\p{Cs}]+/gu, ' ').trim();
  return line === '' ? null : Array.from(line).slice(0, nameCharactersMax).join('');
}

/** A list as PostgreSQL writes it: the driver has no lists of lists that differ in length. */
function textArray(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`).join()}}`;
}

export interface UnmatchedFilter {
  readonly system: string | null;
  readonly kind: IdentifierKind | null;
  readonly direction: Direction | null;
  readonly after: readonly [system: string, kind: string, direction: string, id: string] | null;
  readonly limit: number;
}

export async function listUnmatched(pool: pg.Pool, filter: UnmatchedFilter): Promise<Unmatched[]> {
  const { rows } = await pool.query<Unmatched>(
    `select ${columns}
     from identifiers_unmatched u
     where not (${isKnownByNow}) and ($1::text is null or system = $1) and ($2::text is null or kind = $2) and ($3::text is null or direction = $3)
       and ($4::text is null or (system, kind, direction, id) > ($4, $5::text, $6::text, $7::text))
     order by system, kind, direction, id
     limit $8`,
    [filter.system, filter.kind, filter.direction, ...(filter.after ?? [null, null, null, null]), filter.limit],
  );
  return rows;
}

/** What nobody has met for long, or is known by now. Not to be decided any more: it is noted again when it comes again. */
export async function forgetUnmatched(pool: pg.Pool): Promise<number> {
  const { rowCount } = await pool.query(
    `delete from identifiers_unmatched u
     where last_seen_at < clock_timestamp() - make_interval(days => $1::int) or ${isKnownByNow}`,
    [limits.identifiersUnmatchedKeepDays],
  );
  return rowCount ?? 0;
}
