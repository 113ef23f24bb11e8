// What the routes of dead letters and of running connections take.
import type { JsonSchema } from '#contracts/schema.ts';
import { limits } from '#kernel/limits.ts';

/** Which of the dead deliveries, and from where on. */
export interface DeadLettersRequest {
  readonly connection?: string;
  readonly operation?: string | null;
  readonly type?: string;
  readonly code?: string;
  readonly cause?: string | null;
  readonly all?: true;
  readonly after?: number;
  readonly through?: number;
}

export interface ConnectionCareBodies {
  'dead-letters': DeadLettersRequest;
  'delivery-again': { readonly reason: string };
  'delivery-edit': { readonly value: unknown };
  'delivery-preview': { readonly value?: unknown };
  'stream-cursor': { readonly cursor?: string; readonly reason: string };
  'connection-pause': { readonly reason: string };
  credential: { readonly value: string; readonly keepPreviousSeconds?: number };
}

/** The database cannot be asked for what it cannot hold. */
export const withoutNul = '^[^\\u0000]*$';
const words = (title: string, description: string, example: string): JsonSchema => ({
  title,
  description,
  type: 'string',
  minLength: 1,
  maxLength: 256,
  pattern: withoutNul,
  examples: [example],
});
const orNone = ({ title, description, ...rest }: JsonSchema): JsonSchema => ({
  ...(title !== undefined && { title }),
  ...(description !== undefined && { description }),
  anyOf: [
    { title: 'text', description: 'A text.', ...rest },
    { title: 'none', description: 'None.', type: 'null' },
  ],
});
const number = (title: string, description: string): JsonSchema => ({
  title,
  description,
  type: 'integer',
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
});

export const connectionCareSchemas: Readonly<Record<keyof ConnectionCareBodies, JsonSchema>> = {
  'dead-letters': {
    $id: 'https://crossdock.dev/api/dead-letters',
    title: 'Which dead deliveries',
    type: 'object',
    additionalProperties: false,
    anyOf: [
      { required: ['connection'] },
      { required: ['operation'] },
      { required: ['type'] },
      { required: ['code'] },
      { required: ['cause'] },
      { required: ['all'] },
    ],
    properties: {
      connection: words('connection', 'Code of a connection. Left out: any.', 'erp'),
      operation: orNone(words('operation', 'Operation; null is the event itself. Left out: any.', 'post-issue')),
      type: words('type', 'Type of the events. Left out: any.', 'crossdock.order.promised.v1'),
      code: words('code', 'Code of the last error. Left out: any.', 'refused'),
      cause: orNone(words('cause', 'What the other system calls the error. Left out: any.', '422')),
      all: { title: 'all', description: 'Says that all of them are meant, when nothing else is said.', const: true },
      after: number('after', 'Those with higher numbers: `next.after` of the answer before.'),
      through: number(
        'through',
        'Those up to this number: `next.through` of the answer before. Left out: all there are now.',
      ),
    },
  },
  'delivery-again': {
    $id: 'https://crossdock.dev/api/delivery-again',
    title: 'Send once more',
    type: 'object',
    required: ['reason'],
    additionalProperties: false,
    properties: {
      reason: {
        $ref: 'https://crossdock.dev/contracts/value/1-0-0#/$defs/text',
        description: 'Why. No personal data.',
      },
    },
  },
  'delivery-edit': {
    $id: 'https://crossdock.dev/api/delivery-edit',
    title: 'Value in the place of the mapping',
    type: 'object',
    required: ['value'],
    additionalProperties: false,
    properties: {
      value: {
        title: 'value',
        description: 'What is written in the place of what the mapping makes. null: what the mapping makes again.',
      },
    },
  },
  'delivery-preview': {
    $id: 'https://crossdock.dev/api/delivery-preview',
    title: 'Dry run of a delivery',
    type: 'object',
    additionalProperties: false,
    properties: {
      value: {
        title: 'value',
        description:
          'To try this in the place of what would be sent. null: what the mapping makes. Left out: what would be sent.',
      },
    },
  },
  'connection-pause': {
    $id: 'https://crossdock.dev/api/connection-pause',
    title: 'Pause',
    type: 'object',
    required: ['reason'],
    additionalProperties: false,
    properties: {
      reason: {
        $ref: 'https://crossdock.dev/contracts/value/1-0-0#/$defs/text',
        description: 'Why. No personal data.',
      },
    },
  },
  'stream-cursor': {
    $id: 'https://crossdock.dev/api/stream-cursor',
    title: 'Where a stream goes on',
    type: 'object',
    required: ['reason'],
    additionalProperties: false,
    properties: {
      cursor: {
        title: 'cursor',
        description: 'As the health or the history of the connection shows it. Left out: the start of the stream.',
        type: 'string',
        minLength: 1,
        maxLength: 100_000,
        pattern: '^[^\\u0000]+$',
      },
      reason: {
        $ref: 'https://crossdock.dev/contracts/value/1-0-0#/$defs/text',
        description: 'Why. No personal data.',
      },
    },
  },
  credential: {
    $id: 'https://crossdock.dev/api/credential',
    title: 'New value of a credential',
    type: 'object',
    required: ['value'],
    additionalProperties: false,
    properties: {
      value: { title: 'secret', description: 'A secret.', type: 'string', minLength: 1, maxLength: 16_384 },
      keepPreviousSeconds: {
        title: 'keep previous',
        description: 'How long the one before stays good beside it. Left out: 0.',
        type: 'integer',
        minimum: 0,
        maximum: limits.credentialOverlapSecondsMax,
      },
    },
  },
};
