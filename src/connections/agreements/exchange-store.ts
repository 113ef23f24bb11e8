// What came and went under an agreement, for lists: both ways, the latest first, with what is missing.
import type pg from 'pg';
import { limits } from '#kernel/limits.ts';
import type { AnswerEffect } from './answers.ts';
import type { SentState } from './judge-answer.ts';

export interface InterchangeRow {
  readonly direction: 'in' | 'out';
  readonly control: string;
  readonly groups: readonly string[];
  /** Of what came: its verdict. */
  readonly state: SentState | 'duplicate';
  readonly connection: string;
  /** The stream, or the operation. */
  readonly by: string;
  readonly at: Date;
  /** Microseconds: the place in the list. */
  readonly place: number;
  readonly messages: number;
  /** Of what came: how many of its messages. */
  readonly refused: number | null;
  readonly message: string | null;
  readonly deliveries: readonly number[];
  readonly about: readonly string[];
  readonly sentAt: Date | null;
  readonly dueAt: Date | null;
  readonly overdueAt: Date | null;
  readonly answeredAt: Date | null;
  /** What was noticed of its numbers, or what the partner said of it. */
  readonly notes: readonly { readonly code: string; readonly detail: string }[];
  readonly isOpen: boolean;
}

export interface MissingNumber {
  readonly what: 'interchange' | 'group';
  readonly number: number;
  readonly noticedAt: Date;
  readonly message: string;
}

const openStates = `('prepared', 'sent', 'received', 'overdue')`;

export async function listInterchanges(
  pool: pg.Pool,
  agreement: string,
  {
    direction,
    isOpen,
    before,
    limit,
  }: {
    readonly direction: 'in' | 'out' | null;
    /** Only those whose answer is waited for. */
    readonly isOpen: boolean;
    readonly before: { readonly place: number; readonly control: string } | null;
    readonly limit: number;
  },
): Promise<InterchangeRow[]> {
  const { rows } = await pool.query<InterchangeRow>(
    `select *
     from (
       (
         select 'in' as direction, control, groups, case when is_duplicate then 'duplicate' else verdict end as state, connection, stream as by,
           received_at as at, (extract(epoch from received_at) * 1000000)::bigint as place, messages, refused, message, '{}'::bigint[] as deliveries,
           '{}'::text[] as about, null::timestamptz as "sentAt", null::timestamptz as "dueAt", null::timestamptz as "overdueAt",
           null::timestamptz as "answeredAt", coalesce(notes, '[]'::json) as notes, false as "isOpen"
         from interchanges_received
         where agreement = $1 and coalesce($2, 'in') = 'in' and not $3
           and ($4::bigint is null or ((extract(epoch from received_at) * 1000000)::bigint, control) < ($4, $5))
         order by received_at desc, control desc
         limit $6
       )
       union all
       (
         select 'out', s.number::text, array(select g ->> 'control' from json_array_elements(s.contents) g where g ->> 'control' is not null), s.state,
           s.connection, s.operation, s.prepared_at, (extract(epoch from s.prepared_at) * 1000000)::bigint,
           (select coalesce(sum(json_array_length(g -> 'messages')), 0)::int from json_array_elements(s.contents) g), null, null, s.deliveries,
           s.lanes, s.sent_at, s.due_at, s.overdue_at, s.answered_at,
           coalesce((
             select json_agg(json_build_object('code', a.kind || ' ' || a.said, 'detail',
               coalesce((select string_agg(n ->> 'text', '; ') from json_array_elements(a.notes) n), '')) order by a.answered_at)
             from (
               select * from interchange_answers a where a.agreement = s.agreement and a.number = s.number order by a.answered_at limit 20
             ) a
           ), '[]'::json),
           s.state in ${openStates} and (s.awaits is not null or s.state = 'prepared')
         from interchanges_sent s
         where s.agreement = $1 and coalesce($2, 'out') = 'out'
           and (not $3 or (s.state in ${openStates} and (s.awaits is not null or s.state = 'prepared')))
           and ($4::bigint is null or ((extract(epoch from s.prepared_at) * 1000000)::bigint, s.number::text) < ($4, $5))
         order by s.prepared_at desc, s.number::text desc
         limit $6
       )
     ) both_ways
     order by place desc, control desc
     limit $6`,
    [agreement, direction, isOpen, before?.place ?? null, before?.control ?? null, limit],
  );
  return rows;
}

export async function listMissing(pool: pg.Pool, agreement: string): Promise<MissingNumber[]> {
  const { rows } = await pool.query<MissingNumber>(
    `select what, number, noticed_at as "noticedAt", message
     from control_numbers_missing
     where agreement = $1
     order by what, number
     limit $2`,
    [agreement, limits.controlNumbersMissingMax],
  );
  return rows;
}

export interface UnknownAnswer {
  readonly kind: string;
  readonly control: string;
  readonly said: string;
  readonly effect: AnswerEffect;
  readonly message: string;
  readonly at: Date;
}

/** Answers to what nobody sent, the latest first. */
export async function listUnknownAnswers(pool: pg.Pool, agreement: string): Promise<UnknownAnswer[]> {
  const { rows } = await pool.query<UnknownAnswer>(
    `select kind, control, said, effect, message, answered_at as at
     from interchange_answers
     where agreement = $1 and number is null
     order by answered_at desc
     limit $2`,
    [agreement, limits.answerNotesMax],
  );
  return rows;
}

export interface OpenExchange {
  readonly connection: string;
  /** What was sent and not acknowledged in time. */
  readonly overdue: number;
  /** Numbers that were passed over, for longer than they may be. */
  readonly missing: number;
  /** Whose they are: the first ones. */
  readonly agreements: readonly string[];
}

/** What somebody has to look at. */
export function needsOf({ overdue, missing, agreements }: OpenExchange): string[] {
  const where = `crossdock agreement exchanges ${agreements[0] ?? ''}${agreements.length > 1 ? ` (and ${agreements.slice(1).join(', ')})` : ''}`;
  return [
    ...(overdue > 0
      ? [
          `${overdue === 1 ? '1 interchange was' : `${overdue} interchanges were`} not acknowledged in time: ${where} --open`,
        ]
      : []),
    ...(missing > 0
      ? [
          `${missing === 1 ? '1 control number was' : `${missing} control numbers were`} passed over: ask the partner for what is missing: ${where}`,
        ]
      : []),
  ];
}

/** By connection, for its health; of very many, so many are counted. */
export async function readOpenExchanges(pool: pg.Pool, codes: readonly string[]): Promise<Map<string, OpenExchange>> {
  const { rows } = await pool.query<OpenExchange>(
    `select c.code as connection,
       (select count(*)::int from (select from interchanges_sent s where s.connection = c.code and s.state = 'overdue' limit $2) counted) as overdue,
       coalesce(m.missing, 0) as missing,
       array(
         select agreement
         from (
           select unnest(m.agreements) as agreement
           union
           (select agreement from interchanges_sent s where s.connection = c.code and s.state = 'overdue' limit 20)
         ) named
         order by agreement
         limit 5
       ) as agreements
     from unnest($1::text[]) as c (code)
     left join (
       select connection, count(*)::int as missing, array_agg(distinct agreement) as agreements
       from (
         select agreement, connection
         from control_numbers_missing
         where noticed_at < clock_timestamp() - $3 * interval '1 millisecond'
         order by noticed_at
         limit $2
       ) noticed
       group by connection
     ) m on m.connection = c.code`,
    [codes, limits.backlogCountedMax, limits.controlNumberMissingToldMs],
  );
  return new Map(rows.map((row) => [row.connection, row]));
}

/** What is old enough that nobody asks for it any more; so many rows of each kind at once. */
export async function forgetInterchanges(pool: pg.Pool, most: number): Promise<void> {
  const values = [limits.interchangesKeepDays, most];
  const old = `clock_timestamp() - make_interval(days => $1::int)`;
  await pool.query(
    `delete from interchanges_received
     where (message, ordinal) in (select message, ordinal from interchanges_received where received_at < ${old} limit $2)`,
    values,
  );
  await pool.query(
    `delete from interchanges_sent
     where (agreement, number) in (
       select agreement, number from interchanges_sent where prepared_at < ${old} and state not in ('prepared', 'overdue') limit $2
     )`,
    values,
  );
  await pool.query(
    `delete from interchange_answers
     where (message, ordinal) in (select message, ordinal from interchange_answers where answered_at < ${old} limit $2)`,
    values,
  );
  await pool.query(
    `delete from control_numbers_missing
     where (agreement, what, number) in (select agreement, what, number from control_numbers_missing where noticed_at < ${old} limit $2)`,
    values,
  );
}
