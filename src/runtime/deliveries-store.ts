// The SQL of lanes. A lane is what goes to one connection about one thing; its head is its first delivery that is not settled,
// and only heads are sent. `available_at` alone says when a row may be looked at: at once, after a pause, or when the lease of
// who has it lapses. Rows found behind a head are parked, so that a long lane costs nothing until its turn comes: whoever settles
// a head unparks the next. Parking holds a lock on the head meanwhile, so it can't miss that it is being settled.
import type pg from 'pg';
import type { History } from '#connections/outbound/history.ts';
import { orderFacts } from '#connections/outbound/order-facts.ts';
import type { OrderFacts } from '#connections/outbound/order-facts.ts';
import { limits } from '#kernel/limits.ts';

/** Not settled: holds up what comes after it in its lane. */
export const open = `('queued', 'leased', 'dead')`;

export interface Room {
  readonly connection: string;
  /** Rows to look at. */
  readonly rows: number;
}

export interface Due {
  readonly seq: number;
  readonly connection: string;
  /** The first of its lane that is not settled: the row itself, or what it must wait for. */
  readonly head: number;
  /** It is among the newest; a row may come twice, as one of the oldest too. */
  readonly newest: boolean;
}

/** Of the rows looked at, one in so many is of the newest: what comes in while an old backlog drains is not starved by it. */
const shareOfNewest = 2;

/**
 * No more can begin at once. The planner, which does not see how much room there is, knows by it that rows are few, however long the
 * backlog: so it takes one plan for all times. Making it anew takes as long as the look itself.
 */
const lookedAtMax = 2 * limits.deliveriesUnderWayMax;

const due = `d.connection = room.connection and d.state in ('queued', 'leased') and not d.parked and d.available_at <= now()
             and (d.operation is null or cardinality(asked.bundled) = 0 or not (d.connection || ' ' || d.operation) = any (asked.bundled))`;

/** What may be sent now, of each connection at most what it has room for: oldest first, and a share of the newest. */
export async function findDue(
  pool: pg.Pool,
  rooms: readonly Room[],
  /** Operations whose deliveries are sent in bundles, by others. */
  bundled: readonly { readonly connection: string; readonly operation: string }[] = [],
): Promise<Due[]> {
  const { rows } = await pool.query<Due>({
    name: 'deliveries due',
    text: `select due.seq, room.connection, head.seq as head, due.newest
     from (select $1::text[] as connections, $2::int[] as rows, $3::text[] as bundled offset 0) as asked
     cross join lateral unnest(asked.connections, asked.rows) as room (connection, rows)
     cross join lateral (
       (
         select first.seq, first.lane, false as newest, row_number() over (order by first.available_at, first.seq) as place
         from (
           select d.seq, d.lane, d.available_at
           from deliveries d
           where ${due}
           order by d.available_at, d.seq
           limit ${lookedAtMax}
         ) first
         order by first.available_at, first.seq
         limit room.rows
       )
       union all
       (
         select last.seq, last.lane, true, row_number() over (order by last.available_at desc, last.seq desc)
         from (
           select d.seq, d.lane, d.available_at
           from deliveries d
           where ${due}
           order by d.available_at desc, d.seq desc
           limit ${lookedAtMax}
         ) last
         order by last.available_at desc, last.seq desc
         limit greatest(1, room.rows / ${shareOfNewest})
       )
     ) due
     cross join lateral (
       select h.seq
       from deliveries h
       where h.connection = room.connection and h.lane = due.lane and h.state in ${open}
       order by h.seq
       limit 1
     ) head
     order by room.connection, due.newest, due.place`,
    values: [
      rooms.map(({ connection }) => connection),
      rooms.map(({ rows: count }) => count),
      bundled.map(({ connection, operation }) => `${connection} ${operation}`),
    ],
  });
  return rows;
}

export interface Leased {
  readonly seq: number;
  readonly connection: string;
  readonly lane: string;
  readonly type: string;
  readonly operation: string | null;
  readonly edited: unknown;
  readonly attempts: number;
  readonly turnId: string;
  readonly ordinal: number;
  /** The lease of who tried it last has lapsed: what came of that attempt nobody knows. */
  readonly lapsed: boolean;
  /** Who replayed it. */
  readonly handledBy: string | null;
  readonly history: History;
  readonly order: OrderFacts | null;
  /** The sealed journal entry; null when the journal no longer has it. */
  readonly entry: string | null;
}

/**
 * What is lost of leases and outcomes when the server crashes is sent again, which receivers that know a message again do not mind:
 * the commit need not wait for the disk, and turns do not wait behind it. The setting holds for this transaction alone.
 */
export function soft(durable: string): string {
  return `soft as materialized (select case when ${durable}::bool then '' else set_config('synchronous_commit', 'off', true) end as setting)`;
}

/** Takes heads for `node`, unless another node was faster. A head stays one until it is settled, so that is not asked again. */
export async function lease(
  pool: pg.Pool | pg.ClientBase,
  node: string,
  heads: readonly number[],
  leaseMs: number,
  { durable = true }: { readonly durable?: boolean } = {},
): Promise<Leased[]> {
  const { rows } = await pool.query<Leased>({
    name: 'deliveries lease',
    text: `with ${soft('$4')},
     taken as (
       select seq, state = 'leased' as lapsed
       from deliveries, soft
       where seq = any ($2::bigint[]) and state in ('queued', 'leased') and not parked and available_at <= now()
       order by seq
       for update of deliveries skip locked
     )
     update deliveries d
     set state = 'leased', leased_by = $1, attempts = d.attempts + 1, available_at = now() + $3 * interval '1 millisecond'
     from taken
     where d.seq = taken.seq
     returning d.seq, d.connection, d.lane, d.type, d.operation, d.edited, d.attempts, d.turn_id as "turnId", d.ordinal, taken.lapsed, d.handled_by as "handledBy", d.history,
       (select j.entry from journal j where j.turn_id = d.turn_id and j.ordinal = d.ordinal) as entry,
       ${orderFacts}`,
    values: [node, heads, leaseMs, durable],
  });
  return rows;
}

/** Sets rows aside until their head is settled; answers how many. One whose head is locked just now is left for later. */
export async function park(pool: pg.Pool, behind: readonly Pick<Due, 'seq' | 'head'>[]): Promise<number> {
  const { rowCount } = await pool.query({
    name: 'deliveries park',
    text: `with behind as (
       select pair.seq
       from unnest($1::bigint[], $2::bigint[]) as pair (seq, head)
       join deliveries h on h.seq = pair.head
       where h.state in ${open}
       for share of h skip locked
     )
     update deliveries d
     set parked = true
     from behind
     where d.seq = behind.seq and d.state = 'queued'`,
    values: [behind.map(({ seq }) => seq), behind.map(({ head }) => head)],
  });
  return rowCount ?? 0;
}

/** A receiver is back: what waits for its next attempt because it was away goes out now. Answers how many that are. */
export async function hurry(pool: pg.Pool, connection: string): Promise<number> {
  const { rowCount } = await pool.query(
    `update deliveries
     set available_at = now()
     where connection = $1 and state = 'queued' and not parked and attempts > 0 and available_at > now()
       and last_error ->> 'code' in ('connection_failed', 'timeout', 'busy', 'unauthorized')`,
    [connection],
  );
  return rowCount ?? 0;
}

export interface Fence {
  readonly seq: number;
  readonly attempts: number;
}

/** Prolongs leases; answers those that the node still has. */
export async function renew(pool: pg.Pool, node: string, held: readonly Fence[], leaseMs: number): Promise<number[]> {
  const { rows } = await pool.query<{ seq: number }>(
    `update deliveries d
     set available_at = now() + $4 * interval '1 millisecond'
     from unnest($2::bigint[], $3::int[]) as held (seq, attempts)
     where d.seq = held.seq and d.attempts = held.attempts and d.state = 'leased' and d.leased_by = $1
     returning d.seq`,
    [node, held.map(({ seq }) => seq), held.map(({ attempts }) => attempts), leaseMs],
  );
  return rows.map(({ seq }) => seq);
}
