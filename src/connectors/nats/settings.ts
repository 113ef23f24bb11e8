// What connections, streams and operations of the kind `nats` are configured by.
import type { Configured, SettingsProblem } from '#connectors/connector.ts';
import { templateProblem } from '#connectors/name-template.ts';
import { hostSchema, portSchema, serverTarget, tlsSchemas } from '#connectors/network/server.ts';
import type { JsonSchema } from '#contracts/schema.ts';

export interface NatsSettings {
  readonly host: string;
  readonly port?: number;
  readonly tls?: 'required' | 'off';
  readonly user?: string;
  /** JetStream domain. */
  readonly domain?: string;
}

export interface NatsStream {
  readonly stream: string;
  readonly consumer: string;
  readonly subjects?: readonly string[];
  readonly start?: 'all' | 'new' | 'beginning' | 'now';
  readonly create?: boolean;
  readonly ackWaitSeconds?: number;
  readonly batch?: number;
  readonly knownBy?: 'sequence' | 'messageId';
  readonly mediaType?: string;
}

export interface NatsOperation {
  readonly stream: string;
  readonly subject: string;
  readonly idempotency: 'key' | 'none';
}

export const portDefault = 4222;
export const batchDefault = 100;
export const ackWaitSecondsDefault = 60;

const name: JsonSchema = { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' };
const subject: JsonSchema = { type: 'string', pattern: '^[^\\s.]+(\\.[^\\s.]+)*$', maxLength: 255 };

export const settingsSchema: JsonSchema = {
  type: 'object',
  required: ['host'],
  additionalProperties: false,
  properties: {
    host: hostSchema,
    port: { ...portSchema, default: portDefault },
    ...tlsSchemas,
    user: { type: 'string', minLength: 1, maxLength: 128 },
    domain: name,
  },
};

export const streamSchema: JsonSchema = {
  type: 'object',
  required: ['stream', 'consumer'],
  additionalProperties: false,
  properties: {
    stream: { ...name, description: 'The stream of JetStream that is read.' },
    consumer: { ...name, description: 'Name of the durable consumer. One of its own for each connection.' },
    subjects: {
      type: 'array',
      items: subject,
      minItems: 1,
      maxItems: 1,
      description: 'Only messages of this subject; left out: all of the stream.',
    },
    start: {
      enum: ['all', 'new', 'beginning', 'now'],
      default: 'all',
      description: 'Where a consumer that is made begins.',
    },
    create: { type: 'boolean', default: true, description: 'false: the consumer is there, and we may not make it.' },
    ackWaitSeconds: { type: 'integer', minimum: 1, maximum: 3_600, default: ackWaitSecondsDefault },
    batch: { type: 'integer', minimum: 1, maximum: 1_000, default: batchDefault },
    knownBy: {
      enum: ['sequence', 'messageId'],
      default: 'sequence',
      description:
        'messageId: a message published again under the same Nats-Msg-Id is the same, even after the window.',
    },
    mediaType: { type: 'string', maxLength: 100, default: 'application/json' },
  },
};

export const operationSchema: JsonSchema = {
  type: 'object',
  required: ['stream', 'subject', 'idempotency'],
  additionalProperties: false,
  properties: {
    stream: { ...name, description: 'The stream that must take the message.' },
    subject: { type: 'string', minLength: 1, maxLength: 255, description: 'For example: orders.{/site}.released.' },
    idempotency: {
      enum: ['key', 'none'],
      description:
        'key: the duplicate_window of the stream is as long as deliveries are repeated, or who reads it knows messages by Nats-Msg-Id.',
    },
  },
};

export function targets(settings: NatsSettings): readonly string[] {
  const { host, port = portDefault } = settings;
  return [serverTarget({ ...settings }, host, port)];
}

export function checkSettings({ settings, operations, credentials }: Configured): SettingsProblem[] {
  const problems: SettingsProblem[] = [];
  const { user } = settings as unknown as NatsSettings; // The schema holds for what comes here.
  const ways = [
    user !== undefined || credentials.includes('password'),
    ...others.map((one) => credentials.includes(one)),
  ];
  if (ways.filter(Boolean).length > 1) {
    problems.push({
      pointer: '/credentials',
      detail: 'There are several ways to log in.',
      fix: 'Keep one: user and password, token, nkeySeed, or credentials.',
    });
  }
  if (user !== undefined && !credentials.includes('password'))
    problems.push({ pointer: '/credentials', detail: 'There is a user without a password.', fix: 'Set the password.' });
  for (const [code, operation] of Object.entries(operations as unknown as Record<string, NatsOperation>)) {
    const detail = templateProblem(operation.subject);
    if (detail !== null) problems.push({ pointer: `/operations/${code}/subject`, detail, fix: 'Correct the subject.' });
    else if (/[\s*>]|^\.|\.$|\.\./.test(operation.subject.replaceAll(/\{[^{}]*\}/g, 'x'))) {
      problems.push({
        pointer: `/operations/${code}/subject`,
        detail: 'It is no subject that can be published to.',
        fix: 'Write words with dots between them, without * and >.',
      });
    }
  }
  return problems;
}

const others = ['token', 'nkeySeed', 'credentials'] as const;
