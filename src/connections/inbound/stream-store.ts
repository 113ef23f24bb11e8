// Which node has which stream, and where each stream is. A lease lapses by itself: a stream whose node died goes on elsewhere.
import type pg from 'pg';
import type { RawMessage } from '#connectors/connector.ts';
import { jsonColumn } from '#postgres/json-column.ts';
import { inTransaction } from '#postgres/transaction.ts';
import { noteChange } from '../history-store.ts';
import { storeRaw } from './raw-store.ts';

export interface StreamKey {
  readonly connection: string;
  readonly stream: string;
}

export interface Held extends StreamKey {
  readonly cursor: string | null;
  /** Whether it is time to fetch. */
  readonly due: boolean;
  readonly failures: number;
}

/** Takes or keeps the streams named, each that no other node has; answers those that are ours now. */
export async function holdStreams(
  pool: pg.Pool,
  node: string,
  streams: readonly StreamKey[],
  leaseMs: number,
): Promise<Held[]> {
  if (streams.length === 0) return [];
  const sorted = streams.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
  const { rows } = await pool.query<Held>(
    `insert into connection_streams as s (connection, stream, leased_by, leased_until, due_at)
     select connection, stream, $1, now() + $2 * interval '1 millisecond', now()
     from unnest($3::text[], $4::text[]) as wanted (connection, stream)
     on conflict (connection, stream) do update
     set leased_by = excluded.leased_by, leased_until = excluded.leased_until
     where s.leased_by = excluded.leased_by or s.leased_by is null or s.leased_until < now()
     returning connection, stream, cursor, due_at <= now() as due, failures`,
    [node, leaseMs, sorted.map(({ connection }) => connection), sorted.map(({ stream }) => stream)],
  );
  return rows;
}

export async function releaseStreams(pool: pg.Pool, node: string): Promise<void> {
  await pool.query(`update connection_streams set leased_by = null, leased_until = now() where leased_by = $1`, [node]);
}

/** Streams that wait because of a fault are asked again now, and the fault is no more of account: their connection was changed. */
export async function hurryStreams(pool: pg.Pool, connections: readonly string[]): Promise<void> {
  if (connections.length === 0) return;
  await pool.query(
    `update connection_streams set due_at = now(), problem = null, failures = 0 where connection = any ($1::text[]) and problem is not null`,
    [connections],
  );
}

/** Somebody else has the stream by now, or may have it at any moment. */
export class StreamLost extends Error {
  constructor({ connection, stream }: StreamKey) {
    super(`The lease of stream ${stream} of ${connection} has lapsed: another node has it, or may take it.`);
    this.name = 'StreamLost';
  }
}

/** Messages and cursor in one commit; answers how many were new. Throws StreamLost when the lease is gone: then nothing is stored. */
export function store(
  pool: pg.Pool,
  node: string,
  key: StreamKey,
  messages: readonly RawMessage[],
  cursor: string | null,
): Promise<number> {
  return inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `update connection_streams
       set cursor = coalesce($4, cursor), received_at = case when $5 then clock_timestamp() else received_at end
       where connection = $1 and stream = $2 and leased_by = $3 and leased_until > clock_timestamp()`,
      [key.connection, key.stream, node, cursor, messages.length > 0],
    );
    if (rowCount !== 1) throw new StreamLost(key);
    return storeRaw(client, key.connection, key.stream, messages);
  });
}

/** What a round of fetching came to. `problem` null: the other system has no more for now. */
export async function noteRound(
  pool: pg.Pool,
  node: string,
  { connection, stream }: StreamKey,
  round: { readonly dueInMs: number; readonly problem: object | null },
): Promise<void> {
  await pool.query(
    `update connection_streams
     set due_at = now() + $4 * interval '1 millisecond', problem = $5::json,
       failures = case when $5::json is null then 0 else failures + 1 end,
       caught_up_at = case when $5::json is null then now() else caught_up_at end
     where connection = $1 and stream = $2 and leased_by = $3 and leased_until > clock_timestamp()`,
    [connection, stream, node, round.dueInMs, round.problem === null ? null : jsonColumn(round.problem)],
  );
}

/** That messages which were pushed were not taken is told by the health of the connection. */
export async function noteNotTaken(pool: pg.Pool, { connection, stream }: StreamKey, problem: object): Promise<void> {
  await pool.query(
    `insert into connection_streams as s (connection, stream, leased_until, due_at, problem, failures)
     values ($1, $2, now(), now(), $3, 1)
     on conflict (connection, stream) do update set problem = excluded.problem, failures = s.failures + 1`,
    [connection, stream, jsonColumn(problem)],
  );
}

/** Pushed messages: whoever takes them stores them, lease or not. */
export async function storePushed(pool: pg.Pool, key: StreamKey, messages: readonly RawMessage[]): Promise<number> {
  return inTransaction(pool, async (client) => {
    const stored = await storeRaw(client, key.connection, key.stream, messages);
    await client.query(
      `insert into connection_streams as s (connection, stream, leased_until, due_at, received_at)
       values ($1, $2, now(), now(), clock_timestamp())
       on conflict (connection, stream) do update set received_at = excluded.received_at, problem = null, failures = 0
       where s.received_at is null or s.received_at < excluded.received_at - interval '1 second'`,
      [key.connection, key.stream],
    );
    return stored;
  });
}

function nameOf({ connection, stream }: StreamKey): string {
  return `${connection}\n${stream}`;
}

/**
 * Where a stream goes on from now on; null: from its start. Whoever fetches it just now stores nothing more of that: the lease is
 * taken away. Messages that come again are known by their keys. False: nothing is known of the stream, so it begins at its start.
 */
export function setCursor(
  pool: pg.Pool,
  { connection, stream }: StreamKey,
  { cursor, by, reason }: { readonly cursor: string | null; readonly by: string; readonly reason: string },
): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ before: string | null }>(
      'select cursor as before from connection_streams where connection = $1 and stream = $2 for update',
      [connection, stream],
    );
    const [known] = rows;
    if (known === undefined && cursor === null) return false;
    await client.query(
      `insert into connection_streams as s (connection, stream, cursor, leased_until, due_at)
       values ($1, $2, $3, now(), now())
       on conflict (connection, stream) do update
       set cursor = excluded.cursor, leased_by = null, leased_until = now(), due_at = now(), problem = null, failures = 0`,
      [connection, stream, cursor],
    );
    const details = { stream, before: known?.before ?? null, after: cursor, reason };
    await noteChange(client, connection, by, 'cursor_set', details);
    return true;
  });
}
