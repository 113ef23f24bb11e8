// The product as a user runs it: the shipped command in a process of its own on the seeded home.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { startEmbedded } from '../src/postgres/embedded.ts';
import { migrate } from '../src/postgres/migrate.ts';
import { createPool } from '../src/postgres/pool.ts';
import { residentMiB } from './processes.ts';

const schema = 'crossdock';

export interface RunningServer {
  readonly port: number;
  readonly pid: number;
  /** Resident memory of the Node process now, in MiB. */
  rssMiB(): number;
  stop(): Promise<void>;
}

/** Works on the home's database with no node on it. */
export async function withPool<Result>(home: string, work: (pool: pg.Pool) => Promise<Result>): Promise<Result> {
  const embedded = await startEmbedded({ home, log: () => undefined });
  try {
    await migrate({ connectionString: embedded.connectionString, schema });
    const pool = createPool({
      connectionString: embedded.connectionString,
      schema,
      applicationName: 'bench',
      max: 4,
      onIdleError: () => undefined,
    });
    try {
      return await work(pool);
    } finally {
      await pool.end();
    }
  } finally {
    await embedded.stop();
  }
}

export async function startServer(
  home: string,
  port: number,
  key: string,
  nodeOptions: readonly string[] = [],
): Promise<RunningServer> {
  const child = spawn(
    process.execPath,
    [
      '--max-semi-space-size=8',
      ...nodeOptions,
      fileURLToPath(new URL('../src/cli/main.ts', import.meta.url)),
      'start',
      '--role',
      'api',
    ],
    {
      env: { ...process.env, PORT: String(port), CROSSDOCK_HOME: home, CROSSDOCK_ADMIN_KEY: key, CROSSDOCK_DEMO: '0' },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  await ready(child, port);
  const { pid } = child;
  if (pid === undefined) throw new Error('the server has no process id');
  return {
    port,
    pid,
    rssMiB: () => residentMiB(pid),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

async function ready(child: ChildProcess, port: number): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined); // Not listening yet.
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the server was not ready within 30 seconds');
}
