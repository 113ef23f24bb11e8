// One node per home. The lock is a file that names its holder by process id and start time, so that neither a
// killed node nor a recycled process id keeps the next start out.
import { execFileSync } from 'node:child_process';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, SetupError } from './errors.ts';

export interface NodeLock {
  release: () => void;
}

/** The start time tells two processes with the same id apart. */
interface Holder {
  pid: number;
  started: string;
}

export function acquireNodeLock(home: string): NodeLock {
  const path = join(home, 'node.lock');
  const mine = JSON.stringify({ pid: process.pid, started: processStart(process.pid) ?? '' } satisfies Holder);
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, mine, { mode: 0o600 });
  try {
    // A link either makes the complete file or fails: no moment in which the lock is there but empty.
    while (!tryLink(draft, path)) {
      const theirs = readText(path);
      if (theirs === undefined) continue;
      const holder = parseHolder(theirs);
      if (holder !== undefined && isRunning(holder)) {
        throw new SetupError(
          'already_running',
          `Crossdock is already running on ${home} (pid ${holder.pid}): stop it first, or set CROSSDOCK_HOME to another folder.`,
        );
      }
      takeAway(path, theirs);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    release: () => {
      if (readText(path) === mine) rmSync(path, { force: true });
    },
  };
}

/** The process id of the live node on this home, if there is one. */
export function nodeLockHolder(home: string): number | undefined {
  const text = readText(join(home, 'node.lock'));
  const holder = text === undefined ? undefined : parseHolder(text);
  return holder !== undefined && isRunning(holder) ? holder.pid : undefined;
}

/** Removes a stale lock; should another node have replaced it in between, that node's lock is put back. */
function takeAway(path: string, stale: string): void {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  if (readText(aside) !== stale) tryLink(aside, path);
  rmSync(aside, { force: true });
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** A file cut short by a full disk or a power failure names nobody, so it locks nobody out. */
function parseHolder(text: string): Holder | undefined {
  const match = /^\{"pid":(\d+),"started":"([^"]*)"\}$/.exec(text);
  return match === null ? undefined : { pid: Number(match[1]), started: match[2] ?? '' };
}

function isRunning({ pid, started }: Holder): boolean {
  const now = processStart(pid);
  return now !== undefined && (started === '' || now === started);
}

/** When a process started, as a text that no later process with its id has; undefined when there is none. */
export function processStart(pid: number): string | undefined {
  if (process.platform !== 'linux') return processStartFromPs(pid);
  const stat = readText(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // Field 2 is the name in parentheses and may hold anything; 3 is the state and 22 the start in ticks since boot.
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie has stopped, whatever its parent does about it.
  if (state === 'Z' || state === 'X') return undefined;
  return `${readText('/proc/sys/kernel/random/boot_id')?.trim() ?? ''} ${rest[18] ?? ''}`;
}

function processStartFromPs(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch (error) {
    // ps answers "no such process" with exit code 1.
    if (error instanceof Error && 'status' in error && error.status === 1) return undefined;
    throw error;
  }
}
