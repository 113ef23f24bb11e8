// NATS with JetStream.
import type { Connector } from '#connectors/connector.ts';
import { tlsCredentials } from '#connectors/network/server.ts';
import { openNatsSession } from './session.ts';
import { checkSettings, operationSchema, settingsSchema, streamSchema, targets } from './settings.ts';
import type { NatsOperation, NatsSettings } from './settings.ts';

export const natsConnector: Connector = {
  kind: 'nats',
  title: 'NATS with JetStream',
  settings: settingsSchema,
  credentials: {
    password: { title: 'Password of the user', required: false },
    token: { title: 'Token, where the server asks for one', required: false },
    nkeySeed: { title: 'Seed of an nkey (SU…)', required: false },
    credentials: { title: 'Content of a .creds file (JWT and seed)', required: false },
    ...tlsCredentials,
  },
  targets: (settings) => targets(settings as unknown as NatsSettings),
  stream: streamSchema,
  operation: operationSchema,
  check: checkSettings,
  declare: (operation) => ({
    effect: 'write',
    idempotency: (operation as unknown as NatsOperation).idempotency, // Checked by the schema of operations.
  }),
  open: openNatsSession,
};
