// Signatures of Standard Webhooks 1.0.0, scheme v1: HMAC-SHA256 over `id.timestamp.body` with a secret that is written
// `whsec_` and base64. https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

const prefix = 'whsec_';
/** What the standard allows. */
const secretBytes = { min: 24, made: 32, max: 64 } as const;

export function makeSecret(): string {
  return `${prefix}${randomBytes(secretBytes.made).toString('base64')}`;
}

/** Whether a receiver's own secret can be used: the standard's form and length. */
export function isSecret(text: string): boolean {
  return keyOf(text) !== undefined;
}

/** As an object, once for each secret: preparing it anew takes four times as long as the signature itself. */
export function signingKey(secret: string): KeyObject {
  const key = keyOf(secret);
  if (key === undefined) throw new Error('bug: a secret of a webhook was stored without being checked');
  return createSecretKey(key);
}

/** The header webhook-signature. `timestamp` is in seconds. */
export function sign(key: KeyObject, id: string, timestamp: number, body: string | Uint8Array): string {
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;
}

function keyOf(secret: string): Buffer | undefined {
  if (!secret.startsWith(prefix)) return undefined;
  const text = secret.slice(prefix.length);
  const key = Buffer.from(text, 'base64');
  const isWhole = key.toString('base64').replaceAll('=', '') === text.replaceAll('=', '');
  return isWhole && key.length >= secretBytes.min && key.length <= secretBytes.max ? key : undefined;
}
