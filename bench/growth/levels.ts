// Databases that hold more and more orders. A thousand are placed and cancelled through the API, so that their rows are those that Crossdock
// writes; each larger database is a copy of the one before it, filled up by COPY with the same rows under other ids and earlier times.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Server } from '../database.ts';
import { startCrossdock } from '../peers/crossdock.ts';
import { nextOrder } from '../peers/load-orders.ts';
import type { World } from '../world.ts';

export const samples = 1_000;

export interface LevelOptions {
  readonly key: string;
  readonly world: World;
  /** Without journal entries, reservations and deliveries of the orders that are filled in: for more orders than the disk has room for. */
  readonly lean: boolean;
  readonly say: (line: string) => void;
}

const port = 18_880;
const copiesAtOnce = 50;

export function levelDatabase(orders: number, lean: boolean): string {
  return `growth_${lean ? 'lean_' : ''}${orders}`;
}

/** Levels in ascending order, the first of them `samples`. Those that are there from an earlier run stay. */
export async function makeLevels(server: Server, levels: readonly number[], options: LevelOptions): Promise<void> {
  let before: number | undefined;
  for (const orders of levels) {
    const started = performance.now();
    const name = levelDatabase(orders, options.lean);
    const there = await server.query('postgres', 'select 1 from pg_database where datname = $1', [name]);
    if (there.length === 0) {
      // Made under another name, so that a run that was ended leaves nothing half filled.
      const draft = `${name}_draft`;
      await copyDatabase(server, before === undefined ? 'crossdock' : levelDatabase(before, options.lean), draft);
      if (before === undefined) await placeSamples(server, draft, options);
      else await fillUp(server, draft, before, orders, options);
      await server.query(draft, 'vacuum analyze');
      await server.query('postgres', `alter database ${draft} rename to ${name}`);
      options.say(`${orders} orders stored in ${((performance.now() - started) / 1_000).toFixed(0)} s`);
    }
    before = orders;
  }
}

async function placeSamples(server: Server, database: string, { key, world }: LevelOptions): Promise<void> {
  const node = await startCrossdock(server, { key, database, port });
  try {
    const ask = async (path: string, body: unknown): Promise<void> => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify(body),
      });
      const said = await answer.text();
      if (!answer.ok) throw new Error(`POST ${path} was answered with ${answer.status}: ${said.slice(0, 400)}`);
    };
    const place = (): unknown => ({ ...nextOrder(world, false), channel: 'history' });
    await ask('/v1/orders:batch', { orders: Array.from({ length: samples }, place) });
    const placed = await server.query<{ id: string }>(
      database,
      `select id from crossdock.orders where channel = 'history'`,
    );
    if (placed.length !== samples) throw new Error(`${placed.length} of ${samples} orders were taken`);
    const left = placed.map(({ id }) => id);
    const canceller = async (): Promise<void> => {
      for (let id = left.pop(); id !== undefined; id = left.pop()) await ask(`/v1/orders/${id}/cancel`, {});
    };
    await Promise.all(Array.from({ length: 16 }, canceller));
  } finally {
    await node.stop();
  }
  await server.query(database, `update crossdock.deliveries set state = 'delivered', delivered_at = now()`);
  await server.query(database, 'create table public.samples as select id from crossdock.orders');
}

async function fillUp(
  server: Server,
  database: string,
  from: number,
  to: number,
  { lean }: LevelOptions,
): Promise<void> {
  const [setting] = await server.query<{ data_directory: string }>(database, 'show data_directory');
  const file = join(setting?.data_directory ?? '', 'bench-growth.copy');
  await server.query(
    database,
    // The time of a UUIDv7, its first 48 bits, so many minutes earlier; the rest keeps it different from all others.
    `create or replace function public.earlier(id uuid, minutes bigint) returns uuid
     language sql immutable
     return (lpad(to_hex(('x' || translate(left(id::text, 13), '-', ''))::bit(48)::bigint - minutes * 60000), 12, '0') || right(id::text, 23))::uuid`,
  );
  const copied = lean ? tables.filter(({ table }) => table === 'orders' || table === 'order_sites') : tables;
  try {
    for (let first = from / samples; first < to / samples; first += copiesAtOnce) {
      const last = Math.min(to / samples, first + copiesAtOnce) - 1;
      for (const { table, columns, order, values } of copied) {
        const rows = `select ${values} from public.samples s
          join crossdock.${table} t on t.${order} = s.id
          cross join generate_series(${first}, ${last}) k
          cross join lateral (select 'ord_' || public.earlier(substr(s.id, 5)::uuid, k) as id) n`;
        await server.query(database, `copy (${rows}) to '${file}' (format binary)`);
        await server.query(database, `copy crossdock.${table} (${columns}) from '${file}' (format binary)`);
      }
    }
  } finally {
    rmSync(file, { force: true });
  }
}

/** What a stored order is made of: `t` is the row of a sample, `n.id` the new order's id, `k` how many minutes earlier it is. */
const tables = [
  {
    table: 'orders',
    order: 'id',
    columns: 'id, channel, external_id, customer, status, placed_at, document',
    values: `n.id, t.channel, t.external_id || '-' || k, t.customer, t.status, t.placed_at - k * interval '1 minute', t.document`,
  },
  {
    table: 'order_sites',
    order: 'order_id',
    columns: 'site, status, order_id',
    values: 't.site, t.status, n.id',
  },
  {
    table: 'reservation_parts',
    order: 'holder',
    columns: 'holder, part, line, item, site, quantity, inbound, supply, posted, state, reported',
    values: 'n.id, t.part, t.line, t.item, t.site, t.quantity, t.inbound, t.supply, t.posted, t.state, t.reported',
  },
  {
    table: 'journal',
    order: 'subject',
    columns: 'turn_id, ordinal, type, subject, entry',
    values: 'public.earlier(t.turn_id, k), t.ordinal, t.type, n.id, replace(t.entry, s.id, n.id)',
  },
  {
    table: 'deliveries',
    order: 'lane',
    columns: 'connection, lane, turn_id, ordinal, type, state, attempts, available_at, parked, delivered_at',
    values: `t.connection, n.id, public.earlier(t.turn_id, k), t.ordinal, t.type, t.state, t.attempts, t.available_at - k * interval '1 minute', t.parked, t.delivered_at - k * interval '1 minute'`,
  },
] as const;
