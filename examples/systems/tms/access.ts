// Who may call and how often: bearer tokens by client credentials, and so many requests in any second.
import { randomBytes, timingSafeEqual, createHash } from 'node:crypto';

const tokenSeconds = 60;

export interface Access {
  readonly grant: (input: { authorization: string | undefined; form: URLSearchParams }) => {
    status: number;
    body: object;
  };
  readonly isKnown: (authorization: string | undefined) => boolean;
  readonly revokeAll: () => void;
  /** Whether one more request fits into this second. */
  readonly admit: (key: string) => boolean;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export function createAccess(options: {
  clientId: string;
  clientSecret: string;
  perSecond: number;
  now: () => number;
}): Access {
  const expiries = new Map<string, number>();
  const recent = new Map<string, number[]>();
  return {
    grant({ authorization, form }) {
      if (form.get('grant_type') !== 'client_credentials')
        return { status: 400, body: { error: 'unsupported_grant_type' } };
      const basic = /^Basic (.+)$/i.exec(authorization ?? '')?.[1];
      const given =
        basic === undefined
          ? `${form.get('client_id')}:${form.get('client_secret')}`
          : Buffer.from(basic, 'base64').toString();
      if (!timingSafeEqual(digest(given), digest(`${options.clientId}:${options.clientSecret}`)))
        return { status: 401, body: { error: 'invalid_client', error_description: 'unknown client or wrong secret' } };
      for (const [token, expiry] of expiries) if (expiry <= options.now()) expiries.delete(token);
      const token = randomBytes(24).toString('base64url');
      expiries.set(token, options.now() + tokenSeconds * 1000);
      return { status: 200, body: { access_token: token, token_type: 'bearer', expires_in: tokenSeconds } };
    },
    isKnown(authorization) {
      const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '';
      return (expiries.get(token) ?? 0) > options.now();
    },
    revokeAll: () => expiries.clear(),
    admit(key) {
      // Real time: moving the sandbox clock on must not refill the allowance.
      const now = performance.now();
      const times = (recent.get(key) ?? []).filter((time) => time > now - 1000);
      const fits = times.length < options.perSecond;
      if (fits) times.push(now);
      recent.set(key, times);
      return fits;
    },
  };
}
