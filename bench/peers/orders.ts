// The job that every peer does: an order of three lines, stored with its lines, every line reserved, once per order id. The
// statements are the same wherever PostgreSQL keeps the stock. `client` is any connection inside an open transaction.
export interface OrderRequest {
  readonly externalId: string;
  readonly channel: string;
  readonly customer: string;
  readonly site: string;
  readonly lines: readonly { readonly line: number; readonly item: string; readonly quantity: number }[];
}

export interface OrderAnswer {
  readonly id: string;
  readonly status: 'promised' | 'refused';
  readonly lines: readonly { readonly line: number; readonly reserved: number }[];
}

interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

export interface Client {
  query<Row>(statement: Statement): Promise<{ rows: Row[]; rowCount: number | null }>;
}

export const schema = `
  create table stock (
    item text collate "C" not null,
    site text collate "C" not null,
    on_hand bigint not null,
    reserved bigint not null default 0,
    constraint stock_pkey primary key (item, site),
    constraint stock_covered check (reserved between 0 and on_hand)
  ) with (fillfactor = 60);
  create table orders (
    id text collate "C" not null,
    customer text not null,
    status text not null,
    placed_at timestamptz not null,
    document json not null,
    constraint orders_pkey primary key (id)
  );
  create table order_lines (
    order_id text collate "C" not null,
    line integer not null,
    item text collate "C" not null,
    site text collate "C" not null,
    quantity bigint not null,
    constraint order_lines_pkey primary key (order_id, line)
  )`;

export function orderId(order: OrderRequest): string {
  return `${order.channel}:${order.externalId}`;
}

export function answerOf(order: OrderRequest, status: OrderAnswer['status']): OrderAnswer {
  return {
    id: orderId(order),
    status,
    lines: order.lines.map(({ line, quantity }) => ({ line, reserved: status === 'promised' ? quantity : 0 })),
  };
}

/** False: the order was stored before. */
export async function insertOrder(client: Client, order: OrderRequest): Promise<boolean> {
  const id = orderId(order);
  const { rowCount } = await client.query({
    name: 'insert-order',
    text: `insert into orders (id, customer, status, placed_at, document)
           values ($1, $2, 'promised', now(), $3)
           on conflict (id) do nothing`,
    values: [id, order.customer, JSON.stringify(order)],
  });
  if (rowCount === 0) return false;
  await client.query({
    name: 'insert-lines',
    text: `insert into order_lines (order_id, line, item, site, quantity)
           select $1, l.line, l.item, $2, l.quantity
           from unnest($3::int[], $4::text[], $5::bigint[]) as l (line, item, quantity)`,
    values: [
      id,
      order.site,
      order.lines.map(({ line }) => line),
      order.lines.map(({ item }) => item),
      order.lines.map(({ quantity }) => quantity),
    ],
  });
  return true;
}

/** All lines or none. The rows are locked in the order of their keys, so that two orders never wait for each other. */
export async function reserve(client: Client, order: OrderRequest): Promise<boolean> {
  const wanted = new Map<string, number>();
  for (const { item, quantity } of order.lines) wanted.set(item, (wanted.get(item) ?? 0) + quantity);
  const items = [...wanted.keys()];
  const { rows } = await client.query<{ item: string; free: string }>({
    name: 'lock-stock',
    text: `select item, on_hand - reserved as free
           from stock
           where item = any ($1::text[]) and site = $2
           order by item
           for no key update`,
    values: [items, order.site],
  });
  const free = new Map(rows.map((row) => [row.item, Number(row.free)]));
  if (items.some((item) => (free.get(item) ?? 0) < (wanted.get(item) ?? 0))) return false;
  await client.query({
    name: 'reserve-stock',
    text: `update stock s
           set reserved = s.reserved + w.quantity
           from unnest($1::text[], $2::bigint[]) as w (item, quantity)
           where s.item = w.item and s.site = $3`,
    values: [items, [...wanted.values()], order.site],
  });
  return true;
}

export async function cancelOrder(client: Client, order: OrderRequest): Promise<void> {
  await client.query({
    name: 'refuse-order',
    text: `update orders set status = 'refused' where id = $1`,
    values: [orderId(order)],
  });
}

/** For an order that was stored before: what it was answered. */
export async function earlierAnswer(client: Client, order: OrderRequest): Promise<OrderAnswer> {
  const { rows } = await client.query<{ status: OrderAnswer['status'] }>({
    name: 'earlier-answer',
    text: 'select status from orders where id = $1',
    values: [orderId(order)],
  });
  const status = rows[0]?.status;
  if (status === undefined) throw new Error(`order ${orderId(order)} was stored before and is not there`);
  return answerOf(order, status);
}

/** The whole job in the transaction that is open on `client`. */
export async function placeOrder(client: Client, order: OrderRequest): Promise<OrderAnswer> {
  if (!(await insertOrder(client, order))) return earlierAnswer(client, order);
  if (await reserve(client, order)) return answerOf(order, 'promised');
  await cancelOrder(client, order);
  return answerOf(order, 'refused');
}
