// Work that goes on until it is stopped: step after step while there is more to do, then again after a pause.

export interface LoopOptions {
  /** Does a bounded piece of work; answers whether there is more. */
  readonly step: () => Promise<boolean>;
  readonly idleMs: number;
  /** A failed step is reported and tried again after the pause. */
  readonly onError: (error: unknown) => void;
}

export class Loop {
  readonly #options: LoopOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: LoopOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Waits for the step under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    const { step, idleMs, onError } = this.#options;
    try {
      while (!this.#stopped && (await step()));
    } catch (error) {
      if (!this.#stopped) onError(error);
    }
    if (!this.#stopped) this.#timer = setTimeout(() => this.start(), idleMs);
  }
}
