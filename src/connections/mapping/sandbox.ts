// Owns one process in which mappings run: gives it jobs one by one and ends it when a document takes too long or too much memory.
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { limits } from '#kernel/limits.ts';
import type {
  Answer,
  ExpressionProblem,
  FromSandbox,
  Identified,
  Job,
  Program,
  Question,
  ToSandbox,
} from './sandbox-messages.ts';

export interface SandboxLimits {
  readonly mapDocumentMs: number;
  readonly mapHeapMb: number;
  readonly mapStartMs: number;
}

/** Why there is no process any more. */
export interface Ended {
  readonly reason: 'too_slow' | 'too_large' | 'broken';
  readonly detail: string;
}

interface Listener {
  readonly heard: (message: FromSandbox) => void;
  readonly ended: (ended: Ended) => void;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));
const jsonataFolder = dirname(createRequire(import.meta.url).resolve('jsonata'));
const stderrKept = 4_000;

export class Sandbox {
  readonly #process: ChildProcess;
  readonly #limits: SandboxLimits;
  readonly #programs = new Set<number>();
  #listener: Listener | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ended: Ended | undefined;
  #stderr = '';

  constructor(bounds: SandboxLimits = limits) {
    this.#limits = bounds;
    this.#process = fork(new URL('./sandbox-process.ts', import.meta.url), {
      // It may read its own program; it may neither write, start programs or threads, nor make code of texts.
      execArgv: [
        '--permission',
        ...['src/kernel/', 'src/connections/mapping/', 'package.json'].map((path) => `--allow-fs-read=${root}${path}`),
        `--allow-fs-read=${jsonataFolder}/`,
        '--disallow-code-generation-from-strings',
        '--disable-proto=delete',
        `--max-old-space-size=${bounds.mapHeapMb}`,
      ],
      // Times without an offset must not be those of the machine.
      env: { TZ: 'UTC' },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#process.on('message', (message: FromSandbox) => this.#listener?.heard(message));
    this.#process.on('error', (error) =>
      this.#end({ reason: 'broken', detail: `The process of mappings failed: ${error.message}.` }),
    );
    // Unlike `exit`, it comes after everything that was written to standard error.
    this.#process.on('close', () => this.#end(this.#describeEnd()));
    this.#process.stderr
      ?.setEncoding('utf8')
      .on('data', (text: string) => (this.#stderr = `${this.#stderr}${text}`.slice(-stderrKept)));
  }

  get isAlive(): boolean {
    return this.#ended === undefined;
  }

  has(number: number): boolean {
    return this.#programs.has(number);
  }

  /** Null: it can be used. */
  load(number: number, program: Program): Promise<ExpressionProblem | Ended | null> {
    for (const known of [...this.#programs].slice(0, Math.max(0, this.#programs.size + 1 - limits.mapProgramsKept))) {
      this.#programs.delete(known);
      this.#send({ type: 'forget', number: known });
    }
    return this.#listen((resolve) => {
      this.#watch(this.#limits.mapStartMs);
      this.#send({ type: 'load', number, program });
      return (message) => {
        if (message.type !== 'loaded') return;
        if (message.problem === null) this.#programs.add(number);
        resolve(message.problem);
      };
    });
  }

  /** Null: every document was answered, or the identifiers that are needed cannot be known now. */
  map(
    job: Omit<Job, 'type'>,
    of: {
      readonly answered: (place: number, answer: Answer) => void;
      readonly asked: (questions: readonly Question[]) => Promise<readonly (readonly Identified[])[] | null>;
    },
  ): Promise<Ended | null> {
    return this.#listen((resolve) => {
      const { mapDocumentMs } = this.#limits;
      this.#watch(mapDocumentMs);
      this.#send({ type: 'map', ...job });
      return (message) => {
        switch (message.type) {
          case 'loaded':
            return;
          case 'answered':
            this.#watch(mapDocumentMs);
            return message.places.forEach((place, index) => of.answered(place, message.answers[index] ?? 'null'));
          case 'asked':
            // It waits, which is not its fault.
            clearTimeout(this.#timer);
            return void of.asked(message.questions).then((answers) => {
              if (!this.isAlive) return;
              this.#watch(mapDocumentMs);
              this.#send({ type: 'identifiers', answers });
            });
          case 'done':
            return resolve(null);
        }
      };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end({ reason: 'broken', detail: 'The process of mappings was stopped.' });
    if (this.#process.exitCode !== null || this.#process.signalCode !== null || this.#process.pid === undefined) return;
    await once(this.#process, 'exit');
  }

  #listen<T>(begin: (resolve: (value: T) => void) => (message: FromSandbox) => void): Promise<T | Ended> {
    if (this.#ended !== undefined) return Promise.resolve(this.#ended);
    return new Promise((resolve) => {
      const finish = (value: T | Ended): void => {
        clearTimeout(this.#timer);
        this.#listener = undefined;
        resolve(value);
      };
      this.#listener = { heard: begin(finish), ended: finish };
    });
  }

  #watch(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#end({ reason: 'too_slow', detail: `It took more than ${ms} ms.` }), ms);
  }

  #send(message: ToSandbox): void {
    // A process that has ended takes nothing; its end is told by `close`.
    this.#process.send(message, () => undefined);
  }

  /** The first reason is the one that counts. */
  #end(ended: Ended): void {
    this.#ended ??= ended;
    clearTimeout(this.#timer);
    this.#process.kill('SIGKILL');
    this.#listener?.ended(this.#ended);
  }

  #describeEnd(): Ended {
    const { exitCode, signalCode } = this.#process;
    if (/heap out of memory|invalid array length|invalid string length/i.test(this.#stderr))
      return { reason: 'too_large', detail: `It needed more than ${this.#limits.mapHeapMb} MB.` };
    const said = this.#stderr.trim().split('\n').slice(-8).join('\n') || 'it gave no reason';
    return {
      reason: 'broken',
      detail: `The process of mappings ended (${signalCode ?? `code ${exitCode}`}): ${said}.`,
    };
  }
}
