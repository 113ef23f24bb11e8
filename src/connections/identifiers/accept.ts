// Suggestions taken without a look, where they are clear: what was tried, what was done, and why the rest was left.
import type pg from 'pg';
import { suggestionsFor } from './candidates.ts';
import { changeIdentifiers } from './identifier-store.ts';
import type { Outcome } from './identifier-store.ts';
import type { IdentifierKey, Suggestion, Unmatched, Wanted } from './model.ts';
import { isClear } from './suggest.ts';
import { listUnmatched } from './unmatched-store.ts';
import type { UnmatchedFilter } from './unmatched-store.ts';

export interface Acceptance {
  readonly filter: Omit<UnmatchedFilter, 'direction'>;
  /** A suggestion below it is left. */
  readonly score: number;
  /** So far ahead of the next one a suggestion has to be. */
  readonly margin: number;
  /** Says what would be done, and does nothing. */
  readonly dryRun: boolean;
  readonly actor: string;
}

export interface Accepted {
  readonly attempted: number;
  readonly done: readonly (IdentifierKey & Pick<Suggestion, 'score' | 'because'> & { readonly code: string })[];
  readonly skipped: readonly (IdentifierKey & { readonly reason: string })[];
  /** The last that was looked at; null when there are no more. */
  readonly last: Unmatched | null;
}

export async function acceptSuggestions(pool: pg.Pool, acceptance: Acceptance): Promise<Accepted> {
  const { filter, score, margin, dryRun, actor } = acceptance;
  const unmatched = await listUnmatched(pool, { ...filter, direction: 'in' });
  const suggestions = await suggestionsFor(pool, unmatched);
  const done: Accepted['done'][number][] = [];
  const skipped: Accepted['skipped'][number][] = [];
  const meant = new Map<string, string>();
  for (const [place, { system, kind, id }] of unmatched.entries()) {
    const found = isClear(suggestions[place] ?? [], { score, margin });
    if ('unclear' in found) {
      skipped.push({ system, kind, id, reason: found.unclear });
      continue;
    }
    const { value: code, score: reached, because } = found.clear;
    const other = meant.get(`${system}\t${kind}\t${code}`);
    if (other === undefined) done.push({ system, kind, id, code, score: reached, because });
    else skipped.push({ system, kind, id, reason: `${other}, which is unknown too, would mean ${code} as well` });
    meant.set(`${system}\t${kind}\t${code}`, id);
  }
  const last = unmatched.length < filter.limit ? null : (unmatched.at(-1) ?? null);
  if (dryRun || done.length === 0) return { attempted: unmatched.length, done, skipped, last };
  const wanted = done.map(({ system, kind, id, code, score: reached, because }): Wanted => {
    return { system, kind, id, meaning: { code, notOurs: null, because: `score ${reached}: ${because}` } };
  });
  const outcomes = await changeIdentifiers(pool, wanted, { actor, origin: 'suggestion', keepKnown: true });
  const refusal = (place: number): string | undefined => refusals[outcomes[place] ?? 'unchanged'];
  return {
    attempted: unmatched.length,
    done: done.filter((_, place) => refusal(place) === undefined),
    skipped: [
      ...skipped,
      ...done.flatMap(({ system, kind, id }, place) => {
        const reason = refusal(place);
        return reason === undefined ? [] : [{ system, kind, id, reason }];
      }),
    ],
    last,
  };
}

const refusals: Partial<Readonly<Record<Outcome, string>>> = {
  system_unknown: 'the system is not declared',
  code_unknown: 'what was suggested is not in master data any more',
  known_already: 'somebody said meanwhile what it means',
};
