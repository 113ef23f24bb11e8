// What finance knows: what it let customers owe, what it billed, and what the ERP told it was issued.
import type { Cause, Tools } from '../system/tools.ts';
import type { Parts } from '../system/part.ts';

export interface Credit {
  readonly order: string;
  /** The latest request; its number goes with the answer. */
  request: string;
  readonly customer: string | null;
  readonly cents: number | null;
  cause: Cause;
  stage: 'asked' | 'approved' | 'refused' | 'released';
  reason: string | null;
  /** Approved and not billed yet. */
  leftCents: number;
}

export interface Invoice {
  readonly shipment: string;
  readonly order: string;
  readonly customer: string | null;
  /** The ERP's document of the issue. */
  readonly issue: string | null;
  readonly cents: number | null;
  /** What quantities and prices of the lines come to; null where a price is missing. */
  readonly linesCents: number | null;
  readonly lineCount: number;
  /** See system/part.ts. */
  readonly part: string;
  cause: Cause;
  stage: 'asked' | 'issued' | 'refused' | 'paid';
  reason: string | null;
  number: string | null;
  billedCents: number;
  dueOn: string | null;
}

export interface FinanceState {
  readonly credits: Map<string, Credit>;
  readonly invoices: Map<string, Invoice>;
  readonly parts: Parts;
  /** Approved and not billed, and billed and not paid, by customer. */
  readonly exposure: Map<string, number>;
  /** Issues as the ERP posted them, by shipment. */
  readonly issues: Map<string, { readonly order: string; readonly shipment: string; readonly document: string }>;
}

export type FinanceTimer =
  | { readonly kind: 'credit'; readonly order: string }
  | { readonly kind: 'invoice' | 'look' | 'payment'; readonly shipment: string };

export type FinanceTools = Tools<FinanceTimer>;

export function owe(state: FinanceState, customer: string | null, cents: number): void {
  if (customer !== null) state.exposure.set(customer, Math.max(0, (state.exposure.get(customer) ?? 0) + cents));
}
