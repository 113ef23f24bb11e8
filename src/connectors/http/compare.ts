// Whether two systems say the same of something, each in its own way of writing it. Pure.
import { isSame, scalarText } from './json.ts';

/** `5`, `"5"` and `"5.00"` are the same number in two systems. */
export function isAlike(ours: unknown, theirs: unknown): boolean {
  if (isSame(ours ?? null, theirs ?? null)) return true;
  const [a, b] = [scalarText(ours), scalarText(theirs)];
  if (a === undefined || b === undefined) return false;
  return a === b || (plain(a) !== null && plain(a) === plain(b));
}

/** A decimal without what adds nothing to it; null: it is none. */
function plain(text: string): string | null {
  const [, sign, whole, fraction = ''] = /^(-?)0*(\d+)(?:\.(\d*?)0*)?$/.exec(text) ?? [];
  if (whole === undefined) return null;
  const digits = fraction === '' ? whole : `${whole}.${fraction}`;
  return digits === '0' ? digits : `${sign ?? ''}${digits}`;
}
