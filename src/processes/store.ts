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
  readonly deliveries:
    | readonly {
        readonly seq: number;
        readonly connection: string;
        readonly state: string;
        readonly attempts: number;
        readonly deliveredAt: string | null;
      }[]
    | null;
}

/**
 * What the journal says of a subject, in the order of the commits, each entry with what became of its deliveries. Ids of turns
 * are drawn before the locks are held, so they don't tell which of two turns came first.
 */
export async function readTimeline(
  pool: pg.Pool,
  subject: string,
  page: { readonly after: readonly [position: number, ordinal: number] | null; readonly limit: number },
): Promise<TimelineRow[]> {
  const { rows } = await pool.query<TimelineRow>(
    `select j.ordinal, j.position, j.entry, sent.deliveries
     from (
       select t.position, e.turn_id, e.ordinal, e.entry
       from journal e
       join turns t on t.id = e.turn_id
       where e.subject = $1 and ($2::bigint is null or (t.position, e.ordinal) > ($2::bigint, $3::bigint))
       order by t.position, e.ordinal
       limit $4
     ) j
     left join lateral (
       select json_agg(json_build_object(
         'seq', d.seq, 'connection', d.connection, 'state', d.state, 'attempts', d.attempts, 'deliveredAt', d.delivered_at
       ) order by d.seq) as deliveries
       from deliveries d
       where d.lane = $1 and d.turn_id = j.turn_id and d.ordinal = j.ordinal
     ) sent on true
     order by j.position, j.ordinal`,
    [subject, page.after?.[0] ?? null, page.after?.[1] ?? null, page.limit],
  );
  return rows;
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
