// Messages as they came. Stored together with the place from which to go on, so that neither is ahead of the other.
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { v7 } from 'uuid';
import type { AnswerEffect } from '#connections/agreements/answers.ts';
import type { NumberNote } from '#connections/agreements/numbers-in.ts';
import type { RawMessage } from '#connectors/connector.ts';
import { jsonColumn } from '#postgres/json-column.ts';

export const rawStates = ['waiting', 'applied', 'failed', 'skipped'] as const;
export type RawState = (typeof rawStates)[number];

/** What became of a message. */
export interface Result {
  readonly records: number;
  readonly documents: number;
  readonly accepted: number;
  readonly duplicates: number;
  /** Master data of which newer is known; left out by earlier versions. */
  readonly superseded?: number;
  readonly failed: number;
  /** The first ones. */
  readonly problems: readonly Problem[];
  /** Ids of orders and events that it led to, the first ones. */
  readonly made: readonly string[];
  /** What had no effect, and why: the first ones. */
  readonly notes?: readonly Note[];
}

export interface Note {
  readonly place: string;
  /** `superseded`: newer master data is known. The others: what was noticed of control numbers, and of what partners answer. */
  readonly code: 'superseded' | NumberNote['code'] | `answer_${AnswerEffect}`;
  readonly detail: string;
}

export type Stage = 'fetch' | 'parse' | 'map' | 'validate' | 'decide';

export interface Problem {
  readonly stage: Stage;
  /** Record, and within it the document and the field: `line 12`, `line 12, document 2 /lines/0/item`. */
  readonly place: string;
  readonly code: string;
  readonly detail: string;
  readonly fix: string;
  /** Where the event is kept that the ledger refused. */
  readonly intake?: string;
}

export interface Waiting {
  readonly seq: number;
  readonly id: string;
  readonly key: string;
  readonly mediaType: string;
  readonly about: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly attempts: number;
  readonly receivedAt: Date;
  readonly evenIfOlder: boolean;
  /** Of an answer: the sealed journal entry that was sent. */
  readonly asked: string | null;
}

/** Under these names `about` says why a message came without its body. */
const faultNames = { code: 'faultCode', detail: 'faultDetail', fix: 'faultFix' } as const;

function aboutOf({ about, fault }: RawMessage): Readonly<Record<string, string>> {
  if (fault === undefined) return about;
  const { code, detail, fix } = faultNames;
  return { ...about, [code]: fault.code, [detail]: fault.detail, [fix]: fault.fix };
}

/** Why there is no body; null: it is there, as it came or as somebody put it there since. */
export function bodyFault({ about, body }: Pick<Waiting, 'about' | 'body'>): Omit<Problem, 'stage' | 'place'> | null {
  const { faultCode: code, faultDetail: detail, faultFix: fix } = about;
  return body.length > 0 || code === undefined ? null : { code, detail: detail ?? '', fix: fix ?? '' };
}

/** Whatever others call their messages: what no row or index can hold would keep all that comes after it from being stored. */
function keyOf({ key }: RawMessage): string {
  if (key.isWellFormed() && !key.includes('\0') && Buffer.byteLength(key) <= keyBytesMax) return key;
  return `sha256:${createHash('sha256').update(Buffer.from(key, 'utf16le')).digest('hex')}`;
}

const keyBytesMax = 2_000;

/** The journal entry that was sent, of what the other system answers to it. */
export interface Asked {
  readonly turnId: string;
  readonly ordinal: number;
}

/** Inserts what is not known yet; answers how many that were. Runs inside the caller's transaction. */
export async function storeRaw(
  client: pg.PoolClient | pg.Pool,
  connection: string,
  stream: string,
  messages: readonly RawMessage[],
  asked: Asked | null = null,
): Promise<number> {
  if (messages.length === 0) return 0;
  const { rowCount } = await client.query(
    `insert into raw_messages (id, connection, stream, key, media_type, about, body, available_at, received_at, asked_turn, asked_ordinal, state, settled_at)
     select id, $1, $2, key, media_type, about::json, body, clock_timestamp(), clock_timestamp(), $8::uuid, $9::int,
       case when proof then 'applied' else 'waiting' end, case when proof then clock_timestamp() end
     from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[], $10::bool[])
       with ordinality as m (id, key, media_type, about, body, proof, place)
     order by place
     on conflict (connection, stream, key) do nothing`,
    [
      connection,
      stream,
      messages.map(() => `raw_${v7()}`),
      messages.map(keyOf),
      messages.map(({ mediaType }) => mediaType.replaceAll(/\p{Cc}/gu, ' ')),
      messages.map((message) => jsonColumn(aboutOf(message))),
      messages.map(({ body }) => Buffer.from(body.buffer, body.byteOffset, body.byteLength)),
      asked?.turnId ?? null,
      asked?.ordinal ?? null,
      messages.map(({ isProof }) => isProof === true),
    ],
  );
  return rowCount ?? 0;
}

/** Streams that have something to be worked on now. */
export async function streamsWaiting(
  pool: pg.Pool,
): Promise<{ readonly connection: string; readonly stream: string }[]> {
  // One probe of the index for each stream there is, however many messages wait.
  const { rows } = await pool.query<{ connection: string; stream: string }>(
    `with recursive s as (
       (select connection, stream from raw_messages where state = 'waiting' order by connection, stream limit 1)
       union all
       select next.connection, next.stream
       from s
       cross join lateral (
         select r.connection, r.stream
         from raw_messages r
         where r.state = 'waiting' and (r.connection, r.stream) > (s.connection, s.stream)
         order by r.connection, r.stream
         limit 1
       ) next
     )
     select connection, stream from s`,
  );
  return rows;
}

/**
 * The oldest ones, none while an older one is not due: what has to wait is about the whole node, and may be what the next one builds
 * on. `inOrder`: nor while an older one has failed.
 */
export async function nextWaiting(
  pool: pg.Pool,
  of: { readonly connection: string; readonly stream: string; readonly inOrder: boolean },
  limits: { readonly count: number; readonly bytes: number },
): Promise<Waiting[]> {
  const { rows } = await pool.query<Waiting>(
    `with failed as (
       select min(seq) as seq
       from raw_messages
       where $3 and connection = $1 and stream = $2 and state = 'failed'
     ),
     first as (
       select seq, octet_length(coalesce(corrected, body)) as bytes, available_at
       from raw_messages
       where connection = $1 and stream = $2 and state = 'waiting' and seq < coalesce((select seq from failed), 9223372036854775807)
       order by seq
       limit $4
     ),
     counted as (
       select seq, sum(bytes) over (order by seq) as total, row_number() over (order by seq) as number,
         bool_and(available_at <= clock_timestamp()) over (order by seq) as due
       from first
     )
     select r.seq, r.id, r.key, r.media_type as "mediaType", r.about, coalesce(r.corrected, r.body) as body, r.attempts,
       r.received_at as "receivedAt", r.even_if_older as "evenIfOlder",
       (select j.entry from journal j where j.turn_id = r.asked_turn and j.ordinal = r.asked_ordinal) as asked
     from counted c
     join raw_messages r on r.seq = c.seq
     where (c.number = 1 or c.total <= $5) and c.due
     order by r.seq`,
    [of.connection, of.stream, of.inOrder, limits.count, limits.bytes],
  );
  return rows;
}

export interface Settled {
  readonly seq: number;
  /** Null: the message waits and is tried again after `delayMs`; nothing of it is lost. */
  readonly state: 'applied' | 'failed' | null;
  readonly delayMs: number;
  readonly result: Result | null;
}

/** False when the lease of the stream is gone: then nothing is written, for another node may be at them by now. */
export async function settleRaw(
  pool: pg.Pool,
  node: string,
  of: { readonly connection: string; readonly stream: string },
  settled: readonly Settled[],
): Promise<boolean> {
  // Locked, so that nobody takes the stream over before this is written.
  const { rows } = await pool.query<{ held: boolean }>(
    `with held as materialized (
       select connection, stream
       from connection_streams
       where connection = $1 and stream = $2 and leased_by = $3 and leased_until > clock_timestamp()
       for share
     ),
     written as (
       update raw_messages r
       set state = coalesce(done.state, r.state), attempts = r.attempts + 1, result = coalesce(done.result::json, r.result),
         available_at = clock_timestamp() + done.delay_ms * interval '1 millisecond',
         settled_at = case when done.state is null then r.settled_at else clock_timestamp() end
       from held, unnest($4::bigint[], $5::text[], $6::bigint[], $7::text[]) as done (seq, state, delay_ms, result)
       where r.seq = done.seq and r.state = 'waiting' and r.connection = held.connection and r.stream = held.stream
     )
     select exists (select from held) as held`,
    [
      of.connection,
      of.stream,
      node,
      settled.map(({ seq }) => seq),
      settled.map(({ state }) => state),
      settled.map(({ delayMs }) => delayMs),
      settled.map(({ result }) => (result === null ? null : jsonColumn(result))),
    ],
  );
  return rows[0]?.held === true;
}
