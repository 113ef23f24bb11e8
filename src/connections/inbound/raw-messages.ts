// Raw messages as people and programs see and settle them: listed, read, worked on again, given up, forgotten.
import type pg from 'pg';
import type { RawState, Result } from './raw-store.ts';

export interface RawRow {
  readonly seq: number;
  readonly id: string;
  readonly connection: string;
  readonly stream: string;
  readonly key: string;
  readonly mediaType: string;
  readonly about: Readonly<Record<string, string>>;
  readonly bytes: number;
  readonly corrected: boolean;
  readonly state: RawState;
  readonly attempts: number;
  readonly result: Result | null;
  readonly receivedAt: Date;
  readonly settledAt: Date | null;
  readonly handledBy: string | null;
}

const rowColumns = `seq, id, connection, stream, key, media_type as "mediaType", about, octet_length(coalesce(corrected, body)) as bytes,
       corrected is not null as corrected, state, attempts, result, received_at as "receivedAt", settled_at as "settledAt", handled_by as "handledBy"`;

export interface RawFilter {
  readonly connection: string | null;
  readonly stream: string | null;
  readonly state: RawState | null;
  readonly before: number | null;
  readonly limit: number;
}

/** Newest first. */
export async function listRaw(pool: pg.Pool, filter: RawFilter): Promise<RawRow[]> {
  const { rows } = await pool.query<RawRow>(
    `select ${rowColumns}
     from raw_messages
     where ($1::text is null or connection = $1) and ($2::text is null or stream = $2) and ($3::text is null or state = $3)
       and ($4::bigint is null or seq < $4)
     order by seq desc
     limit $5`,
    [filter.connection, filter.stream, filter.state, filter.before, filter.limit],
  );
  return rows;
}

export async function readRaw(pool: pg.Pool, id: string): Promise<(RawRow & { readonly body: Buffer }) | undefined> {
  const { rows } = await pool.query<RawRow & { readonly body: Buffer }>(
    `select ${rowColumns}, coalesce(corrected, body) as body from raw_messages where id = $1`,
    [id],
  );
  return rows[0];
}

/** Worked on again, as it came or with another body. False when it waits already. */
export async function replayRaw(pool: pg.Pool, id: string, by: string, body: Buffer | null): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update raw_messages
     set state = 'waiting', attempts = greatest(attempts, 1), available_at = clock_timestamp(), corrected = coalesce($3, corrected), handled_by = $2
     where id = $1 and state <> 'waiting'`,
    [id, by, body],
  );
  return rowCount === 1;
}

/** Those that failed, oldest first; answers how many that were. */
export async function replayFailed(
  pool: pg.Pool,
  of: { readonly connection: string; readonly stream: string | null },
  by: string,
  max: number,
): Promise<number> {
  const { rowCount } = await pool.query(
    `update raw_messages r
     set state = 'waiting', attempts = greatest(attempts, 1), available_at = clock_timestamp(), handled_by = $3
     from (
       select seq
       from raw_messages
       where connection = $1 and ($2::text is null or stream = $2) and state = 'failed'
       order by seq
       limit $4
       for update skip locked
     ) failed
     where r.seq = failed.seq`,
    [of.connection, of.stream, by, max],
  );
  return rowCount ?? 0;
}

/** Given up, so that nobody waits for it. False when it is settled otherwise. */
export async function skipRaw(pool: pg.Pool, id: string, by: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update raw_messages set state = 'skipped', settled_at = clock_timestamp(), handled_by = $2 where id = $1 and state in ('failed', 'waiting')`,
    [id, by],
  );
  return rowCount === 1;
}
