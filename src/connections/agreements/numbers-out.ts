// Control numbers of what we send: one sequence without gaps for each agreement, given when a delivery is prepared and bound to it
// in the same commit. Whatever happens afterwards, the same delivery is sent under the same number.
import type pg from 'pg';
import { inTransaction } from '#postgres/transaction.ts';
import type { Awaiting } from './model.ts';

export interface MessageNumber {
  readonly type: string;
  readonly control: string;
}

/** Of X12 each kind of messages stands in a group of its own; of EDIFACT there are none. */
export interface Shape {
  readonly isGrouped: boolean;
  readonly groups: readonly { readonly kind: string; readonly messages: readonly MessageNumber[] }[];
}

export interface NumbersAsked {
  /** Of the delivery, or of the bundle. */
  readonly key: string;
  readonly agreement: string;
  readonly connection: string;
  readonly operation: string;
  readonly deliveries: readonly number[];
  readonly lanes: readonly string[];
  readonly shape: Shape;
  readonly awaits: Awaiting | null;
}

export interface Numbers {
  readonly number: number;
  readonly firstGroup: number | null;
  /** When the number was given: the date of the envelope, however often it is sent. */
  readonly preparedAt: Date;
}

/** ISA13 and GS06 have nine digits; after the last one comes 1. */
const numberMax = 999_999_999;

export function takeNumbers(pool: pg.Pool, asked: NumbersAsked): Promise<Numbers> {
  return inTransaction(pool, async (client) => {
    const { agreement, shape } = asked;
    const last = await lockNumbers(client, agreement);
    const known = await numbersOf(client, asked.key);
    if (known !== undefined && known.agreement === agreement) {
      // The mapping was changed since: groups that there were not get numbers of their own.
      const isSame = known.groups === shape.groups.length || !shape.isGrouped;
      const firstGroup = isSame
        ? known.firstGroup
        : await advance(client, agreement, 'group', last.group, shape.groups.length);
      await client.query(
        `update interchanges_sent
         set first_group = $2, last_group = $3, contents = $4, deliveries = $5, lanes = $6
         where key = $1`,
        [
          asked.key,
          firstGroup,
          firstGroup === null ? null : firstGroup + shape.groups.length - 1,
          JSON.stringify(contentsOf(shape, firstGroup)),
          asked.deliveries,
          asked.lanes,
        ],
      );
      return { number: known.number, firstGroup, preparedAt: known.preparedAt };
    }
    const number = await advance(client, agreement, 'interchange', last.interchange, 1);
    const isGrouped = shape.isGrouped && shape.groups.length > 0;
    const firstGroup = isGrouped ? await advance(client, agreement, 'group', last.group, shape.groups.length) : null;
    // After all numbers were used: under this one nothing is found any more but what is sent now.
    await client.query('delete from interchanges_sent where agreement = $1 and number = $2', [agreement, number]);
    const { rows } = await client.query<{ preparedAt: Date }>(
      `insert into interchanges_sent
         (agreement, number, key, connection, operation, deliveries, lanes, first_group, last_group, contents, awaits, within_minutes, state, prepared_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'prepared', clock_timestamp())
       on conflict (key) do update
       set agreement = excluded.agreement, number = excluded.number, connection = excluded.connection, operation = excluded.operation,
         deliveries = excluded.deliveries, lanes = excluded.lanes, first_group = excluded.first_group, last_group = excluded.last_group,
         contents = excluded.contents, awaits = excluded.awaits, within_minutes = excluded.within_minutes, state = 'prepared',
         prepared_at = excluded.prepared_at, sent_at = null, due_at = null, overdue_at = null, answered_at = null
       returning prepared_at as "preparedAt"`,
      [
        agreement,
        number,
        asked.key,
        asked.connection,
        asked.operation,
        asked.deliveries,
        asked.lanes,
        firstGroup,
        firstGroup === null ? null : firstGroup + shape.groups.length - 1,
        JSON.stringify(contentsOf(shape, firstGroup)),
        asked.awaits?.what ?? null,
        asked.awaits?.acknowledgementWithinMinutes ?? null,
      ],
    );
    const [row] = rows;
    if (row === undefined) throw new Error(`interchange ${number} of ${agreement} was not kept`);
    return { number, firstGroup, preparedAt: row.preparedAt };
  });
}

/** What it was given, or would be given now: to be looked at alone. */
export async function lookAtNumbers(pool: pg.Pool, { key, agreement }: NumbersAsked): Promise<Numbers> {
  const known = await numbersOf(pool, key);
  if (known !== undefined && known.agreement === agreement) return known;
  const { rows } = await pool.query<{ what: 'interchange' | 'group'; number: number }>(
    `select what, number from control_numbers where agreement = $1 and direction = 'out'`,
    [agreement],
  );
  const last = (what: 'interchange' | 'group'): number => rows.find((row) => row.what === what)?.number ?? 0;
  return { number: after(last('interchange')), firstGroup: after(last('group')), preparedAt: new Date() };
}

async function numbersOf(
  client: pg.Pool | pg.PoolClient,
  key: string,
): Promise<(Numbers & { readonly agreement: string; readonly groups: number }) | undefined> {
  const { rows } = await client.query<Numbers & { agreement: string; groups: number }>(
    `select agreement, number, first_group as "firstGroup", coalesce(last_group - first_group + 1, 0)::int as groups, prepared_at as "preparedAt"
     from interchanges_sent
     where key = $1`,
    [key],
  );
  return rows[0];
}

async function lockNumbers(
  client: pg.PoolClient,
  agreement: string,
): Promise<Readonly<Record<'interchange' | 'group', number>>> {
  await client.query(
    `insert into control_numbers (agreement, direction, what, number)
     values ($1, 'out', 'interchange', 0), ($1, 'out', 'group', 0)
     on conflict do nothing`,
    [agreement],
  );
  const { rows } = await client.query<{ what: 'interchange' | 'group'; number: number }>(
    `select what, number from control_numbers where agreement = $1 and direction = 'out' order by what for update`,
    [agreement],
  );
  const last = (what: 'interchange' | 'group'): number => rows.find((row) => row.what === what)?.number ?? 0;
  return { interchange: last('interchange'), group: last('group') };
}

/** The first of so many. Groups of one interchange stand beside each other: where not enough are left, they begin anew. */
async function advance(
  client: pg.PoolClient,
  agreement: string,
  what: 'interchange' | 'group',
  last: number,
  count: number,
): Promise<number> {
  const first = last + count > numberMax ? 1 : last + 1;
  await client.query(
    `update control_numbers set number = $3 where agreement = $1 and direction = 'out' and what = $2`,
    [agreement, what, first + count - 1],
  );
  return first;
}

function after(last: number): number {
  return last >= numberMax ? 1 : last + 1;
}

function contentsOf({ groups }: Shape, firstGroup: number | null): object {
  return groups.map(({ kind, messages }, index) => ({
    control: firstGroup === null ? null : String(firstGroup + index),
    kind,
    messages,
  }));
}
