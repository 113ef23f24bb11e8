// The second half of a turn on PostgreSQL: every table with one statement, the seal last, then the commit; one pipeline.
import type pg from 'pg';
import { ask } from '#postgres/ask.ts';
import { together } from '#postgres/together.ts';
import { showInstant } from '#kernel/time.ts';
import { statusOf } from '#orders/view.ts';
import { splitStockKey, stockKey } from '#stock/model.ts';
import type { PersonalData } from './engine.ts';
import type { Writes } from './store.ts';
import { settle } from './postgres-open.ts';
import type { Locked } from './postgres-open.ts';

/** A statement whose row count must be what the turn locked: the second net behind the locks, the checks are the third. */
export class GuardFailed extends Error {}

/** The commit was sent: unless the server said no, its outcome is not known. */
export class CommitFailed extends Error {
  constructor(cause: unknown) {
    super('the commit failed', { cause });
  }
}

const smallTurn = 64;

export async function commitTransaction(
  client: pg.Client,
  writes: Writes,
  locked: Locked,
): Promise<{ position: number }> {
  // A large turn is sent as it is made, so that the server works meanwhile; a small one leaves at once.
  const send =
    writes.incoming.length <= smallTurn ? together : <Result>(_client: pg.Client, make: () => Result): Result => make();
  const steps = send(client, (): Promise<unknown>[] => [
    ...writeJournal(client, writes),
    ...writeOrders(client, writes),
    ...writeStock(client, writes, locked),
    ...writeReservations(client, writes),
    ...writeCatalog(client, writes),
    ...writeWork(client, writes),
    ...writeAnswers(client, writes),
  ]);
  await settle(steps);
  // The seal and the commit leave together: the head of the chain is locked for no round trip.
  const { sealed, committed } = together(client, () => ({
    sealed: seal(client, writes),
    committed: client.query('commit'),
  }));
  try {
    await settle([sealed, committed]);
  } catch (error) {
    throw new CommitFailed(error);
  }
  return { position: await sealed };
}

async function seal(client: pg.Client, writes: Writes): Promise<number> {
  const rows = await ask(
    client,
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
  return Number(rows[0]?.[0]);
}

function writeJournal(client: pg.Client, writes: Writes): Promise<unknown>[] {
  const { entries, facts } = writes.outcome;
  const steps: Promise<unknown>[] = [];
  if (entries.length > 0) {
    steps.push(
      ask(
        client,
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
        client,
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

function writeOrders(client: pg.Client, writes: Writes): Promise<unknown>[] {
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
        client,
        'orders',
        `insert into orders (id, channel, external_id, customer, status, placed_at, document)
         select id, channel, external_id, customer, status, to_timestamp(placed_at / 1000.0), document::json
         from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[])
           as placed (id, channel, external_id, customer, status, placed_at, document)`,
        [
          added.map((order) => order.id),
          added.map((order) => order.channel),
          added.map((order) => order.externalId),
          added.map((order) => order.customer),
          added.map(statusOf),
          added.map((order) => order.placedAt),
          added.map((order) => JSON.stringify(order)),
        ],
      ),
    );
  }
  if (changed.length > 0) {
    steps.push(
      expectRows(
        changed.length,
        'orders',
        ask(
          client,
          'changed orders',
          `update orders o
           set status = changed.status, document = changed.document::json
           from unnest($1::text[], $2::text[], $3::text[]) as changed (id, status, document)
           where o.id = changed.id
           returning 1`,
          [changed.map((order) => order.id), changed.map(statusOf), changed.map((order) => JSON.stringify(order))],
        ),
      ),
      ask(
        client,
        'sites left',
        'delete from order_sites where order_id = any ($1::text[]) and site = any ($2::text[]) and status = any ($3::text[])',
        [changed.map((order) => order.id), [...new Set(changed.flatMap((order) => order.sites))], everyStatus],
      ),
    );
  }
  const places = orders.flatMap((order) =>
    order.sites.map((site) => ({ site, status: statusOf(order), order: order.id })),
  );
  if (places.length > 0) {
    steps.push(
      ask(
        client,
        'order sites',
        `insert into order_sites (site, status, order_id)
         select site, status, order_id from unnest($1::text[], $2::text[], $3::text[]) as place (site, status, order_id)
         on conflict do nothing`,
        [places.map((place) => place.site), places.map((place) => place.status), places.map((place) => place.order)],
      ),
    );
  }
  return steps;
}

const everyStatus = ['promised', 'backordered', 'partly_shipped', 'shipped', 'cancelled', 'expired'];

function writeStock(client: pg.Client, writes: Writes, { places, stored }: Locked): Promise<unknown>[] {
  const { state } = writes;
  const { changed } = writes.outcome;
  const steps: Promise<unknown>[] = [];
  const balances = values(state.balances, changed.balances);
  if (balances.length > 0) {
    steps.push(
      expectRows(
        balances.length,
        'balances',
        ask(
          client,
          'change balances',
          `update balances b
           set on_hand = n.on_hand, sellable = n.sellable, reserved = n.reserved, short = n.short, unexplained = n.unexplained,
               inbound = n.inbound, inbound_reserved = n.inbound_reserved
           from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::text[])
             as n (item, site, on_hand, sellable, reserved, short, unexplained, inbound, inbound_reserved, place)
           where b.ctid = n.place::tid and b.item = n.item and b.site = n.site
           returning 1`,
          [
            balances.map((b) => b.item),
            balances.map((b) => b.site),
            balances.map((b) => b.onHand),
            balances.map((b) => b.sellable),
            balances.map((b) => b.reserved),
            balances.map((b) => b.short),
            balances.map((b) => b.unexplained),
            balances.map((b) => b.inbound),
            balances.map((b) => b.inboundReserved),
            balances.map((b) => places.get(stockKey(b.item, b.site)) ?? null),
          ],
        ),
      ),
    );
  }
  const details = spread(state.details, changed.details, stored);
  if (details.length > 0) {
    steps.push(
      ask(
        client,
        'change details',
        `insert into stock_details (item, site, lot, status, quantity, unexplained, expires_on)
         select item, site, lot, status, quantity, unexplained, expires_on::date
         from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::text[])
           as detail (item, site, lot, status, quantity, unexplained, expires_on)
         on conflict (item, site, lot, status) do update
         set quantity = excluded.quantity, unexplained = excluded.unexplained, expires_on = excluded.expires_on`,
        [
          details.map((d) => d.item),
          details.map((d) => d.site),
          details.map((d) => d.value.lot),
          details.map((d) => d.value.status),
          details.map((d) => d.value.quantity),
          details.map((d) => d.value.unexplained),
          details.map((d) => d.value.expiresOn),
        ],
      ),
    );
  }
  const absolutes = spread(state.absolutes, changed.absolutes, stored);
  if (absolutes.length > 0) {
    steps.push(
      ask(
        client,
        'change absolutes',
        `insert into stock_absolutes (item, site, lot, status, source, as_of, sequence, quantity)
         select item, site, lot, status, source, to_timestamp(as_of / 1000.0), sequence, quantity
         from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[])
           as told (item, site, lot, status, source, as_of, sequence, quantity)
         on conflict (item, site, lot, status) do update
         set source = excluded.source, as_of = excluded.as_of, sequence = excluded.sequence, quantity = excluded.quantity`,
        [
          absolutes.map((a) => a.item),
          absolutes.map((a) => a.site),
          absolutes.map((a) => a.value.lot),
          absolutes.map((a) => a.value.status),
          absolutes.map((a) => a.value.source),
          absolutes.map((a) => a.value.asOf.time),
          absolutes.map((a) => a.value.asOf.sequence),
          absolutes.map((a) => a.value.quantity),
        ],
      ),
    );
  }
  const supplies = spread(state.supplies, changed.supplies, stored);
  if (supplies.length > 0) {
    steps.push(
      ask(
        client,
        'change supplies',
        `insert into supplies (item, site, id, expected_on, quantity, received, reserved, as_of, sequence)
         select item, site, id, expected_on::date, quantity, received, reserved, to_timestamp(as_of / 1000.0), sequence
         from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[])
           as told (item, site, id, expected_on, quantity, received, reserved, as_of, sequence)
         on conflict (item, site, id) do update
         set expected_on = excluded.expected_on, quantity = excluded.quantity, received = excluded.received, reserved = excluded.reserved,
             as_of = excluded.as_of, sequence = excluded.sequence`,
        [
          supplies.map((s) => s.item),
          supplies.map((s) => s.site),
          supplies.map((s) => s.value.id),
          supplies.map((s) => s.value.expectedOn),
          supplies.map((s) => s.value.quantity),
          supplies.map((s) => s.value.received),
          supplies.map((s) => s.value.reserved),
          supplies.map((s) => s.value.asOf.time),
          supplies.map((s) => s.value.asOf.sequence),
        ],
      ),
    );
  }
  if (writes.outcome.heard.size > 0) {
    const heard = [...writes.outcome.heard]
      .toSorted(([one], [other]) => compare(one, other))
      .map(([key, moment]) => ({ ...splitStockKey(key), moment }));
    steps.push(
      ask(
        client,
        'heard',
        `insert into stock_sources (source, site, as_of, heard_at)
         select source, site, to_timestamp(as_of / 1000.0), to_timestamp($4::bigint / 1000.0)
         from unnest($1::text[], $2::text[], $3::bigint[]) as heard (source, site, as_of)
         on conflict (source, site) do update
         set as_of = greatest(stock_sources.as_of, excluded.as_of), heard_at = greatest(stock_sources.heard_at, excluded.heard_at)`,
        [heard.map((h) => h.item), heard.map((h) => h.site), heard.map((h) => h.moment), writes.now],
      ),
    );
  }
  return steps;
}

function writeReservations(client: pg.Client, writes: Writes): Promise<unknown>[] {
  const { state } = writes;
  const { changed } = writes.outcome;
  const steps: Promise<unknown>[] = [];
  const reserved = new Set<string>();
  for (const fact of writes.outcome.facts)
    if (fact.fact === 'reserved') reserved.add(`${fact.part.holder}\t${fact.part.part}`);
  const parts = values(state.parts, changed.parts);
  const added = values(state.parts, reserved);
  const settled =
    parts.length === added.length
      ? []
      : [...changed.parts].filter((key) => !reserved.has(key)).flatMap((key) => state.parts.get(key) ?? []);
  const columns = (rows: typeof parts): unknown[] => [
    rows.map((p) => p.holder),
    rows.map((p) => p.part),
    rows.map((p) => p.line),
    rows.map((p) => p.item),
    rows.map((p) => p.site),
    rows.map((p) => p.quantity),
    rows.map((p) => p.inbound),
    rows.map((p) => p.supply),
    rows.map((p) => p.posted),
    rows.map((p) => p.state),
    rows.map((p) => (isEmpty(p.reported) ? null : JSON.stringify(p.reported))),
  ];
  const rows = `unnest($1::text[], $2::int[], $3::int[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::text[], $9::bigint[], $10::text[], $11::text[])
    as part (holder, part, line, item, site, quantity, inbound, supply, posted, state, reported)`;
  if (added.length > 0) {
    steps.push(
      ask(
        client,
        'parts',
        `insert into reservation_parts (holder, part, line, item, site, quantity, inbound, supply, posted, state, reported)
         select holder, part, line, item, site, quantity, inbound, supply, posted, state, reported::json from ${rows}`,
        columns(added),
      ),
    );
  }
  if (settled.length > 0) {
    steps.push(
      expectRows(
        settled.length,
        'reservation parts',
        ask(
          client,
          'change parts',
          `update reservation_parts p
           set inbound = part.inbound, posted = part.posted, state = part.state, reported = part.reported::json
           from ${rows}
           where p.holder = part.holder and p.part = part.part
           returning 1`,
          columns(settled),
        ),
      ),
    );
  }
  const reservations = values(state.reservations, changed.reservations);
  if (reservations.length > 0) {
    steps.push(
      ask(
        client,
        'change reservations',
        `insert into reservations (id, item, state, expires_at, document)
         select id, item, state, to_timestamp(expires_at / 1000.0), document::json
         from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[]) as reservation (id, item, state, expires_at, document)
         on conflict (id) do update set state = excluded.state, document = excluded.document`,
        [
          reservations.map((r) => r.id),
          reservations.map((r) => r.item),
          reservations.map((r) => r.state),
          reservations.map((r) => r.expiresAt),
          reservations.map((r) => JSON.stringify(r)),
        ],
      ),
    );
  }
  return steps;
}

function writeCatalog(client: pg.Client, writes: Writes): Promise<unknown>[] {
  const items = values(writes.state.items, writes.outcome.changed.items);
  const sites = values(writes.state.sites, writes.outcome.changed.sites);
  const partners = values(writes.state.partners, writes.outcome.changed.partners);
  if (items.length + sites.length + partners.length === 0) return [];
  const at = showInstant(writes.now);
  const steps: Promise<unknown>[] = [ask(client, 'epoch', 'update catalog_epoch set epoch = epoch + 1', [])];
  if (items.length > 0) {
    steps.push(
      ask(
        client,
        'items',
        `insert into items (code, document, active, scale, epoch, changed_at)
         select code, document::json, active, scale, catalog_epoch.epoch, $5::timestamptz
         from unnest($1::text[], $2::text[], $3::bool[], $4::int[]) as item (code, document, active, scale), catalog_epoch
         on conflict (code) do update
         set document = excluded.document, active = excluded.active, scale = excluded.scale, epoch = excluded.epoch, changed_at = excluded.changed_at`,
        [
          items.map((item) => item.code),
          items.map((item) => JSON.stringify(item)),
          items.map((item) => item.active),
          items.map((item) => item.scale),
          at,
        ],
      ),
    );
  }
  if (sites.length > 0) {
    steps.push(
      ask(
        client,
        'sites',
        `insert into sites (code, company, document, epoch, changed_at)
         select code, company, document::json, catalog_epoch.epoch, $4::timestamptz
         from unnest($1::text[], $2::text[], $3::text[]) as site (code, company, document), catalog_epoch
         on conflict (code) do update
         set company = excluded.company, document = excluded.document, epoch = excluded.epoch, changed_at = excluded.changed_at`,
        [
          sites.map((site) => site.code),
          sites.map((site) => site.company),
          sites.map((site) => JSON.stringify(site)),
          at,
        ],
      ),
    );
  }
  if (partners.length > 0) {
    steps.push(
      ask(
        client,
        'partners',
        `insert into partners (code, company, document, epoch, changed_at)
         select code, company, document::json, catalog_epoch.epoch, $4::timestamptz
         from unnest($1::text[], $2::text[], $3::text[]) as partner (code, company, document), catalog_epoch
         on conflict (code) do update
         set company = excluded.company, document = excluded.document, epoch = excluded.epoch, changed_at = excluded.changed_at`,
        [
          partners.map((partner) => partner.code),
          partners.map((partner) => partner.company),
          partners.map((partner) => JSON.stringify(partner)),
          at,
        ],
      ),
    );
  }
  return steps;
}

function writeWork(client: pg.Client, writes: Writes): Promise<unknown>[] {
  const steps: Promise<unknown>[] = [];
  const done = [...writes.outcome.deadlines].filter(([, deadline]) => deadline === null).map(([id]) => id);
  const set = [...writes.outcome.deadlines.values()].filter((deadline) => deadline !== null);
  if (done.length > 0)
    steps.push(ask(client, 'deadlines done', 'delete from deadlines where id = any ($1::text[])', [done]));
  if (set.length > 0) {
    steps.push(
      ask(
        client,
        'deadlines',
        `insert into deadlines (id, due_at, command)
         select id, to_timestamp(due_at / 1000.0), command::json from unnest($1::text[], $2::bigint[], $3::text[]) as deadline (id, due_at, command)
         on conflict (id) do update set due_at = excluded.due_at, command = excluded.command`,
        [
          set.map((deadline) => deadline.id),
          set.map((deadline) => deadline.dueAt),
          set.map((deadline) => JSON.stringify(deadline.command)),
        ],
      ),
    );
  }
  if (writes.deliveries.length > 0) {
    const entries = writes.deliveries.map(({ entry }) => writes.outcome.entries[entry]);
    steps.push(
      ask(
        client,
        'deliveries',
        `insert into deliveries (connection, lane, turn_id, ordinal, type, available_at)
         select connection, lane, $1::uuid, ordinal, type, to_timestamp($2::bigint / 1000.0)
         from unnest($3::text[], $4::text[], $5::int[], $6::text[]) as delivery (connection, lane, ordinal, type)`,
        [
          writes.turnId,
          writes.now,
          writes.deliveries.map(({ connection }) => connection),
          entries.map((entry) => entry?.subject),
          writes.deliveries.map(({ entry }) => entry),
          entries.map((entry) => entry?.type),
        ],
      ),
    );
  }
  const intakes = values(writes.state.intakes, writes.outcome.changed.intakes);
  if (intakes.length > 0) {
    const raw = rawByIntake(writes);
    steps.push(
      ask(
        client,
        'change intakes',
        `insert into intakes (id, source, event_id, type, state, reason, raw, held_at, replayed_at)
         select id, source, event_id, type, state, reason::json, raw::json, to_timestamp(held_at / 1000.0), case when state = 'replayed' then to_timestamp($8::bigint / 1000.0) end
         from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $9::bigint[])
           as intake (id, source, event_id, type, state, reason, raw, held_at)
         on conflict (id) do update
         set state = excluded.state, reason = excluded.reason, replayed_at = excluded.replayed_at, held_at = excluded.held_at,
             raw = case when excluded.state = 'held' then excluded.raw else intakes.raw end`,
        [
          intakes.map((i) => i.id),
          intakes.map((i) => i.source),
          intakes.map((i) => i.eventId),
          intakes.map((i) => i.type),
          intakes.map((i) => i.state),
          intakes.map((i) => JSON.stringify(i.reason)),
          intakes.map((i) => raw.get(i.id) ?? 'null'),
          writes.now,
          intakes.map((i) => i.heldAt),
        ],
      ),
    );
  }
  const erased = [...writes.outcome.erased];
  if (erased.length > 0)
    steps.push(ask(client, 'personal erased', 'delete from party_details where id = any ($1::text[])', [erased]));
  const personal = personalToKeep(writes);
  if (personal.length > 0) {
    steps.push(
      ask(
        client,
        'personal',
        `insert into party_details (id, salt, details, recorded_at)
         select id, salt, details::json, to_timestamp($4::bigint / 1000.0) from unnest($1::text[], $2::text[], $3::text[]) as party (id, salt, details)
         on conflict do nothing`,
        [
          personal.map((party) => party.id),
          personal.map((party) => party.salt),
          personal.map((party) => JSON.stringify(party.details)),
          writes.now,
        ],
      ),
    );
  }
  return steps;
}

/** Of orders and partners that the turn wrote: nothing of a request that was refused or came twice, for none could erase it. */
function personalToKeep(writes: Writes): PersonalData[] {
  const brought = writes.submissions.flatMap((submission) => submission.personal ?? []);
  if (brought.length === 0) return brought;
  const kept = new Set([
    ...values(writes.state.orders, writes.outcome.changed.orders).map((order) => order.party),
    ...values(writes.state.partners, writes.outcome.changed.partners).map((partner) => partner.party),
  ]);
  return brought.filter(({ id }) => kept.has(id));
}

/** The event as it came, by the intake that keeps it. */
function rawByIntake(writes: Writes): Map<string, string> {
  const raw = new Map<string, string>();
  for (const { message, raw: text, replaying } of writes.submissions) {
    const intake =
      message.command.type === 'event.hold'
        ? message.command.intake
        : (replaying ?? message.id.replace(/^msg_/, 'int_'));
    if (text !== undefined) raw.set(intake, text);
  }
  return raw;
}

function writeAnswers(client: pg.Client, writes: Writes): Promise<unknown>[] {
  if (writes.answers.length === 0) return [];
  return [
    ask(
      client,
      'answers',
      `update inbox i
       set answer = answer.answer::json
       from unnest($1::text[], $2::text[], $3::text[]) as answer (source, id, answer)
       where i.source = answer.source and i.id = answer.id`,
      [
        writes.answers.map(({ claim }) => claim.source),
        writes.answers.map(({ claim }) => claim.id),
        writes.answers.map(({ answer }) => JSON.stringify(answer)),
      ],
    ),
  ];
}

async function expectRows(count: number, what: string, rows: Promise<readonly unknown[]>): Promise<void> {
  const { length } = await rows;
  if (length !== count) throw new GuardFailed(`${length} of ${count} ${what} were written`);
}

function values<Value>(table: ReadonlyMap<string, Value>, keys: ReadonlySet<string>): Value[] {
  const found: Value[] = [];
  for (const key of keys) {
    const value = table.get(key);
    if (value !== undefined) found.push(value);
  }
  return found;
}

function spread<Value extends object>(
  table: ReadonlyMap<string, readonly Value[]>,
  keys: ReadonlySet<string>,
  stored: WeakSet<object>,
): { item: string; site: string; value: Value }[] {
  return [...keys].flatMap((key) =>
    (table.get(key) ?? []).filter((value) => !stored.has(value)).map((value) => ({ ...splitStockKey(key), value })),
  );
}

function isEmpty(record: Readonly<Record<string, unknown>>): boolean {
  for (const _ in record) return false;
  return true;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
