// The journal of a node that worked, written out by the command and checked by others: the script of the example, and the schema
// of OCEL 2.0 where the folder of reference data is there.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { testApp } from '#http/test-app.ts';
import type { TestApp } from '#http/test-app.ts';
import { readRange, readTurns } from '#intelligence/store.ts';

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const ocelSchema = path('../shared/data/eventlogs/pm4py/ocel/schema_ocel2.json');

let shop: TestApp;
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossdock-export-'));
  shop = await testApp();
  await shop.ask('PUT', '/v1/sites/S1', { body: { name: 'One', company: 'C', zone: 'Europe/Zurich' } });
  await shop.ask('PUT', '/v1/items/S1', { body: { name: 'Named like the site', unit: 'each' } });
  await shop.ask('PUT', '/v1/partners/C1', { body: { name: 'Buyer', roles: ['customer'] } });
  for (let number = 1; number <= 20; number++) {
    const order = {
      externalId: String(number),
      channel: 'web',
      customer: 'C1',
      allowBackorder: true,
      lines: [{ line: 1, item: 'S1', quantity: number }],
    };
    await shop.ask('POST', '/v1/orders', { body: order, headers: { 'idempotency-key': `order-${number}` } });
  }
  const [last] = (await shop.ask('GET', '/v1/orders?limit=1')).body['items'] as { id: string }[];
  const cancel = `/v1/orders/${last?.id ?? ''}/cancel`;
  // The second time nothing happens but that the answer is kept: a turn without entries.
  for (const key of ['first', 'second']) await shop.ask('POST', cancel, { headers: { 'idempotency-key': key } });
});

after(async () => {
  await shop[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const found: Value[] = [];
  for await (const value of values) found.push(value);
  return found;
}

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function run(program: string, ...given: readonly string[]): Promise<Ran> {
  const env = { PATH: process.env['PATH'], DATABASE_URL: shop.node.pool.options.connectionString };
  return new Promise((resolve) => {
    execFile(process.execPath, [path(program), ...given], { env, maxBuffer: 1 << 26 }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

const crossdock = (...given: readonly string[]): Promise<Ran> => run('src/cli/main.ts', ...given);
const verify = (...given: readonly string[]): Promise<Ran> => run('examples/verify-journal/verify.mjs', ...given);

test('an export is verified by a script that knows only the rule', async () => {
  const file = join(folder, 'journal.ndjson');
  const exported = await crossdock('export', '--format', 'ndjson', '--out', file);
  assert.equal(exported.code, 0, exported.err);
  const { rows } = await shop.node.pool.query<{ position: number; hash: string }>(
    `select position, encode(hash, 'hex') as hash from journal_head`,
  );
  const head = rows[0] ?? assert.fail();
  const verified = await verify(file, head.hash);
  assert.equal(verified.code, 0, verified.err);
  assert.match(verified.out, new RegExp(`^ok: \\d+ entries up to turn ${head.position}, hash ${head.hash}\n$`));
  assert.deepEqual(await readdir(folder), ['journal.ndjson'], 'nothing is left beside the file');
});

test('part of the journal is verified from the hash before it', async () => {
  const file = join(folder, 'part.ndjson');
  const exported = await crossdock('export', '--format', 'ndjson', '--from', '3', '--to', '6');
  assert.equal(exported.code, 0, exported.err);
  await writeFile(file, exported.out);
  assert.match((await verify(file)).out, /^ok: \d+ entries up to turn 6, /);
  assert.match((await verify(file, 'ab'.repeat(32))).err, /^No turn has the hash/);
});

test('whatever is changed, left out, added or cut off is found', async (t) => {
  const { out } = await crossdock('export', '--format', 'ndjson');
  const lines = out.trimEnd().split('\n');
  const at = (kind: string): number => lines.findIndex((line) => line.startsWith(`{"kind":"${kind}"`));
  const spoilt: Readonly<Record<string, readonly string[]>> = {
    'a changed entry': lines.with(at('entry'), (lines[at('entry')] ?? '').replace('One', 'Two')),
    'a missing entry': lines.toSpliced(at('entry'), 1),
    'an entry told twice': lines.toSpliced(at('entry'), 0, lines[at('entry')] ?? ''),
    'a missing turn': lines.toSpliced(at('entry'), at('turn') - at('entry') + 1),
    'a changed root': lines.with(at('turn'), (lines[at('turn')] ?? '').replace(/"root":"../, '"root":"zz')),
    'a cut off end': lines.slice(0, -1),
    'more after the end': [...lines, lines[1] ?? ''],
    'another beginning': lines.with(0, (lines[0] ?? '').replace(/"previousHash":"../, '"previousHash":"ff')),
    'no JSON': lines.with(1, 'nonsense'),
  };
  const file = join(folder, 'spoilt.ndjson');
  for (const [name, text] of Object.entries(spoilt)) {
    await t.test(name, async () => {
      await writeFile(file, `${text.join('\n')}\n`);
      const { code, err } = await verify(file);
      assert.equal(code, 1);
      assert.match(err, /^(Line \d+ is|.* is cut off)/);
    });
  }
});

interface Log {
  readonly events: readonly { id: string; type: string; relationships: readonly { objectId: string }[] }[];
  readonly objects: readonly { id: string; type: string; relationships: readonly { objectId: string }[] }[];
  readonly eventTypes: readonly { name: string }[];
  readonly objectTypes: readonly { name: string }[];
}

test('an OCEL log names every object and type it speaks of, and every entry is an event', async (t) => {
  const file = join(folder, 'log.json');
  const exported = await crossdock('export', '--format', 'ocel', '--out', file);
  assert.equal(exported.code, 0, exported.err);
  const log = JSON.parse(await readFile(file, 'utf8')) as Log;
  const { rows } = await shop.node.pool.query<{ count: number }>('select count(*)::int as count from journal');
  assert.equal(log.events.length, rows[0]?.count);
  const ids = new Set(log.objects.map(({ id }) => id));
  assert.equal(ids.size, log.objects.length, 'no object twice');
  assert.ok(ids.has('item:S1') && ids.has('site:S1') && ids.has('partner:C1'));
  for (const { relationships } of [...log.events, ...log.objects])
    for (const { objectId } of relationships) assert.ok(ids.has(objectId), objectId);
  const names = (types: readonly { name: string }[]): string[] => types.map(({ name }) => name).toSorted();
  assert.deepEqual(names(log.eventTypes), [...new Set(log.events.map(({ type }) => type))].toSorted());
  assert.deepEqual(names(log.objectTypes), [...new Set(log.objects.map(({ type }) => type))].toSorted());
  await t.test('it is right by the schema of the standard', { skip: !existsSync(ocelSchema) }, () => {
    const ajv = new Ajv();
    addFormats.default(ajv);
    const check = ajv.compile(JSON.parse(readFileSync(ocelSchema, 'utf8')) as object);
    assert.ok(check(log), JSON.stringify(check.errors));
  });
});

test('pages meet without a gap, whatever their size', async () => {
  const { pool } = shop.node;
  const range = await readRange(pool, 1, null);
  const whole = await all(readTurns(pool, range));
  for (const rows of [1, 2, 3, 7]) assert.deepEqual(await all(readTurns(pool, range, rows)), whole);
  assert.ok(whole.some(({ entries }) => entries.length === 0) && whole.some(({ entries }) => entries.length > 1));
});

test('what cannot be exported is said in one sentence', async () => {
  const table: readonly (readonly [given: readonly string[], code: number, said: RegExp])[] = [
    [['--format', 'ndjson', '--from', '99999'], 1, /^Nothing to export: the last position is \d+\.\n$/],
    [['--format', 'ndjson', '--from', '5', '--to', '4'], 1, /^Nothing to export: .* --to is before --from\.\n$/],
    [
      ['--format', 'ndjson', '--out', join(folder, 'none', 'file')],
      1,
      /cannot be written \(ENOENT\): choose another place with --out\.\n$/,
    ],
    [['--format', 'xes'], 2, /Allowed choices are ndjson, ocel/],
    [['--format', 'ocel', '--from', '0'], 2, /Give a position from 1 on/],
  ];
  for (const [given, code, said] of table) {
    const result = await crossdock('export', ...given);
    assert.equal(result.code, code, result.err);
    assert.match(result.err, said);
  }
});
