// Owns the thread of one mapping: gives it groups in chunks and ends it when it takes too long or too much memory.
import { Worker } from 'node:worker_threads';
import type { Group } from './groups.ts';
import { importLimits } from './limits.ts';
import { codeOf } from './mapping-file.ts';
import { ImportProblem } from './problem.ts';

export interface MapSettings {
  readonly expression: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly zone: string;
  /** Shared: which group of the chunk is being mapped. */
  readonly current: Int32Array;
}

export interface MapRequest {
  readonly id: number;
  readonly groups: readonly Group[];
}

export type MapReply =
  | { readonly id: number; readonly outputs: readonly string[] }
  | { readonly id: number | 'compile'; readonly failed: { readonly group: number | null; readonly why: string } };

interface Waiting {
  readonly request: MapRequest;
  readonly resolve: (outputs: readonly string[]) => void;
  readonly reject: (error: Error) => void;
}

export interface MapLimits {
  readonly mapMs: number;
  readonly mapHeapMb: number;
}

export class Mapper {
  readonly #worker: Worker;
  readonly #current = new Int32Array(new SharedArrayBuffer(4));
  readonly #limits: MapLimits;
  /** In order: the thread answers one after the other. */
  readonly #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #failure: ImportProblem | undefined;
  #next = 0;

  constructor(mapping: Pick<MapSettings, 'expression' | 'values' | 'zone'>, limits: MapLimits = importLimits) {
    this.#limits = limits;
    const { expression, values, zone } = mapping;
    this.#worker = new Worker(new URL('./mapping-worker.ts', import.meta.url), {
      workerData: { expression, values, zone, current: this.#current } satisfies MapSettings,
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: limits.mapHeapMb, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
    });
    this.#worker.on('message', (reply: MapReply) => this.#answered(reply));
    this.#worker.on('error', (error) => this.#fail(crashed(error, limits.mapHeapMb, this.#suspect())));
  }

  /** The mapping's output for each group, as JSON text. */
  map(groups: readonly Group[]): Promise<readonly string[]> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      const request = { id: this.#next++, groups };
      this.#waiting.push({ request, resolve, reject });
      this.#worker.postMessage(request);
      if (this.#waiting.length === 1) this.#watch();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer);
    await this.#worker.terminate();
  }

  #watch(): void {
    clearTimeout(this.#timer);
    if (this.#waiting.length === 0) return;
    this.#timer = setTimeout(() => {
      this.#fail(
        new ImportProblem(
          `The mapping took more than ${this.#limits.mapMs} ms and was stopped${this.#suspect()}: simplify its expression.`,
        ),
      );
    }, this.#limits.mapMs);
  }

  #answered(reply: MapReply): void {
    if (reply.id === 'compile' && 'failed' in reply) {
      return this.#fail(new ImportProblem(`The mapping's expression can't be read: ${reply.failed.why}.`));
    }
    const waiting = this.#waiting.shift();
    this.#watch();
    if (waiting === undefined) return;
    if ('outputs' in reply) return waiting.resolve(reply.outputs);
    const group = waiting.request.groups[reply.failed.group ?? 0];
    waiting.reject(new ImportProblem(`The mapping failed for ${placeOf(group)}: ${reply.failed.why}.`));
  }

  #fail(problem: ImportProblem): void {
    this.#failure ??= problem;
    clearTimeout(this.#timer);
    void this.#worker.terminate();
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }

  /** The group that was being mapped when the thread was lost. */
  #suspect(): string {
    const group = this.#waiting[0]?.request.groups[Atomics.load(this.#current, 0)];
    return group === undefined ? '' : ` at ${placeOf(group)}`;
  }
}

function placeOf(group: Group | undefined): string {
  return group === undefined ? 'a group' : `${group.key} (${group.file} line ${group.rows[0]?.row ?? 1})`;
}

function crashed(error: Error, heapMb: number, suspect: string): ImportProblem {
  return codeOf(error) === 'ERR_WORKER_OUT_OF_MEMORY'
    ? new ImportProblem(
        `The mapping needed more than ${heapMb} MB and was stopped${suspect}: simplify its expression.`,
        { cause: error },
      )
    : new ImportProblem(`The mapping's thread ended${suspect}: ${error.message}.`, { cause: error });
}
