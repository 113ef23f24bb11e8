// Starts and stops one PostgreSQL server process. Knows processes, files and signals; not homes and locks.
import { spawn, type ChildProcess } from 'node:child_process';
import {
  closeSync,
  chownSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeSocketDirectory, type Place, type ServerUser } from './embedded-place.ts';
import { errorCode, SetupError } from './errors.ts';
import { processStart } from './node-lock.ts';

export interface Server {
  pid: number;
  socketDirectory: string;
  /** Resolves when the process has ended, whoever ended it. */
  ended: Promise<void>;
  stop: () => Promise<void>;
}

export const superuser = 'crossdock';
const startTimeoutMs = 60_000;
const stopTimeoutMs = 10_000;
const pollMs = 10;
const logBytesMax = 10_000_000;

/** Creates the cluster beside its final place and renames it, so that an interrupted initdb leaves nothing half-made. */
export async function initialise(place: Place, password: string): Promise<void> {
  const draft = `${place.data}.new`;
  rmSync(draft, { recursive: true, force: true });
  const passwordFile = join(place.directory, 'initdb.password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (place.user !== undefined) chownSync(passwordFile, place.user.uid, place.user.gid);
  const output: string[] = [];
  try {
    const child = launch(
      place.binaries.initdb,
      [`--pgdata=${draft}`, `--username=${superuser}`, `--pwfile=${passwordFile}`].concat([
        '--auth=scram-sha-256',
        '--locale=C',
        '--encoding=UTF8',
        '--no-instructions',
      ]),
      place.user,
      'pipe',
    );
    child.stdout?.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    const { code, error } = await outcome(child);
    if (error !== undefined || code !== 0) throw startError('could not be created', place, output.join(''), error);
    renameSync(draft, place.data);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

export async function startServer(place: Place, settings: Record<string, string>): Promise<Server> {
  disownStaleFiles(place);
  const socket = makeSocketDirectory(place);
  const logPath = join(place.directory, 'server.log');
  if (existsSync(logPath) && statSync(logPath).size > logBytesMax) renameSync(logPath, `${logPath}.1`);
  const logStart = existsSync(logPath) ? statSync(logPath).size : 0;
  const log = openSync(logPath, 'a', 0o600);
  const all = {
    ...settings,
    listen_addresses: '',
    unix_socket_directories: socket.path,
    unix_socket_permissions: '0700',
  };
  let child: ChildProcess;
  try {
    child = launch(
      place.binaries.postgres,
      ['-D', place.data, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      place.user,
      log,
    );
  } finally {
    closeSync(log);
  }
  const ended = outcome(child).then((result) => {
    socket.remove();
    return result;
  });
  // The server must not by itself keep this process alive.
  child.unref();
  const problem = (error?: unknown): SetupError =>
    startError('did not start', place, readFileSync(logPath, 'utf8').slice(logStart), error);
  const deadline = performance.now() + startTimeoutMs;
  let over: { error?: Error } | undefined;
  void ended.then((result) => (over = result));
  const isReady = (): boolean => {
    const running = postmaster(place.data);
    return running?.ready === true && running.pid === child.pid;
  };
  while (child.pid === undefined || !isReady()) {
    if (over !== undefined) throw problem(over.error);
    if (performance.now() > deadline) {
      child.kill('SIGQUIT');
      throw problem();
    }
    await sleep(pollMs);
  }
  const { pid } = child;
  const stop = async (): Promise<void> => {
    child.ref();
    await stopServer(pid);
    await ended;
  };
  return { pid, socketDirectory: socket.path, ended: ended.then(() => undefined), stop };
}

/** Fast shutdown: sessions are ended, everything is written. Should that hang, the server recovers from its log next time. */
export async function stopServer(pid: number): Promise<void> {
  const started = processStart(pid);
  if (started === undefined) return;
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (errorCode(error) === 'ESRCH') return;
      throw error;
    }
    const deadline = performance.now() + stopTimeoutMs;
    while (performance.now() < deadline) {
      if (processStart(pid) !== started) return;
      await sleep(pollMs);
    }
  }
  throw new SetupError(
    'database_stop',
    `The embedded database (pid ${pid}) does not stop: end that process before the next start.`,
  );
}

/** What a running server says of itself in its data folder. A file left by a crash names a process that isn't it. */
export function postmaster(data: string): { pid: number; socketDirectory: string; ready: boolean } | undefined {
  let text: string;
  try {
    text = readFileSync(join(data, 'postmaster.pid'), 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  // Lines: pid, data, start in seconds since 1970, port, socket directory, address, shared memory, state.
  const [pid, , , , socketDirectory, , , state] = text.split('\n');
  if (!isPostmaster(Number(pid), data)) return undefined;
  return { pid: Number(pid), socketDirectory: socketDirectory ?? '', ready: state?.trim() === 'ready' };
}

/**
 * Lets the server start over the files of one that is gone. By itself it refuses when that process id is in use
 * again, or belongs to a zombie that nobody reaps (usual in containers). Naming ourselves, its parent, is taken as
 * stale, while the rest of the file still lets it find sessions of the dead server that have not ended yet.
 */
function disownStaleFiles(place: Place): void {
  const path = join(place.data, 'postmaster.pid');
  if (!existsSync(path) || postmaster(place.data) !== undefined) return;
  writeFileSync(path, readFileSync(path, 'utf8').replace(/^\d+/, String(process.pid)));
  rmSync(join(place.directory, '.s.PGSQL.5432.lock'), { force: true });
}

function isPostmaster(pid: number, data: string): boolean {
  if (!(pid > 0) || processStart(pid) === undefined) return false;
  if (process.platform !== 'linux') return true;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(data);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ESRCH') return false;
    throw error;
  }
}

/** Detached: the terminal's Ctrl-C goes to its foreground group, and the server must stop after us, not with us. */
function launch(program: string, args: string[], user: ServerUser | undefined, output: 'pipe' | number): ChildProcess {
  return spawn(program, args, {
    detached: true,
    stdio: ['ignore', output, output],
    cwd: '/',
    // Settings of the operator's own PostgreSQL (PGHOST, PGDATA, …) are not for this one.
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' },
    ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }),
  });
}

function outcome(child: ChildProcess): Promise<{ code?: number | null; error?: Error }> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ error }));
    child.once('close', (code) => resolve({ code }));
  });
}

function startError(what: string, place: Place, output: string, cause: unknown): SetupError {
  const lines = output.trim().split('\n').slice(-6).join('\n');
  const reason = `${output} ${cause instanceof Error ? cause.message : ''}`;
  return new SetupError(
    'database_start',
    `The embedded database in ${place.directory} ${what}: ${adviceFor(reason, place)}${lines === '' ? '' : `\n${lines}`}`,
    { cause },
  );
}

function adviceFor(reason: string, place: Place): string {
  const who = place.user?.name ?? 'you';
  if (/No space left on device|ENOSPC/.test(reason)) return 'the disk is full: free some space and start again.';
  if (/Permission denied|EACCES|EPERM/.test(reason))
    return `permission denied: make that folder writable for ${who}, or set CROSSDOCK_HOME to another one.`;
  if (/has wrong ownership|invalid permissions/.test(reason))
    return `its data folder must belong to ${who} with mode 0700: restore owner and mode (chown, chmod).`;
  if (/could not (create|map) shared memory|Cannot allocate memory/.test(reason))
    return 'memory is short: free about 400 MB, or set DATABASE_URL.';
  if (/incompatible with server/.test(reason))
    return 'its data was made by another major version: move the folder away, or run that version and export.';
  if (/error while loading shared libraries/.test(reason))
    return 'a system library is missing: install it, or set DATABASE_URL to a PostgreSQL 15 or later.';
  return 'see its last lines below; set DATABASE_URL to use a PostgreSQL of your own.';
}
