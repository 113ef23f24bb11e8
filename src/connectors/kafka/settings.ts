// What connections, streams and operations of the kind `kafka` are configured by.
import type { Configured, SettingsProblem } from '#connectors/connector.ts';
import { templateProblem } from '#connectors/name-template.ts';
import { hostSchema, portSchema, serverTarget, tlsSchemas } from '#connectors/network/server.ts';
import type { JsonSchema } from '#contracts/schema.ts';

export interface KafkaSettings {
  /** Any of the brokers; they tell of the others. */
  readonly brokers: readonly { readonly host: string; readonly port?: number }[];
  readonly tls?: 'required' | 'off';
  readonly user?: string;
  readonly mechanism?: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
}

export interface KafkaStream {
  readonly topic: string;
  readonly start?: 'earliest' | 'latest' | 'beginning' | 'now';
  readonly mediaType?: string;
}

export interface KafkaOperation {
  readonly topic: string;
  readonly idempotency: 'key' | 'none';
}

export const portDefault = 9092;

const topic: JsonSchema = { type: 'string', pattern: '^[A-Za-z0-9._-]{1,249}$' };

export const settingsSchema: JsonSchema = {
  type: 'object',
  required: ['brokers'],
  additionalProperties: false,
  properties: {
    brokers: {
      type: 'array',
      minItems: 1,
      maxItems: 20,
      items: {
        type: 'object',
        required: ['host'],
        additionalProperties: false,
        properties: { host: hostSchema, port: { ...portSchema, default: portDefault } },
      },
    },
    ...tlsSchemas,
    user: { type: 'string', minLength: 1, maxLength: 128 },
    mechanism: { enum: ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'], default: 'SCRAM-SHA-512' },
  },
};

export const streamSchema: JsonSchema = {
  type: 'object',
  required: ['topic'],
  additionalProperties: false,
  properties: {
    topic,
    start: {
      enum: ['earliest', 'latest', 'beginning', 'now'],
      default: 'earliest',
      description: 'Where the first fetch begins.',
    },
    mediaType: { type: 'string', maxLength: 100, default: 'application/json' },
  },
};

export const operationSchema: JsonSchema = {
  type: 'object',
  required: ['topic', 'idempotency'],
  additionalProperties: false,
  properties: {
    topic: { type: 'string', minLength: 1, maxLength: 249, description: 'For example: orders.{/site}.' },
    idempotency: {
      enum: ['key', 'none'],
      description: 'key: who reads it knows messages by the header crossdock-id.',
    },
  },
};

export function targets(settings: KafkaSettings): readonly string[] {
  return settings.brokers.map(({ host, port = portDefault }) => serverTarget({ ...settings }, host, port));
}

export function checkSettings({ settings, operations, credentials }: Configured): SettingsProblem[] {
  const problems: SettingsProblem[] = [];
  const { user } = settings as unknown as KafkaSettings; // The schema holds for what comes here.
  if ((user !== undefined) !== credentials.includes('password'))
    problems.push({ pointer: '/credentials', detail: 'User and password go together.', fix: 'Set both or neither.' });
  for (const [code, { topic: name }] of Object.entries(operations as unknown as Record<string, KafkaOperation>)) {
    const detail = templateProblem(name);
    if (detail !== null)
      problems.push({ pointer: `/operations/${code}/topic`, detail, fix: 'Correct the name of the topic.' });
  }
  return problems;
}
