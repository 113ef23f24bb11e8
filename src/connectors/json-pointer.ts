// JSON pointers (RFC 6901), by which settings name a place in a value.

export const pointerPattern = '^(/([^~/]|~[01])*)*$';

/** What stands there; `found` tells a null from nothing. */
export function valueAt(
  value: unknown,
  pointer: string,
): { readonly found: true; readonly value: unknown } | { readonly found: false } {
  let here = value;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(here)) {
      if (!/^(?:0|[1-9]\d*)$/.test(key) || Number(key) >= here.length) return { found: false };
      here = here[Number(key)];
      continue;
    }
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return { found: false };
    here = (here as Readonly<Record<string, unknown>>)[key]; // An object, with the key of its own: checked above.
  }
  return { found: true, value: here };
}
