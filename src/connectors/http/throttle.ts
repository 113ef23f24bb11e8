// How fast and how many at once the other system is asked: a bucket of tokens and a number of places.
import { setTimeout as wait } from 'node:timers/promises';

export interface Pace {
  readonly perSecond: number | null;
  readonly burst: number;
  readonly concurrency: number;
}

export class Throttle {
  readonly #pace: Pace;
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;
  /** Milliseconds, on the clock of `performance`: when the bucket was full, or will be but for what was taken. */
  #fullAt = 0;

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  /** Waits for its turn; rejects when the signal ends the wait. What it gives back must be called. */
  async enter(signal: AbortSignal): Promise<() => void> {
    await this.#place(signal);
    try {
      const delayMs = this.#take();
      if (delayMs > 0) await wait(delayMs, undefined, { signal });
      signal.throwIfAborted();
    } catch (error) {
      this.#leave();
      throw error;
    }
    return () => this.#leave();
  }

  #take(): number {
    const { perSecond, burst } = this.#pace;
    if (perSecond === null) return 0;
    const tokenMs = 1_000 / perSecond;
    const now = performance.now();
    this.#fullAt = Math.max(this.#fullAt, now) + tokenMs;
    return Math.max(0, this.#fullAt - now - burst * tokenMs);
  }

  async #place(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#underWay < this.#pace.concurrency) {
      this.#underWay += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const enter = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.push(enter);
    });
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#underWay -= 1;
    else next(); // The place goes over.
  }
}
