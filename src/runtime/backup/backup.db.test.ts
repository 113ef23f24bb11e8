// A network written out while turns go on, and brought back elsewhere: it is whole, of one moment, and goes on.
import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { v7 } from 'uuid';
import { everything } from '#kernel/scope.ts';
import { createClient } from '#postgres/pool.ts';
import { testDatabase } from '#postgres/test-database.ts';
import type { TestDatabase } from '#postgres/test-database.ts';
import type { Command } from '#processes/message.ts';
import { event, item, place, reserve, site } from '../commands.testsuite.ts';
import { shippedDefinitions } from '../fulfilment.testsuite.ts';
import { startNode } from '../node.ts';
import type { CrossdockNode } from '../node.ts';
import { verifyLedger } from '../verify.ts';
import type { Manifest } from './manifest.ts';
import { readBackup } from './read.ts';
import { writeBackup } from './write.ts';

let folder: string;
let source: TestDatabase;
let node: CrossdockNode;
let manifest: Manifest;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'crossdock-backup-'));
  source = await testDatabase();
  node = await startNode({ ...source, worker: false, onError: (error) => assert.ifError(error) });
  for (const command of [site('S1'), item('A'), ...shippedDefinitions(), event('received', 'A', 'S1', 100_000)])
    await submit(node, command);
  for (let index = 0; index < 20; index++) await submit(node, place(`before-${index}`, [['A', 1]]));
  let isOver = false;
  const load = Promise.all(
    Array.from({ length: 6 }, async (_, caller) => {
      for (let index = 0; !isOver; index++) {
        await submit(node, place(`${caller}-${index}`, [['A', 2]]));
        await submit(node, reserve(`${caller}-${index}`, 'A', 1));
      }
    }),
  );
  manifest = await backedUp(source, join(folder, 'whole'));
  isOver = true;
  await load;
});

after(async () => {
  await node.stop();
  await source[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

async function submit(to: CrossdockNode, command: Command): Promise<string> {
  const id = `msg_${v7()}`;
  const { answer } = await to.engine.submit('api', {
    message: {
      id,
      claim: { source: 'test', id },
      digest: id,
      actor: 'test',
      scope: everything,
      occurredAt: Date.now(),
      correlationId: id,
      causationId: null,
      command,
    },
  });
  return answer.status;
}

async function backedUp({ connectionString, schema }: TestDatabase, to: string): Promise<Manifest> {
  const client = createClient({ connectionString, schema, applicationName: 'test' });
  await client.connect();
  try {
    return await writeBackup({ client, network: schema, product: 'test', folder: to, rangeTurns: 7 });
  } finally {
    await client.end();
  }
}

async function restored({ connectionString }: TestDatabase, schema: string, from: string): Promise<Manifest> {
  const client = createClient({ connectionString, schema, applicationName: 'test' });
  await client.connect();
  try {
    return await readBackup({ folder: from, client, connectionString, schema });
  } finally {
    await client.end();
  }
}

test('what was taken under load is whole, of one moment, and goes on where it was', { timeout: 60_000 }, async () => {
  await using target = await testDatabase({ migrated: false });
  await restored(target, target.schema, join(folder, 'whole'));
  const { ok, violations, position } = await verifyLedger(target.pool);
  assert.deepEqual([ok, violations], [true, []]);
  assert.equal(position, manifest.head.position);
  const { rows } = await target.pool.query<{ hash: string; orders: number; deadlines: number }>(
    `select encode(hash, 'hex') as hash, (select count(*)::int from orders) as orders, (select count(*)::int from deadlines) as deadlines from journal_head`,
  );
  assert.equal(rows[0]?.hash, manifest.head.hash);
  assert.ok((rows[0]?.orders ?? 0) >= 20 && rows[0]?.orders === rows[0]?.deadlines);
  const later = await startNode({ ...target, worker: false, onError: (error) => assert.ifError(error) });
  try {
    assert.equal(await submit(later, place('after', [['A', 1]])), 'done');
    assert.equal(await submit(later, place('before-0', [['A', 5]])), 'refused');
  } finally {
    await later.stop();
  }
  assert.equal((await verifyLedger(target.pool)).ok, true);
});

test('everything that was stored is there again, row by row', { timeout: 60_000 }, async () => {
  await using quiet = await testDatabase();
  const quietNode = await startNode({ ...quiet, worker: false, onError: (error) => assert.ifError(error) });
  for (const command of [site('S1'), item('A'), event('received', 'A', 'S1', 10), place('1', [['A', 1]])])
    await submit(quietNode, command);
  await quietNode.stop();
  // Whatever characters a text may hold.
  await quiet.pool.query(
    `insert into party_details (id, salt, details, recorded_at) values ('p', E'a\\tb\\\\N\\nc', '{"name":"Ünal \\\\ \\u0007"}', now())`,
  );
  await quiet.pool.query(
    `insert into deliveries (connection, lane, turn_id, ordinal, type, available_at) values ('c', 'l', '${v7()}', 0, 't', now())`,
  );
  const { tables, partitions } = await backedUp(quiet, join(folder, 'quiet'));
  assert.ok(partitions.length >= 6);
  await using target = await testDatabase({ migrated: false });
  await restored(target, target.schema, join(folder, 'quiet'));
  for (const { table, rows } of tables) {
    const dump = async ({ pool }: TestDatabase): Promise<unknown> =>
      (
        await pool.query(
          `select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as digest, count(*)::int as rows from ${table} t`,
        )
      ).rows[0];
    const found = await dump(target);
    assert.deepEqual(found, await dump(quiet), table);
    assert.equal((found as { rows: number }).rows, rows, table);
  }
  const { rows } = await target.pool.query<{ seq: number }>(
    `insert into deliveries (connection, lane, turn_id, ordinal, type, available_at) values ('c', 'l', '${v7()}', 0, 't', now()) returning seq`,
  );
  assert.equal(rows[0]?.seq, 2);
});

test('a network that is not empty is left alone', async () => {
  await assert.rejects(restored(source, source.schema, join(folder, 'whole')), { code: 'restore_not_empty' });
  assert.equal((await verifyLedger(source.pool)).ok, true);
});

test('a folder that is there is not written into', async () => {
  await assert.rejects(backedUp(source, join(folder, 'whole')), { code: 'backup_exists' });
});

const breakages: readonly (readonly [what: string, code: string, message: RegExp, spoil: (path: string) => void])[] = [
  [
    'cut short',
    'backup_altered',
    /orders\.copy\.zst is not as it was written/,
    (path) => truncateSync(join(path, 'orders.copy.zst'), statSync(join(path, 'orders.copy.zst')).size - 10),
  ],
  ['longer', 'backup_altered', /orders\.copy\.zst/, (path) => appendFileSync(join(path, 'orders.copy.zst'), 'x')],
  [
    'altered in one bit',
    'backup_altered',
    /journal\.copy\.zst/,
    (path) => {
      const bytes = readFileSync(join(path, 'journal.copy.zst'));
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      writeFileSync(join(path, 'journal.copy.zst'), bytes);
    },
  ],
  [
    'without a file',
    'backup_incomplete',
    /balances\.copy\.zst is missing/,
    (path) => rmSync(join(path, 'balances.copy.zst')),
  ],
  ['without its manifest', 'backup_incomplete', /has no manifest\.json/, (path) => rmSync(join(path, 'manifest.json'))],
  [
    'with another manifest',
    'backup_altered',
    /manifest\.json/,
    (path) =>
      writeFileSync(
        join(path, 'manifest.json'),
        readFileSync(join(path, 'manifest.json'), 'utf8').replace(/"position": \d+/, '"position": 1'),
      ),
  ],
  [
    'with a manifest cut short',
    'backup_altered',
    /manifest\.json/,
    (path) => truncateSync(join(path, 'manifest.json'), 100),
  ],
];
for (const [what, code, message, spoil] of breakages) {
  test(`a backup ${what} is refused by name, and nothing is left`, { timeout: 30_000 }, async () => {
    const path = join(folder, 'spoilt');
    await backedUp(source, path);
    spoil(path);
    await using target = await testDatabase({ migrated: false });
    await assert.rejects(restored(target, target.schema, path), { code, message });
    const { rows } = await target.pool.query(`select from pg_namespace where nspname = $1`, [target.schema]);
    assert.deepEqual(rows, []);
    renameSync(path, `${path}-${what.replaceAll(' ', '-')}`);
  });
}

test('a backup of a newer version is refused', { timeout: 30_000 }, async () => {
  await using newer = await testDatabase();
  await newer.pool.query(
    `insert into migrations (id, name, checksum, breaking, finished_at) values (999, '000999_later.sql', 'x', false, now())`,
  );
  await backedUp(newer, join(folder, 'newer'));
  await using target = await testDatabase({ migrated: false });
  await assert.rejects(restored(target, target.schema, join(folder, 'newer')), {
    code: 'backup_newer',
    message: /made by a newer version \(test, which has the migration 000999_later\.sql\)/,
  });
});

test('a folder that another backup is being written to is left alone', { timeout: 30_000 }, async () => {
  const path = join(folder, 'twice');
  const both = await Promise.allSettled([backedUp(source, path), backedUp(source, path)]);
  assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  const refused = both.find((one) => one.status === 'rejected');
  assert.match(String(refused?.reason), /twice\.part is there already: another backup is being written to it/);
  await using target = await testDatabase({ migrated: false });
  await restored(target, target.schema, path);
});

test('a node that was started while files were checked keeps its network', { timeout: 30_000 }, async () => {
  await using target = await testDatabase({ migrated: false });
  const client = createClient({ ...target, applicationName: 'test' });
  await client.connect();
  let taken = false;
  // As soon as the restore has made its tables, a worker is at them.
  const query = client.query.bind(client);
  client.query = ((...args: Parameters<typeof query>) => {
    if (taken || args[0] !== 'begin') return query(...args);
    taken = true;
    return target.pool
      .query(`insert into projections (name, position, updated_at) values ('activity', 0, now())`)
      .then(() => query(...args));
  }) as typeof client.query;
  try {
    await assert.rejects(readBackup({ folder: join(folder, 'whole'), client, ...target }), {
      code: 'restore_not_empty',
    });
  } finally {
    await client.end();
  }
  assert.deepEqual((await target.pool.query('select name from projections')).rows, [{ name: 'activity' }]);
});

test('a schema that was there stays, with its grants, when a restore fails', { timeout: 30_000 }, async () => {
  await using wrong = await testDatabase();
  await wrong.pool.query('alter table balances drop constraint balances_not_negative');
  await wrong.pool.query(`insert into balances (item, site, inbound) values ('A', 'S1', -1)`);
  await backedUp(wrong, join(folder, 'granted'));
  await using target = await testDatabase({ migrated: false });
  await target.pool.query(`create schema ${target.schema}; grant usage on schema ${target.schema} to public`);
  await assert.rejects(restored(target, target.schema, join(folder, 'granted')), {
    constraint: 'balances_not_negative',
  });
  const { rows } = await target.pool.query(
    `select has_schema_privilege('public', $1, 'usage') as granted, exists (select from pg_class where relnamespace = $1::regnamespace) as filled`,
    [target.schema],
  );
  assert.deepEqual(rows, [{ granted: true, filled: false }]);
});

test('what fails while it is loaded leaves nothing', { timeout: 30_000 }, async () => {
  await using wrong = await testDatabase();
  await wrong.pool.query('alter table balances drop constraint balances_not_negative');
  await wrong.pool.query(`insert into balances (item, site, inbound) values ('A', 'S1', -1)`);
  await backedUp(wrong, join(folder, 'wrong'));
  await using target = await testDatabase({ migrated: false });
  await assert.rejects(restored(target, target.schema, join(folder, 'wrong')), { constraint: 'balances_not_negative' });
  const { rows } = await target.pool.query(`select from pg_namespace where nspname = $1`, [target.schema]);
  assert.deepEqual(rows, []);
});
