// Interchanges, groups and messages as they came, with what is wrong with each.
import type { Fault, FaultCode } from '../faults.ts';
import type { Segment } from '../syntax/segments.ts';
import type { Separators, Standard } from '../syntax/separators.ts';

export interface Address {
  /** ISA05 or 0007: whose numbers these are, such as 14 for GLN; empty: not said. */
  readonly qualifier: string;
  readonly id: string;
}

export interface Interchange {
  readonly standard: Standard;
  /** In the file, from 1. */
  readonly number: number;
  /** ISA13 or 0020; empty: its envelope was stripped, or doesn't say. */
  readonly control: string;
  readonly sender: Address;
  readonly receiver: Address;
  /** ISA12, such as 00401, or the syntax of UNB, such as UNOC:3. */
  readonly version: string;
  /** As written: YYMMDD HHMM. */
  readonly prepared: string;
  readonly isTest: boolean;
  /** ISA14 or 0031. */
  readonly wantsAcknowledgement: boolean;
  /** UNOA to UNOY; null: X12, or not said. */
  readonly repertoire: string | null;
  readonly separators: Separators;
  /** It began with a group or a message. */
  readonly isStripped: boolean;
}

export interface Group {
  /** GS01, such as PO, or the type of messages in UNG. */
  readonly kind: string;
  readonly control: string;
  readonly sender: string;
  readonly receiver: string;
  /** GS08 or the version of UNG, such as 004010. */
  readonly version: string;
}

/** A transaction set of X12 or a message of EDIFACT. */
export interface EdiMessage {
  readonly interchange: Interchange;
  /** Null: it stands in none. */
  readonly group: Group | null;
  /** In the file, from 1. */
  readonly number: number;
  /** ST01, such as 850, or 0065, such as ORDERS. */
  readonly type: string;
  /** GS08 or ST03, such as 004010, or version and release, such as D.96A. */
  readonly version: string;
  /** ST03, or 0057, such as EAN008; empty: none. */
  readonly convention: string;
  /** ST02 or 0062. */
  readonly control: string;
  /** With header and trailer. */
  readonly segments: readonly Segment[];
  readonly faults: readonly Fault[];
  /** Further ones, which are not kept. */
  readonly faultsMore: number;
}

export interface Closed {
  readonly faults: readonly Fault[];
  readonly faultsMore: number;
}

/** What a reader tells, in the order of the file. */
export type EdiItem =
  | { readonly kind: 'interchange'; readonly interchange: Interchange }
  | { readonly kind: 'group'; readonly group: Group; readonly interchange: Interchange }
  | { readonly kind: 'message'; readonly message: EdiMessage }
  /** TA1: what the other side says of an interchange of ours. It stands outside of groups. */
  | { readonly kind: 'acknowledgement'; readonly segment: Segment; readonly interchange: Interchange }
  | (Closed & {
      readonly kind: 'group_end';
      readonly group: Group;
      readonly messages: number;
      /** What its trailer says; null: there is none, or it says no number. */
      readonly declared: number | null;
    })
  | (Closed & {
      readonly kind: 'interchange_end';
      readonly interchange: Interchange;
      readonly groups: number;
      readonly messages: number;
      readonly segments: number;
    })
  /** Nothing more can be read. */
  | { readonly kind: 'refused'; readonly fault: Fault };

/** A place and what is wrong there. */
export interface Found {
  readonly code: FaultCode;
  readonly detail: string;
  readonly element?: number;
  readonly component?: number;
}
