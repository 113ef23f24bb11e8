// Orders read for lists and views. A list of a million orders answers in a few milliseconds because every filter walks an
// index in the order of the ids, which is the order of arrival.
import type pg from 'pg';
import type { Owner } from './fulfilment.ts';
import { orderStatuses } from './model.ts';
import type { Order, OrderStatus } from './model.ts';
import { orderOf } from './stored.ts';
import type { OrderColumns } from './stored.ts';

export interface OrderFilter {
  readonly status: OrderStatus | null;
  readonly channel: string | null;
  readonly customer: string | null;
  readonly externalId: string | null;
  /** Orders with open exceptions, or those without; null means both. */
  readonly attention: boolean | null;
  /** Orders that concern one of these sites; null means all. */
  readonly sites: readonly string[] | null;
  /** Ids before this one, newest first. */
  readonly before: string | null;
  readonly limit: number;
}

interface OrderRow extends OrderColumns {
  readonly document: string;
}

const columns = `o.id, o.channel, o.external_id as "externalId", o.customer,
       (extract(epoch from o.placed_at) * 1000)::bigint as "placedAt", o.document`;

function orderOfRow({ document, ...row }: OrderRow): Order {
  return orderOf(row, document);
}

export async function listOrders(pool: pg.Pool, filter: OrderFilter): Promise<Order[]> {
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const conditions: string[] = [];
  if (filter.before !== null) conditions.push(`o.id < ${bind(filter.before)}`);
  const leading = leadingColumn(filter);
  for (const column of ['status', 'channel', 'customer'] as const) {
    const value = filter[column];
    if (value === null) continue;
    const parameter = bind(value);
    conditions.push(
      column === leading ? `o.${column} >= ${parameter} and o.${column} <= ${parameter}` : `o.${column} = ${parameter}`,
    );
  }
  if (filter.externalId !== null) conditions.push(named(filter.channel === null, bind(filter.externalId)));
  const among = amongPlaces(filter);
  if (filter.attention !== null && among === null) conditions.push(stopped(filter.attention, 'o.id'));
  if (among !== null) conditions.push(newestAmong(among, filter, bind));
  else if (filter.sites !== null)
    conditions.push(concerns(bind(filter.sites), bind(filter.status === null ? orderStatuses : [filter.status])));
  const { rows } = await pool.query<OrderRow>(
    `select ${columns}
     from orders o
     ${conditions.length === 0 ? '' : `where ${conditions.join('\n       and ')}`}
     order by ${leading === null ? '' : `o.${leading}, `}o.id desc
     limit ${bind(filter.limit)}`,
    values,
  );
  return rows.map(orderOfRow);
}

/**
 * The column whose index (column, id desc) the list walks. Said as a range and named in the order, because for an equality the
 * planner also considers walking the primary key until enough rows match, and that is every order since the last one that does.
 */
function leadingColumn(filter: OrderFilter): 'channel' | 'customer' | null {
  if (filter.externalId !== null || filter.sites !== null || filter.attention === true || amongPlaces(filter) !== null)
    return null;
  if (filter.customer !== null) return 'customer';
  return filter.channel === null ? null : 'channel';
}

/**
 * Where a list of statuses or sites is found: the places of orders, by site and status. Null where another filter is narrower.
 * Orders have no index by status, so that a step of an order need not touch any of their indexes.
 */
function amongPlaces(filter: OrderFilter): 'all' | readonly string[] | null {
  const { status, channel, customer, externalId, attention, sites } = filter;
  if (customer !== null || externalId !== null || attention === true) return null;
  if (status !== null) return sites ?? 'all';
  return channel === null ? sites : null;
}

/** The unique index starts with the channel: without one, each channel there is (a few) is looked up. */
function named(anyChannel: boolean, externalId: string): string {
  if (!anyChannel) return `o.external_id = ${externalId}`;
  return `(o.channel, o.external_id) in (
         with recursive channels as (
           (select channel from orders order by channel limit 1)
           union all
           select (select channel from orders where channel > channels.channel order by channel limit 1)
           from channels
           where channels.channel is not null
         )
         select channel, ${externalId}::text from channels where channel is not null
       )`;
}

/** Exceptions are few beside orders, so orders are looked up by them and not the other way round. */
function stopped(attention: boolean, order: string): string {
  return attention
    ? `${order} = any (array(select distinct e.order_id from order_exceptions e))`
    : `not exists (select from order_exceptions e where e.order_id = ${order})`;
}

function concerns(sites: string, statuses: string): string {
  return `exists (
         select from order_sites s
         where s.order_id = o.id and s.site = any (${sites}::text[]) and s.status = any (${statuses}::text[])
       )`;
}

/** The newest of each site and status, of which the newest are among the newest of all. Every order stands at a site. */
function newestAmong(sites: 'all' | readonly string[], filter: OrderFilter, bind: (value: unknown) => string): string {
  const { status, channel, attention, before, limit } = filter;
  const places = sites === 'all' ? 'sites as place' : `unnest(${bind(sites)}::text[]) as place (code)`;
  const wanted = ['s.site = place.code', 's.status = stage.status'];
  if (before !== null) wanted.push(`s.order_id < ${bind(before)}`);
  if (channel !== null)
    wanted.push(`exists (select from orders c where c.id = s.order_id and c.channel = ${bind(channel)})`);
  if (attention !== null) wanted.push(stopped(attention, 's.order_id'));
  return `o.id in (
         select newest.order_id
         from ${places}
         cross join unnest(${bind(status === null ? orderStatuses : [status])}::text[]) as stage (status)
         cross join lateral (
           select order_id
           from order_sites s
           where ${wanted.join(' and ')}
           order by s.order_id desc
           limit ${bind(limit)}
         ) newest
       )`;
}

export interface OrderRecord {
  readonly order: Order;
  /** Personal data; null when there is none, or when it was erased. */
  readonly shipTo: Readonly<Record<string, unknown>> | null;
}

export async function readOrder(pool: pg.Pool, id: string): Promise<OrderRecord | undefined> {
  const { rows } = await pool.query<OrderRow & { shipTo: Record<string, unknown> | null }>({
    name: 'order',
    text: `select ${columns}, party_details.details as "shipTo"
     from orders o
     left join party_details on party_details.id = o.document::json ->> 'party'
     where o.id = $1`,
    values: [id],
  });
  return rows.map(({ shipTo, ...row }) => ({ order: orderOfRow(row), shipTo }))[0];
}

/** Which of the orders concern one of the sites. */
export async function ordersAtSites(
  pool: pg.Pool,
  orders: readonly string[],
  sites: readonly string[],
): Promise<Set<string>> {
  if (orders.length === 0) return new Set();
  const { rows } = await pool.query<{ id: string }>(
    `select distinct order_id as id
     from order_sites
     where order_id = any ($1::text[]) and site = any ($2::text[]) and status = any ($3::text[])`,
    [orders, sites, orderStatuses],
  );
  return new Set(rows.map(({ id }) => id));
}

export interface ExceptionRow {
  readonly order: string;
  readonly channel: string;
  readonly externalId: string;
  readonly customer: string | null;
  readonly status: OrderStatus;
  readonly kind: string;
  readonly owner: Owner;
  readonly since: Date;
  readonly times: number;
}

/** Open exceptions of all orders, or of those that concern one of the sites; the oldest first. */
export async function listExceptions(
  pool: pg.Pool,
  page: {
    readonly sites: readonly string[] | null;
    readonly owner: Owner | null;
    readonly after: readonly [since: number, order: string, kind: string] | null;
    readonly limit: number;
  },
): Promise<ExceptionRow[]> {
  const { rows } = await pool.query<ExceptionRow>(
    `select e.order_id as order, o.channel, o.external_id as "externalId", o.customer, o.status, e.kind, e.owner, e.since, e.times
     from order_exceptions e
     join orders o on o.id = e.order_id
     where ($1::bigint is null or (e.since, e.order_id, e.kind) > (to_timestamp($1::bigint / 1000.0), $2::text, $3::text))
       and ($4::text[] is null or exists (
         select from order_sites s
         where s.site = any ($4::text[]) and s.status = o.status and s.order_id = e.order_id
       ))
       and ($6::text is null or e.owner = $6::text)
     order by e.since, e.order_id, e.kind
     limit $5`,
    [...(page.after ?? [null, null, null]), page.sites, page.limit, page.owner],
  );
  return rows;
}

/** The id of the order that a channel knows by this name. */
/** Those that are there, in no particular order. */
export async function findOrders(
  pool: pg.Pool,
  names: readonly { readonly channel: string; readonly externalId: string }[],
): Promise<{ id: string; channel: string; externalId: string }[]> {
  if (names.length === 0) return [];
  const { rows } = await pool.query<{ id: string; channel: string; externalId: string }>(
    `select o.id, o.channel, o.external_id as "externalId"
     from unnest($1::text[], $2::text[]) as name (channel, external_id)
     join orders o on o.channel = name.channel and o.external_id = name.external_id`,
    [names.map(({ channel }) => channel), names.map(({ externalId }) => externalId)],
  );
  return rows;
}

export async function findOrder(pool: pg.Pool, channel: string, externalId: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ id: string }>(`select id from orders where channel = $1 and external_id = $2`, [
    channel,
    externalId,
  ]);
  return rows[0]?.id;
}
