// What is stored about how connections do, read for all that are asked about in a few statements. Each counts along an index and
// up to a limit, so that a long backlog costs no more than that limit.
import type pg from 'pg';
import { limits } from '#kernel/limits.ts';

export interface Backlog {
  readonly connection: string;
  /** Not settled, the dead ones too. */
  readonly open: number;
  readonly dead: number;
  /** When the oldest that waits was decided, in milliseconds since 1970; null: none waits. */
  readonly oldestAt: number | null;
}

export async function readBacklogs(pool: pg.Pool, codes: readonly string[]): Promise<Map<string, Backlog>> {
  // What waits behind another is younger than that, so the oldest is a head: dead, or looked at when its time comes.
  const { rows } = await pool.query<Omit<Backlog, 'oldestAt'> & { oldestTurn: string | null }>(
    `select c.code as connection, o.count as open, d.count as dead,
       (select f.turn_id from deliveries f where f.seq = least(d.first, w.first)) as "oldestTurn"
     from unnest($1::text[]) as c (code)
     cross join lateral (
       select count(*)::int as count
       from (select from deliveries where connection = c.code and state in ('queued', 'leased', 'dead') limit $2) counted
     ) o
     cross join lateral (
       select count(*)::int as count, min(seq) as first
       from (select seq from deliveries where connection = c.code and state = 'dead' order by seq limit $2) counted
     ) d
     cross join lateral (
       select min(seq) as first
       from (
         select seq
         from deliveries
         where connection = c.code and state in ('queued', 'leased') and not parked
         order by available_at, seq
         limit $2
       ) counted
     ) w`,
    [codes, limits.backlogCountedMax],
  );
  return new Map(
    rows.map(({ oldestTurn, ...counts }) => [
      counts.connection,
      { ...counts, oldestAt: oldestTurn === null ? null : timeOfTurn(oldestTurn) },
    ]),
  );
}

/** RFC 9562: the first 48 bits of a UUIDv7 are its time. */
export function timeOfTurn(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}

export interface Rates {
  readonly connection: string;
  readonly delivered: number;
  readonly failed: number;
  readonly dead: number;
  /** The last minute in which something arrived, of the last days. */
  readonly lastDelivered: Date | null;
  readonly lastAttempt: Date | null;
}

/** What attempts came to in the last minutes. */
export async function readRates(pool: pg.Pool, codes: readonly string[], minutes: number): Promise<Map<string, Rates>> {
  const { rows } = await pool.query<Rates>(
    `select c.code as connection, coalesce(r.delivered, 0)::int as delivered, coalesce(r.failed, 0)::int as failed,
       coalesce(r.dead, 0)::int as dead, arrived.minute as "lastDelivered", tried.minute as "lastAttempt"
     from unnest($1::text[]) as c (code)
     cross join lateral (
       select sum(delivered) as delivered, sum(failed) as failed, sum(dead) as dead
       from connection_minutes m
       where m.connection = c.code and m.minute > clock_timestamp() - $2 * interval '1 minute'
     ) r
     left join lateral (
       select m.minute from connection_minutes m where m.connection = c.code and m.delivered > 0 order by m.minute desc limit 1
     ) arrived on true
     left join lateral (
       select m.minute from connection_minutes m where m.connection = c.code order by m.minute desc limit 1
     ) tried on true`,
    [codes, minutes],
  );
  return new Map(rows.map((row) => [row.connection, row]));
}

export interface BreakerRow {
  readonly connection: string;
  readonly node: string;
  readonly failures: number;
  readonly since: Date;
  readonly until: Date;
  readonly notedAt: Date;
  readonly error: { readonly code?: string; readonly detail?: string; readonly fix?: string };
}

/** Of nodes that were heard of lately: one that died says nothing more. Without failures it is a remark: remarks.ts. */
export async function readBreakers(
  pool: pg.Pool,
  codes: readonly string[],
  withinMs: number,
): Promise<readonly BreakerRow[]> {
  const { rows } = await pool.query<BreakerRow>(
    `select connection, node, failures, since, until, noted_at as "notedAt", error
     from connection_breakers
     where connection = any ($1::text[]) and noted_at > clock_timestamp() - $2 * interval '1 millisecond'
     order by connection, since`,
    [codes, withinMs],
  );
  return rows;
}

export interface StreamRow {
  readonly connection: string;
  readonly stream: string;
  readonly cursor: string | null;
  readonly caughtUpAt: Date | null;
  readonly receivedAt: Date | null;
  readonly dueAt: Date;
  readonly failures: number;
  readonly problem: {
    readonly code?: string;
    readonly detail?: string;
    readonly fix?: string;
    readonly at?: string;
  } | null;
  readonly isFetched: boolean;
  readonly waiting: number;
  readonly failed: number;
  readonly oldestWaitingAt: Date | null;
}

/** Of every stream there is something of, whether it is still defined or not: what came in is not lost with its definition. */
export async function readStreams(pool: pg.Pool, codes: readonly string[]): Promise<readonly StreamRow[]> {
  const { rows } = await pool.query<StreamRow>(
    `select s.connection, s.stream, s.cursor, s.caught_up_at as "caughtUpAt", s.received_at as "receivedAt", s.due_at as "dueAt", s.failures,
       s.problem, s.leased_by is not null and s.leased_until > clock_timestamp() as "isFetched",
       w.count as waiting, f.count as failed,
       (select r.received_at from raw_messages r where r.seq = w.first) as "oldestWaitingAt"
     from connection_streams s
     cross join lateral (
       select count(*)::int as count, min(seq) as first
       from (
         select seq from raw_messages r
         where r.connection = s.connection and r.stream = s.stream and r.state = 'waiting'
         order by seq
         limit $2
       ) counted
     ) w
     cross join lateral (
       select count(*)::int as count
       from (select from raw_messages r where r.connection = s.connection and r.state = 'failed' and r.stream = s.stream limit $2) counted
     ) f
     where s.connection = any ($1::text[])
     order by s.connection, s.stream`,
    [codes, limits.backlogCountedMax],
  );
  return rows;
}
