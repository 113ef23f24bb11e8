// What the verifier found broken: kept with its evidence until the same place was looked at again and was right.
import type pg from 'pg';
import type { Broken } from './pass.ts';
import { brokenMax } from './slice.ts';
import type { Slice } from './slice.ts';

/** Kept open of one check: where more is broken, one cause broke it, and `crossdock verify` tells the rest. */
const openMax = 200;

export interface Finding {
  readonly pass: string;
  readonly check: string;
  readonly subject: string;
  readonly expected: string;
  readonly found: string;
}

/** Where something was found. */
export type Place = Slice & { readonly pass: string; readonly check: string };

/** Answers those that were not open before. */
export async function openFindings(client: pg.ClientBase, at: Place, broken: readonly Broken[]): Promise<Finding[]> {
  if (broken.length === 0) return [];
  const { rows } = await client.query<{ subject: string; isNew: boolean }>(
    `insert into verification_findings (pass, check_name, subject, after, upto, expected, found, rows, position, since, seen_at, times)
     select $1, $2, subject, $3, $4, expected, found, evidence::json, journal_head.position, clock_timestamp(), clock_timestamp(), 1
     from unnest($5::text[], $6::text[], $7::text[], $8::text[]) as broken (subject, expected, found, evidence), journal_head
     where (select count(*) from verification_findings f where f.closed_at is null and f.pass = $1 and f.check_name = $2) < ${openMax}
       or exists (select from verification_findings f where f.pass = $1 and f.check_name = $2 and f.subject = broken.subject)
     on conflict (pass, check_name, subject) do update
     set after = excluded.after, upto = excluded.upto, expected = excluded.expected, found = excluded.found, rows = excluded.rows,
       seen_at = excluded.seen_at,
       times = case when verification_findings.closed_at is null then verification_findings.times + 1 else 1 end,
       since = case when verification_findings.closed_at is null then verification_findings.since else excluded.since end,
       position = case when verification_findings.closed_at is null then verification_findings.position else excluded.position end,
       closed_at = null
     returning subject, times = 1 as "isNew"`,
    [
      at.pass,
      at.check,
      at.after,
      at.upto,
      broken.map(({ subject }) => subject),
      broken.map(({ expected }) => expected),
      broken.map(({ found }) => found),
      broken.map(({ rows: evidence }) => (evidence === null ? null : JSON.stringify(evidence))),
    ],
  );
  const opened = new Set(rows.filter(({ isNew }) => isNew).map(({ subject }) => subject));
  return broken
    .filter(({ subject }) => opened.has(subject))
    .map(({ subject, expected, found }) => ({ pass: at.pass, check: at.check, subject, expected, found }));
}

/** The place that has waited longest to be looked at again. */
export async function oldestFinding(client: pg.ClientBase, afterMs: number): Promise<Place | undefined> {
  const { rows } = await client.query<{ pass: string; check: string; after: string; upto: string | null }>(
    `select pass, check_name as check, after, upto
     from verification_findings
     where closed_at is null and seen_at < clock_timestamp() - $1 * interval '1 millisecond'
     order by seen_at
     limit 1`,
    [afterMs],
  );
  return rows[0];
}

/** Closes what was seen at a place and is not broken any more; answers what that was. Of a place with too much that is broken nothing is. */
export async function closeFindings(client: pg.ClientBase, at: Place, broken: readonly Broken[]): Promise<Finding[]> {
  const { rows } = await client.query<Finding & { readonly isClosed: boolean }>(
    `update verification_findings
     set seen_at = clock_timestamp(), closed_at = case when not $6::boolean and not (subject = any ($5::text[])) then clock_timestamp() end
     where closed_at is null and pass = $1 and check_name = $2 and after = $3 and upto is not distinct from $4
     returning pass, check_name as check, subject, expected, found, closed_at is not null as "isClosed"`,
    [at.pass, at.check, at.after, at.upto, broken.map(({ subject }) => subject), broken.length >= brokenMax],
  );
  return rows
    .filter(({ isClosed }) => isClosed)
    .map(({ pass, check, subject, expected, found }) => ({ pass, check, subject, expected, found }));
}

/** Looked at in vain, because it took too long: others get their turn first. */
export async function postponeFindings(client: pg.ClientBase, at: Place): Promise<void> {
  await client.query(
    `update verification_findings
     set seen_at = clock_timestamp()
     where closed_at is null and pass = $1 and check_name = $2 and after = $3 and upto is not distinct from $4`,
    [at.pass, at.check, at.after, at.upto],
  );
}
