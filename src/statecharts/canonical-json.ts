// Canonical JSON by RFC 8785: keys sorted by UTF-16 code units, numbers and strings as ECMAScript writes them, no blanks.
// Two definitions with the same content have the same text, and so the same hash.
import assert from '#kernel/assert.ts';

export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, inner]) => `${text(key)}:${canonicalJson(inner)}`);
    return `{${members.join(',')}}`;
  }
  return text(value);
}

function text(value: unknown): string {
  const written: string | undefined = JSON.stringify(value);
  assert(
    written !== undefined && (typeof value !== 'number' || Number.isFinite(value)),
    'canonical JSON is made of JSON',
  );
  assert(typeof value !== 'string' || value.isWellFormed(), 'canonical JSON holds no half of a surrogate pair');
  return written;
}
