// Maps documents in a few processes. One that loops or swells costs itself alone: the process is ended, and those that were given
// to it together are mapped again in a new one, first one by one until the culprit has failed by itself.
import { limits } from '#kernel/limits.ts';
import type { Identifiers, Mapped, MapProblem } from './mapping.ts';
import { Sandbox } from './sandbox.ts';
import type { Ended, SandboxLimits } from './sandbox.ts';
import type { Answer, ExpressionProblem, Identified, Program, Question } from './sandbox-messages.ts';

export interface MapOptions {
  readonly identifiers: Identifiers;
  /** Whose identifiers are meant. */
  readonly system: string;
}

interface Asking extends MapOptions {
  readonly epoch: number | null;
}

export interface Document {
  /** JSON; null for what cannot be written so, because it is nested too deep. */
  readonly text: string | null;
  readonly about: Readonly<Record<string, unknown>>;
}

export interface BatchLimits extends SandboxLimits {
  readonly mapProcesses: number;
  readonly mapBatchMs: number;
}

/** The fault was not the mapping's: identifiers could not be read, or no process could be started. */
class NotMapped extends Error {}

export class SandboxPool {
  readonly #limits: BatchLimits;
  readonly #idle: Sandbox[] = [];
  readonly #all = new Set<Sandbox>();
  readonly #waiting: ((sandbox: Sandbox) => void)[] = [];
  readonly #numbers = new WeakMap<Program, number>();
  #programs = 0;
  #isStopped = false;

  constructor(bounds: Partial<BatchLimits> = {}) {
    this.#limits = { ...limits, ...bounds };
  }

  /** Starts a process before it is needed, so that the first message does not wait for it. */
  warm(): void {
    if (this.#all.size === 0 && !this.#isStopped) this.#idle.push(this.#begin());
  }

  /** Null: the expression can be read, and asks for nothing that is refused. */
  async check(program: Program): Promise<ExpressionProblem | null> {
    const loaded = await this.#use((sandbox) => this.#load(sandbox, program));
    if (loaded === null || 'message' in loaded) return loaded;
    throw new NotMapped(loaded.detail);
  }

  /** One answer a document, in their order. */
  async map(program: Program, documents: readonly Document[], options: MapOptions): Promise<readonly Mapped[]> {
    const asks = /\$(?:code|theirs)\b/.test(program.functions + program.expression);
    const epoch = asks ? ((await options.identifiers.epoch?.()) ?? null) : null;
    const batches = cut(documents);
    const mapped = await Promise.all(batches.map((batch) => this.#batch(program, batch, { ...options, epoch })));
    return mapped.flat();
  }

  async #batch(program: Program, documents: readonly Document[], options: Asking): Promise<readonly Mapped[]> {
    const answers: (Mapped | undefined)[] = documents.map(({ text }) => {
      const problem = tooLarge(text);
      return problem === null ? undefined : { ok: false, problem };
    });
    let alone = false;
    const endsAt = performance.now() + this.#limits.mapBatchMs;
    for (;;) {
      const left = [...answers.keys()].filter((place) => answers[place] === undefined);
      const [first] = left;
      if (first === undefined) break;
      if (performance.now() > endsAt) {
        for (const place of left) answers[place] = { ok: false, problem: neverReached(this.#limits.mapBatchMs) };
        break;
      }
      const one: boolean = alone || left.length === 1;
      const ended = await this.#run(program, left, one, { documents, answers, options });
      if (ended === null) {
        if (answers[first] === undefined) throw new NotMapped('The process of mappings left documents out.');
        continue;
      }
      if ('message' in ended) {
        for (const place of left) answers[place] = { ok: false, problem: unreadable(ended) };
        break;
      }
      // Documents are answered in their order when they are mapped one by one.
      const culprit = left.find((place) => answers[place] === undefined);
      if (one && culprit !== undefined) answers[culprit] = { ok: false, problem: problemOf(ended) };
      alone = !one;
    }
    return answers.map((answer) => answer ?? { ok: false, problem: neverReached(this.#limits.mapBatchMs) });
  }

  async #run(
    program: Program,
    places: readonly number[],
    alone: boolean,
    {
      documents,
      answers,
      options,
    }: { documents: readonly Document[]; answers: (Mapped | undefined)[]; options: Asking },
  ): Promise<ExpressionProblem | Ended | null> {
    let failure: unknown;
    const given = places.flatMap((place) => documents[place] ?? []);
    const result = await this.#use(async (sandbox) => {
      const loaded = await this.#load(sandbox, program);
      if (loaded !== null) {
        // Nothing of a document was looked at yet.
        if ('reason' in loaded) throw new NotMapped(`${loaded.detail} No mapping could be read.`);
        return loaded;
      }
      return sandbox.map(
        {
          number: this.#numberOf(program),
          documents: given.map(({ text }) => text ?? 'null'),
          abouts: given.map(({ about }) => about),
          system: options.system,
          epoch: options.epoch,
          alone,
        },
        {
          answered: (index, answer) => {
            const place = places[index];
            if (place !== undefined) answers[place] = read(answer);
          },
          asked: async (questions) => {
            try {
              return await Promise.all(questions.map((question) => ask(options, question)));
            } catch (error) {
              failure = error;
              return null;
            }
          },
        },
      );
    });
    if (failure !== undefined) throw failure;
    return result;
  }

  async #load(sandbox: Sandbox, program: Program): Promise<ExpressionProblem | Ended | null> {
    const number = this.#numberOf(program);
    return sandbox.has(number) ? null : sandbox.load(number, program);
  }

  #numberOf(program: Program): number {
    let number = this.#numbers.get(program);
    if (number === undefined) this.#numbers.set(program, (number = ++this.#programs));
    return number;
  }

  async #use<T>(work: (sandbox: Sandbox) => Promise<T>): Promise<T> {
    const sandbox = await this.#take();
    try {
      return await work(sandbox);
    } finally {
      this.#give(sandbox);
    }
  }

  #take(): Promise<Sandbox> {
    if (this.#isStopped) return Promise.reject(new NotMapped('Mappings are stopped with their node.'));
    let idle = this.#idle.pop();
    while (idle !== undefined && !idle.isAlive) {
      this.#all.delete(idle);
      idle = this.#idle.pop();
    }
    if (idle !== undefined) return Promise.resolve(idle);
    if (this.#all.size < this.#limits.mapProcesses) return Promise.resolve(this.#begin());
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #begin(): Sandbox {
    const sandbox = new Sandbox(this.#limits);
    this.#all.add(sandbox);
    return sandbox;
  }

  #give(sandbox: Sandbox): void {
    if (!sandbox.isAlive) this.#all.delete(sandbox);
    const next = this.#waiting.shift();
    if (next !== undefined) next(sandbox.isAlive ? sandbox : this.#begin());
    else if (sandbox.isAlive) this.#idle.push(sandbox);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true;
    await Promise.all([...this.#all].map((sandbox) => sandbox[Symbol.asyncDispose]()));
  }
}

function ask({ identifiers, system }: MapOptions, { way, kind, ids, hints }: Question): Promise<readonly Identified[]> {
  return way === 'resolve' ? identifiers.resolve(system, kind, ids, hints) : identifiers.name(system, kind, ids);
}

function cut(documents: readonly Document[]): Document[][] {
  const batches: Document[][] = [];
  let characters = 0;
  for (const document of documents) {
    const last = batches.at(-1);
    const length = document.text?.length ?? 0;
    const fits = characters + length <= limits.mapBatchCharactersMax;
    if (last !== undefined && fits && last.length < limits.mapBatchDocumentsMax) last.push(document);
    else {
      batches.push([document]);
      characters = 0;
    }
    characters += length;
  }
  return batches;
}

function read(answer: Answer): Mapped {
  return typeof answer === 'string' ? { ok: true, value: JSON.parse(answer) } : { ok: false, problem: answer };
}

function problemOf({ reason, detail }: Ended): MapProblem {
  switch (reason) {
    case 'too_slow':
      return {
        code: 'mapping_too_slow',
        detail: `${detail} It was stopped.`,
        fix: 'Simplify the mapping, or cut the document into smaller ones.',
      };
    case 'too_large':
      return {
        code: 'mapping_too_large',
        detail: `${detail} It was stopped.`,
        fix: 'Simplify the mapping, or cut the document into smaller ones.',
      };
    case 'broken':
      return { code: 'mapping_failed', detail, fix: 'Map it again. If it stays so, simplify the mapping.' };
  }
}

function unreadable({ message, position }: ExpressionProblem): MapProblem {
  const at = position === null ? '' : ` (at character ${position})`;
  return {
    code: 'mapping_failed',
    detail: `The expression cannot be used: ${message}${at}.`,
    fix: 'Correct the mapping: crossdock map check shows the place.',
  };
}

function tooLarge(text: string | null): MapProblem | null {
  if (text !== null && text.length <= limits.mapDocumentCharactersMax) return null;
  return {
    code: 'mapping_too_large',
    detail:
      text === null
        ? 'The document is nested too deep to be written as JSON.'
        : `The document has ${text.length} characters as JSON; ${limits.mapDocumentCharactersMax} are taken.`,
    fix: 'Have the other system send smaller documents, or let the format cut them into records.',
  };
}

function neverReached(ms: number): MapProblem {
  return {
    code: 'mapping_too_slow',
    detail: `Other documents of the same batch used up its ${ms} ms; this one was not reached.`,
    fix: 'Correct the mapping, or the documents that take so long, and map this one again.',
  };
}
