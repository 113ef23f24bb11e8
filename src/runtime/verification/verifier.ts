// Proves on the live system, for as long as it runs, that what is stored agrees with itself. It works on slices of keys, each on one
// snapshot, so that no turn is ever seen half; after each it pauses for so long that all nodes together take no more than their share
// of one core. How far it is and how long it pauses stands in the database: any node goes on where another one stopped.
import type pg from 'pg';
import { limits } from '#kernel/limits.ts';
import { databaseErrorKind, errorCode } from '#postgres/errors.ts';
import { inTransaction } from '#postgres/transaction.ts';
import { closeFindings, oldestFinding, openFindings, postponeFindings } from './findings.ts';
import type { Finding, Place } from './findings.ts';
import type { Pass } from './pass.ts';
import { passes, passOfFindings } from './passes.ts';
import { nextPass } from './next-pass.ts';
import type { PassRow } from './next-pass.ts';
import { endOfSlice, enterByKeys, runCheck } from './slice.ts';

export interface VerifierOptions {
  readonly pool: pg.Pool;
  readonly onError: (error: unknown) => void;
  readonly onOpened: (finding: Finding) => void;
  readonly onClosed: (finding: Finding) => void;
  /** Left out: as the product works. */
  readonly pace?: Pace;
}

export interface Pace {
  /** Of the time of one core. */
  readonly share: number;
  /** A pass that came to its end begins again after this, so that large ones are not kept waiting by small ones. */
  readonly restMs: number;
  /** What comes new is looked for so often. */
  readonly tailMs: number;
  /** A finding is looked at again after this. */
  readonly againMs: number;
  /** A slice that takes longer is given up and made smaller; rows that can only be looked at together may take ten times as long. */
  readonly limitMs: number;
}

/** What one step did. */
export interface Stepped {
  /** Until the next step of this node may do anything. */
  readonly pauseMs: number;
  readonly pass: string | null;
}

export const productPace: Pace = {
  share: 0.02,
  restMs: 30_000,
  tailMs: 1_000,
  againMs: 5_000,
  limitMs: limits.verifierSliceMs,
};
/** A slice is made so large that it takes about so long: long enough to be worth its statements, too short to hold up a vacuum. */
const sliceMs = 100;
const sliceMax = 20_000;
/** A node that had nothing to do looks again after this. */
const idleMs = 1_000;

/** Rows that took too long are tried again after this; what comes behind them in their pass waits until then. */
const stuckMs = 600_000;
/** Of PostgreSQL, when a statement has taken as long as it may. */
const timedOut = '57014';

/** What is being looked at: the slice of a pass, or what was found before. */
interface Look {
  readonly row: PassRow;
  readonly again: Place | null;
}

export class Verifier {
  readonly #options: VerifierOptions;
  readonly #pace: Pace;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;
  #recheck = false;
  /** For the case that it takes too long. */
  #at: Look | undefined;

  constructor(options: VerifierOptions) {
    this.#options = options;
    this.#pace = options.pace ?? productPace;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Waits for the slice under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    let pauseMs = idleMs;
    try {
      ({ pauseMs } = await this.step());
    } catch (error) {
      if (!this.#stopped) this.#options.onError(error);
    }
    if (!this.#stopped) this.#timer = setTimeout(() => this.start(), Math.min(pauseMs, idleMs));
  }

  /** One slice, if it is time for one and no other node is at it. Public, so that tests and tools can step it. */
  async step(): Promise<Stepped> {
    const begun = performance.now();
    this.#at = undefined;
    try {
      return await this.#look(begun);
    } catch (error) {
      if (errorCode(error) === timedOut && this.#at !== undefined)
        return { pauseMs: await this.#giveUp(this.#at, begun, error), pass: null };
      // Another node was at the same row in the same moment.
      if (databaseErrorKind(error) === 'retry') return { pauseMs: idleMs, pass: null };
      throw error;
    }
  }

  async #look(begun: number): Promise<Stepped> {
    const client = await this.#options.pool.connect();
    let broken: Error | undefined;
    try {
      // One process of the server works for it, and what it writes may be lost with a crash: it is found out again.
      await client.query(
        `begin isolation level repeatable read;
         set local max_parallel_workers_per_gather = 0;
         set local jit = off;
         set local synchronous_commit = off`,
      );
      const stepped = await this.#stepIn(client, begun);
      await client.query('commit');
      for (const finding of stepped.opened) this.#options.onOpened(finding);
      for (const finding of stepped.closed) this.#options.onClosed(finding);
      return { pauseMs: stepped.pauseMs, pass: stepped.pass };
    } catch (error) {
      broken = error instanceof Error ? error : new Error(String(error));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async #stepIn(
    client: pg.PoolClient,
    begun: number,
  ): Promise<Stepped & { readonly opened: Finding[]; readonly closed: Finding[] }> {
    const nothing = { pass: null, opened: [], closed: [] };
    const { rows: locks } = await client.query<{ taken: boolean }>(
      `select pg_try_advisory_xact_lock(hashtextextended('crossdock verifier ' || current_schema(), 0)) as taken`,
    );
    if (locks[0]?.taken !== true) return { ...nothing, pauseMs: idleMs };
    const row = await nextPass(client);
    if (row.wait_ms > 0) return { ...nothing, pauseMs: row.wait_ms };
    const pass = passes.find(({ name }) => name === row.name);
    if (pass === undefined) throw new Error(`no pass of the verifier is called ${row.name}`);
    this.#at = { row, again: null };
    await this.#limit(client, pass);
    // By turns, so that a finding is closed soon and the passes go on nonetheless.
    if (pass.isUrgent !== true) this.#recheck = !this.#recheck;
    const closed = this.#recheck && pass.isUrgent !== true ? await this.#lookAgain(client, row) : null;
    if (closed !== null) return { ...nothing, closed, pauseMs: await this.#pause(client, pass, begun) };
    const opened = await this.#slice(client, pass, row, begun);
    return { pass: pass.name, opened, closed: [], pauseMs: await this.#pause(client, pass, begun) };
  }

  async #slice(client: pg.PoolClient, pass: Pass, row: PassRow, begun: number): Promise<Finding[]> {
    await enterByKeys(client, pass);
    const { upto, last, rows } = await endOfSlice(client, pass, row.after, row.slice);
    const opened: Finding[] = [];
    for (const [check, statement] of Object.entries(pass.checks)) {
      const slice = { pass: pass.findingsOf ?? pass.name, check, after: row.after, upto };
      const broken = await runCheck(client, statement, slice);
      opened.push(...(await openFindings(client, slice, broken)));
    }
    const took = performance.now() - begun;
    const atEnd = upto === null;
    const { restMs, tailMs } = this.#pace;
    const slice =
      took > 2 * sliceMs
        ? Math.ceil(row.slice / 2)
        : took < sliceMs && !atEnd
          ? Math.min(sliceMax, row.slice * 2)
          : row.slice;
    await client.query(
      `update verification_passes
       set after = $2, slice = $3, rows_looked_at = rows_looked_at + $4,
         cycles = cycles + $5::boolean::int,
         finished_at = case when $5 then clock_timestamp() else finished_at end,
         began_at = case when $5 then clock_timestamp() else began_at end,
         next_at = clock_timestamp() + $6 * interval '1 millisecond'
       where name = $1`,
      [
        pass.name,
        atEnd && pass.again ? pass.first : last,
        slice,
        rows,
        atEnd,
        atEnd ? (pass.again ? restMs : tailMs) : 0,
      ],
    );
    return opened;
  }

  /** Null when nothing waits for that. */
  async #lookAgain(client: pg.PoolClient, row: PassRow): Promise<Finding[] | null> {
    const at = await oldestFinding(client, this.#pace.againMs);
    if (at === undefined) return null;
    this.#at = { row, again: at };
    const pass = passOfFindings(at.pass);
    const statement = pass?.checks[at.check];
    // A check that this version does not know any more says nothing.
    if (pass === undefined || statement === undefined) return closeFindings(client, at, []);
    await this.#limit(client, pass);
    await enterByKeys(client, pass);
    const broken = await runCheck(client, statement, at);
    await openFindings(client, at, broken);
    return closeFindings(client, at, broken);
  }

  /** The server ends what takes longer. */
  async #limit(client: pg.PoolClient, { next }: Pass): Promise<void> {
    const { limitMs } = this.#pace;
    await client.query(`set local statement_timeout = ${next === undefined ? limitMs * 10 : limitMs}`);
  }

  /** Smaller next time; what cannot be made smaller is told, for as long as nobody looks at it. What was found stays open. */
  #giveUp({ row, again }: Look, begun: number, error: unknown): Promise<number> {
    const pass = passOfFindings(row.name);
    if (pass === undefined) throw new Error(`no pass of the verifier is called ${row.name}`, { cause: error });
    const isStuck = again === null && (row.slice === 1 || pass.next === undefined);
    if (isStuck)
      this.#options.onError(
        new Error(
          `The pass "${row.name}" is stuck behind the key "${row.after}": what comes next takes longer than a slice may. \`crossdock verify\` looks at it without that limit. It is tried again in ${stuckMs / 60_000} minutes.`,
          { cause: error },
        ),
      );
    return inTransaction(this.#options.pool, async (client) => {
      if (again !== null) await postponeFindings(client, again);
      else
        await client.query(
          `update verification_passes set slice = greatest(1, slice / 4), next_at = clock_timestamp() + $2 * interval '1 millisecond' where name = $1`,
          [row.name, isStuck ? stuckMs : 0],
        );
      return this.#pause(client, pass, begun);
    });
  }

  /** Notes what the step took and until when nobody may begin another one. */
  async #pause(client: pg.PoolClient, { name, isUrgent }: Pass, begun: number): Promise<number> {
    const took = performance.now() - begun;
    const { share } = this.#pace;
    if (isUrgent !== true) {
      const pauseMs = took * (1 / share - 1);
      await client.query(
        `update verification_passes
         set busy_ms = busy_ms + $2, pause_until = clock_timestamp() + $3 * interval '1 millisecond'
         where name = $1`,
        [name, took, pauseMs],
      );
      return pauseMs;
    }
    const pauseMs = took * (2 / share - 1);
    await client.query(
      `update verification_passes
       set busy_ms = busy_ms + $2, pause_until = clock_timestamp() + $3 * interval '1 millisecond'
       where name = $1`,
      [name, took, pauseMs],
    );
    // The pause that the others keep for it stands with the one of them that pauses longest.
    await client.query(
      `update verification_passes
       set pause_until = greatest(pause_until, clock_timestamp()) + $2 * interval '1 millisecond'
       where name = (select name from verification_passes where name <> $1 order by pause_until desc, name limit 1)`,
      [name, took * (1 / share - 1)],
    );
    return 0;
  }
}
