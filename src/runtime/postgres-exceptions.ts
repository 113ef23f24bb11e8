// The open exceptions of orders, so that what somebody has to look at is found without reading every order.
import type { OpenException } from '#orders/fulfilment.ts';
import type { Order } from '#orders/model.ts';
import type { Ask } from '#postgres/pipeline.ts';
import { values } from './postgres-rows.ts';
import type { Writes } from './store.ts';

interface Row extends OpenException {
  readonly order: string;
}

export function writeExceptions(ask: Ask, writes: Writes, stored: ReadonlyMap<string, Order>): Promise<unknown>[] {
  const open: Row[] = [];
  const closed: Row[] = [];
  for (const order of values(writes.state.orders, writes.outcome.changed.orders)) {
    const before = exceptionsOf(stored.get(order.id));
    const after = exceptionsOf(order);
    for (const one of after) if (!before.some((known) => isSame(known, one))) open.push({ ...one, order: order.id });
    for (const one of before)
      if (!after.some(({ kind }) => kind === one.kind)) closed.push({ ...one, order: order.id });
  }
  const steps: Promise<unknown>[] = [];
  if (closed.length > 0)
    steps.push(
      ask(
        'exceptions closed',
        `delete from order_exceptions e
         using unnest($1::text[], $2::text[]) as closed (order_id, kind)
         where e.order_id = closed.order_id and e.kind = closed.kind`,
        [closed.map(({ order }) => order), closed.map(({ kind }) => kind)],
      ),
    );
  if (open.length > 0)
    steps.push(
      ask(
        'exceptions',
        `insert into order_exceptions (order_id, kind, since, times, owner)
         select order_id, kind, to_timestamp(since / 1000.0), times, owner
         from unnest($1::text[], $2::text[], $3::bigint[], $4::int[], $5::text[]) as open (order_id, kind, since, times, owner)
         on conflict (order_id, kind) do update set since = excluded.since, times = excluded.times, owner = excluded.owner`,
        [
          open.map(({ order }) => order),
          open.map(({ kind }) => kind),
          open.map(({ since }) => since),
          open.map(({ times }) => times),
          open.map(({ owner }) => owner),
        ],
      ),
    );
  return steps;
}

const none: readonly OpenException[] = [];

function exceptionsOf(order: Order | undefined): readonly OpenException[] {
  return order?.fulfilment?.exceptions ?? none;
}

function isSame(one: OpenException, other: OpenException): boolean {
  return one.kind === other.kind && one.since === other.since && one.times === other.times;
}
