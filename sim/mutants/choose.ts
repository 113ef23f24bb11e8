// Which mutants are tried: all, or a sample in which each operator has its share.
import { createHash } from 'node:crypto';
import { matchesGlob } from 'node:path';
import type { Mutant } from './mutant.ts';

export interface Choice {
  readonly files?: string | undefined;
  readonly operator?: string | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly sample?: number | undefined;
  readonly seed: string;
}

/**
 * A sample takes one mutant of each operator in turn, in code and in SQL, so that rare ones are tried too. Which of them comes by
 * the digest of seed and id: the same seed chooses the same mutants as long as they are there.
 */
export function choose(mutants: readonly Mutant[], { files, operator, ids, sample, seed }: Choice): Mutant[] {
  const wanted = mutants.filter(
    (mutant) =>
      (files === undefined || matchesGlob(mutant.file, files)) &&
      (operator === undefined || mutant.operator === operator) &&
      (ids === undefined || ids.includes(mutant.id)),
  );
  if (sample === undefined || sample >= wanted.length) return wanted;
  const groups = Map.groupBy(wanted, (mutant) => `${mutant.language} ${mutant.operator}`);
  const drawn = [...groups]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, group]) =>
      group
        .map((mutant) => ({ mutant, lot: createHash('sha256').update(`${seed} ${mutant.id}`).digest('hex') }))
        .toSorted((one, other) => (one.lot < other.lot ? -1 : 1)),
    );
  const chosen: Mutant[] = [];
  for (let round = 0; chosen.length < sample; round++)
    for (const group of drawn) {
      const next = group[round];
      if (next !== undefined && chosen.length < sample) chosen.push(next.mutant);
    }
  return chosen;
}
