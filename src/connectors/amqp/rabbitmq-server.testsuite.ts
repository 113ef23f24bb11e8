// A real RabbitMQ for tests: its own node, port mapper and data, on loopback, without rights of root.
import { freePort } from '#connectors/network/free-port.testsuite.ts';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from 'amqplib';

export interface RabbitmqServer {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  stop(): Promise<void>;
}

const nobody = 65_534;

export async function startRabbitmq(program: string): Promise<RabbitmqServer> {
  const home = mkdtempSync(join(tmpdir(), 'crossdock-rabbitmq-'));
  const [port, distribution, mapper] = [await freePort(), await freePort(), await freePort()];
  const [user, password] = ['crossdock', 'geheim-hase-42'];
  writeFileSync(
    join(home, 'rabbitmq.conf'),
    `listeners.tcp.1 = 127.0.0.1:${port}
default_user = ${user}
default_pass = ${password}
loopback_users = none
log.file = false
log.console = false
vm_memory_high_watermark.absolute = 512MB
disk_free_limit.absolute = 10MB
`,
  );
  writeFileSync(join(home, 'plugins'), '[].\n');
  const as = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
  if (as.uid !== undefined)
    for (const path of ['', 'rabbitmq.conf', 'plugins']) chownSync(join(home, path), nobody, nobody);
  const env = {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: home,
    LANG: 'C.UTF-8',
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_PORT: String(mapper),
    RABBITMQ_NODENAME: `crossdock${port}@localhost`,
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_CONFIG_FILE: join(home, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(home, 'plugins'),
    RABBITMQ_MNESIA_BASE: join(home, 'data'),
    RABBITMQ_LOG_BASE: join(home, 'log'),
    RABBITMQ_PID_FILE: join(home, 'pid'),
    // Distribution on loopback too; no scheduler spins while it waits.
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +S 1:1',
  };
  const epmd = spawn('epmd', ['-port', String(mapper), '-address', '127.0.0.1'], { ...as, env, stdio: 'ignore' });
  // A group of its own: what the start script leaves running ends with it.
  const node = spawn(program, [], { ...as, env, cwd: home, stdio: 'ignore', detached: true });

  async function stop(): Promise<void> {
    await Promise.all([end(node, true), end(epmd, false)]);
    rmSync(home, { recursive: true, force: true });
  }

  for (let attempt = 0; ; attempt += 1) {
    try {
      const connection = await connect({ hostname: '127.0.0.1', port, username: user, password }, { timeout: 2_000 });
      await connection.close();
      return { port, user, password, stop };
    } catch (error) {
      if (attempt === 600 || node.exitCode !== null) {
        await stop();
        throw new Error('RabbitMQ did not start', { cause: error });
      }
      await pause(100);
    }
  }
}

export const rabbitmqProgram = '/usr/lib/rabbitmq/bin/rabbitmq-server';

async function end(child: ChildProcess, isGroup: boolean): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, 'exit');
  if (isGroup) process.kill(-child.pid, 'SIGKILL');
  else child.kill('SIGKILL');
  await exited;
}
