// The embedded database: a real PostgreSQL 18 that belongs to one home folder and to the one node that holds its
// lock. It listens on a Unix socket only, with a generated password.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { findPlace, makePrivateDirectory, temporarySocketPrefix, type Place } from './embedded-place.ts';
import { initialise, postmaster, startServer, stopServer, superuser } from './embedded-server.ts';
import { errorCode, SetupError } from './errors.ts';
import { acquireNodeLock, type NodeLock } from './node-lock.ts';
import { createClient } from './pool.ts';

export interface Embedded {
  connectionString: string;
  /** Of the server's main process. */
  pid: number;
  /** Where its data and its log lie. */
  directory: string;
  /** Resolves if the server ends without being asked to; the node can only stop then. */
  lost: Promise<SetupError>;
  stop: () => Promise<void>;
  [Symbol.asyncDispose]: () => Promise<void>;
}

export interface EmbeddedOptions {
  home: string;
  /** Told what takes time or is unusual. */
  log: (line: string) => void;
  /** Server settings that differ from the product's; tests give up durability for speed. */
  settings?: Record<string, string>;
}

const database = 'crossdock';

/** For turns: short transactions, many of them, on a machine that also runs the node. */
const productSettings: Record<string, string> = {
  // An eighth of the memory: taken page by page as it is used. Too little, and every turn waits for evicted pages.
  shared_buffers: `${Math.round(Math.min(2048, Math.max(128, totalmem() / 8 / 1024 / 1024)))}MB`,
  max_connections: '60',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  // The npm binaries have no lz4, and pglz costs more processor time than the disk it saves.
  wal_compression: 'off',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  // After a crash of the server all its files are synced first: one file after the other took 8 s where the whole file system takes
  // less than one.
  ...(process.platform === 'linux' && { recovery_init_sync_method: 'syncfs' }),
  // Hot rows leave dead versions behind thousands of times a second: many small vacuums instead of few large ones.
  autovacuum_naptime: '10s',
  autovacuum_vacuum_scale_factor: '0.05',
  autovacuum_vacuum_insert_scale_factor: '0.1',
  autovacuum_analyze_scale_factor: '0.05',
  autovacuum_vacuum_cost_limit: '2000',
  jit: 'off',
  // Failed statements are reported by the node that sent them; the server's own log stays small.
  log_min_messages: 'log',
  log_timezone: 'UTC',
};

export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const home = resolve(options.home);
  let lock: NodeLock | undefined;
  try {
    makeHome(home);
    lock = acquireNodeLock(home);
    return await startLocked(home, lock, options);
  } catch (error) {
    lock?.release();
    throw fileProblem(error, home) ?? error;
  }
}

async function startLocked(home: string, lock: NodeLock, options: EmbeddedOptions): Promise<Embedded> {
  const place = findPlace(home);
  makePrivateDirectory(place.directory, place.user);
  await stopOrphan(place, options.log);
  const password = await prepareCluster(home, place, options.log);
  const server = await startServer(place, { ...productSettings, ...options.settings });
  let stopping: Promise<void> | undefined;
  // Whoever ends without stopping it (an error that nobody caught, a reader of its output that has seen enough) cannot wait. Told
  // like this, the server stops in good order by itself.
  const tellToStop = (): void => {
    if (stopping === undefined) signalIfThere(server.pid);
  };
  process.once('exit', tellToStop);
  const stop = (): Promise<void> =>
    (stopping ??= server.stop().finally(() => {
      process.off('exit', tellToStop);
      lock.release();
    }));
  try {
    await createDatabase(address(server.socketDirectory, password, 'postgres'));
  } catch (error) {
    await stop();
    throw error;
  }
  const lost = new Promise<SetupError>((tell) => {
    void server.ended.then(() => {
      process.off('exit', tellToStop);
      if (stopping !== undefined) return;
      const log = join(place.directory, 'server.log');
      const sentence = `The embedded database ended by itself: see ${log}, then start Crossdock again.`;
      tell(new SetupError('database_lost', sentence));
    });
  });
  const connectionString = address(server.socketDirectory, password, database);
  return { connectionString, pid: server.pid, directory: place.directory, lost, stop, [Symbol.asyncDispose]: stop };
}

/** Ends the server of a home whose node is gone and removes its data, for homes that nobody comes back to. */
export async function discardEmbedded(home: string): Promise<void> {
  const place = findPlace(resolve(home));
  await stopOrphan(place, () => undefined);
  rmSync(place.directory, { recursive: true, force: true });
}

/** Whether a node has made a database for this home. */
export function hasEmbedded(home: string): boolean {
  return existsSync(passwordPath(resolve(home)));
}

/** The address of the server that a live node runs on this home, for commands that work beside it. */
export function runningEmbedded(homeOption: string): string | undefined {
  const home = resolve(homeOption);
  if (!existsSync(passwordPath(home))) return undefined;
  const running = postmaster(findPlace(home).data);
  if (running?.ready !== true) return undefined;
  return address(running.socketDirectory, readFileSync(passwordPath(home), 'utf8'), database);
}

function signalIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

function makeHome(home: string): void {
  // Root's home must be passable for the server's user; secrets in it have their own mode.
  mkdirSync(home, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  const ignore = join(home, '.gitignore');
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n');
}

/** The sentence for a home that can't be written; undefined for any other error. */
function fileProblem(cause: unknown, home: string): SetupError | undefined {
  const path = cause instanceof Error && 'path' in cause ? String(cause.path) : home;
  const sentence = ((): string | undefined => {
    switch (errorCode(cause) ?? '') {
      case 'ENOSPC':
      case 'EDQUOT':
        return `${path} cannot be written because the disk is full: free some space and start again.`;
      case 'EACCES':
      case 'EPERM':
        return `${path} may not be used by this user: correct owner and rights, or set CROSSDOCK_HOME to another folder.`;
      case 'EROFS':
        return `${path} is on a file system that cannot be written: set CROSSDOCK_HOME to another folder.`;
      case 'EEXIST':
      case 'ENOTDIR':
        return `${path} is a file and should be a folder: set CROSSDOCK_HOME to another folder.`;
      default:
        return undefined;
    }
  })();
  return sentence === undefined ? undefined : new SetupError('home', sentence, { cause });
}

/** A node that was killed leaves its server running. It is stopped, so that this one starts with our settings as our child. */
async function stopOrphan(place: Place, log: (line: string) => void): Promise<void> {
  const orphan = postmaster(place.data);
  if (orphan === undefined) return;
  log(`stopping the database left behind by a killed node (pid ${orphan.pid})`);
  await stopServer(orphan.pid);
  if (orphan.socketDirectory.startsWith(temporarySocketPrefix))
    rmSync(orphan.socketDirectory, { recursive: true, force: true });
}

async function prepareCluster(home: string, place: Place, log: (line: string) => void): Promise<string> {
  const path = passwordPath(home);
  if (existsSync(place.data)) {
    if (existsSync(path)) return readFileSync(path, 'utf8');
    if (place.directory.startsWith(home)) {
      throw new SetupError(
        'database_password',
        `The embedded database in ${place.directory} has data but its password file ${path} is missing: restore it from a backup of the home folder.`,
      );
    }
    // The home was removed, and its data, which lie elsewhere, were forgotten. They are not ours to delete.
    const aside = `${place.directory}.before-${new Date().toISOString().replaceAll(':', '')}`;
    renameSync(place.directory, aside);
    makePrivateDirectory(place.directory, place.user);
    log(`the data of an earlier ${home} were set aside in ${aside}`);
  }
  log('creating the embedded database');
  const password = randomBytes(24).toString('base64url');
  writeFileSync(path, password, { mode: 0o600 });
  await initialise(place, password);
  return password;
}

async function createDatabase(maintenance: string): Promise<void> {
  const client = createClient({
    connectionString: maintenance,
    schema: 'public',
    applicationName: 'crossdock embedded',
  });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (rowCount === 0) await client.query(`create database ${database}`);
  } finally {
    await client.end();
  }
}

function passwordPath(home: string): string {
  return join(home, 'postgres.password');
}

function address(socketDirectory: string, password: string, name: string): string {
  return `postgresql://${superuser}:${password}@${encodeURIComponent(socketDirectory)}:5432/${name}`;
}
