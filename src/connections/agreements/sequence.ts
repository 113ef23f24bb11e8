// Control numbers of a partner, one after the other: what is passed over, comes late, or begins anew. Pure.
import { limits } from '#kernel/limits.ts';

export interface Followed {
  /** The highest from now on. */
  readonly last: number;
  /** Passed over. */
  readonly missing: readonly number[];
  /** `behind`: below what came; whether it was missing, who asks knows. */
  readonly as: 'first' | 'next' | 'gap' | 'jump' | 'behind' | 'restart';
}

/** Null: the number is no number, and stands in no sequence. */
export function numberOf(control: string): number | null {
  return /^\d{1,14}$/.test(control) ? Number(control) : null;
}

export function follow(
  last: number | null,
  number: number,
  missingMax: number = limits.controlNumbersMissingMax,
): Followed {
  if (last === null) return { last: number, missing: [], as: 'first' };
  if (number > last) {
    const count = number - last - 1;
    if (count > missingMax) return { last: number, missing: [], as: 'jump' };
    const missing = Array.from({ length: count }, (_, index) => last + 1 + index);
    return { last: number, missing, as: count === 0 ? 'next' : 'gap' };
  }
  // What lies further behind than a gap can be is the beginning of a new sequence: after the highest number comes 1.
  if (last - number > missingMax) return { last: number, missing: [], as: 'restart' };
  return { last, missing: [], as: 'behind' };
}
