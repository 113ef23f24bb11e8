// Numbers from a seed, the same on every machine. Mulberry32 by Tommy Ettinger (public domain) does the mixing.

/** One number after the other, each in [0, 1). */
export function sequenceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + step) | 0;
    return mix(state);
  };
}

/** In [0, 1): the same seed and question give the same number, whatever was asked before. */
export function chanceOf(seed: number, question: string): number {
  let hash = (0x811c9dc5 ^ seed) | 0; // FNV-1a over the characters.
  for (let index = 0; index < question.length; index += 1)
    hash = Math.imul(hash ^ question.charCodeAt(index), 0x01000193);
  return mix((hash + step) | 0);
}

const step = 0x6d2b79f5;

function mix(state: number): number {
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
