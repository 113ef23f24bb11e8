// Processor time of processes and of what they started, from /proc (Linux).
import { readFileSync, readdirSync } from 'node:fs';

/** Linux counts in hundredths of a second wherever Node runs. */
const tickMs = 10;

export interface ProcessorMs {
  readonly node: number;
  readonly postgres: number;
  /** What of it the connections used; the rest is writing pages, the log, and vacuum. */
  readonly sessions: number;
}

interface Used {
  readonly parent: number;
  readonly own: number;
  /** Of children that have ended, such as vacuum workers. */
  readonly ended: number;
}

export function processorMs(node: number): ProcessorMs {
  const all = readAll();
  let postgres = 0;
  let sessions = 0;
  for (const [pid, { own, ended }] of all) {
    if (pid === node || !descends(all, pid, node)) continue;
    postgres += own + ended;
    if (isSession(pid)) sessions += own;
  }
  return {
    node: (all.get(node)?.own ?? Number.NaN) * tickMs,
    postgres: postgres * tickMs,
    sessions: sessions * tickMs,
  };
}

/** Of these processes and all that descend from them. */
export function usedMs(roots: readonly number[]): number {
  const all = readAll();
  let ticks = 0;
  for (const [pid, { own, ended }] of all)
    if (roots.some((root) => pid === root || descends(all, pid, root))) ticks += own + ended;
  return ticks * tickMs;
}

/** Resident memory, in MiB. */
export function residentMiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1_024;
}

function readAll(): Map<number, Used> {
  const all = new Map<number, Used>();
  for (const name of readdirSync('/proc')) {
    const used = /^\d+$/.test(name) ? read(name) : undefined;
    if (used !== undefined) all.set(Number(name), used);
  }
  return all;
}

function descends(all: ReadonlyMap<number, Used>, pid: number, ancestor: number): boolean {
  let current: number | undefined = pid;
  while (current !== undefined && current !== 0) {
    if (current === ancestor) return true;
    current = all.get(current)?.parent;
  }
  return false;
}

/** PostgreSQL names its processes: `postgres: <user> <database> [local] <what it does>` is a connection. */
function isSession(pid: number): boolean {
  return /^postgres: \S+ \S+ \[local\]/.test(readIfThere(`/proc/${pid}/cmdline`) ?? '');
}

function read(pid: string): Used | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The name of the program stands in brackets and may hold anything.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent = 0] = fields;
  return { parent, own: (fields[11] ?? 0) + (fields[12] ?? 0), ended: (fields[13] ?? 0) + (fields[14] ?? 0) };
}

/** Undefined: the process has ended meanwhile. */
function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined;
    throw error;
  }
}
