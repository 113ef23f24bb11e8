// What was sent and is awaited, settled by the receipt that came by itself. The delivery is leased like for an attempt, so whatever
// follows from an attempt follows from a receipt, and nobody sends it meanwhile.
import type pg from 'pg';
import { v7 } from 'uuid';
import type { LiveConnection } from '#connections/connection-store.ts';
import { declaredBy } from '#connections/outbound/prepare.ts';
import { idOf } from '#connections/outbound/history.ts';
import type { History } from '#connections/outbound/history.ts';
import type { Connector, ReceiptOf } from '#connectors/connector.ts';
import { eventId } from '#connectors/webhook/event.ts';
import { inTransaction } from '#postgres/transaction.ts';
import { asAnswer } from './deliveries-attempt.ts';
import { outcomeOf } from './deliveries-outcome.ts';
import { settle } from './deliveries-settle.ts';
import { nowhere, settlementOf } from './deliveries-settlement.ts';
import { lease } from './deliveries-store.ts';
import type { Leased } from './deliveries-store.ts';

export type Settling =
  | { readonly kind: 'settled'; readonly state: 'delivered' | 'queued' | 'dead'; readonly seqs: readonly number[] }
  /** Its attempt has not been written down yet: the receipt was faster. */
  | { readonly kind: 'under_way' }
  /** It is settled, or nothing is known of it that the receipt could be held against. */
  | { readonly kind: 'not_awaited' };

interface Configured {
  readonly connection: Pick<LiveConnection, 'code' | 'operations'>;
  readonly connector: Connector;
}

interface Found {
  readonly seq: number;
  readonly state: string;
  readonly operation: string | null;
  readonly history: History;
  readonly bundle: number | null;
  readonly reference: string | null;
}

/** Longer than what is done between leasing and settling. */
const leaseMs = 30_000;

export async function settleByReceipt(
  pool: pg.Pool,
  { connection, connector }: Configured,
  receipt: ReceiptOf,
): Promise<Settling> {
  const found = await find(pool, connection.code, receipt.id);
  const [first] = found;
  if (first === undefined || first.operation === null) return { kind: 'not_awaited' };
  if (found.some(({ state }) => state === 'leased')) return { kind: 'under_way' };
  const { reference } = first;
  if (reference === null || found.some(({ state }) => state !== 'queued' && state !== 'dead'))
    return { kind: 'not_awaited' };
  const node = `receipt ${v7()}`;
  const seqs = found.map(({ seq }) => seq);
  const leased = await inTransaction(pool, (client) => take(client, node, seqs));
  if (leased.length < seqs.length) return { kind: 'under_way' }; // Another node was faster; what was leased lapses.
  const operation = connection.operations.find(({ name }) => name === first.operation);
  const judged = receipt.judge(reference);
  const sent = operation?.refusals === 'answer' ? asAnswer(judged) : judged;
  const declared = declaredBy(connector, operation?.settings ?? {});
  const isBundle = first.bundle !== null;
  const onward = isBundle ? nowhere : { answers: operation?.answers ?? null, then: operation?.then ?? null };
  const settlements = leased.map((delivery) =>
    settlementOf(
      delivery,
      outcomeOf(sent, { number: delivery.attempts, random: Math.random(), declared }),
      onward,
      true,
    ),
  );
  await settle(pool, node, settlements);
  const state = settlements[0]?.state;
  return state === undefined || state === 'leased' ? { kind: 'not_awaited' } : { kind: 'settled', state, seqs };
}

/** The attempt that it is the receipt of was counted. */
async function take(client: pg.PoolClient, node: string, seqs: readonly number[]): Promise<readonly Leased[]> {
  await client.query(
    `update deliveries
     set state = 'queued', parked = false, available_at = now(), attempts = greatest(attempts - 1, 0)
     where seq = any ($1::bigint[]) and state in ('queued', 'dead') and last_error ->> 'reference' is not null`,
    [seqs],
  );
  return lease(client, node, seqs, leaseMs);
}

async function find(pool: pg.Pool, connection: string, id: string): Promise<readonly Found[]> {
  const [, turnId, ordinal] = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(\d{1,9})(?:-|$)/.exec(id) ?? [];
  if (turnId === undefined || ordinal === undefined) return [];
  const columns = `seq, state, operation, history, bundle, last_error ->> 'reference' as reference`;
  const { rows } = await pool.query<Found>(
    `select ${columns}
     from deliveries
     where connection = $1 and turn_id = $2 and ordinal = $3
       and lane = (select subject from journal where turn_id = $2 and ordinal = $3)
     order by seq desc`,
    [connection, turnId, Number(ordinal)],
  );
  const event = eventId(turnId, Number(ordinal));
  const one = rows.find((row) => row.bundle === null && idOf(event, row) === id);
  if (one !== undefined) return [one];
  const member = rows.find((row) => row.bundle !== null && `${event}-bundle-${row.bundle}` === id);
  if (member === undefined) return [];
  const all = await pool.query<Found>(
    `select ${columns} from deliveries where connection = $1 and operation = $2 and bundle = $3 order by seq`,
    [connection, member.operation, member.bundle],
  );
  return all.rows;
}
