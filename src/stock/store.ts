// Stock read for lists, availability and the ledger. Balances and their details are the turn's own rows, so an answer is what
// the next reservation would be decided on.
import type pg from 'pg';
import type { Item } from '#catalog/model.ts';
import type { Balance, Detail, MovementKind, StockStatus, Supply } from './model.ts';

export interface StockFilter {
  readonly item: string | null;
  readonly sites: readonly string[] | null;
  readonly short: boolean;
  readonly after: readonly [item: string, site: string] | null;
  readonly limit: number;
}

export interface StockRow {
  readonly balance: Balance;
  readonly unit: string;
  readonly scale: number;
  readonly details: readonly Detail[];
}

interface BalanceRow extends Balance {
  unit: string;
  scale: number;
  details: Detail[] | null;
}

export async function listStock(pool: pg.Pool, filter: StockFilter): Promise<StockRow[]> {
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const conditions: string[] = [];
  if (filter.item !== null) conditions.push(`b.item = ${bind(filter.item)}`);
  if (filter.sites !== null)
    conditions.push(
      filter.sites.length === 1 ? `b.site = ${bind(filter.sites[0])}` : `b.site = any (${bind(filter.sites)}::text[])`,
    );
  if (filter.short) conditions.push('b.short > 0');
  if (filter.after !== null) conditions.push(`(b.item, b.site) > (${bind(filter.after[0])}, ${bind(filter.after[1])})`);
  const { rows } = await pool.query<BalanceRow>(
    `select b.*, i.document ->> 'unit' as unit, i.scale, lots.details
     from (
       select item, site, on_hand as "onHand", sellable, reserved, short, unexplained, inbound, inbound_reserved as "inboundReserved"
       from balances b
       ${conditions.length === 0 ? '' : `where ${conditions.join('\n         and ')}`}
       order by item, site
       limit ${bind(filter.limit)}
     ) b
     join items i on i.code = b.item
     left join lateral (
       select json_agg(json_build_object(
         'lot', d.lot, 'status', d.status, 'quantity', d.quantity, 'unexplained', d.unexplained, 'expiresOn', d.expires_on
       ) order by d.expires_on nulls last, d.lot, d.status) as details
       from stock_details d
       where d.item = b.item and d.site = b.site and (d.quantity <> 0 or d.unexplained <> 0)
     ) lots on true
     order by b.item, b.site`,
    values,
  );
  return rows.map(({ unit, scale, details, ...balance }) => ({ balance, unit, scale, details: details ?? [] }));
}

/** What a source last spoke of at a site. */
export interface Heard {
  readonly source: string;
  readonly site: string;
  /** Epoch milliseconds. */
  readonly asOf: number;
  readonly heardAt: number;
}

const heardColumns = `source, site, (extract(epoch from as_of) * 1000)::bigint as "asOf", (extract(epoch from heard_at) * 1000)::bigint as "heardAt"`;

export async function readHeard(pool: pg.Pool, sites: readonly string[]): Promise<{ now: number; heard: Heard[] }> {
  const { rows } = await pool.query<{ now: number; heard: Heard[] | null }>({
    name: 'heard',
    text: `select (extract(epoch from clock_timestamp()) * 1000)::bigint as now,
       (select json_agg(h) from (select ${heardColumns} from stock_sources where site = any ($1::text[]) order by site, source) h) as heard`,
    values: [sites],
  });
  return { now: rows[0]?.now ?? 0, heard: rows[0]?.heard ?? [] };
}

/** Everything an availability question is answered from, in one statement and so of one moment. */
export interface AvailabilityState {
  readonly now: number;
  /** The item and, for a kit, its components; without them when the item is not known. */
  readonly items: readonly Item[];
  readonly balances: readonly Balance[];
  readonly details: readonly (Detail & { readonly item: string; readonly site: string })[];
  readonly supplies: readonly (Supply & { readonly item: string; readonly site: string })[];
  /** Items whose waiting orders are about to be served, and how much these want. */
  readonly allocating: readonly { readonly item: string; readonly quantity: number }[];
  readonly heard: readonly Heard[];
}

interface AvailabilityRow {
  now: number;
  items: Item[];
  balances: AvailabilityState['balances'] | null;
  details: AvailabilityState['details'] | null;
  supplies: AvailabilityState['supplies'] | null;
  allocating: AvailabilityState['allocating'] | null;
  heard: Heard[] | null;
}

export async function readAvailability(
  pool: pg.Pool,
  item: string,
  sites: readonly string[],
): Promise<AvailabilityState | undefined> {
  const { rows } = await pool.query<AvailabilityRow>({
    name: 'availability',
    text: `with item as materialized (
       select code, document from items where code = $1
     ), part as materialized (
       select i.code, i.document
       from item, json_array_elements(item.document -> 'components') component
       join items i on i.code = component ->> 'item'
     ), stocked as materialized (
       select code from part
       union all
       select code from item where not exists (select from part)
     )
     select (extract(epoch from clock_timestamp()) * 1000)::bigint as now,
       (select json_agg(document) from (select document from item union all select document from part) known) as items,
       (select json_agg(b) from (
         select b.item, b.site, b.on_hand as "onHand", b.sellable, b.reserved, b.short, b.unexplained, b.inbound, b.inbound_reserved as "inboundReserved"
         from stocked
         join balances b on b.item = stocked.code and b.site = any ($2::text[])
       ) b) as balances,
       (select json_agg(d) from (
         select d.item, d.site, d.lot, d.status, d.quantity, d.unexplained, d.expires_on as "expiresOn"
         from stocked
         join stock_details d on d.item = stocked.code and d.site = any ($2::text[])
         where d.expires_on is not null and d.quantity > 0
       ) d) as details,
       (select json_agg(s) from (
         select s.item, s.site, s.id, s.expected_on as "expectedOn", s.quantity, s.received, s.reserved,
           json_build_object('time', (extract(epoch from s.as_of) * 1000)::bigint, 'sequence', s.sequence) as "asOf"
         from stocked
         join supplies s on s.item = stocked.code and s.site = any ($2::text[])
       ) s) as supplies,
       (select json_agg(a) from (
         select stocked.code as item,
           (select coalesce(sum(w.quantity), 0) from order_awaits w where w.item = stocked.code)::bigint as quantity
         from stocked
         join deadlines d on d.id = 'backorders:' || stocked.code
       ) a) as allocating,
       (select json_agg(h) from (select ${heardColumns} from stock_sources where site = any ($2::text[]) order by site, source) h) as heard
     where exists (select from item)`,
    values: [item, sites],
  });
  const [row] = rows;
  if (row === undefined) return undefined;
  const { now, items, balances, details, supplies, allocating, heard } = row;
  return {
    now,
    items,
    balances: balances ?? [],
    details: details ?? [],
    supplies: supplies ?? [],
    allocating: allocating ?? [],
    heard: heard ?? [],
  };
}

export interface MovementRow {
  readonly turnId: string;
  readonly ordinal: number;
  readonly item: string;
  readonly site: string;
  readonly lot: string;
  readonly status: StockStatus;
  readonly quantity: number;
  readonly kind: MovementKind;
  readonly occurredAt: Date;
  /** Text of full precision, for the cursor. */
  readonly occurredKey: string;
  readonly source: string;
  readonly sequence: number | null;
  readonly reason: string | null;
  readonly reference: string | null;
  readonly expiresOn: string | null;
  readonly unit: string;
  readonly scale: number;
}

const movementColumns = `m.turn_id as "turnId", m.ordinal, m.item, m.site, m.lot, m.status, m.quantity, m.kind, m.occurred_at as "occurredAt",
       m.occurred_at::text as "occurredKey", m.source, m.sequence, m.reason, m.reference, m.expires_on as "expiresOn", i.document ->> 'unit' as unit, i.scale`;

export interface ItemMovements {
  readonly item: string;
  readonly sites: readonly string[];
  readonly before: readonly [occurredAt: string, turnId: string, ordinal: number] | null;
  readonly limit: number;
}

/** Movements of one item, latest occurrence first: the newest of each site, of which the newest are the newest of all. */
export async function listItemMovements(pool: pg.Pool, page: ItemMovements): Promise<MovementRow[]> {
  const [occurredAt, turnId, ordinal] = page.before ?? [null, null, null];
  const { rows } = await pool.query<MovementRow>(
    `select ${movementColumns}
     from unnest($2::text[]) as wanted (site)
     cross join lateral (
       select *
       from movements
       where item = $1 and site = wanted.site
         and ($3::timestamptz is null or (occurred_at, turn_id, ordinal) < ($3::timestamptz, $4::uuid, $5::integer))
       order by occurred_at desc, turn_id desc, ordinal desc
       limit $6
     ) m
     join items i on i.code = m.item
     order by m.occurred_at desc, m.turn_id desc, m.ordinal desc
     limit $6`,
    [page.item, page.sites, occurredAt, turnId, ordinal, page.limit],
  );
  return rows;
}

export interface RecentMovements {
  readonly sites: readonly string[] | null;
  readonly before: readonly [turnId: string, ordinal: number] | null;
  /** Movements looked at, so that a page costs the same however few of them are visible. */
  readonly window: number;
}

/** Movements of all items, latest record first. `last` is where the next page goes on; undefined at the end. */
export async function listRecentMovements(
  pool: pg.Pool,
  page: RecentMovements,
): Promise<{ rows: MovementRow[]; last: readonly [string, number] | undefined }> {
  const [turnId, ordinal] = page.before ?? [null, null];
  const { rows } = await pool.query<MovementRow>(
    `select ${movementColumns}
     from (
       select *
       from movements
       where $1::uuid is null or (turn_id, ordinal) < ($1::uuid, $2::integer)
       order by turn_id desc, ordinal desc
       limit $3
     ) m
     join items i on i.code = m.item
     order by m.turn_id desc, m.ordinal desc`,
    [turnId, ordinal, page.window],
  );
  const end = rows.length < page.window ? undefined : rows.at(-1);
  const { sites } = page;
  return {
    rows: sites === null ? rows : rows.filter((row) => sites.includes(row.site)),
    last: end === undefined ? undefined : [end.turnId, end.ordinal],
  };
}
