// Read models that follow the journal: each has a cursor in positions, is advanced in the order of commits, and says how far
// behind it is. One node at a time advances one of them; what it wrote and its cursor move in the same commit.
import type pg from 'pg';
import { inTransaction } from '#postgres/transaction.ts';
import { followGoods } from './goods-events.ts';
import { Loop } from './loop.ts';

export interface Lag {
  readonly name: string;
  readonly position: number;
  /** Head of the journal at the same moment. */
  readonly head: number;
}

const idleMs = 500;

const activity = `
  insert into activity_days (day, type, entries)
  select (t.at at time zone 'UTC')::date, j.type, count(*)
  from turns t
  join journal j on j.turn_id = t.id
  where t.position > $1 and t.position <= $2
  group by 1, 2
  on conflict (day, type) do update set entries = activity_days.entries + excluded.entries`;

interface Projection {
  /** Turns taken in one step, so that no step holds a snapshot, or what others wait for, for long. */
  readonly turnsMax: number;
  /** Folds the turns after the first position up to the second into its tables. */
  readonly fold: (client: pg.ClientBase, from: number, to: number) => Promise<unknown>;
}

const projections = {
  activity: { turnsMax: 500, fold: (client, from, to) => client.query(activity, [from, to]) },
  traceability: { turnsMax: 50, fold: followGoods },
} as const satisfies Readonly<Record<string, Projection>>;

type ProjectionName = keyof typeof projections;
const names = Object.keys(projections) as ProjectionName[];

export class Projections {
  readonly #pool: pg.Pool;
  readonly #loop: Loop;

  constructor(options: { readonly pool: pg.Pool; readonly onError: (error: unknown) => void }) {
    this.#pool = options.pool;
    this.#loop = new Loop({ step: () => this.step(), idleMs, onError: options.onError });
  }

  start(): void {
    this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Advances every projection by one step; answers whether there is more to do. Public, so that tests can step it. */
  async step(): Promise<boolean> {
    let more = false;
    for (const name of names) more = (await this.#advance(name)) || more;
    return more;
  }

  async #advance(name: ProjectionName): Promise<boolean> {
    // Asked without a lock first: most of the time nothing is to do, and nothing has to be committed for that.
    const { rowCount: upToDate } = await this.#pool.query(
      'select from projections p, journal_head h where p.name = $1 and p.position >= h.position',
      [name],
    );
    if (upToDate === 1) return false;
    return inTransaction(this.#pool, async (client) => {
      await client.query(
        'insert into projections (name, position, updated_at) values ($1, 0, clock_timestamp()) on conflict do nothing',
        [name],
      );
      const { rows } = await client.query<{ position: number; head: number }>(
        'select p.position, h.position as head from projections p, journal_head h where p.name = $1 for update of p skip locked',
        [name],
      );
      const [at] = rows;
      if (at === undefined || at.position >= at.head) return false;
      const to = Math.min(Number(at.head), Number(at.position) + projections[name].turnsMax);
      await projections[name].fold(client, Number(at.position), to);
      await client.query('update projections set position = $2, updated_at = clock_timestamp() where name = $1', [
        name,
        to,
      ]);
      return to < Number(at.head);
    });
  }
}

/** The latest days that brought anything, each with its entries by type. */
export async function readActivity(
  pool: pg.Pool,
  days: number,
): Promise<{ readonly day: string; readonly entries: Readonly<Record<string, number>> }[]> {
  const { rows } = await pool.query<{ day: string; entries: Record<string, number> }>(
    `select day::text as day, json_object_agg(type, entries order by type) as entries
     from activity_days group by day order by day desc limit $1`,
    [days],
  );
  return rows;
}

export async function readLags(pool: pg.Pool): Promise<Lag[]> {
  const { rows } = await pool.query<Lag>(
    `select name.name, coalesce(p.position, 0)::bigint as position, h.position as head
     from unnest($1::text[]) as name (name) left join projections p on p.name = name.name, journal_head h order by name.name`,
    [names],
  );
  return rows.map((row) => ({ name: row.name, position: Number(row.position), head: Number(row.head) }));
}
