// What a connection over HTTP is configured with, shared by the connectors that speak it: address, and who we are.
import type { JsonSchema } from '#contracts/schema.ts';
import { originOf } from '#connectors/network/target.ts';
import { form } from './form.ts';
import type { Connector, Credential } from '#connectors/connector.ts';
import { signingSchema } from '#connectors/hook/scheme.ts';
import type { SigningScheme } from '#connectors/hook/scheme.ts';

export interface HttpSettings {
  /** Where every path begins; no credentials, no query. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly auth?: Auth;
  readonly timeoutMs?: number;
  /** PEM of the authorities that the other system's certificate is checked against, in place of the public ones. */
  readonly authorities?: string;
  readonly signature?: SigningScheme;
  /** Path that is read to see whether the other system lets us in. */
  readonly check?: { readonly path: string; readonly query?: Readonly<Record<string, string>> };
}

export type Auth =
  | { readonly kind: 'none' }
  | { readonly kind: 'api_key'; readonly in: 'header' | 'query'; readonly name: string; readonly prefix?: string }
  | { readonly kind: 'basic'; readonly username: string }
  | { readonly kind: 'bearer' }
  | OAuth;

export interface OAuth {
  readonly kind: 'oauth2';
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly grant?: 'client_credentials' | 'refresh_token';
  readonly clientAuthentication?: 'basic' | 'post';
  readonly scopes?: readonly string[];
  readonly audience?: string;
  /** Further parameters of the request for a token. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Where the token goes; left out: `authorization`, after `Bearer `. */
  readonly header?: string;
  readonly prefix?: string;
  /** Answers that say that the token is no good any more; left out: 401. */
  readonly renewOn?: readonly number[];
}

export const credentials: Readonly<Record<string, Credential>> = {
  apiKey: { title: 'API key', required: false },
  password: { title: 'Password of basic authentication', required: false },
  token: { title: 'Bearer token', required: false },
  clientSecret: { title: 'OAuth 2.0 client secret', required: false },
  refreshToken: { title: 'OAuth 2.0 refresh token', required: false },
  signingSecret: { title: 'Key of the signature of what is sent', required: false },
  certificate: { title: 'Client certificate, PEM', required: false },
  privateKey: { title: 'Key of the client certificate, PEM', required: false },
  passphrase: { title: 'Passphrase of that key', required: false },
};

const text = (description: string, maxLength = 500): JsonSchema => ({
  type: 'string',
  minLength: 1,
  maxLength,
  description,
});
const headerName: JsonSchema = { type: 'string', pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$" };

export const textsSchema = (description: string): JsonSchema => ({
  type: 'object',
  description,
  maxProperties: 100,
  additionalProperties: { type: 'string', maxLength: 2_000 },
});

export const headersSchema = (description: string): JsonSchema => ({
  ...textsSchema(description),
  propertyNames: headerName,
});

const authSchema: JsonSchema = {
  description: 'How the other system knows us. The secrets themselves are credentials.',
  anyOf: [
    form('none', {}),
    form(
      'api_key',
      { in: { enum: ['header', 'query'] }, name: text('Of the header or parameter.', 100) },
      { prefix: text('Before the key.', 50) },
    ),
    form('basic', { username: text('The password is a credential.') }),
    form('bearer', {}),
    form(
      'oauth2',
      { tokenUrl: text('Where tokens are given.', 2_000), clientId: text('The client secret is a credential.') },
      {
        grant: { enum: ['client_credentials', 'refresh_token'] },
        clientAuthentication: { enum: ['basic', 'post'] },
        scopes: { type: 'array', maxItems: 50, items: text('A scope.') },
        audience: text('Whom the token is for.'),
        parameters: textsSchema('Further parameters of the request for a token.'),
        header: headerName,
        prefix: { type: 'string', maxLength: 50 },
        renewOn: { type: 'array', minItems: 1, maxItems: 10, items: { type: 'integer', minimum: 400, maximum: 499 } },
      },
    ),
  ],
};

const rateDetail = 'How fast a system is asked is a limit of its connection, which all nodes share.';

/** Settings that there were. */
export const movedSettings: NonNullable<Connector['moved']> = {
  perSecond: { detail: rateDetail, fix: 'Leave it out, and set limits.perSecond of the connection.' },
  burst: {
    detail: `${rateDetail} It allows at once what one second may take.`,
    fix: 'Leave it out, and set limits.perSecond of the connection.',
  },
  concurrency: {
    detail: 'How much is asked at once is a limit of the connection.',
    fix: 'Leave it out, and set limits.concurrent of the connection.',
  },
};

/** Of a connection; a connector adds its own. */
export const httpProperties: Readonly<Record<string, JsonSchema>> = {
  url: text('Where every path begins, such as https://api.example/v2', 2_000),
  headers: headersSchema('Sent with every request. No secrets: those are credentials.'),
  auth: authSchema,
  timeoutMs: {
    type: 'integer',
    minimum: 100,
    maximum: 600_000,
    description: 'For one request and its answer; never more than the connection has.',
  },
  authorities: text('PEM of the authorities that are trusted in place of the public ones.', 100_000),
  signature: signingSchema,
  check: {
    type: 'object',
    additionalProperties: false,
    required: ['path'],
    properties: { path: text('Read to see whether we are let in.', 2_000), query: textsSchema('Its query.') },
  },
};

/** Credentials stay with an origin, whatever the path: the API's and that where tokens are given, each by itself. */
export function httpTargets({ url, auth, authorities = '' }: HttpSettings): readonly string[] {
  const at = (what: string, address: string): string => `${what} ${originOf(address)} ${authorities.trim()}`.trim();
  return [at('api', url), ...(auth?.kind === 'oauth2' ? [at('tokens', auth.tokenUrl)] : [])];
}

export const settingsSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['url'],
  properties: httpProperties,
};
