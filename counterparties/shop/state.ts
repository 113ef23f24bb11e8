// What the shop knows: what was ordered, what Crossdock said, and what the customer was told.
import type { Tools } from '../system/tools.ts';
import type { Money } from '../system/amount.ts';

export interface OrderedLine {
  readonly line: number;
  readonly item: string;
  readonly quantity: number;
  readonly unit: string;
  readonly price: Money;
}

export interface ShopOrder {
  readonly externalId: string;
  readonly customer: string;
  readonly sentAt: string;
  lines: readonly OrderedLine[];
  requestedFor: string | null;
  /** The id that Crossdock gave. */
  id: string | null;
  stage: 'sent' | 'confirmed' | 'refused' | 'cancelled' | 'closed';
  promisedFor: string | null;
  /** What the customer was told, latest last. */
  readonly told: { readonly at: string; readonly what: string; readonly date: string | null }[];
}

export interface ShopState {
  readonly orders: Map<string, ShopOrder>;
  /** The external id by the id that Crossdock gave. */
  readonly known: Map<string, string>;
  /** What answers are waited for, by the id of the request. */
  readonly asked: Map<string, { readonly externalId: string; readonly kind: 'order' | 'change' | 'cancel' }>;
  /** Webhooks that came before the answer to their order. */
  readonly early: Map<string, { readonly type: string; readonly data: Readonly<Record<string, unknown>> }[]>;
  /** Number of the next order. */
  demand: number;
}

export type ShopTimer =
  | { readonly kind: 'demand' }
  | { readonly kind: 'change' | 'move' | 'cancel'; readonly externalId: string };

export type ShopTools = Tools<ShopTimer>;

export interface ShopOptions {
  readonly channel: string;
  /** On an average day. */
  readonly ordersPerDay: number;
  /** Shares of the orders that customers cancel, change or move later. */
  readonly cancelled: number;
  readonly changed: number;
  readonly moved: number;
  /** Share of the orders that may wait for goods. */
  readonly backorders: number;
  /** Share of the customers who cancel when their promise is moved back. */
  readonly impatient: number;
}
