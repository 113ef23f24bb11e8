// A released migration never changes: databases were made with it, and their checksums say so.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
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

test('migrations are released in their order, and each release with the data from which its upgrade is tested', () => {
  const names = Object.keys(released);
  assert.deepEqual(
    names,
    migrations.slice(0, names.length).map(({ name }) => name),
  );
  const last = names.at(-1)?.slice(0, 6) ?? '';
  assert.ok(existsSync(join(fixturesFolder, last, 'manifest.json')), 'node tools/release-schema.ts makes it');
  const known = new Set(names.map((name) => name.slice(0, 6)));
  assert.deepEqual(
    readdirSync(fixturesFolder).filter((folder) => !known.has(folder)),
    [],
  );
});
