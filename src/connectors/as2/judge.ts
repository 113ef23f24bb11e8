// What an answer without a receipt means. Pure.
import type { Fault, Sent } from '#connectors/connector.ts';
import type { Exchanged } from '#connectors/http/transport.ts';
import { retryAfterMs } from '#connectors/http/retry-after.ts';

const unknownFix =
  'It is sent again by itself under the same Message-ID, by which the partner knows it; look at the partner if it lasts.';

export function judgeStatus(exchanged: Exchanged, now: number): Sent {
  switch (exchanged.kind) {
    case 'given_up':
      return exchanged.mayHaveArrived
        ? { kind: 'unknown', fault: lost('The attempt was ended before an answer came.', { code: 'timeout' }) }
        : { kind: 'given_up' };
    case 'failed': {
      const { fault, mayHaveArrived } = exchanged;
      return mayHaveArrived ? { kind: 'unknown', fault: lost(fault.detail, fault) } : { kind: 'later', fault };
    }
    case 'answered': {
      const { broken, status, headers } = exchanged;
      if (broken !== null) return { kind: 'unknown', fault: lost(broken.detail, broken) };
      return byStatus(status, retryAfterMs(headers['retry-after'], now));
    }
  }
}

function lost(detail: string, { code, cause }: Pick<Fault, 'code' | 'cause'>): Fault {
  return {
    code,
    detail: `It was sent, and no receipt came: ${detail}`,
    fix: unknownFix,
    ...(cause !== undefined && { cause }),
  };
}

function byStatus(status: number, afterMs: number | null): Sent {
  const cause = String(status);
  const detail = `The partner answered ${status} instead of a receipt.`;
  if (status >= 300 && status < 400) {
    const fix = 'Set the url of the connection to where the partner is now: redirects are not followed.';
    return { kind: 'later', fault: { code: 'misconfigured', cause, detail, fix } };
  }
  if (status === 408 || status === 425 || status === 429 || status === 503) {
    const fix = 'It is sent again by itself; look at the partner if it lasts.';
    return { kind: 'later', fault: { code: 'busy', cause, detail, fix }, ...(afterMs !== null && { afterMs }) };
  }
  // What failed there may have failed after the message was taken.
  if (status >= 500 || status < 200)
    return { kind: 'unknown', fault: { code: 'busy', cause, detail, fix: unknownFix } };
  const fix =
    'Compare with the partner the address, the names AS2-From and AS2-To and the certificates; then replay the delivery.';
  const code =
    status === 401 || status === 403 ? 'unauthorized' : status === 404 || status === 405 ? 'misconfigured' : 'refused';
  return { kind: 'refused', fault: { code, cause, detail, fix } };
}
