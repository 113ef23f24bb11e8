// Which trace work belongs to follows from its correlation id, and which span a message has from its id: so anybody, days later and
// on another node, can put a span into its place without anything about traces having been stored.
import { createHash } from 'node:crypto';

const traceIdForm = /^(?!0{32})[0-9a-f]{32}$/;
/** Versions above 00 begin the same way; ff is none. */
const traceparentForm = /^(?!ff)[0-9a-f]{2}-((?!0{32})[0-9a-f]{32})-((?!0{16})[0-9a-f]{16})-([0-9a-f]{2})(?:$|-)/;

export function traceIdOf(correlationId: string): string {
  return traceIdForm.test(correlationId) ? correlationId : digest(correlationId).slice(0, 32);
}

/** Of the span in which a message is decided. */
export function spanIdOf(messageId: string): string {
  return digest(messageId).slice(0, 16);
}

export interface Remote {
  readonly traceId: string;
  readonly spanId: string;
  readonly flags: number;
}

/** Null: it is none. */
export function readTraceparent(text: string): Remote | null {
  const [, traceId, spanId, flags = '00'] = traceparentForm.exec(text) ?? [];
  if (traceId === undefined || spanId === undefined) return null;
  return { traceId, spanId, flags: Number.parseInt(flags, 16) };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
