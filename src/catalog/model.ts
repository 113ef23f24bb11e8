// Master data as decisions need it. It is normally fed by the ERP; codes are the ERP's.

export interface Item {
  readonly code: string;
  readonly name: string;
  /** The base unit: stock is kept and answered in it. */
  readonly unit: string;
  /** Decimal places of quantities in the base unit, fixed at the first movement. */
  readonly scale: number;
  readonly units: readonly UnitConversion[];
  /** Kept in lots, each with an optional expiry. */
  readonly lots: boolean;
  /** Days a lot keeps from its receipt when the receipt names no expiry. */
  readonly shelfLifeDays: number | null;
  /** Not empty: a kit. It has no stock; reserving it reserves its components as one. */
  readonly components: readonly Component[];
  readonly active: boolean;
  readonly gtin: string | null;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface UnitConversion {
  readonly unit: string;
  /** Decimal string: one of this unit is `factor` of the base unit. */
  readonly factor: string;
}

export interface Component {
  readonly item: string;
  /** Quantity of the component per one kit, at the component's scale. */
  readonly quantity: number;
}

export interface Site {
  readonly code: string;
  readonly name: string;
  readonly company: string;
  /** IANA time zone; promises are dates in it. */
  readonly zone: string;
  /** Preference when an order names no site: lower first, then by code. */
  readonly rank: number;
  readonly active: boolean;
  /** HH:MM in its zone: from then on goods are promised for the next day. Left out: midnight. */
  readonly cutOff?: string;
  /** Systems that report its stock, with the age from which what they said counts as stale. */
  readonly sources?: readonly SiteSource[];
}

export interface SiteSource {
  readonly source: string;
  readonly staleAfterSeconds?: number;
}

export interface Partner {
  readonly code: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly company: string | null;
  readonly active: boolean;
  readonly ids: readonly { readonly scheme: string; readonly id: string }[];
  /** Reference to personal data kept apart; null when there is none. */
  readonly party: string | null;
  /** What policies read of it: class (A, B, C), creditLimit, blocked, … */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A version of a process, a policy or a mapping. At most one version of each is active; a case stays with the version it started with. */
export interface DefinitionVersion {
  readonly kind: 'process' | 'policy' | 'mapping';
  readonly name: string;
  readonly version: number;
  /** SHA-256 of its canonical content. */
  readonly hash: string;
  readonly owner: string;
  readonly active: boolean;
  /** The document as it was given. */
  readonly content: string;
}

/** What a turn knows of master data: exactly the state at the turn's epoch. */
export interface Catalog {
  /** Whether `item` can be believed: the code was looked up, found or not. */
  knows(code: string): boolean;
  item(code: string): Item | undefined;
  site(code: string): Site | undefined;
  partner(code: string): Partner | undefined;
  /** Active sites, most preferred first. */
  sitesByRank(): readonly Site[];
  keyIsLive(actor: string): boolean;
  /** Who is told of entries of the type. */
  subscribers(type: string): readonly Subscriber[];
  /** By definitionKey. */
  definition(key: string): DefinitionVersion | undefined;
  activeDefinition(kind: DefinitionVersion['kind'], name: string): DefinitionVersion | undefined;
}

/** A connection that gets an event, or is asked for an operation by it. */
export interface Subscriber {
  readonly connection: string;
  /** Null: it gets the event as it is. */
  readonly operation: string | null;
}

export function definitionKey({ kind, name, version }: Pick<DefinitionVersion, 'kind' | 'name' | 'version'>): string {
  return `${kind}/${name}/${version}`;
}
