// Words of the order area. An order is the document with its line facts; what happens to it next is its process's business.
import type { Scope } from '#kernel/scope.ts';
import type { Component, Portion } from '#stock/plan-model.ts';
import type { Fulfilment } from './fulfilment.ts';

/** The document of POST /v1/orders without personal data, as contracts/order has it. */
export interface OrderDocument {
  readonly externalId: string;
  readonly channel: string;
  readonly customer?: string;
  readonly site?: string;
  readonly lines: readonly LineDocument[];
  readonly allowBackorder?: boolean;
  readonly requestedFor?: string | RequestedFor;
  readonly expiresAt?: string;
  readonly priority?: number;
}

export interface LineDocument {
  readonly line: number;
  readonly item: string;
  readonly quantity: number | string;
  readonly unit?: string;
  readonly price?: { readonly amount: string; readonly currency: string };
}

export interface RequestedFor {
  readonly date: string;
  readonly window?: { readonly from: string; readonly to: string };
}

export interface ChangeDocument {
  readonly lines?: readonly LineDocument[];
  readonly requestedFor?: string | RequestedFor;
  readonly allowBackorder?: boolean;
}

/** Every word the status of an order can take; fixed, because people and programs build on them. */
export const orderStatuses = [
  'held',
  'promised',
  'backordered',
  'released',
  'picked',
  'packed',
  'partly_shipped',
  'shipped',
  'delivered',
  'closed',
  'cancelled',
  'expired',
] as const;

export type OrderStatus = (typeof orderStatuses)[number];

export interface Order {
  readonly id: string;
  readonly channel: string;
  readonly externalId: string;
  readonly customer: string | null;
  /** The only site the order may be served from; null leaves the choice to the plan. */
  readonly site: string | null;
  readonly stage: 'open' | 'cancelled' | 'expired';
  readonly placedAt: number;
  readonly requestedFor: RequestedFor | null;
  readonly allowBackorder: boolean;
  readonly expiresAt: number | null;
  readonly priority: number;
  /** Reference to personal data kept apart. */
  readonly party: string | null;
  /** Digest of the document as it was placed: the same external id with another digest is refused. */
  readonly digest: string;
  /** What the caller could promise from when the order was placed: nobody's change takes it further. */
  readonly scope: Scope;
  readonly lines: readonly OrderLine[];
  /** Every site the order was ever promised from or asked for: in whose lists it stands. */
  readonly sites: readonly string[];
  /** Number of the next reservation part. */
  readonly nextPart: number;
  readonly version: number;
  /** What its process made of it; null where no process runs. */
  readonly fulfilment: Fulfilment | null;
}

/** Quantities at the item's scale. ordered = reserved + backordered + issued + cancelled. */
export interface OrderLine {
  readonly line: number;
  readonly item: string;
  readonly scale: number;
  readonly unit: string;
  /** Of a kit: what it was made of when it was ordered, whatever it is made of since. Null for a stocked item. */
  readonly components: readonly Component[] | null;
  readonly ordered: number;
  readonly reserved: number;
  readonly backordered: number;
  readonly issued: number;
  readonly cancelled: number;
  readonly price: { readonly amount: string; readonly currency: string } | null;
  /** The line this one stands for, with other goods. */
  readonly substitutes?: number;
  /** Where and when each portion was promised. */
  readonly portions: readonly OrderPortion[];
}

export interface OrderPortion extends Portion {
  /** The goods lie at `site` and are to be moved here, from where the order is served. */
  readonly toSite?: string;
}

/** What one unit of the line takes out of stock: of a kit its components, of a stocked item the item itself. */
export function perUnit({
  item,
  components,
}: Pick<OrderLine, 'item' | 'components'>): readonly { readonly item: string; readonly per: number }[] {
  return components ?? [{ item, per: 1 }];
}
