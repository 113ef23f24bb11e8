// A document that is refused is looked at in full to name every problem. That is only done for documents of a size that a
// person could have meant; otherwise a few megabytes of nonsense would cost seconds.

const partsMax = 50_000;
const depthMax = 32;
const textMax = 10_000;

/** Stops counting as soon as the answer is known. */
export function isReasonable(value: unknown): boolean {
  let parts = 0;
  function fits(part: unknown, depth: number): boolean {
    parts += 1;
    if (parts > partsMax || depth > depthMax) return false;
    if (typeof part === 'string') return part.length <= textMax;
    if (typeof part !== 'object' || part === null) return true;
    for (const [key, inner] of Object.entries(part)) {
      if (key.length > textMax || !fits(inner, depth + 1)) return false;
    }
    return true;
  }
  return fits(value, 0);
}
