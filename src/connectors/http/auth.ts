// What is added to a request so that the other system knows us. Kept apart from the settings' own headers: it goes to the origin
// of the connection alone.
import type { Secrets } from './secrets.ts';
import type { Auth } from './settings.ts';
import { Tokens } from './tokens.ts';
import type { TokenOptions } from './tokens.ts';

export interface Proof {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** The access token in it, which may turn out to be no good. */
  readonly token: string | null;
}

export interface Authenticator {
  /** Throws ConnectorFault. */
  prove(): Promise<Proof>;
  /** Whether the answer says that the token is over and another one may help. */
  isOver(proof: Proof, status: number): boolean;
  close(): void;
}

/** Which credentials a kind of authentication needs. */
export function credentialsOf(auth: Auth): readonly string[] {
  const isRefreshed = auth.kind === 'oauth2' && auth.grant === 'refresh_token';
  return isRefreshed ? ['refreshToken'] : (needed.get(auth.kind) ?? []);
}

const needed: ReadonlyMap<string, readonly string[]> = new Map<Auth['kind'], readonly string[]>([
  ['api_key', ['apiKey']],
  ['basic', ['password']],
  ['bearer', ['token']],
  ['oauth2', ['clientSecret']],
]);

export function createAuthenticator(
  auth: Auth,
  options: Omit<TokenOptions, 'oauth'> & { readonly secrets: Secrets },
): Authenticator {
  const { credentials, secrets } = options;
  const nothing = { isOver: () => false, close: () => undefined };
  const fixed = (headers: Record<string, string>, query: Record<string, string> = {}): Authenticator => ({
    ...nothing,
    prove: () => Promise.resolve({ headers, query, token: null }),
  });
  switch (auth.kind) {
    case 'none':
      return fixed({});
    case 'api_key': {
      const key = `${auth.prefix ?? ''}${credentials['apiKey'] ?? ''}`;
      return auth.in === 'header' ? fixed({ [auth.name.toLowerCase()]: key }) : fixed({}, { [auth.name]: key });
    }
    case 'basic': {
      const pair = Buffer.from(`${auth.username}:${credentials['password'] ?? ''}`).toString('base64');
      secrets.add(pair);
      return fixed({ authorization: `Basic ${pair}` });
    }
    case 'bearer':
      return fixed({ authorization: `Bearer ${credentials['token'] ?? ''}` });
    case 'oauth2': {
      const tokens = new Tokens({ ...options, oauth: auth });
      const { header = 'authorization', prefix = 'Bearer ', renewOn = [401] } = auth;
      return {
        async prove() {
          const token = await tokens.get();
          return { headers: { [header.toLowerCase()]: `${prefix}${token}` }, query: {}, token };
        },
        isOver(proof, status) {
          if (proof.token === null || !renewOn.includes(status)) return false;
          tokens.drop(proof.token);
          return true;
        },
        close: () => tokens.close(),
      };
    }
  }
}
