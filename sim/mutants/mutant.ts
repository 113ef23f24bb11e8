// A mutant: one source file with one edit. Its id is made of what is edited, not of where it stands, so that a verdict about it
// outlives changes elsewhere in the file.
import { createHash } from 'node:crypto';

export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

export const operators = [
  'skipped-lock',
  'lost-update',
  'wrong-order',
  'missing-dedupe',
  'off-by-one',
  'dropped-clause',
  'negated-condition',
  'removed-statement',
  'constant-return',
  'min-max',
  'swapped-arguments',
] as const;
export type Operator = (typeof operators)[number];

export interface Found {
  readonly operator: Operator;
  readonly edit: Edit;
  readonly language: 'code' | 'sql';
}

export interface Mutant extends Found {
  readonly id: string;
  readonly file: string;
  /** Line of the file on which the edit begins, from 1 on. */
  readonly line: number;
  /** The lines that the edit touches, as they are and as the mutant has them. */
  readonly before: string;
  readonly after: string;
}

/** The same text is made once, by the first operator that finds it. */
export function mutantsOf(file: string, text: string, found: readonly Found[]): Mutant[] {
  const made = new Map<string, Mutant>();
  const ids = new Set<string>();
  for (const { operator, edit, language } of found.toSorted((one, other) => one.edit.start - other.edit.start)) {
    const mutated = applied(text, edit);
    if (mutated === text || made.has(mutated)) continue;
    const { line, before, after } = linesOf(text, edit);
    // Equal edits of equal lines are told apart by their order.
    let id: string;
    let ordinal = 0;
    do id = digest([file, operator, before, after, String(ordinal++)]);
    while (ids.has(id));
    ids.add(id);
    made.set(mutated, { id, file, operator, edit, language, line, before, after });
  }
  return [...made.values()];
}

export function applied(text: string, { start, end, replacement }: Edit): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

function linesOf(text: string, { start, end, replacement }: Edit): { line: number; before: string; after: string } {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', end);
  const to = newline === -1 ? text.length : newline;
  const lines = (middle: string): string => (text.slice(from, start) + middle + text.slice(end, to)).trim();
  return {
    line: text.slice(0, start).split('\n').length,
    before: lines(text.slice(start, end)),
    after: lines(replacement),
  };
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
}
