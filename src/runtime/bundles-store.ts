// The SQL of bundles. Which deliveries go out together, and under which number, is committed before anything is sent: whatever goes
// wrong afterwards, the same ones are sent again under the same number, until they are settled. So a file that is there already is
// known. One bundle of an operation is under way at a time, whichever node has it, so numbers are sent in their order.
import type pg from 'pg';
import type { Bundle } from '#connections/model.ts';
import { inTransaction } from '#postgres/transaction.ts';
import { lease, park } from './deliveries-store.ts';
import type { Leased } from './deliveries-store.ts';

export interface Bundled {
  readonly number: number;
  /** Oldest first; each of another lane. */
  readonly members: readonly Leased[];
}

export interface BundleKey {
  readonly connection: string;
  readonly operation: string;
}

/** Rows looked at beyond the count, to find those that can be parked. */
const lookAhead = 64;

/** What is to be sent now, leased for the node; null: nothing, or another node has it. */
export async function takeBundle(
  pool: pg.Pool,
  node: string,
  key: BundleKey,
  bundle: Bundle,
  leaseMs: number,
): Promise<Bundled | null> {
  const { behind, taken } = await inTransaction(pool, async (client) => {
    const last = await lockNumber(client, key);
    const open = await openMembers(client, key);
    const [first] = open;
    if (first !== undefined) {
      // Waits for its next attempt, or is under way elsewhere.
      if (!open.every(({ due }) => due)) return { behind: [], taken: null };
      const seqs = open.map(({ seq }) => seq);
      return { behind: [], taken: { number: first.bundle, members: await lease(client, node, seqs, leaseMs) } };
    }
    const heads = await findHeads(client, key, bundle);
    const seqs = chosen(
      heads.filter(({ seq, head }) => seq === head),
      bundle,
    );
    const leased = seqs.length === 0 ? [] : await lease(client, node, seqs, leaseMs);
    const waiting = heads.filter(({ seq, head }) => seq !== head);
    if (leased.length === 0) return { behind: waiting, taken: null };
    const number = last + 1;
    await client.query('update bundles set number = $3 where connection = $1 and operation = $2', [
      key.connection,
      key.operation,
      number,
    ]);
    await client.query('update deliveries set bundle = $2 where seq = any ($1::bigint[])', [
      leased.map(({ seq }) => seq),
      number,
    ]);
    return { behind: waiting, taken: { number, members: leased } };
  });
  if (behind.length > 0) await park(pool, behind);
  return taken === null ? null : { ...taken, members: taken.members.toSorted((one, other) => one.seq - other.seq) };
}

/** Whoever holds the row decides what goes out next. */
async function lockNumber(client: pg.PoolClient, { connection, operation }: BundleKey): Promise<number> {
  await client.query('insert into bundles (connection, operation, number) values ($1, $2, 0) on conflict do nothing', [
    connection,
    operation,
  ]);
  const { rows } = await client.query<{ number: number }>(
    'select number from bundles where connection = $1 and operation = $2 for update',
    [connection, operation],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`bundles of ${operation} of ${connection} were removed meanwhile`);
  return row.number;
}

async function openMembers(
  client: pg.PoolClient,
  { connection, operation }: BundleKey,
): Promise<{ readonly seq: number; readonly bundle: number; readonly due: boolean }[]> {
  const { rows } = await client.query<{ seq: number; bundle: number; due: boolean }>(
    `select seq, bundle, available_at <= now() as due
     from deliveries
     where connection = $1 and operation = $2 and bundle is not null and state in ('queued', 'leased')
     order by seq
     for update`,
    [connection, operation],
  );
  return rows;
}

interface Head {
  readonly seq: number;
  readonly head: number;
  readonly edited: boolean;
  /** It has waited long enough, however few there are. */
  readonly waited: boolean;
}

async function findHeads(
  client: pg.PoolClient,
  { connection, operation }: BundleKey,
  { count, afterSeconds }: Bundle,
): Promise<Head[]> {
  const { rows } = await client.query<Head>(
    `select d.seq, head.seq as head, d.edited is not null as edited, d.available_at <= now() - $3 * interval '1 second' as waited
     from deliveries d
     cross join lateral (
       select h.seq
       from deliveries h
       where h.connection = d.connection and h.lane = d.lane and h.state in ('queued', 'leased', 'dead')
       order by h.seq
       limit 1
     ) head
     where d.connection = $1 and d.operation = $2 and d.state in ('queued', 'leased') and not d.parked and d.available_at <= now()
     order by d.available_at, d.seq
     limit $4`,
    [connection, operation, afterSeconds, count + lookAhead],
  );
  return rows;
}

function chosen(heads: readonly Head[], { count }: Bundle): number[] {
  // What somebody wrote is the content of a whole file.
  const edited = heads.find((one) => one.edited);
  if (edited !== undefined) return [edited.seq];
  const isFull = heads.length >= count;
  if (!isFull && !heads.some(({ waited }) => waited)) return [];
  return heads.slice(0, count).map(({ seq }) => seq);
}
