// AMQP 0-9-1: RabbitMQ and what speaks like it.
import type { Connector } from '#connectors/connector.ts';
import { tlsCredentials } from '#connectors/network/server.ts';
import { openAmqpSession } from './session.ts';
import { checkSettings, operationSchema, settingsSchema, streamSchema, targets } from './settings.ts';
import type { AmqpOperation, AmqpSettings } from './settings.ts';

export const amqpConnector: Connector = {
  kind: 'amqp',
  title: 'RabbitMQ, by AMQP 0-9-1',
  settings: settingsSchema,
  credentials: { password: { title: 'Password of the user', required: true }, ...tlsCredentials },
  targets: (settings) => targets(settings as unknown as AmqpSettings),
  stream: streamSchema,
  operation: operationSchema,
  check: checkSettings,
  declare: (operation) => ({
    effect: 'write',
    idempotency: (operation as unknown as AmqpOperation).idempotency, // Checked by the schema of operations.
  }),
  open: openAmqpSession,
};
