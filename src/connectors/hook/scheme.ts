// How messages are signed: which hash, how it is written, over what. The schemes of shops, payment and logistics services differ
// in these and in nothing else, so they are settings.
import { createHmac } from 'node:crypto';
import { ConnectorFault } from '#connectors/connector.ts';
import type { JsonSchema } from '#contracts/schema.ts';

export interface SigningScheme {
  readonly header: string;
  readonly algorithm?: 'sha256' | 'sha1' | 'sha512';
  readonly encoding?: 'base64' | 'base64url' | 'hex';
  /** Before the signature: `sha256=`. */
  readonly prefix?: string;
  /** What is signed: `{body}`, `{timestamp}.{body}`, `{id}.{timestamp}.{body}`, `{url}{body}`, … */
  readonly over?: string;
  readonly timestampHeader?: string;
  readonly idHeader?: string;
  /** How the secret is written; left out: as its own bytes. */
  readonly secret?: 'text' | 'base64' | 'hex';
}

const header: JsonSchema = { type: 'string', pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$" };

export const signingProperties: Readonly<Record<string, JsonSchema>> = {
  header,
  algorithm: { enum: ['sha256', 'sha1', 'sha512'], description: 'Left out: sha256.' },
  encoding: { enum: ['base64', 'base64url', 'hex'], description: 'Left out: base64.' },
  prefix: { type: 'string', maxLength: 50, description: 'Before the signature, such as sha256=' },
  over: {
    type: 'string',
    maxLength: 200,
    pattern:
      '^(?:[^{}]|\\{(?:body|timestamp|id|url|method)\\})*\\{body\\}(?:[^{}]|\\{(?:timestamp|id|url|method)\\})*$',
    description:
      'What is signed: text with {body} and, where wanted, {timestamp}, {id}, {url}, {method}. Left out: {body}.',
  },
  timestampHeader: header,
  idHeader: header,
  secret: { enum: ['text', 'base64', 'hex'], description: 'How the secret is written; left out: text.' },
};

export const signingSchema: JsonSchema = {
  type: 'object',
  description: 'Signs what is sent. The secret is a credential.',
  additionalProperties: false,
  required: ['header'],
  properties: signingProperties,
};

export type SignedParts = Readonly<Record<'timestamp' | 'id' | 'url' | 'method', string>> & {
  readonly body: Uint8Array;
};

/** The bytes that are signed. */
export function signedBytes(over: string, parts: SignedParts): Buffer {
  const pieces = over.split(/(\{(?:body|timestamp|id|url|method)\})/).map((piece): Uint8Array => {
    switch (piece) {
      case '{body}':
        return parts.body;
      case '{timestamp}':
        return Buffer.from(parts.timestamp);
      case '{id}':
        return Buffer.from(parts.id);
      case '{url}':
        return Buffer.from(parts.url);
      case '{method}':
        return Buffer.from(parts.method);
      default:
        return Buffer.from(piece);
    }
  });
  return Buffer.concat(pieces);
}

/** Null: it is not written as the scheme says. Node would read what it can of it, of some secrets nothing: then anybody could sign. */
function keyOf({ secret: form = 'text' }: SigningScheme, secret: string): Buffer | null {
  if (form === 'text') return secret === '' ? null : Buffer.from(secret);
  const whole = form === 'hex' ? /^(?:[0-9a-f]{2})+$/i : /^[A-Za-z0-9+/_-]{2,}={0,2}$/;
  return whole.test(secret.trim()) ? Buffer.from(secret.trim(), form) : null;
}

/** Null: the secret is not written as the scheme says. */
export function mac(scheme: SigningScheme, secret: string, parts: SignedParts): Buffer | null {
  const key = keyOf(scheme, secret);
  if (key === null) return null;
  return createHmac(scheme.algorithm ?? 'sha256', key)
    .update(signedBytes(scheme.over ?? '{body}', parts))
    .digest();
}

/** The headers of a message that we send. Throws ConnectorFault. */
export function signatureHeaders(scheme: SigningScheme, secret: string, parts: SignedParts): Record<string, string> {
  const { header: name, prefix = '', encoding = 'base64', timestampHeader, idHeader } = scheme;
  const signature = mac(scheme, secret, parts);
  if (signature === null)
    throw new ConnectorFault({
      code: 'misconfigured',
      detail: `The secret of the signature is not written as ${scheme.secret ?? 'text'}.`,
      fix: 'Send it as the other system gave it, or correct “secret” of the signature.',
    });
  return {
    [name.toLowerCase()]: `${prefix}${signature.toString(encoding)}`,
    ...(timestampHeader === undefined ? {} : { [timestampHeader.toLowerCase()]: parts.timestamp }),
    ...(idHeader === undefined ? {} : { [idHeader.toLowerCase()]: parts.id }),
  };
}
