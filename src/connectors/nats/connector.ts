// NATS with JetStream.
import type { Connector } from '#connectors/connector.ts';
import { tlsCredentials } from '#connectors/network/server.ts';
import { openNatsSession } from './session.ts';
import { checkSettings, operationSchema, settingsSchema, streamSchema } from './settings.ts';
import type { NatsOperation } from './settings.ts';

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
  stream: streamSchema,
  operation: operationSchema,
  check: checkSettings,
  declare: (operation) => ({
    effect: 'write',
    idempotency: (operation as unknown as NatsOperation).idempotency, // Checked by the schema of operations.
  }),
  open: openNatsSession,
};
