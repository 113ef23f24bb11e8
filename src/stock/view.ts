// Stock as callers see it, in units of the item.
import { showQuantity } from '#kernel/quantity.ts';
import { showInstant } from '#kernel/time.ts';
import type { Balance, Detail, StockStatus } from './model.ts';

export interface SourceView {
  readonly source: string;
  /** The latest moment the source spoke of; what happened since may not be known yet. */
  readonly asOf: string;
  readonly heardAt: string;
  readonly staleSeconds: number;
  /** How old the source may be, when the site says so. */
  readonly staleAfterSeconds: number | null;
  readonly stale: boolean;
}

export interface StockView {
  readonly item: string;
  readonly site: string;
  readonly unit: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
  readonly inbound: number;
  readonly inboundReserved: number;
  /** Reserved, and no longer there. */
  readonly short: number;
  /** Issued, and never seen to arrive. */
  readonly unexplained: number;
  readonly details: readonly {
    readonly lot: string | null;
    readonly status: StockStatus;
    readonly quantity: number;
    readonly unexplained: number;
    readonly expiresOn: string | null;
  }[];
  readonly sources: readonly SourceView[];
}

interface ItemStock {
  readonly balance: Balance;
  readonly unit: string;
  readonly scale: number;
  readonly details: readonly Detail[];
}

export function viewStock({ balance, unit, scale, details }: ItemStock, sources: readonly SourceView[]): StockView {
  const show = (quantity: number): number => showQuantity(quantity, scale);
  return {
    item: balance.item,
    site: balance.site,
    unit,
    onHand: show(balance.onHand),
    reserved: show(balance.reserved),
    available: show(Math.max(0, balance.sellable - balance.reserved)),
    inbound: show(balance.inbound),
    inboundReserved: show(balance.inboundReserved),
    short: show(balance.short),
    unexplained: show(balance.unexplained),
    details: details.map((detail) => ({
      lot: detail.lot === '' ? null : detail.lot,
      status: detail.status,
      quantity: show(detail.quantity),
      unexplained: show(detail.unexplained),
      expiresOn: detail.expiresOn,
    })),
    sources,
  };
}

interface HeardSource {
  readonly source: string;
  readonly asOf: number;
  readonly heardAt: number;
}

/** `limits` are the ages the site allows its sources; one that was never heard from has no age to show. */
export function viewSource(
  heard: HeardSource,
  now: number,
  limits: readonly { readonly source: string; readonly staleAfterSeconds?: number | null }[],
): SourceView {
  const staleSeconds = Math.max(0, Math.ceil((now - heard.asOf) / 1000));
  const staleAfterSeconds = limits.find(({ source }) => source === heard.source)?.staleAfterSeconds ?? null;
  return {
    source: heard.source,
    asOf: showInstant(heard.asOf),
    heardAt: showInstant(heard.heardAt),
    staleSeconds,
    staleAfterSeconds,
    stale: staleAfterSeconds !== null && staleSeconds > staleAfterSeconds,
  };
}

/** The bound of an answer: the oldest of its sources. Null when no source was heard from. */
export function oldest(
  sources: readonly Pick<SourceView, 'asOf' | 'staleSeconds'>[],
): { readonly asOf: string; readonly staleSeconds: number } | null {
  let found: Pick<SourceView, 'asOf' | 'staleSeconds'> | null = null;
  for (const source of sources) if (found === null || source.staleSeconds > found.staleSeconds) found = source;
  return found === null ? null : { asOf: found.asOf, staleSeconds: found.staleSeconds };
}
