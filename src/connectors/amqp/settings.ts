// What connections, streams and operations of the kind `amqp` are configured by.
import type { Configured, SettingsProblem } from '#connectors/connector.ts';
import { templateProblem } from '#connectors/name-template.ts';
import { hostSchema, portSchema, serverTarget, tlsSchemas } from '#connectors/network/server.ts';
import type { JsonSchema } from '#contracts/schema.ts';

export interface AmqpSettings {
  readonly host: string;
  readonly port?: number;
  readonly tls?: 'required' | 'off';
  readonly vhost?: string;
  readonly user: string;
  readonly heartbeatSeconds?: number;
}

export interface AmqpStream {
  readonly queue: string;
  readonly prefetch?: number;
  readonly mediaType?: string;
  readonly tooLarge?: 'stays' | 'dead_letter';
}

export interface AmqpOperation {
  readonly exchange: string;
  readonly routingKey: string;
  readonly idempotency: 'key' | 'none';
}

export const portDefault = { required: 5671, off: 5672 } as const;
export const prefetchDefault = 100;
export const heartbeatSecondsDefault = 10;

const name: JsonSchema = { type: 'string', maxLength: 255 };

export const settingsSchema: JsonSchema = {
  type: 'object',
  required: ['host', 'user'],
  additionalProperties: false,
  properties: {
    host: hostSchema,
    port: portSchema,
    ...tlsSchemas,
    vhost: { ...name, minLength: 1, default: '/' },
    user: { type: 'string', minLength: 1, maxLength: 128 },
    heartbeatSeconds: { type: 'integer', minimum: 1, maximum: 600, default: heartbeatSecondsDefault },
  },
};

export const streamSchema: JsonSchema = {
  type: 'object',
  required: ['queue'],
  additionalProperties: false,
  properties: {
    queue: { ...name, minLength: 1, description: 'It is there already: who owns it says how long messages live.' },
    prefetch: { type: 'integer', minimum: 1, maximum: 1_000, default: prefetchDefault },
    mediaType: { type: 'string', maxLength: 100, default: 'application/json' },
    tooLarge: {
      enum: ['stays', 'dead_letter'],
      default: 'stays',
      description:
        'stays: a message that is too large is left in the queue. dead_letter: it is rejected, and the queue has a dead-letter exchange that keeps it; a queue without one would lose it.',
    },
  },
};

export const operationSchema: JsonSchema = {
  type: 'object',
  required: ['exchange', 'routingKey', 'idempotency'],
  additionalProperties: false,
  properties: {
    exchange: { ...name, description: 'Empty: the default exchange, whose routing keys are names of queues.' },
    routingKey: { ...name, description: 'For example: orders.{/site}.released.' },
    idempotency: { enum: ['key', 'none'], description: 'key: who reads it knows messages by their message-id.' },
  },
};

export function targets(settings: AmqpSettings): readonly string[] {
  const { host, tls = 'required', port = portDefault[tls] } = settings;
  return [serverTarget({ ...settings }, host, port)];
}

export function checkSettings({ operations, credentials }: Configured): SettingsProblem[] {
  const problems: SettingsProblem[] = [];
  if (!credentials.includes('password'))
    problems.push({ pointer: '/credentials', detail: 'There is no password.', fix: 'Set the password.' });
  for (const [code, { exchange, routingKey }] of Object.entries(
    operations as unknown as Record<string, AmqpOperation>, // The schema holds for what comes here.
  )) {
    const pointer = `/operations/${code}/routingKey`;
    const detail = templateProblem(routingKey);
    if (detail !== null) problems.push({ pointer, detail, fix: 'Correct the routing key.' });
    if (exchange === '' && routingKey === '')
      problems.push({ pointer, detail: 'The default exchange needs the name of a queue.', fix: 'Write it here.' });
  }
  return problems;
}
