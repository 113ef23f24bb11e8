// The mapping of an import: groups of rows in, documents out, in the processes in which all mappings run. The first group that
// cannot be mapped stops the import.
import { SandboxPool } from '#connections/mapping/batches.ts';
import type { Identifiers } from '#connections/mapping/mapping.ts';
import type { ExpressionProblem, Program } from '#connections/mapping/sandbox-messages.ts';
import type { Group } from './groups.ts';
import { importLimits } from './limits.ts';
import { ImportProblem } from './problem.ts';

export interface MapSettings {
  readonly expression: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly zone: string;
}

export interface MapLimits {
  readonly mapDocumentMs: number;
  readonly mapHeapMb: number;
  readonly mapProcesses: number;
}

/** Files are mapped before anything of them is known to a node. */
const noIdentifiers: Identifiers = {
  resolve: (_system, _kind, ids) => Promise.resolve(ids.map(() => null)),
  name: (_system, _kind, codes) => Promise.resolve(codes.map(() => null)),
};

export class Mapper {
  readonly #pool: SandboxPool;
  readonly #program: Program;
  #checked: Promise<ExpressionProblem | null> | undefined;
  #failure: ImportProblem | undefined;

  constructor({ expression, values, zone }: MapSettings, bounds: Partial<MapLimits> = {}) {
    this.#pool = new SandboxPool({ ...importLimits, ...bounds });
    this.#program = { expression, functions: '', values, zone, lookups: {}, badTimes: 'nothing' };
  }

  /** What the mapping returned for each group. Nothing is mapped after the first failure. */
  async map(groups: readonly Group[]): Promise<readonly unknown[]> {
    this.#checked ??= this.#pool.check(this.#program);
    const problem = await this.#checked;
    if (problem !== null) this.#fail(`The mapping's expression can't be read: ${said(problem)}.`);
    if (this.#failure !== undefined) throw this.#failure;
    const documents = groups.map(({ key, file, rows }) => ({ text: JSON.stringify({ key, file, rows }), about: {} }));
    const mapped = await this.#pool.map(this.#program, documents, { identifiers: noIdentifiers, system: 'a file' });
    if (this.#failure !== undefined) throw this.#failure;
    return mapped.map((answer, index) => {
      if (answer.ok) return answer.value;
      const { key = '', file = '', rows = [] } = groups[index] ?? {};
      return this.#fail(`The mapping failed for ${key} (${file} line ${rows[0]?.row ?? 1}): ${answer.problem.detail}`);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool[Symbol.asyncDispose]();
  }

  /** The first failure is the one that counts. */
  #fail(message: string): never {
    this.#failure ??= new ImportProblem(message);
    throw this.#failure;
  }
}

function said({ message, position }: ExpressionProblem): string {
  return position === null ? message : `${message} at character ${position}`;
}
