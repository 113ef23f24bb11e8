// Orders that wait for goods, by item: who is to be served when goods come. Only orders with a process stand here.
import { limits } from '#kernel/limits.ts';
import { waitsFor } from '#orders/awaited.ts';
import type { Waiting } from '#orders/awaited.ts';
import type { Order, OrderStatus } from '#orders/model.ts';
import type { Ask } from '#postgres/pipeline.ts';
import { splitStockKey } from '#stock/model.ts';
import { allocationOf } from '#processes/ask-for-allocation.ts';
import type { TurnState } from '#processes/draft.ts';
import { values, whole } from './postgres-rows.ts';
import type { Writes } from './store.ts';

/** Who waits for each item, the oldest first: who is to be served when is for the policy to say. */
export async function loadQueues(ask: Ask, items: ReadonlySet<string>, state: TurnState): Promise<void> {
  if (items.size === 0) return;
  const rows = await ask(
    'queues',
    `select wanted.item, a.order_id, a.quantity, (extract(epoch from a.placed_at) * 1000)::bigint, a.precedence, a.customer
     from unnest($1::text[]) as wanted (item)
     cross join lateral (
       select order_id, quantity, placed_at, precedence, customer
       from order_awaits
       where order_awaits.item = wanted.item
       order by order_id
       limit ${limits.waitingRankedMax}
     ) a`,
    [[...items]],
  );
  const queues = new Map([...items].map((item): [string, Waiting[]] => [item, []]));
  for (const [item, order, quantity, placedAt, precedence, customer] of rows)
    queues.get(String(item))?.push({
      order: String(order),
      quantity: whole(quantity),
      placedAt: whole(placedAt),
      precedence: Number(precedence),
      customer: typeof customer === 'string' ? customer : null,
    });
  for (const [item, queue] of queues) state.queues.set(item, queue);
}

/** Orders that are promised goods of an item at a site, newest first. */
export async function promisedOrders(ask: Ask, places: ReadonlySet<string>): Promise<readonly string[]> {
  if (places.size === 0) return [];
  const wanted = [...places].map(splitStockKey);
  const rows = await ask(
    'promised orders',
    `select found.order_id
     from unnest($1::text[], $2::text[]) as place (item, site)
     cross join lateral (
       select s.order_id
       from order_sites s
       where s.site = place.site and s.status = any ($3::text[])
         and exists (
           select from reservation_parts p
           where p.holder = s.order_id and p.item = place.item and p.site = place.site and p.state = 'pending'
         )
       order by s.order_id desc
       limit ${limits.shortOrdersPerTurnMax}
     ) found`,
    [wanted.map(({ item }) => item), wanted.map(({ site }) => site), unshipped],
  );
  return rows.map(([id]) => String(id));
}

/** Statuses of orders that may still be promised goods. */
const unshipped: readonly OrderStatus[] = [
  'held',
  'promised',
  'backordered',
  'released',
  'picked',
  'packed',
  'partly_shipped',
];

/**
 * How much of each item is waited for: for turns that may make goods free, and wherever those who wait are about to be served.
 * After the locks of the balances, so that goods which became free are seen together with that.
 */
export async function loadAwaited(
  ask: Ask,
  { items, frees }: { readonly items: readonly string[]; readonly frees: boolean },
  state: TurnState,
): Promise<void> {
  if (items.length === 0) return;
  const rows = await ask(
    'awaited',
    `select wanted.item, allocating.due, (select sum(a.quantity)::bigint from order_awaits a where a.item = wanted.item)
     from unnest($1::text[], $2::text[]) as wanted (item, deadline)
     cross join lateral (select exists (select from deadlines d where d.id = wanted.deadline)) as allocating (due)
     where $3::boolean or allocating.due`,
    [items, items.map(allocationOf), String(frees)],
  );
  for (const [item, due, quantity] of rows)
    state.awaited.set(String(item), {
      quantity: quantity === null ? 0 : whole(quantity),
      isAllocating: due === 't',
    });
}

export function writeAwaits(ask: Ask, writes: Writes, stored: ReadonlyMap<string, Order>): Promise<unknown>[] {
  const awaited: (Waiting & { readonly item: string })[] = [];
  const gone: { readonly item: string; readonly order: string }[] = [];
  for (const order of values(writes.state.orders, writes.outcome.changed.orders)) {
    const before = waitsFor(stored.get(order.id));
    const after = waitsFor(order);
    for (const [item, entry] of after)
      if (entry.quantity !== before.get(item)?.quantity) awaited.push({ item, ...entry });
    for (const item of before.keys()) if (!after.has(item)) gone.push({ item, order: order.id });
  }
  const steps: Promise<unknown>[] = [];
  if (gone.length > 0)
    steps.push(
      ask(
        'awaits gone',
        `delete from order_awaits a
         using unnest($1::text[], $2::text[]) as gone (item, order_id)
         where a.item = gone.item and a.order_id = gone.order_id`,
        [gone.map(({ item }) => item), gone.map(({ order }) => order)],
      ),
    );
  if (awaited.length > 0)
    steps.push(
      ask(
        'awaits',
        `insert into order_awaits (item, order_id, quantity, placed_at, precedence, customer)
         select item, order_id, quantity, to_timestamp(placed_at / 1000.0), precedence::double precision, customer
         from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::text[])
           as waiting (item, order_id, quantity, placed_at, precedence, customer)
         on conflict (item, order_id) do update set quantity = excluded.quantity`,
        [
          awaited.map(({ item }) => item),
          awaited.map(({ order }) => order),
          awaited.map(({ quantity }) => quantity),
          awaited.map(({ placedAt }) => placedAt),
          awaited.map(({ precedence }) => String(precedence)),
          awaited.map(({ customer }) => customer),
        ],
      ),
    );
  return steps;
}
