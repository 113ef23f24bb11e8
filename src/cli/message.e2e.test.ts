// Messages that came in, sites, and where a stream goes on, from the command line against a node that listens.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { message } from '#connections/inbound/pushing.testsuite.ts';
import { store, StreamLost } from '#connections/inbound/stream-store.ts';
import { storeRaw } from '#connections/inbound/raw-store.ts';
import { makeSecret } from '#connectors/webhook/signature.ts';
import { testApp } from '#http/test-app.ts';
import type { TestApp } from '#http/test-app.ts';

const program = fileURLToPath(new URL('main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'crossdock-message-'));
let node: TestApp;
let url: string;

before(async () => {
  node = await testApp();
  url = await node.app.server.listen({ port: 0, host: '127.0.0.1' });
  const put = await node.ask('PUT', '/v1/connections/erp', {
    body: {
      kind: 'hook',
      owner: 'Books',
      settings: { proof: { kind: 'standard_webhooks' } },
      streams: [{ name: 'orders', settings: { as: 'cloud_events' } }],
      credentials: { secret: makeSecret() },
    },
  });
  assert.equal(put.status, 201, JSON.stringify(put.body));
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

function run(...given: readonly string[]): Promise<Ran> {
  const env = { PATH: process.env['PATH'], CROSSDOCK_KEY: node.administrator };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...given, '--url', url], { env }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

test('messages are listed, shown byte for byte, corrected, worked on again and given up', async () => {
  const { pool } = node.node;
  await storeRaw(pool, 'erp', 'orders', [message('m1', { first: 1 }), message('m2', { second: 2 })]);
  await pool.query(`update raw_messages set state = 'failed'`);
  const listed = await run('message', 'list', '--state', 'failed', '--json');
  const [second, first] = JSON.parse(listed.out) as { id: string; key: string }[];
  assert.deepEqual([first?.key, second?.key], ['m1', 'm2']);
  assert.match((await run('message', 'list')).out, /raw_\S+ +erp +orders .* failed/);
  const id = first?.id ?? '';
  assert.equal((await run('message', 'show', id, '--body')).out, '{"first":1}');
  assert.match((await run('message', 'show', id)).out, /of erp, orders: failed/);
  const path = join(folder, 'corrected.json');
  writeFileSync(path, '{"first":"one"}');
  assert.match((await run('message', 'correct', id, '--file', path)).out, /is waiting/);
  assert.equal((await run('message', 'show', id, '--body')).out, '{"first":"one"}');
  assert.match((await run('message', 'replay', '--connection', 'erp')).out, /^1 messages/);
  assert.equal((await run('message', 'replay')).code, 2);
  assert.match((await run('message', 'skip', id)).out, /is skipped/);
  assert.match((await run('message', 'replay', id)).out, /is waiting/);
  const nowhere = await run('message', 'correct', id, '--file', join(folder, 'nowhere'));
  assert.deepEqual([nowhere.code, /ENOENT/.test(nowhere.err)], [1, true]);
});

test('a stream begins anew or goes on where it was, and whoever fetches it just then stores nothing more', async () => {
  const { pool } = node.node;
  const key = { connection: 'erp', stream: 'orders' };
  await pool.query(
    `insert into connection_streams (connection, stream, cursor, leased_by, leased_until, due_at, failures, problem)
     values ('erp', 'orders', 'place 7', 'node 1', now() + interval '1 hour', now() + interval '1 hour', 3, '{}')`,
  );
  assert.match((await run('connection', 'restart', 'erp', 'orders', '--reason', 'new server')).out, /begins anew/);
  await assert.rejects(store(pool, 'node 1', key, [message('late', {})], 'place 8'), StreamLost);
  const { rows } = await pool.query('select cursor, failures, problem, due_at <= now() as due from connection_streams');
  assert.deepEqual(rows, [{ cursor: null, failures: 0, problem: null, due: true }]);
  const back = await run('connection', 'restart', 'erp', 'orders', '--reason', 'it was right', '--cursor', 'place 7');
  assert.match(back.out, /goes on there/);
  const told = (await run('connection', 'history', 'erp')).out;
  assert.match(told, /cursor set: orders: its start → place 7; it was right/);
  assert.match(told, /cursor set: orders: place 7 → its start; new server/);
  assert.equal((await run('connection', 'restart', 'erp', 'nothing', '--reason', 'x')).code, 1);
});

test('sites are put, listed and shown', async () => {
  const path = join(folder, 'site.json');
  writeFileSync(path, JSON.stringify({ name: 'Hamburg', company: 'NORD', zone: 'Europe/Berlin', rank: 1 }));
  assert.match((await run('site', 'put', 'HAM', path)).out, /HAM is defined: Hamburg/);
  assert.match((await run('site', 'list')).out, /HAM +NORD +Europe\/Berlin +1 +Hamburg/);
  assert.match((await run('site', 'show', 'HAM')).out, /"zone": "Europe\/Berlin"/);
  writeFileSync(path, '7');
  assert.equal((await run('site', 'put', 'HAM', path)).code, 1);
});
