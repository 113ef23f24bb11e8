// What a connection over AS2 is configured with: two names, certificates of both sides, what is demanded of what comes.
import type { JsonSchema } from '#contracts/schema.ts';
import { limits } from '#kernel/limits.ts';
import type { Settings } from '#connectors/connector.ts';

export interface As2Settings {
  readonly ourName: string;
  readonly partnerName: string;
  readonly ourCertificates: readonly string[];
  readonly partnerCertificates: readonly string[];
  readonly url?: string;
  readonly authorities?: string;
  readonly receiptUrl?: string;
  readonly receiptOrigins?: readonly string[];
  readonly acceptsUnencrypted?: boolean;
  readonly acceptsWeak?: readonly string[];
}

export interface As2Operation {
  readonly contentType?: string;
  readonly fileName?: string;
  readonly subject?: string;
  readonly digest?: string;
  readonly encryption?: string;
  readonly receipt?: 'synchronous' | 'asynchronous';
  readonly receiptWithinSeconds?: number;
}

/** Both went through the schema that stands below. */
export function as2Settings(settings: Settings): As2Settings {
  return settings as unknown as As2Settings;
}

export function as2Operation(settings: Settings): As2Operation {
  return settings as As2Operation;
}

const name: JsonSchema = { type: 'string', pattern: '^[\\x21-\\x7e]([\\x20-\\x7e]{0,126}[\\x21-\\x7e])?$' };
const certificates: JsonSchema = {
  type: 'array',
  minItems: 1,
  maxItems: limits.as2CertificatesMax,
  items: { type: 'string', minLength: 1, maxLength: 20_000 },
};
const url: JsonSchema = { type: 'string', minLength: 1, maxLength: 2_048 };

export const as2Schema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['ourName', 'partnerName', 'ourCertificates', 'partnerCertificates'],
  properties: {
    ourName: { ...name, description: 'AS2-From of what we send. Capitals and small letters differ.' },
    partnerName: { ...name, description: 'AS2-To of what we send.' },
    ourCertificates: {
      ...certificates,
      description:
        'Ours, each in PEM. The first that is valid today and whose key is there signs; what was encrypted for any of them is read.',
    },
    partnerCertificates: {
      ...certificates,
      description:
        'Those of the partner, each in PEM. Encrypted is for the first that is valid today; signatures with any of them are good.',
    },
    url: { ...url, description: 'Where the partner takes messages, by POST. Left out: nothing is sent.' },
    authorities: {
      type: 'string',
      maxLength: 200_000,
      description: 'PEM: whom to trust for the certificate of the address, in place of the public ones.',
    },
    receiptUrl: {
      ...url,
      description: 'Our own address for receipts that come by themselves: …/v1/in/<connection>/<stream>.',
    },
    receiptOrigins: {
      type: 'array',
      maxItems: 8,
      items: url,
      description:
        'Where the partner may ask to have receipts sent, beside the address that messages are sent to: https://as2.partner.example',
    },
    acceptsUnencrypted: { type: 'boolean', description: 'What comes need not be encrypted. It is always signed.' },
    acceptsWeak: {
      type: 'array',
      uniqueItems: true,
      items: { enum: ['3des', 'sha1'] },
      description: 'Algorithms that are read though they are weak, for a partner that has no others.',
    },
  },
};

export const as2StreamSchema: JsonSchema = {
  type: 'object',
  description: 'Documents and receipts that the partner sends. It has no settings.',
  additionalProperties: false,
  properties: {},
};

export const as2OperationSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    contentType: {
      type: 'string',
      pattern: '^[\\w.+-]+/[\\w.+-]+(; ?[\\w-]+=[\\w.:+-]+)*$',
      maxLength: 200,
      description: 'Left out: that of the format, such as application/edi-x12.',
    },
    fileName: {
      type: 'string',
      minLength: 1,
      maxLength: 200,
      description: 'A template, such as ORDERS-{id}.edi. Left out: the document has no name.',
    },
    subject: { type: 'string', pattern: '^[\\x20-\\x7e]{1,200}$', description: 'Some partners sort by it.' },
    digest: { enum: ['sha-256', 'sha-384', 'sha-512', 'sha1'], description: 'Of the signature; left out: sha-256.' },
    encryption: {
      enum: ['aes256-cbc', 'aes192-cbc', 'aes128-cbc', 'aes256-gcm', 'aes128-gcm', 'none'],
      description: 'Left out: aes256-cbc. None only over https.',
    },
    receipt: {
      enum: ['synchronous', 'asynchronous'],
      description: 'In the answer, or by a message of its own that comes later to receiptUrl. Left out: synchronous.',
    },
    receiptWithinSeconds: {
      type: 'integer',
      minimum: 1,
      maximum: 86_400,
      description:
        'An asynchronous receipt that takes longer is missing, and the message is sent again. Left out: an hour.',
    },
  },
};
