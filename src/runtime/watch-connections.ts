// Says once that a connection began to fail or to be late, and once that it is over, to whoever reads the log. Every node does; each
// for itself.
import type pg from 'pg';
import { readAllHealth } from '#connections/health/health.ts';
import type { ConnectionHealth } from '#connections/health/health.ts';
import { limits } from '#kernel/limits.ts';

export const watchEveryMs = 15_000;

const pageSize = limits.connectionsMeasuredMax;

export class ConnectionWatch {
  readonly #pool: pg.Pool;
  readonly #say: (sentence: string) => void;
  #troubled = new Map<string, string>();

  constructor(pool: pg.Pool, say: (sentence: string) => void) {
    this.#pool = pool;
    this.#say = say;
  }

  /** As the step of a loop. */
  async step(): Promise<boolean> {
    const now = new Map<string, string>();
    for (let after: string | null = null; ;) {
      const page: readonly ConnectionHealth[] = await readAllHealth(this.#pool, { after, limit: pageSize });
      for (const health of page) this.#look(health, now);
      const last = page.at(-1);
      if (last === undefined || page.length < pageSize) break;
      after = last.code;
    }
    this.#troubled = now;
    return false;
  }

  #look({ code, owner, state, since, why, backlog }: ConnectionHealth, now: Map<string, string>): void {
    const before = this.#troubled.get(code);
    const trouble = state === 'failing' || state === 'late' ? state : backlog.dead > 0 ? 'dead letters' : null;
    if (trouble !== null) now.set(code, trouble);
    if (trouble === (before ?? null)) return;
    const what = trouble === 'dead letters' ? 'has dead letters' : `is ${state}`;
    if (trouble === null) this.#say(`Connection ${code} of ${owner} is ${state} again.`);
    else
      this.#say(
        `Connection ${code} of ${owner} ${what}${since === null ? '' : ` since ${since}`}: ${why} GET /v1/connections/${code}/health says more.`,
      );
  }
}
