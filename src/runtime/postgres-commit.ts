// The second half of a turn on PostgreSQL: every table with one statement, the seal last, then the commit; one pipeline.
import type pg from 'pg';
import { pipeline } from '#postgres/pipeline.ts';
import type { Ask } from '#postgres/pipeline.ts';
import type { Order } from '#orders/model.ts';
import { storedForm } from '#orders/stored.ts';
import { statusOf } from '#orders/view.ts';
import { writeAwaits } from './postgres-awaits.ts';
import { writeExceptions } from './postgres-exceptions.ts';
import { settle } from './postgres-open.ts';
import type { Locked } from './postgres-open.ts';
import { compare, guarded, values, whole } from './postgres-rows.ts';
import { writeReservations, writeStock } from './postgres-write-stock.ts';
import { writeAnswers, writeCatalog, writeWork } from './postgres-write-work.ts';
import type { Writes } from './store.ts';

/** The commit was sent: unless the server said no, its outcome is not known. */
export class CommitFailed extends Error {
  constructor(cause: unknown) {
    super('the commit failed', { cause });
  }
}

/** Messages of a turn that is sent in one packet. A larger one is sent as it is made, so that the server works meanwhile. */
const smallTurn = 64;

export async function commitTransaction(
  client: pg.Client,
  writes: Writes,
  locked: Locked,
): Promise<{ position: number }> {
  const { sealed, steps } = await pipeline(
    client,
    (ask) => {
      const steps = [
        ...writeJournal(ask, writes),
        ...writeOrders(ask, writes, locked),
        ...writeAwaits(ask, writes, locked.orders),
        ...writeExceptions(ask, writes, locked.orders),
        ...writeStock(ask, writes, locked),
        ...writeReservations(ask, writes),
        ...writeCatalog(ask, writes),
        ...writeWork(ask, writes),
        ...writeAnswers(ask, writes),
      ];
      // After a statement that failed the server skips the rest, so the commit goes along, and the head of the chain is locked for
      // no round trip.
      const sealed = seal(ask, writes);
      return { sealed, steps: [...steps, sealed, ask('commit', 'commit', [])] };
    },
    { early: writes.incoming.length > smallTurn },
  );
  try {
    await settle(steps);
  } catch (error) {
    throw new CommitFailed(error);
  }
  return { position: await sealed };
}

async function seal(ask: Ask, writes: Writes): Promise<number> {
  const rows = await ask(
    'seal',
    `with head as (
       update journal_head
       set position = position + 1, hash = sha256(hash || $1::bytea)
       returning position, hash
     )
     insert into turns (position, id, root, hash, at, epoch, messages)
     select head.position, $2::uuid, $1::bytea, head.hash, to_timestamp($3::bigint / 1000.0), catalog_epoch.epoch, $4::bytea
     from head, catalog_epoch
     returning position`,
    [writes.root, writes.turnId, writes.now, writes.messages],
  );
  return whole(rows[0]?.[0]);
}

function writeJournal(ask: Ask, writes: Writes): Promise<unknown>[] {
  const { entries, facts } = writes.outcome;
  const steps: Promise<unknown>[] = [];
  if (entries.length > 0) {
    steps.push(
      ask(
        'journal',
        `insert into journal (turn_id, ordinal, type, subject, entry)
         select $1::uuid, ordinal - 1, type, subject, entry
         from unnest($2::text[], $3::text[], $4::text[]) with ordinality as entry (type, subject, entry, ordinal)`,
        [writes.turnId, entries.map((entry) => entry.type), entries.map((entry) => entry.subject), writes.sealed],
      ),
    );
  }
  const moved = facts.filter((fact) => fact.fact === 'moved');
  if (moved.length > 0) {
    steps.push(
      ask(
        'movements',
        `insert into movements (turn_id, ordinal, item, site, lot, status, quantity, kind, occurred_at, source, sequence, reason, reference, expires_on)
         select $1::uuid, ordinal - 1, item, site, lot, status, quantity, kind, to_timestamp(occurred_at / 1000.0), source, sequence, reason, reference, expires_on::date
         from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::bigint[], $9::text[], $10::bigint[], $11::text[], $12::text[], $13::text[])
           with ordinality as moved (item, site, lot, status, quantity, kind, occurred_at, source, sequence, reason, reference, expires_on, ordinal)`,
        [
          writes.turnId,
          moved.map((fact) => fact.cell.item),
          moved.map((fact) => fact.cell.site),
          moved.map((fact) => fact.cell.lot),
          moved.map((fact) => fact.cell.status),
          moved.map((fact) => fact.quantity),
          moved.map((fact) => fact.kind),
          moved.map((fact) => fact.occurredAt),
          moved.map((fact) => fact.source),
          moved.map((fact) => fact.sequence),
          moved.map((fact) => fact.reason),
          moved.map((fact) => fact.reference),
          moved.map((fact) => fact.expiresOn),
        ],
      ),
    );
  }
  return steps;
}

function writeOrders(
  ask: Ask,
  writes: Writes,
  { orders: stored, places: { orders: places } }: Locked,
): Promise<unknown>[] {
  const orders = values(writes.state.orders, writes.outcome.changed.orders);
  if (orders.length === 0) return [];
  // An order that got its name in this turn is new, whatever else happened to it in the same turn.
  const named = new Set(values(writes.state.orderNames, writes.outcome.changed.orderNames));
  const added = orders
    .filter((order) => named.has(order.id))
    .toSorted((one, other) => compare(one.channel, other.channel) || compare(one.externalId, other.externalId));
  const changed = orders.filter((order) => !named.has(order.id));
  const steps: Promise<unknown>[] = [];
  if (added.length > 0) {
    steps.push(
      ask(
        'orders',
        `insert into orders (id, channel, external_id, customer, status, placed_at, document)
         select id, channel, external_id, customer, status, to_timestamp(placed_at / 1000.0), document
         from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[])
           as placed (id, channel, external_id, customer, status, placed_at, document)`,
        [
          added.map((order) => order.id),
          added.map((order) => order.channel),
          added.map((order) => order.externalId),
          added.map((order) => order.customer),
          added.map(statusOf),
          added.map((order) => order.placedAt),
          added.map(storedForm),
        ],
      ),
    );
  }
  if (changed.length > 0) {
    steps.push(
      ask(
        'changed orders',
        guarded(
          `update orders o
           set status = changed.status, document = changed.document
           from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as changed (id, status, document, place)
           where o.ctid = changed.place::tid and o.id = changed.id`,
          5,
        ),
        [
          changed.map((order) => order.id),
          changed.map(statusOf),
          changed.map(storedForm),
          changed.map((order) => places.get(order.id) ?? null),
          changed.length,
        ],
      ),
    );
  }
  const placesOf = (order: Order): string[] => {
    const status = statusOf(order);
    return order.sites.map((site) => `${site}\t${status}`);
  };
  const entered: { site: string; status: string; order: string }[] = [];
  const left: typeof entered = [];
  for (const order of orders) {
    const known = stored.get(order.id);
    const before = known === undefined ? [] : placesOf(known);
    const after = placesOf(order);
    for (const place of after) if (!before.includes(place)) entered.push({ ...readPlace(place), order: order.id });
    for (const place of before) if (!after.includes(place)) left.push({ ...readPlace(place), order: order.id });
  }
  if (left.length > 0) {
    steps.push(
      ask(
        'sites left',
        `delete from order_sites s
         using unnest($1::text[], $2::text[], $3::text[]) as place (site, status, order_id)
         where s.site = place.site and s.status = place.status and s.order_id = place.order_id`,
        [left.map((place) => place.site), left.map((place) => place.status), left.map((place) => place.order)],
      ),
    );
  }
  if (entered.length > 0) {
    steps.push(
      ask(
        'order sites',
        `insert into order_sites (site, status, order_id)
         select site, status, order_id from unnest($1::text[], $2::text[], $3::text[]) as place (site, status, order_id)`,
        [entered.map((place) => place.site), entered.map((place) => place.status), entered.map((place) => place.order)],
      ),
    );
  }
  return steps;
}

function readPlace(place: string): { site: string; status: string } {
  const tab = place.indexOf('\t');
  return { site: place.slice(0, tab), status: place.slice(tab + 1) };
}
