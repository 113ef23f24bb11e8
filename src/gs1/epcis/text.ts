// Text of events that nobody can keep: NUL, and half a character. JSON can say both by escapes; XML has neither. Pure.
import type { EpcisEvent } from './model.ts';

/** JSON.stringify writes them as escapes, and nothing else of these. */
const unusable = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;

export function hasUnusableText(event: EpcisEvent): boolean {
  return unusable.test(JSON.stringify(event));
}
