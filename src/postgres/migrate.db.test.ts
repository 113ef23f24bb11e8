import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { migrate } from './migrate.ts';
import { testDatabase } from './test-database.ts';

/** A migrations folder with these files, removed at the end of the scope. */
function folder(
  files: Record<string, string>,
): { path: string; write: (name: string, sql: string) => void } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'crossdock-migrations-'));
  const write = (name: string, sql: string): void => writeFileSync(join(path, name), sql);
  for (const [name, sql] of Object.entries(files)) write(name, sql);
  return { path, write, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

test('runs what is pending, once, each statement on its own', async () => {
  await using database = await testDatabase({ migrated: false });
  using files = folder({
    '000001_things.sql': 'create table things (id int);\ninsert into things values (1);\n-- done;\n',
  });
  const options = { ...database, directory: files.path };
  assert.deepEqual(await migrate(options), ['000001_things.sql']);
  files.write(
    '000002_more.sql',
    '-- no-transaction\ncreate index concurrently if not exists things_id on things (id);',
  );
  assert.deepEqual(await migrate(options), ['000002_more.sql']);
  assert.deepEqual(await migrate(options), []);
  const { rows } = await database.pool.query('select id from things');
  assert.deepEqual(rows, [{ id: 1 }]);
});

test('nodes that start together migrate once', async () => {
  await using database = await testDatabase({ migrated: false });
  using files = folder({
    '000001_things.sql': 'create table things (id int);',
    '000002_index.sql': '-- no-transaction\ncreate index concurrently things_id on things (id);',
  });
  const runs = await Promise.all([1, 2, 3, 4].map(() => migrate({ ...database, directory: files.path })));
  assert.deepEqual(runs.flat().toSorted(), ['000001_things.sql', '000002_index.sql']);
});

test('a failing migration names its line and leaves nothing', async () => {
  await using database = await testDatabase({ migrated: false });
  using files = folder({ '000001_things.sql': 'create table things (id int);\n\ninsert into thing values (1);' });
  await assert.rejects(migrate({ ...database, directory: files.path }), {
    code: 'migration_failed',
    message:
      'db/migrations/000001_things.sql, line 3: relation "thing" does not exist. Nothing of this file was kept; correct the cause and run it again.',
  });
  const { rows } = await database.pool.query("select to_regclass('things') as things, count(*) from migrations");
  assert.deepEqual(rows, [{ things: null, count: 0 }]);
});

test('a migration outside a transaction that failed half-way is run again', async () => {
  await using database = await testDatabase({ migrated: false });
  const first = 'create table if not exists things (id int);';
  using files = folder({
    '000001_things.sql': `-- no-transaction\n${first}\nselect 1 / (select count(*) from things);`,
  });
  const options = { ...database, directory: files.path };
  await assert.rejects(migrate(options), /Its earlier statements were kept/);
  await database.pool.query('insert into things values (1)');
  assert.deepEqual(await migrate(options), ['000001_things.sql']);
});

test('a released file that changed is refused', async () => {
  await using database = await testDatabase({ migrated: false });
  using files = folder({ '000001_things.sql': 'create table things (id int);' });
  const options = { ...database, directory: files.path };
  await migrate(options);
  files.write('000001_things.sql', 'create table things (id bigint);');
  await assert.rejects(migrate(options), { code: 'migration_changed' });
});

test('an older program works on a newer database until a breaking migration', async () => {
  await using database = await testDatabase({ migrated: false });
  using newer = folder({
    '000001_a.sql': 'select 1;',
    '000002_b.sql': 'select 2;',
    '000003_c.sql': '-- breaking\nselect 3;',
  });
  using older = folder({ '000001_a.sql': 'select 1;' });
  using middle = folder({ '000001_a.sql': 'select 1;', '000002_b.sql': 'select 2;' });
  await migrate({ ...database, directory: middle.path });
  assert.deepEqual(await migrate({ ...database, directory: older.path }), []);
  await migrate({ ...database, directory: newer.path });
  await assert.rejects(migrate({ ...database, directory: older.path }), {
    code: 'database_newer',
    message:
      'The database was migrated by a newer version (000003_c.sql is breaking): start that version or a later one.',
  });
});

test('a gap in the numbers is refused', async () => {
  await using database = await testDatabase({ migrated: false });
  using files = folder({ '000001_a.sql': 'select 1;', '000003_c.sql': 'select 3;' });
  await assert.rejects(migrate({ ...database, directory: files.path }), { code: 'migration_name' });
});
