// Deadlines fire as messages. Any node may fire any deadline: the decision checks the fence (the moment the subject waits for),
// and the row goes away in the same commit, so firing twice does nothing twice.
import type pg from 'pg';
import { v7 } from 'uuid';
import { Fault } from '#kernel/fault.ts';
import { everything } from '#kernel/scope.ts';
import type { Command } from '#processes/message.ts';
import type { Engine } from './engine.ts';

const batchMax = 1_000;
const idleMs = 500;
const failedAgainS = 600;

interface DueDeadline {
  readonly id: string;
  readonly command: Command;
  /** Epoch milliseconds. */
  readonly due: number;
}

export class Deadlines {
  readonly #pool: pg.Pool;
  readonly #engine: Engine;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: {
    readonly pool: pg.Pool;
    readonly engine: Engine;
    readonly onError: (error: unknown) => void;
  }) {
    this.#pool = options.pool;
    this.#engine = options.engine;
    this.#onError = options.onError;
  }

  start(): void {
    this.#running = this.#loop();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** Fires what is due; answers how many that were. Public, so that tests and tools can step it. */
  async fireDue(): Promise<number> {
    const { rows } = await this.#pool.query<DueDeadline>(
      'select id, command, (extract(epoch from due_at) * 1000)::bigint as due from deadlines where due_at <= clock_timestamp() order by due_at limit $1',
      [batchMax],
    );
    const fired = await Promise.all(rows.map(async (row) => ((await this.#fire(row)) ? null : row.id)));
    const failed = fired.filter((id) => id !== null);
    if (failed.length > 0) await this.#postpone(failed);
    return rows.length;
  }

  /** A deadline happens when it was due, however late it fires. */
  async #fire({ id, command, due }: DueDeadline): Promise<boolean> {
    const message = {
      id: `msg_${v7()}`,
      claim: null,
      digest: id,
      actor: 'system',
      scope: everything,
      occurredAt: Number(due),
      correlationId: id,
      causationId: null,
      command,
    };
    const { answer } = await this.#engine.submit('deadline', { message });
    return answer.status === 'done';
  }

  /** One that fails is tried again later, so that it neither stands before the others nor fills the journal. */
  async #postpone(ids: readonly string[]): Promise<void> {
    this.#onError(
      new Error(
        `${ids.length} deadlines failed and are tried again in ${failedAgainS / 60} minutes: ${ids.slice(0, 5).join(', ')}`,
      ),
    );
    await this.#pool.query(
      'update deadlines set due_at = clock_timestamp() + make_interval(secs => $2::int) where id = any ($1::text[])',
      [ids, failedAgainS],
    );
  }

  async #loop(): Promise<void> {
    try {
      while (!this.#stopped && (await this.fireDue()) === batchMax);
    } catch (error) {
      if (!(error instanceof Fault && error.code === 'stopping')) this.#onError(error);
    }
    if (!this.#stopped) this.#timer = setTimeout(() => (this.#running = this.#loop()), idleMs);
  }
}
