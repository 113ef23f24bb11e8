// What ids of other systems mean, from the command line, against a node that listens.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { NetworkIdentifiers } from '#connections/identifiers/resolver.ts';
import { testApp } from '#http/test-app.ts';
import type { TestApp } from '#http/test-app.ts';
import { smallNetwork } from '#http/test-world.ts';

const program = fileURLToPath(new URL('main.ts', import.meta.url));
let node: TestApp;
let url: string;
let folder: string;

before(async () => {
  node = await testApp();
  url = await node.app.server.listen({ port: 0, host: '127.0.0.1' });
  folder = mkdtempSync(join(tmpdir(), 'crossdock-identifiers-'));
  await smallNetwork(node);
});

after(async () => {
  rmSync(folder, { recursive: true });
  await node[Symbol.asyncDispose]();
});

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function identifiers(...given: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, 'identifiers', ...given, '--url', url],
      { env: { PATH: process.env['PATH'], CROSSDOCK_KEY: node.administrator } },
      (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

async function said(...given: readonly string[]): Promise<string> {
  const { code, out, err } = await identifiers(...given);
  assert.equal(code, 0, err);
  return out;
}

test('a steward declares a system, says what its ids mean, and settles what nobody knows', async () => {
  assert.equal(await said('list'), 'No identifiers.\n');
  assert.match(await said('declare', 'erp-north', '--owner', 'Master data', '--same', 'unit', 'site'), /site, unit/);
  assert.equal(
    await said('set', 'erp-north', 'item', '47/11', 'LAMP', '--because', 'price list of 2026'),
    'item 47/11 of erp-north means LAMP, and is what it is called there\n',
  );
  assert.match(await said('set', 'erp-north', 'item', '9', '--not-ours', 'sold by others'), /is none of ours/);
  const table = await said('list', '--system', 'erp-north');
  assert.match(table, /^erp-north +item +47\/11 +LAMP +yes +price list of 2026$/m);
  assert.match(table, /not ours: sold by others/);

  const hints = new Map([['c-77', { name: 'Cable' }]]);
  await new NetworkIdentifiers(node.node.pool).resolve('erp-north', 'item', ['c-77', 'c-77', 'SET', 'zz'], hints);
  const unknown = await said('unmatched');
  assert.match(unknown, /^system .*\nerp-north +item +c-77 +2 +Cable +CABLE \(0\.8: the same name\)\n/);
  assert.match(await said('accept', '--score', '0.8', '--dry-run'), /3 unknown ids: 2 would be accepted, 1 left/);
  assert.match(await said('accept', '--score', '0.8'), /zz +left +nothing of ours is like it/);
  assert.match(await said('systems'), /^erp-north +4 +1 +site,unit +Master data$/m);
  assert.match(await said('remove', 'erp-north', 'item', '9'), /means nothing any more/);
  const json = JSON.parse(await said('unmatched', '--json')) as { id: string }[];
  assert.deepEqual(
    json.map(({ id }) => id),
    ['zz'],
  );
});

test('a file says what ids mean, each row by itself, and comes out as it went in', async () => {
  await said('declare', 'erp-south', '--owner', 'Master data');
  const file = join(folder, 'south.csv');
  writeFileSync(
    file,
    '\uFEFFid,code,preferred,remark\n1,LAMP,,x\n"2,5",CABLE,true,\n3,NONE,,\n,LAMP,,\n5,LAMP,maybe,\n',
  );
  const first = await identifiers('import', file, '--system', 'erp-south', '--kind', 'item');
  assert.equal(first.code, 1, 'something was rejected');
  assert.match(first.out, /^5 rows: 2 made, 0 changed, 0 as they were, 3 rejected\n/);
  assert.match(first.out, /line 4: No item has the code NONE\. Correct the code, or bring it into master data first\./);
  assert.match(first.out, /line 5: the id is empty/);
  assert.match(first.out, /line 6: preferred is "maybe"/);
  const exported = await said('export', '--system', 'erp-south');
  assert.equal(
    exported,
    'system,kind,id,code,preferred,not_ours,because\nerp-south,item,1,LAMP,true,,\nerp-south,item,"2,5",CABLE,true,,\n',
  );
  const again = join(folder, 'again.csv');
  writeFileSync(again, exported);
  assert.equal(await said('import', again), '2 rows: 0 made, 0 changed, 2 as they were, 0 rejected\n');
});

test('what goes wrong is one sentence with what to do', async () => {
  const broken = join(folder, 'broken.csv');
  writeFileSync(broken, 'system,kind,id,code\na,item,1\n');
  const headless = join(folder, 'headless.csv');
  writeFileSync(headless, 'id,code\n1,LAMP\n');
  const table = [
    [['set', 'erp-none', 'item', '1', 'LAMP'], 1, /No system is declared as erp-none\. .*declare it/],
    [['set', 'erp-north', 'item', '1', 'NONE'], 1, /No item has the code NONE/],
    [['set', 'erp-north', 'item', '1'], 2, /give either a code or --not-ours/],
    [
      ['set', 'erp-north', 'thing', '1', 'LAMP'],
      2,
      /Allowed choices are item, unit, partner, site, order, release, shipment/,
    ],
    [['accept', '--score', '2'], 2, /from 0\.5 to 1/],
    [['import', join(folder, 'none.csv')], 1, /none\.csv cannot be read: ENOENT/],
    [['import', broken], 1, /broken\.csv cannot be read: .*line 2/],
    [['import', headless], 1, /has no column system, kind: add it, or give --system and --kind/],
  ] as const;
  const ran = await Promise.all(table.map(([given]) => identifiers(...given)));
  for (const [place, [, code, words]] of table.entries()) {
    assert.equal(ran[place]?.code, code, ran[place]?.err);
    assert.match(ran[place]?.err ?? '', words);
    assert.doesNotMatch(ran[place]?.err ?? '', /\n +at /, 'no stack');
  }
});
