// Turns, what was sealed in them, and what hangs on that. The tail is looked at as it comes, the whole again and again, because
// what was right once can be altered later.
import { limits } from '#kernel/limits.ts';
import type { Pass } from './pass.ts';

const range = 't.position > $1::bigint and t.position <= coalesce($2::bigint, t.position)';

/** Shorter than what housekeeping keeps, so that a claim under deletion is not missed. */
const claimDays = limits.inboxEventKeepDays - 1;

const checks = {
  'positions are gapless and chained': `
    select t.position::text as key, 'turn ' || t.position as subject, 'sha256 of the hash of the turn before and of its own root' as expected,
      case when p.position is null and t.position > 1 then 'turn ' || (t.position - 1) || ' is not there' else 'hash ' || encode(t.hash, 'hex') end as found,
      json_build_object('id', t.id, 'at', t.at, 'root', encode(t.root, 'hex'), 'before', encode(p.hash, 'hex')) as rows
    from turns t
    left join turns p on p.position = t.position - 1
    where ${range}
      and (
        (p.position is null and t.position > 1)
        or t.hash <> sha256(coalesce(p.hash, decode(repeat('00', 32), 'hex')) || t.root)
      )`,
  'the head is the last turn': `
    select h.position::text as key, 'head' as subject, format('position %s, hash %s', coalesce(t.position, 0), coalesce(encode(t.hash, 'hex'), repeat('00', 32))) as expected,
      format('position %s, hash %s', h.position, encode(h.hash, 'hex')) as found, json_build_object('id', t.id, 'at', t.at) as rows
    from journal_head h
    left join (select id, at, position, hash from turns order by position desc limit 1) t on true
    where $2::text is null and $1::text is not null
      and (h.position <> coalesce(t.position, 0) or h.hash <> coalesce(t.hash, decode(repeat('00', 32), 'hex')))`,
  'entries are as they were sealed': `
    select t.position::text as key, 'turn ' || t.position as subject, 'root ' || encode(t.root, 'hex') as expected,
      'root ' || encode(sha256(leaves.all), 'hex') as found,
      json_build_object('id', t.id, 'at', t.at, 'entries', leaves.entries) as rows
    from turns t
    cross join lateral (
      select coalesce(string_agg(sha256(convert_to(j.entry, 'UTF8')), ''::bytea order by j.ordinal), ''::bytea) as all, count(*) as entries
      from journal j
      where j.turn_id = t.id
    ) leaves
    where ${range} and t.root <> sha256(leaves.all)`,
  'columns of entries say what the entry says': `
    select t.position::text as key, format('entry %s of turn %s', j.ordinal, t.position) as subject,
      format('%s of %s', j.entry::json ->> 'type', j.entry::json ->> 'subject') as expected,
      format('%s of %s', j.type, j.subject) as found, j.entry::json as rows
    from turns t
    join journal j on j.turn_id = t.id
    where ${range} and (j.type, j.subject) is distinct from (j.entry::json ->> 'type', j.entry::json ->> 'subject')`,
  'movements are those of their entries': `
    with told as (
      select t.position, m.item, m.site, m.lot, m.status, m.kind, sum(m.quantity) as quantity, count(*) as times
      from turns t
      join journal j on j.turn_id = t.id and j.entry like '%"movements":[{%'
      cross join lateral json_to_recordset(j.entry::json -> 'data' -> 'movements')
        as m (item text, site text, lot text, status text, kind text, quantity bigint)
      where ${range}
      group by t.position, m.item, m.site, m.lot, m.status, m.kind
    ), moved as (
      select t.position, m.item, m.site, m.lot, m.status, m.kind, sum(m.quantity) as quantity, count(*) as times
      from turns t
      join movements m on m.turn_id = t.id
      where ${range}
      group by t.position, m.item, m.site, m.lot, m.status, m.kind
    )
    select coalesce(a.position, b.position)::text as key,
      format('%s of %s at %s in turn %s', coalesce(a.kind, b.kind), coalesce(a.item, b.item), coalesce(a.site, b.site), coalesce(a.position, b.position)) as subject,
      format('%s in %s movements', coalesce(a.quantity, 0), coalesce(a.times, 0)) as expected,
      format('%s in %s movements', coalesce(b.quantity, 0), coalesce(b.times, 0)) as found,
      coalesce(to_json(b), to_json(a)) as rows
    from told a
    full join moved b
      on (b.position, b.item, b.site, b.lot, b.status, b.kind) = (a.position, a.item, a.site, a.lot, a.status, a.kind)
    where (a.quantity, a.times) is distinct from (b.quantity, b.times)`,
  'every order that was accepted is there': `
    select t.position::text as key, j.subject, 'order ' || j.subject as expected, 'none' as found, j.entry::json as rows
    from turns t
    join journal j on j.turn_id = t.id and j.type = 'crossdock.order.accepted.v1'
    where ${range} and not exists (select from orders o where o.id = j.subject)`,
  'every event that was applied is known by its id': `
    select t.position::text as key, format('%s %s', e.source, e.id) as subject, 'its claim in the inbox' as expected, 'none' as found, e.entry as rows
    from turns t
    cross join lateral (
      select j.entry::json as entry, j.entry::json -> 'data' ->> 'eventSource' as source, j.entry::json -> 'data' ->> 'eventId' as id
      from journal j
      where j.turn_id = t.id and j.entry like '%"eventId":"%'
    ) e
    where ${range} and t.at > clock_timestamp() - interval '${claimDays} days'
      and e.source is not null and e.id is not null
      and not exists (select from inbox i where i.source in (e.source, 'source:' || e.source) and i.id = e.id)
      -- one that was corrected and came again is claimed as <id>~<intake>~<attempt>
      and not exists (select from inbox i where i.source = 'source:' || e.source and i.id > e.id || '~' and i.id < e.id || chr(127))`,
} as const;

const next = `
  select max(position)::text as key, count(*)::int as rows
  from (select position from turns where position > $1::bigint order by position limit $2) slice`;

export const newTurns: Pass = {
  name: 'new turns',
  first: '0',
  again: false,
  isUrgent: true,
  findingsOf: 'all turns',
  next,
  checks,
};
export const allTurns: Pass = { name: 'all turns', first: '0', again: true, next, checks };

/** Rows of a log that no turn has sealed: whoever added them would be believed by lists and timelines. */
function sealed(table: 'journal' | 'movements', name: string, what: string): Pass {
  return {
    name,
    first: '00000000-0000-0000-0000-000000000000',
    again: true,
    next: `
      select max(turn_id::text) as key, count(*)::int as rows
      from (select turn_id from ${table} where turn_id > $1::uuid order by turn_id limit $2) slice`,
    checks: {
      [what]: `
        select l.turn_id::text as key, format('row %s of %s', l.ordinal, l.turn_id) as subject, 'a turn with this id' as expected, 'none' as found, to_json(l) as rows
        from ${table} l
        where l.turn_id > $1::uuid and ($2::uuid is null or l.turn_id <= $2::uuid)
          and not exists (select from turns t where t.id = l.turn_id)`,
    },
  };
}

export const sealedEntries: Pass = sealed('journal', 'entries', 'every entry belongs to a turn');
export const sealedMovements: Pass = sealed('movements', 'movements', 'every movement belongs to a turn');
