// Which pass is next, by what stands in the database: so the nodes take turns, and one goes on where another one stopped.
import type pg from 'pg';
import { passes } from './passes.ts';

const sliceFirst = 500;

export interface PassRow {
  readonly name: string;
  readonly after: string;
  readonly slice: number;
  readonly wait_ms: number;
}

const urgent = passes.find(({ isUrgent }) => isUrgent)?.name ?? '';

/** The urgent pass when it may, otherwise the one that has waited longest; and how long it still has to. */
export async function nextPass(client: pg.PoolClient): Promise<PassRow> {
  const names = passes.map(({ name }) => name);
  const select = (): Promise<pg.QueryResult<PassRow & { readonly known: number }>> =>
    client.query(
      `select name, after, slice, known, greatest(0, wait_ms) as wait_ms
       from (
         select name, after, slice, next_at, count(*) over ()::int as known,
           extract(epoch from greatest(next_at, case when name = $2 then pause_until else max(pause_until) filter (where name <> $2) over () end)
             - statement_timestamp())::float8 * 1000 as wait_ms
         from verification_passes
         where name = any ($1::text[])
       ) pass
       order by greatest(0, wait_ms), (name = $2) desc, next_at
       limit 1`,
      [names, urgent],
    );
  const { rows } = await select();
  if (rows[0]?.known === names.length) return rows[0];
  await client.query(
    `insert into verification_passes (name, after, cycles, began_at, first_at, rows_looked_at, busy_ms, slice, next_at, pause_until)
     select name, first, 0, clock_timestamp(), clock_timestamp(), 0, 0, $3, clock_timestamp(), clock_timestamp()
     from unnest($1::text[], $2::text[]) as pass (name, first)
     on conflict do nothing`,
    [names, passes.map(({ first }) => first), sliceFirst],
  );
  const [row] = (await select()).rows;
  if (row === undefined) throw new Error('the verifier has no pass');
  return row;
}
