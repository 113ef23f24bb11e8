// Releases the migrations there are: from then on their files never change, and upgrades from their schema are tested with the data
// that this puts into db/fixtures. Refuses when a released file was changed. `--again` starts over, for as long as nobody has a
// database that was made with them.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '#postgres/pool.ts';
import { migrate, migrationsDirectory, readMigrations } from '#postgres/migrate.ts';
import { fixturesFolder, readReleased, releasedList } from '#postgres/released.ts';
import { testDatabase } from '#postgres/test-database.ts';
import { emptyTables, fill } from '#runtime/backup/filled.testsuite.ts';
import { writeBackup } from '#runtime/backup/write.ts';

const again = process.argv.includes('--again');
const migrations = await readMigrations(migrationsDirectory);
const released = again || !existsSync(releasedList) ? {} : await readReleased();
const changed = Object.entries(released).filter(
  ([file, hash]) => migrations.find(({ name }) => name === file)?.checksum !== hash,
);
if (changed.length > 0) {
  const names = changed.map(([name]) => name).join(', ');
  process.stderr.write(`Released migrations never change: restore ${names}, and put the change into a new one.\n`);
  process.exitCode = 1;
} else {
  if (again) await rm(fixturesFolder, { recursive: true, force: true });
  const added = migrations.filter(({ name }) => !Object.hasOwn(released, name));
  // Those that are released together were never anybody's schema one without the other.
  const last = added.at(-1);
  if (last !== undefined) await makeFixture(last.id);
  const all = Object.fromEntries(migrations.map(({ name, checksum }) => [name, checksum]));
  await writeFile(releasedList, `${JSON.stringify(all, null, 2)}\n`);
  process.stdout.write(
    added.length === 0 ? 'Nothing new to release.\n' : `Released ${added.map(({ name }) => name).join(', ')}.\n`,
  );
}

/** Rows as this version of the program leaves them in that schema; it must still work on it. */
async function makeFixture(id: number): Promise<void> {
  await using database = await testDatabase({ migrated: false });
  const { connectionString, schema, pool } = database;
  await migrate({ connectionString, schema, to: id });
  await fill(database);
  const folder = join(fixturesFolder, String(id).padStart(6, '0'));
  await rm(folder, { recursive: true, force: true });
  await mkdir(fixturesFolder, { recursive: true });
  const client = createClient({ connectionString, schema, applicationName: 'release schema' });
  await client.connect();
  try {
    const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    const { tables } = await writeBackup({ client, network: schema, product: version, folder });
    const empty = await emptyTables(
      pool,
      tables.filter(({ table }) => !table.startsWith('verification_')).map(({ table }) => table),
    );
    if (empty.length > 0) throw new Error(`the fixture has no rows in ${empty.join(', ')}: extend filled.testsuite.ts`);
  } finally {
    await client.end();
  }
}
