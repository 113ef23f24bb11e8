// What the answer of a receiver means. A receiver knows an event again by its id, so a repetition does no harm; what is told of an
// attempt is true all the same, because people go by it. Pure.
import type { Exchanged } from '#connectors/http/transport.ts';
import type { Fault, Sent } from '#connectors/connector.ts';
import { retryAfterMs } from '#connectors/http/retry-after.ts';

const unknownFix =
  'It is sent again by itself under the same id, by which the receiver knows it; look at it if it lasts.';

export function meaningOf(exchanged: Exchanged, now: number): Sent {
  switch (exchanged.kind) {
    case 'given_up':
      return exchanged.mayHaveArrived
        ? { kind: 'unknown', fault: lost('The attempt was ended before an answer came.', 'timeout') }
        : { kind: 'given_up' };
    case 'failed': {
      const { fault, mayHaveArrived } = exchanged;
      return mayHaveArrived
        ? { kind: 'unknown', fault: { ...fault, ...lost(fault.detail, fault.code) } }
        : { kind: 'later', fault };
    }
    case 'answered':
      return byStatus(exchanged.status, retryAfterMs(exchanged.headers['retry-after'], now));
  }
}

function lost(detail: string, code: Fault['code']): Fault {
  return { code, detail: `It was sent, and no answer came: ${detail}`, fix: unknownFix };
}

function byStatus(status: number, afterMs: number | null): Sent {
  if (status >= 200 && status < 300) return { kind: 'done' };
  if (status === 410)
    return {
      kind: 'gone',
      fault: {
        code: 'refused',
        cause: '410',
        detail: 'The receiver answered 410 (gone): it wants no more messages.',
        fix: 'Ask the owner; correct the connection and set active to true, and what waits goes out.',
      },
    };
  const fault = statusFault(status);
  // A gateway says so of a receiver that may have taken it.
  if (status === 502 || status === 504) return { kind: 'unknown', fault: { ...fault, fix: unknownFix } };
  if (!isTemporary(status)) return { kind: 'refused', fault };
  return { kind: 'later', fault, ...(afterMs !== null && { afterMs }) };
}

function statusFault(status: number): Fault {
  const cause = String(status);
  const detail = `The receiver answered ${status}.`;
  if (status >= 300 && status < 400)
    return {
      code: 'misconfigured',
      cause,
      detail: `${detail} Redirects are not followed.`,
      fix: 'Set the url of the connection to where the receiver is now.',
    };
  if (status === 401 || status === 403)
    return {
      code: 'unauthorized',
      cause,
      detail,
      fix: 'Check that the receiver verifies the signature with the secret of this connection; then replay the delivery.',
    };
  if (status === 404 || status === 405)
    return {
      code: 'misconfigured',
      cause,
      detail,
      fix: 'Correct the url of the connection; then replay the delivery.',
    };
  if (isTemporary(status))
    return { code: 'busy', cause, detail, fix: 'It is sent again by itself; look at the receiver if it lasts.' };
  return {
    code: 'refused',
    cause,
    detail,
    fix: 'Find out why the receiver refuses it; then replay the delivery, or skip it.',
  };
}

/**
 * Answers that say "not now" rather than "not this". After the standard only 2xx says that it was taken, so any of these says that
 * it was not. Redirects are not followed, but the address may be corrected meanwhile.
 */
function isTemporary(status: number): boolean {
  return status >= 500 || (status >= 300 && status < 400) || status === 408 || status === 425 || status === 429;
}
