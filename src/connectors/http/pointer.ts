// What a JSON pointer finds, where it does not matter whether a null or nothing is there.
import { pointerPattern, valueAt } from '#connectors/json-pointer.ts';

const form = new RegExp(pointerPattern, 'u');

export function isPointer(text: string): boolean {
  return form.test(text);
}

/** Undefined where nothing is. Own members only: no pointer leads into a prototype. */
export function at(document: unknown, pointer: string): unknown {
  const there = valueAt(document, pointer);
  return there.found ? there.value : undefined;
}
