import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitSql } from './split-sql.ts';

const table: readonly { sql: string; statements: readonly string[] }[] = [
  { sql: '', statements: [] },
  { sql: '-- only a comment;\n', statements: [] },
  { sql: ';;\n;', statements: [] },
  { sql: 'select 1', statements: ['select 1'] },
  { sql: 'select 1; select 2;\n', statements: ['select 1', 'select 2'] },
  { sql: "select ';', 'it''s;'; select 2", statements: ["select ';', 'it''s;'", 'select 2'] },
  { sql: String.raw`select E'\';', 'C:\'; select 2`, statements: [String.raw`select E'\';', 'C:\'`, 'select 2'] },
  { sql: 'select ";""" from t; select 2', statements: ['select ";""" from t', 'select 2'] },
  { sql: 'do $$ begin; end $$; select 2', statements: ['do $$ begin; end $$', 'select 2'] },
  { sql: 'do $a$ $$;$b$; $a$; select 2', statements: ['do $a$ $$;$b$; $a$', 'select 2'] },
  { sql: 'select $1; select a$b$c; select d$b$e', statements: ['select $1', 'select a$b$c', 'select d$b$e'] },
  { sql: 'select 1 /* ; /* ; */ ; */; select 2', statements: ['select 1 /* ; /* ; */ ; */', 'select 2'] },
  { sql: 'select 1 -- one; two\n, 2; select 3', statements: ['select 1 -- one; two\n, 2', 'select 3'] },
  { sql: "select '-- no comment;'; select '/*;'", statements: ["select '-- no comment;'", "select '/*;'"] },
  { sql: "select typeE'a;'; select 2", statements: ["select typeE'a;'", 'select 2'] },
];

for (const { sql, statements } of table) {
  test(`splits ${JSON.stringify(sql)}`, () => {
    assert.deepEqual(
      splitSql(sql).map(({ text }) => text),
      statements,
    );
  });
}

test('names the line of the first word', () => {
  assert.deepEqual(splitSql('-- head\n\nselect 1;\n\n  -- why\n  select\n 2;'), [
    { text: 'select 1', line: 3 },
    { text: 'select\n 2', line: 6 },
  ]);
});

const unclosed: readonly (readonly [sql: string, message: string])[] = [
  ["select 1;\nselect 'a", "line 2: string ' is not closed"],
  ['select "a', 'line 1: name " is not closed'],
  ["select E'a\\'", "line 1: string E' is not closed"],
  ['/* /* */', 'line 1: comment /* is not closed'],
  ['do $a$ $b$', 'line 1: dollar quote is not closed'],
  [
    'select 1;\ncreate function f() returns int begin  atomic select 1; end;',
    'line 2: "begin atomic" is not supported in migrations; write the body as a string, $$ … $$',
  ],
];

for (const [sql, message] of unclosed) {
  test(`refuses ${JSON.stringify(sql)}`, () => assert.throws(() => splitSql(sql), { name: 'SyntaxError', message }));
}

test('statements joined by semicolons come apart again', () => {
  const part = fc.constantFrom("';'", '";"', '$$;$$', '$x$;$$;$x$', '/*;*/', '--;\n', "E'\\';'", ' ', '\n', 'a', '1');
  const statement = fc.array(part).map((parts) => `select ${parts.join(' ')}\n`);
  fc.assert(
    fc.property(fc.array(statement), (statements) => {
      assert.deepEqual(
        splitSql(statements.join(';')).map(({ text }) => text),
        statements.map((text) => text.trim()),
      );
    }),
  );
});
