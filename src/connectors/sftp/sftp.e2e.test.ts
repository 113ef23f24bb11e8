// Against a real OpenSSH.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import ssh2 from 'ssh2';
import type { Attributes, SFTPWrapper } from 'ssh2';
import { testConnector } from '#connectors/connector.testsuite.ts';
import { ConnectorFault } from '#connectors/connector.ts';
import type { Session } from '#connectors/connector.ts';
import { startFaultProxy } from '#connectors/fault-proxy.testsuite.ts';
import { incomingFiles, outgoingFiles } from '#connectors/files/files.testsuite.ts';
import { createReach } from '#connectors/network/reach.ts';
import { debianProgram, notHere } from '../../../tools/debian.ts';
import { sftpConnector } from './connector.ts';
import { startSshd } from './sshd.testsuite.ts';
import type { Sshd } from './sshd.testsuite.ts';

const packages = ['openssh-server', 'openssh-client'];
const program = debianProgram('/usr/sbin/sshd');
const skip = program === null ? notHere('sshd', packages) : undefined;
const started = program === null ? null : await startSshd(program);
after(() => started?.[Symbol.asyncDispose]());
const reach = createReach({ allowPrivate: true });
let places = 0;

function sshd(): Sshd {
  assert.ok(started, 'tests without a server are skipped');
  return started;
}

/** A folder that the server's user may write to. */
function newPlace(): { readonly name: string; readonly path: string } {
  const name = `place-${(places += 1)}`;
  const path = join(sshd().home, name);
  for (const folder of [path, join(path, 'in'), join(path, 'out'), join(path, 'old')]) {
    mkdirSync(folder);
    chmodSync(folder, 0o777);
  }
  return { name, path };
}

testConnector({
  connector: sftpConnector,
  skip,
  wrong: [
    { part: 'settings', change: { host: 'a b' }, field: 'host' },
    { part: 'settings', change: { port: 0 }, field: 'port' },
    { part: 'settings', change: { user: 'a b' }, field: 'user' },
    { part: 'settings', change: { hostKeys: ['MD5:00'] }, field: 'hostKeys' },
    { part: 'settings', change: { folder: '/a/../b' }, field: 'folder' },
  ],
  async make() {
    const { hostKey, port, privateKey, strangeKey, user } = sshd();
    const { name, path } = newPlace();
    const proxy = await startFaultProxy({ port });
    return {
      settings: { host: proxy.host, port: proxy.port, user, hostKeys: [hostKey], folder: name },
      credentials: { privateKey },
      expired: { privateKey: strangeKey },
      reach,
      proxy,
      incoming: incomingFiles(path, 'archive'),
      outgoing: outgoingFiles(path),
      [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
    };
  },
});

const { signal } = new AbortController();

function open(
  settings: object,
  credentials: Readonly<Record<string, string>> = { privateKey: sshd().privateKey },
): Required<Session> {
  const { port, user, hostKey } = sshd();
  const session = sftpConnector.open({
    connection: 'edi',
    settings: { host: '127.0.0.1', port, user, hostKeys: [hostKey], ...settings },
    credentials,
    reach,
    limits: { timeoutMs: 20_000, messageBytesMax: 10_000_000 },
  });
  return session as Required<Session>; // Files are read and written.
}

async function faultOf(session: Session, work: (session: Session) => Promise<unknown>): Promise<string> {
  try {
    await work(session);
    return 'none';
  } catch (error) {
    assert.ok(error instanceof ConnectorFault);
    return `${error.fault.code}: ${error.fault.detail}`;
  } finally {
    await session.close();
  }
}

test('a server whose key nobody has confirmed is told nothing', { skip: skip ?? false }, async () => {
  const check = (session: Session): Promise<string> => session.check(signal);
  const { hostKey } = sshd();
  const first = await faultOf(open({ hostKeys: undefined }), check);
  assert.ok(first.startsWith('misconfigured') && first.includes(hostKey), first);
  const other = await faultOf(open({ hostKeys: [`SHA256:${'A'.repeat(43)}`] }), check);
  assert.match(other, /^target_refused: .* it may be another server/);
  const session = open({ hostKeys: [`SHA256:${'A'.repeat(43)}`, hostKey] });
  assert.match(await session.check(signal), /let \w+ in/);
  await session.close();
});

test('keys with a passphrase, and the one before while keys are replaced', { skip: skip ?? false }, async () => {
  const { lockedKey, passphrase, privateKey, strangeKey } = sshd();
  const check = (session: Session): Promise<string> => session.check(signal);
  const told = (credentials: Readonly<Record<string, string>>): Promise<string> =>
    faultOf(open({}, credentials), check);
  assert.equal(await told({ privateKey: lockedKey, passphrase }), 'none');
  assert.equal(await told({ privateKey: strangeKey, 'privateKey.previous': privateKey }), 'none');
  assert.match(
    await told({ privateKey: lockedKey, passphrase: 'not this one' }),
    /^misconfigured: The private key cannot/,
  );
  assert.match(await told({ privateKey: 'no key at all' }), /^misconfigured: The private key cannot/);
  assert.match(await told({ password: 'secret-password' }), /^unauthorized/);
});

test('a large file comes and goes whole', { skip: skip ?? false }, async () => {
  const { name, path } = newPlace();
  const bytes = Buffer.from(Uint8Array.from({ length: 3_000_001 }, (_, index) => (index * 31 + (index >> 8)) % 256));
  writeFileSync(join(path, 'in', 'large.bin'), bytes);
  const session = open({ folder: name });
  const settings = { folder: 'in', ready: 'stable', stableSeconds: 1, after: 'delete' };
  for await (const received of session.receive({ stream: 'in', settings, cursor: null, signal })) {
    assert.equal(Buffer.compare(received.messages[0]?.body ?? new Uint8Array(), bytes), 0);
    await received.done();
  }
  assert.deepEqual(readdirSync(join(path, 'in')), []);
  const outgoing = { ...delivery('dlv_1'), body: bytes };
  assert.equal((await session.send(outgoing, signal)).kind, 'done');
  assert.equal(Buffer.compare(readFileSync(join(path, 'out', 'dlv_1.json')), bytes), 0);
  assert.deepEqual(readdirSync(join(path, 'out')), ['dlv_1.json']);
  await session.close();
});

test('a folder that is not there, or not ours, is said so', { skip: skip ?? false }, async () => {
  const { name, path } = newPlace();
  assert.match(
    await faultOf(open({ folder: `${name}/none` }), (session) => session.check(signal)),
    /^misconfigured: .*none/,
  );
  chmodSync(join(path, 'out'), 0o555);
  const session = open({ folder: name });
  const sent = await session.send(delivery('dlv_1'), signal);
  assert.ok(sent.kind === 'later' && /Permission denied/i.test(sent.fault.detail), JSON.stringify(sent));
  await session.close();
  renameSync(path, `${path}-old`);
});

test('private addresses are refused unless they are allowed', { skip: skip ?? false }, async () => {
  const { port, user, privateKey } = sshd();
  const session = sftpConnector.open({
    connection: 'edi',
    settings: { host: 'localhost', port, user },
    credentials: { privateKey },
    reach: createReach({ allowPrivate: false }),
    limits: { timeoutMs: 20_000, messageBytesMax: 1_000 },
  });
  assert.match(await faultOf(session, () => session.check(signal)), /^target_refused/);
});

function delivery(id: string): Parameters<Required<Session>['send']>[0] {
  return {
    id,
    operation: 'orders',
    settings: { folder: 'out', name: '{id}.json' },
    lane: 'ord_1',
    attempt: 1,
    value: {},
    body: Buffer.from('{}'),
    mediaType: 'application/json',
    traceparent: null,
  };
}

test('a server that asks for a password gets it, and the one before while it is replaced', async () => {
  // OpenSSH asks for passwords of accounts only when it runs as root: this server is that of ssh2.
  const { private: privateKey } = ssh2.utils.generateKeyPairSync('ed25519');
  const server = new ssh2.Server({ hostKeys: [privateKey] }, (client) => {
    client.on('error', () => undefined); // Cut off by the client: the tests look at what it said.
    client.on('authentication', (asked) => {
      if (asked.method === 'password' && asked.username === 'edi' && asked.password === 'the old password')
        asked.accept();
      else asked.reject(['password']);
    });
    client.on('session', (accept) => accept().on('sftp', (take) => serveNothing(take())));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const check = async (credentials: Readonly<Record<string, string>>): Promise<string> => {
    const session = (hostKeys?: readonly string[]): Session =>
      sftpConnector.open({
        connection: 'edi',
        settings: { host: '127.0.0.1', port, user: 'edi', ...(hostKeys !== undefined && { hostKeys }) },
        credentials,
        reach,
        limits: { timeoutMs: 20_000, messageBytesMax: 1_000 },
      });
    const [shown = ''] = /SHA256:\S{43}/.exec(await faultOf(session(), (open) => open.check(signal))) ?? [];
    return faultOf(session([shown]), (open) => open.check(signal));
  };
  assert.equal(await check({ password: 'the old password' }), 'none');
  assert.equal(await check({ password: 'the new password', 'password.previous': 'the old password' }), 'none');
  const wrong = await check({ password: 'the new password' });
  assert.match(wrong, /^unauthorized/);
  assert.doesNotMatch(wrong, /the new password/);
  await new Promise((resolve) => server.close(resolve));
});

/** An empty folder. */
function serveNothing(sftp: SFTPWrapper): void {
  const { OK, EOF } = ssh2.utils.sftp.STATUS_CODE;
  sftp.on('REALPATH', (id) => sftp.name(id, [{ filename: '/', longname: '/', attrs: {} as Attributes }]));
  sftp.on('OPENDIR', (id) => sftp.handle(id, Buffer.from('folder')));
  sftp.on('READDIR', (id) => sftp.status(id, EOF));
  sftp.on('CLOSE', (id) => sftp.status(id, OK));
}
