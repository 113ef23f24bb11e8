// Apache Kafka, and what speaks its protocol.
import type { Connector } from '#connectors/connector.ts';
import { tlsCredentials } from '#connectors/network/server.ts';
import { openKafkaSession } from './session.ts';
import { checkSettings, operationSchema, settingsSchema, streamSchema, targets } from './settings.ts';
import type { KafkaOperation, KafkaSettings } from './settings.ts';

export const kafkaConnector: Connector = {
  kind: 'kafka',
  title: 'Apache Kafka',
  settings: settingsSchema,
  credentials: { password: { title: 'Password of the user (SASL)', required: false }, ...tlsCredentials },
  targets: (settings) => targets(settings as unknown as KafkaSettings),
  stream: streamSchema,
  operation: operationSchema,
  check: checkSettings,
  declare: (operation) => ({
    effect: 'write',
    idempotency: (operation as unknown as KafkaOperation).idempotency, // Checked by the schema of operations.
  }),
  open: openKafkaSession,
};
