// What a node knows of receivers: which fail and rest, since when and until when, and when the rate of each lets the next begin. What
// others should know is told to them with the next outcomes.
import type pg from 'pg';
import type { Sent } from '#connectors/connector.ts';
import { forgetBreakers, noteBreakers } from './deliveries-notes.ts';
import type { Breaker } from './deliveries-notes.ts';
import { afterAttempt, allowedAttempts, isBack, isFailing, noPause } from './deliveries-pause.ts';
import type { Pause } from './deliveries-pause.ts';

interface Parts {
  readonly pool: pg.Pool;
  readonly node: string;
  /** Milliseconds that only grow. */
  readonly clock: () => number;
}

export class Receivers {
  readonly #parts: Parts;
  readonly #pauses = new Map<string, Pause>();
  /** When the rate of a connection lets the next attempt begin, by connection; nobody asks before. */
  readonly #nextTurns = new Map<string, number>();
  /** Receivers that fail, as the other nodes know it; and what they do not know yet. */
  readonly #failing = new Set<string>();
  readonly #breakers = new Map<string, Breaker>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Attempts that may be under way at once. */
  allowed(connection: string, concurrent: number): number {
    return allowedAttempts(this.#pauseOf(connection), this.#parts.clock(), concurrent);
  }

  isHealthy(connection: string): boolean {
    return this.#pauseOf(connection).failures === 0;
  }

  isAway(connection: string): boolean {
    return this.#pauseOf(connection).until > this.#parts.clock();
  }

  /** Answers whether it is back. */
  noteAttempt(connection: string, sent: Sent, fault: Breaker['error']): boolean {
    const before = this.#pauseOf(connection);
    const pause = afterAttempt(before, sent, this.#parts.clock());
    this.#pauses.set(connection, pause);
    this.#noteBreaker(connection, pause, fault);
    return isBack(before, sent);
  }

  /** A connection that was changed. */
  startAfresh(connection: string): void {
    this.#pauses.delete(connection);
    this.#nextTurns.delete(connection);
    this.#noteBreaker(connection, noPause, null);
  }

  /** The most that the shared bucket can hold; nothing while it is known to be empty. */
  mostByRate(connection: string, perSecond: number): number {
    return this.#parts.clock() < (this.#nextTurns.get(connection) ?? 0) ? 0 : Math.max(1, Math.floor(perSecond));
  }

  noteEmpty(connection: string, perSecond: number): void {
    this.#nextTurns.set(connection, this.#parts.clock() + 1_000 / perSecond);
  }

  async tell(): Promise<void> {
    const { pool, node } = this.#parts;
    const told = [...this.#breakers.values()];
    if (told.length === 0) return;
    await noteBreakers(pool, node, told);
    for (const one of told) if (this.#breakers.get(one.connection) === one) this.#breakers.delete(one.connection);
  }

  /** Nobody goes any more by what this node knew. */
  forget(): Promise<void> {
    return forgetBreakers(this.#parts.pool, this.#parts.node);
  }

  #pauseOf(connection: string): Pause {
    return this.#pauses.get(connection) ?? noPause;
  }

  #noteBreaker(connection: string, pause: Pause, error: Breaker['error']): void {
    const wasFailing = this.#failing.has(connection);
    if (isFailing(pause)) {
      this.#failing.add(connection);
      const restMs = Math.max(0, pause.until - this.#parts.clock());
      this.#breakers.set(connection, { connection, failures: pause.failures, restMs, error });
    } else if (wasFailing) {
      this.#failing.delete(connection);
      this.#breakers.set(connection, { connection, failures: 0, restMs: 0, error: null });
    }
  }
}
