// How many attempts a rate lets begin: a bucket that fills evenly and holds what one second may take. Pure.

export interface Bucket {
  readonly tokens: number;
  /** When it was filled to that, in the milliseconds of the caller's clock. */
  readonly at: number;
}

/** A bucket that is new is full. */
export function filled(bucket: Bucket | undefined, perSecond: number, now: number): Bucket {
  const most = Math.max(1, perSecond);
  if (bucket === undefined) return { tokens: most, at: now };
  return { tokens: Math.min(most, bucket.tokens + (perSecond * (now - bucket.at)) / 1_000), at: now };
}
