// When what failed is tried again. Pure.

const second = 1_000;

/** A message that could not be decided: the node was full, or its database away. */
export function againMs(attempts: number): number {
  return Math.min(60 * second, 200 * 2 ** Math.min(attempts - 1, 10));
}

/** A stream that could not be fetched: soon, then ever later, but never more seldom than both five minutes and its own pace. */
export function fetchAgainMs(failures: number, everyMs: number): number {
  const grown = second * 2 ** Math.min(failures - 1, 20);
  return Math.min(grown, Math.max(everyMs, 300 * second));
}
