// The rows that orders left, as SQL that gives them under other ids and at other times: what fills a database up, and what is written
// again with no logic. `t` is the row that is there, `s.id` its order, `n.uuid` the new order's id without its prefix, `k` how many
// minutes earlier it is.

interface CopiedTable {
  readonly table: string;
  /** Which of its rows belong to the order. */
  readonly belongs: string;
  readonly columns: string;
  readonly values: string;
  /** The same without texts that nobody reads again and no index holds. */
  readonly outline?: string;
}

const renamed = (text: string): string => `replace(${text}, substr(s.id, 5), n.uuid)`;

export const orderTables: readonly CopiedTable[] = [
  {
    table: 'orders',
    belongs: 't.id = s.id',
    columns: 'id, channel, external_id, customer, status, placed_at, document',
    values: `'ord_' || n.uuid, t.channel, t.external_id || '-' || k, t.customer, t.status, t.placed_at - k * interval '1 minute', ${renamed('t.document')}`,
  },
  {
    table: 'order_sites',
    belongs: 't.order_id = s.id',
    columns: 'site, status, order_id',
    values: `t.site, t.status, 'ord_' || n.uuid`,
  },
  {
    table: 'order_awaits',
    belongs: 't.order_id = s.id',
    columns: 'item, order_id, quantity, placed_at, precedence, customer',
    values: `t.item, 'ord_' || n.uuid, t.quantity, t.placed_at - k * interval '1 minute', t.precedence, t.customer`,
  },
  {
    table: 'order_exceptions',
    belongs: 't.order_id = s.id',
    columns: 'order_id, kind, owner, since, times',
    values: `'ord_' || n.uuid, t.kind, t.owner, t.since, t.times`,
  },
  {
    table: 'reservation_parts',
    belongs: 't.holder = s.id',
    columns: 'holder, part, line, item, site, quantity, inbound, supply, posted, state, reported',
    values: `'ord_' || n.uuid, t.part, t.line, t.item, t.site, t.quantity, t.inbound, t.supply, t.posted, t.state, t.reported`,
  },
  {
    table: 'journal',
    belongs: 't.subject = s.id',
    columns: 'turn_id, ordinal, type, subject, entry',
    values: `public.earlier(t.turn_id, k), t.ordinal, t.type, 'ord_' || n.uuid, ${renamed('t.entry')}`,
    outline: `public.earlier(t.turn_id, k), t.ordinal, t.type, 'ord_' || n.uuid, '{}'`,
  },
  {
    table: 'movements',
    belongs: 't.reference = s.id',
    columns:
      'turn_id, ordinal, item, site, lot, status, quantity, kind, occurred_at, source, sequence, reason, reference, expires_on',
    values: `public.earlier(t.turn_id, k), t.ordinal, t.item, t.site, t.lot, t.status, t.quantity, t.kind, t.occurred_at - k * interval '1 minute', t.source, t.sequence, t.reason, 'ord_' || n.uuid, t.expires_on`,
  },
  {
    table: 'deliveries',
    belongs: 't.lane = s.id',
    columns: 'connection, lane, turn_id, ordinal, type, state, attempts, available_at, parked, delivered_at',
    values: `t.connection, 'ord_' || n.uuid, public.earlier(t.turn_id, k), t.ordinal, t.type, t.state, t.attempts, t.available_at - k * interval '1 minute', t.parked, t.delivered_at - k * interval '1 minute'`,
  },
  {
    // Events of the benchmarks are numbered by what they report and the order: `shipment.picked <uuid>`.
    table: 'inbox',
    belongs: `split_part(t.id, ' ', 2) = substr(s.id, 5)`,
    columns: 'source, id, digest, answer, recorded_at',
    values: `t.source, ${renamed('t.id')}, ${renamed('t.digest')}, ${renamed('t.answer')}, t.recorded_at - k * interval '1 minute'`,
    outline: `t.source, ${renamed('t.id')}, t.digest, '{}', t.recorded_at - k * interval '1 minute'`,
  },
  {
    // Due when the sample is: the clocks stand in the order's document too.
    table: 'deadlines',
    belongs: `split_part(t.id, ':', 2) = s.id`,
    columns: 'id, due_at, command, failing_since',
    values: `${renamed('t.id')}, t.due_at, ${renamed('t.command::text')}::json, t.failing_since`,
  },
];

/** The time of a UUIDv7, its first 48 bits, so many minutes earlier; the rest keeps it different from all others. */
export const earlierFunction = `create or replace function public.earlier(id uuid, minutes bigint) returns uuid
  language sql immutable
  return (lpad(to_hex(('x' || translate(left(id::text, 13), '-', ''))::bit(48)::bigint - minutes * 60000), 12, '0') || right(id::text, 23))::uuid`;

/** The rows of the orders in `samples` (a table with their `id`), once for each number of minutes that `minutes` gives. */
export function copiedRows(
  { table, belongs, values }: Pick<CopiedTable, 'table' | 'belongs' | 'values'>,
  samples: string,
  minutes: string,
): string {
  return `select ${values} from ${samples} s
    join crossdock.${table} t on ${belongs}
    cross join ${minutes} k
    cross join lateral (select public.earlier(substr(s.id, 5)::uuid, k)::text as uuid) n`;
}
