// Interchanges that came in, by their control numbers. Which one came first is decided under a lock of the agreement, whichever
// node reads it; the same raw message read again is the same interchange.
import type pg from 'pg';
import { showInstant } from '#kernel/time.ts';
import { inTransaction } from '#postgres/transaction.ts';
import type { NumbersIn } from './model.ts';
import { follow, numberOf } from './sequence.ts';

export interface Arrived {
  readonly agreement: string;
  readonly connection: string;
  readonly stream: string;
  /** The raw message, and the interchange in it, from 1. */
  readonly message: string;
  readonly ordinal: number;
  readonly control: string;
  readonly groups: readonly string[];
  readonly verdict: 'accepted' | 'noted' | 'partly' | 'refused';
  readonly messages: number;
  readonly refused: number;
}

export interface NumberNote {
  readonly code:
    | 'interchange_duplicate'
    | 'group_duplicate'
    | 'control_number_gap'
    | 'control_number_late'
    | 'control_number_restarted';
  readonly detail: string;
}

export interface Noticed {
  /** It came before, in another message. */
  readonly isDuplicate: boolean;
  readonly notes: readonly NumberNote[];
  /** It stands in the journal already. */
  readonly isTold: boolean;
}

export function noteArrived(pool: pg.Pool, arrived: Arrived, rules: NumbersIn): Promise<Noticed> {
  return inTransaction(pool, async (client) => {
    const { agreement, message, ordinal, control } = arrived;
    const last = await lockNumbers(client, agreement);
    const known = await client.query<{ notes: readonly NumberNote[] | null; control: string; told: boolean }>(
      'select notes, control, told from interchanges_received where message = $1 and ordinal = $2',
      [message, ordinal],
    );
    const [before] = known.rows;
    const isAgain = before?.control === control;
    const earlier = await earlierOf(client, arrived);
    const isDuplicate = earlier !== null;
    const notes: NumberNote[] = isAgain ? [...(before.notes ?? [])] : [];
    if (!isAgain) {
      if (earlier !== null)
        notes.push({
          code: 'interchange_duplicate',
          detail: `Interchange ${control} came before, ${showInstant(earlier.receivedAt.getTime())}, in message ${earlier.message}.`,
        });
      else if (rules.gaps === 'note')
        notes.push(...(await inSequence(client, arrived, 'interchange', [control], last)));
      if (earlier === null && rules.groups === 'note') {
        notes.push(...(await repeatedGroups(client, arrived)));
        if (rules.gaps === 'note') notes.push(...(await inSequence(client, arrived, 'group', arrived.groups, last)));
      }
    }
    await client.query(
      `insert into interchanges_received (message, ordinal, agreement, connection, stream, control, groups, is_duplicate, verdict, messages, refused, notes, received_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, clock_timestamp())
       on conflict (message, ordinal) do update
       set agreement = excluded.agreement, control = excluded.control, groups = excluded.groups, is_duplicate = excluded.is_duplicate,
         verdict = excluded.verdict, messages = excluded.messages, refused = excluded.refused, notes = excluded.notes`,
      [
        message,
        ordinal,
        agreement,
        arrived.connection,
        arrived.stream,
        control,
        arrived.groups,
        isDuplicate,
        isDuplicate && rules.duplicates === 'refuse' ? 'refused' : arrived.verdict,
        arrived.messages,
        arrived.refused,
        notes.length === 0 ? null : JSON.stringify(notes),
      ],
    );
    return { isDuplicate, notes, isTold: isAgain && before.told };
  });
}

/** Further reading tells nothing more. */
export async function noteTold(
  pool: pg.Pool,
  { message, ordinal }: Pick<Arrived, 'message' | 'ordinal'>,
): Promise<void> {
  await pool.query('update interchanges_received set told = true where message = $1 and ordinal = $2', [
    message,
    ordinal,
  ]);
}

type Last = Map<string, number>;

/** Whoever holds the rows decides what came first. */
async function lockNumbers(client: pg.PoolClient, agreement: string): Promise<Last> {
  await client.query(
    `insert into control_numbers (agreement, direction, what, number)
     values ($1, 'in', 'interchange', -1), ($1, 'in', 'group', -1)
     on conflict do nothing`,
    [agreement],
  );
  const { rows } = await client.query<{ what: string; number: number }>(
    `select what, number from control_numbers where agreement = $1 and direction = 'in' order by what for update`,
    [agreement],
  );
  return new Map(rows.map(({ what, number }) => [what, number]));
}

/** One that was refused had no effect: sent again under its number, it is no duplicate. */
async function earlierOf(
  client: pg.PoolClient,
  { agreement, control, message, ordinal }: Arrived,
): Promise<{ readonly message: string; readonly receivedAt: Date } | null> {
  const { rows } = await client.query<{ message: string; receivedAt: Date }>(
    `select message, received_at as "receivedAt"
     from interchanges_received
     where agreement = $1 and control = $2 and not is_duplicate and verdict <> 'refused' and not (message = $3 and ordinal = $4)
     limit 1`,
    [agreement, control, message, ordinal],
  );
  return rows[0] ?? null;
}

async function repeatedGroups(
  client: pg.PoolClient,
  { agreement, groups, message, ordinal }: Arrived,
): Promise<NumberNote[]> {
  const { rows } = await client.query<{ control: string; message: string }>(
    `select distinct on (g.control) g.control, r.message
     from unnest($2::text[]) as g (control)
     join interchanges_received r on r.agreement = $1 and g.control = any (r.groups) and not (r.message = $3 and r.ordinal = $4)
     order by g.control`,
    [agreement, groups, message, ordinal],
  );
  return rows.map((row) => ({
    code: 'group_duplicate',
    detail: `Group ${row.control} came before in message ${row.message}.`,
  }));
}

async function inSequence(
  client: pg.PoolClient,
  { agreement, message, connection }: Arrived,
  what: 'interchange' | 'group',
  controls: readonly string[],
  known: Last,
): Promise<NumberNote[]> {
  const notes: NumberNote[] = [];
  for (const control of controls) {
    const number = numberOf(control);
    if (number === null) continue;
    const before = known.get(what) ?? -1;
    const { last, missing, as } = follow(before < 0 ? null : before, number);
    known.set(what, last);
    if (as === 'behind') {
      const { rowCount } = await client.query(
        'delete from control_numbers_missing where agreement = $1 and what = $2 and number = $3',
        [agreement, what, number],
      );
      notes.push({
        code: 'control_number_late',
        detail: `${named(what)} ${number} came after ${before}${rowCount === 1 ? ', and was missing until now' : ''}.`,
      });
      continue;
    }
    await client.query(
      `update control_numbers set number = $3 where agreement = $1 and direction = 'in' and what = $2`,
      [agreement, what, last],
    );
    if (as === 'jump' || as === 'restart')
      notes.push({
        code: 'control_number_restarted',
        detail: `${named(what)} ${number} came after ${before}: too far for a gap, so its numbers begin anew.`,
      });
    if (missing.length === 0) continue;
    await client.query(
      `insert into control_numbers_missing (agreement, what, number, message, connection, noticed_at)
       select $1, $2, number, $4, $5, clock_timestamp() from unnest($3::bigint[]) as number
       on conflict do nothing`,
      [agreement, what, missing, message, connection],
    );
    const [first] = missing;
    const those = missing.length === 1 ? `${first} is` : `${first} to ${missing.at(-1)} are`;
    notes.push({
      code: 'control_number_gap',
      detail: `${named(what)} ${number} came after ${before}: ${those} missing.`,
    });
  }
  return notes;
}

function named(what: 'interchange' | 'group'): string {
  return what === 'interchange' ? 'Interchange' : 'Group';
}
