// Signatures of Standard Webhooks 1.0.0, written after the standard: HMAC-SHA256 over `id.timestamp.body`.
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const toleranceSeconds = 300;
const keyBytes = { min: 24, max: 64 } as const;

/** `whsec_` and base64; undefined for anything else. */
export function keyOf(secret: string): Buffer | undefined {
  const key = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1];
  const bytes = Buffer.from(key ?? '', 'base64');
  return bytes.length >= keyBytes.min && bytes.length <= keyBytes.max ? bytes : undefined;
}

export function sign(
  key: Buffer,
  message: { readonly id: string; readonly seconds: number; readonly body: string },
): string {
  const { id, seconds, body } = message;
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`;
}

/** The id of a message that is rightly signed; otherwise what is wrong with it. */
export function verify(
  key: Buffer,
  { headers, body, nowMs }: { readonly headers: IncomingHttpHeaders; readonly body: string; readonly nowMs: number },
): { readonly id: string } | { readonly problem: string } {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string')
    return { problem: 'The headers webhook-id, webhook-timestamp and webhook-signature are needed.' };
  const seconds = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  if (!(Math.abs(nowMs / 1000 - seconds) <= toleranceSeconds))
    return { problem: 'The timestamp is more than five minutes away from the clock here.' };
  const expected = Buffer.from(sign(key, { id, seconds, body }));
  const isRight = signatures.split(' ').some((text) => {
    const given = Buffer.from(text);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  return isRight ? { id } : { problem: 'No signature fits: the body was altered, or signed with another secret.' };
}
