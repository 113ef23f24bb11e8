// What the checks are told: the record of each turn and the rows behind the lists, as data. The shapes are written down here a
// second time on purpose. The checks import nothing of the code that they check, so that no mistake can be made in both places.

export interface Cell {
  readonly item: string;
  readonly site: string;
  readonly lot: string;
  readonly status: string;
}

export interface PartRow {
  readonly holder: string;
  readonly part: number;
  readonly line: number;
  readonly item: string;
  readonly site: string;
  readonly quantity: number;
  readonly inbound: number;
  readonly supply: string | null;
  readonly posted: number;
  readonly state: string;
}

export interface SupplyRow {
  readonly id: string;
  readonly quantity: number;
  readonly received: number;
  readonly reserved: number;
}

/** What a turn recorded about stock. */
export type Fact =
  | {
      readonly fact: 'moved';
      readonly cell: Cell;
      readonly quantity: number;
      readonly kind: string;
      readonly occurredAt: number;
      readonly source: string;
      readonly sequence: number | null;
      readonly reference: string | null;
    }
  | {
      readonly fact: 'absolute';
      readonly cell: Cell;
      readonly quantity: number;
      readonly source: string;
      readonly asOf: { readonly time: number; readonly sequence: number | null };
    }
  | { readonly fact: 'reserved'; readonly part: PartRow }
  | { readonly fact: 'posted'; readonly holder: string; readonly part: number; readonly quantity: number }
  | { readonly fact: 'reported' }
  | { readonly fact: 'settled'; readonly holder: string; readonly part: number; readonly state: string }
  | { readonly fact: 'arrived'; readonly holder: string; readonly part: number; readonly quantity: number }
  | {
      readonly fact: 'deferred';
      readonly holder: string;
      readonly part: number;
      readonly supply: string;
      readonly quantity: number;
    }
  | {
      readonly fact: 'supply';
      readonly item: string;
      readonly site: string;
      readonly supply: { readonly id: string; readonly quantity: number };
    }
  | {
      readonly fact: 'supplied';
      readonly item: string;
      readonly site: string;
      readonly supply: string;
      readonly quantity: number;
    };

export interface Answered {
  readonly message: string;
  /** `order.place`, `stock.event`, … */
  readonly command: string;
  /** All that was asked for, as it was sent. */
  readonly asked: Readonly<Record<string, unknown>>;
  /** What makes the message unique to its sender; null where nothing does. */
  readonly claim: string | null;
  readonly digest: string;
  readonly status: 'done' | 'refused';
  /** Of a refusal. */
  readonly code: string | null;
  /** All that the sender is told. */
  readonly answer: unknown;
  readonly repeated: boolean;
}

export interface Told {
  /** Null: nothing had to be written. */
  readonly position: number | null;
  readonly id: string;
  readonly now: number;
  readonly root: Uint8Array;
  readonly hash: Uint8Array;
  /** The journal's entries, exactly as they are stored. */
  readonly sealed: readonly string[];
  readonly facts: readonly Fact[];
  readonly answers: readonly Answered[];
  /** Deadlines set, and (null) done with. */
  readonly deadlines: ReadonlyMap<string, { readonly dueAt: number } | null>;
  readonly deliveries: readonly { readonly entry: number; readonly connection: string }[];
  /** Keys of the rows that were written. */
  readonly changed: {
    readonly balances: ReadonlySet<string>;
    readonly orders: ReadonlySet<string>;
    readonly reservations: ReadonlySet<string>;
  };
}

/** A journal entry as it is read back. */
export interface Entry {
  readonly type: string;
  readonly subject: string;
  readonly recordedAt: string;
  /** The message that it comes of. */
  readonly causationId: string;
  readonly objects: readonly { readonly type: string; readonly id: string }[];
  readonly data: Readonly<Record<string, unknown>>;
}

export interface BalanceRow {
  readonly item: string;
  readonly site: string;
  readonly onHand: number;
  readonly sellable: number;
  readonly reserved: number;
  readonly short: number;
  readonly unexplained: number;
  readonly inbound: number;
  readonly inboundReserved: number;
}

export interface OrderRow {
  readonly id: string;
  readonly channel: string;
  readonly customer: string | null;
  readonly externalId: string;
  readonly stage: string;
  readonly expiresAt: number | null;
  readonly lines: readonly LineRow[];
  readonly fulfilment: CaseRow | null;
}

export interface LineRow {
  readonly line: number;
  readonly item: string;
  readonly components: readonly { readonly item: string; readonly per: number }[] | null;
  readonly ordered: number;
  readonly reserved: number;
  readonly backordered: number;
  readonly issued: number;
  readonly cancelled: number;
  /** The line that it stands for, with other goods. */
  readonly substitutes?: number;
  readonly portions: readonly { readonly quantity: number }[];
}

export type StateValue = string | { readonly [state: string]: StateValue };

export interface CaseRow {
  readonly process: string;
  readonly version: number;
  readonly value: StateValue;
  readonly ended: boolean;
  readonly clocks: Readonly<Record<string, number>>;
  readonly alarmAt: number | null;
  readonly exceptions: readonly { readonly kind: string; readonly times: number }[];
}

export interface ReservationRow {
  readonly id: string;
  readonly item: string;
  readonly state: string;
  readonly quantity: number;
  readonly posted: number;
  readonly expiresAt: number | null;
}

/** The rows behind the lists, as they are now. */
export interface View {
  readonly balances: ReadonlyMap<string, BalanceRow>;
  readonly details: ReadonlyMap<
    string,
    readonly {
      readonly lot: string;
      readonly status: string;
      readonly quantity: number;
      readonly unexplained: number;
    }[]
  >;
  readonly parts: ReadonlyMap<string, PartRow>;
  readonly supplies: ReadonlyMap<string, readonly SupplyRow[]>;
  readonly orders: ReadonlyMap<string, OrderRow>;
  readonly orderNames: ReadonlyMap<string, string>;
  readonly reservations: ReadonlyMap<string, ReservationRow>;
  readonly deadlines: ReadonlyMap<string, { readonly dueAt: number; readonly failingSince?: number }>;
  readonly definitions: ReadonlyMap<string, { readonly kind: string; readonly content: string }>;
  /** What a list shows of an order. */
  status(id: string): string;
}

/** Something that must not be. */
export type Say = (what: string) => void;

export interface Check {
  readonly name: string;
  /** After every turn, with its entries. */
  turn?(told: Told, entries: readonly Entry[], view: View): void;
  /** A sender has been answered. */
  heard?(answered: Answered): void;
  /** Every row is compared: now and then, and at the end. */
  all?(view: View): void;
  /** Nobody has said anything for a long while, and all that was due has fired. */
  quiet?(view: View, now: number): void;
}
