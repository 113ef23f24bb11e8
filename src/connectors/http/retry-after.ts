// The header Retry-After: seconds or a date (RFC 9110, 10.2.3).

/** Milliseconds from `now`; null when the header is missing or not to be understood. */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
