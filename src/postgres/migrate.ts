// Brings one network's schema up to the newest migration: numbered files, forward only, never edited once
// released. Several nodes may start at once; one migrates, the others wait and find it done.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { SetupError } from './errors.ts';
import { createClient, quoteIdentifier } from './pool.ts';
import { splitSql } from './split-sql.ts';

export interface Migration {
  id: number;
  name: string;
  sql: string;
  checksum: string;
  /** Older nodes can't work on the schema once this is applied. */
  breaking: boolean;
  /** Its statements can't run in a transaction (create index concurrently). Each must then be repeatable. */
  transactional: boolean;
}

export interface MigrateOptions {
  connectionString: string;
  schema: string;
  directory?: string;
  /** The last one to run; left out: all there are. */
  to?: number;
  /** Told before each migration that runs. */
  onMigration?: (name: string) => void;
}

interface AppliedRow {
  id: number;
  name: string;
  checksum: string;
  breaking: boolean;
  finished: boolean;
}

export const migrationsDirectory: string = fileURLToPath(new URL('../../db/migrations', import.meta.url));
const lockPollMs = 100;

/** Returns the names of the migrations it ran. */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const migrations = await readMigrations(options.directory ?? migrationsDirectory);
  const client = createClient({ ...options, applicationName: 'crossdock migrate' });
  // A connection that breaks also fails the query under way, which is what reports it.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await takeLock(client, options.schema);
    await createBookkeeping(client, options.schema);
    const applied = await readApplied(client);
    const pending = pendingMigrations(migrations, applied).filter(({ id }) => id <= (options.to ?? id));
    for (const migration of pending) {
      options.onMigration?.(migration.name);
      await run(client, migration);
    }
    return pending.map(({ name }) => name);
  } finally {
    // Ending the session releases the lock.
    await client.end();
  }
}

/** What `migrate` would run; null where there is no network of this name. Changes nothing. */
export async function migrationsLeft(options: Omit<MigrateOptions, 'onMigration' | 'to'>): Promise<string[] | null> {
  const migrations = await readMigrations(options.directory ?? migrationsDirectory);
  const client = createClient({ ...options, applicationName: 'crossdock migrate' });
  // As above.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ there: boolean }>(`select to_regclass('migrations') is not null as there`);
    if (rows[0]?.there !== true) return null;
    return pendingMigrations(migrations, await readApplied(client)).map(({ name }) => name);
  } finally {
    await client.end();
  }
}

export async function readMigrations(directory: string): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).toSorted();
  return Promise.all(
    names.map(async (name, index) => {
      const id = Number(/^(\d{6})_[a-z0-9_]+\.sql$/.exec(name)?.[1]);
      if (id !== index + 1) {
        const expected = String(index + 1).padStart(6, '0');
        throw new SetupError(
          'migration_name',
          `db/migrations/${name} should be named ${expected}_<name>.sql: numbers have six digits and no gaps.`,
        );
      }
      const sql = await readFile(join(directory, name), 'utf8');
      const header = sql.split('\n').filter((line) => /^-- [a-z-]+$/.test(line));
      return {
        id,
        name,
        sql,
        checksum: createHash('sha256').update(sql).digest('hex'),
        breaking: header.includes('-- breaking'),
        transactional: !header.includes('-- no-transaction'),
      };
    }),
  );
}

/** What is left to run; refuses a database that this version of the program must not touch. */
function pendingMigrations(migrations: readonly Migration[], applied: readonly AppliedRow[]): Migration[] {
  for (const row of applied) {
    const known = migrations[row.id - 1];
    if (known === undefined) {
      if (!row.breaking) continue;
      throw new SetupError(
        'database_newer',
        `The database was migrated by a newer version (${row.name} is breaking): start that version or a later one.`,
      );
    }
    if (known.checksum !== row.checksum) {
      throw new SetupError(
        'migration_changed',
        `db/migrations/${known.name} is not the file that the database was migrated with (then ${row.name}): restore it and put the change into a new migration.`,
      );
    }
  }
  const done = new Set(applied.filter(({ finished }) => finished).map(({ id }) => id));
  return migrations.filter(({ id }) => !done.has(id));
}

/** Polls: a session that waits inside a lock statement would hold up `create index concurrently` for ever. */
async function takeLock(client: pg.Client, schema: string): Promise<void> {
  const statement = `select pg_try_advisory_lock(hashtextextended($1, 0)) as taken`;
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>(statement, [`crossdock migrate ${schema}`]);
    if (rows[0]?.taken === true) return;
    await sleep(lockPollMs);
  }
}

async function createBookkeeping(client: pg.Client, schema: string): Promise<void> {
  await client.query(`create schema if not exists ${quoteIdentifier(schema)}`);
  await client.query(`
    create table if not exists migrations (
      id integer primary key,
      name text not null,
      checksum text not null,
      breaking boolean not null,
      started_at timestamptz not null default now(),
      finished_at timestamptz
    )`);
}

async function readApplied(client: pg.Client): Promise<AppliedRow[]> {
  const { rows } = await client.query<AppliedRow>(
    'select id, name, checksum, breaking, finished_at is not null as finished from migrations order by id',
  );
  return rows;
}

/** The row comes first: should anything ever get around the lock, the second runner stops at it. */
async function run(client: pg.Client, migration: Migration): Promise<void> {
  const { id, name, checksum, breaking, transactional } = migration;
  // Waiting for a lock and scanning a large table are both normal here.
  await client.query(`set lock_timeout = '60s'`);
  if (transactional) await client.query('begin');
  await client.query(
    `insert into migrations (id, name, checksum, breaking) values ($1, $2, $3, $4)
     ${transactional ? '' : 'on conflict (id) do update set started_at = now() where migrations.finished_at is null'}`,
    [id, name, checksum, breaking],
  );
  for (const statement of splitSql(migration.sql)) {
    try {
      await client.query(statement.text);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      const state = transactional ? 'Nothing of this file was kept' : 'Its earlier statements were kept';
      throw new SetupError(
        'migration_failed',
        `db/migrations/${name}, line ${statement.line}: ${why}. ${state}; correct the cause and run it again.`,
        { cause },
      );
    }
  }
  await client.query('update migrations set finished_at = clock_timestamp() where id = $1', [id]);
  if (transactional) await client.query('commit');
}
