// One delivery with all that is known about it, and the value that somebody puts in the place of the mapping's.
import type pg from 'pg';
import { limits } from '#kernel/limits.ts';
import type { History } from './history.ts';
import { answersForgotten } from './history.ts';
import { orderFacts } from './order-facts.ts';
import type { OrderFacts } from './order-facts.ts';

export interface LetterRow {
  readonly seq: number;
  readonly connection: string;
  readonly lane: string;
  readonly type: string;
  readonly operation: string | null;
  readonly state: string;
  readonly attempts: number;
  readonly edited: unknown;
  readonly editedBy: string | null;
  readonly editedAt: Date | null;
  readonly turnId: string;
  readonly ordinal: number;
  /** The sealed journal entry; null when the journal no longer has it. */
  readonly entry: string | null;
  readonly order: OrderFacts | null;
  readonly history: History;
}

export async function readLetters(pool: pg.Pool, numbers: readonly number[]): Promise<LetterRow[]> {
  const { rows } = await pool.query<LetterRow>(
    `select d.seq, d.connection, d.lane, d.type, d.operation, d.state, d.attempts, d.edited, d.edited_by as "editedBy",
       d.edited_at as "editedAt", d.turn_id as "turnId", d.ordinal, d.history,
       (select j.entry from journal j where j.turn_id = d.turn_id and j.ordinal = d.ordinal) as entry,
       ${orderFacts}
     from deliveries d
     where d.seq = any ($1::bigint[])
     order by d.seq`,
    [numbers],
  );
  return rows;
}

export interface LaneState {
  /** The first that is not settled; null: everything is. */
  readonly head: number | null;
  /** Deliveries after this one that are not settled, counted up to a limit. */
  readonly behind: number;
  readonly isMore: boolean;
  /** The next ones. */
  readonly next: readonly number[];
}

const nextShown = 10;

export async function readLane(
  pool: pg.Pool,
  { connection, lane, seq }: Pick<LetterRow, 'connection' | 'lane' | 'seq'>,
): Promise<LaneState> {
  const { rows } = await pool.query<{ seq: number }>(
    `select seq
     from deliveries
     where connection = $1 and lane = $2 and state in ('queued', 'leased', 'dead')
     order by seq
     limit $3`,
    [connection, lane, limits.backlogCountedMax],
  );
  const behind = rows.filter((row) => row.seq > seq);
  return {
    head: rows[0]?.seq ?? null,
    behind: behind.length,
    isMore: rows.length === limits.backlogCountedMax,
    next: behind.slice(0, nextShown).map((row) => row.seq),
  };
}

/** Null takes it back: the mapping's value is sent again. False when the delivery is settled, or on its way just now. */
export async function editLetter(pool: pg.Pool, seq: number, value: unknown, by: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update deliveries
     set edited = $2, edited_by = $3, edited_at = clock_timestamp()
     where seq = $1 and state in ('queued', 'dead')`,
    [seq, value === null ? null : JSON.stringify(value), by],
  );
  return rowCount === 1;
}

/**
 * Forgets what people wrote into deliveries about a thing whose personal data is erased: it may hold a name. Who edited it stays.
 * One that is still to be sent is not sent in another form than it was given: it is dead until somebody looks at it.
 */
export async function forgetEdits(pool: pg.Pool, lane: string): Promise<void> {
  await pool.query(
    `update deliveries
     set edited = null, history = ${answersForgotten}, leased_by = null, parked = false,
       state = case when state in ('queued', 'leased') then 'dead' else state end,
       last_error = case when state in ('queued', 'leased') then $2::json else last_error end
     where lane = $1 and (edited is not null or history::text like '%"answer":%')`,
    [
      lane,
      JSON.stringify({
        code: 'edit_erased',
        detail: 'What it was made of, a value or an earlier answer, was erased with the personal data it was about.',
        fix: 'Look at what would be sent now: replay the delivery, edit it again, or skip it.',
        at: new Date().toISOString(),
      }),
    ],
  );
}
