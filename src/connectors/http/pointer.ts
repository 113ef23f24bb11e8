// JSON pointers (RFC 6901) into documents of other systems. Own members only: no pointer leads into a prototype.
import { isRecord } from './json.ts';

export const pointerPattern = '^(?:/(?:[^~/{}]|~[01])*)*$';
const form = new RegExp(pointerPattern, 'u');

export function isPointer(text: string): boolean {
  return form.test(text);
}

/** Undefined where nothing is. */
export function at(document: unknown, pointer: string): unknown {
  if (pointer === '') return document;
  let value = document;
  for (const token of pointer.slice(1).split('/')) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(value)) value = /^(?:0|[1-9]\d{0,9})$/.test(name) ? value[Number(name)] : undefined;
    else if (isRecord(value)) value = Object.hasOwn(value, name) ? value[name] : undefined;
    else return undefined;
  }
  return value;
}
