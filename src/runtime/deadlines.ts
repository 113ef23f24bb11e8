// Deadlines fire as messages. Any node may fire any deadline: the decision checks the fence (the moment the subject waits for),
// and the row goes away in the same commit, so firing twice does nothing twice.
import type pg from 'pg';
import { v7 } from 'uuid';
import { limits } from '#kernel/limits.ts';
import { everything } from '#kernel/scope.ts';
import type { Command } from '#processes/message.ts';
import type { Engine } from './engine.ts';
import { Loop } from './loop.ts';

const batchMax = 1_000;
const idleMs = 200;

interface DueDeadline {
  readonly id: string;
  readonly command: Command;
  /** Epoch milliseconds. */
  readonly due: number;
  readonly failing_since: number | null;
}

export class Deadlines {
  readonly #pool: pg.Pool;
  readonly #engine: Engine;
  readonly #onError: (error: unknown) => void;
  readonly #loop: Loop;

  constructor(options: {
    readonly pool: pg.Pool;
    readonly engine: Engine;
    readonly onError: (error: unknown) => void;
  }) {
    this.#pool = options.pool;
    this.#engine = options.engine;
    this.#onError = options.onError;
    const step = async (): Promise<boolean> => (await this.fireDue()) === batchMax;
    this.#loop = new Loop({ step, idleMs, onError: options.onError });
  }

  start(): void {
    this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Fires what is due; answers how many that were. Public, so that tests and tools can step it. */
  async fireDue(): Promise<number> {
    const { rows } = await this.#pool.query<DueDeadline>(
      `select id, command, (extract(epoch from due_at) * 1000)::bigint as due, (extract(epoch from failing_since) * 1000)::bigint as failing_since
       from deadlines where due_at <= clock_timestamp() order by due_at limit $1`,
      [batchMax],
    );
    const fired = await Promise.all(rows.map(async (row) => ((await this.#fire(row)) ? null : row.id)));
    const failed = fired.filter((id) => id !== null);
    if (failed.length > 0) await this.#postpone(failed);
    return rows.length;
  }

  /** A deadline happens when it was due, however late it fires. */
  async #fire({ id, command, due, failing_since: since }: DueDeadline): Promise<boolean> {
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
      ...(since !== null && { failingSince: Number(since) }),
    };
    const { answer } = await this.#engine.submit('deadline', { message });
    return answer.status === 'done';
  }

  /**
   * What fails is set anew by the turn that it failed in, see `failed-deadline.ts`. Where that fails too, it is done here: no
   * deadline stands before the others for ever.
   */
  async #postpone(ids: readonly string[]): Promise<void> {
    this.#onError(new Error(`${ids.length} deadlines failed and come again later: ${ids.slice(0, 5).join(', ')}`));
    await this.#pool.query(
      `update deadlines
       set due_at = clock_timestamp() + make_interval(secs => $2::float8),
         failing_since = coalesce(failing_since, clock_timestamp())
       where id = any ($1::text[]) and due_at <= clock_timestamp()`,
      [ids, limits.deadlineAgainFirstMs / 1_000],
    );
  }
}
