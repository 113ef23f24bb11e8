// Events of traceability in the database. Whoever writes takes the one row of the head first, so numbers are in the order of commits:
// who reads on from a number misses none.
import type pg from 'pg';
import { v7 } from 'uuid';
import type { EpcisEvent } from '#gs1/epcis/model.ts';
import { limits } from '#kernel/limits.ts';
import { inTransaction } from '#postgres/transaction.ts';
import type { Question } from './question.ts';
import { glnsOf, term, wordsOf } from './terms.ts';
import type { WordKind } from './terms.ts';
import { judge } from './verdicts.ts';
import type { CaptureError, Incoming, KeptEvent } from './verdicts.ts';

export type Behaviour = 'rollback' | 'proceed';

export interface CaptureJob {
  readonly seq: number;
  readonly id: string;
  readonly capturedBy: string;
  readonly behaviour: Behaviour;
  readonly createdAt: Date;
  readonly finishedAt: Date;
  readonly success: boolean;
  readonly events: number;
  readonly captured: number;
  readonly known: number;
  readonly errors: readonly CaptureError[];
}

const jobColumns = `seq, id, captured_by as "capturedBy", behaviour, created_at as "createdAt", finished_at as "finishedAt", success, events, captured, known, errors`;

export interface Captured {
  readonly actor: string;
  readonly behaviour: Behaviour;
  /** In the document, with those that cannot be kept. */
  readonly events: number;
  readonly incoming: readonly Incoming[];
  readonly errors: readonly CaptureError[];
  readonly receivedAt: Date;
}

/** Keeps what can be kept, and what became of it, in one commit. */
export function capture(pool: pg.Pool, captured: Captured): Promise<CaptureJob> {
  const { actor, behaviour, events, incoming, receivedAt } = captured;
  return inTransaction(pool, async (client) => {
    const seq = await lockHead(client);
    const judged = judge(incoming, await keptOf(client, incoming));
    const errors = [...captured.errors, ...judged.errors];
    const fresh = errors.length > 0 && behaviour === 'rollback' ? [] : judged.incoming;
    const id = `cap_${v7()}`;
    await append(client, seq, fresh, { actor, capture: id });
    const { rows } = await client.query<CaptureJob>(
      `insert into epcis_captures (id, captured_by, behaviour, created_at, finished_at, success, events, captured, known, errors)
       values ($1, $2, $3, $4, clock_timestamp(), $5, $6, $7, $8, $9)
       returning ${jobColumns}`,
      [
        id,
        actor,
        behaviour,
        receivedAt,
        errors.length === 0,
        events,
        fresh.length,
        judged.known,
        JSON.stringify(errors),
      ],
    );
    const [job] = rows;
    if (job === undefined) throw new Error('a capture was not written');
    return job;
  });
}

async function lockHead(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ seq: number }>('select seq from epcis_head for update');
  const [row] = rows;
  if (row === undefined)
    throw new Error(
      'The table epcis_head is empty; restore its one row: insert into epcis_head (seq) select coalesce(max(seq), 0) from epcis_events',
    );
  return Number(row.seq);
}

async function keptOf(client: pg.ClientBase, incoming: readonly Incoming[]): Promise<KeptEvent[]> {
  if (incoming.length === 0) return [];
  const { rows } = await client.query<KeptEvent>(
    'select event_id as id, declared, hash from epcis_events where event_id = any ($1::text[])',
    [[...new Set(incoming.map(({ id }) => id))]],
  );
  return rows;
}

interface From {
  readonly actor: string;
  /** Null: Crossdock tells it of itself. */
  readonly capture: string | null;
}

async function append(client: pg.ClientBase, seq: number, events: readonly Incoming[], from: From): Promise<void> {
  if (events.length === 0) return;
  await client.query(
    `insert into epcis_events (seq, event_id, declared, hash, event_time, record_time, terms, document, bytes, captured_by, capture)
     select $1 + e.ordinal, e.event ->> 'id', e.event ->> 'declared', e.event ->> 'hash', (e.event ->> 'eventTime')::timestamptz,
       clock.at, array(select json_array_elements_text(e.event -> 'terms')), e.event ->> 'document', octet_length(e.event ->> 'document'), $3, $4
     from json_array_elements($2::json) with ordinality as e (event, ordinal), (select clock_timestamp() as at) as clock`,
    [
      seq,
      JSON.stringify(
        events.map(({ id, declared, hash, terms, event }) => {
          return { id, declared, hash, terms, eventTime: event.eventTime, document: JSON.stringify(event) };
        }),
      ),
      from.actor,
      from.capture,
    ],
  );
  await client.query('update epcis_head set seq = $1', [seq + events.length]);
  const words = events.flatMap(({ event }) => {
    const glns = glnsOf(event);
    return wordsOf(event).flatMap((one) => (glns.length === 0 ? [''] : glns).map((gln) => ({ ...one, gln })));
  });
  await client.query(
    `insert into epcis_words (kind, word, gln)
     select distinct w.kind, w.word, w.gln from json_to_recordset($1::json) as w (kind text, word text, gln text)
     order by 1, 2, 3
     on conflict do nothing`,
    [JSON.stringify(words)],
  );
}

/** Of Crossdock itself, with the cursor of what they are made of in the same commit. */
export async function appendOwn(client: pg.ClientBase, events: readonly Incoming[]): Promise<void> {
  if (events.length === 0) return;
  const seq = await lockHead(client);
  const { incoming } = judge(events, await keptOf(client, events));
  await append(client, seq, incoming, { actor: 'crossdock', capture: null });
}

export async function readCapture(pool: pg.Pool, id: string): Promise<CaptureJob | undefined> {
  const { rows } = await pool.query<CaptureJob>(`select ${jobColumns} from epcis_captures where id = $1`, [id]);
  return rows[0];
}

/** `actor` null: of everybody. The latest first. */
export async function listCaptures(
  pool: pg.Pool,
  { actor, before, limit }: { readonly actor: string | null; readonly before: number | null; readonly limit: number },
): Promise<CaptureJob[]> {
  const { rows } = await pool.query<CaptureJob>(
    `select ${jobColumns} from epcis_captures
     where ($1::text is null or captured_by = $1) and ($2::bigint is null or seq < $2)
     order by seq desc
     limit $3`,
    [actor, before, limit],
  );
  return rows;
}

export interface EventRow {
  readonly seq: number;
  /** In UTC, to the microsecond. */
  readonly at: string;
  readonly recordTime: Date;
  readonly document: string;
  /** How many the page would have, were they not too large for it. */
  readonly found: number;
}

export interface EventPage {
  /** What the caller sees is seen by these places; null: everything. */
  readonly glns: readonly string[] | null;
  /** The last one of the page before: its time if that is the order, and its number. */
  readonly after: { readonly at: string | null; readonly seq: number } | null;
  readonly limit: number;
}

/** Up to `limit`, and fewer where together they would be too large for one answer; one at least, if there is one. */
export async function readEvents(pool: pg.Pool, question: Question, page: EventPage): Promise<EventRow[]> {
  const { terms, eventIds, eventTime, recordTime, orderBy, isAscending } = question;
  const { glns, after, limit } = page;
  const groups = [...terms, ...(glns === null ? [] : [glns.map((gln) => term('gln', gln))])];
  const values: unknown[] = [eventTime.from, eventTime.to, recordTime.from, recordTime.to, eventIds];
  const add = (value: unknown): string => `$${values.push(value)}`;
  const [direction, beyond] = isAscending ? ['asc', '>'] : ['desc', '<'];
  const conditions = groups.map((group) => ` and terms && ${add(group)}::text[]`);
  if (after !== null)
    conditions.push(
      orderBy === 'eventTime'
        ? ` and (event_time, seq) ${beyond} (${add(after.at)}::timestamptz, ${add(after.seq)}::bigint)`
        : ` and seq ${beyond} ${add(after.seq)}::bigint`,
    );
  const order = orderBy === 'eventTime' ? `event_time ${direction}, seq ${direction}` : `seq ${direction}`;
  const bytesMax = add(limits.epcisPageBytesMax);
  const { rows } = await pool.query<EventRow>(
    `select seq, to_char(event_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, record_time as "recordTime", document, found
     from (
       select page.*, sum(bytes) over (order by ${order}) - bytes as before, (count(*) over ())::int as found
       from (
     select seq, event_time, record_time, document, bytes
     from epcis_events
     where ($1::timestamptz is null or event_time >= $1) and ($2::timestamptz is null or event_time < $2)
       and ($3::timestamptz is null or record_time >= $3) and ($4::timestamptz is null or record_time < $4)
       and ($5::text[] is null or event_id = any ($5))${conditions.join('')}
     order by ${order}
     limit ${add(limit)}) as page) as cut
     where before < ${bytesMax}
     order by ${order}`,
    values,
  );
  return rows;
}

export function eventOf({ document, recordTime }: EventRow): EpcisEvent {
  const event = JSON.parse(document) as EpcisEvent; // Written by `append`.
  return { ...event, recordTime: recordTime.toISOString() };
}

export async function readWords(
  pool: pg.Pool,
  kind: WordKind,
  {
    glns,
    after,
    limit,
  }: { readonly glns: readonly string[] | null; readonly after: string | null; readonly limit: number },
): Promise<string[]> {
  const { rows } = await pool.query<{ word: string }>(
    `select distinct word from epcis_words
     where kind = $1 and ($2::text[] is null or gln = any ($2)) and ($3::text is null or word > $3)
     order by word
     limit $4`,
    [kind, glns, after, limit],
  );
  return rows.map(({ word }) => word);
}

/** The system of identifiers that says which GLN is which site. */
export const gs1System = 'gs1';

/** Every GLN of the sites; null: all sites, whatever their GLNs. */
export async function glnsOfSites(pool: pg.Pool, sites: readonly string[] | null): Promise<readonly string[] | null> {
  if (sites === null) return null;
  const { rows } = await pool.query<{ id: string }>(
    `select id from identifiers where system = $1 and kind = 'site' and code = any ($2::text[]) order by id`,
    [gs1System, sites],
  );
  return rows.map(({ id }) => id);
}

/** What is old, at most `max` of each. Answers whether there may be more. */
export async function forgetTraceability(pool: pg.Pool, max: number): Promise<boolean> {
  const events = await pool.query(
    `delete from epcis_events where seq = any (array(
       select seq from epcis_events where record_time < clock_timestamp() - make_interval(days => $2::int) order by record_time limit $1))`,
    [max, limits.epcisKeepDays],
  );
  const captures = await pool.query(
    `delete from epcis_captures where seq = any (array(
       select seq from epcis_captures where created_at < clock_timestamp() - make_interval(days => $2::int) order by created_at limit $1))`,
    [max, limits.epcisCapturesKeepDays],
  );
  if ((events.rowCount ?? 0) > 0)
    await pool.query(
      `delete from epcis_words w where not exists (
         select from epcis_events e
         where e.terms && array[w.kind || '=' || w.word] or (w.kind in ('readPoint', 'bizLocation') and e.terms && array['gln=' || w.gln]))`,
    );
  return [events, captures].some(({ rowCount }) => rowCount === max);
}
