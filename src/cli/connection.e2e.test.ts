// Connections, deliveries and dead letters from the command line, against a node that listens.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { makeSecret } from '#connectors/webhook/signature.ts';
import { testApp } from '#http/test-app.ts';
import type { TestApp } from '#http/test-app.ts';

const program = fileURLToPath(new URL('main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'crossdock-connection-'));
let node: TestApp;
let url: string;

before(async () => {
  node = await testApp({ reaches: true });
  url = await node.app.server.listen({ port: 0, host: '127.0.0.1' });
});

after(async () => {
  await node[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function run(given: readonly string[], settings: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const env = { PATH: process.env['PATH'], CROSSDOCK_KEY: node.administrator, ...settings };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...given, '--url', url], { env }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

function file(name: string, content: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const shop = {
  kind: 'webhook',
  owner: 'Shop team',
  settings: { url: 'http://127.0.0.1:9/hooks' },
  types: ['crossdock.order.promised.v1'],
};

test('a connection is put from a file, paused, checked, and does as it does', async () => {
  const path = file('shop.json', { ...shop, credentials: { secret: '${SHOP_SECRET}' } });
  const secret = makeSecret();
  const missing = await run(['connection', 'put', 'shop', path]);
  assert.deepEqual([missing.code, missing.out], [1, '']);
  assert.match(missing.err, /SHOP_SECRET, which is not set/);
  const put = await run(['connection', 'put', 'shop', path], { SHOP_SECRET: secret });
  assert.match(put.out, /^shop is defined \(webhook\)/, put.err);
  assert.match((await run(['connection', 'list'])).out, /^shop +webhook +on +- +events +Shop team$/m);
  assert.ok(!(await run(['connection', 'show', 'shop'])).out.includes(secret.slice(6)));

  const paused = await run(['connection', 'pause', 'shop', '--reason', 'They count']);
  assert.match(paused.out, /^shop is paused since .*: They count$/m);
  assert.match((await run(['connection', 'health'])).out, /^shop +paused +0 +0 /m);
  assert.equal((await run(['connection', 'resume', 'shop'])).out, 'shop goes on.\n');
  const checked = await run(['connection', 'check', 'shop']);
  assert.equal(checked.code, 1);
  assert.match(checked.err, /shop does not work/);

  const rotated = await run(['connection', 'credential', 'shop', 'secret', '--from', 'NEW', '--keep-previous', '60'], {
    NEW: makeSecret(),
  });
  assert.match(rotated.out, /^secret of shop was replaced .* is good until /, rotated.err);
  const history = await run(['connection', 'history', 'shop', '--limit', '3']);
  assert.match(history.out, /key:key_\S+ +resumed: They count$/m, history.err);
  assert.equal(history.out.trim().split('\n').length, 4);
});

test('the kinds of connections are listed, with what each takes', async () => {
  const sftp = await run(['connection', 'kinds', 'sftp']);
  assert.match(sftp.out, /^streams\[\]\.settings +after +archive \| delete \| leave, needed +What becomes of a file/m);
  assert.match(sftp.out, /^credentials +privateKey +text +\S/m);
  assert.match((await run(['connection', 'kinds', 'fax'])).err, /No connector is called fax: choose from .*folder/);
});

test('dead letters are listed, tried dry, edited, sent again and given up', async () => {
  const { pool } = node.node;
  await node.ask('PUT', '/v1/connections/shop', { body: shop });
  await pool.query(
    `insert into deliveries (connection, lane, turn_id, ordinal, type, state, available_at, last_error)
     select 'shop', 'lane-' || n, '0198c0de-0000-7000-8000-000000000001', 0, 'crossdock.order.promised.v1', 'dead', now(),
       '{"code":"refused","cause":"422","detail":"It said no.","fix":"Ask."}'
     from generate_series(1, 1200) n`,
  );
  const { rows } = await pool.query<{ seq: number }>('select min(seq) as seq from deliveries');
  const first = String(rows[0]?.seq);
  assert.match((await run(['dead-letters', 'list'])).out, /^1200 +shop +event +refused +422 +1200 .*It said no\.$/m);
  assert.match((await run(['dead-letters', 'preview', '--all'])).out, /cannot be sent: The journal has no entry/);
  assert.match((await run(['delivery', 'show', first])).out, new RegExp(`^Delivery ${first} to shop: dead`));
  assert.match((await run(['delivery', 'list', '--state', 'dead', '--limit', '3'])).out, /It said no\./);
  assert.match((await run(['delivery', 'replay', first])).out, /is queued\.$/m);
  const skipped = await run(['dead-letters', 'skip', '--connection', 'shop', '--cause', '422']);
  assert.deepEqual([skipped.code, skipped.out], [0, '1199 of 1199 were given up.\n'], skipped.err);
  assert.equal((await run(['dead-letters', 'list'])).out, 'No dead letters.\n');
  const health = await run(['connection', 'health', 'shop', '--json']);
  assert.equal((JSON.parse(health.out) as { backlog: { dead: number } }).backlog.dead, 0);
});

test('what is used wrongly ends with 2 and a sentence', async () => {
  for (const given of [
    ['dead-letters', 'skip'],
    ['dead-letters', 'replay', '--all', '--code', 'refused'],
    ['delivery', 'show', 'x'],
    ['delivery', 'edit', '1'],
    ['connection', 'pause', 'shop'],
  ]) {
    const { code, err } = await run(given);
    assert.equal(code, 2, `${given.join(' ')}: ${err}`);
    assert.ok(err.length > 10);
  }
});
