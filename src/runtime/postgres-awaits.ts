// Orders that wait for goods, by item: who is to be served when goods come. Only orders with a process stand here.
import { limits } from '#kernel/limits.ts';
import { waitsFor } from '#orders/awaited.ts';
import type { Order, OrderStatus } from '#orders/model.ts';
import type { Ask } from '#postgres/pipeline.ts';
import { splitStockKey } from '#stock/model.ts';
import type { TurnState } from '#processes/draft.ts';
import { values } from './postgres-rows.ts';
import type { Writes } from './store.ts';

/** The orders that wait for each item, oldest first, from after the one that is named. */
export async function waitingOrders(ask: Ask, waiting: ReadonlyMap<string, string | null>): Promise<readonly string[]> {
  if (waiting.size === 0) return [];
  const rows = await ask(
    'waiting orders',
    `select found.order_id
     from unnest($1::text[], $2::text[]) as wanted (item, after)
     cross join lateral (
       select a.order_id
       from order_awaits a
       where a.item = wanted.item and a.order_id > wanted.after
       order by a.order_id
       limit ${limits.backordersPerTurnMax}
     ) found`,
    [[...waiting.keys()], [...waiting.values()].map((after) => after ?? '')],
  );
  return rows.map(([id]) => String(id));
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

export async function loadAwaited(ask: Ask, items: readonly string[], state: TurnState): Promise<void> {
  if (items.length === 0) return;
  const rows = await ask(
    'awaited',
    `select wanted.item
     from unnest($1::text[]) as wanted (item)
     where exists (select from order_awaits a where a.item = wanted.item)`,
    [items],
  );
  for (const [item] of rows) state.awaited.set(String(item), true);
}

export function writeAwaits(ask: Ask, writes: Writes, stored: ReadonlyMap<string, Order>): Promise<unknown>[] {
  const added: { item: string; order: string }[] = [];
  const gone: { item: string; order: string }[] = [];
  for (const order of values(writes.state.orders, writes.outcome.changed.orders)) {
    const before = waitsFor(stored.get(order.id));
    const after = waitsFor(order);
    for (const item of after) if (!before.includes(item)) added.push({ item, order: order.id });
    for (const item of before) if (!after.includes(item)) gone.push({ item, order: order.id });
  }
  const steps: Promise<unknown>[] = [];
  const columns = (rows: typeof added): string[][] => [rows.map(({ item }) => item), rows.map(({ order }) => order)];
  if (gone.length > 0)
    steps.push(
      ask(
        'awaits gone',
        `delete from order_awaits a
         using unnest($1::text[], $2::text[]) as gone (item, order_id)
         where a.item = gone.item and a.order_id = gone.order_id`,
        columns(gone),
      ),
    );
  if (added.length > 0)
    steps.push(
      ask(
        'awaits',
        `insert into order_awaits (item, order_id)
         select item, order_id from unnest($1::text[], $2::text[]) as waiting (item, order_id)`,
        columns(added),
      ),
    );
  return steps;
}
