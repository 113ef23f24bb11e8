// A real nats-server for tests, with JetStream, on loopback.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface NatsServer {
  readonly port: number;
  /** Of its certificate's authority, when it speaks TLS. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** `config`: in the language of nats-server. The same port after a restart. */
export async function startNats(program: string, config: string): Promise<NatsServer> {
  const home = mkdtempSync(join(tmpdir(), 'crossdock-nats-'));
  const file = join(home, 'nats.conf');
  let port = -1;
  let child: ChildProcess;

  async function start(): Promise<void> {
    writeFileSync(
      file,
      `listen: "127.0.0.1:${port}"\nports_file_dir: "${home}"\njetstream { store_dir: "${home}" }\n${config}\n`,
    );
    child = spawn(program, ['-c', file], { stdio: 'ignore' });
    const ports = join(home, `nats-server_${child.pid}.ports`);
    for (let attempt = 0; attempt < 600; attempt += 1) {
      await pause(50);
      try {
        const read = JSON.parse(readFileSync(ports, 'utf8')) as { nats: readonly string[] };
        port = Number(new URL(read.nats[0] ?? '').port);
        return;
      } catch (error) {
        if (child.exitCode !== null) throw new Error('nats-server did not start', { cause: error });
      }
    }
    throw new Error('nats-server did not start in 30 s');
  }

  async function kill(): Promise<void> {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  await start();
  return {
    port,
    restart: async () => {
      await kill();
      await start();
    },
    stop: async () => {
      await kill();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
