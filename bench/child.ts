// A server that is measured: a process of its own, ready when it says so, stopped by its id.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ChildOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Resolves to true when it answers; without it, the process sends a message when it is ready. */
  readonly isReady?: () => Promise<boolean>;
}

export interface Child {
  readonly pid: number;
  stop(): Promise<void>;
  /** As a crash: SIGKILL, and nothing waited for but its end. */
  kill(): Promise<void>;
}

/** The same for every Node process that is measured: flags as the shipped command starts, and what production sets. */
export const nodeFlags = ['--max-semi-space-size=8'] as const;
const nodeEnvironment = { NODE_ENV: 'production' } as const;

/** What must end with this process, however it ends. */
const living = new Map<number, NodeJS.Signals>();

/** Ends it when this process ends before it; also when that is by Ctrl-C or SIGTERM. */
export function endWithUs(pid: number, signal: NodeJS.Signals): void {
  if (living.size === 0) {
    process.once('exit', () => {
      for (const [one, its] of living) end(one, its);
    });
    process.once('SIGINT', () => process.exit(130));
    process.once('SIGTERM', () => process.exit(143));
  }
  living.set(pid, signal);
}

function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It has ended in this moment, as the others will now.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

export function hasEnded(pid: number): void {
  living.delete(pid);
}

const readyTimeoutMs = 60_000;
const stopTimeoutMs = 20_000;
const outputMax = 4_000;

export async function startChild(options: ChildOptions): Promise<Child> {
  const { name, command, args, env, cwd } = options;
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...nodeEnvironment, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  const keep = (text: Buffer): void => {
    output = (output + text.toString()).slice(-outputMax);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const { pid } = child;
  if (pid !== undefined) endWithUs(pid, 'SIGKILL');
  const ended = once(child, 'exit').finally(() => {
    if (pid !== undefined) hasEnded(pid);
  });
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await Promise.race([ended, sleep(stopTimeoutMs, undefined, { ref: false })]);
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
  };
  try {
    await Promise.race([
      options.isReady === undefined ? once(child, 'message') : until(options.isReady),
      ended.then(([code, signal]) => {
        throw new Error(`${name} ended with ${String(code ?? signal)} before it was ready`);
      }),
      sleep(readyTimeoutMs, undefined, { ref: false }).then(() => {
        throw new Error(`${name} was not ready within ${readyTimeoutMs / 1_000} seconds`);
      }),
    ]);
  } catch (error) {
    await stop('SIGKILL');
    throw new Error(`${name} could not be started. The end of what it wrote:\n${output}`, { cause: error });
  }
  if (pid === undefined) throw new Error(`${name} has no process id`);
  return { pid, stop: () => stop('SIGTERM'), kill: () => stop('SIGKILL') };
}

async function until(isReady: () => Promise<boolean>): Promise<void> {
  while (!(await isReady())) await sleep(100);
}

/** True when the address answers with 2xx; a server that does not listen yet is not ready. */
export async function answers(url: string): Promise<boolean> {
  const answer = await fetch(url).catch(() => undefined); // Not listening yet.
  await answer?.arrayBuffer();
  return answer?.ok === true;
}
