// Who we are to the other system, by one set of credentials: what is added to a request, the certificate that is shown, the signature.
// While a credential is being replaced there are two of them.
import { ConnectorFault } from '#connectors/connector.ts';
import type { Fault, OpenOptions } from '#connectors/connector.ts';
import { createAuthenticator } from './auth.ts';
import type { Authenticator } from './auth.ts';
import type { Secrets } from './secrets.ts';
import type { HttpSettings } from './settings.ts';
import { HttpTransport } from './transport.ts';
import type { Exchanged } from './transport.ts';

export interface Identity {
  readonly auth: Authenticator;
  readonly transport: HttpTransport;
  readonly signingSecret: string;
  close(): void;
}

interface Known {
  readonly settings: HttpSettings;
  readonly reach: OpenOptions['reach'];
  readonly secrets: Secrets;
  readonly timeoutMs: number;
}

export function createIdentity(
  credentials: OpenOptions['credentials'],
  { settings, reach, secrets, timeoutMs }: Known,
): Identity {
  const { certificate, privateKey, passphrase, signingSecret = '' } = credentials;
  const transport = new HttpTransport({
    reach,
    tls: {
      ...(settings.authorities === undefined ? {} : { ca: settings.authorities }),
      ...(certificate === undefined || privateKey === undefined ? {} : { cert: certificate, key: privateKey }),
      ...(passphrase === undefined ? {} : { passphrase }),
    },
  });
  const auth = createAuthenticator(settings.auth ?? { kind: 'none' }, { credentials, transport, secrets, timeoutMs });
  return {
    auth,
    transport,
    signingSecret,
    close() {
      auth.close();
      transport.close();
    },
  };
}

/** There is no answer to work with by this identity; with another one there may be. */
export class NotLetIn extends Error {
  readonly exchanged: Exchanged;
  readonly fault: Fault;

  constructor(exchanged: Exchanged, fault: Fault) {
    super(fault.detail);
    this.name = 'NotLetIn';
    this.exchanged = exchanged;
    this.fault = fault;
  }
}

/** Null: it was answered, and not because of who we are. */
export function refusalOf(exchanged: Exchanged): NotLetIn | null {
  switch (exchanged.kind) {
    case 'failed':
      return new NotLetIn(exchanged, exchanged.fault);
    case 'given_up':
      return new NotLetIn(exchanged, { code: 'timeout', detail: 'It was ended.', fix: 'Try it again.' });
    case 'answered': {
      const { status, headers } = exchanged;
      // SAP says so of a token that ran out, whoever we are.
      const wantsToken = headers['x-csrf-token']?.toLowerCase() === 'required';
      if ((status !== 401 && status !== 403) || wantsToken) return null;
      return new NotLetIn(exchanged, {
        code: 'unauthorized',
        detail: `It answered ${status}.`,
        fix: 'Renew the credentials of the connection.',
      });
    }
  }
}

export function faultOfLogin(error: unknown): Fault {
  if (error instanceof NotLetIn || error instanceof ConnectorFault) return error.fault;
  throw error;
}
