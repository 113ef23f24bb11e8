// Stock, item by item: the sums of the ledger against each other.
import { range } from './pass.ts';
import type { Pass } from './pass.ts';

export const stock: Pass = {
  name: 'stock',
  first: '',
  again: true,
  next: `
    select max(code) as key, count(*)::int as rows
    from (select distinct item as code from balances where item > $1 collate "C" order by item limit $2) slice`,
  checks: {
    'on hand is the sum of movements': `
      with moved as (
        select item, site, sum(quantity) as quantity from movements where ${range('item')} group by item, site
      ), balance as (
        select * from balances where ${range('item')}
      )
      select coalesce(m.item, b.item) as key, format('%s at %s', coalesce(m.item, b.item), coalesce(m.site, b.site)) as subject,
        coalesce(m.quantity, 0)::text as expected, coalesce(b.on_hand - b.unexplained, 0)::text as found, to_json(b) as rows
      from moved m
      full join balance b on b.item = m.item and b.site = m.site
      where coalesce(m.quantity, 0) <> coalesce(b.on_hand - b.unexplained, 0)`,
    'lots and statuses are the sums of their movements': `
      with moved as (
        select item, site, lot, status, sum(quantity) as quantity from movements where ${range('item')} group by item, site, lot, status
      ), detail as (
        select * from stock_details where ${range('item')}
      )
      select coalesce(m.item, d.item) as key,
        format('%s at %s, lot %s, %s', coalesce(m.item, d.item), coalesce(m.site, d.site), coalesce(m.lot, d.lot), coalesce(m.status, d.status)) as subject,
        coalesce(m.quantity, 0)::text as expected, coalesce(d.quantity - d.unexplained, 0)::text as found, to_json(d) as rows
      from moved m
      full join detail d on (d.item, d.site, d.lot, d.status) = (m.item, m.site, m.lot, m.status)
      where coalesce(m.quantity, 0) <> coalesce(d.quantity - d.unexplained, 0)`,
    'on hand is the sum of lots and statuses': `
      with detail as (
        select item, site, sum(quantity) as quantity, sum(unexplained) as unexplained,
          coalesce(sum(quantity) filter (where status = 'available'), 0) as sellable
        from stock_details where ${range('item')} group by item, site
      ), balance as (
        select * from balances where ${range('item')}
      )
      select coalesce(d.item, b.item) as key, format('%s at %s', coalesce(d.item, b.item), coalesce(d.site, b.site)) as subject,
        format('%s on hand, %s sellable, %s unexplained', coalesce(d.quantity, 0), coalesce(d.sellable, 0), coalesce(d.unexplained, 0)) as expected,
        format('%s on hand, %s sellable, %s unexplained', coalesce(b.on_hand, 0), coalesce(b.sellable, 0), coalesce(b.unexplained, 0)) as found,
        to_json(b) as rows
      from detail d
      full join balance b on b.item = d.item and b.site = d.site
      where (coalesce(d.quantity, 0), coalesce(d.sellable, 0), coalesce(d.unexplained, 0))
        <> (coalesce(b.on_hand, 0), coalesce(b.sellable, 0), coalesce(b.unexplained, 0))`,
    'on hand is the latest count and what came after it': `
      select a.item as key, format('%s at %s, lot %s, %s', a.item, a.site, a.lot, a.status) as subject,
        (a.quantity + later.quantity)::text as expected, coalesce(d.quantity - d.unexplained, 0)::text as found,
        json_build_object('absolute', to_json(a), 'detail', to_json(d), 'movedSince', later.quantity) as rows
      from stock_absolutes a
      left join stock_details d on (d.item, d.site, d.lot, d.status) = (a.item, a.site, a.lot, a.status)
      cross join lateral (
        select coalesce(sum(m.quantity), 0) as quantity
        from movements m
        where (m.item, m.site, m.lot, m.status) = (a.item, a.site, a.lot, a.status)
          and case when m.source = a.source and m.sequence is not null and a.sequence is not null
                then m.sequence > a.sequence else m.occurred_at > a.as_of end
      ) later
      where ${range('a.item')} and a.quantity + later.quantity <> coalesce(d.quantity - d.unexplained, 0)`,
    'nothing is oversold or negative': `
      select item as key, format('%s at %s', item, site) as subject,
        'reserved ≤ sellable + short, short only while reserved exceeds sellable, nothing negative' as expected,
        format('%s on hand, %s sellable, %s reserved, %s short', on_hand, sellable, reserved, short) as found, to_json(b) as rows
      from balances b
      where ${range('item')}
        and (least(on_hand, sellable, reserved, short, unexplained, inbound, inbound_reserved) < 0
          or short <> greatest(0, reserved - sellable) or sellable > on_hand)`,
    'inbound is the sum of open supplies': `
      with supply as (
        select item, site, sum(greatest(0, quantity - received)) as quantity, sum(reserved) as reserved
        from supplies where ${range('item')} group by item, site
      ), balance as (
        select * from balances where ${range('item')}
      )
      select coalesce(s.item, b.item) as key, format('%s at %s', coalesce(s.item, b.item), coalesce(s.site, b.site)) as subject,
        format('%s inbound, %s of it reserved', coalesce(s.quantity, 0), coalesce(s.reserved, 0)) as expected,
        format('%s inbound, %s of it reserved', coalesce(b.inbound, 0), coalesce(b.inbound_reserved, 0)) as found, to_json(b) as rows
      from supply s
      full join balance b on b.item = s.item and b.site = s.site
      where (coalesce(s.quantity, 0), coalesce(s.reserved, 0)) <> (coalesce(b.inbound, 0), coalesce(b.inbound_reserved, 0))`,
    'transfers sum to zero': `
      select item as key, format('%s in turn %s, %s', item, turn_id, coalesce(reference, 'without reference')) as subject, '0' as expected,
        sum(quantity)::text as found, json_agg(m) as rows
      from movements m
      where kind in ('move', 'expiry') and ${range('item')}
      group by item, turn_id, reference
      having sum(quantity) <> 0`,
    'who is listed as waiting waits': `
      select a.item as key, format('%s for %s', a.order_id, a.item) as subject,
        format('%s backordered', coalesce(line.quantity, 0)) as expected, format('listed with %s', a.quantity) as found, to_json(a) as rows
      from order_awaits a
      left join orders o on o.id = a.order_id
      cross join lateral (
        select sum(l.backordered * coalesce(c.per, 1)) as quantity
        from json_to_recordset(o.document::json -> 'lines') as l (item text, backordered bigint, components json)
        left join lateral json_to_recordset(case when json_typeof(l.components) = 'array' then l.components end) as c (item text, per bigint) on true
        where coalesce(c.item, l.item) = a.item
      ) line
      where ${range('a.item')} and coalesce(line.quantity, 0) <> a.quantity`,
  },
};

/** Of the parts only those of a holder are found by an index, so all balances are compared in one statement. */
export const reserved: Pass = {
  name: 'reserved',
  first: '',
  again: true,
  checks: {
    'reserved is the sum of open parts': `
      with part as (
        select item, site, sum(quantity - posted - inbound) as reserved, sum(inbound) as inbound
        from reservation_parts where state = 'pending' group by item, site
      )
      select coalesce(p.item, b.item) as key, format('%s at %s', coalesce(p.item, b.item), coalesce(p.site, b.site)) as subject,
        format('%s reserved, %s on supplies', coalesce(p.reserved, 0), coalesce(p.inbound, 0)) as expected,
        format('%s reserved, %s on supplies', coalesce(b.reserved, 0), coalesce(b.inbound_reserved, 0)) as found,
        json_build_object('balance', to_json(b), 'parts', (
          select json_agg(r) from (
            select holder, part, quantity, posted, inbound from reservation_parts r
            where r.item = coalesce(p.item, b.item) and r.site = coalesce(p.site, b.site) and r.state = 'pending'
            order by holder, part limit 20
          ) r
        )) as rows
      from part p
      full join balances b on b.item = p.item and b.site = p.site
      where $1::text is not null and $2::text is null
        and (coalesce(p.reserved, 0), coalesce(p.inbound, 0)) <> (coalesce(b.reserved, 0), coalesce(b.inbound_reserved, 0))`,
    'each supply is reserved as its parts say': `
      with waiting as (
        select item, site, supply, sum(inbound) as reserved
        from reservation_parts where state = 'pending' and inbound > 0 group by item, site, supply
      )
      select coalesce(s.item, w.item) as key, format('%s at %s, supply %s', coalesce(s.item, w.item), coalesce(s.site, w.site), coalesce(s.id, w.supply)) as subject,
        coalesce(w.reserved, 0)::text as expected, coalesce(s.reserved, 0)::text as found, to_json(s) as rows
      from waiting w
      full join supplies s on (s.item, s.site, s.id) = (w.item, w.site, w.supply)
      where $1::text is not null and $2::text is null and coalesce(w.reserved, 0) <> coalesce(s.reserved, 0)`,
  },
};
