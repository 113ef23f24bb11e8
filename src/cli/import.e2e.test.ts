// `crossdock import` as a user has it: a process, its two outputs and its exit code.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { testApp } from '#http/test-app.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = fileURLToPath(new URL('main.ts', import.meta.url));
const mapping = join(root, 'examples/online-retail/mapping.json');
const sample = join(root, 'examples/online-retail/sample.csv');

async function run(
  args: string[],
  settings: Record<string, string>,
): Promise<{ code: unknown; out: string; err: string }> {
  const child = spawn(process.execPath, [program, 'import', ...args], {
    env: { PATH: process.env['PATH'], ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: string[] = [];
  const err: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
  const [code] = await once(child, 'close');
  return { code, out: out.join(''), err: err.join('') };
}

function temporaryHome(): { home: string } & Disposable {
  const home = mkdtempSync(join(tmpdir(), 'crossdock-cli-'));
  return { home, [Symbol.dispose]: () => rmSync(home, { recursive: true }) };
}

test('the sample goes in with one command, and a second time with nothing new', async () => {
  await using app = await testApp();
  using place = temporaryHome();
  const url = await app.app.server.listen({ port: 0, host: '127.0.0.1' });
  // The node of a home leaves its administrator's key there.
  writeFileSync(join(place.home, 'admin-key'), `${app.administrator}\n`);
  const settings = { CROSSDOCK_HOME: place.home, HOST: '127.0.0.1', PORT: new URL(url).port };
  const first = await run(['--mapping', mapping, sample], settings);
  assert.equal(first.code, 0, first.err);
  assert.match(
    first.out,
    /^Imported with online-retail\.\n26 lines: 9 ordered, 2 returned, 3 adjusted, 12 refused\.\n/,
  );
  assert.match(
    first.out,
    /\nThe ledger equals the files for all 6 items\.\n.* lines\/s \(reading \d+, sending \d+\)\.\n$/,
  );
  assert.equal(first.err, 'reading (1,932 bytes)\nitems (6 items)\nsending (14 lines)\nchecking (6 items)\n');
  const second = await run(['--mapping', mapping, '--url', url, '--key', app.administrator, '--json', sample], {
    CROSSDOCK_HOME: place.home,
  });
  assert.equal(second.code, 0, second.err);
  assert.equal(JSON.parse(second.out).state, 'nothing_new');
});

const table: readonly (readonly [args: string[], settings: Record<string, string>, code: number, err: RegExp])[] = [
  [[sample], {}, 2, /required option '--mapping <file>' not specified/],
  [['--mapping', mapping], {}, 2, /missing required argument 'file'/],
  [
    ['--mapping', 'nowhere.json', sample],
    { CROSSDOCK_ADMIN_KEY: 'any-key-at-all' },
    1,
    /^The mapping nowhere\.json can't be read \(ENOENT\): correct its path or rights\.\n$/,
  ],
  [
    ['--mapping', mapping, sample],
    {},
    1,
    /^No API key: give --key, set .*, or set CROSSDOCK_HOME to the folder of the node/,
  ],
  [
    ['--mapping', mapping, '--key', 'k', '--url', 'node:8080', sample],
    {},
    1,
    /^--url is "node:8080": give the address of the node/,
  ],
  [
    ['--mapping', mapping, '--key', 'k', '--url', 'http://127.0.0.1:1', sample],
    {},
    1,
    /^No answer from http:\/\/127\.0\.0\.1:1 \(.*\): start the node, or correct --url\.\n$/,
  ],
];

test('what is missing is said in one sentence', async (t) => {
  for (const [args, settings, code, err] of table) {
    await t.test(`crossdock import ${args.map((text) => text.replace(root, '')).join(' ')}`, async () => {
      using place = temporaryHome();
      const result = await run(args, { CROSSDOCK_HOME: place.home, ...settings });
      assert.match(result.err, err);
      assert.equal(result.code, code);
    });
  }
});

test('a wrong key is refused by the node and named', async () => {
  await using app = await testApp();
  using place = temporaryHome();
  const url = await app.app.server.listen({ port: 0, host: '127.0.0.1' });
  const result = await run(['--mapping', mapping, '--url', url, '--key', 'not-a-key-of-this-node', sample], {
    CROSSDOCK_HOME: place.home,
  });
  assert.equal(result.code, 1);
  assert.match(result.err, /was refused with status 401: /);
});

test('a dry run as JSON leaves nothing but the report', async () => {
  using place = temporaryHome();
  const { code, out } = await run(['--mapping', mapping, '--dry-run', '--json', sample], {
    CROSSDOCK_HOME: place.home,
  });
  assert.equal(code, 0);
  const report = JSON.parse(out);
  assert.deepEqual([report.state, report.lines, report.ledger], ['dry_run', 26, null]);
});
