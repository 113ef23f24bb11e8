// What an unknown id may mean: every candidate is scored by what speaks for it, and each reason is named. Pure; a person, or a bulk
// acceptance with a threshold, decides.
import { limits } from '#kernel/limits.ts';
import type { IdentifierKind } from '../mapping/mapping.ts';
import type { Reason, Suggestion } from './model.ts';
import { gtinOf, likeness, spellingOf } from './spelling.ts';
import { isSameUnit } from './units.ts';

export interface Asked {
  readonly kind: IdentifierKind;
  readonly id: string;
  readonly name: string | null;
  readonly numbers: readonly string[];
}

/** Something of ours that it might be. */
export interface Candidate {
  readonly code: string;
  readonly name: string | null;
  /** Numbers under which others know it: its GTIN, the ids of a partner. */
  readonly numbers: readonly string[];
  /** Systems in which the same id means this. */
  readonly otherSystems: readonly string[];
  /** Another id of the system that means this already. */
  readonly takenBy: string | null;
}

/** How much each reason says by itself. An equal code says less than a number made to be unique: two ERPs may both count from 1000. */
const weights = {
  number: 0.95,
  same_unit: 0.9,
  same_code: 0.8,
  other_system: 0.7,
  spelling: 0.7,
} as const;

/** Names less alike than this say nothing for, and, when they are far apart, something against. */
const alikeFrom = 0.5;
const apartBelow = 0.2;
const nameWeight = 0.8;
const otherNameFactor = 0.6;
const takenFactor = 0.7;
const scoreMin = 0.3;

export function suggest(asked: Asked, candidates: readonly Candidate[]): Suggestion[] {
  return candidates
    .map((candidate) => scored(asked, candidate))
    .filter(({ score }) => score >= scoreMin)
    .toSorted((one, other) => other.score - one.score || (one.value < other.value ? -1 : 1))
    .slice(0, limits.identifierSuggestionsMax);
}

function scored(asked: Asked, candidate: Candidate): Suggestion {
  const found: { readonly reason: Reason; readonly says: string }[] = [];
  let against = 1;
  const say = (reason: Reason, weight: number, says: string): void => {
    found.push({ reason, says });
    against *= 1 - weight;
  };
  const number = sharedNumber(asked, candidate);
  if (number !== null) say('number', weights.number, `both have the number ${number}`);
  if (asked.id === candidate.code) say('same_code', weights.same_code, 'spelled the same');
  else if (spellingOf(asked.id) !== '' && spellingOf(asked.id) === spellingOf(candidate.code))
    say('spelling', weights.spelling, 'spelled the same but for case, separators or leading zeros');
  else if (asked.kind === 'unit' && isSameUnit(asked.id, candidate.code))
    say('same_unit', weights.same_unit, 'two names of one unit');
  if (candidate.otherSystems.length > 0)
    say('other_system', weights.other_system, `the same id means this in ${candidate.otherSystems.join(', ')}`);
  const alike = asked.name === null || candidate.name === null ? null : likeness(asked.name, candidate.name);
  if (alike !== null && alike >= alikeFrom)
    say('name', nameWeight * alike, `${alike === 1 ? 'the same' : 'a similar'} name`);
  let score = 1 - against;
  if (alike !== null && alike < apartBelow) {
    found.push({ reason: 'other_name', says: 'but the names have nothing in common' });
    score *= otherNameFactor;
  }
  if (candidate.takenBy !== null) {
    found.push({ reason: 'taken', says: `but ${candidate.takenBy} means this there already` });
    score *= takenFactor;
  }
  return {
    value: candidate.code,
    name: candidate.name,
    score: Math.round(score * 100) / 100,
    reasons: found.map(({ reason }) => reason),
    because: found.map(({ says }) => says).join('; '),
    takenBy: candidate.takenBy,
  };
}

/** GTINs are compared in their longest form, so that the shorter ones of the same goods are found. */
function sharedNumber(asked: Asked, candidate: Candidate): string | null {
  const ours = new Set(candidate.numbers.flatMap(formsOf));
  for (const number of [asked.id, ...asked.numbers]) if (formsOf(number).some((form) => ours.has(form))) return number;
  return null;
}

function formsOf(number: string): string[] {
  const gtin = gtinOf(number);
  return gtin === null ? [number] : [number, gtin];
}

/** Whether the first of several is so far ahead that nobody has to look. */
export function isClear(
  suggestions: readonly Suggestion[],
  wanted: { readonly score: number; readonly margin: number },
): { readonly clear: Suggestion } | { readonly unclear: string } {
  const [best, second] = suggestions;
  if (best === undefined) return { unclear: 'nothing of ours is like it' };
  if (best.score < wanted.score) return { unclear: `${best.value} is the best, with a score of ${best.score}` };
  if (second !== undefined && best.score - second.score < wanted.margin)
    return { unclear: `${best.value} (${best.score}) and ${second.value} (${second.score}) are too close` };
  if (best.takenBy !== null) return { unclear: `${best.takenBy} means ${best.value} already` };
  return { clear: best };
}
