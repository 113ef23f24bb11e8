// A real OpenSSH for tests, on the loopback, run by a user without rights, in a folder of its own.
import { freePort } from '#connectors/network/free-port.testsuite.ts';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export interface Sshd extends AsyncDisposable {
  readonly port: number;
  readonly user: string;
  /** The folder that clients are let in to. */
  readonly home: string;
  /** SHA256:… */
  readonly hostKey: string;
  readonly privateKey: string;
  /** One that is encrypted, and let in as well. */
  readonly lockedKey: string;
  readonly passphrase: string;
  /** One that is not let in. */
  readonly strangeKey: string;
}

/** A user of every Debian that owns nothing; sshd takes `nobody` for locked. */
const daemon = { name: 'daemon', id: 1 };

export async function startSshd(program: string): Promise<Sshd> {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-sshd-'));
  const home = join(folder, 'home');
  mkdirSync(home);
  const passphrase = 'a long test phrase';
  const key = (name: string, phrase = ''): string => {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', phrase, '-f', join(folder, name)]);
    return readFileSync(join(folder, name), 'utf8');
  };
  const [privateKey, lockedKey, strangeKey] = [key('client'), key('locked', passphrase), key('strange')];
  key('host');
  const known = ['client', 'locked'].map((name) => readFileSync(join(folder, `${name}.pub`), 'utf8'));
  writeFileSync(join(folder, 'authorized_keys'), known.join(''));
  const shown = execFileSync('ssh-keygen', ['-l', '-f', join(folder, 'host.pub')], { encoding: 'utf8' });
  const port = await freePort();
  const settings = [
    'ListenAddress 127.0.0.1',
    `Port ${port}`,
    `HostKey ${folder}/host`,
    'PidFile none',
    `AuthorizedKeysFile ${folder}/authorized_keys`,
    'AuthenticationMethods publickey',
    'UsePAM no',
    'StrictModes no',
    'MaxStartups 200',
    'Subsystem sftp internal-sftp',
    `ForceCommand internal-sftp -d ${home}`,
  ];
  writeFileSync(join(folder, 'sshd_config'), `${settings.join('\n')}\n`);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    for (const path of [folder, home, join(folder, 'host'), join(folder, 'authorized_keys')])
      chownSync(path, daemon.id, daemon.id);
    chmodSync(folder, 0o755);
  }
  const server = spawn(program, ['-D', '-e', '-f', join(folder, 'sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(isRoot ? { uid: daemon.id, gid: daemon.id } : {}),
  });
  let log = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => (log = `${log}${text}`.slice(-4_000)));
  const ended = once(server, 'close');
  for (let tries = 0; !(await answers(port)); tries += 1) {
    if (server.exitCode !== null || tries > 500) throw new Error(`sshd does not start: ${log}`);
    await wait(20);
  }
  return {
    port,
    user: isRoot ? daemon.name : userInfo().username,
    home,
    hostKey: shown.split(' ')[1] ?? '',
    privateKey,
    lockedKey,
    passphrase,
    strangeKey,
    async [Symbol.asyncDispose]() {
      server.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'data');
    return true;
  } catch {
    return false; // Not yet.
  } finally {
    socket.destroy();
  }
}
