// Who gets how much of goods that several orders wait for. First round: by score, each at most its share of what is there, so that
// one large order does not take everything. Second round: what is left, again by score. Scores grow with the time an order has
// waited (policy backorder-fairness), so everybody's turn comes.

export interface Claim {
  readonly order: string;
  readonly quantity: number;
  /** The smallest quantity that is of use to it: what a kit takes. */
  readonly step: number;
  readonly score: number;
  /** Largest part of what is there for this order in the first round, 0 to 1. */
  readonly maxShare: number;
}

/** The one whose turn is first goes first, of equals the older one. */
export function byTurn(one: Pick<Claim, 'score' | 'order'>, other: Pick<Claim, 'score' | 'order'>): number {
  return other.score - one.score || (one.order < other.order ? -1 : Number(one.order > other.order));
}

/** Of equals the older one goes first. Shares are of use: whole steps of those who get them. */
export function fairShares(claims: readonly Claim[], available: number): ReadonlyMap<string, number> {
  let left = available;
  const inTurn = claims.toSorted(byTurn).map((entry) => ({ ...entry, share: 0 }));
  for (const entry of inTurn) {
    // Of the smallest quantities everybody's share would be nothing: at least one step.
    const cap = Math.max(entry.step, entry.maxShare * available);
    entry.share = inSteps(entry, Math.min(entry.quantity, cap, left));
    left -= entry.share;
  }
  for (const entry of inTurn) {
    const more = inSteps(entry, Math.min(entry.quantity - entry.share, left));
    entry.share += more;
    left -= more;
  }
  return new Map(inTurn.map(({ order, share }) => [order, share]));
}

function inSteps({ step }: Claim, quantity: number): number {
  return Math.floor(quantity / step) * step;
}
