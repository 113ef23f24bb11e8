// The commands of mappings as they are typed.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { mappingsFolder } from '#connections/mapping/mapping-files.ts';
import { testApp } from '#http/test-app.ts';

const program = fileURLToPath(new URL('main.ts', import.meta.url));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function map(...given: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, 'map', ...given], (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

/** A copy of the shipped mapping of orders, to change. */
function copied(): { readonly folder: string; change(file: string, from: string, to: string): void } & Disposable {
  const root = mkdtempSync(join(tmpdir(), 'crossdock-map-'));
  const folder = join(root, 'shop-orders');
  cpSync(join(mappingsFolder, 'shop-orders'), folder, { recursive: true });
  return {
    folder,
    change(file, from, to) {
      const text = readFileSync(join(folder, file), 'utf8');
      assert(text.includes(from), `${file} says ${from}`);
      writeFileSync(join(folder, file), text.replace(from, to));
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true }),
  };
}

test('mappings are listed, shown and checked', async () => {
  assert.match((await map('list')).out, /^shop-orders +v1 +in +integration +2 /m);
  assert.match((await map('show', 'wms-receipts')).out, /^table units +2 codes$/m);
  const { code, out } = await map('check');
  assert.equal(code, 0, out);
  assert.match(out, /^ok: shop-orders v1, 2 cases$/m);
  assert.match((await map('show', 'nowhere')).err, /There is no mapping nowhere: .* shop-orders, wms-receipts/);
});

test('functions of a file beside the folders are part of the mapping', async () => {
  using shop = copied();
  const shared = join(shop.folder, '..', 'functions.jsonata');
  shop.change('mapping.json', '"expression":', '"functions": "../functions.jsonata",\n  "expression":');
  shop.change('map.jsonata', '"line": position', '"line": $same(position)');
  const without = await map('check', shop.folder);
  assert.match(without.out, /mapping\.json:\d+:\d+ {2}there are no functions \.\.\/functions\.jsonata\. Name a file/);
  writeFileSync(shared, '$same := function($one) { $one }');
  assert.match((await map('check', shop.folder)).out, /functions\.jsonata:1:1 {2}the functions do not end with ;/);
  writeFileSync(shared, '$same := function($one) { $one };\n');
  assert.match((await map('check', shop.folder)).out, /^ok: shop-orders v1, 2 cases$/m);
  assert.match((await map('show', shop.folder)).out, /^\$same := function/m);
  const { functions } = JSON.parse((await map('show', shop.folder, '--json')).out) as { functions: string };
  assert.equal(functions, '$same := function($one) { $one };\n');
});

test('what is wrong with a mapping is told by file, line and case', async () => {
  using shop = copied();
  shop.change('map.jsonata', '"line": position', '"line": position + 1');
  const cases = await map('check', shop.folder);
  assert.equal(cases.code, 1);
  assert.match(cases.out, /cases\/two-lines\.json {2}\/order\/lines\/1\/line: 2 is expected, and 3 was made$/m);
  assert.match(cases.out, /^not ok: shop-orders, 2 of 2 cases fail$/m);
  shop.change('map.jsonata', '$string(', '$strin(');
  assert.match((await map('check', shop.folder)).out, /There is no function \$strin .*map\.jsonata:3:\d+\)$/m);
  shop.change('map.jsonata', '"priority":', '"priority"');
  assert.match((await map('check', shop.folder)).out, /map\.jsonata:6:\d+ {2}/);
  shop.change('mapping.json', '"zone": "Europe/Berlin"', '"zone": "Berlin"');
  assert.match((await map('check', shop.folder)).out, /mapping\.json:7:\d+ {2}"Berlin" is no time zone/);
});

test('a sample is shown raw, mapped and validated', async () => {
  using shop = copied();
  const file = join(shop.folder, 'sample.json');
  const line = { position: 1, sku: 'LMP-1', quantity: 3, line_total: '37.50' };
  const order = { order_number: 1, currency: 'EUR', line_items: [line] };
  writeFileSync(file, JSON.stringify([order, { ...order, currency: 'EURO' }, { ...order, shipping_method: 'drone' }]));
  const { code, out, err } = await map('try', shop.folder, '--file', file, '--setting', 'records=""');
  assert.equal(code, 1);
  assert(out.split('\n').every((text) => text.length <= 120));
  assert.match(out, /│ ✓ order$/m);
  assert.match(out, /│ +\/lines\/0\/price\/currency must have at$/m);
  assert.match(out, /│ ✗ mapping_failed$/m);
  assert.match(err, /Taken as it is, for want of --identifiers: item LMP-1/);
  const codes = join(shop.folder, 'codes.json');
  writeFileSync(codes, JSON.stringify({ item: { 'LMP-1': 'LAMP-01' } }));
  const json = await map(
    'try',
    shop.folder,
    '--file',
    file,
    '--setting',
    'records=',
    '--identifiers',
    codes,
    '--records',
    '1',
    '--json',
  );
  const [tried] = JSON.parse(json.out) as { mapped: { order: { lines: { item: string }[] } } }[];
  assert.deepEqual([json.code, json.err, tried?.mapped.order.lines[0]?.item], [0, '', 'LAMP-01']);
});

test('a mapping is put in force on a node, where its cases must pass', async () => {
  using shop = copied();
  await using app = await testApp();
  const url = await app.app.server.listen({ port: 0, host: '127.0.0.1' });
  const publish = (): Promise<Ran> => map('publish', shop.folder, '--url', url, '--key', app.administrator);
  assert.equal((await publish()).out, 'mapping shop-orders v1 is in force now\n');
  assert.equal((await publish()).out, 'mapping shop-orders v1 was in force before; nothing changes\n');
  shop.change('map.jsonata', '"line": position', '"line": position + 1');
  shop.change('mapping.json', '"version": 1', '"version": 2');
  const refused = await publish();
  assert.equal(refused.code, 1);
  assert.match(refused.err, /2 of 2 golden cases fail\. .*\/order\/lines\/1\/line: 2 is expected, and 3 was made/);
});

test('a mapping without a golden case is tried on any file, in the format of a stream', async () => {
  using shop = copied();
  rmSync(join(shop.folder, 'cases'), { recursive: true });
  shop.change(
    'map.jsonata',
    readFileSync(join(shop.folder, 'map.jsonata'), 'utf8'),
    '{ "identifier": { "kind": "order", "id": records[0].order, "code": "ord_1" } }',
  );
  const file = join(shop.folder, 'came.DAT');
  writeFileSync(file, 'K4711  \nP12\n');
  const fixed = {
    name: 'fixed',
    tag: { start: 1, length: 1 },
    groupFrom: 'K',
    records: { K: { fields: { order: { start: 2, length: 6 } } }, P: { fields: { count: { start: 2, length: 2 } } } },
  };
  const connection = join(shop.folder, 'erp.json');
  writeFileSync(connection, JSON.stringify({ streams: [{ name: 'orders', format: fixed }, { name: 'other' }] }));
  const tried = await map('try', shop.folder, '--file', file, '--connection', connection, '--stream', 'orders');
  assert.equal(tried.code, 0, tried.err + tried.out);
  assert.match(tried.out, /✓ identifier[^]*"id": "4711"/);
  const which = await map('try', shop.folder, '--file', file, '--connection', connection);
  assert.match(which.err, /Name one of the streams of .*: orders, other/);
  // To be put in force it needs one all the same.
  assert.equal((await map('check', shop.folder)).code, 1);
});
