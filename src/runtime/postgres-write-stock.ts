// Stock as a turn leaves it: balances, lots, counts, supplies, what sources spoke of, reservations and their parts.

import type { Ask, Value } from '#postgres/pipeline.ts';
import { splitStockKey, stockKey } from '#stock/model.ts';
import type { Locked } from './postgres-open.ts';
import { compare, guarded, spread, values } from './postgres-rows.ts';
import type { Writes } from './store.ts';

export function writeStock(ask: Ask, writes: Writes, { places, stored }: Locked): Promise<unknown>[] {
  const { state } = writes;
  const { changed } = writes.outcome;
  const steps: Promise<unknown>[] = [];
  const balances = values(state.balances, changed.balances);
  if (balances.length > 0) {
    steps.push(
      ask(
        'change balances',
        guarded(
          `update balances b
           set on_hand = n.on_hand, sellable = n.sellable, reserved = n.reserved, short = n.short, unexplained = n.unexplained,
               inbound = n.inbound, inbound_reserved = n.inbound_reserved
           from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::text[])
             as n (item, site, on_hand, sellable, reserved, short, unexplained, inbound, inbound_reserved, place)
           where b.ctid = n.place::tid and b.item = n.item and b.site = n.site`,
          11,
        ),
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
          balances.map((b) => places.balances.get(stockKey(b.item, b.site)) ?? null),
          balances.length,
        ],
      ),
    );
  }
  const details = spread(state.details, changed.details, stored);
  if (details.length > 0) {
    steps.push(
      ask(
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

export function writeReservations(ask: Ask, writes: Writes): Promise<unknown>[] {
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
  const columns = (rows: typeof parts): Value[] => [
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
        'parts',
        `insert into reservation_parts (holder, part, line, item, site, quantity, inbound, supply, posted, state, reported)
         select holder, part, line, item, site, quantity, inbound, supply, posted, state, reported::json from ${rows}`,
        columns(added),
      ),
    );
  }
  if (settled.length > 0) {
    steps.push(
      ask(
        'change parts',
        guarded(
          `update reservation_parts p
           set inbound = part.inbound, posted = part.posted, supply = part.supply, state = part.state, reported = part.reported::json
           from ${rows}
           where p.holder = part.holder and p.part = part.part`,
          12,
        ),
        [...columns(settled), settled.length],
      ),
    );
  }
  const reservations = values(state.reservations, changed.reservations);
  if (reservations.length > 0) {
    steps.push(
      ask(
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

function isEmpty(record: Readonly<Record<string, unknown>>): boolean {
  for (const _ in record) return false;
  return true;
}
