import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readStatement } from './statement.ts';
import type { Dialect } from './statement.ts';

test('named parameters become those of the server, and nothing else is touched', () => {
  const cases: readonly (readonly [Dialect, string, string, readonly string[]])[] = [
    ['postgresql', 'select a from t where b >= :cursor;', 'select a from t where b >= $1', ['cursor']],
    ['postgresql', 'select :a, :b, :a', 'select $1, $2, $1', ['a', 'b']],
    ['postgresql', 'select \':no\', ":no", a::text, :yes::date', 'select \':no\', ":no", a::text, $1::date', ['yes']],
    [
      'postgresql',
      "select $$:no$$, $q$ ; :no $q$, E'\\':no', 'it''s :no'",
      "select $$:no$$, $q$ ; :no $q$, E'\\':no', 'it''s :no'",
      [],
    ],
    ['postgresql', 'select 1 -- :no; \n, :a /* :no ; */', 'select 1 -- :no; \n, $1 /* :no ; */', ['a']],
    ['mariadb', 'select :a, `:no`, ":no", :a # :no', 'select ?, `:no`, ":no", ? # :no', ['a', 'a']],
    ['mariadb', "select '\\':no', :a", "select '\\':no', ?", ['a']],
  ];
  for (const [dialect, sql, text, names] of cases)
    assert.deepEqual(readStatement(sql, dialect), { ok: true, statement: { text, names } }, sql);
});

test('several statements, parameters of another kind and what is not closed are refused', () => {
  const cases: readonly (readonly [Dialect, string, RegExp])[] = [
    ['postgresql', 'select 1; drop table t', /several statements/],
    ['postgresql', 'select $1', /\$1 is no parameter/],
    ['postgresql', "select 'a", /' is not closed/],
    ['postgresql', 'select /* a', /is not closed/],
    ['mariadb', 'select ?', /\? is no parameter/],
    ['mariadb', 'select 1; select 2', /several statements/],
    ['mariadb', 'select `a', /` is not closed/],
  ];
  for (const [dialect, sql, detail] of cases) {
    const read = readStatement(sql, dialect);
    assert.ok(!read.ok, sql);
    assert.match(read.detail, detail);
  }
});
