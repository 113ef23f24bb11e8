// One slice of a pass, on a connection whose transaction sees one moment.
import type pg from 'pg';
import type { Broken, Pass } from './pass.ts';

export interface Slice {
  readonly after: string;
  /** Null at the end of the pass: whatever comes behind belongs to it. */
  readonly upto: string | null;
}

/** What one check may report of one slice; more of the same is one cause, and the whole is for `crossdock verify`. */
export const brokenMax = 50;

/** The end of the slice that begins behind a key, and how many rows it has. */
export async function endOfSlice(
  client: pg.ClientBase,
  pass: Pass,
  after: string,
  limit: number,
): Promise<{ readonly upto: string | null; readonly last: string; readonly rows: number }> {
  if (pass.next === undefined) return { upto: null, last: after, rows: 1 };
  const { rows } = await client.query<{ key: string | null; rows: number }>(pass.next, [after, limit]);
  const count = rows[0]?.rows ?? 0;
  const last = rows[0]?.key ?? after;
  return { upto: count < limit ? null : last, last, rows: count };
}

/**
 * A slice is small and its tables are not: they are entered by their keys. The planner, which does not see how small the slice is,
 * would read whole tables for it.
 */
export async function enterByKeys(client: pg.ClientBase, pass: Pass): Promise<void> {
  if (pass.next === undefined) return;
  await client.query(
    'set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off',
  );
}

export async function runCheck(client: pg.ClientBase, statement: string, { after, upto }: Slice): Promise<Broken[]> {
  const { rows } = await client.query<Broken>(
    `select subject, expected, found, rows from (${statement}) broken order by subject collate "C" limit ${brokenMax}`,
    [after, upto],
  );
  return rows;
}
