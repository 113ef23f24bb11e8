// A released migration never changes: databases were made with it, and their checksums say so.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { migrationsDirectory, readMigrations } from './migrate.ts';
import { fixturesFolder, readReleased } from './released.ts';

const migrations = await readMigrations(migrationsDirectory);
const released = await readReleased();

for (const [name, hash] of Object.entries(released)) {
  test(`released migration ${name} is unchanged`, () => {
    const now = migrations.find((migration) => migration.name === name)?.checksum;
    assert.equal(now, hash, `db/migrations/${name} is released: restore it, and put the change into a new migration`);
  });
}

test('migrations are released in their order, and each with the data from which its upgrade is tested', () => {
  const names = Object.keys(released);
  assert.deepEqual(
    names,
    migrations.slice(0, names.length).map(({ name }) => name),
  );
  assert.deepEqual(
    names.filter((name) => !existsSync(join(fixturesFolder, name.slice(0, 6), 'manifest.json'))),
    [],
    'node tools/release-schema.ts makes them',
  );
});
