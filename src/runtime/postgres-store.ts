// Turns on PostgreSQL: a few connections of their own, each with one turn at a time.
import type pg from 'pg';
import { limits } from '#kernel/limits.ts';
import { errorCode } from '#postgres/errors.ts';
import { pipeline } from '#postgres/pipeline.ts';
import { createClient } from '#postgres/pool.ts';
import type { ConnectionOptions } from '#postgres/pool.ts';
import { CommitFailed, commitTransaction } from './postgres-commit.ts';
import { guardFailed, whole } from './postgres-rows.ts';
import { openTransaction } from './postgres-open.ts';
import type { Locked } from './postgres-open.ts';
import { StoreError } from './store.ts';
import type { CatalogSource, OpenRequest, OpenTurn, Store } from './store.ts';

export class PostgresStore implements Store {
  readonly catalog: CatalogSource;
  readonly #options: ConnectionOptions;
  readonly #idle: pg.Client[] = [];
  readonly #waiting: ((client: Promise<pg.Client>) => void)[] = [];
  #connections = 0;
  #closed = false;

  constructor(options: ConnectionOptions, catalog: CatalogSource) {
    this.#options = options;
    this.catalog = catalog;
  }

  async open(request: OpenRequest): Promise<OpenTurn> {
    const client = await this.#take();
    try {
      let opened = await openTransaction(client, request, 'shared');
      if (refersToAbsent(request, opened.state)) {
        await rollBack(client);
        opened = await openTransaction(client, request, 'exclusive');
      }
      const { locked } = opened;
      return {
        ...opened,
        commit: (writes) => this.#commit(client, writes, locked),
        abandon: () => this.#abandon(client),
      };
    } catch (error) {
      await this.#leave(client, error);
      throw storeErrorOf(error);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#idle.splice(0).map((client) => client.end()));
  }

  async #commit(
    client: pg.Client,
    writes: Parameters<OpenTurn['commit']>[0],
    locked: Locked,
  ): Promise<{ position: number }> {
    try {
      const committed = await commitTransaction(client, writes, locked);
      this.#giveBack(client);
      return committed;
    } catch (error) {
      await this.#leave(client, error instanceof CommitFailed ? error.cause : error);
      if (error instanceof CommitFailed && !saidNo(error.cause)) {
        const position = await this.#positionOf(writes.turnId);
        if (position !== null) return { position };
      }
      throw storeErrorOf(error instanceof CommitFailed ? error.cause : error);
    }
  }

  /** The connection broke while a commit was under way: the turn is there or it is not, and its id tells. */
  async #positionOf(turnId: string): Promise<number | null> {
    try {
      const client = await this.#take();
      try {
        // Waits for the lost transaction if it still runs: it holds the head of the chain. A statement of its own, because the
        // next one must see what was committed while this one waited.
        const [, rows] = await pipeline(client, (ask) =>
          Promise.all([
            ask('head', 'select 1 from journal_head for update', []),
            ask('position', 'select position from turns where id = $1', [turnId]),
          ]),
        );
        return rows[0] === undefined ? null : whole(rows[0][0]);
      } finally {
        if (!this.#dropped.has(client)) this.#giveBack(client);
      }
    } catch (cause) {
      throw new StoreError(
        'unknown_outcome',
        'The database was lost while a commit was under way and could not be asked.',
        cause,
      );
    }
  }

  /** A former primary goes on answering, and refuses every turn: another connection may lead to the one that took its place. */
  async #leave(client: pg.Client, error: unknown): Promise<void> {
    if (sqlState(error) === readOnly) this.#drop(client);
    else await this.#abandon(client);
  }

  async #abandon(client: pg.Client): Promise<void> {
    try {
      await rollBack(client);
      this.#giveBack(client);
    } catch {
      this.#drop(client); // The connection is gone, and with it the transaction: nothing is left to roll back.
    }
  }

  #take(): Promise<pg.Client> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return Promise.resolve(idle);
    if (this.#connections >= limits.turnsOpenMax)
      return new Promise((resolve) => this.#waiting.push(resolve)).then((client) => client as pg.Client);
    return this.#connect();
  }

  async #connect(): Promise<pg.Client> {
    this.#connections += 1;
    const client = createClient(this.#options);
    client.on('error', () => this.#drop(client));
    try {
      await client.connect();
      return client;
    } catch (cause) {
      this.#connections -= 1;
      throw new StoreError('unavailable', 'The database cannot be reached.', cause);
    }
  }

  #giveBack(client: pg.Client): void {
    const next = this.#waiting.shift();
    if (next !== undefined) next(Promise.resolve(client));
    else if (this.#closed) void client.end();
    else this.#idle.push(client);
  }

  readonly #dropped = new WeakSet<pg.Client>();

  #drop(client: pg.Client): void {
    if (this.#dropped.has(client)) return;
    this.#dropped.add(client);
    const index = this.#idle.indexOf(client);
    if (index >= 0) this.#idle.splice(index, 1);
    this.#connections -= 1;
    client.end().catch(() => undefined); // Already broken: ending it can only fail for the same reason.
    const next = this.#waiting.shift();
    if (next !== undefined) next(this.#connect());
  }
}

/**
 * An issue names an order or a reservation that is not there. An absent row cannot be locked, so the turn opens again with the lock
 * on names alone: what another turn is placing under that name is there by then, or comes after this turn.
 */
function refersToAbsent({ keys }: OpenRequest, state: OpenTurn['state']): boolean {
  for (const reference of keys.references) {
    if (!state.orderNames.has(reference) && !state.orders.has(reference) && !state.reservations.has(reference))
      return true;
  }
  return false;
}

async function rollBack(client: pg.Client): Promise<void> {
  await pipeline(client, (ask) => ask('rollback', 'rollback', []));
}

/** SQLSTATE read_only_sql_transaction. */
const readOnly = '25006';

/** The server refused and goes on. When it ends the session instead, it may have committed before. */
function saidNo(error: unknown): boolean {
  return sqlState(error) !== undefined && error instanceof Error && 'severity' in error && error.severity === 'ERROR';
}

/** Five characters, at least one a digit: unlike the names of errors of the network, such as EPIPE. */
function sqlState(error: unknown): string | undefined {
  const code = errorCode(error);
  return code !== undefined && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** Lock timeouts, deadlocks, lost races for a key: the turn is run again. A broken rule of the schema: the culprit is searched. */
export function storeErrorOf(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  // A bug in what the turn asked for or wrote, not the database: the message that made it is searched.
  if (error instanceof TypeError || error instanceof RangeError) return new StoreError('refused', error.message, error);
  const state = sqlState(error);
  const message = error instanceof Error ? error.message : String(error);
  if (state === undefined) return new StoreError('unavailable', message, error);
  if (['40001', '40P01', '55P03', '23505', '25P02', guardFailed].includes(state))
    return new StoreError('contention', message, error);
  if (state === '53100') return new StoreError('disk_full', message, error);
  // Data exceptions and broken constraints are about what one message would write. Its values stay out of the reason.
  if (state.startsWith('22') || state.startsWith('23'))
    return new StoreError('refused', `the database refused what it would have written (SQLSTATE ${state})`, error);
  return new StoreError('unavailable', message, error);
}
