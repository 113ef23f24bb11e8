// Proof that what is stored agrees with itself: balances with movements, reservations with their parts, supplies, documents,
// and the chain of turns with the journal. Read only; every check is one statement and so sees one moment. Nothing here
// imports the code that it checks.
import type pg from 'pg';

export interface Violation {
  readonly check: CheckName;
  /** What is wrong, with the values on both sides. */
  readonly detail: string;
  readonly item?: string;
  readonly site?: string;
}

export interface Verification {
  readonly ok: boolean;
  readonly violations: readonly Violation[];
  /** Rows looked at, per check. */
  readonly checked: Readonly<Record<string, number>>;
  /** Head of the chain that was verified. */
  readonly position: number;
}

export interface VerifyOptions {
  /** Only this item. The chain and the documents are then left out. */
  readonly item?: string;
  readonly site?: string;
  /** Only these positions of the chain and the journal. */
  readonly from?: number;
  readonly to?: number;
  readonly onProgress?: (check: CheckName, done: number, total: number) => void;
}

export type CheckName = keyof typeof checks;

/** Violations reported per check; the rest is counted. */
const reportedMax = 50;

/**
 * Every statement answers (item, site, expected, actual, rows looked at) for what disagrees, and one row with nulls for the
 * count. $1 is an item, $2 a site, $3 and $4 the first and last position, or null for all.
 */
const checks = {
  'on hand = movements': `
    with moved as (
      select item, site, sum(quantity) as quantity from movements
      where ($1::text is null or item = $1) and ($2::text is null or site = $2) group by item, site
    ), balance as (
      select item, site, on_hand - unexplained as quantity from balances where ($1::text is null or item = $1) and ($2::text is null or site = $2)
    )
    select coalesce(m.item, b.item) as item, coalesce(m.site, b.site) as site, coalesce(m.quantity, 0) as expected, coalesce(b.quantity, 0) as actual, null::bigint as rows
    from moved m full join balance b on b.item = m.item and b.site = m.site
    where coalesce(m.quantity, 0) <> coalesce(b.quantity, 0)
    union all select null, null, null, null, count(*) from balance`,
  'on hand = lots and statuses': `
    with detail as (
      select item, site, sum(quantity) as quantity, sum(unexplained) as unexplained, coalesce(sum(quantity) filter (where status = 'available'), 0) as sellable
      from stock_details where ($1::text is null or item = $1) and ($2::text is null or site = $2) group by item, site
    ), balance as (
      select * from balances where ($1::text is null or item = $1) and ($2::text is null or site = $2)
    )
    select coalesce(d.item, b.item) as item, coalesce(d.site, b.site) as site,
      format('%s on hand, %s sellable, %s unexplained', coalesce(d.quantity, 0), coalesce(d.sellable, 0), coalesce(d.unexplained, 0)) as expected,
      format('%s on hand, %s sellable, %s unexplained', coalesce(b.on_hand, 0), coalesce(b.sellable, 0), coalesce(b.unexplained, 0)) as actual, null::bigint as rows
    from detail d full join balance b on b.item = d.item and b.site = d.site
    where (coalesce(d.quantity, 0), coalesce(d.sellable, 0), coalesce(d.unexplained, 0)) <> (coalesce(b.on_hand, 0), coalesce(b.sellable, 0), coalesce(b.unexplained, 0))
    union all select null, null, null, null, count(*) from detail`,
  'reserved = live reservations': `
    with part as (
      select item, site, sum(quantity - posted - inbound) as reserved, sum(inbound) as inbound
      from reservation_parts where state = 'pending' and ($1::text is null or item = $1) and ($2::text is null or site = $2) group by item, site
    ), balance as (
      select item, site, reserved, inbound_reserved from balances where ($1::text is null or item = $1) and ($2::text is null or site = $2)
    )
    select coalesce(p.item, b.item) as item, coalesce(p.site, b.site) as site,
      format('%s reserved, %s on supplies', coalesce(p.reserved, 0), coalesce(p.inbound, 0)) as expected,
      format('%s reserved, %s on supplies', coalesce(b.reserved, 0), coalesce(b.inbound_reserved, 0)) as actual, null::bigint as rows
    from part p full join balance b on b.item = p.item and b.site = p.site
    where (coalesce(p.reserved, 0), coalesce(p.inbound, 0)) <> (coalesce(b.reserved, 0), coalesce(b.inbound_reserved, 0))
    union all select null, null, null, null, count(*) from part`,
  'nothing oversold or negative': `
    select item, site, 'reserved ≤ sellable + short, short only while reserved exceeds sellable, nothing negative' as expected,
      format('%s on hand, %s sellable, %s reserved, %s short', on_hand, sellable, reserved, short) as actual, null::bigint as rows
    from balances
    where ($1::text is null or item = $1) and ($2::text is null or site = $2)
      and (least(on_hand, sellable, reserved, short, unexplained, inbound, inbound_reserved) < 0 or short <> greatest(0, reserved - sellable) or sellable > on_hand)
    union all select null, null, null, null, count(*) from balances where ($1::text is null or item = $1) and ($2::text is null or site = $2)`,
  'inbound = open supplies': `
    with waiting as (
      select item, site, supply, sum(inbound) as reserved from reservation_parts
      where state = 'pending' and inbound > 0 and ($1::text is null or item = $1) and ($2::text is null or site = $2) group by item, site, supply
    ), supply as (
      select s.item, s.site, sum(greatest(0, s.quantity - s.received)) as inbound, bool_and(s.reserved = coalesce(w.reserved, 0)) as agreed
      from supplies s left join waiting w on w.item = s.item and w.site = s.site and w.supply = s.id
      where ($1::text is null or s.item = $1) and ($2::text is null or s.site = $2) group by s.item, s.site
    ), balance as (
      select item, site, inbound from balances where inbound > 0 and ($1::text is null or item = $1) and ($2::text is null or site = $2)
    )
    select coalesce(s.item, b.item) as item, coalesce(s.site, b.site) as site, format('%s inbound, each supply reserved as its parts say', coalesce(s.inbound, 0)) as expected,
      format('%s inbound, supplies agree: %s', coalesce(b.inbound, 0), coalesce(s.agreed, true)) as actual, null::bigint as rows
    from supply s full join balance b on b.item = s.item and b.site = s.site
    where coalesce(s.inbound, 0) <> coalesce(b.inbound, 0) or not coalesce(s.agreed, true)
    union all select null, null, null, null, count(*) from supply`,
  'transfers sum to zero': `
    with transfer as (
      select item, turn_id, reference, sum(quantity) as quantity from movements
      where kind in ('move', 'expiry') and ($1::text is null or item = $1) and $2::text is null group by item, turn_id, reference
    )
    select item, null::text as site, 0 as expected, quantity as actual, null::bigint as rows from transfer where quantity <> 0
    union all select null, null, null, null, count(*) from transfer`,
  'order lines add up': `
    with line as (
      select o.id, l.line, l.item, l.ordered, coalesce(l.reserved, 0) as reserved, coalesce(l.backordered, 0) as backordered,
        coalesce(l.issued, 0) as issued, coalesce(l.cancelled, 0) as cancelled
      from orders o, json_to_recordset(o.document::json -> 'lines') as l (line int, item text, ordered bigint, reserved bigint, backordered bigint, issued bigint, cancelled bigint)
      where $1::text is null and $2::text is null
    )
    select item, null::text as site, format('%s line %s: ordered %s', id, line, ordered) as expected,
      format('reserved %s + backordered %s + issued %s + cancelled %s', reserved, backordered, issued, cancelled) as actual, null::bigint as rows
    from line where ordered <> reserved + backordered + issued + cancelled or least(reserved, backordered, issued, cancelled) < 0
    union all select null, null, null, null, count(*) from line`,
  'orders hold what they promised': `
    with line as (
      select o.id, l.line, coalesce(c.item, l.item) as item, c.item is not null as of_kit,
        (coalesce(l.reserved, 0) + coalesce(l.issued, 0)) * coalesce(c.per, 1) as promised
      from orders o
      cross join lateral json_to_recordset(o.document::json -> 'lines') as l (line int, item text, reserved bigint, issued bigint, components json)
      left join lateral json_to_recordset(case when json_typeof(l.components) = 'array' then l.components end) as c (item text, per bigint) on true
      where $1::text is null and $2::text is null
    ), part as (
      select holder as id, line, item, sum(case when state = 'pending' then quantity else posted end) as held
      from reservation_parts
      where holder like 'ord\\_%' and $1::text is null and $2::text is null
      group by holder, line, item
    )
    select coalesce(l.item, p.item) as item, null::text as site,
      format('%s line %s: %s reserved or issued', coalesce(l.id, p.id), coalesce(l.line, p.line), coalesce(l.promised, 0)) as expected,
      format('%s held or posted', coalesce(p.held, 0)) as actual, null::bigint as rows
    from line l full join part p on p.id = l.id and p.line = l.line and p.item = l.item
    -- Of a kit, more of one component may have left than of the scarcest, which counts.
    where coalesce(p.held, 0) < coalesce(l.promised, 0) or (coalesce(p.held, 0) > coalesce(l.promised, 0) and not coalesce(l.of_kit, false))
    union all select null, null, null, null, count(*) from line`,
  'open cases have a clock': `
    with open_case as (
      select o.id, (o.document::json -> 'fulfilment' ->> 'alarmAt')::bigint as alarm,
        (select min(value::bigint) from json_each_text(o.document::json -> 'fulfilment' -> 'clocks')) as first
      from orders o
      where json_typeof(o.document::json -> 'fulfilment') = 'object'
        and o.document::json -> 'fulfilment' ->> 'ended' is distinct from 'true' and $1::text is null and $2::text is null
    ), deadline as (
      select substr(id, length('order.wake:') + 1) as id, (command ->> 'dueAt')::bigint as due_at, failing_since is not null as fails from deadlines
      where id like 'order.wake:%' and $1::text is null and $2::text is null
    )
    select null::text as item, null::text as site, format('%s: first clock at %s, and a deadline by then', coalesce(c.id, d.id), coalesce(c.first::text, 'none')) as expected,
      format('deadline at %s, known as %s', coalesce(d.due_at::text, 'none'), coalesce(c.alarm::text, 'none')) as actual, null::bigint as rows
    from open_case c full join deadline d on d.id = c.id
    -- One that fails comes again later and later: its clock is due meanwhile.
    where c.alarm is distinct from d.due_at or c.first is null or (c.alarm > c.first and not d.fails)
    union all select null, null, null, null, count(*) from open_case`,
  'orders are listed with what they wait for': `
    with lacking as (
      select o.id, coalesce(c.item, l.item) as item, sum(l.backordered * coalesce(c.per, 1)) as quantity
      from orders o
      cross join lateral json_to_recordset(o.document::json -> 'lines') as l (item text, backordered bigint, components json)
      left join lateral json_to_recordset(case when json_typeof(l.components) = 'array' then l.components end) as c (item text, per bigint) on true
      where json_typeof(o.document::json -> 'fulfilment') = 'object' and l.backordered > 0 and $1::text is null and $2::text is null
      group by o.id, coalesce(c.item, l.item)
    ), listed as (
      select order_id as id, item, quantity from order_awaits where $1::text is null and $2::text is null
    )
    select coalesce(a.item, b.item) as item, null::text as site, format('%s: waits for %s', coalesce(a.id, b.id), coalesce(a.quantity, 0)) as expected,
      format('listed with %s', coalesce(b.quantity, 0)) as actual, null::bigint as rows
    from lacking a full join listed b on b.id = a.id and b.item = a.item
    where a.quantity is distinct from b.quantity
    union all select null, null, null, null, count(*) from lacking`,
  'positions are gapless and chained': `
    with head as (select position, hash from journal_head), turn as (
      select position, root, hash, lag(hash) over (order by position) as before, lag(position) over (order by position) as previous
      from turns
      where $1::text is null and $2::text is null and position >= coalesce($3::bigint, 1) - 1 and position <= coalesce($4::bigint, position)
    )
    select null::text as item, null::text as site, 'the hash of the turn before, and this root' as expected, format('turn %s', turn.position) as actual, null::bigint as rows
    from turn
    where (previous is not null or position = 1)
      and (turn.hash <> sha256(coalesce(before, decode(repeat('00', 32), 'hex')) || root) or coalesce(previous, 0) + 1 <> position)
    union all
    select null, null, format('head %s with hash %s', head.position, encode(head.hash, 'hex')),
      format('last turn %s with hash %s', coalesce(last.position, 0), coalesce(encode(last.hash, 'hex'), 'none')), null
    from head left join (select position, hash from turn order by position desc limit 1) last on true
    where $1::text is null and $2::text is null and $4::bigint is null
      and (head.position <> coalesce(last.position, 0) or head.hash <> coalesce(last.hash, decode(repeat('00', 32), 'hex')))
    union all select null, null, null, null, count(*) from turn`,
  'journal entries are as they were sealed': `
    with sealed as (
      select t.position, t.root, sha256(coalesce(string_agg(sha256(convert_to(j.entry, 'UTF8')), ''::bytea order by j.ordinal), ''::bytea)) as found, count(j.ordinal) as entries
      from turns t left join journal j on j.turn_id = t.id
      where $1::text is null and $2::text is null and t.position >= coalesce($3::bigint, 1) and t.position <= coalesce($4::bigint, t.position)
      group by t.position, t.root
    )
    select null::text as item, null::text as site, format('turn %s: root %s', position, encode(root, 'hex')) as expected, encode(found, 'hex') as actual, null::bigint as rows
    from sealed where root <> found
    union all select null, null, null, null, sum(entries)::bigint from sealed`,
} as const;

export const checkNames = Object.keys(checks) as CheckName[];

export async function verifyLedger(pool: pg.Pool, options: VerifyOptions = {}): Promise<Verification> {
  const violations: Violation[] = [];
  const checked: Record<string, number> = {};
  const client = await pool.connect();
  let isDone = false;
  try {
    const head = await client.query<{ position: number }>('select position from journal_head');
    for (const [index, name] of checkNames.entries()) {
      options.onProgress?.(name, index, checkNames.length);
      const { rows } = await client.query<{
        item: string | null;
        site: string | null;
        expected: string | number | null;
        actual: string | number | null;
        rows: number | null;
      }>(statement(name, '*', `order by rows nulls last limit ${reportedMax + 1}`), parametersOf(options));
      checked[name] = await countOf(client, name, options, rows);
      for (const row of rows) {
        if (row.rows !== null || row.expected === null) continue;
        violations.push({
          check: name,
          detail: `should be ${String(row.expected)}, is ${String(row.actual)}`,
          ...(row.item !== null && { item: row.item }),
          ...(row.site !== null && { site: row.site }),
        });
      }
    }
    isDone = true;
    return { ok: violations.length === 0, violations, checked, position: Number(head.rows[0]?.position ?? 0) };
  } finally {
    client.release(!isDone); // Given up on the way, the connection goes: its statement may still be under way.
  }
}

/** The count is the one row without values; it is cut off only when there are very many violations. */
async function countOf(
  client: pg.PoolClient,
  name: CheckName,
  options: VerifyOptions,
  rows: readonly { readonly rows: number | null }[],
): Promise<number> {
  const count = rows.find((row) => row.rows !== null);
  if (count !== undefined) return Number(count.rows);
  const { rows: counted } = await client.query<{ rows: number }>(
    statement(name, 'rows', 'where rows is not null'),
    parametersOf(options),
  );
  return Number(counted[0]?.rows ?? 0);
}

/** Every statement takes all four parameters, so that one call serves them all. */
function statement(name: CheckName, columns: string, rest: string): string {
  return `with parameters as (select $1::text, $2::text, $3::bigint, $4::bigint) select ${columns} from (${checks[name]}) found ${rest}`;
}

function parametersOf(options: VerifyOptions): (string | number | null)[] {
  return [options.item ?? null, options.site ?? null, options.from ?? null, options.to ?? null];
}
