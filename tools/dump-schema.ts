// Writes db/schema.sql from the migrations (`npm run db:schema`); with --check, fails if it is not up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describeSchema } from '../src/postgres/describe-schema.ts';
import { testDatabase } from '../src/postgres/test-database.ts';

const path = fileURLToPath(new URL('../db/schema.sql', import.meta.url));
const head = '-- The whole schema after all migrations. Made by `npm run db:schema`; change db/migrations instead.\n\n';

await using database = await testDatabase();
const text = head + (await describeSchema(database.pool, database.schema));
if (!process.argv.includes('--check')) {
  writeFileSync(path, text);
} else if (readFileSync(path, 'utf8') !== text) {
  process.stderr.write('db/schema.sql is not what the migrations make: run npm run db:schema and commit the result.\n');
  process.exitCode = 1;
}
