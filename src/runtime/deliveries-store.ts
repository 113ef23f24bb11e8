// The SQL of lanes. A lane is what goes to one connection about one thing; its head is its first delivery that is not settled,
// and only heads are sent. `available_at` alone says when a row may be looked at: at once, after a pause, or when the lease of
// who has it lapses. Rows found behind a head are parked, so that a long lane costs nothing until its turn comes: whoever settles
// a head unparks the next. Parking holds a lock on the head meanwhile, so it can't miss that it is being settled.
import type pg from 'pg';
import { answersForgotten } from '#connections/outbound/history.ts';
import type { History, Past } from '#connections/outbound/history.ts';
import { orderFacts } from '#connections/outbound/order-facts.ts';
import type { OrderFacts } from '#connections/outbound/order-facts.ts';
import { storeRaw } from '#connections/inbound/raw-store.ts';
import type { RawMessage } from '#connectors/connector.ts';
import { jsonColumn } from '#postgres/json-column.ts';
import { inTransaction } from '#postgres/transaction.ts';
import { countAttempts } from './deliveries-notes.ts';
import type { Attempts } from './deliveries-notes.ts';

/** Not settled: holds up what comes after it in its lane. */
const open = `('queued', 'leased', 'dead')`;

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

/** What may be sent now, of each connection at most what it has room for: oldest first, and a share of the newest. */
export async function findDue(
  pool: pg.Pool,
  rooms: readonly Room[],
  /** Operations whose deliveries are sent in bundles, by others. */
  bundled: readonly { readonly connection: string; readonly operation: string }[] = [],
): Promise<Due[]> {
  const { rows } = await pool.query<Due>(
    `select due.seq, room.connection, head.seq as head, due.newest
     from unnest($1::text[], $2::int[]) as room (connection, rows)
     cross join lateral (
       (
         select d.seq, d.lane, false as newest, row_number() over (order by d.available_at, d.seq) as place
         from deliveries d
         where d.connection = room.connection and d.state in ('queued', 'leased') and not d.parked and d.available_at <= now()
           and (d.operation is null or cardinality($4::text[]) = 0 or not (d.connection || ' ' || d.operation) = any ($4::text[]))
         order by d.available_at, d.seq
         limit room.rows
       )
       union all
       (
         select d.seq, d.lane, true, row_number() over (order by d.available_at desc, d.seq desc)
         from deliveries d
         where d.connection = room.connection and d.state in ('queued', 'leased') and not d.parked and d.available_at <= now()
           and (d.operation is null or cardinality($4::text[]) = 0 or not (d.connection || ' ' || d.operation) = any ($4::text[]))
         order by d.available_at desc, d.seq desc
         limit greatest(1, room.rows / $3::int)
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
    [
      rooms.map(({ connection }) => connection),
      rooms.map(({ rows: count }) => count),
      shareOfNewest,
      bundled.map(({ connection, operation }) => `${connection} ${operation}`),
    ],
  );
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
function soft(durable: string): string {
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
  const { rows } = await pool.query<Leased>(
    `with ${soft('$4')},
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
    [node, heads, leaseMs, durable],
  );
  return rows;
}

/** Sets rows aside until their head is settled; answers how many. One whose head is locked just now is left for later. */
export async function park(pool: pg.Pool, behind: readonly Pick<Due, 'seq' | 'head'>[]): Promise<number> {
  const { rowCount } = await pool.query(
    `with behind as (
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
    [behind.map(({ seq }) => seq), behind.map(({ head }) => head)],
  );
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

export interface Settlement extends Fence {
  /** `leased`: it goes back, and that nobody knows what came of an earlier attempt is known to whoever takes it next. */
  readonly state: 'delivered' | 'queued' | 'dead' | 'leased';
  /** Until one that is not settled may be sent again. */
  readonly delayMs: number;
  /** The attempt does not count. */
  readonly released: boolean;
  readonly error: object | null;
  /** A crash of the server must not forget it: it must not be sent again without looking. */
  readonly durable: boolean;
  /** What the other system said; kept in the same commit. */
  readonly answer: { readonly stream: string; readonly message: RawMessage } | null;
  /** The operation that follows: the delivery stays where it is in its lane, and begins with that. */
  readonly next?: string;
  /** What it has behind it from now on; left out: as before. */
  readonly history?: readonly Past[];
  /** The other system answered that it is not done yet: no failure of it. */
  readonly isPending?: true;
}

/** Writes what attempts came to, of leases that the node still has, and lets the next of each settled lane go. */
export async function settle(pool: pg.Pool, node: string, settlements: readonly Settlement[]): Promise<void> {
  const durable = settlements.some((one) => one.durable || one.answer !== null || one.next !== undefined);
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<LaneRow & { seq: number; state: Settlement['state'] }>(
      `with ${soft('$8')}
       update deliveries d
       set state = done.state, leased_by = case when done.state = 'leased' then d.leased_by end,
         attempts = case when done.next is null then d.attempts - done.released::int else 0 end,
         bundle = case when done.state = 'dead' then null else d.bundle end, operation = coalesce(done.next, d.operation), history = coalesce(done.history::json, d.history),
         edited = case when done.next is null then d.edited end, edited_by = case when done.next is null then d.edited_by end,
         edited_at = case when done.next is null then d.edited_at end,
         available_at = case when done.state in ('queued', 'leased') then now() + done.delay_ms * interval '1 millisecond' else d.available_at end,
         last_error = case when done.next is null then coalesce(done.error::json, d.last_error) end,
         delivered_at = case when done.state = 'delivered' then now() end
       from unnest($2::bigint[], $3::int[], $4::text[], $5::bigint[], $6::bool[], $7::text[], $9::text[], $10::text[])
         as done (seq, attempts, state, delay_ms, released, error, next, history), soft
       where d.seq = done.seq and d.attempts = done.attempts and d.state = 'leased' and d.leased_by = $1
       returning d.seq, d.connection, d.lane, d.state`,
      [
        node,
        settlements.map(({ seq }) => seq),
        settlements.map(({ attempts }) => attempts),
        settlements.map(({ state }) => state),
        settlements.map(({ delayMs }) => delayMs),
        settlements.map(({ released }) => released),
        settlements.map(({ error }) => (error === null ? null : jsonColumn(error))),
        durable,
        settlements.map(({ next }) => next ?? null),
        settlements.map(({ history }) => (history === undefined ? null : jsonColumn(history))),
      ],
    );
    await unparkNext(
      client,
      rows.filter(({ state }) => state === 'delivered'),
    );
    const uncounted = new Set(
      settlements.filter((one) => one.released || one.isPending === true).map(({ seq }) => seq),
    );
    const advanced = new Set(settlements.filter((one) => one.next !== undefined).map(({ seq }) => seq));
    const counted = rows.filter(({ seq }) => !uncounted.has(seq));
    await countAttempts(
      client,
      node,
      attemptsOf(counted.map((row) => (advanced.has(row.seq) ? { ...row, state: 'delivered' } : row))),
    );
    const connections = new Map(rows.map(({ seq, connection }) => [seq, connection]));
    for (const { seq, answer } of settlements) {
      const connection = connections.get(seq);
      if (answer !== null && connection !== undefined)
        await storeRaw(client, connection, answer.stream, [answer.message]);
    }
  });
}

function attemptsOf(rows: readonly (LaneRow & { readonly state: Settlement['state'] })[]): Attempts[] {
  return [...Map.groupBy(rows, ({ connection }) => connection)].map(([connection, those]) => {
    const count = (state: Settlement['state']): number => those.filter((row) => row.state === state).length;
    return { connection, delivered: count('delivered'), failed: count('queued'), dead: count('dead') };
  });
}

/** A dead delivery goes out again with all its attempts, one that waits for its next attempt at once. False when it is neither. */
export async function replay(pool: pg.Pool, seq: number, by: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update deliveries
     set state = 'queued', attempts = 0, available_at = now(), handled_by = $2
     where seq = $1 and (state = 'dead' or (state = 'queued' and attempts > 0))`,
    [seq, by],
  );
  return rowCount === 1;
}

/**
 * Gives a delivery up, so that its lane goes on. False when it is settled already, or on its way just now; one whose lease has lapsed
 * is not, and nobody takes it where its connection is off.
 */
export function skip(pool: pg.Pool, seq: number, by: string): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    await lockHead(client, seq);
    const { rows } = await client.query<LaneRow>(
      `update deliveries
       set state = 'skipped', parked = false, leased_by = null, handled_by = $2, history = ${answersForgotten}
       where seq = $1 and (state in ('queued', 'dead') or (state = 'leased' and available_at <= now()))
       returning connection, lane`,
      [seq, by],
    );
    await unparkNext(client, rows);
    return rows.length === 1;
  });
}

/** Whoever settles in a lane holds its head: of two at once, the second sees what the first has left and unparks the right one. */
async function lockHead(client: pg.PoolClient, seq: number): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ seq: number }>(
      `select h.seq
       from deliveries d
       join deliveries h on h.connection = d.connection and h.lane = d.lane
       where d.seq = $1 and h.state in ${open}
       order by h.seq
       limit 1`,
      [seq],
    );
    const [head] = rows;
    if (head === undefined) return;
    const locked = await client.query(`select from deliveries where seq = $1 and state in ${open} for update`, [
      head.seq,
    ]);
    if (locked.rowCount === 1) return; // Otherwise it was settled meanwhile, and another one is the head.
  }
}

export interface LaneRow {
  readonly connection: string;
  readonly lane: string;
}

/** A statement of its own, after the head was locked and settled: it sees whatever was parked behind it until then. */
export async function unparkNext(client: pg.PoolClient, lanes: readonly LaneRow[]): Promise<void> {
  if (lanes.length === 0) return;
  await client.query(
    `update deliveries d
     set parked = false, available_at = now()
     from (
       select next.seq
       from (select distinct connection, lane from unnest($1::text[], $2::text[]) as settled (connection, lane)) lane
       cross join lateral (
         select n.seq
         from deliveries n
         where n.connection = lane.connection and n.lane = lane.lane and n.state in ${open}
         order by n.seq
         limit 1
       ) next
     ) next
     where d.seq = next.seq and d.parked`,
    [lanes.map(({ connection }) => connection), lanes.map(({ lane }) => lane)],
  );
}
