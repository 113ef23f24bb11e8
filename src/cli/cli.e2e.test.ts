// The command line as a user has it: a process, its two outputs and its exit code.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findPlace } from '#postgres/embedded-place.ts';
import { postmaster } from '#postgres/embedded-server.ts';
import { migrate } from '#postgres/migrate.ts';
import { nodeLockHolder } from '#postgres/node-lock.ts';
import { testDatabase } from '#postgres/test-database.ts';

const program = fileURLToPath(new URL('main.ts', import.meta.url));
const noSettings = { PATH: process.env['PATH'] };

function launch(args: string[], settings: Record<string, string>): ReturnType<typeof spawn> {
  return spawn(process.execPath, [program, ...args], {
    env: { ...noSettings, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function run(
  args: string[],
  settings: Record<string, string> = {},
): Promise<{ code: unknown; out: string; err: string }> {
  const child = launch(args, settings);
  const out: string[] = [];
  const err: string[] = [];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk.toString()));
  const [code] = await once(child, 'close');
  return { code, out: out.join(''), err: err.join('') };
}

function temporaryHome(): { home: string } & Disposable {
  const top = mkdtempSync(join(tmpdir(), 'crossdock-cli-'));
  chmodSync(top, 0o711);
  return { home: join(top, 'home'), [Symbol.dispose]: () => rmSync(top, { recursive: true }) };
}

const noServer = 'postgresql://a:hidden@127.0.0.1:1/orders';

test('exit codes tell success, failure and wrong use apart', async (t) => {
  const table: readonly (readonly [args: string[], settings: Record<string, string>, code: number, err: RegExp])[] = [
    [['--help'], {}, 0, /^$/],
    [[], {}, 2, /Usage: crossdock/],
    [['nonsense'], {}, 2, /unknown command 'nonsense'/],
    [['migrate', '--nonsense'], {}, 2, /unknown option '--nonsense'/],
    [['start', '--role', 'cook'], {}, 2, /Choose from api, worker/],
    [['start'], { PORT: 'x' }, 1, /^PORT is "x": set it to .*\.\n$/],
    [
      ['start'],
      { DATABASE_URL: noServer },
      1,
      /^No PostgreSQL answers at 127\.0\.0\.1:1: start it, or correct DATABASE_URL\.\n$/,
    ],
    [['migrate'], { DATABASE_URL: noServer }, 1, /^No PostgreSQL answers/],
  ];
  for (const [args, settings, code, err] of table) {
    await t.test(`${JSON.stringify(settings)} crossdock ${args.join(' ')}`, async () => {
      const result = await run(args, settings);
      assert.equal(result.code, code);
      assert.match(result.err, err);
    });
  }
});

test('a command that reads says where nothing is to be read, and makes nothing', async (t) => {
  for (const args of [['verify'], ['replay'], ['export', '--format', 'ndjson'], ['backup', 'never-written']]) {
    await t.test(args.join(' '), async () => {
      using place = temporaryHome();
      const { code, err } = await run(args, { CROSSDOCK_HOME: place.home });
      assert.equal(code, 1);
      assert.match(
        err,
        /^There is no database in \S+: set CROSSDOCK_HOME to the folder of a node, or DATABASE_URL\.\n$/,
      );
      assert.ok(!existsSync(place.home));
    });
  }
});

test('a network that is not there, or is of an earlier version, is told apart', async () => {
  await using older = await testDatabase({ migrated: false });
  await migrate({ ...older, to: 5 });
  const verify = (network: string): ReturnType<typeof run> =>
    run(['verify'], { DATABASE_URL: older.connectionString, CROSSDOCK_NETWORK: network });
  const missing = await verify('elsewhere');
  assert.match(missing.err, /^There is no network elsewhere in this database: correct CROSSDOCK_NETWORK, .+\.\n$/);
  const { code, err } = await verify(older.schema);
  assert.deepEqual([missing.code, code], [1, 1]);
  assert.match(err, /^The network \w+ was made by an earlier version: run "crossdock migrate" first, .+\.\n$/);
});

test(
  'a command that is interrupted or ended, or whose reader has seen enough, leaves no database behind',
  { timeout: 120_000 },
  async () => {
    using place = temporaryHome();
    const { data, directory } = findPlace(place.home);
    const endings: readonly (readonly [args: string[], end: (child: ReturnType<typeof launch>) => void])[] = [
      [['migrate'], (child) => child.kill('SIGINT')],
      [['migrate'], (child) => child.kill('SIGTERM')],
      [['verify'], (child) => child.stdout?.destroy()],
    ];
    for (const [args, end] of endings) {
      if (args.includes('verify')) assert.equal((await run(['migrate'], { CROSSDOCK_HOME: place.home })).code, 0);
      const child = launch(args, { CROSSDOCK_HOME: place.home });
      let said = '';
      let isEnded = false;
      child.stderr?.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        // By then its server runs.
        if (isEnded || !/^running 0|^1\/\d+ /m.test(said)) return;
        isEnded = true;
        end(child);
      });
      await once(child, 'close');
      assert.ok(isEnded, said);
      while (postmaster(data) !== undefined) await sleep(50);
    }
    rmSync(directory, { recursive: true, force: true });
  },
);

test('every command has help with examples', async () => {
  const { out } = await run(['--help']);
  const names = [...out.matchAll(/^ {2}([a-z]+)(?: \[.*?\])+ {2,}/gm)]
    .map(([, name]) => name ?? '')
    .filter((name) => name !== 'help');
  assert.ok(names.includes('start') && names.includes('migrate') && names.includes('doctor'));
  for (const name of names) {
    const help = await run([name, '--help']);
    assert.equal(help.code, 0);
    assert.match(help.out, new RegExp(`Examples?:\\n +\\$ .*crossdock ${name}`), name);
  }
});

test('doctor finds nothing wrong, then what is', async () => {
  using place = temporaryHome();
  const healthy = await run(['doctor'], { CROSSDOCK_HOME: place.home, PORT: '0' });
  assert.equal(healthy.code, 0);
  assert.match(healthy.out, /^ok {2}database {2}embedded PostgreSQL in .*, created at the first start$/m);
  await using taken = createServer();
  taken.listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  assert.ok(typeof address === 'object' && address !== null);
  const settings = {
    CROSSDOCK_HOME: place.home,
    CROSSDOCK_DEMO: 'yes',
    CROSSDOCK_HOM: 'x',
    DATABASE_URL: noServer,
    PORT: String(address.port),
  };
  const ill = await run(['doctor', '--json'], settings);
  assert.equal(ill.code, 1);
  const findings: { check: string; state: string }[] = JSON.parse(ill.out);
  assert.deepEqual(
    findings.map(({ check, state }) => `${check} ${state}`),
    ['node ok', 'settings failed', 'settings warning', 'home ok', 'disk ok', 'database failed', 'port failed'],
  );
  assert.doesNotMatch(ill.out, /hidden/);
});

test('migrate brings a network up to date; networks share a database without touching', async () => {
  await using database = await testDatabase({ migrated: false });
  const settings = { DATABASE_URL: database.connectionString, CROSSDOCK_NETWORK: 'north' };
  const first = await run(['migrate', '--json'], settings);
  assert.equal(first.code, 0, first.err);
  assert.ok(JSON.parse(first.out).applied.length > 0);
  assert.deepEqual(JSON.parse((await run(['migrate', '--json'], settings)).out), { network: 'north', applied: [] });
  await run(['migrate'], { ...settings, CROSSDOCK_NETWORK: 'south' });
  const { rows } = await database.pool.query(
    `select table_schema as schema from information_schema.tables where table_name = 'migrations' order by 1`,
  );
  assert.deepEqual(rows, [{ schema: 'north' }, { schema: 'south' }]);
});

test('a node stops cleanly at Ctrl-C given twice, commands work beside it, a second node is refused', async () => {
  using place = temporaryHome();
  const settings = { CROSSDOCK_HOME: place.home, PORT: '0', CROSSDOCK_DEMO: '0' };
  const node = launch(['start'], settings);
  const ended = once(node, 'close');
  // Waits for the database and answers with it.
  while (nodeLockHolder(place.home) === undefined) await new Promise((resolve) => setImmediate(resolve));
  const beside = await run(['migrate'], settings);
  assert.equal(beside.code, 0, beside.err);
  const second = await run(['start'], settings);
  assert.equal(second.code, 1);
  assert.equal(
    second.err,
    `Crossdock is already running on ${place.home} (pid ${node.pid}): stop it first, or set CROSSDOCK_HOME to another folder.\n`,
  );
  node.kill('SIGINT');
  node.kill('SIGINT');
  const [code] = await ended;
  assert.equal(code, 0);
  assert.equal(postmaster(findPlace(place.home).data), undefined);
  assert.equal(nodeLockHolder(place.home), undefined);
});
