// One command each: a running node with its embedded database is backed up, and comes back in another home.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { discardEmbedded } from '#postgres/embedded.ts';
import { freePorts } from '#runtime/free-ports.ts';

const program = fileURLToPath(new URL('main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'crossdock-backup-'));
const home = (name: string): string => join(folder, name);
let node: ChildProcess | undefined;
let url: string;

const environment = (name: string, more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  CROSSDOCK_HOME: home(name),
  ...more,
});

function run(args: readonly string[], name: string): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { env: environment(name), timeout: 60_000 }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

async function started(name: string): Promise<{ node: ChildProcess; url: string }> {
  const { port } = await freePorts({ port: 0 });
  const child = spawn(process.execPath, [program, 'start'], {
    env: environment(name, { PORT: String(port), HOST: '127.0.0.1' }),
    stdio: 'ignore',
  });
  const address = `http://127.0.0.1:${port}`;
  for (let waited = 0; waited < 300; waited++) {
    const answer = await fetch(`${address}/readyz`).catch(() => null); // It does not listen yet.
    if (answer?.ok === true) return { node: child, url: address };
    await sleep(100);
  }
  throw new Error('the node did not become ready');
}

async function stopped(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  if (child.exitCode === null) await once(child, 'exit');
}

async function ask(address: string, key: string, method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${address}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
  return answer.json();
}

const keyOf = (name: string): string => readFileSync(join(home(name), 'admin-key'), 'utf8').trim();

before(async () => {
  ({ node, url } = await started('first'));
  const key = keyOf('first');
  await ask(url, key, 'PUT', '/v1/sites/S1', { name: 'One', company: 'C', zone: 'UTC' });
  await ask(url, key, 'PUT', '/v1/items/A', { name: 'A', unit: 'each' });
  for (let number = 1; number <= 5; number++)
    await ask(url, key, 'POST', '/v1/orders', {
      externalId: String(number),
      channel: 'web',
      allowBackorder: true,
      lines: [{ line: 1, item: 'A', quantity: number }],
    });
});

after(async () => {
  if (node !== undefined) await stopped(node);
  for (const name of ['first', 'second']) if (existsSync(home(name))) await discardEmbedded(home(name));
  rmSync(folder, { recursive: true });
});

test(
  'backup and restore are one command each, beside a running node and without one',
  { timeout: 120_000 },
  async () => {
    const backup = join(folder, 'backup');
    const taken = await run(['backup', backup], 'first');
    assert.equal(taken.code, 0, taken.err);
    assert.match(taken.out, /\d+ rows, [\d.]+ MB, up to turn \d+/);
    assert.match(taken.err, /secret key of this network is not in it/);
    assert.equal(statSync(backup).mode & 0o777, 0o700);

    const again = await run(['backup', backup], 'first');
    assert.deepEqual([again.code, again.err.includes('is there already')], [1, true]);
    const over = await run(['restore', backup], 'first');
    assert.deepEqual([over.code, over.err.includes('never writes over anything')], [1, true]);

    const back = await run(['restore', backup], 'second');
    assert.equal(back.code, 0, back.err);
    assert.match(back.out, /restored crossdock as it was at .*, up to turn \d+; everything agrees/);

    // With the secret key of the first one, the second goes on in its place: the same keys open it.
    copyFileSync(join(home('first'), 'secret-key'), join(home('second'), 'secret-key'));
    const other = await started('second');
    try {
      const { items } = (await ask(other.url, keyOf('first'), 'GET', '/v1/orders')) as { items: readonly object[] };
      assert.equal(items.length, 5);
    } finally {
      await stopped(other.node);
    }
  },
);
