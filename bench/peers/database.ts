// The PostgreSQL that all subjects use, one after the other: the embedded one with the settings that Crossdock ships, a database for
// each subject, and room for the connections of the peers.
import pg from 'pg';
import { startEmbedded } from '../../src/postgres/embedded.ts';
import { endWithUs, hasEnded } from '../child.ts';
import type { World } from '../world.ts';
import { schema } from './orders.ts';
import type { Stored } from './subject.ts';

export interface Server {
  /** Of its main process. */
  readonly pid: number;
  readonly version: string;
  /** The database with the world of Crossdock. */
  readonly crossdock: string;
  /** The address of a database of this name. */
  address(name: string): string;
  /** On the database of this name. */
  query<Row extends pg.QueryResultRow>(database: string, text: string, values?: unknown[]): Promise<Row[]>;
  stop(): Promise<void>;
}

export const onHand = 1_000_000;

export async function startServer(home: string): Promise<Server> {
  const embedded = await startEmbedded({ home, log: () => undefined, settings: { max_connections: '300' } });
  // A fast shutdown.
  endWithUs(embedded.pid, 'SIGINT');
  const address = (name: string): string => {
    const url = new URL(embedded.connectionString);
    url.pathname = `/${name}`;
    return url.href;
  };
  const query: Server['query'] = async (database, text, values) => {
    const client = new pg.Client({ connectionString: address(database) });
    await client.connect();
    try {
      return (await client.query(text, values)).rows;
    } finally {
      await client.end();
    }
  };
  const version = await query<{ server_version: string }>('postgres', 'show server_version');
  return {
    pid: embedded.pid,
    version: version[0]?.server_version ?? 'unknown',
    crossdock: embedded.connectionString,
    address,
    query,
    async stop() {
      await embedded.stop();
      hasEnded(embedded.pid);
    },
  };
}

/** A new database for a peer with the stock of the world and orders that were stored before. */
export async function createStore(server: Server, name: string, world: World, storedOrders: number): Promise<void> {
  await server.query('postgres', `drop database if exists ${name} with (force)`);
  await server.query('postgres', `create database ${name}`);
  await server.query(name, schema);
  await server.query(
    name,
    `insert into stock (item, site, on_hand)
     select 'SKU' || lpad(n::text, 6, '0'), 'S' || lpad(s::text, 2, '0'), $3
     from generate_series(1, $1::int) n, generate_series(1, $2::int) s
     where n % 25 <> 0
     order by 1, 2`,
    [world.items, world.sites, onHand],
  );
  await server.query(
    name,
    `with stored as (
       insert into orders (id, customer, status, placed_at, document)
       select 'history:' || n, 'C' || n % 1000, 'promised', now() - interval '30 days', json_build_object('externalId', n::text, 'channel', 'history',
         'customer', 'C' || n % 1000, 'site', 'S01', 'lines', json_build_array(json_build_object('line', 1, 'item', 'SKU000001', 'quantity', 1)))
       from generate_series(1, $1::int) n
       returning id
     )
     insert into order_lines (order_id, line, item, site, quantity)
     select id, line, 'SKU000001', 'S01', 1 from stored, generate_series(1, 3) line`,
    [storedOrders],
  );
  await server.query(name, 'vacuum analyze');
}

export async function storedIn(server: Server, name: string): Promise<Stored> {
  const rows = await server.query<{ orders: string; units: string }>(
    name,
    `select (select count(*) from orders where id like 'web:%') as orders, (select sum(reserved) from stock) as units`,
  );
  return { orders: Number(rows[0]?.orders), unitsReserved: Number(rows[0]?.units) };
}
