// The verifier without its pauses, for tests.
import assert from 'node:assert/strict';
import type pg from 'pg';
import type { Finding } from './findings.ts';
import { passes } from './passes.ts';
import { Verifier } from './verifier.ts';

export interface Watched {
  readonly verifier: Verifier;
  readonly opened: Finding[];
  readonly closed: Finding[];
  /** Looks at everything once; answers how many steps that took. */
  readonly cycle: () => Promise<number>;
  /** Until everything that was found is closed. */
  readonly settle: () => Promise<void>;
}

export function watched(pool: pg.Pool): Watched {
  const opened: Finding[] = [];
  const closed: Finding[] = [];
  const verifier = new Verifier({
    pool,
    onError: (error) => assert.fail(String(error)),
    onOpened: (finding) => opened.push(finding),
    onClosed: (finding) => closed.push(finding),
    pace: { share: 1, restMs: 0, tailMs: 0, againMs: 0, limitMs: 10_000 },
  });
  const cycle = async (): Promise<number> => {
    // From the beginning of every pass, so that nothing was passed already.
    for (const { name, first } of passes)
      await pool.query('update verification_passes set after = $2, cycles = 0, next_at = now() where name = $1', [
        name,
        first,
      ]);
    for (let steps = 1; ; steps++) {
      assert.ok(steps < 5_000, 'the passes come to their ends');
      await verifier.step();
      const { rows } = await pool.query<{ done: boolean }>(
        'select bool_and(cycles > 0) as done from verification_passes',
      );
      if (rows[0]?.done === true) return steps;
    }
  };
  const settle = async (): Promise<void> => {
    for (let steps = 0; closed.length < opened.length; steps++) {
      assert.ok(steps < 500, 'what is right again is closed');
      await verifier.step();
    }
  };
  return { verifier, opened, closed, cycle, settle };
}
