// Databases: polls by a SELECT, changes by statements of one transaction.
import type { Connector } from '#connectors/connector.ts';
import { tlsCredentials } from '#connectors/network/server.ts';
import { openSql } from './session.ts';
import { checkSettings, operationSchema, settingsSchema, streamSchema, targets } from './settings.ts';
import type { SqlOperation, SqlSettings } from './settings.ts';

export const sqlConnector: Connector = {
  kind: 'sql',
  title: 'A database: PostgreSQL, MariaDB and MySQL',
  settings: settingsSchema,
  credentials: { password: { title: 'Password of the user', required: false }, ...tlsCredentials },
  targets: (settings) => targets(settings as unknown as SqlSettings),
  stream: streamSchema,
  operation: operationSchema,
  check: checkSettings,
  declare: (operation) => ({
    effect: 'write',
    idempotency: (operation as unknown as SqlOperation).idempotency, // Checked by the schema of operations.
  }),
  open: openSql,
};
