// Who gets how much of goods that several orders wait for. First round: by score, each at most its share of what is there, so that
// one large order does not take everything. Second round: what is left, again by score. Scores grow with the time an order has
// waited (policy backorder-fairness), so everybody's turn comes.

export interface Waiting {
  readonly order: string;
  readonly quantity: number;
  readonly score: number;
  /** Largest part of what is there for this order in the first round, 0 to 1. */
  readonly maxShare: number;
}

/** Of equals the one that is given first goes first. */
export function fairShares(waiting: readonly Waiting[], available: number): ReadonlyMap<string, number> {
  let left = available;
  const byScore = waiting.toSorted((one, other) => other.score - one.score).map((entry) => ({ ...entry, share: 0 }));
  for (const entry of byScore) {
    // Of the smallest quantities everybody's share would be nothing: at least one step.
    const cap = Math.max(1, Math.floor(entry.maxShare * available));
    entry.share = Math.min(entry.quantity, cap, left);
    left -= entry.share;
  }
  for (const entry of byScore) {
    const more = Math.min(entry.quantity - entry.share, left);
    entry.share += more;
    left -= more;
  }
  return new Map(byScore.map(({ order, share }) => [order, share]));
}
