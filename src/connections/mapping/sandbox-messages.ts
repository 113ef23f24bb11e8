// What the mapper and the process in which mappings run say to each other. A process has one job at a time.
import type { IdentifierHint, IdentifierKind, MapProblem, NotOurs } from './mapping.ts';

/** What a process compiles and keeps, under the number that the mapper gives it. */
export interface Program {
  readonly expression: string;
  /** As `Mapping` has them. */
  readonly functions: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly lookups: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly zone: string;
  /** What `$instant` says to a text that is no time: nothing, or that it fails. */
  readonly badTimes: 'nothing' | 'fail';
}

export type ToSandbox =
  | { readonly type: 'load'; readonly number: number; readonly program: Program }
  | { readonly type: 'forget'; readonly number: number }
  | Job
  /** In the order of the questions; null: they cannot be answered now, and the job is given up. */
  | { readonly type: 'identifiers'; readonly answers: readonly (readonly Identified[])[] | null };

export interface Job {
  readonly type: 'map';
  readonly number: number;
  /** JSON texts. */
  readonly documents: readonly string[];
  readonly abouts: readonly Readonly<Record<string, unknown>>[];
  /** Whose identifiers are meant. */
  readonly system: string;
  /** Of the identifiers; null: none is kept for the next job. */
  readonly epoch: number | null;
  /** One after the other, each answered at once: so the first without an answer is the one that never ends. */
  readonly alone: boolean;
}

export type FromSandbox =
  | { readonly type: 'loaded'; readonly problem: ExpressionProblem | null }
  | { readonly type: 'asked'; readonly questions: readonly Question[] }
  /** `places`: which documents of the job. */
  | { readonly type: 'answered'; readonly places: readonly number[]; readonly answers: readonly Answer[] }
  | { readonly type: 'done' };

/** The result as JSON text, or why there is none. */
export type Answer = string | MapProblem;

export interface ExpressionProblem {
  readonly message: string;
  /** In the expression, in characters from 0; null where nobody knows. */
  readonly position: number | null;
}

/** `resolve`: our codes for ids of the system; `name`: the other way. */
export interface Question {
  readonly way: 'resolve' | 'name';
  readonly kind: IdentifierKind;
  readonly ids: readonly string[];
  readonly hints: ReadonlyMap<string, IdentifierHint>;
}

export type Identified = string | NotOurs | null;
