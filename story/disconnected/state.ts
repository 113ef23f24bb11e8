// What the disconnected set-up knows: the ERP's order book, with what was sent to warehouses and what the files brought back.
import { minus } from '../../counterparties/system/amount.ts';
import type { Channel } from '../parameters.ts';

export interface OldLine {
  readonly line: number;
  readonly item: string;
  /** In the base unit. */
  readonly quantity: number;
  readonly unit: string;
  readonly priceCents: number;
  /** With a warehouse or gone. */
  sent: number;
}

export interface OldRelease {
  readonly id: string;
  readonly site: string;
  stage: 'live' | 'recalled' | 'cancelled' | 'refused' | 'done';
  readonly lines: readonly { readonly line: number; quantity: number }[];
}

export interface OldOrder {
  readonly id: string;
  readonly externalId: string;
  readonly channel: Channel;
  readonly customer: string;
  readonly placedAt: number;
  readonly priority: number;
  readonly allowBackorder: boolean;
  lines: OldLine[];
  requestedFor: string | null;
  /** The date the customer was told. */
  promisedFor: string | null;
  /** Promised from what the shop believed to be on hand, not from a purchase order. */
  isFromStock: boolean;
  /** Since when a batch may send it. */
  readyAt: number;
  stage: 'open' | 'cancelled';
  /** Waits for finance or the desk. */
  holds: Set<'credit' | 'price'>;
  /** How often finance was asked, what about last, and what it agreed to. */
  credit: { readonly asked: number; readonly askedCents: number; readonly approvedCents: number };
  readonly releases: OldRelease[];
  isExpedited: boolean;
  /** What the customer asked for while a warehouse had the goods; the desk calls it. */
  wish: Wish | null;
}

export interface Wish {
  readonly kind: 'change' | 'cancel';
  /** The request that waits for its answer. */
  readonly request: string;
  readonly lines: readonly OldLine[] | null;
  readonly requestedFor: string | null;
  isCalled: boolean;
}

/** A shipment as the files tell of it. */
export interface OldShipment {
  readonly shipment: string;
  readonly order: OldOrder;
  /** By the delivery note, before anything was picked. */
  readonly noted: readonly { readonly line: number; readonly quantity: number }[];
  /** What was really picked. */
  readonly picked: readonly { readonly line: number; readonly quantity: number }[];
  hasLeft: boolean;
  billing: 'open' | 'asked' | 'matched';
}

export interface OldState {
  readonly orders: Map<string, OldOrder>;
  readonly shipments: Map<string, OldShipment>;
  /** item@site → until when it is not picked from. */
  readonly blocked: Map<string, number>;
}

export function openQuantity(line: OldLine): number {
  return Math.max(0, minus(line.quantity, line.sent));
}

export function isOpen(order: OldOrder): boolean {
  return order.stage === 'open' && order.lines.some((line) => openQuantity(line) > 0);
}

/** What a warehouse will not send counts as not sent. */
export function giveBack(order: OldOrder, number: number, quantity: number): void {
  const line = order.lines.find((known) => known.line === number);
  if (line !== undefined) line.sent = Math.max(0, minus(line.sent, quantity));
}
