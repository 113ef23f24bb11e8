// What the answer of a receiver means. Pure.
import type { Fault, Sent } from '#connectors/connector.ts';
import type { Answered } from './transport.ts';

export function meaningOf(answered: Answered): Sent {
  if (answered.kind === 'given_up') return { kind: 'given_up' };
  // What it may have got it knows again by its id, so a repetition harms nothing.
  if (answered.kind === 'failed') return { kind: 'later', fault: answered.fault };
  const { status, retryAfterMs } = answered;
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
  if (!isTemporary(status)) return { kind: 'refused', fault };
  return { kind: 'later', fault, ...(retryAfterMs !== null && { afterMs: retryAfterMs }) };
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

/** Answers that say "not now" rather than "not this". Redirects are not followed, but the address may be corrected meanwhile. */
function isTemporary(status: number): boolean {
  return status >= 500 || (status >= 300 && status < 400) || status === 408 || status === 425 || status === 429;
}
