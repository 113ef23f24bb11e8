// Words of identifiers: what other systems call our items, units, partners and sites, and our orders, releases and shipments.
import type { IdentifierKind } from '../mapping/mapping.ts';

/** One id of another system. Many may mean one code of ours; of those one is preferred, and is what the system is told. */
export interface IdentifierKey {
  readonly system: string;
  readonly kind: IdentifierKind;
  readonly id: string;
}

/** What the id means: a code of ours, or why it is none. */
export interface Meaning {
  readonly code: string | null;
  readonly preferred: boolean;
  readonly notOurs: string | null;
  /** What the decision rests on. */
  readonly because: string | null;
}

/** How it was decided: by hand, by a file, by taking a suggestion, by a message of the system that names both. */
export const origins = ['set', 'import', 'suggestion', 'message'] as const;
export type Origin = (typeof origins)[number];

export interface Identifier extends IdentifierKey, Meaning {
  readonly origin: Origin;
  readonly changedAt: Date;
  readonly changedBy: string;
}

/** What somebody asks for. Null takes the id out. */
export interface Wanted extends IdentifierKey {
  readonly meaning: WantedMeaning | null;
}

export interface WantedMeaning {
  readonly code: string | null;
  readonly notOurs: string | null;
  /** Left out: preferred if the code has no preferred id there. */
  readonly preferred?: boolean;
  /** Left out: as it was, if the meaning was the same. */
  readonly because?: string;
}

/** A system whose ids are known here. */
export interface IdentifierSystem {
  readonly system: string;
  /** Who answers for what its ids mean: a person or a team. */
  readonly owner: string;
  /** Kinds whose codes are ours: an id means the code that is spelled the same, if there is one. */
  readonly sameCodes: readonly IdentifierKind[];
}

/** `in`: an id of the system that means nothing yet. `out`: a code of ours that has no name there. */
export const directions = ['in', 'out'] as const;
export type Direction = (typeof directions)[number];

export interface Unmatched extends IdentifierKey {
  readonly direction: Direction;
  readonly times: number;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  /** What the document that named it last says besides. */
  readonly name: string | null;
  readonly numbers: readonly string[];
}

/** What an unmatched id may mean; of an unmatched code, what it may be called. */
export interface Suggestion {
  readonly value: string;
  /** Our name of it. */
  readonly name: string | null;
  /** 0 to 1. */
  readonly score: number;
  readonly reasons: readonly Reason[];
  /** The reasons in words. */
  readonly because: string;
  /** Another id of the system that means the same already. */
  readonly takenBy: string | null;
}

export const reasons = [
  'number',
  'same_code',
  'spelling',
  'other_system',
  'same_unit',
  'name',
  'other_name',
  'taken',
  'known_id',
] as const;
export type Reason = (typeof reasons)[number];

/** 1 to 256 characters that can be seen. What else comes as an id has no meaning and is not kept. */
const idForm = /^[^\p{Cc}\p{Cs}]{1,256}$/u;

export function isId(text: string): boolean {
  return idForm.test(text);
}

export function keyOf({ system, kind, id }: IdentifierKey): string {
  return `${system}\t${kind}\t${id}`;
}
