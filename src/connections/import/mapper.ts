// Owns the process of one mapping: gives it groups in chunks and ends it when it takes too long or too much memory.
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Group } from './groups.ts';
import { importLimits } from './limits.ts';
import { ImportProblem } from './problem.ts';

export interface MapSettings {
  readonly expression: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly zone: string;
}

export interface MapRequest {
  readonly groups: readonly Group[];
}

/** Answers come in the order of the groups. */
export type MapReply =
  | { readonly key: string; readonly output: unknown }
  | { readonly key: string; readonly failed: string }
  | { readonly compile: string };

export interface MapLimits {
  readonly mapMs: number;
  readonly mapHeapMb: number;
}

interface Waiting {
  readonly groups: readonly Group[];
  readonly outputs: unknown[];
  readonly resolve: (outputs: readonly unknown[]) => void;
  readonly reject: (error: Error) => void;
}

const stderrKept = 4_000;

export class Mapper {
  readonly #process: ChildProcess;
  readonly #limits: MapLimits;
  readonly #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #failure: ImportProblem | undefined;
  #stderr = '';

  constructor({ expression, values, zone }: MapSettings, limits: MapLimits = importLimits) {
    this.#limits = limits;
    this.#process = fork(new URL('./mapping-process.ts', import.meta.url), {
      // It may read its own program, and neither write, start programs nor see the environment.
      execArgv: ['--permission', '--allow-fs-read=*', `--max-old-space-size=${limits.mapHeapMb}`],
      env: {},
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#process.on('message', (reply: MapReply) => this.#answered(reply));
    this.#process.on('error', (error) =>
      this.#fail(new ImportProblem(`The mapping's process failed: ${error.message}.`, { cause: error })),
    );
    // Unlike `exit`, it comes after everything that was written to standard error.
    this.#process.on('close', () => this.#fail(this.#ended()));
    this.#process.stderr
      ?.setEncoding('utf8')
      .on('data', (text: string) => (this.#stderr = `${this.#stderr}${text}`.slice(-stderrKept)));
    this.#send({ expression, values, zone });
  }

  /** What the mapping returned for each group. */
  map(groups: readonly Group[]): Promise<readonly unknown[]> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ groups, outputs: [], resolve, reject });
      this.#send({ groups });
      if (this.#waiting.length === 1) this.#watch();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer);
    this.#process.removeAllListeners('close');
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }

  #send(message: MapSettings | MapRequest): void {
    // A process that has ended takes nothing; its end is told by `close`.
    this.#process.send(message, () => undefined);
  }

  /** A chunk has its time from when the process gets to it. */
  #watch(): void {
    clearTimeout(this.#timer);
    if (this.#waiting.length === 0) return;
    const { mapMs } = this.#limits;
    this.#timer = setTimeout(() => {
      this.#fail(
        new ImportProblem(
          `The mapping took more than ${mapMs} ms and was stopped at ${this.#current()}: simplify its expression.`,
        ),
      );
    }, mapMs);
  }

  #answered(reply: MapReply): void {
    // Answers that were under way when it failed.
    if (this.#failure !== undefined) return;
    if ('compile' in reply)
      return this.#fail(new ImportProblem(`The mapping's expression can't be read: ${reply.compile}.`));
    assert(reply.key === this.#next()?.key, `the mapping answered for ${reply.key} instead of ${this.#current()}`);
    if ('failed' in reply)
      return this.#fail(new ImportProblem(`The mapping failed for ${this.#current()}: ${reply.failed}.`));
    const waiting = this.#waiting[0];
    if (waiting === undefined) return;
    waiting.outputs.push(reply.output);
    if (waiting.outputs.length < waiting.groups.length) return;
    this.#waiting.shift();
    this.#watch();
    waiting.resolve(waiting.outputs);
  }

  /** The first failure is the one that counts; nothing is mapped after it. */
  #fail(problem: ImportProblem): void {
    this.#failure ??= problem;
    clearTimeout(this.#timer);
    this.#process.kill('SIGKILL');
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }

  #ended(): ImportProblem {
    const { exitCode, signalCode } = this.#process;
    if (/heap out of memory|invalid array length|invalid string length/i.test(this.#stderr)) {
      return new ImportProblem(
        `The mapping needed more than ${this.#limits.mapHeapMb} MB and was stopped at ${this.#current()}: simplify its expression.`,
      );
    }
    return new ImportProblem(
      `The mapping's process ended at ${this.#current()} (${signalCode ?? `code ${exitCode}`}): ${this.#stderr.trim() || 'it gave no reason'}.`,
    );
  }

  /** The group that is being mapped: the first without an answer. */
  #next(): Group | undefined {
    const waiting = this.#waiting[0];
    return waiting?.groups[waiting.outputs.length];
  }

  #current(): string {
    const group = this.#next();
    return group === undefined ? 'its start' : `${group.key} (${group.file} line ${group.rows[0]?.row ?? 1})`;
  }
}
