// The journal and reservations read for lists and views.
import type pg from 'pg';
import type { Reservation } from './draft.ts';
import type { SealedEntry } from './entry.ts';

export async function readReservation(pool: pg.Pool, id: string): Promise<Reservation | undefined> {
  const { rows } = await pool.query<{ document: Reservation }>('select document from reservations where id = $1', [id]);
  return rows[0]?.document;
}

export interface TimelineRow {
  readonly ordinal: number;
  readonly position: number;
  /** The entry as it was sealed: a SealedEntry as JSON. */
  readonly entry: string;
  /** What became of it in other systems, in the order it was sent. */
  readonly deliveries: readonly {
    readonly seq: number;
    readonly connection: string;
    readonly state: string;
    readonly attempts: number;
    readonly deliveredAt: string | null;
    readonly lastError: unknown;
  }[];
  /** The event that could not be applied, where the entry is about one. */
  readonly intake: {
    readonly id: string;
    readonly source: string;
    readonly state: string;
    readonly reason: unknown;
    readonly replayedAt: string | null;
  } | null;
}

/**
 * What is known of an order, in the order of the commits: its journal entries, each with what became of its deliveries, and the
 * entries of events that name it and could not be applied, as far as `sites` lets see them (null: all). Ids of turns are drawn
 * before the locks are held, so they don't tell which of two turns came first. The entries are found before they are put in order:
 * left the choice, the planner walks all turns in order until enough of them are of this one.
 */
export async function readTimeline(
  pool: pg.Pool,
  order: { readonly id: string; readonly name: string },
  page: {
    readonly sites: readonly string[] | null;
    readonly after: readonly [position: number, ordinal: number] | null;
    readonly limit: number;
  },
): Promise<TimelineRow[]> {
  const { rows } = await pool.query<TimelineRow>({
    name: 'timeline',
    // The collation is that of journal.subject, whose index is not used otherwise.
    text: `with held as materialized (
       select id collate "default" as id, source, state, reason, replayed_at
       from intakes
       where order_reference = any (array[$1, $2]) and ($3::text[] is null or site is null or site = any ($3::text[]))
     ), entries as materialized (
       select (select position from turns t where t.id = e.turn_id), e.turn_id, e.ordinal, e.subject, e.entry
       from journal e
       where e.subject = any (array(select $1 union all select id from held))
     ), told as materialized (
       select position, turn_id, ordinal, subject, entry
       from entries
       where $4::bigint is null or (position, ordinal) > ($4::bigint, $5::bigint)
       order by position, ordinal
       limit $6
     ), sent as materialized (
       select d.turn_id, d.ordinal, json_agg(json_build_object(
         'seq', d.seq, 'connection', d.connection, 'state', d.state, 'attempts', d.attempts,
         'deliveredAt', d.delivered_at, 'lastError', d.last_error
       ) order by d.seq) as deliveries
       from deliveries d
       where d.lane = any (array(select $1 union all select id from held))
       group by d.turn_id, d.ordinal
     )
     select told.position, told.ordinal, told.entry, coalesce(sent.deliveries, '[]') as deliveries,
       case when held.id is not null then json_build_object(
         'id', held.id, 'source', held.source, 'state', held.state, 'reason', held.reason, 'replayedAt', held.replayed_at
       ) end as intake
     from told
     left join sent using (turn_id, ordinal)
     left join held on held.id = told.subject
     order by told.position, told.ordinal`,
    values: [order.id, order.name, page.sites, page.after?.[0] ?? null, page.after?.[1] ?? null, page.limit],
  });
  return rows.map(({ deliveries, intake, ...row }) => ({
    ...row,
    deliveries: deliveries.map((delivery) => ({ ...delivery, deliveredAt: instantOf(delivery.deliveredAt) })),
    intake: intake === null ? null : { ...intake, replayedAt: instantOf(intake.replayedAt) },
  }));
}

/** PostgreSQL writes times into JSON in a form of its own. */
function instantOf(time: string | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}

export interface JournalRow {
  readonly position: number;
  readonly ordinal: number;
  readonly type: string;
  /** The entry as it was sealed: a SealedEntry as JSON. */
  readonly entry: string;
}

export function parseEntry(row: { readonly entry: string }): SealedEntry {
  return JSON.parse(row.entry) as SealedEntry; // Sealed by the turn in this shape.
}

export async function readPosition(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ position: number }>({
    name: 'position',
    text: 'select position from journal_head',
  });
  const [row] = rows;
  if (row === undefined) throw new Error('The table journal_head is empty; restore the database from a backup');
  return row.position;
}

/** Entries after a place in the journal, in commit order; turns are looked at up to `span` positions on. */
export async function readJournal(
  pool: pg.Pool,
  page: { readonly position: number; readonly ordinal: number; readonly span: number; readonly limit: number },
): Promise<JournalRow[]> {
  const { rows } = await pool.query<JournalRow>({
    name: 'journal',
    text: `select t.position, j.ordinal, j.type, j.entry
     from turns t
     join journal j on j.turn_id = t.id
     where t.position between $1 and $1::bigint + $3::bigint and (t.position > $1 or j.ordinal > $2)
     order by t.position, j.ordinal
     limit $4`,
    values: [page.position, page.ordinal, page.span, page.limit],
  });
  return rows;
}
