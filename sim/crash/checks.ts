// What must hold after every fault, told from the ledger of the callers and plain SQL. Nothing here imports the code it checks.
import type pg from 'pg';
import type { Ledger, Outcome } from './ledger.ts';

export interface CheckContext {
  readonly pool: pg.Pool;
  readonly ledger: Ledger;
  readonly channel: string;
  /** Milliseconds that a deadline may be late. */
  readonly lateMs: number;
}

/** Sentences about what is wrong; empty when everything holds. All of it sees one moment, for deadlines fire meanwhile. */
export async function checkLedger(context: CheckContext): Promise<string[]> {
  const client = await context.pool.connect();
  let broken: unknown;
  try {
    await client.query('begin isolation level repeatable read read only');
    const seen: Seen = { ...context, client };
    const found = [
      ...(await checkOrders(seen)),
      ...(await checkReceipts(seen)),
      ...(await checkReservations(seen)),
      ...(await checkHistory(seen)),
      // The sums rest on what the others adopted from abandoned requests.
      ...(await checkStock(seen)),
    ];
    await client.query('commit');
    return found;
  } catch (error) {
    broken = error;
    throw error;
  } finally {
    client.release(broken !== undefined);
  }
}

interface Seen extends Omit<CheckContext, 'pool'> {
  readonly client: pg.PoolClient;
}

async function checkOrders({ client, ledger, channel }: Seen): Promise<string[]> {
  const { rows } = await client.query<{ id: string; name: string; status: string; lines: Line[] }>(
    `select id, external_id as name, status, document::json -> 'lines' as lines from orders where channel = $1`,
    [channel],
  );
  const stored = new Map(rows.map((row) => [row.name, row]));
  const wrong: string[] = [];
  for (const order of ledger.orders) {
    const row = stored.get(order.externalId);
    stored.delete(order.externalId);
    const what = `order ${order.externalId}`;
    switch (order.outcome) {
      case 'open':
        wrong.push(`${what} has no answer`);
        break;
      case 'refused':
        if (row !== undefined) wrong.push(`${what} was refused and is there as ${row.id}`);
        break;
      case 'abandoned':
        // It happened or it did not; whichever it was, it counts from now on.
        if (row === undefined) break;
        order.outcome = 'done';
        order.id = row.id;
        order.portions = row.lines.map(({ line, item, ordered }) => ({ line, item, site: '', quantity: ordered }));
        break;
      case 'done': {
        if (row === undefined) wrong.push(`${what} was acknowledged as ${order.id} and is lost`);
        else if (row.id !== order.id) wrong.push(`${what} was acknowledged as ${order.id} and is ${row.id}`);
        else {
          const expected = order.cancelled === 'done' ? 'cancelled' : order.shipped === 'done' ? 'shipped' : undefined;
          if (expected !== undefined && row.status !== expected)
            wrong.push(`${what} was ${expected}, as was acknowledged, and is ${row.status}`);
        }
      }
    }
  }
  return [
    ...wrong,
    ...[...stored.values()].map(({ id, name }) => `nobody placed order ${name}, which is there as ${id}`),
  ];
}

interface Line {
  readonly line: number;
  readonly item: string;
  readonly ordered: number;
}

async function checkReceipts({ client, ledger }: Seen): Promise<string[]> {
  const { rows } = await client.query<{ reference: string; times: number; quantity: number }>(
    `select reference, count(*)::int as times, sum(quantity)::int as quantity from movements
     where kind = 'receipt' and reference like 'GR-%' group by reference`,
  );
  const stored = new Map(rows.map((row) => [row.reference, row]));
  return ledger.receipts.flatMap((receipt) => {
    const row = stored.get(receipt.reference);
    if (receipt.outcome === 'abandoned' && row !== undefined) receipt.outcome = 'done';
    const expected = receipt.outcome === 'done' ? 1 : 0;
    if ((row?.times ?? 0) === expected && (row?.quantity ?? 0) === expected * receipt.quantity) return [];
    return [
      `receipt ${receipt.reference} of ${receipt.quantity} ended as ${receipt.outcome} and was posted ${row?.times ?? 0} times`,
    ];
  });
}

async function checkReservations({ client, ledger, lateMs }: Seen): Promise<string[]> {
  const { rows } = await client.query<{ id: string; state: string }>('select id, state from reservations');
  const stored = new Map(rows.map(({ id, state }) => [id, state]));
  const wrong: string[] = [];
  for (const reservation of ledger.reservations) {
    const { id, outcome, posted, voided, expiresBy } = reservation;
    const state = stored.get(id);
    if (outcome !== 'done') {
      if (state !== undefined) wrong.push(`reservation ${id} ended as ${outcome} and is ${state}`);
      continue;
    }
    const due = expiresBy !== null && expiresBy + lateMs < Date.now();
    const allowed =
      expiresBy === null
        ? [settledAs(posted, 'posted') ?? settledAs(voided, 'voided') ?? 'pending']
        : due
          ? ['expired']
          : ['pending', 'expired'];
    if (state === undefined) wrong.push(`reservation ${id} was acknowledged and is lost`);
    else if (!allowed.includes(state))
      wrong.push(`reservation ${id} should be ${allowed.join(' or ')} and is ${state}`);
  }
  return wrong;
}

function settledAs(outcome: Outcome | null, state: string): string | undefined {
  return outcome === 'done' ? state : undefined;
}

async function checkHistory({ client }: Seen): Promise<string[]> {
  const { rows: twice } = await client.query<{ type: string; subject: string; times: number }>(
    `select type, subject, count(*)::int as times from journal
     where type in ('crossdock.order.accepted.v1', 'crossdock.order.promised.v1', 'crossdock.order.cancelled.v1',
       'crossdock.reservation.made.v1', 'crossdock.reservation.posted.v1', 'crossdock.reservation.voided.v1', 'crossdock.reservation.expired.v1')
     group by type, subject having count(*) > 1 limit 20`,
  );
  const { rows: chain } = await client.query<{ turns: number; last: number; head: number }>(
    'select count(*)::int as turns, coalesce(max(position), 0)::int as last, (select position::int from journal_head) as head from turns',
  );
  const { turns = 0, last = 0, head = 0 } = chain[0] ?? {};
  return [
    ...twice.map(({ type, subject, times }) => `${type} of ${subject} happened ${times} times`),
    ...(turns === last && last === head ? [] : [`${turns} turns, the last at ${last}, and the head is at ${head}`]),
  ];
}

async function checkStock({ client, ledger }: Seen): Promise<string[]> {
  const { rows } = await client.query<{
    item: string;
    on_hand: number;
    reserved: number;
    moved: number;
    over: boolean;
  }>(
    `select b.item, sum(b.on_hand)::int as on_hand, sum(b.reserved)::int as reserved, bool_or(b.reserved > b.on_hand) as over,
       (select coalesce(sum(m.quantity), 0)::int from movements m where m.item = b.item) as moved
     from balances b group by b.item`,
  );
  const { rows: living } = await client.query<{ id: string; state: string }>('select id, state from reservations');
  const states = new Map(living.map(({ id, state }) => [id, state]));
  const onHand = new Map(ledger.opening);
  const reserved = new Map<string, number>();
  const add = (sums: Map<string, number>, item: string, quantity: number): void =>
    void sums.set(item, (sums.get(item) ?? 0) + quantity);
  for (const { item, quantity, outcome } of ledger.receipts) if (outcome === 'done') add(onHand, item, quantity);
  for (const { outcome, cancelled, left, portions } of ledger.orders) {
    if (outcome !== 'done' || cancelled === 'done') continue;
    for (const portion of portions)
      if (left.has(portion)) add(onHand, portion.item, -portion.quantity);
      else add(reserved, portion.item, portion.quantity);
  }
  for (const { id, item, quantity, outcome, posted, voided } of ledger.reservations) {
    if (outcome !== 'done') continue;
    if (posted === 'done') add(onHand, item, -quantity);
    else if (voided !== 'done' && states.get(id) === 'pending') add(reserved, item, quantity);
  }
  return rows.flatMap(({ item, on_hand: there, reserved: held, moved, over }) => [
    ...(there === onHand.get(item) ? [] : [`${item}: ${there} on hand, and the callers know of ${onHand.get(item)}`]),
    ...(held === (reserved.get(item) ?? 0)
      ? []
      : [`${item}: ${held} reserved, and the callers know of ${reserved.get(item) ?? 0}`]),
    ...(moved === there ? [] : [`${item}: ${there} on hand, and its movements sum to ${moved}`]),
    ...(over ? [`${item} is oversold`] : []),
  ]);
}
