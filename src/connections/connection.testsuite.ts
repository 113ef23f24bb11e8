// Connections for tests, with what the usual ones have.
import type pg from 'pg';
import { putConnection, sealCredentials, usual } from './connection-store.ts';
import type { Connection, ConnectionRecord } from './model.ts';
import type { SecretBox } from './secrets.ts';

export function aConnection(parts: Partial<Connection> & Pick<Connection, 'code' | 'kind'>): Connection {
  return { owner: 'Tests', active: true, types: [], ...usual, ...parts };
}

/** Defines it, whatever there was; without `credentials` those that are there stay. */
export async function connect(
  pool: pg.Pool,
  secrets: SecretBox,
  connection: Connection,
  credentials?: Readonly<Record<string, string>>,
): Promise<ConnectionRecord> {
  const { record } = await putConnection(pool, connection.code, 'key:test', (known, sealed) => ({
    connection,
    credentials: credentials === undefined ? (known?.credentials ?? []) : Object.keys(credentials),
    sealed: credentials === undefined ? sealed : sealCredentials(secrets, connection.code, credentials),
  }));
  return record;
}
