// The event hash of CBV 2.0: an id of an event that anybody can compute of it, in whichever syntax it came. A digest is no IO, but Node
// has it in a module.
import { createHash } from 'node:crypto';
import type { EpcisEvent } from './model.ts';
import { preHashOf } from './pre-hash.ts';

export function eventHash(event: EpcisEvent): string {
  return `ni:///sha-256;${createHash('sha256').update(preHashOf(event)).digest('hex')}?ver=CBV2.0`;
}
