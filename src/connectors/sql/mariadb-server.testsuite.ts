// A real MariaDB for tests: its own data, on loopback, as a user without rights.
import { freePort } from '#connectors/network/free-port.testsuite.ts';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';

export interface MariadbServer {
  readonly port: number;
  /** Statements as root. */
  run(...statements: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

export async function startMariadb(program: string): Promise<MariadbServer> {
  const home = mkdtempSync(join(tmpdir(), 'crossdock-mariadb-'));
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? ['--user=mysql'] : [];
  if (isRoot) {
    chmodSync(home, 0o755);
    execFileSync('chown', ['mysql:mysql', home]);
  }
  const data = join(home, 'data');
  execFileSync(
    'mariadb-install-db',
    ['--no-defaults', ...user, `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'],
    { stdio: 'ignore' },
  );
  const port = await freePort();
  const child = spawn(
    program,
    [
      ...[
        '--no-defaults',
        ...user,
        `--datadir=${data}`,
        `--socket=${join(home, 'sock')}`,
        `--pid-file=${join(home, 'pid')}`,
      ],
      ...['--bind-address=127.0.0.1', `--port=${port}`, '--skip-name-resolve', '--innodb-buffer-pool-size=8M'],
      ...['--innodb-log-file-size=4M', '--innodb-flush-log-at-trx-commit=0', '--performance-schema=OFF'],
    ],
    { stdio: 'ignore' },
  );
  const exited = once(child, 'exit');

  async function run(...statements: readonly string[]): Promise<void> {
    const connection = await createConnection({ host: '127.0.0.1', port, user: 'root' });
    try {
      for (const statement of statements) await connection.query(statement);
    } finally {
      await connection.end();
    }
  }

  async function stop(): Promise<void> {
    child.kill('SIGKILL'); // Its data are thrown away.
    await exited;
    rmSync(home, { recursive: true, force: true });
  }

  for (let attempt = 0; ; attempt += 1) {
    try {
      await run('select 1');
      return { port, run, stop };
    } catch (error) {
      if (attempt === 600 || child.exitCode !== null) {
        await stop();
        throw new Error('MariaDB did not start', { cause: error });
      }
      await pause(100);
    }
  }
}
