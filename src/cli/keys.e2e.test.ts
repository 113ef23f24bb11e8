// API keys from the command line, against a node that listens.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { testApp } from '#http/test-app.ts';
import type { TestApp } from '#http/test-app.ts';

const program = fileURLToPath(new URL('main.ts', import.meta.url));
let node: TestApp;
let url: string;

before(async () => {
  node = await testApp();
  url = await node.app.server.listen({ port: 0, host: '127.0.0.1' });
});

after(() => node[Symbol.asyncDispose]());

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function keys(
  given: readonly string[],
  settings: Readonly<Record<string, string>> = { CROSSDOCK_KEY: node.administrator },
): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, 'keys', ...given],
      { env: { PATH: process.env['PATH'], ...settings } },
      (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

test('a key is made, works, is listed, and ends', async () => {
  const made = await keys(['create', 'order desk', '--role', 'operator', '--site', 'S1', 'S2', '--url', url]);
  assert.equal(made.code, 0, made.err);
  const key = made.out.trim();
  assert.match(key, /^xd_\S+$/, 'the key is alone on standard output');
  assert.equal((await node.ask('GET', '/v1/orders', { key })).status, 200);

  const table = (await keys(['list', '--url', url])).out;
  assert.match(table, /^key_\S+ +operator +S1,S2 .* order desk$/m);
  assert.doesNotMatch(table, new RegExp(key));
  const listed = JSON.parse((await keys(['list', '--json', '--url', url])).out) as { id: string; name: string }[];
  const { id } = listed.find(({ name }) => name === 'order desk') ?? assert.fail();

  assert.match((await keys(['revoke', id, '--url', url])).out, new RegExp(`^${id} \\(order desk\\) is revoked since `));
  assert.equal((await node.ask('GET', '/v1/orders', { key })).status, 401);
  assert.doesNotMatch((await keys(['list', '--url', url])).out, /order desk/);
  assert.match((await keys(['list', '--all', '--url', url])).out, /order desk/);
});

test('what goes wrong is one sentence with what to do', async () => {
  const reader = (await keys(['create', 'look', '--role', 'reader', '--url', url])).out.trim();
  const table: readonly (readonly [
    given: readonly string[],
    settings: Readonly<Record<string, string>>,
    code: number,
    said: RegExp,
  ])[] = [
    [['list', '--url', url], { CROSSDOCK_KEY: reader }, 1, /administrator/],
    [['list', '--url', url, '--key', 'wrong'], {}, 1, /key/i],
    [
      ['list', '--url', url],
      { CROSSDOCK_HOME: '/nowhere' },
      1,
      /^No API key: give --key, .*\/nowhere\/admin-key is not there\)\.$/,
    ],
    [
      ['list', '--url', 'http://127.0.0.1:1', '--key', 'any'],
      {},
      1,
      /^No answer from http:\/\/127\.0\.0\.1:1: start the node, or correct --url\.$/,
    ],
    [['list', '--url', 'nonsense', '--key', 'any'], {}, 1, /^--url is "nonsense": give the address of the node/],
    [['revoke', 'key_none', '--url', url], { CROSSDOCK_KEY: node.administrator }, 1, /^No key has the id key_none\./],
    [['create', 'x', '--url', url], { CROSSDOCK_KEY: node.administrator }, 2, /--role/],
    [
      ['create', 'x', '--role', 'cook', '--url', url],
      { CROSSDOCK_KEY: node.administrator },
      2,
      /Allowed choices are reader/,
    ],
  ];
  for (const [given, settings, code, said] of table) {
    const result = await keys(given, settings);
    assert.equal(result.code, code, result.err);
    assert.match(result.err.trimEnd(), said);
    assert.doesNotMatch(result.err, /\n +at /, 'no stack');
  }
});
