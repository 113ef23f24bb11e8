// What connections keep of an order whose personal data is erased: messages that brought it, answers about it, and every text of an
// error that may quote a name. What somebody has to look at yet stays whole until then, and is forgotten within an hour after it
// was settled; so is what the other system says to an attempt that is under way just now.
import type pg from 'pg';
import { inJson } from './erased-words.ts';
import type { Words } from './erased-words.ts';
import type { Asked } from './inbound/raw-store.ts';
import { answersForgotten } from './outbound/history.ts';

/** In the place of what an error said: what happened, and what to do. */
const texts: string[] = [
  'What was said here was erased with the personal data of an order.',
  'Look at the other system; whatever fails again is told again.',
];

/** Under these names `about` says why a message has no body: see inbound/raw-store.ts. */
const erasedAbout = {
  faultCode: 'erased',
  faultDetail: 'It was forgotten when the personal data of an order in it was erased.',
  faultFix: 'Have the other system send again what is needed of it.',
};

export async function forgetQuotesOf(pool: pg.Pool, order: string, words: Words): Promise<void> {
  await forgetErrors(pool, order);
  await markMessages(pool, order, words);
  await forgetSettled(pool);
  if (words.all.length === 0) return;
  await forgetFaults(pool, words);
  await forgetSharedErrors(pool, words);
  await redactIntakes(pool, words);
}

/**
 * Errors of deliveries about it, and why they were sent once more. Their code stays, by which they are found; what the other side calls
 * it may be a name, and goes. That an edit was erased says nothing of it.
 */
export async function forgetErrors(pool: pg.Pool, order: string): Promise<void> {
  await pool.query(
    `update deliveries
     set last_error = case when last_error ->> 'code' = 'edit_erased' then last_error else ${withoutText('last_error')} end,
       history = (
         select json_agg(case when past ->> 'reason' is null then past::jsonb else past::jsonb || jsonb_build_object('reason', $1::text) end)
         from json_array_elements(history) as past
       ),
       forget = state = 'leased'
     where lane = $3 and (last_error is not null or history is not null or state = 'leased')`,
    [...texts, order],
  );
}

/** Of others that were sent together with it: one file is refused for what one of them has. Of those that are settled nobody knows any more. */
async function forgetSharedErrors(pool: pg.Pool, { all }: Words): Promise<void> {
  await pool.query(
    `update deliveries
     set last_error = ${withoutText('last_error')}
     where state in ('queued', 'leased', 'dead') and exists (select from unnest($3::text[]) word where position(word in last_error::text) > 0)`,
    [...texts, all.map(inJson)],
  );
}

/** Messages that led to it, brought it again, or answered something about it; and those that quote it. */
async function markMessages(pool: pg.Pool, order: string, { values, all }: Words): Promise<void> {
  const spelled = values.flatMap((value) => [Buffer.from(value, 'utf8'), Buffer.from(value, 'latin1')]);
  await pool.query(
    `update raw_messages r
     set forget = true
     where not forget and about ->> 'faultCode' is distinct from 'erased'
       and (
         id in (select entry::json ->> 'correlationId' from journal where subject = $1)
         or position($1 in result::text) > 0
         or about ->> 'lane' = $1
         or exists (select from unnest($2::text[]) word where position(word in result::text) > 0)
         or exists (select from unnest($3::text[]) word where position(word in about::text) > 0)
         -- of those that are settled, what led to orders is known; how much fails and waits is limited
         or (state in ('waiting', 'failed') and exists (select from unnest($4::bytea[]) word where position(word in coalesce(corrected, body)) > 0))
       )`,
    [order, all.map(inJson), values.map(inJson), spelled],
  );
}

/** Their keys stay, so that they are known when they come again. One that was marked and waits or failed is left for now. */
export async function forgetSettled(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<Asked>(
    `update deliveries
     set last_error = ${withoutText('last_error')}, history = ${answersForgotten}, forget = false
     where forget and state <> 'leased'
     returning turn_id as "turnId", ordinal`,
    texts,
  );
  if (rows.length > 0)
    await pool.query(
      `update raw_messages
       set forget = true
       where (asked_turn, asked_ordinal) in (select turn_id, ordinal from unnest($1::uuid[], $2::int[]) as asked (turn_id, ordinal))`,
      [rows.map(({ turnId }) => turnId), rows.map(({ ordinal }) => ordinal)],
    );
  await pool.query(
    `update raw_messages
     set body = '', corrected = null, about = $1::json, result = case when state = 'applied' then result end, forget = false
     where forget and state in ('applied', 'skipped')`,
    [JSON.stringify(erasedAbout)],
  );
}

/** What nodes know of connections that fail: the last error of each, whatever it was about. */
async function forgetFaults(pool: pg.Pool, { all }: Words): Promise<void> {
  for (const [table, column] of faultColumns)
    await pool.query(
      `update ${table}
       set ${column} = ${withoutText(column)}
       where exists (select from unnest($3::text[]) word where position(word in ${column}::text) > 0)`,
      [...texts, all.map(inJson)],
    );
}

const faultColumns = [
  ['connection_breakers', 'error'],
  ['connection_streams', 'problem'],
  ['connections', 'problem'],
] as const;

/** Events that could not be applied have no place for names; one that has them all the same is kept without. */
async function redactIntakes(pool: pg.Pool, { values }: Words): Promise<void> {
  for (const value of values.map(inJson))
    await pool.query(
      `update intakes
       set raw = replace(raw::text, $1, $2)::json, reason = replace(reason::text, $1, $2)::json
       where position($1 in raw::text) > 0 or position($1 in reason::text) > 0`,
      [value, 'erased'],
    );
}

/** Of an error that is kept: by what it is known, and when it was. `texts` are the first two parameters. */
function withoutText(column: string): string {
  return `case when ${column} is not null then
         json_strip_nulls(json_build_object('code', ${column} ->> 'code', 'detail', $1::text, 'fix', $2::text, 'at', ${column} ->> 'at')) end`;
}
