// What a reader needs of repeated measures: the middle one, the best, and how far they lie apart.
export interface Repeated {
  readonly median: number;
  readonly best: number;
  /** From the lowest to the highest, as a part of the median. */
  readonly spread: number;
  readonly values: readonly number[];
}

/** `better`: which end is the best one, rates are better high, times low. */
export function repeated(values: readonly number[], better: 'high' | 'low' = 'high'): Repeated {
  const sorted = values.toSorted((one, other) => one - other);
  const low = sorted[0] ?? Number.NaN;
  const high = sorted.at(-1) ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
  return { median, best: better === 'high' ? high : low, spread: (high - low) / median, values };
}
