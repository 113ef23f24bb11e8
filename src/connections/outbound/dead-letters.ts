// Dead letters: deliveries that are tried no more until somebody decides, grouped by their cause, and worked on many at a time.
// Oldest first keeps every lane, and all lanes together, in the order in which things happened.
import type pg from 'pg';
import { limits } from '#kernel/limits.ts';
import { inTransaction } from '#postgres/transaction.ts';
import { skip, unparkNext } from '#runtime/deliveries-settle.ts';
import { replayDoubt } from './replay-check.ts';
import type { Letter, ReplayDoubt } from './replay-check.ts';

export interface Cause {
  readonly connection: string;
  /** Null: the event itself. */
  readonly operation: string | null;
  readonly type: string;
  readonly code: string | null;
  readonly cause: string | null;
}

export interface DeadGroup extends Cause {
  readonly count: number;
  /** There are more; they are not counted. */
  readonly isMore: boolean;
  /** Of those that were counted. */
  readonly lanes: number;
  readonly oldest: number;
  readonly newest: number;
  readonly oldestTurn: string;
  readonly newestTurn: string;
  /** What the newest of them said. */
  readonly error: unknown;
}

/** Which of them; what is left out is any. */
export interface Which {
  readonly connection?: string;
  readonly operation?: string | null;
  readonly type?: string;
  readonly code?: string;
  readonly cause?: string | null;
}

const causeCharactersMax = 200;

/** As in their index: what is missing is an empty text, and a cause that is very long is cut. */
const named = {
  operation: `coalesce(d.operation, '')`,
  code: `coalesce(d.last_error ->> 'code', '')`,
  cause: `left(coalesce(d.last_error ->> 'cause', ''), ${causeCharactersMax})`,
} as const;
const byCause = `d.connection, ${named.operation}, d.type, ${named.code}, ${named.cause}`;

const ofGroup = `d.state = 'dead' and d.connection = g.connection and ${named.operation} = g.operation and d.type = g.type
         and ${named.code} = g.code and ${named.cause} = g.cause`;

/**
 * The largest first. However many there are: groups are found by one probe of the index each, and of each as many are counted as its
 * part of what may be counted.
 */
export async function listDeadGroups(pool: pg.Pool, { connection }: Pick<Which, 'connection'>): Promise<DeadGroup[]> {
  const { rows } = await pool.query<DeadGroup>(
    `with recursive groups as (
       (
         select 1 as number, d.connection, ${named.operation} as operation, d.type, ${named.code} as code, ${named.cause} as cause
         from deliveries d
         where d.state = 'dead' and ($1::text is null or d.connection = $1)
         order by ${byCause}
         limit 1
       )
       union all
       select g.number + 1, next.*
       from groups g
       cross join lateral (
         select d.connection, ${named.operation}, d.type, ${named.code}, ${named.cause}
         from deliveries d
         where d.state = 'dead' and (${byCause}) > (g.connection, g.operation, g.type, g.code, g.cause)
         order by ${byCause}
         limit 1
       ) next
       where g.number < $2 and ($1::text is null or next.connection = $1)
     ),
     part as (select greatest(1, $3::int / greatest(1, count(*)))::int as size from groups)
     select g.connection, nullif(g.operation, '') as operation, g.type, nullif(g.code, '') as code, nullif(g.cause, '') as cause,
       least(counted.count, part.size) as count, counted.count > part.size as "isMore",
       least(counted.lanes, part.size) as lanes,
       o.seq as oldest, n.seq as newest, o.turn_id as "oldestTurn", n.turn_id as "newestTurn", n.last_error as error
     from groups g
     cross join part
     cross join lateral (
       select count(*)::int as count, count(distinct lane)::int as lanes
       from (select d.lane from deliveries d where ${ofGroup} order by d.seq limit part.size + 1) first
     ) counted
     cross join lateral (select d.seq, d.turn_id from deliveries d where ${ofGroup} order by d.seq limit 1) o
     cross join lateral (
       select d.seq, d.turn_id, d.last_error from deliveries d where ${ofGroup} order by d.seq desc limit 1
     ) n
     order by counted.count desc, o.seq`,
    [connection ?? null, limits.deadGroupsMax, limits.deadLettersCountedMax],
  );
  return rows;
}

export interface Span {
  /** Those with higher numbers. */
  readonly after: number;
  /** Up to here: what dies again meanwhile is not taken twice. */
  readonly through: number;
}

interface Found extends Letter {
  /** The first of its lane that is not settled, as dead ones mostly are. */
  readonly isHead: boolean;
}

/** The oldest of a group, as many as are worked on at once. */
export async function findDead(pool: pg.Pool, which: Which, span: Span, max: number): Promise<readonly Found[]> {
  const { condition, values } = conditionOf(which);
  const count = values.length;
  const { rows } = await pool.query<Found>(
    `select d.seq, d.last_error ->> 'code' as code,
       not exists (
         select from deliveries h
         where h.connection = d.connection and h.lane = d.lane and h.state in ('queued', 'leased', 'dead') and h.seq < d.seq
       ) as "isHead",
       exists (select from connections c where c.code = d.connection and c.active) as "isConnected"
     from deliveries d
     where d.state = 'dead' and ${condition} and d.seq > $${count + 1} and d.seq <= $${count + 2}
     order by d.seq
     limit $${count + 3}`,
    [...values, span.after, span.through, max],
  );
  return rows;
}

/** The highest number there is: where a piece of work that begins now ends. */
export async function lastDelivery(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ last: number | null }>('select max(seq) as last from deliveries');
  return rows[0]?.last ?? 0;
}

export interface Worked {
  readonly attempted: number;
  readonly done: number;
  readonly left: readonly { readonly delivery: number; readonly reason: ReplayDoubt }[];
  /** Where to go on; null: nothing is left. */
  readonly next: Span | null;
}

/** Each goes out again with all its attempts. */
export async function replaySome(pool: pg.Pool, which: Which, span: Span, by: string): Promise<Worked> {
  const found = await findDead(pool, which, span, limits.deadLettersAtOnce);
  const doubts = found.map((letter) => replayDoubt(letter, which.code ?? null));
  const wanted = found.filter((_, index) => doubts[index] === null).map(({ seq }) => seq);
  const { rows } = await pool.query<{ seq: number }>(
    `with taken as (select seq from deliveries where seq = any ($1::bigint[]) and state = 'dead' order by seq for update skip locked)
     update deliveries d
     set state = 'queued', attempts = 0, available_at = now(), handled_by = $2
     from taken
     where d.seq = taken.seq
     returning d.seq`,
    [wanted, by],
  );
  return workedOf(found, doubts, rows, span);
}

/** Piece by piece, about as many as `max`; answers how many go out again. What needs a decision of its own stays. */
export async function replayAll(pool: pg.Pool, which: Which, by: string, max: number): Promise<number> {
  let next: Span | null = { after: 0, through: await lastDelivery(pool) };
  let replayed = 0;
  while (next !== null && replayed < max) {
    const worked: Worked = await replaySome(pool, which, next, by);
    replayed += worked.done;
    ({ next } = worked);
  }
  return replayed;
}

/** Each is given up, and its lane goes on. */
export async function skipSome(pool: pg.Pool, which: Which, span: Span, by: string): Promise<Worked> {
  const found = await findDead(pool, which, span, limits.deadLettersAtOnce);
  const heads = found.filter(({ isHead }) => isHead).map(({ seq }) => seq);
  const skipped = await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ seq: number; connection: string; lane: string }>(
      `with taken as (select seq from deliveries where seq = any ($1::bigint[]) and state = 'dead' order by seq for update skip locked)
       update deliveries d
       set state = 'skipped', handled_by = $2
       from taken
       where d.seq = taken.seq
       returning d.seq, d.connection, d.lane`,
      [heads, by],
    );
    await unparkNext(client, rows);
    return rows.map(({ seq }) => ({ seq }));
  });
  // One that stands behind another is settled under the lock of its head.
  for (const { seq, isHead } of found) if (!isHead && (await skip(pool, seq, by))) skipped.push({ seq });
  return workedOf(
    found,
    found.map(() => null),
    skipped,
    span,
  );
}

function workedOf(
  found: readonly Found[],
  doubts: readonly (ReplayDoubt | null)[],
  done: readonly { readonly seq: number }[],
  { through }: Span,
): Worked {
  const settled = new Set(done.map(({ seq }) => seq));
  const last = found.at(-1);
  return {
    attempted: found.length,
    done: settled.size,
    left: found.flatMap(({ seq }, index) =>
      settled.has(seq) ? [] : [{ delivery: seq, reason: doubts[index] ?? 'changed_meanwhile' }],
    ),
    next: last === undefined || found.length < limits.deadLettersAtOnce ? null : { after: last.seq, through },
  };
}

function conditionOf({ connection, operation, type, code, cause }: Which): { condition: string; values: unknown[] } {
  const parts: string[] = [];
  const values: unknown[] = [];
  const add = (
    expression: string,
    value: string | null | undefined,
    given = (place: string): string => place,
  ): void => {
    if (value !== undefined) parts.push(`${expression} = ${given(`$${values.push(value ?? '')}::text`)}`);
  };
  add('d.connection', connection);
  add(named.operation, operation);
  add('d.type', type);
  add(named.code, code);
  add(named.cause, cause, (place) => `left(${place}, ${causeCharactersMax})`);
  return { condition: parts.length === 0 ? 'true' : parts.join(' and '), values };
}
