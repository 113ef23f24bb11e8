// What the ERP knows. Its stock is a book: it follows what is posted, not what lies on the shelf.
import type { Cause, Tools } from '../system/tools.ts';
import type { Moved } from '../system/notice.ts';
import type { Parts } from '../system/part.ts';

export interface Issue {
  readonly order: string;
  readonly shipment: string;
  readonly site: string;
  readonly lines: readonly Moved[];
  /** See system/part.ts. */
  readonly part: string;
  cause: Cause | null;
  stage: 'asked' | 'posted' | 'refused';
  document: string | null;
  reason: string | null;
  /** What stood against it goes away by itself: a clerk posts it then without being asked again. */
  isRepairable: boolean;
}

export interface PurchaseOrder {
  readonly reference: string;
  readonly item: string;
  readonly site: string;
  readonly quantity: number;
  expectedOn: string;
  stage: 'ordered' | 'received';
}

export interface ErpState {
  /** Posted stock by item@site. */
  readonly book: Map<string, number>;
  /** What channels are told is available: refreshed by the reports of the warehouse, not by every posting. */
  readonly published: Map<string, number>;
  /** Shipments that a report has covered. */
  readonly reported: Map<string, true>;
  /** The level to which each item@site is filled up. */
  readonly levels: readonly { readonly item: string; readonly site: string; readonly level: number }[];
  readonly issues: Map<string, Issue>;
  readonly parts: Parts;
  readonly purchases: Map<string, PurchaseOrder>;
}

export type ErpTimer =
  | { readonly kind: 'post'; readonly shipment: string }
  | { readonly kind: 'repair' }
  | { readonly kind: 'replenish' }
  | { readonly kind: 'delayed'; readonly reference: string; readonly days: number }
  | { readonly kind: 'arrival'; readonly reference: string };

export type ErpTools = Tools<ErpTimer>;

export interface ErpOptions {
  /** on_request: as Crossdock asks. from_reports: as the warehouse reports them, every 15 minutes. */
  readonly issues: 'on_request' | 'from_reports';
}

export function keyOf(item: string, site: string): string {
  return `${item}@${site}`;
}

export function amountAt(map: ReadonlyMap<string, number>, key: string): number {
  return map.get(key) ?? 0;
}
