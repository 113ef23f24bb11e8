// The world of the benchmarks: a ledger that already holds a million movements, with every feature in use. Seeded by SQL, in
// the form that turns would have left, and checked by the same verification that runs in production.
import type pg from 'pg';

export interface World {
  readonly items: number;
  readonly sites: number;
}

export const world: World = { items: 100_000, sites: 10 };

/** Every 20th item is kept in lots, every 25th is a kit of two others, all can be ordered in boxes of 12. */
export function itemCode(number: number): string {
  return `SKU${String(number).padStart(6, '0')}`;
}

export function isKit(number: number): boolean {
  return number % 25 === 0;
}

export async function seedWorld(pool: pg.Pool, { items, sites }: World, log: (line: string) => void): Promise<void> {
  const started = performance.now();
  const run = async (text: string, values: unknown[] = []): Promise<void> => {
    await pool.query(text, values);
  };
  const turn = '00000000-0000-7000-8000-000000000000';
  await run(
    `insert into sites (code, company, document, epoch, changed_at)
     select code, 'ACME', json_build_object('code', code, 'name', code, 'company', 'ACME', 'zone', 'Europe/Berlin', 'rank', n, 'active', true), 1, now()
     from (select 'S' || lpad(n::text, 2, '0') as code, n from generate_series(1, $1::int) n) site`,
    [sites],
  );
  await run(
    `insert into items (code, document, active, scale, epoch, changed_at)
     select code, json_build_object(
       'code', code, 'name', 'Item ' || n, 'unit', 'each', 'scale', 0, 'units', json_build_array(json_build_object('unit', 'box', 'factor', '12')),
       'lots', n % 20 = 1, 'shelfLifeDays', null,
       'components', case when n % 25 = 0 then json_build_array(
          json_build_object('item', 'SKU' || lpad((n - 1)::text, 6, '0'), 'quantity', 1), json_build_object('item', 'SKU' || lpad((n - 2)::text, 6, '0'), 'quantity', 2))
         else '[]'::json end,
       'active', true, 'gtin', null, 'attributes', json_build_object()), true, 0, 1, now()
     from (select n, 'SKU' || lpad(n::text, 6, '0') as code from generate_series(1, $1::int) n) item`,
    [items],
  );
  await run('update catalog_epoch set epoch = 1');
  const stocked = `select 'SKU' || lpad(n::text, 6, '0') as item, 'S' || lpad(s::text, 2, '0') as site, n
    from generate_series(1, ${items}) n, generate_series(1, ${sites}) s where n % 25 <> 0`;
  await run(
    `insert into balances (item, site, on_hand, sellable) select item, site, 1000000, 1000000 from (${stocked}) stocked order by item, site`,
  );
  await run(
    `insert into stock_details (item, site, lot, status, quantity, unexplained, expires_on)
     select item, site, case when n % 20 = 1 then 'L1' else '' end, 'available', 1000000, 0, case when n % 20 = 1 then current_date + 300 end
     from (${stocked}) stocked order by item, site`,
  );
  await run(
    `insert into movements (turn_id, ordinal, item, site, lot, status, quantity, kind, occurred_at, source)
     select $1::uuid, row_number() over (), item, site, case when n % 20 = 1 then 'L1' else '' end, 'available', 1000000, 'opening', now() - interval '1 day', 'wms'
     from (${stocked}) stocked`,
    [turn],
  );
  // Kits have no stock; the movements they would have had are made up by receipts and issues of their neighbours.
  await run(
    `insert into movements (turn_id, ordinal, item, site, lot, status, quantity, kind, occurred_at, source)
     select $1::uuid, 2000000 + row_number() over (), item, site, '', 'available', case when half = 1 then 5 else -5 end, case when half = 1 then 'receipt' else 'issue' end,
       now() - interval '12 hours', 'wms'
     from (${stocked}) stocked, generate_series(1, 2) half where n % 25 = 2 and n % 20 <> 1`,
    [turn],
  );
  await run(`insert into stock_sources (source, site, as_of, heard_at) select 'wms', code, now(), now() from sites`);
  await run('vacuum analyze');
  await run('checkpoint');
  const { rows } = await pool.query<{ movements: number }>('select count(*)::int as movements from movements');
  log(
    `seeded ${items} items × ${sites} sites, ${rows[0]?.movements ?? 0} movements in ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );
}

/** Orders that are over, for the lists: a million documents with nothing left to reserve. */
export async function seedOrders(pool: pg.Pool, count: number, log: (line: string) => void): Promise<void> {
  const started = performance.now();
  const chunk = 100_000;
  for (let first = 1; first <= count; first += chunk) {
    await pool.query(
      `with placed as (
         select n, 'ord_00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0') as id, 'S' || lpad((1 + n % 10)::text, 2, '0') as site,
           case when n % 5 = 0 then 'expired' else 'cancelled' end as stage
         from generate_series($1::int, $2::int) n
       ), added as (
         insert into orders (id, channel, external_id, customer, status, placed_at, document)
         select id, 'history', n::text, 'C' || n % 1000, stage, now() - interval '30 days', json_build_object(
           'id', id, 'channel', 'history', 'externalId', n::text, 'customer', 'C' || n % 1000, 'site', site, 'stage', stage, 'placedAt', 1760000000000,
           'requestedFor', null, 'allowBackorder', false, 'expiresAt', null, 'priority', 5, 'party', null, 'digest', 'seed', 'scope', '{}'::json,
           'lines', json_build_array(json_build_object('line', 1, 'item', 'SKU000001', 'scale', 0, 'unit', 'each', 'components', null, 'ordered', 1, 'reserved', 0, 'backordered', 0,
             'issued', 0, 'cancelled', 1, 'price', null, 'portions', '[]'::json)),
           'sites', json_build_array(site), 'nextPart', 2, 'version', 2)
         from placed
       )
       insert into order_sites (site, status, order_id) select site, stage, id from placed`,
      [first, Math.min(count, first + chunk - 1)],
    );
  }
  await pool.query('vacuum analyze orders, order_sites');
  log(`seeded ${count} orders that are over in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
