// Message integrity checks: the digest by which both sides know that they mean the same bytes. Pure but for the hash.
import { createHash } from 'node:crypto';
import { digestNamed, digests } from './cms/algorithms.ts';
import type { Digest } from './cms/algorithms.ts';

export function micOf(content: Uint8Array, digest: Digest): string {
  return `${createHash(digest.node).update(content).digest('base64')}, ${digest.name}`;
}

/** What is noted of a message that was sent, to compare its receipt with, whenever that comes. */
export function referenceOf(content: Uint8Array, asked: Digest): string {
  const names = digests.filter((one) => !one.isWeak || one === asked);
  return names.map((one) => micOf(content, one)).join('; ');
}

export type Compared = 'same' | 'other' | 'missing';

/** `other` also where it is of a digest that was not asked for and is weak. */
export function compareMic(told: string | undefined, reference: string): Compared {
  if (told === undefined || told.trim() === '') return 'missing';
  const { value, name } = partsOf(told);
  const own = reference
    .split(';')
    .map(partsOf)
    .find((one) => digestNamed(one.name) !== undefined && digestNamed(one.name) === digestNamed(name));
  return own?.value === value ? 'same' : 'other';
}

function partsOf(text: string): { readonly value: string; readonly name: string } {
  const [value = '', name = 'sha1'] = text.split(',').map((part) => part.trim());
  return { value, name };
}
