// Everything that is left to chance in a run comes of one stream of numbers, and the stream of its seed alone: sfc32 by Chris
// Doty-Humphrey (PractRand, public domain), 128 bits of state.

export interface Chance {
  /** In [0, 1). */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  whole(min: number, max: number): number;
  happens(share: number): boolean;
  oneOf<Value>(values: readonly [Value, ...Value[]]): Value;
}

export function chanceOf(seed: number): Chance {
  let a = seed | 0;
  let b = Math.imul(seed, 0x9e3779b9) | 0;
  let c = 0x243f6a88;
  let counter = 1;
  const step = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round += 1) step(); // Until every bit of the seed has reached every bit of the state.
  const next = (): number => step() / 2 ** 32;
  return {
    next,
    whole: (min, max) => min + Math.floor(next() * (max - min + 1)),
    happens: (share) => next() < share,
    oneOf: (values) => values[Math.floor(next() * values.length)] ?? values[0],
  };
}
