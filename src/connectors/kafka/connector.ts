// Apache Kafka, and what speaks its protocol.
import type { Connector } from '#connectors/connector.ts';
import { tlsCredentials } from '#connectors/network/server.ts';
import { openKafkaSession } from './session.ts';
import { checkSettings, operationSchema, settingsSchema, streamSchema } from './settings.ts';
import type { KafkaOperation } from './settings.ts';

export const kafkaConnector: Connector = {
  kind: 'kafka',
  title: 'Apache Kafka',
  settings: settingsSchema,
  credentials: { password: { title: 'Password of the user (SASL)', required: false }, ...tlsCredentials },
  stream: streamSchema,
  operation: operationSchema,
  check: checkSettings,
  declare: (operation) => ({
    effect: 'write',
    idempotency: (operation as unknown as KafkaOperation).idempotency, // Checked by the schema of operations.
  }),
  open: openKafkaSession,
};
