// Orders: line facts, what is reserved for them, their clocks, the lists they stand in, and what the journal tells of them.
import { range } from './pass.ts';
import type { Pass } from './pass.ts';

const someOrders = `select o.*, o.document::json as doc from orders o where ${range('o.id')}`;

const linesOf = `json_to_recordset(o.doc -> 'lines') as l (line int, item text, ordered bigint, reserved bigint, backordered bigint, issued bigint, cancelled bigint, components json)`;
const componentsOf = `json_to_recordset(case when json_typeof(l.components) = 'array' then l.components end) as c (item text, per bigint)`;

export const orders: Pass = {
  name: 'orders',
  first: '',
  again: true,
  next: `
    select max(id) as key, count(*)::int as rows
    from (select id from orders where id > $1 collate "C" order by id limit $2) slice`,
  checks: {
    'lines add up': `
      with o as (${someOrders})
      select o.id as key, format('%s line %s', o.id, l.line) as subject, format('%s ordered', l.ordered) as expected,
        format('%s reserved + %s backordered + %s issued + %s cancelled', coalesce(l.reserved, 0), coalesce(l.backordered, 0), coalesce(l.issued, 0), coalesce(l.cancelled, 0)) as found,
        to_json(l) as rows
      from o
      cross join lateral ${linesOf}
      where l.ordered <> coalesce(l.reserved, 0) + coalesce(l.backordered, 0) + coalesce(l.issued, 0) + coalesce(l.cancelled, 0)
        or least(l.reserved, l.backordered, l.issued, l.cancelled) < 0`,
    'what was promised is held': `
      with o as (${someOrders}), line as (
        select o.id, l.line, coalesce(c.item, l.item) as item, bool_or(c.item is not null) as of_kit,
          sum((coalesce(l.reserved, 0) + coalesce(l.issued, 0)) * coalesce(c.per, 1)) as promised
        from o
        cross join lateral ${linesOf}
        left join lateral ${componentsOf} on true
        group by o.id, l.line, coalesce(c.item, l.item)
      ), part as (
        select holder as id, line, item, sum(case when state = 'pending' then quantity else posted end) as held, json_agg(p) as rows
        from reservation_parts p
        where ${range('holder')} and holder like 'ord\\_%'
        group by holder, line, item
      )
      select coalesce(l.id, p.id) as key, format('%s line %s, %s', coalesce(l.id, p.id), coalesce(l.line, p.line), coalesce(l.item, p.item)) as subject,
        format('%s reserved or issued', coalesce(l.promised, 0)) as expected, format('%s held or posted', coalesce(p.held, 0)) as found, p.rows
      from line l
      full join part p on (p.id, p.line, p.item) = (l.id, l.line, l.item)
      -- Of a kit, more of one component may have left than of the scarcest, which counts.
      where coalesce(p.held, 0) < coalesce(l.promised, 0) or (coalesce(p.held, 0) > coalesce(l.promised, 0) and not coalesce(l.of_kit, false))`,
    'open cases have a clock': `
      with o as (${someOrders}), open_case as (
        select o.id, (o.doc -> 'fulfilment' ->> 'alarmAt')::bigint as alarm,
          (select min(value::bigint) from json_each_text(o.doc -> 'fulfilment' -> 'clocks')) as first
        from o
        where json_typeof(o.doc -> 'fulfilment') = 'object' and o.doc -> 'fulfilment' ->> 'ended' is distinct from 'true'
      ), deadline as (
        select substr(d.id, length('order.wake:') + 1) as id, (d.command ->> 'dueAt')::bigint as due, d.failing_since is not null as fails,
          (extract(epoch from d.due_at) * 1000)::bigint as due_at, to_json(d) as rows
        from deadlines d
        where d.id > 'order.wake:' || ($1 collate "C") and d.id < 'order.wake;' and ($2::text is null or d.id <= 'order.wake:' || ($2 collate "C"))
      )
      select coalesce(c.id, d.id) as key, coalesce(c.id, d.id) as subject,
        format('first clock at %s, and a deadline by then', coalesce(c.first::text, 'none')) as expected,
        format('deadline at %s, known as %s', coalesce(d.due_at::text, 'none'), coalesce(c.alarm::text, 'none')) as found, d.rows
      from open_case c
      full join deadline d on d.id = c.id
      -- One that fails comes again later and later: its clock is due meanwhile.
      where c.alarm is distinct from d.due or c.first is null or (c.alarm > c.first and not d.fails) or (d.due_at <> d.due and not d.fails)`,
    'an order expires when it says': `
      with o as (${someOrders}), expiring as (
        select o.id, (o.doc ->> 'expiresAt')::bigint as at
        from o
        where o.doc ->> 'expiresAt' is not null
          and exists (select from ${linesOf} where coalesce(l.reserved, 0) + coalesce(l.backordered, 0) > 0)
      )
      select e.id as key, e.id as subject, format('deadline at %s', e.at) as expected, 'none' as found, null::json as rows
      from expiring e
      where not exists (select from deadlines d where d.id = 'order.expire:' || e.id)`,
    'who waits is listed': `
      with o as (${someOrders}), lacking as (
        select o.id, coalesce(c.item, l.item) as item, sum(l.backordered * coalesce(c.per, 1)) as quantity
        from o
        cross join lateral ${linesOf}
        left join lateral ${componentsOf} on true
        where json_typeof(o.doc -> 'fulfilment') = 'object' and l.backordered > 0
        group by o.id, coalesce(c.item, l.item)
      )
      select w.id as key, format('%s for %s', w.id, w.item) as subject, format('listed with %s', w.quantity) as expected,
        coalesce('listed with ' || a.quantity, 'not listed') as found, to_json(a) as rows
      from lacking w
      left join order_awaits a on a.item = w.item and a.order_id = w.id
      where a.quantity is distinct from w.quantity`,
    'open exceptions are listed': `
      with o as (${someOrders}), raised as (
        select o.id, e.kind, e.owner, e.times
        from o
        cross join lateral json_to_recordset(o.doc -> 'fulfilment' -> 'exceptions') as e (kind text, owner text, times int)
        where json_typeof(o.doc -> 'fulfilment' -> 'exceptions') = 'array'
      ), listed as (
        select order_id as id, kind, owner, times from order_exceptions where ${range('order_id')}
      )
      select coalesce(r.id, l.id) as key, format('%s, %s', coalesce(r.id, l.id), coalesce(r.kind, l.kind)) as subject,
        coalesce(format('with %s, %s times', r.owner, r.times), 'none') as expected, coalesce(format('with %s, %s times', l.owner, l.times), 'none') as found,
        coalesce(to_json(l), to_json(r)) as rows
      from raised r
      full join listed l on l.id = r.id and l.kind = r.kind
      where (r.owner, r.times) is distinct from (l.owner, l.times)`,
    'an order is listed at its sites': `
      with o as (${someOrders})
      select o.id as key, format('%s at %s', o.id, at.site) as subject, format('listed as %s', o.status) as expected, 'not listed' as found, null::json as rows
      from o
      cross join lateral json_array_elements_text(o.doc -> 'sites') as at (site)
      where not exists (select from order_sites s where (s.site, s.status, s.order_id) = (at.site, o.status, o.id))`,
    'the status is what the facts say': `
      with o as (${someOrders}), facts as (
        select o.id, o.status, coalesce(o.doc ->> 'stage', 'open') as stage, o.doc -> 'fulfilment' as fulfilment, line.*
        from o
        cross join lateral (
          select coalesce(sum(l.issued), 0) as issued, coalesce(sum(l.backordered), 0) as backordered,
            coalesce(sum(l.reserved), 0) + coalesce(sum(l.backordered), 0) as waiting
          from ${linesOf}
        ) line
      ), going as (
        select f.*, shipment.*, release.live,
          exists (select from json_to_recordset(f.fulfilment -> 'holds') as h (state text) where h.state = 'open') as held
        from facts f
        cross join lateral (
          select count(*) filter (where s.state in ('shipped', 'delivered')) as left_count, bool_and(s.state = 'delivered') filter (where s.state in ('shipped', 'delivered')) as delivered,
            array_agg(s.release) filter (where s.state = 'packed') as packed, array_agg(s.release) as shipments
          from json_to_recordset(f.fulfilment -> 'shipments') as s (state text, release text)
        ) shipment
        cross join lateral (
          select array_agg(r.id) as live from json_to_recordset(f.fulfilment -> 'releases') as r (id text, state text) where r.state in ('asked', 'accepted', 'recalled')
        ) release
      ), told as (
        select g.*, case
          when fulfilment is not null and issued > 0 and left_count > 0 and fulfilment ->> 'ended' = 'true' then 'closed'
          when fulfilment is not null and issued > 0 and left_count > 0 and waiting = 0 and delivered then 'delivered'
          when fulfilment is not null and not (issued > 0 and left_count > 0) and waiting > 0 then case
            when held then 'held'
            when packed && live then 'packed'
            when shipments && live then 'picked'
            when live is not null then 'released'
          end
        end as stage_status
        from going g
      ), said as (
        select t.*, coalesce(stage_status, case
          when issued > 0 and waiting > 0 then 'partly_shipped'
          when issued > 0 then 'shipped'
          when stage <> 'open' then stage
          when backordered > 0 then 'backordered'
          else 'promised'
        end) as should
        from told t
      )
      select id as key, id as subject, should as expected, status as found, fulfilment as rows from said where should <> status`,
    'the journal accepted it': `
      with o as (${someOrders})
      select o.id as key, o.id as subject, 'an entry that accepts it under its name' as expected, 'none' as found, json_build_object('channel', o.channel, 'externalId', o.external_id) as rows
      from o
      where not exists (
        select from journal j
        where j.subject = o.id and j.type = 'crossdock.order.accepted.v1'
          and (j.entry::json -> 'data' ->> 'channel', j.entry::json -> 'data' ->> 'externalId') = (o.channel, o.external_id)
      )`,
    'the case is where the journal left it': `
      with o as (${someOrders}), stood as (
        select o.id, o.doc -> 'fulfilment' -> 'value' as value,
          -- of {"goods":{"warehouse":"asked"}} the journal says goods:warehouse.asked
          (select array_agg(word[1]) from regexp_matches(o.doc -> 'fulfilment' ->> 'value', '[^\\s{}",:.]+', 'g') as word) as words,
          (select array_agg(word[1]) from regexp_matches((o.doc -> 'fulfilment' -> 'value')::text, '(?:^|:)\\s*"([^"]+)"', 'g') as word) as leaves,
          format('%s/%s', o.doc -> 'fulfilment' ->> 'process', o.doc -> 'fulfilment' ->> 'version') as process
        from o
        where json_typeof(o.doc -> 'fulfilment') = 'object'
      ), told as (
        select s.id, t.position, json_agg(j.entry::json -> 'data' -> 'case') as cases,
          bool_or(s.process = j.entry::json -> 'data' -> 'case' ->> 'process' and said.words <@ s.words and s.leaves <@ said.words) as agreed
        from stood s
        cross join lateral (
          select t.position, t.id
          from journal j
          join turns t on t.id = j.turn_id
          where j.subject = s.id and j.entry like '%"case":{%'
          order by t.position desc
          limit 1
        ) t
        join journal j on j.turn_id = t.id and j.subject = s.id and j.entry like '%"case":{%'
        cross join lateral (
          select array_agg(word[1]) as words from regexp_matches(j.entry::json -> 'data' -> 'case' ->> 'to', '[^\\s:.]+', 'g') as word
        ) said
        group by s.id, t.position
      )
      select s.id as key, s.id as subject, format('as turn %s left it', coalesce(told.position::text, '?')) as expected, format('%s of %s', s.value, s.process) as found, told.cases as rows
      from stood s
      left join told on told.id = s.id
      where told.agreed is not true`,
  },
};

const orderSite = (key: string): string =>
  `(${key}::json ->> 0) collate "C", ${key}::json ->> 1, (${key}::json ->> 2) collate "C"`;

/** The lists by site and status, from their side: an order that stands where it does not belong is shown to the wrong people. */
export const orderSites: Pass = {
  name: 'order lists',
  first: '["","",""]',
  again: true,
  next: `
    select (array_agg(json_build_array(site, status, order_id)::text order by site desc, status desc, order_id desc))[1] as key, count(*)::int as rows
    from (
      select site, status, order_id from order_sites
      where (site, status, order_id) > (${orderSite('$1')})
      order by site, status, order_id limit $2
    ) slice`,
  checks: {
    'who is listed at a site belongs there': `
      select json_build_array(s.site, s.status, s.order_id)::text as key, format('%s at %s', s.order_id, s.site) as subject,
        coalesce(o.status || ' at ' || (o.document::json -> 'sites')::text, 'no such order') as expected, s.status as found, to_json(s) as rows
      from order_sites s
      left join orders o on o.id = s.order_id
      where (s.site, s.status, s.order_id) > (${orderSite('$1')})
        and ($2::text is null or (s.site, s.status, s.order_id) <= (${orderSite('$2')}))
        and (o.status is distinct from s.status or not exists (select from json_array_elements_text(o.document::json -> 'sites') as at (site) where at.site = s.site))`,
  },
};

export const reservations: Pass = {
  name: 'reservations',
  first: '',
  again: true,
  next: `
    select max(id) as key, count(*)::int as rows
    from (select id from reservations where id > $1 collate "C" order by id limit $2) slice`,
  checks: {
    'what was reserved is held': `
      with reservation as (
        select r.id, r.state, r.document, coalesce(c.item, r.item) as item, c.item is not null as of_kit,
          case when r.state = 'pending' then (r.document ->> 'quantity')::bigint else (r.document ->> 'posted')::bigint end * coalesce(c.per, 1) as quantity
        from reservations r
        left join lateral json_to_recordset(case when json_typeof(r.document -> 'components') = 'array' then r.document -> 'components' end) as c (item text, per bigint) on true
        where ${range('r.id')}
      ), part as (
        select holder as id, item, sum(case when state = 'pending' then quantity else posted end) as held, bool_or(state = 'pending') as open, json_agg(p) as rows
        from reservation_parts p
        where ${range('holder')} and holder like 'res\\_%'
        group by holder, item
      )
      select coalesce(r.id, p.id) as key, format('%s, %s', coalesce(r.id, p.id), coalesce(r.item, p.item)) as subject,
        format('%s %s', coalesce(r.quantity, 0), coalesce(r.state, 'of no reservation')) as expected,
        format('%s held or posted, %s', coalesce(p.held, 0), case when p.open then 'open' else 'settled' end) as found, p.rows
      from reservation r
      full join part p on p.id = r.id and p.item = r.item
      where coalesce(p.held, 0) < coalesce(r.quantity, 0) or (coalesce(p.held, 0) > coalesce(r.quantity, 0) and not coalesce(r.of_kit, false))
        or coalesce(p.open, false) <> (coalesce(r.state, '') = 'pending')`,
    'the row says what its document says': `
      select r.id as key, r.id as subject, format('%s of %s', r.document ->> 'state', r.document ->> 'item') as expected,
        format('%s of %s', r.state, r.item) as found, r.document as rows
      from reservations r
      where ${range('r.id')} and (r.document ->> 'state', r.document ->> 'item') is distinct from (r.state, r.item)`,
    'a reservation expires when it says': `
      select r.id as key, r.id as subject, format('deadline at %s', r.expires_at) as expected, 'none' as found, r.document as rows
      from reservations r
      where ${range('r.id')} and r.state = 'pending' and r.expires_at is not null
        and not exists (select from deadlines d where d.id = 'reservation.expire:' || r.id)`,
    'the journal made it': `
      select r.id as key, r.id as subject, 'an entry that made it' as expected, 'none' as found, r.document as rows
      from reservations r
      where ${range('r.id')} and not exists (select from journal j where j.subject = r.id)`,
  },
};
