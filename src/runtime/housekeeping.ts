// What keeps a store in order by itself: partitions of the logs made ahead, month by month, and answers that are old enough
// forgotten. Runs at the start of every node and then hourly; several nodes at once do it once.
import type pg from 'pg';
import { forgetInterchanges } from '#connections/agreements/exchange-store.ts';
import { forgetSettled } from '#connections/erasure.ts';
import { forgetChanges } from '#connections/history-store.ts';
import { forgetUnmatched } from '#connections/identifiers/unmatched-store.ts';
import { limits } from '#kernel/limits.ts';
import { forgetTraceability } from '#traceability/store.ts';
import { inTransaction } from '#postgres/transaction.ts';

export const housekeepingEveryMs = 3_600_000;
/** Deleted in one statement, so that no statement runs for long. */
const deletedMax = 10_000;

export interface Partition {
  readonly table: 'journal' | 'movements';
  readonly name: string;
  /** First and last turn id (UUIDv7) of the month; the last is excluded. */
  readonly from: string;
  readonly to: string;
}

const partitioned = ['journal', 'movements'] as const;

/** This month and the next two. */
export function partitionsAhead(now: number): Partition[] {
  return partitioned.flatMap((table) =>
    [0, 1, 2].map((ahead) => {
      const date = new Date(now);
      const from = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + ahead, 1);
      const to = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + ahead + 1, 1);
      return {
        table,
        name: `${table}_${new Date(from).toISOString().slice(0, 7).replace('-', '_')}`,
        from: firstUuid(from),
        to: firstUuid(to),
      };
    }),
  );
}

/** The smallest UUIDv7 of a millisecond: RFC 9562 puts the time into the first 48 bits. */
export function firstUuid(instant: number): string {
  const time = instant.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

export async function makePartitions(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ now: number }>(
    'select (extract(epoch from clock_timestamp()) * 1000)::bigint as now',
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the database told no time');
  const ahead = partitionsAhead(row.now);
  const { rows: missing } = await pool.query<{ name: string }>(
    'select name from unnest($1::text[]) as ahead (name) where to_regclass(quote_ident(name)) is null',
    [ahead.map(({ name }) => name)],
  );
  const made: string[] = [];
  for (const partition of ahead)
    if (missing.some(({ name }) => name === partition.name) && (await makePartition(pool, partition)))
      made.push(partition.name);
  return made;
}

/** False when another node was faster. */
function makePartition(pool: pg.Pool, { table, name, from, to }: Partition): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    await client.query("select pg_advisory_xact_lock(hashtext('crossdock partitions:' || current_schema()))");
    const { rowCount } = await client.query('select from pg_class where oid = to_regclass($1)', [name]);
    if (rowCount === 1) return false;
    // Attached rather than made in place: the parent stays open to turns meanwhile. The names and bounds are ours.
    // Rows that came before their partition (a node that was off for months) move with it.
    await client.query(`lock table ${table}_default in access exclusive mode`);
    await client.query(`create table ${name} (like ${table} including defaults including constraints)`);
    await client.query(
      `with early as (delete from ${table}_default where turn_id >= '${from}' and turn_id < '${to}' returning *) insert into ${name} select * from early`,
    );
    await client.query(`alter table ${table} attach partition ${name} for values from ('${from}') to ('${to}')`);
    return true;
  });
}

/** Callers' idempotency keys are kept for days, ids of outside events for months: their sources repeat themselves late. */
export function forgetAnswers(pool: pg.Pool): Promise<number> {
  return deleteInPieces(
    pool,
    `delete from inbox where ctid = any (array(
       select ctid from inbox
       where recorded_at < clock_timestamp() - make_interval(days => case when source like 'key:%' then $2::int else $3::int end)
       limit $1))`,
    [limits.inboxKeepDays, limits.inboxEventKeepDays],
  );
}

/**
 * Deliveries that arrived or were skipped, some months ago. Numbers are in the order of time, so the walk ends at the first page on
 * which none is old; one that is still to be sent stays, however old it is.
 */
export async function forgetDeliveries(pool: pg.Pool): Promise<number> {
  let forgotten = 0;
  let after = 0;
  for (;;) {
    const { rows } = await pool.query<{ last: number | null; old: number; gone: number }>(
      `with page as (
         select seq, state in ('delivered', 'skipped') as settled, available_at < clock_timestamp() - make_interval(days => $3::int) as old
         from deliveries where seq > $1 order by seq limit $2
       ), gone as (
         delete from deliveries d using page where d.seq = page.seq and page.settled and page.old returning 1
       )
       select max(seq) as last, count(*) filter (where old)::int as old, (select count(*) from gone)::int as gone from page`,
      [after, deletedMax, limits.deliveriesKeepDays],
    );
    const [page] = rows;
    forgotten += page?.gone ?? 0;
    if (page === undefined || page.last === null || page.old === 0) return forgotten;
    after = page.last;
  }
}

/**
 * Raw messages that were worked on to the end: they may hold personal data. One that failed stays for somebody to look at, for more than
 * a year after it was worked on last; one that waits stays.
 */
export function forgetRawMessages(pool: pg.Pool): Promise<number> {
  return deleteInPieces(
    pool,
    `delete from raw_messages where seq = any (array(
       select seq from raw_messages
       where received_at < clock_timestamp() - make_interval(days => $2::int)
         and (state in ('applied', 'skipped') or (state = 'failed' and settled_at < clock_timestamp() - make_interval(days => $3::int)))
       limit $1))`,
    [limits.rawKeepDays, limits.rawFailedKeepDays],
  );
}

/** `statement` deletes at most `$1` rows; it is repeated until it finds fewer. Answers how many were deleted. */
async function deleteInPieces(pool: pg.Pool, statement: string, values: readonly unknown[]): Promise<number> {
  let deleted = 0;
  for (;;) {
    const { rowCount } = await pool.query(statement, [deletedMax, ...values]);
    deleted += rowCount ?? 0;
    if ((rowCount ?? 0) < deletedMax) return deleted;
  }
}

/** What people wrote into deliveries that are settled: it may hold personal data. Who did it, and when, stays. */
export async function forgetOldEdits(pool: pg.Pool): Promise<number> {
  const { rowCount } = await pool.query(
    `update deliveries
     set edited = null
     where edited is not null and state in ('delivered', 'skipped')
       and edited_at < clock_timestamp() - make_interval(days => $1::int)`,
    [limits.rawKeepDays],
  );
  return rowCount ?? 0;
}

/** What attempts came to some days ago, and what nodes that died knew of receivers. */
export async function forgetNotes(pool: pg.Pool): Promise<void> {
  const hours = [limits.connectionMinutesKeepHours];
  await pool.query(
    'delete from connection_minutes where minute < clock_timestamp() - make_interval(hours => $1::int)',
    hours,
  );
  await pool.query(
    'delete from connection_breakers where noted_at < clock_timestamp() - make_interval(hours => $1::int)',
    hours,
  );
}

/** One hourly round, as the step of a loop. */
export async function keepHouse(pool: pg.Pool): Promise<boolean> {
  await makePartitions(pool);
  await forgetAnswers(pool);
  await forgetDeliveries(pool);
  await forgetRawMessages(pool);
  await forgetUnmatched(pool);
  await forgetOldEdits(pool);
  await forgetSettled(pool);
  await forgetChanges(pool);
  await forgetNotes(pool);
  while (await forgetTraceability(pool, deletedMax));
  await forgetInterchanges(pool, deletedMax);
  return false;
}
