// Callers that ask any node, never believe what was not answered, and ask again, as the documentation tells them to: the same
// request, under the same name, at whichever node answers.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from './random.ts';

export interface Door {
  readonly url: string;
  readonly isReady: boolean;
  readonly isFrozen: boolean;
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export type Settled =
  | { readonly outcome: 'done' | 'refused'; readonly answer: Answer }
  | { readonly outcome: 'abandoned' };

/** A caller that has waited so long does not know. */
const answerMs = 20_000;
const againMs = 50;

export interface CallersOptions {
  readonly doors: readonly Door[];
  readonly key: string;
  readonly random: Random;
  /** Told of each answer that was lost, with why. */
  readonly onUnknown: (why: string) => void;
  readonly onAnswer: () => void;
}

export class Callers {
  readonly #options: CallersOptions;
  /** When each request that has no answer yet was sent first. */
  readonly #open = new Map<object, number>();
  #stopped = false;

  constructor(options: CallersOptions) {
    this.#options = options;
  }

  /** Requests that had no final answer at that moment and have none yet. */
  openSince(at: number): number {
    return [...this.#open.values()].filter((since) => since <= at).length;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** `mayAbandon`: the share of lost answers after which the caller gives up for good. */
  async settle(method: string, path: string, body: object | null, mayAbandon = 0): Promise<Settled> {
    const token = {};
    this.#open.set(token, performance.now());
    try {
      for (;;) {
        const answer = await this.#ask(method, path, body);
        if (answer !== null && answer.status < 500 && answer.status !== 429) {
          this.#options.onAnswer();
          return { outcome: answer.status < 300 ? 'done' : 'refused', answer };
        }
        if (this.#stopped) throw new Error(`${method} ${path} has no answer at the end of the run.`);
        if (this.#options.random.chance(mayAbandon)) return { outcome: 'abandoned' };
        await sleep(againMs);
      }
    } finally {
      this.#open.delete(token);
    }
  }

  async #ask(method: string, path: string, body: object | null): Promise<Answer | null> {
    const { doors, key, random, onUnknown } = this.#options;
    // As a load balancer does it: not to a node that is known to be away. One that is frozen is not known.
    const ready = doors.filter((door) => door.isReady);
    if (ready.length === 0) return null;
    try {
      const response = await fetch(`${random.pick(ready).url}${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, ...(body !== null && { 'content-type': 'application/json' }) },
        ...(body !== null && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(answerMs),
      });
      const answer = { status: response.status, body: (await response.json()) as Answer['body'] };
      const { code } = answer.body;
      if (answer.status >= 500) onUnknown(`${answer.status} ${typeof code === 'string' ? code : ''}`.trim());
      if (answer.status === 500) throw new Defect(`${method} ${path}: ${JSON.stringify(answer.body)}`);
      return answer;
    } catch (error) {
      if (error instanceof Defect) throw error;
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      onUnknown(cause instanceof Error ? ('code' in cause ? String(cause.code) : cause.name) : String(cause));
      return null;
    }
  }
}

/** Faults around a node are answered with 503; a 500 is a fault of its own. */
class Defect extends Error {}
