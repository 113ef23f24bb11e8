// The stock and the orders of a peer that keeps them in PostgreSQL.
import type { Server } from '../database.ts';
import type { World } from '../world.ts';
import { schema } from './orders.ts';
import type { Stored } from './subject.ts';

export const onHand = 1_000_000;

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
