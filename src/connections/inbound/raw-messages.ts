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

/** Above every number that a message can have. */
const endOfSeq = '9223372036854775807';

/** Newest first. However many there are: one probe of an index for each stream and state, and the newest of each that is asked for. */
export async function listRaw(
  pool: pg.Pool,
  { connection, stream, state, before, limit }: RawFilter,
): Promise<RawRow[]> {
  if (connection === null && stream === null && state === null) {
    const { rows } = await pool.query<RawRow>(
      `select ${rowColumns} from raw_messages where $1::bigint is null or seq < $1 order by seq desc limit $2`,
      [before, limit],
    );
    return rows;
  }
  // The newest of a kind are asked for as a span of their index: asked for by equality, the planner may walk all messages instead.
  const { rows } = await pool.query<RawRow>(
    `with recursive kinds as (
       (
         select connection, stream, state
         from raw_messages
         where $1::text is null or connection = $1
         order by connection, stream, state
         limit 1
       )
       union all
       select next.connection, next.stream, next.state
       from kinds k
       cross join lateral (
         select r.connection, r.stream, r.state
         from raw_messages r
         where (r.connection, r.stream, r.state) > (k.connection, k.stream, k.state)
         order by r.connection, r.stream, r.state
         limit 1
       ) next
       where $1::text is null or next.connection = $1
     ),
     newest as (
       select top.seq
       from kinds k
       cross join lateral (
         select r.seq
         from raw_messages r
         where (r.connection, r.stream, r.state, r.seq) > (k.connection, k.stream, k.state, 0)
           and (r.connection, r.stream, r.state, r.seq) < (k.connection, k.stream, k.state, $4::bigint)
         order by r.connection desc, r.stream desc, r.state desc, r.seq desc
         limit $5
       ) top
       where ($2::text is null or k.stream = $2) and ($3::text is null or k.state = $3)
       order by top.seq desc
       limit $5
     )
     select ${rowColumns} from raw_messages join newest using (seq) order by seq desc`,
    [connection, stream, state, before ?? endOfSeq, limit],
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

export interface Replay {
  /** What should have come; null: what came. */
  readonly body: Buffer | null;
  /** Its master data is put though newer is known. */
  readonly evenIfOlder: boolean;
}

/** Worked on again, as it came or with another body. False when it waits already. */
export async function replayRaw(
  pool: pg.Pool,
  id: string,
  by: string,
  { body, evenIfOlder }: Replay,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update raw_messages
     set state = 'waiting', attempts = greatest(attempts, 1), available_at = clock_timestamp(), corrected = coalesce($3, corrected), handled_by = $2,
       even_if_older = $4
     where id = $1 and state <> 'waiting'`,
    [id, by, body, evenIfOlder],
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
     set state = 'waiting', attempts = greatest(attempts, 1), available_at = clock_timestamp(), handled_by = $3, even_if_older = false
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
