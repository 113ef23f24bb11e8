// The name of a content: SHA-256 over its canonical JSON.
import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

export function contentHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
