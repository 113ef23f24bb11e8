// Chance by name: the same seed and the same question give the same number, whatever was asked in between. So a system behaves
// the same in two runs that differ elsewhere, which a shared stream of numbers would not allow.

/** In [0, 1). */
export function chanceOf(seed: number, question: string): number {
  let hash = (0x811c9dc5 ^ seed) | 0; // FNV-1a over the characters,
  for (let index = 0; index < question.length; index += 1)
    hash = Math.imul(hash ^ question.charCodeAt(index), 0x01000193);
  hash = (hash + 0x6d2b79f5) | 0; // mixed as in Mulberry32 by Tommy Ettinger (public domain).
  let mixed = Math.imul(hash ^ (hash >>> 15), 1 | hash);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

/** A whole number from `min` to `max`, both included. */
export function wholeOf(seed: number, question: string, { min, max }: { min: number; max: number }): number {
  return min + Math.floor(chanceOf(seed, question) * (max - min + 1));
}

export function oneOf<Value>(seed: number, question: string, values: readonly Value[]): Value {
  const value = values[Math.floor(chanceOf(seed, question) * values.length)];
  if (value === undefined) throw new RangeError(`bug: nothing to choose from for ${question}`);
  return value;
}
