// What was done to connections, when and by whom: written in the commit that does it, and never altered.
import type pg from 'pg';
import { limits } from '#kernel/limits.ts';
import { jsonColumn } from '#postgres/json-column.ts';
import type { Changed } from './changes.ts';

export const historyWords = [
  'defined',
  'changed',
  'paused',
  'resumed',
  'switched_off',
  'credential_replaced',
  'credential_expired',
  'cursor_set',
] as const;
export type HistoryWord = (typeof historyWords)[number];

/** What of it there is; secrets by their names alone. */
export interface HistoryDetails {
  /** Where the definition differs. */
  readonly changes?: readonly Changed[];
  readonly isCut?: boolean;
  /** Names of credentials that were given, replaced or taken away. */
  readonly replaced?: readonly string[];
  readonly removed?: readonly string[];
  /** Until when the credential before is good too. */
  readonly previousUntil?: string | null;
  /** Of a pause, or of a stream that begins anew. */
  readonly reason?: string;
  readonly stream?: string;
  /** Where the stream went on, and where it goes on now; null: from its start. */
  readonly before?: string | null;
  readonly after?: string | null;
  /** Of what Crossdock did by itself: the code of the error, and the delivery that met it. */
  readonly code?: string;
  readonly delivery?: number;
}

export interface HistoryRow {
  readonly seq: number;
  readonly at: Date;
  readonly by: string;
  readonly what: HistoryWord;
  readonly details: HistoryDetails;
}

/** Inside of the transaction that does it. */
export async function noteChange(
  client: pg.PoolClient,
  connection: string,
  by: string,
  what: HistoryWord,
  details: HistoryDetails,
): Promise<void> {
  await client.query(
    `insert into connection_changes (connection, at, by, what, details) values ($1, clock_timestamp(), $2, $3, $4)`,
    [connection, by, what, jsonColumn(details)],
  );
}

/** The latest first. */
export async function listChanges(
  pool: pg.Pool,
  connection: string,
  page: { readonly before: number | null; readonly limit: number },
): Promise<HistoryRow[]> {
  const { rows } = await pool.query<HistoryRow>(
    `select seq, at, by, what, details
     from connection_changes
     where connection = $1 and ($2::bigint is null or seq < $2)
     order by seq desc
     limit $3`,
    [connection, page.before, page.limit],
  );
  return rows;
}

export async function forgetChanges(pool: pg.Pool): Promise<void> {
  await pool.query('delete from connection_changes where at < clock_timestamp() - make_interval(days => $1::int)', [
    limits.connectionChangesKeepDays,
  ]);
}
