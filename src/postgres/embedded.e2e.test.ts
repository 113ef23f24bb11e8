// Real servers and real kills. Each test has its own home.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runningEmbedded, startEmbedded, type Embedded } from './embedded.ts';
import { findPlace, isReachable, serverUser } from './embedded-place.ts';
import { postmaster } from './embedded-server.ts';
import { nodeLockHolder, processStart } from './node-lock.ts';
import { createClient } from './pool.ts';

function temporaryHome(...under: string[]): { home: string; top: string } & Disposable {
  const top = mkdtempSync(join(tmpdir(), 'crossdock-home-'));
  chmodSync(top, 0o711);
  return {
    top,
    home: join(top, ...under, 'home'),
    [Symbol.dispose]: () => {
      const place = findPlace(join(top, ...under, 'home'));
      rmSync(place.directory, { recursive: true, force: true });
      rmSync(top, { recursive: true });
    },
  };
}

const log: string[] = [];
const start = (home: string): Promise<Embedded> =>
  startEmbedded({ home, log: (line) => log.push(line), settings: { fsync: 'off', shared_buffers: '16MB' } });

async function query(connectionString: string, sql: string): Promise<unknown[]> {
  const client = createClient({ connectionString, schema: 'public', applicationName: 'test' });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A process of its own that has started the embedded database and waits. */
async function otherNode(home: string): Promise<ChildProcess> {
  const program = `
    const { startEmbedded } = await import(${JSON.stringify(import.meta.resolve('./embedded.ts'))});
    await startEmbedded({ home: ${JSON.stringify(home)}, log: console.error, settings: { fsync: 'off', shared_buffers: '16MB' } });
    process.stdout.write('up');
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  assert.ok(child.stdout);
  await once(child.stdout, 'data');
  return child;
}

test('starts, keeps what it was told, stops and leaves no process', async () => {
  using place = temporaryHome();
  const first = await start(place.home);
  assert.equal(nodeLockHolder(place.home), process.pid);
  assert.equal(runningEmbedded(place.home), first.connectionString);
  assert.deepEqual(await query(first.connectionString, `select current_setting('listen_addresses') as tcp`), [
    { tcp: '' },
  ]);
  await query(first.connectionString, 'create table kept as select 1 as one');
  const pid = postmaster(findPlace(place.home).data)?.pid ?? 0;
  await Promise.all([first.stop(), first.stop()]);
  assert.equal(processStart(pid), undefined);
  assert.equal(nodeLockHolder(place.home), undefined);
  assert.equal(runningEmbedded(place.home), undefined);
  await using second = await start(place.home);
  assert.deepEqual(await query(second.connectionString, 'select one from kept'), [{ one: 1 }]);
});

test('the password is generated, private and needed', async () => {
  using place = temporaryHome();
  await using server = await start(place.home);
  assert.equal(statSync(join(place.home, 'postgres.password')).mode & 0o777, 0o600);
  assert.equal(statSync(findPlace(place.home).directory).mode & 0o777, 0o700);
  const wrong = new URL(server.connectionString);
  wrong.password = 'crossdock';
  await assert.rejects(query(wrong.href, 'select 1'), { code: '28P01' });
});

test('a second start on the same home says so', async () => {
  using place = temporaryHome();
  await using server = await start(place.home);
  await assert.rejects(start(place.home), {
    code: 'already_running',
    message: `Crossdock is already running on ${place.home} (pid ${process.pid}): stop it first, or set CROSSDOCK_HOME to another folder.`,
  });
  assert.deepEqual(await query(server.connectionString, 'select 1 as still'), [{ still: 1 }]);
});

test('after kill -9 of a node the next start just works', async () => {
  using place = temporaryHome();
  const node = await otherNode(place.home);
  const address = runningEmbedded(place.home);
  assert.ok(address);
  await query(address, 'create table kept as select 1 as one');
  await assert.rejects(start(place.home), { code: 'already_running' });
  node.kill('SIGKILL');
  await once(node, 'exit');
  await using server = await start(place.home);
  assert.match(log.join('\n'), /stopping the database left behind by a killed node/);
  assert.deepEqual(await query(server.connectionString, 'select one from kept'), [{ one: 1 }]);
});

test('after kill -9 of node and server the next start just works', async () => {
  using place = temporaryHome();
  const node = await otherNode(place.home);
  const pid = postmaster(findPlace(place.home).data)?.pid ?? 0;
  node.kill('SIGKILL');
  process.kill(pid, 'SIGKILL');
  await once(node, 'exit');
  await using server = await start(place.home);
  assert.deepEqual(await query(server.connectionString, 'select 1 as one'), [{ one: 1 }]);
});

test('a lock whose process id now belongs to another process does not count', async () => {
  using place = temporaryHome();
  mkdirSync(place.home);
  writeFileSync(join(place.home, 'node.lock'), `{"pid":${process.ppid},"started":"another boot 1"}`);
  assert.equal(nodeLockHolder(place.home), undefined);
  await using _server = await start(place.home);
  assert.equal(nodeLockHolder(place.home), process.pid);
});

test('a lock cut short does not count', async () => {
  using place = temporaryHome();
  mkdirSync(place.home);
  writeFileSync(join(place.home, 'node.lock'), '{"pid":');
  await using _server = await start(place.home);
  assert.equal(nodeLockHolder(place.home), process.pid);
});

test('a server pid file whose process id now belongs to another process does not count', async () => {
  using place = temporaryHome();
  await (await start(place.home)).stop();
  const { data } = findPlace(place.home);
  writeFileSync(join(data, 'postmaster.pid'), `${process.ppid}\n${data}\n1\n5432\n/tmp\n\n  1 1\nready   \n`);
  await using server = await start(place.home);
  assert.deepEqual(await query(server.connectionString, 'select 1 as one'), [{ one: 1 }]);
});

test('a server that ends by itself is reported', async () => {
  using place = temporaryHome();
  await using server = await start(place.home);
  process.kill(postmaster(findPlace(place.home).data)?.pid ?? 0, 'SIGQUIT');
  assert.equal((await server.lost).code, 'database_lost');
});

test('a home too deep for a socket path works', async () => {
  using place = temporaryHome('deep'.repeat(20), 'deeper'.repeat(10));
  await using server = await start(place.home);
  assert.equal(runningEmbedded(place.home), server.connectionString);
  assert.deepEqual(await query(server.connectionString, 'select 1 as one'), [{ one: 1 }]);
});

test('a home closed to the user of the server works', async () => {
  using place = temporaryHome('closed');
  mkdirSync(join(place.top, 'closed'), { mode: 0o700 });
  await using server = await start(place.home);
  assert.deepEqual(await query(server.connectionString, 'select 1 as one'), [{ one: 1 }]);
});

test('data without its password is refused with what to do', async () => {
  using place = temporaryHome();
  await (await start(place.home)).stop();
  rmSync(join(place.home, 'postgres.password'));
  await assert.rejects(start(place.home), { code: 'database_password', message: /restore it from a backup/ });
  assert.equal(nodeLockHolder(place.home), undefined);
});

test('a home that was removed starts anew, and data that lay elsewhere are set aside', async () => {
  using place = temporaryHome('closed');
  mkdirSync(join(place.top, 'closed'), { mode: 0o700 });
  const first = await start(place.home);
  await query(first.connectionString, 'create table kept as select 1 as one');
  await first.stop();
  rmSync(place.home, { recursive: true });
  await using server = await start(place.home);
  assert.deepEqual(await query(server.connectionString, `select to_regclass('public.kept') as kept`), [{ kept: null }]);
  const asides = /set aside in (.*)$/.exec(log.at(-2) ?? '');
  // An ordinary user's data lie in the home and went with it.
  if (process.getuid?.() === 0) assert.ok(existsSync(join(asides?.[1] ?? '', 'data')));
  if (asides?.[1] !== undefined) rmSync(asides[1], { recursive: true });
});

test('damaged data give one sentence, the last lines of the log, and a free lock', async () => {
  using place = temporaryHome();
  await (await start(place.home)).stop();
  const { data } = findPlace(place.home);
  writeFileSync(join(data, 'PG_VERSION'), '12\n');
  await assert.rejects(start(place.home), { code: 'database_start', message: /another major version.*\n.*FATAL/ });
  writeFileSync(join(data, 'PG_VERSION'), '18\n');
  chmodSync(data, 0o777);
  await assert.rejects(start(place.home), { code: 'database_start', message: /mode 0700/ });
  assert.equal(nodeLockHolder(place.home), undefined);
});

test('an interrupted creation leaves nothing half-made', async () => {
  using place = temporaryHome();
  const { data } = findPlace(place.home);
  mkdirSync(`${data}.new/base`, { recursive: true });
  writeFileSync(`${data}.new/PG_VERSION`, '18\n');
  await using _server = await start(place.home);
  assert.ok(!existsSync(`${data}.new`));
});

test('a home that is a file is refused with what to do', async () => {
  using place = temporaryHome();
  writeFileSync(place.home, '');
  await assert.rejects(start(place.home), { code: 'home', message: /set CROSSDOCK_HOME to another folder/ });
});

test('the user of the server', () => {
  const nobody = 'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65533::/:/bin/false\n';
  assert.deepEqual(serverUser(nobody), { name: 'nobody', uid: 65534, gid: 65533 });
  assert.deepEqual(serverUser(`${nobody}postgres:x:70:71::/:/bin/sh\n`), { name: 'postgres', uid: 70, gid: 71 });
  assert.throws(() => serverUser('root:x:0:0::/root:/bin/sh'), { code: 'database_user' });
});

test('a folder is reachable if every folder above lets the user pass', () => {
  using place = temporaryHome();
  chmodSync(place.top, 0o711);
  const stranger = { uid: 4_000_000, gid: 4_000_000 };
  const { uid, gid } = statSync(place.top);
  assert.ok(isReachable(place.home, stranger));
  chmodSync(place.top, 0o700);
  assert.ok(!isReachable(place.home, stranger));
  assert.ok(isReachable(place.home, { uid, gid: 4_000_000 }));
  chmodSync(place.top, 0o710);
  assert.ok(isReachable(place.home, { uid: 4_000_000, gid }));
});
