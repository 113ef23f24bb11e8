// What a mapping is, and what maps. The expression runs in a process of its own: docs/decisions/012-mappings-in-a-process.md.

export interface MapInput {
  readonly document: unknown;
  /** `$about`: facts of the message, such as its file name; of an answer also the event that was sent. */
  readonly about: Readonly<Record<string, unknown>>;
}

export type Mapped =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: MapProblem };

export interface MapProblem {
  readonly code: 'mapping_unknown' | 'mapping_failed' | 'mapping_too_slow' | 'mapping_too_large' | 'identifier_unknown';
  readonly detail: string;
  readonly fix: string;
}

export interface Mapper {
  /** One answer an input, in their order; an input that fails leaves the others alone. `connection` is whose identifiers are known. */
  map(mapping: string, connection: string, inputs: readonly MapInput[]): Promise<readonly Mapped[]>;
  /** Something will be mapped soon. */
  warm?(): void;
}

/** Our codes for those of another system: docs/guides/identifiers.md. Null: nobody has said yet. */
export interface Identifiers {
  /** `hints`: what the document says besides, by id; kept of those that are unknown, for the person who decides. */
  resolve(
    system: string,
    kind: IdentifierKind,
    ids: readonly string[],
    hints?: ReadonlyMap<string, IdentifierHint>,
  ): Promise<readonly (string | NotOurs | null)[]>;
  /** The other way: what the system calls ours. */
  name(system: string, kind: IdentifierKind, codes: readonly string[]): Promise<readonly (string | null)[]>;
  /** Advances with every change: what was answered, unless it was null, is true as long as it stays. Left out: nothing may be kept. */
  epoch?(): Promise<number>;
}

/** Somebody said that the id is none of ours, and why: what names it cannot be mapped. */
export interface NotOurs {
  readonly notOurs: string;
}

export interface IdentifierHint {
  /** What the other system calls it in words. */
  readonly name?: string;
  /** Other numbers that the document gives for the same thing: a GTIN, a tax number. */
  readonly numbers?: readonly string[];
}

/** Master data: what its ids mean is for a steward. */
export const masterKinds = ['item', 'unit', 'partner', 'site'] as const;
/** What both sides do business about: what the other system calls it is said by the messages that name both. */
export const businessKinds = ['order', 'release', 'shipment'] as const;
export const identifierKinds = [...masterKinds, ...businessKinds] as const;
export type MasterKind = (typeof masterKinds)[number];
export type BusinessKind = (typeof businessKinds)[number];
export type IdentifierKind = MasterKind | BusinessKind;

export function isBusinessKind(kind: IdentifierKind): kind is BusinessKind {
  return businessKinds.some((one) => one === kind);
}
