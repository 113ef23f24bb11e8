// The policy commands as they are typed.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { testApp } from '#http/test-app.ts';
import { policyText } from '#policies/testing/policy-text.ts';

const program = fileURLToPath(new URL('main.ts', import.meta.url));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function policy(...given: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, 'policy', ...given], (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

test('policies are listed and shown', async () => {
  assert.match((await policy('list')).out, /^order-holds +v1 +finance +\d+ /m);
  const listed = JSON.parse((await policy('list', '--json')).out) as { policy: string; hash: string }[];
  assert.match(listed.find((one) => one.policy === 'order-holds')?.hash ?? '', /^[0-9a-f]{64}$/);
  const { out } = await policy('show', 'order-holds');
  assert.match(out, /^rule +blocked .* → hold +→ ask$/m);
  assert.match(out, /^over-credit-limit +– .*> creditLimit .*"credit" +"finance"$/m);
  assert.match(out, /^→ ask +who may release it \(finance, desk, nobody\)$/m);
  const shown = JSON.parse((await policy('show', 'order-holds', '--version', '1', '--json')).out) as {
    contentType: string;
  };
  assert.equal(shown.contentType, 'application/vnd.gorules.decision');
});

test('a decision is explained by its rule', async () => {
  const input = '{"option":"expedite","orderValue":900}';
  const { out } = await policy('try', 'recovery-cost', '--input', input);
  assert.match(out, /^→ days = 1, cost = 54\n {2}by expedite-large: /m);
  const { rules, output } = JSON.parse((await policy('try', 'recovery-cost', '--input', input, '--json')).out) as {
    rules: { id: string }[];
    output: unknown;
  };
  assert.deepEqual([rules.map(({ id }) => id), output], [['expedite-large'], { cost: 54, days: 1 }]);
});

test('a policy is put in force on a node, once its cases come out and what it needs is there', async () => {
  await using app = await testApp();
  const url = await app.app.server.listen({ port: 0, host: '127.0.0.1' });
  const there = ['--url', url, '--key', app.administrator];
  assert.equal((await policy('activate', 'routing', ...there)).out, 'policy routing v1 is in force now\n');
  assert.match((await policy('activate', 'routing', ...there)).out, /was in force before; nothing changes/);
  const example = ['routing', '--folder', 'examples/routing'];
  const { code, err } = await policy('activate', ...example, ...there);
  assert.equal(code, 1);
  assert.match(err, /the rule "north-warehouse" leads nowhere: no connection has the code wms-north/);
  const input = {
    ...{ type: 'crossdock.release.requested.v1', site: 'HAM', company: 'NORTH', channel: 'web' },
    ...{ customer: '', priority: 9, expedite: true },
  };
  const tried = await policy('try', ...example, '--input', JSON.stringify(input));
  assert.match(tried.out, /^→ connection = wms-north, operation = order-to-ship\n {2}by north-warehouse: /m);
  assert.match(tried.out, /^→ connection = desk, operation = the event\n {2}by haste-by-phone: /m);

  const folder = await mkdtemp(join(tmpdir(), 'policy-'));
  try {
    await cp('examples/routing', folder, { recursive: true });
    const cases = join(folder, 'routing', 'cases.json');
    await writeFile(cases, (await readFile(cases, 'utf8')).replace('"wms-south"', '"wms-west"'));
    const wrong = await policy('activate', 'routing', '--folder', folder, ...there);
    assert.equal(wrong.code, 1);
    assert.match(wrong.out, /cases\.json:\d+:\d+ {2}the case says .*wms-west.*, the policy decides .*wms-south/);
    assert.match(wrong.err, /routing v2 is not put in force/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('what is wrong with policies is said by file, line and column, with the fix', async () => {
  assert.match((await policy('check')).out, /^ok: order-holds v1, \d+ rules, \d+ cases$/m);
  const folder = await mkdtemp(join(tmpdir(), 'policy-'));
  try {
    await mkdir(join(folder, 'made'));
    await writeFile(join(folder, 'made', 'v1.json'), policyText({ rules: [{ amount: '> 5', result: '"x"' }] }));
    const { code, out } = await policy('check', folder);
    assert.equal(code, 1);
    assert.match(out, /made\/v1\.json:\d+:\d+ {2}no rule takes amount = 4\. Add a rule for it, or widen one\.$/m);
    assert.match(out, /^not ok: made, 3 to mend$/m);
    const one = await policy('check', join(folder, 'made'), '--json');
    assert.equal(one.code, 1);
    const [checked] = JSON.parse(one.out) as { name: string; problems: { line: number }[] }[];
    assert.deepEqual([checked?.name, checked?.problems.length], ['made', 3]);
    const shown = await policy('show', 'made', '--folder', folder);
    assert.match(
      shown.err,
      /v1\.json:\d+:\d+ {2}no rule takes amount = 4\..* crossdock policy check shows everything\.$/m,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('what goes wrong is one sentence with what to do', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'policy-'));
  const table: readonly (readonly [given: readonly string[], code: number, said: RegExp])[] = [
    [['show', 'nope'], 1, /^No policy is called nope: there are .*order-holds/],
    [['show', 'order-holds', '--version', '9'], 1, /^order-holds has no version 9: /],
    [['list', '--folder', '/nowhere'], 1, /^There is no folder \/nowhere: correct the path\.$/],
    [['check', empty], 1, /holds no policies: /],
    [['try', 'recovery-cost', '--input', '{'], 1, /^--input is not JSON: /],
    [['try', 'recovery-cost', '--input', '[[]]'], 1, /^--input is an object of texts, numbers, true and false/],
    [
      ['try', 'recovery-cost', '--input', '{"option":"bribe","orderValue":1}'],
      1,
      /^recovery-cost v1 does not decide: option is "bribe"/,
    ],
    [['try', 'recovery-cost'], 2, /--input/],
  ];
  for (const [given, code, said] of table) {
    const result = await policy(...given);
    assert.equal(result.code, code, result.err);
    assert.match(result.err.trimEnd(), said);
    assert.doesNotMatch(result.err, /\n +at /, 'no stack');
  }
  await rm(empty, { recursive: true });
});
