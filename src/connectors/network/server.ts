// What settings of connections say about a server that is spoken to over a socket of its own: where it is, and TLS.
import type { Credential, Settings } from '#connectors/connector.ts';
import type { JsonSchema } from '#contracts/schema.ts';

export const hostSchema: JsonSchema = {
  type: 'string',
  description: 'Name of the server, or its address.',
  pattern: '^[A-Za-z0-9._:-]{1,253}$',
};

export const portSchema: JsonSchema = { type: 'integer', minimum: 1, maximum: 65_535 };

export const tlsSchemas = {
  tls: {
    enum: ['required', 'off'],
    default: 'required',
    description: 'off: nothing is encrypted. Only inside of private networks.',
  },
  ca: {
    type: 'string',
    maxLength: 65_536,
    pattern: '^-----BEGIN CERTIFICATE-----',
    description: 'Certificates (PEM) of the authority that signed that of the server; left out: those that Node knows.',
  },
} as const satisfies Record<string, JsonSchema>;

export const tlsCredentials = {
  clientCertificate: { title: 'Certificate of the client (PEM), where the server asks for one', required: false },
  clientKey: { title: 'Key of that certificate (PEM)', required: false },
} as const satisfies Record<string, Credential>;

export interface TlsOptions {
  readonly rejectUnauthorized: true;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Null: no TLS. Certificates are always checked. */
export function tlsOptions(settings: Settings, credentials: Readonly<Record<string, string>>): TlsOptions | null {
  if (settings['tls'] === 'off') return null;
  const { clientCertificate, clientKey } = credentials;
  return {
    rejectUnauthorized: true,
    ...(typeof settings['ca'] === 'string' ? { ca: settings['ca'] } : {}),
    ...(clientCertificate === undefined ? {} : { cert: clientCertificate }),
    ...(clientKey === undefined ? {} : { key: clientKey }),
  };
}

/** To whom credentials are shown there: without TLS to whoever listens, with it to whom these authorities vouch for. */
export function serverTarget(settings: Settings, host: string, port: number): string {
  const ca = typeof settings['ca'] === 'string' ? ` ${settings['ca'].trim()}` : '';
  const where = whereIs(host.toLowerCase(), port);
  return settings['tls'] === 'off' ? `plain ${where}` : `tls ${where}${ca}`;
}

/** For messages: `db.example:5432`. */
export function whereIs(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
