// Master data read ahead of the turns that need it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { item } from './commands.testsuite.ts';
import { PostgresCatalog } from './postgres-catalog.ts';
import { Spec } from './spec.ts';
import { stepped } from './stepped.testsuite.ts';

test('items are read ahead, and what is known already is not read over', async () => {
  await using stage = await stepped();
  const node = await stage.node();
  const spec = new Spec();
  for (const code of ['A', 'B', 'C']) await node.run([spec.message(item(code))]);
  const catalog = new PostgresCatalog(stage.database.pool);
  await catalog.refresh();
  await catalog.ensure(['B']);
  const known = catalog.item('B');
  assert.deepEqual([catalog.knows('A'), catalog.knows('B')], [false, true]);
  await catalog.readAhead();
  assert.deepEqual(
    ['A', 'B', 'C', 'D'].map((code) => [code, catalog.knows(code), catalog.item(code)?.name]),
    [
      ['A', true, 'A'],
      ['B', true, 'B'],
      ['C', true, 'C'],
      ['D', false, undefined],
    ],
  );
  assert.equal(catalog.item('B'), known);
});

test('a key is live until it is revoked, and who is no key always is', async () => {
  await using stage = await stepped();
  await stage.database.pool.query(
    `insert into api_keys (id, name, role, secret_hash, created_at, created_by, revoked_at)
     select id, id, 'reader', decode(id, 'escape'), now(), 'test', revoked_at
     from (values ('key_live', null), ('key_revoked', now())) as made (id, revoked_at)`,
  );
  const catalog = new PostgresCatalog(stage.database.pool);
  await catalog.refresh();
  assert.deepEqual(
    ['key:key_live', 'key:key_revoked', 'key:key_unknown', 'system'].map((actor) => catalog.keyIsLive(actor)),
    [true, false, false, true],
  );
});

test('master data that the database has lost is forgotten, and what it has is read anew', async () => {
  await using stage = await stepped();
  const node = await stage.node();
  const { pool } = stage.database;
  const spec = new Spec();
  await node.run([spec.message(item('A'))]);
  const { rows } = await pool.query<{ epoch: number }>('select epoch from catalog_epoch');
  await node.run([spec.message(item('B'))]);
  const catalog = new PostgresCatalog(pool);
  await catalog.refresh();
  await catalog.ensure(['A', 'B']);
  // As a standby has it that took over before it was told of B.
  await pool.query(`delete from items where code = 'B'`);
  await pool.query('update catalog_epoch set epoch = $1', [rows[0]?.epoch]);
  await catalog.refresh();
  await catalog.ensure(['A', 'B']);
  assert.deepEqual(
    ['A', 'B'].map((code) => catalog.item(code)?.code),
    ['A', undefined],
  );
});
