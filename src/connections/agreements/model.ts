// Words of agreements: what was agreed on with a partner of EDI, with an owner. Of the ids of an interchange one agreement is meant.
import type { Mode } from '#edi/faults.ts';
import type { Separators, Standard } from '#edi/syntax/separators.ts';

export const indicators = ['production', 'test'] as const;
export type Indicator = (typeof indicators)[number];

export interface Party {
  /** ISA05 or 0007; empty: none, in EDIFACT. */
  readonly qualifier: string;
  readonly id: string;
  /** GS02 and GS03; null: the id. */
  readonly group: string | null;
}

/** Lines in the notation of correspondences: see docs/guides/edi.md. */
export type Overlay = string | readonly string[];

/** A type of message that the partner sends. */
export interface Received {
  /** `850`, `ORDERS`. */
  readonly type: string;
  /** Versions as messages say them, such as 004010 or D.96A; null: any. */
  readonly versions: readonly string[] | null;
  /** What its records go through; null: they are documents of ours already. */
  readonly mapping: string | null;
  /** Null: that of the agreement. */
  readonly mode: Mode | null;
  /** How the partner differs from what is usual; null: not at all. */
  readonly overlay: Overlay | null;
}

/** A type of message that we send. */
export interface Sent {
  readonly type: string;
  /** GS08 of its group, or version and release of EDIFACT, such as D:96A:UN:EAN008. */
  readonly version: string;
  readonly overlay: Overlay | null;
}

export const functionalTypes = ['none', '997', '999', 'CONTRL'] as const;
export const applicationTypes = ['none', '824', 'APERAK'] as const;

export interface Acknowledging {
  /** TA1, and in EDIFACT CONTRL as the receipt of an interchange without messages: when. */
  readonly interchange: 'never' | 'asked' | 'always';
  readonly messages: (typeof functionalTypes)[number];
  /** Of documents that fail after their interchange was taken. */
  readonly application: (typeof applicationTypes)[number];
  /** Null: nothing is acknowledged. */
  readonly to: { readonly connection: string; readonly operation: string } | null;
}

export interface Awaiting {
  readonly acknowledgementWithinMinutes: number;
  /** What ends the wait: an answer to the messages, or one to the interchange. */
  readonly what: 'messages' | 'interchange';
}

export interface NumbersIn {
  /** `refuse`: an interchange whose number came before has no effect. `note`: it is taken, and noted. */
  readonly duplicates: 'refuse' | 'note';
  readonly gaps: 'note' | 'ignore';
  /** Whether group numbers are looked at beyond their interchange: many partners begin anew in each. */
  readonly groups: 'note' | 'ignore';
}

export interface Agreement {
  readonly code: string;
  readonly owner: string;
  /** Our code of the partner. */
  readonly partner: string;
  readonly active: boolean;
  readonly standard: Standard;
  readonly indicator: Indicator;
  readonly ours: Party;
  readonly theirs: Party;
  /** Of what we write: ISA12, or the syntax of UNB. */
  readonly version: string;
  readonly separators: Partial<Omit<Separators, 'standard'>>;
  readonly lineEnd: 'none' | 'crlf' | 'lf';
  /** Whose clock the dates of envelopes go by. */
  readonly zone: string;
  readonly mode: Mode;
  readonly checks: 'content' | 'envelopes';
  /** Those that may bring the partner's messages. */
  readonly connections: readonly string[];
  readonly receives: readonly Received[];
  readonly sends: readonly Sent[];
  readonly acknowledge: Acknowledging;
  /** Null: no acknowledgement is waited for. */
  readonly awaits: Awaiting | null;
  readonly controlNumbers: NumbersIn;
}

export interface AgreementRecord extends Agreement {
  readonly changedAt: Date;
  readonly changedBy: string;
}

export interface AgreementChange {
  readonly epoch: number;
  readonly before: Agreement | null;
  readonly after: Agreement | null;
  readonly changedAt: Date;
  readonly changedBy: string;
}

/** By type of message. */
export function overlaysOf(
  types: readonly { readonly type: string; readonly overlay: Overlay | null }[],
): Readonly<Record<string, Overlay>> {
  return Object.fromEntries(types.flatMap(({ type, overlay }) => (overlay === null ? [] : [[type, overlay]])));
}
