// Orders read for lists and views. A list of a million orders answers in a few milliseconds because every filter walks an
// index in the order of the ids, which is the order of arrival.
import type pg from 'pg';
import { orderStatuses } from './model.ts';
import type { Order, OrderStatus } from './model.ts';

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

interface OrderRow {
  document: Order;
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
  if (filter.attention !== null) conditions.push(stopped(filter.attention));
  const narrow =
    filter.customer !== null || filter.channel !== null || filter.externalId !== null || filter.attention === true;
  if (filter.sites !== null) {
    const statuses = bind(filter.status === null ? orderStatuses : [filter.status]);
    conditions.push(
      narrow
        ? concerns(bind(filter.sites), statuses)
        : among(bind(filter.sites), statuses, bind(filter.before), bind(filter.limit)),
    );
  }
  const { rows } = await pool.query<OrderRow>(
    `select o.document
     from orders o
     ${conditions.length === 0 ? '' : `where ${conditions.join('\n       and ')}`}
     order by ${leading === null ? '' : `o.${leading}, `}o.id desc
     limit ${bind(filter.limit)}`,
    values,
  );
  return rows.map(({ document }) => document);
}

/**
 * The column whose index (column, id desc) the list walks. Said as a range and named in the order, because for an equality the
 * planner also considers walking the primary key until enough rows match, and that is every order since the last one that does.
 */
function leadingColumn(filter: OrderFilter): 'status' | 'channel' | 'customer' | null {
  if (filter.externalId !== null || filter.sites !== null || filter.attention === true) return null;
  if (filter.customer !== null) return 'customer';
  if (filter.status !== null) return 'status';
  return filter.channel === null ? null : 'channel';
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
function stopped(attention: boolean): string {
  return attention
    ? 'o.id = any (array(select distinct e.order_id from order_exceptions e))'
    : 'not exists (select from order_exceptions e where e.order_id = o.id)';
}

function concerns(sites: string, statuses: string): string {
  return `exists (
         select from order_sites s
         where s.order_id = o.id and s.site = any (${sites}::text[]) and s.status = any (${statuses}::text[])
       )`;
}

/** The newest of each site and status, of which the newest are among the newest of all. */
function among(sites: string, statuses: string, before: string, limit: string): string {
  return `o.id in (
         select newest.order_id
         from unnest(${sites}::text[]) as wanted (site)
         cross join unnest(${statuses}::text[]) as stage (status)
         cross join lateral (
           select order_id
           from order_sites s
           where s.site = wanted.site and s.status = stage.status and (${before}::text is null or s.order_id < ${before}::text)
           order by s.order_id desc
           limit ${limit}
         ) newest
       )`;
}

export interface OrderRecord {
  readonly order: Order;
  /** Personal data; null when there is none, or when it was erased. */
  readonly shipTo: Readonly<Record<string, unknown>> | null;
}

export async function readOrder(pool: pg.Pool, id: string): Promise<OrderRecord | undefined> {
  const { rows } = await pool.query<{ order: Order; shipTo: Record<string, unknown> | null }>({
    name: 'order',
    text: `select orders.document as order, party_details.details as "shipTo"
     from orders
     left join party_details on party_details.id = orders.document ->> 'party'
     where orders.id = $1`,
    values: [id],
  });
  return rows[0];
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
  readonly since: Date;
  readonly times: number;
}

/** Open exceptions of all orders, or of those that concern one of the sites; the oldest first. */
export async function listExceptions(
  pool: pg.Pool,
  page: {
    readonly sites: readonly string[] | null;
    readonly after: readonly [since: number, order: string, kind: string] | null;
    readonly limit: number;
  },
): Promise<ExceptionRow[]> {
  const { rows } = await pool.query<ExceptionRow>(
    `select e.order_id as order, o.channel, o.external_id as "externalId", o.customer, o.status, e.kind, e.since, e.times
     from order_exceptions e
     join orders o on o.id = e.order_id
     where ($1::bigint is null or (e.since, e.order_id, e.kind) > (to_timestamp($1::bigint / 1000.0), $2::text, $3::text))
       and ($4::text[] is null or exists (
         select from order_sites s
         where s.site = any ($4::text[]) and s.status = o.status and s.order_id = e.order_id
       ))
     order by e.since, e.order_id, e.kind
     limit $5`,
    [...(page.after ?? [null, null, null]), page.sites, page.limit],
  );
  return rows;
}
