// What came of each mutant, a line as soon as it is known, so that a run that was stopped goes on where it was.
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Mutant } from './mutant.ts';

export interface Result extends Pick<Mutant, 'id' | 'file' | 'line' | 'operator' | 'language' | 'before' | 'after'> {
  /** `unrun`: no test comes by, which is a way to survive. */
  readonly verdict: 'caught' | 'hung' | 'survived' | 'unrun';
  /** The test file or the judge that saw it. */
  readonly by: string | null;
  readonly ms: number;
  /** Digest of the code that was mutated; a result of other code says nothing about this. */
  readonly code: string;
}

export function isSurvivor({ verdict }: Result): boolean {
  return verdict === 'survived' || verdict === 'unrun';
}

export function resultOf(
  { id, file, line, operator, language, before, after }: Mutant,
  outcome: Pick<Result, 'verdict' | 'by' | 'ms' | 'code'>,
): Result {
  return { id, file, line, operator, language, before, after, ...outcome };
}

export function keepResult(path: string, result: Result): void {
  appendFileSync(path, `${JSON.stringify(result)}\n`);
}

/** Results of this code, the last of each mutant. Without `resume` the file begins anew. */
export function openResults(
  path: string,
  { code, resume }: { readonly code: string; readonly resume: boolean },
): Map<string, Result> {
  mkdirSync(dirname(path), { recursive: true });
  if (!resume) rmSync(path, { force: true });
  if (!existsSync(path)) return new Map();
  const results = readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1) // A line that was cut off has no end.
    .map((line) => JSON.parse(line) as Result); // Written by keepResult.
  return new Map(results.filter((result) => result.code === code).map((result) => [result.id, result]));
}
