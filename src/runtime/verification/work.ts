// What waits to be done and what is shared by all: deliveries in their lanes, deadlines, master data.
import { range } from './pass.ts';
import type { Pass } from './pass.ts';

const open = `('queued', 'leased', 'dead')`;
const seqs = 'd.seq > $1::bigint and d.seq <= coalesce($2::bigint, d.seq)';

export const deliveries: Pass = {
  name: 'deliveries',
  first: '0',
  again: true,
  next: `
    select max(seq)::text as key, count(*)::int as rows
    from (select seq from deliveries where seq > $1::bigint order by seq limit $2) slice`,
  checks: {
    'a delivery sends an entry of the journal': `
      select d.seq::text as key, 'delivery ' || d.seq as subject, format('%s about %s', d.type, d.lane) as expected,
        coalesce(format('%s about %s', j.type, j.subject), 'no such entry') as found, to_json(d) as rows
      from deliveries d
      left join journal j on j.turn_id = d.turn_id and j.ordinal = d.ordinal
      where ${seqs} and (j.type, j.subject) is distinct from (d.type, d.lane)`,
    'a lane goes in order': `
      select d.seq::text as key, 'delivery ' || d.seq as subject, 'nothing sent behind it before it is settled' as expected,
        format('delivery %s is %s', later.seq, later.state) as found, json_build_array(d, later.rows) as rows
      from deliveries d
      cross join lateral (
        select n.seq, n.state, to_json(n) as rows
        from deliveries n
        where n.connection = d.connection and n.lane = d.lane and n.seq > d.seq and n.state in ('delivered', 'leased', 'dead')
        order by n.seq limit 1
      ) later
      where ${seqs} and d.state in ${open}`,
    'who is parked has somebody before it': `
      select d.seq::text as key, 'delivery ' || d.seq as subject, 'an open delivery before it, which lets it go' as expected, 'none' as found, to_json(d) as rows
      from deliveries d
      where ${seqs} and d.parked
        and not exists (
          select from deliveries e where e.connection = d.connection and e.lane = d.lane and e.seq < d.seq and e.state in ${open}
        )`,
  },
};

export const deadlines: Pass = {
  name: 'deadlines',
  first: '',
  again: true,
  next: `
    select max(id) as key, count(*)::int as rows
    from (select id from deadlines where id > $1 collate "C" order by id limit $2) slice`,
  checks: {
    'a deadline is about something that waits for it': `
      select d.id as key, d.id as subject, 'what it is about, still open' as expected, 'none' as found, to_json(d) as rows
      from deadlines d
      where ${range('d.id')}
        and case
          when d.id like 'order.expire:%' then not exists (select from orders o where o.id = substr(d.id, length('order.expire:') + 1))
          when d.id like 'reservation.expire:%' then not exists (
            select from reservations r where r.id = substr(d.id, length('reservation.expire:') + 1) and r.state = 'pending'
          )
          else false
        end`,
    'a deadline fires when its command says': `
      select d.id as key, d.id as subject, d.command ->> 'dueAt' as expected, (extract(epoch from d.due_at) * 1000)::bigint::text as found, to_json(d) as rows
      from deadlines d
      where ${range('d.id')} and d.failing_since is null and d.command ->> 'dueAt' is not null
        and (d.command ->> 'dueAt')::bigint <> (extract(epoch from d.due_at) * 1000)::bigint`,
  },
};

/** Each kind of master data with the entry that defined it last. */
function defined(table: 'items' | 'sites' | 'partners', type: string): Pass {
  return {
    name: table,
    first: '',
    again: true,
    next: `
      select max(code) as key, count(*)::int as rows
      from (select code from ${table} where code > $1 collate "C" order by code limit $2) slice`,
    checks: {
      [`${table} are as the journal defined them last`]: `
        select m.code as key, m.code as subject, coalesce((told.data)::text, 'an entry that defines it') as expected, m.document::text as found, to_json(m) as rows
        from ${table} m
        left join lateral (
          select j.entry::jsonb -> 'data' as data
          from journal j
          join turns t on t.id = j.turn_id
          where j.subject = m.code and j.type = '${type}'
          order by t.position desc, j.ordinal desc
          limit 1
        ) told on true
        where ${range('m.code')} and told.data is distinct from m.document::jsonb`,
      [`${table} are not newer than the epoch`]: `
        select m.code as key, m.code as subject, format('epoch %s at most', e.epoch) as expected, m.epoch::text as found, to_json(m) as rows
        from ${table} m
        cross join catalog_epoch e
        where ${range('m.code')} and m.epoch > e.epoch`,
    },
  };
}

export const items: Pass = defined('items', 'crossdock.item.defined.v1');
export const sites: Pass = defined('sites', 'crossdock.site.defined.v1');
export const partners: Pass = defined('partners', 'crossdock.partner.defined.v1');

/** Few and large: looked at together. */
export const definitions: Pass = {
  name: 'definitions',
  first: '',
  again: true,
  checks: {
    'definitions are as the journal put them': `
      select d.name as key, format('%s/%s/%s', d.kind, d.name, d.version) as subject,
        coalesce(format('hash %s', told.hash), 'an entry that puts it') as expected, format('hash %s', d.hash) as found,
        json_build_object('owner', d.owner, 'active', d.active, 'changedAt', d.changed_at) as rows
      from definitions d
      left join lateral (
        select j.entry::json -> 'data' ->> 'hash' as hash
        from journal j
        join turns t on t.id = j.turn_id
        where j.subject = format('%s/%s/%s', d.kind, d.name, d.version) and j.type = 'crossdock.definition.put.v1'
        order by t.position desc, j.ordinal desc
        limit 1
      ) told on true
      where $1::text is not null and $2::text is null and told.hash is distinct from d.hash`,
  },
};
