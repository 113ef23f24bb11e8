// Whether a network is as a restore left it: what somebody else has worked on is neither written over nor removed.
import type pg from 'pg';
import { quoteIdentifier } from '#postgres/pool.ts';
import type { Manifest } from './manifest.ts';

/** Rows that migrations put into a new network, besides the list of themselves. */
const rowsOfMigrations: Readonly<Record<string, number>> = {
  journal_head: 1,
  catalog_epoch: 1,
  identifier_epoch: 1,
  epcis_head: 1,
  agreement_epoch: 1,
};

/**
 * Locks the network against everybody until the transaction ends, and answers whether nobody has worked on it: no turn was
 * committed, no node has made the partitions that it makes at its start, and no table holds more than migrations put there.
 */
export async function lockUntouched(client: pg.ClientBase): Promise<boolean> {
  const tables = await lockAll(client);
  const { rows } = await client.query<{ untouched: boolean }>(
    `select position = 0 and not exists (
       select from pg_class
       where relnamespace = current_schema()::regnamespace and relkind = 'r' and relispartition and relname not like '%\\_default'
     ) as untouched
     from journal_head`,
  );
  if (rows[0]?.untouched !== true) return false;
  for (const table of tables) {
    if (table === 'migrations') continue;
    const { rowCount } = await client.query(`select from ${quoteIdentifier(table)} limit 2`);
    if ((rowCount ?? 0) > (rowsOfMigrations[table] ?? 0)) return false;
  }
  return true;
}

/** The same of one that a backup was loaded into: it stands where the backup ends. */
export async function lockAt(client: pg.ClientBase, head: Manifest['head']): Promise<boolean> {
  await lockAll(client);
  const { rows } = await client.query<{ position: number; hash: string }>(
    `select position, encode(hash, 'hex') as hash from journal_head`,
  );
  return head.position > 0 && rows[0]?.position === head.position && rows[0].hash === head.hash;
}

/** Without partitions, which go with theirs. */
export async function tablesOf(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition
     order by relname`,
  );
  return rows.map(({ name }) => name);
}

/** The head first: without it no turn ends. */
async function lockAll(client: pg.ClientBase): Promise<string[]> {
  await client.query('lock table journal_head in access exclusive mode');
  const tables = await tablesOf(client);
  await client.query(`lock table ${tables.map(quoteIdentifier).join(', ')} in access exclusive mode`);
  return tables;
}
