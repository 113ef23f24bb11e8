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

export class Deadlines {
  readonly #pool: pg.Pool;
  readonly #engine: Engine;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: { readonly pool: pg.Pool; readonly engine: Engine; readonly onError: (error: unknown) => void }) {
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
    const { rows } = await this.#pool.query<{ id: string; command: Command }>(
      'select id, command from deadlines where due_at <= clock_timestamp() order by due_at limit $1',
      [batchMax],
    );
    await Promise.all(rows.map(({ id, command }) => this.#fire(id, command)));
    return rows.length;
  }

  async #fire(id: string, command: Command): Promise<void> {
    const message = {
      id: `msg_${v7()}`, claim: null, digest: id, actor: 'system', scope: everything, occurredAt: Date.now(), correlationId: id, causationId: null, command,
    };
    await this.#engine.submit('deadline', { message });
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
