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

export function fairShares(waiting: readonly Waiting[], available: number): Map<string, number> {
  const shares = new Map<string, number>();
  let left = available;
  const byScore = waiting.toSorted((one, other) => other.score - one.score || (one.order < other.order ? -1 : 1));
  for (const entry of byScore) {
    // Of the smallest quantities everybody's share would be nothing: at least one step.
    const cap = Math.max(1, Math.floor(entry.maxShare * available));
    const given = Math.min(entry.quantity, cap, left);
    shares.set(entry.order, given);
    left -= given;
  }
  for (const entry of byScore) {
    const first = shares.get(entry.order) ?? 0;
    const given = Math.min(entry.quantity - first, left);
    shares.set(entry.order, first + given);
    left -= given;
  }
  return shares;
}
