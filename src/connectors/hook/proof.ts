// How another system that pushes proves who it is, as settings.
import type { JsonSchema } from '#contracts/schema.ts';
import { signingProperties } from './scheme.ts';
import type { SigningScheme } from './scheme.ts';

export type ProofSettings =
  /** Standard Webhooks 1.0: v1 by the secret, v1a by the public key. */
  | { readonly kind: 'standard_webhooks'; readonly toleranceMs?: number; readonly publicKeys?: readonly string[] }
  | HmacProof
  | { readonly kind: 'basic'; readonly username: string }
  | { readonly kind: 'bearer' }
  | { readonly kind: 'api_key'; readonly header: string };

export interface HmacProof extends SigningScheme {
  readonly kind: 'hmac';
  /** Between several signatures, or parts, of the header. */
  readonly separator?: string;
  /** Before the part of the header that is the time: `t=`. */
  readonly timestampPrefix?: string;
  readonly timestampIn?: 'seconds' | 'milliseconds' | 'iso';
  readonly toleranceMs?: number;
}

const toleranceMs: JsonSchema = {
  type: 'integer',
  minimum: 1_000,
  maximum: 86_400_000,
  description: 'How long ago, or ahead, it may have been signed; left out: five minutes.',
};

export const proofSchema: JsonSchema = {
  description: 'How the other system proves who it is. Secrets are credentials.',
  anyOf: [
    form('standard_webhooks', [], {
      toleranceMs,
      publicKeys: {
        type: 'array',
        minItems: 1,
        maxItems: 10,
        items: { type: 'string', pattern: '^whpk_[A-Za-z0-9+/]{43}=$' },
        description: 'For signatures of the scheme v1a (ed25519).',
      },
    }),
    form('hmac', ['header'], {
      ...signingProperties,
      separator: {
        type: 'string',
        minLength: 1,
        maxLength: 5,
        description: 'Between several signatures in the header.',
      },
      timestampPrefix: {
        type: 'string',
        minLength: 1,
        maxLength: 20,
        description: 'Before the time in the same header, such as t=',
      },
      timestampIn: { enum: ['seconds', 'milliseconds', 'iso'], description: 'Left out: seconds.' },
      toleranceMs,
    }),
    form('basic', ['username'], { username: { type: 'string', minLength: 1, maxLength: 200 } }),
    form('bearer', [], {}),
    form('api_key', ['header'], { header: signingProperties['header'] ?? {} }),
  ],
};

function form(kind: string, required: readonly string[], properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return {
    type: 'object',
    additionalProperties: false,
    required: ['kind', ...required],
    properties: { kind: { const: kind }, ...properties },
  };
}
