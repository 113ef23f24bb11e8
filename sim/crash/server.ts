// A PostgreSQL of our own, durable as in production, that can be killed, stalled and started again. It is reached by its socket;
// nodes come through a proxy.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPlace, makePrivateDirectory } from '../../src/postgres/embedded-place.ts';
import type { Place } from '../../src/postgres/embedded-place.ts';
import { initialise, startServer, superuser } from '../../src/postgres/embedded-server.ts';
import type { Server } from '../../src/postgres/embedded-server.ts';
import { errorCode, SetupError } from '../../src/postgres/errors.ts';
import { createClient } from '../../src/postgres/pool.ts';
import { atOurEnd, endWithUs } from './ends.ts';
import { signalIfThere } from './signals.ts';

export const kinds = ['embedded', 'system'] as const;
export type Kind = (typeof kinds)[number];

const settings: Readonly<Record<string, string>> = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  shared_buffers: '64MB',
  max_connections: '120',
  min_wal_size: '32MB',
  max_wal_size: '128MB',
  jit: 'off',
  log_min_messages: 'log',
  log_timezone: 'UTC',
};

const debian = '/usr/lib/postgresql';

/** Debian's server of the lowest version that Crossdock takes; undefined where it is not installed. */
export function systemBinaries(): { readonly version: string; readonly bin: string } | undefined {
  if (!existsSync(debian)) return undefined;
  const versions = readdirSync(debian)
    .filter((version) => Number(version) >= 15 && existsSync(join(debian, version, 'bin/postgres')))
    .toSorted((one, other) => Number(one) - Number(other));
  const [version] = versions;
  return version === undefined ? undefined : { version, bin: join(debian, version, 'bin') };
}

export interface ServerOptions {
  readonly kind: Kind;
  /** Made, and removed in the end; passable for the user of the server. */
  readonly directory: string;
  readonly settings?: Readonly<Record<string, string>>;
  /** Puts a program of ours around that of the server. */
  readonly wrap?: (program: string) => string;
}

export class DatabaseServer implements AsyncDisposable {
  readonly place: Place;
  readonly #password: string;
  readonly #settings: Readonly<Record<string, string>>;
  #server: Server | undefined;

  private constructor(place: Place, password: string, more: Readonly<Record<string, string>>) {
    this.place = place;
    this.#password = password;
    this.#settings = { ...settings, ...more };
  }

  static async create({ kind, directory, settings: more = {}, wrap }: ServerOptions): Promise<DatabaseServer> {
    const plain = placeOf(kind, directory);
    const { initdb, postgres } = plain.binaries;
    const place = { ...plain, binaries: { initdb, postgres: wrap?.(postgres) ?? postgres } };
    makePrivateDirectory(place.directory, place.user);
    const password = randomBytes(18).toString('base64url');
    await initialise(place, password);
    const server = new DatabaseServer(place, password, more);
    await server.start();
    return server;
  }

  /** A server over data that are there already, such as those of a standby. */
  static over(place: Place, like: DatabaseServer, more: Readonly<Record<string, string>> = {}): DatabaseServer {
    return new DatabaseServer(place, like.#password, { ...like.#settings, ...more });
  }

  /** Over the socket, past every proxy. */
  address(database = 'postgres'): string {
    return `postgresql://${superuser}:${this.#password}@${encodeURIComponent(this.place.directory)}:5432/${database}`;
  }

  addressAt(port: number, database: string): string {
    return `postgresql://${superuser}:${this.#password}@127.0.0.1:${port}/${database}`;
  }

  get password(): string {
    return this.#password;
  }

  get socket(): string {
    return join(this.place.directory, '.s.PGSQL.5432');
  }

  get pid(): number {
    if (this.#server === undefined) throw new Error('The server does not run.');
    return this.#server.pid;
  }

  get isRunning(): boolean {
    return this.#server !== undefined;
  }

  /** The sessions of a killed server end by themselves, and hold the data until then. */
  async start(withinMs = 30_000): Promise<void> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      try {
        const server = await startServer(this.place, { ...this.#settings });
        this.#server = server;
        // Its sessions end when they find it gone.
        const kept = endWithUs(server.pid);
        void server.ended.then(() => {
          kept[Symbol.dispose]();
          if (this.#server === server) this.#server = undefined;
        });
        return;
      } catch (error) {
        if (!(error instanceof SetupError) || performance.now() > deadline) throw error;
        await sleep(100);
      }
    }
  }

  /** SIGKILL: no goodbye. SIGQUIT: recovery at the next start. SIGINT: a fast shutdown. Resolves when it has ended. */
  async end(signal: 'SIGKILL' | 'SIGQUIT' | 'SIGINT'): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    process.kill(server.pid, signal);
    await server.ended;
  }

  /** All its processes stand still, as on a disk that hangs, and go on. */
  async stall(ms: number): Promise<void> {
    const pids = [this.pid, ...childrenOf(this.pid)];
    const tell = (signal: NodeJS.Signals): void => {
      for (const pid of pids) signalIfThere(pid, signal);
    };
    // Whoever stands still cannot end either.
    using _kept = atOurEnd(() => tell('SIGCONT'));
    tell('SIGSTOP');
    try {
      await sleep(ms);
    } finally {
      tell('SIGCONT');
    }
  }

  async ask<Row extends object>(text: string, values: readonly unknown[] = [], database = 'postgres'): Promise<Row[]> {
    const client = createClient({
      connectionString: this.address(database),
      schema: 'crossdock',
      applicationName: 'crash',
    });
    client.on('error', () => undefined); // The statement under way fails with it.
    await client.connect();
    try {
      return (await client.query<Row>(text, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  log(): string {
    const path = join(this.place.directory, 'server.log');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.stop();
    rmSync(this.place.directory, { recursive: true, force: true });
  }
}

function placeOf(kind: Kind, directory: string): Place {
  mkdirSync(dirname(directory), { recursive: true, mode: 0o711 });
  const place = findPlace(directory);
  if (kind === 'embedded') return { ...place, directory, data: join(directory, 'data') };
  const found = systemBinaries();
  if (found === undefined)
    throw new SetupError('system_postgres', 'No PostgreSQL is installed: apt-get install postgresql.');
  const program = (name: string): string => join(found.bin, name);
  const binaries = { initdb: program('initdb'), postgres: program('postgres') };
  return { ...place, directory, data: join(directory, 'data'), binaries };
}

/** Processes that a process has started, from the system's table. */
export function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
