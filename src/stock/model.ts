// Words of the stock ledger. Facts are what happened to stock; balances, reservations and supplies derive from them.
import type { Layer } from '#kernel/layer.ts';

export const statuses = ['available', 'quality_hold', 'damaged', 'expired', 'blocked'] as const;
export type StockStatus = (typeof statuses)[number];

/** The lockable row of an item at a site. Quantities are at the item's scale and never negative. */
export interface Balance {
  readonly item: string;
  readonly site: string;
  /** What is physically there, in every status. */
  readonly onHand: number;
  /** The part of on hand whose status is available. */
  readonly sellable: number;
  /** Reserved out of what is on hand. */
  readonly reserved: number;
  /** reserved − sellable when stock turned out to be less than was reserved: an open shortage. */
  readonly short: number;
  /** Issued although it was never seen to arrive; settles itself when the late receipt or a count comes. */
  readonly unexplained: number;
  /** Expected and not yet received. */
  readonly inbound: number;
  /** Reserved out of inbound. */
  readonly inboundReserved: number;
}

/** Expected goods that nobody was promised, after what they have to make up for. */
export function freeInbound({ inbound, inboundReserved, short }: Balance): number {
  return Math.max(0, inbound - inboundReserved - short);
}

/** The stock of one lot in one status: the detail under a balance. */
export interface Detail {
  readonly lot: string;
  readonly status: StockStatus;
  readonly quantity: number;
  readonly unexplained: number;
  /** Last day of use is the day before; null keeps for ever. */
  readonly expiresOn: string | null;
}

/** The latest absolute quantity a source gave for a cell, and the moment it was true. */
export interface Absolute {
  readonly lot: string;
  readonly status: StockStatus;
  readonly source: string;
  readonly asOf: Watermark;
  readonly quantity: number;
}

export interface Watermark {
  /** Epoch milliseconds. */
  readonly time: number;
  /** The source's own numbering of its events, when it has one. */
  readonly sequence: number | null;
}

export interface Supply {
  /** `<source>#<reference>` */
  readonly id: string;
  readonly expectedOn: string;
  readonly quantity: number;
  readonly received: number;
  readonly reserved: number;
  readonly asOf: Watermark;
}

export type ReservationState = 'pending' | 'posted' | 'voided' | 'expired';

/** One part of a reservation: a pending movement of one item at one site. */
export interface Part {
  /** Who holds it: an order (ord_…) or a reservation made by itself (res_…). */
  readonly holder: string;
  readonly part: number;
  readonly line: number;
  readonly item: string;
  readonly site: string;
  readonly quantity: number;
  /** The portion that still waits for `supply`; the rest is reserved on hand. */
  readonly inbound: number;
  readonly supply: string | null;
  readonly posted: number;
  readonly state: ReservationState;
  /** How much of the issue each source has reported, so that a second report of the same goods only confirms. */
  readonly reported: Readonly<Record<string, number>>;
}

export type MovementKind =
  | 'opening'
  | 'receipt'
  | 'return'
  | 'issue'
  | 'adjustment'
  | 'move'
  | 'count'
  | 'snapshot'
  | 'restatement'
  | 'expiry';

export interface Cell {
  readonly item: string;
  readonly site: string;
  readonly lot: string;
  readonly status: StockStatus;
}

/** A stock event as an outside system reported it, with quantities at the item's scale. */
export interface StockEvent {
  readonly kind: 'received' | 'issued' | 'adjusted' | 'counted' | 'snapshot' | 'moved';
  readonly cell: Cell;
  /** A delta; for counted and snapshot the absolute quantity. Positive for received, issued and moved. */
  readonly quantity: number;
  readonly expiresOn: string | null;
  readonly reason: string | null;
  readonly reference: string | null;
  readonly source: string;
  readonly sequence: number | null;
  readonly occurredAt: number;
  /** Of counted and snapshot. */
  readonly asOf: Watermark | null;
  /** Of moved: where the goods went. */
  readonly to: Cell | null;
  /** Of received: the supply it fulfils, by id or by reference. */
  readonly supply: string | null;
}

export type StockFact =
  | {
      readonly fact: 'moved';
      readonly cell: Cell;
      readonly quantity: number;
      readonly kind: MovementKind;
      readonly expiresOn: string | null;
      readonly occurredAt: number;
      readonly source: string;
      readonly sequence: number | null;
      readonly reason: string | null;
      readonly reference: string | null;
    }
  | {
      readonly fact: 'absolute';
      readonly cell: Cell;
      readonly source: string;
      readonly asOf: Watermark;
      readonly quantity: number;
    }
  | { readonly fact: 'reserved'; readonly part: Part }
  | { readonly fact: 'posted'; readonly holder: string; readonly part: number; readonly quantity: number }
  | {
      readonly fact: 'reported';
      readonly holder: string;
      readonly part: number;
      readonly source: string;
      readonly quantity: number;
    }
  | {
      readonly fact: 'settled';
      readonly holder: string;
      readonly part: number;
      readonly state: 'posted' | 'voided' | 'expired';
    }
  | { readonly fact: 'arrived'; readonly holder: string; readonly part: number; readonly quantity: number }
  /** What the part held on hand it now waits for, from the supply. */
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
      readonly supply: Omit<Supply, 'received' | 'reserved'>;
    }
  | {
      readonly fact: 'supplied';
      readonly item: string;
      readonly site: string;
      readonly supply: string;
      readonly quantity: number;
    };

/** What stock decisions read and write. `missing` collects keys that were asked for and not loaded. */
export interface StockDraft {
  readonly balances: Layer<Balance>;
  readonly details: Layer<readonly Detail[]>;
  readonly absolutes: Layer<readonly Absolute[]>;
  readonly supplies: Layer<readonly Supply[]>;
  readonly parts: Layer<Part>;
  /** holder → keys of its parts */
  readonly partsOf: Layer<readonly string[]>;
  /** item × site → keys of parts that wait for a supply there */
  readonly waiting: Layer<readonly string[]>;
  /** Sums of movements after a watermark, asked for by counts and snapshots: see sumKey. */
  readonly sums: ReadonlyMap<string, number>;
  /** Facts of the messages decided before this one in the same turn. */
  readonly earlier: readonly StockFact[];
  readonly missing: Missing;
  /** What this message has made happen so far. */
  readonly facts: StockFact[];
}

export interface Missing {
  /** item × site whose balance is needed. */
  readonly balances: Set<string>;
  /** item × site whose details, supplies and absolutes are needed too. */
  readonly details: Set<string>;
  /** Orders and reservations whose parts are needed. */
  readonly holders: Set<string>;
  /** Documents of orders that are needed. */
  readonly orders: Set<string>;
  /** Codes of items that are not in memory. */
  readonly items: Set<string>;
  /** Sums of movements after a watermark, by sumKey. */
  readonly sums: Map<string, SumRequest>;
}

export interface SumRequest {
  readonly cell: Cell;
  readonly source: string;
  readonly asOf: Watermark;
}

export function stockKey(item: string, site: string): string {
  return `${item}\t${site}`;
}

export function partKey(holder: string, part: number): string {
  return `${holder}\t${part}`;
}

export function sumKey(request: SumRequest): string {
  const { cell, source, asOf } = request;
  return [cell.item, cell.site, cell.lot, cell.status, source, asOf.time, asOf.sequence ?? ''].join('\t');
}

export function splitStockKey(key: string): { item: string; site: string } {
  const tab = key.indexOf('\t');
  return { item: key.slice(0, tab), site: key.slice(tab + 1) };
}

/** How much of the part's issue the source has reported. Its name is its own: it may be that of a property every object has. */
export function heardFrom(part: Part, source: string): number {
  return (Object.hasOwn(part.reported, source) ? part.reported[source] : undefined) ?? 0;
}

/** What the part holds on hand: not posted, and not waiting for its supply. */
export function onHandOf({ quantity, posted, inbound }: Part): number {
  return quantity - posted - inbound;
}

/** What the supply is still to bring. */
export function openQuantity(supply: Supply): number {
  return Math.max(0, supply.quantity - supply.received);
}

// The orders in which details, supplies and waiting parts are kept, so that a decision does not depend on when they were loaded.

export function byCell(one: Pick<Detail, 'lot' | 'status'>, other: Pick<Detail, 'lot' | 'status'>): number {
  return compare(one.lot, other.lot) || compare(one.status, other.status);
}

/** Earliest first. */
export function byDate(one: Supply, other: Supply): number {
  return compare(one.expectedOn, other.expectedOn) || compare(one.id, other.id);
}

/** Oldest promise first: the ids of holders are in order of time after their prefix. */
export function byAge(one: Part, other: Part): number {
  return (
    compare(one.holder.slice(4), other.holder.slice(4)) || compare(one.holder, other.holder) || one.part - other.part
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

export function emptyBalance(item: string, site: string): Balance {
  return { item, site, onHand: 0, sellable: 0, reserved: 0, short: 0, unexplained: 0, inbound: 0, inboundReserved: 0 };
}
