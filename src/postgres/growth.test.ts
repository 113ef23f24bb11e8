// What keeps a network able to move to another machine, and migrations able to run on Citus: decision 023. Statements
// go out one at a time (migrate.ts sends each on its own), and none of them names another schema than its own.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readMigrations, migrationsDirectory } from './migrate.ts';
import { splitSql } from './split-sql.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const migrations = await readMigrations(migrationsDirectory);
const statements = migrations.flatMap(({ name, sql }) =>
  splitSql(sql).map(({ text, line }) => ({ where: `${name}, line ${line}`, text: withoutComments(text) })),
);

/** Foreign keys keep tables together that may be distributed apart, and hot tables have none anyway. */
const forbidden: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a foreign key', /\breferences\b|\bforeign\s+key\b/i],
  ['a block of several statements', /^\s*do\b|\blanguage\s+plpgsql\b/i],
  ['a trigger', /\bcreate\s+(?:or\s+replace\s+)?(?:constraint\s+)?trigger\b/i],
  ['a schema of its own', /\b(?:create|alter|drop)\s+schema\b|\bset\s+(?:local\s+)?search_path\b/i],
  ['an extension', /\b(?:create|alter|drop)\s+extension\b/i],
  ['a transaction of its own', /^\s*(?:begin|commit|rollback|savepoint)\b/i],
  ['a table outside of the schema', /\b(?:unlogged|temporary|temp)\s+table\b|\btablespace\b/i],
];

for (const [what, pattern] of forbidden) {
  test(`no migration has ${what}`, () => {
    assert.deepEqual(
      statements.filter(({ text }) => pattern.test(text)).map(({ where }) => where),
      [],
    );
  });
}

test('no migration names a table with its schema', () => {
  assert.deepEqual(
    statements
      .filter(({ text }) =>
        /\b(?:table|into|from|join|update|on|index|only|exists)\s+"?[a-z_]+"?\."?[a-z_]+"?/i.test(withoutTexts(text)),
      )
      .map(({ where }) => where),
    [],
  );
});

test('what the rules are for is seen: each catches an example', () => {
  const caught = [
    'alter table a add constraint b foreign key (c) references d (e)',
    'do $$ begin end $$',
    'create trigger a before insert on b execute function c()',
    'create schema other',
    'create extension citus',
    'begin',
    'create unlogged table a (b int)',
  ];
  for (const example of caught)
    assert.ok(
      forbidden.some(([, pattern]) => pattern.test(example)),
      example,
    );
});

/** Schemas that belong to the server. Everything else is found by the search path, which has one schema. */
const own = new Set(['pg_catalog', 'information_schema']);

test('no statement of the program names a table with its schema', () => {
  const found: string[] = [];
  for (const path of globSync('src/**/*.ts', { cwd: root }).filter((file) => !/\.(test|testsuite)\.ts$/.test(file))) {
    const text = readFileSync(join(root, path), 'utf8');
    for (const [, sql = ''] of text.matchAll(/`([^`]*)`/g)) {
      if (!/^\s*(?:select|insert|update|delete|with|copy|create|alter|lock|truncate)\b/i.test(sql)) continue;
      for (const [, schema = '', table] of withoutFrom(withoutTexts(withoutComments(sql))).matchAll(
        /\b(?:from|join|into|update|table|lock)\s+"?([a-z_]+)"?\."?([a-z_]+)"?(?!\s*\()/gi,
      ))
        if (!own.has(schema)) found.push(`${path}: ${schema}.${table}`);
    }
  }
  assert.deepEqual(found, []);
});

test('a session sees one schema', () => {
  const text = readFileSync(join(root, 'src/postgres/pool.ts'), 'utf8');
  assert.match(text, /search_path: quoteIdentifier\(options\.schema\)/);
});

function withoutComments(sql: string): string {
  return sql.replaceAll(/--[^\n]*/g, '').replaceAll(/\/\*[\s\S]*?\*\//g, '');
}

/** Where the word stands before a value. */
function withoutFrom(sql: string): string {
  return sql.replaceAll(/\bdistinct\s+from\b|\bextract\s*\(\s*\w+\s+from\b/gi, '');
}

function withoutTexts(sql: string): string {
  return sql.replaceAll(/'(?:[^']|'')*'/g, "''");
}
