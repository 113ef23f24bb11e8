// Survivors that somebody has looked at, with the verdict and its reason.
import { readFileSync } from 'node:fs';
import { operators } from './mutant.ts';
import type { Operator } from './mutant.ts';
import { isSurvivor } from './results.ts';
import type { Result } from './results.ts';

export const verdicts = ['equivalent', 'unobservable', 'gap'] as const;

export interface Judged {
  readonly id: string;
  readonly file: string;
  readonly operator: Operator;
  readonly before: string;
  readonly after: string;
  /**
   * `equivalent`: the program does the same. `unobservable`: it differs only where the judges cannot look: speed, a net behind
   * another net, a race they do not make. `gap`: the tests did not see it, and the test that is named does now.
   */
  readonly verdict: (typeof verdicts)[number];
  readonly reason: string;
  /** Of a gap: the test that was written. */
  readonly test?: string;
}

export function readJudged(path: string): Map<string, Judged> {
  const list = JSON.parse(readFileSync(path, 'utf8')) as Judged[]; // Checked below.
  for (const { id, operator, verdict, reason, test } of list) {
    if (!operators.includes(operator) || !verdicts.includes(verdict) || reason === '')
      throw new Error(`${path}: ${id} needs a known operator, a verdict (${verdicts.join(', ')}) and a reason.`);
    if ((verdict === 'gap') !== (test !== undefined))
      throw new Error(`${path}: ${id}: a gap names the test that closes it, and nothing else does.`);
  }
  const byId = new Map(list.map((one) => [one.id, one]));
  if (byId.size < list.length) throw new Error(`${path} judges a mutant twice.`);
  return byId;
}

/** Survivors that nobody has judged, and gaps that were to be closed and are open. */
export function openSurvivors(results: readonly Result[], judged: ReadonlyMap<string, Judged>): Result[] {
  return results.filter((result) => {
    const verdict = judged.get(result.id)?.verdict;
    return isSurvivor(result) && (verdict === undefined || verdict === 'gap');
  });
}
