// What nodes tell each other about connections: what attempts came to, which receivers fail, and how many attempts a rate still
// lets begin. Small rows, one for each connection and node, so that nodes do not wait for each other.
import type pg from 'pg';
import { jsonColumn } from '#postgres/json-column.ts';
import type { DeliveryError } from './deliveries-outcome.ts';

export interface Attempts {
  readonly connection: string;
  readonly delivered: number;
  readonly failed: number;
  readonly dead: number;
}

/** Runs in the transaction that settles them: what is counted is what was settled. */
export async function countAttempts(client: pg.PoolClient, node: string, attempts: readonly Attempts[]): Promise<void> {
  if (attempts.length === 0) return;
  await client.query({
    name: 'deliveries count',
    text: `insert into connection_minutes as m (connection, minute, node, delivered, failed, dead)
     select connection, date_trunc('minute', clock_timestamp()), $1, delivered, failed, dead
     from unnest($2::text[], $3::int[], $4::int[], $5::int[]) as counted (connection, delivered, failed, dead)
     on conflict (connection, minute, node) do update
     set delivered = m.delivered + excluded.delivered, failed = m.failed + excluded.failed, dead = m.dead + excluded.dead`,
    values: [
      node,
      attempts.map(({ connection }) => connection),
      attempts.map(({ delivered }) => delivered),
      attempts.map(({ failed }) => failed),
      attempts.map(({ dead }) => dead),
    ],
  });
}

export interface Breaker {
  readonly connection: string;
  /** 0: its receiver answers. */
  readonly failures: number;
  /** Until it is asked again. */
  readonly restMs: number;
  readonly error: Pick<DeliveryError, 'code' | 'detail' | 'fix' | 'cause'> | null;
}

/** Since when it fails is kept while it does. */
export async function noteBreakers(pool: pg.Pool, node: string, breakers: readonly Breaker[]): Promise<void> {
  const open = breakers.filter(({ failures }) => failures > 0);
  const closed = breakers.filter(({ failures }) => failures === 0);
  if (closed.length > 0)
    await pool.query('delete from connection_breakers where node = $1 and connection = any ($2::text[])', [
      node,
      closed.map(({ connection }) => connection),
    ]);
  if (open.length === 0) return;
  await pool.query(
    `insert into connection_breakers (connection, node, failures, since, until, noted_at, error)
     select connection, $1, failures, now(), now() + rest_ms * interval '1 millisecond', now(), error::json
     from unnest($2::text[], $3::int[], $4::bigint[], $5::text[]) as open (connection, failures, rest_ms, error)
     on conflict (connection, node) do update
     set failures = excluded.failures, until = excluded.until, noted_at = excluded.noted_at, error = excluded.error`,
    [
      node,
      open.map(({ connection }) => connection),
      open.map(({ failures }) => failures),
      open.map(({ restMs }) => Math.round(restMs)),
      open.map(({ error }) => jsonColumn(error ?? {})),
    ],
  );
}

/** A node that stops knows nothing more. */
export async function forgetBreakers(pool: pg.Pool, node: string): Promise<void> {
  await pool.query('delete from connection_breakers where node = $1', [node]);
}

export interface Draw {
  readonly connection: string;
  readonly perSecond: number;
  /** Attempts that could begin now. */
  readonly wanted: number;
}

/** What a bucket has now: it fills evenly and holds what one second may take. */
const filled = `least(greatest(1, w.per_second), r.tokens + w.per_second * greatest(0, extract(epoch from clock_timestamp() - r.at)::float8))`;

/**
 * Takes tokens from the buckets that all nodes share; answers how many were given, by connection. Whoever waits for the row sees what
 * was left by the one before. One statement, but for the first time.
 */
export async function drawTokens(pool: pg.Pool, draws: readonly Draw[]): Promise<Map<string, number>> {
  if (draws.length === 0) return new Map();
  const sorted = draws.toSorted((one, other) => (one.connection < other.connection ? -1 : 1));
  const given = await drawFrom(pool, sorted);
  if (given.size === sorted.length) return given;
  const missing = sorted.filter(({ connection }) => !given.has(connection));
  await makeBuckets(pool, missing);
  return new Map([...given, ...(await drawFrom(pool, missing))]);
}

async function drawFrom(pool: pg.Pool, draws: readonly Draw[]): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ connection: string; given: number }>(
    `with filled as (
       select r.connection, w.wanted, ${filled} as tokens
       from connection_rates r
       join unnest($1::text[], $2::float8[], $3::int[]) as w (connection, per_second, wanted) on w.connection = r.connection
       order by r.connection
       for update of r
     ), given as (
       select connection, tokens, least(wanted, greatest(0, floor(tokens))) as given
       from filled
     )
     update connection_rates r
     set tokens = g.tokens - g.given, at = clock_timestamp()
     from given g
     where r.connection = g.connection
     returning r.connection, g.given::int as given`,
    [
      draws.map(({ connection }) => connection),
      draws.map(({ perSecond }) => perSecond),
      draws.map(({ wanted }) => wanted),
    ],
  );
  return new Map(rows.map(({ connection, given }) => [connection, given]));
}

/** They begin full. */
async function makeBuckets(pool: pg.Pool, draws: readonly Omit<Draw, 'wanted'>[]): Promise<void> {
  await pool.query(
    `insert into connection_rates (connection, tokens, at)
     select connection, greatest(1, per_second), clock_timestamp()
     from unnest($1::text[], $2::float8[]) as w (connection, per_second)
     on conflict do nothing`,
    [draws.map(({ connection }) => connection), draws.map(({ perSecond }) => perSecond)],
  );
}

/**
 * Takes one token, be it one that is not there yet; answers after how many milliseconds its turn is. Whoever comes later waits longer,
 * and while somebody waits nothing is left to be drawn.
 */
export async function reserveToken(pool: pg.Pool, bucket: Omit<Draw, 'wanted'>): Promise<number> {
  const reserve = async (): Promise<number | undefined> => {
    const { rows } = await pool.query<{ tokens: number }>(
      `with filled as (
         select r.connection, ${filled} as tokens
         from connection_rates r
         join (values ($1::text, $2::float8)) as w (connection, per_second) on w.connection = r.connection
         for update of r
       )
       update connection_rates r
       set tokens = f.tokens - 1, at = clock_timestamp()
       from filled f
       where r.connection = f.connection
       returning r.tokens`,
      [bucket.connection, bucket.perSecond],
    );
    return rows[0]?.tokens;
  };
  let left = await reserve();
  if (left === undefined) {
    await makeBuckets(pool, [bucket]);
    left = await reserve();
  }
  return (Math.max(0, -(left ?? 0)) * 1_000) / bucket.perSecond;
}
