// What becomes of deliveries, written in one commit with what follows from it: outcomes of attempts, replayed, given up. Whoever
// settles the head of a lane lets the next go.
import type pg from 'pg';
import { answersForgotten } from '#connections/outbound/history.ts';
import type { Past } from '#connections/outbound/history.ts';
import { storeRaw } from '#connections/inbound/raw-store.ts';
import type { Asked } from '#connections/inbound/raw-store.ts';
import type { RawMessage } from '#connectors/connector.ts';
import { jsonColumn } from '#postgres/json-column.ts';
import { inTransaction } from '#postgres/transaction.ts';
import { countAttempts } from './deliveries-notes.ts';
import type { Attempts } from './deliveries-notes.ts';
import { open, soft } from './deliveries-store.ts';
import type { Fence } from './deliveries-store.ts';

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
  readonly answer: { readonly stream: string; readonly asked: Asked; readonly message: RawMessage } | null;
  /** The operation that follows: the delivery stays where it is in its lane, and begins with that. */
  readonly next?: string;
  /** What it has behind it from now on; left out: as before. */
  readonly history?: readonly Past[];
  /** The other system answered that it is not done yet: no failure of it. */
  readonly isPending?: true;
  /** Nothing was sent, so it says nothing of the other system. */
  readonly isNothing?: true;
  /** The number of its bundle, of which nothing was ever sent: the next one gets it. */
  readonly unused?: { readonly connection: string; readonly operation: string; readonly number: number };
}

/** Writes what attempts came to, of leases that the node still has, and lets the next of each settled lane go. */
export async function settle(pool: pg.Pool, node: string, settlements: readonly Settlement[]): Promise<void> {
  const durable = settlements.some((one) => one.durable || one.answer !== null || one.next !== undefined);
  await inTransaction(pool, async (client) => {
    await lockNumbers(client, settlements);
    const { rows } = await client.query<LaneRow & { seq: number; state: Settlement['state'] }>({
      name: 'deliveries settle',
      text: `with ${soft('$8')}
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
      values: [
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
    });
    const ours = new Set(rows.map(({ seq }) => seq));
    await giveBackNumbers(
      client,
      settlements.filter(({ seq }) => ours.has(seq)),
    );
    await unparkNext(
      client,
      rows.filter(({ state }) => state === 'delivered'),
    );
    const uncounted = new Set(
      settlements
        .filter((one) => one.released || one.isPending === true || one.isNothing === true)
        .map(({ seq }) => seq),
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
        await storeRaw(client, connection, answer.stream, [answer.message], answer.asked);
    }
  });
}

type Unused = NonNullable<Settlement['unused']>;

/** First of all, as who takes a bundle does: the row of the number is locked before its deliveries. */
async function lockNumbers(client: pg.PoolClient, settlements: readonly Settlement[]): Promise<void> {
  for (const { connection, operation } of unusedOf(settlements))
    await client.query('select from bundles where connection = $1 and operation = $2 for update', [
      connection,
      operation,
    ]);
}

async function giveBackNumbers(client: pg.PoolClient, settled: readonly Settlement[]): Promise<void> {
  for (const { connection, operation, number } of unusedOf(settled))
    await client.query(
      'update bundles set number = number - 1 where connection = $1 and operation = $2 and number = $3',
      [connection, operation, number],
    );
}

function unusedOf(settlements: readonly Settlement[]): readonly Unused[] {
  const all = settlements.flatMap(({ unused }) => unused ?? []);
  return [...new Map(all.map((one) => [`${one.connection} ${one.operation}`, one])).values()];
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
  await client.query({
    name: 'deliveries unpark',
    text: `update deliveries d
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
    values: [lanes.map(({ connection }) => connection), lanes.map(({ lane }) => lane)],
  });
}
