// A program that runs beside a node for as long as the node does: started again when it ends, after an ever longer pause, and
// told to end when the node stops. It learns that the node was killed by the channel between them, which breaks.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

export interface KeptProcessOptions {
  /** Arguments of Node. Asked before every start; what it throws counts as a start that failed. */
  readonly prepare: () => Promise<readonly string[]>;
  /** What it writes to standard error, line by line. */
  readonly onLine: (line: string) => void;
  /** It ended or could not be started, and is started again after a pause. */
  readonly onFailed: (error: Error, pauseMs: number) => void;
  /** The first pause; left out: a second. */
  readonly pauseMs?: number;
}

const pauseMaxMs = 60_000;
/** After so long, an end is the first of its kind again. */
const steadyMs = 60_000;
/** How long it may take to put its things away. */
const stopWithinMs = 5_000;

export class KeptProcess implements AsyncDisposable {
  readonly #options: KeptProcessOptions;
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;
  #child: ChildProcess | undefined;

  constructor(options: KeptProcessOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  /** Of the process that runs now. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    this.#child?.kill('SIGTERM');
    const late = setTimeout(() => this.#child?.kill('SIGKILL'), stopWithinMs);
    await this.#running;
    clearTimeout(late);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const firstPauseMs = this.#options.pauseMs ?? 1_000;
    let pauseMs = firstPauseMs;
    while (!signal.aborted) {
      const startedAt = performance.now();
      const failure = await this.#runOnce();
      if (signal.aborted) return;
      if (performance.now() - startedAt > steadyMs) pauseMs = firstPauseMs;
      this.#options.onFailed(failure, pauseMs);
      await sleep(pauseMs, undefined, { signal }).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
      pauseMs = Math.min(2 * pauseMs, pauseMaxMs);
    }
  }

  async #runOnce(): Promise<Error> {
    try {
      const args = await this.#options.prepare();
      if (this.#stopping.signal.aborted) return new Error('stopped before it was started');
      const child = spawn(process.execPath, [...args], {
        // A group of its own, so that Ctrl-C does not end it before the node has said so.
        detached: true,
        env: {},
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      });
      this.#child = child;
      if (child.stderr !== null) createInterface({ input: child.stderr }).on('line', this.#options.onLine);
      const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
      return new Error(signal === null ? `It ended with exit code ${code}.` : `It was ended by ${signal}.`);
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    } finally {
      this.#child = undefined;
    }
  }
}
