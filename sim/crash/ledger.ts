// What the callers know for themselves: every request that was sent and what was answered. Nothing here looks at the database.

/**
 * - `open`: sent, and sent again until there is an answer.
 * - `done`, `refused`: answered, which is final.
 * - `abandoned`: the answer was lost and the caller never asked again. It happened once or not at all.
 */
export type Outcome = 'open' | 'done' | 'refused' | 'abandoned';

export interface Portion {
  readonly line: number;
  readonly item: string;
  readonly site: string;
  readonly quantity: number;
}

export interface Placed {
  readonly externalId: string;
  outcome: Outcome;
  id: string;
  /** What was promised, from where. */
  portions: readonly Portion[];
  cancelled: Outcome | null;
  /** What has left, as far as that was acknowledged: a report may be refused where another one of the order was not. */
  readonly left: Set<Portion>;
  shipped: Outcome | null;
}

export interface Received {
  readonly reference: string;
  readonly item: string;
  readonly quantity: number;
  outcome: Outcome;
}

export interface Reserved {
  readonly id: string;
  readonly item: string;
  readonly quantity: number;
  /** Milliseconds of the caller's clock, at the latest; null when it is held until somebody settles it. */
  expiresBy: number | null;
  outcome: Outcome;
  posted: Outcome | null;
  voided: Outcome | null;
}

export interface Ledger {
  readonly opening: ReadonlyMap<string, number>;
  readonly orders: Placed[];
  readonly receipts: Received[];
  readonly reservations: Reserved[];
  /** Answers that were final. */
  acknowledged: number;
  refused: number;
  /** Requests whose answer was lost, each time. */
  unknown: number;
  abandoned: number;
}

export function emptyLedger(opening: ReadonlyMap<string, number>): Ledger {
  return { opening, orders: [], receipts: [], reservations: [], acknowledged: 0, refused: 0, unknown: 0, abandoned: 0 };
}
