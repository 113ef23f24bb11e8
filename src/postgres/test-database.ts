// A database of its own for each test, cloned from a template that was migrated once. The server is the one the
// test runner started (CROSSDOCK_TEST_SERVER), or, when a test file is run by itself, one made for this process.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type pg from 'pg';
import { discardEmbedded, startEmbedded } from './embedded.ts';
import { migrate, migrationsDirectory, readMigrations } from './migrate.ts';
import { nodeLockHolder } from './node-lock.ts';
import { createClient, createPool } from './pool.ts';

export interface TestDatabase {
  connectionString: string;
  schema: string;
  pool: pg.Pool;
  [Symbol.asyncDispose]: () => Promise<void>;
}

export interface TestServer {
  /** Address of a database from which others may be created. */
  connectionString: string;
  stop: () => Promise<void>;
}

const schema = 'crossdock';
const homePrefix = join(tmpdir(), 'crossdock-test-');
let ownServer: Promise<TestServer> | undefined;
const templates = new Map<string, Promise<string>>();

/** `migrated: false` gives an empty database, for tests of the migrations themselves. */
export async function testDatabase(options: { migrated?: boolean; max?: number } = {}): Promise<TestDatabase> {
  const server = await serverAddress();
  const template = options.migrated === false ? 'template0' : await migratedTemplate(server);
  const name = `test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await administer(server, (client) => client.query(`create database ${name} template ${template}`));
  const connectionString = withDatabaseName(server, name);
  const pool = createPool({
    connectionString,
    schema,
    applicationName: 'crossdock test',
    max: options.max ?? 4,
    onIdleError: (error) => process.emitWarning(error),
  });
  const dispose = async (): Promise<void> => {
    await pool.end();
    await administer(server, (client) => client.query(`drop database ${name} with (force)`));
  };
  return { connectionString, schema, pool, [Symbol.asyncDispose]: dispose };
}

/** A server that forgets everything when it stops: nothing waits for the disk. */
export async function startTestServer(): Promise<TestServer> {
  await discardAbandoned();
  const home = mkdtempSync(homePrefix);
  const server = await startEmbedded({
    home,
    log: () => undefined,
    settings: {
      fsync: 'off',
      full_page_writes: 'off',
      synchronous_commit: 'off',
      shared_buffers: '128MB',
      max_connections: '200',
    },
  });
  // A process that ends itself, by an uncaught error for example, can't wait; the next run removes what is left.
  const onExit = (): boolean => process.kill(server.pid, 'SIGQUIT');
  process.once('exit', onExit);
  const stop = async (): Promise<void> => {
    await server.stop();
    process.off('exit', onExit);
    rmSync(server.directory, { recursive: true, force: true });
    rmSync(home, { recursive: true, force: true });
  };
  return { connectionString: server.connectionString, stop };
}

/** Servers of test runs that were killed. */
async function discardAbandoned(): Promise<void> {
  for (const name of readdirSync(dirname(homePrefix))) {
    const home = join(dirname(homePrefix), name);
    if (!home.startsWith(homePrefix) || !existsSync(join(home, 'node.lock')) || nodeLockHolder(home) !== undefined)
      continue;
    await discardEmbedded(home);
    rmSync(home, { recursive: true, force: true });
  }
}

/** Migrates the template of the current migrations unless the server has it. Concurrent callers wait for the first. */
export function migratedTemplate(server: string): Promise<string> {
  let template = templates.get(server);
  if (template === undefined) {
    template = makeTemplate(server);
    templates.set(server, template);
  }
  return template;
}

async function makeTemplate(server: string): Promise<string> {
  const migrations = await readMigrations(migrationsDirectory);
  const digest = createHash('sha256').update(migrations.map(({ checksum }) => checksum).join());
  const name = `template_${digest.digest('hex').slice(0, 16)}`;
  await administer(server, async (client) => {
    await client.query('select pg_advisory_lock(hashtext($1))', [name]);
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 1) return;
    // Migrated under another name first: a template that is there is complete.
    const draft = `${name}_draft`;
    await client.query(`drop database if exists ${draft} with (force)`);
    await client.query(`create database ${draft} template template0`);
    await migrate({ connectionString: withDatabaseName(server, draft), schema });
    await client.query(`alter database ${draft} rename to ${name}`);
  });
  return name;
}

async function serverAddress(): Promise<string> {
  const shared = process.env['CROSSDOCK_TEST_SERVER'];
  if (shared !== undefined) return shared;
  ownServer ??= startOwnServer();
  return (await ownServer).connectionString;
}

async function startOwnServer(): Promise<TestServer> {
  const server = await startTestServer();
  process.once('beforeExit', () => void server.stop());
  return server;
}

async function administer(server: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = createClient({
    connectionString: server,
    schema: 'public',
    applicationName: 'crossdock test',
  });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function withDatabaseName(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
