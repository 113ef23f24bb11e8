// Brings a backup back into an empty schema: every file is compared with its hash before anything is written, the schema is made as
// it was when the backup was taken, and brought up to this version after the rows are in.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createZstdDecompress } from 'node:zlib';
import type pg from 'pg';
import { copyIn } from '#postgres/copy.ts';
import { errorCode, SetupError } from '#postgres/errors.ts';
import { migrate, migrationsDirectory, readMigrations } from '#postgres/migrate.ts';
import { quoteIdentifier } from '#postgres/pool.ts';
import { lockAt, lockUntouched, tablesOf } from './untouched.ts';
import { altered, readManifest } from './manifest.ts';
import type { Manifest, TableFile } from './manifest.ts';

export interface RestoreOptions {
  readonly folder: string;
  /** On the network's schema. */
  readonly client: pg.ClientBase;
  readonly connectionString: string;
  readonly schema: string;
  readonly onProgress?: (what: string, done: number, total: number) => void;
}

export async function readBackup(options: RestoreOptions): Promise<Manifest> {
  const { folder, client, schema } = options;
  const manifest = await readManifest(folder);
  await refuseNewer(manifest);
  await checkFiles(options, manifest);
  const wasThere = await refuseFilled(client, schema);
  try {
    await migrate({ ...options, to: manifest.migrations.length });
    await load(options, manifest);
    await migrate(options);
  } catch (error) {
    await remove(options, manifest, wasThere).catch((cause: unknown) => {
      throw new SetupError(
        'restore_remains',
        `The restore failed, and what it had made in the network ${schema} could not be removed (${messageOf(cause)}): if no node works on it, remove that network before the next try. It failed with: ${messageOf(error)}`,
        { cause: error },
      );
    });
    throw error;
  }
  return manifest;
}

async function refuseNewer({ migrations, product }: Manifest): Promise<void> {
  const known = await readMigrations(migrationsDirectory);
  for (const { id, name, checksum } of migrations) {
    const mine = known[id - 1];
    if (mine === undefined) {
      throw new SetupError(
        'backup_newer',
        `The backup was made by a newer version (${product}, which has the migration ${name}): restore it with that version or a later one.`,
      );
    }
    if (mine.checksum !== checksum) {
      throw new SetupError(
        'backup_other_schema',
        `The backup was made with another ${name} than this version has, by a version that was never released: restore it with the one that made it (${product}).`,
      );
    }
  }
}

/** Answers whether the schema was there, empty. */
async function refuseFilled(client: pg.ClientBase, schema: string): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean; filled: boolean }>(
    `select exists (select from pg_namespace where nspname = $1) as there,
       exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1) as filled`,
    [schema],
  );
  if (rows[0]?.filled === true) throw notEmpty(schema);
  return rows[0]?.there === true;
}

function notEmpty(schema: string): SetupError {
  return new SetupError(
    'restore_not_empty',
    `The network ${schema} is not empty, and a restore never writes over anything: set CROSSDOCK_NETWORK, DATABASE_URL or CROSSDOCK_HOME to one that is, or remove that one first.`,
  );
}

async function checkFiles({ folder, onProgress }: RestoreOptions, { tables }: Manifest): Promise<void> {
  const total = tables.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  for (const { table, file, bytes, sha256 } of tables) {
    const path = join(folder, file);
    const hash = createHash('sha256');
    try {
      if ((await stat(path)).size !== bytes) throw altered(path);
      for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
        hash.update(chunk);
        done += chunk.length;
        onProgress?.(`checking ${table}`, done, total);
      }
    } catch (cause) {
      if (errorCode(cause) !== 'ENOENT') throw cause;
      throw new SetupError('backup_incomplete', `${path} is missing: take it from another copy of the backup.`, {
        cause,
      });
    }
    if (hash.digest('hex') !== sha256) throw altered(path);
  }
}

async function load(
  { folder, client, schema, onProgress }: RestoreOptions,
  { tables, partitions }: Manifest,
): Promise<void> {
  const total = tables.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  await client.query('set idle_in_transaction_session_timeout = 0');
  await client.query('begin');
  // Files take a while to check: a node that was started meanwhile has the network now.
  if (!(await lockUntouched(client))) throw notEmpty(schema);
  for (const partition of partitions) await client.query(makePartition(partition));
  // Rows that migrations put there are in the backup as they became.
  for (const { table } of tables) await client.query(`delete from ${quoteIdentifier(table)}`);
  for (const one of tables) {
    const rows = await loadTable(client, folder, one, (bytes) => {
      done += bytes;
      onProgress?.(`loading ${one.table}`, done, total);
    });
    if (rows !== one.rows) throw altered(join(folder, one.file));
  }
  const { rows: identities } = await client.query<{ table: string; column: string }>(
    `select c.relname as table, a.attname as column
     from pg_class c
     join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = current_schema()::regnamespace and a.attidentity <> ''`,
  );
  for (const { table, column } of identities)
    await client.query(
      `select setval(pg_get_serial_sequence($1, $2), coalesce(max(${quoteIdentifier(column)}), 0) + 1, false) from ${quoteIdentifier(table)}`,
      [table, column],
    );
  await client.query('commit');
  await client.query(`analyze ${tables.map(({ table }) => quoteIdentifier(table)).join(', ')}`);
}

function loadTable(
  client: pg.ClientBase,
  folder: string,
  { table, columns, file }: TableFile,
  onBytes: (bytes: number) => void,
): Promise<number> {
  const compressed = createReadStream(join(folder, file));
  compressed.on('data', (chunk) => onBytes(chunk.length));
  const plain = createZstdDecompress();
  compressed.on('error', (error) => plain.destroy(error));
  compressed.pipe(plain);
  const names = columns.map(quoteIdentifier).join(', ');
  return copyIn(client, `copy ${quoteIdentifier(table)} (${names}) from stdin`, plain);
}

/** The manifest is somebody's file: nothing of it becomes a part of a statement that does not look as we write it. */
function makePartition({ table, name, from, to }: Manifest['partitions'][number]): string {
  const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
  if (!uuid.test(from) || !uuid.test(to))
    throw new SetupError('backup_altered', `The backup has a partition ${name} of ${table} with bounds that are none.`);
  return `create table ${quoteIdentifier(name)} partition of ${quoteIdentifier(table)} for values from ('${from}') to ('${to}')`;
}

/**
 * What a restore that failed had made: the empty tables, or all that it had loaded. If somebody has worked on them since, they are
 * theirs and stay. A schema that was there before stays too, with its owner and its grants.
 */
async function remove({ client, schema }: RestoreOptions, { head }: Manifest, keepSchema: boolean): Promise<void> {
  await client.query('rollback');
  await client.query('begin');
  const tables = await tablesOf(client);
  // Until that table is there nobody can work on the network.
  if (!tables.includes('journal_head') || (await lockUntouched(client)) || (await lockAt(client, head))) {
    if (tables.length > 0) await client.query(`drop table ${tables.map(quoteIdentifier).join(', ')}`);
    if (!keepSchema) await client.query(`drop schema if exists ${quoteIdentifier(schema)}`);
  }
  await client.query('commit');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
