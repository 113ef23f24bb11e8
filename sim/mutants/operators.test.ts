// What the operators make of small texts: each finds what it is for, and leaves alone what only looks like it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findIn } from './find.ts';
import { applied, mutantsOf } from './mutant.ts';
import type { Operator } from './mutant.ts';
import { parse, signaturesOf } from './source.ts';

function made(operator: Operator, text: string): string[] {
  const source = parse('some.ts', text);
  const found = findIn({ ...source, signatures: signaturesOf([source]) });
  return mutantsOf('some.ts', text, found)
    .filter((mutant) => mutant.operator === operator)
    .map(({ edit }) => applied(text, edit));
}

const code: readonly (readonly [Operator, text: string, ...mutants: string[]])[] = [
  ['negated-condition', 'if (a) b();', 'if (!(a)) b();'],
  ['negated-condition', 'list.find((one) => one.ok);', 'list.find((one) => !(one.ok));'],
  ['negated-condition', 'list.map((one) => one.ok);'],
  ['dropped-clause', 'f(a && b && c);', 'f((a && b));', 'f((a) && c);', 'f((b) && c);'],
  ['dropped-clause', 'f(a ?? b);', 'f((a));', 'f((b));'],
  ['off-by-one', 'f(a < b);', 'f(a <= b);'],
  ['off-by-one', 'f(2);', 'f(3);', 'f(1);'],
  ['off-by-one', "type Kind = 1 | 2; f<3>('4', 0.5);"],
  ['missing-dedupe', 'seen.has(key) || f();', '!seen.has(key) || f();'],
  ['missing-dedupe', 'f([...new Set(list)]);', 'f([...list]);'],
  ['lost-update', 'sum = sum + 1;', 'sum = (sum);', 'sum = (1);'],
  ['lost-update', 'sum += by;', 'sum = by;'],
  ['lost-update', "name = name + '!'; text = `${text}` + rest;"],
  ['lost-update', 'f({ ...old, a: 1, b });', 'f({ ...old,  b });', 'f({ ...old, a: 1,  });'],
  ['wrong-order', 'list.toSorted(f);', 'list;', 'list.toSorted(((...pair) => (f)(...pair.reverse())));'],
  ['removed-statement', 'if (a) return;', ';', 'if (a) ;'],
  ['removed-statement', 'if (a) b(); else c();', 'if (a) ; else c();', 'if (a) b(); else ;'],
  [
    'constant-return',
    'function f(): boolean { return g(); }',
    'function f(): boolean { return true; return g(); }',
    'function f(): boolean { return false; return g(); }',
  ],
  [
    'constant-return',
    'const f = (): readonly string[] | null => g();',
    'const f = (): readonly string[] | null => [];',
    'const f = (): readonly string[] | null => null;',
  ],
  ['constant-return', 'function f(): Order { return g(); }'],
  ['min-max', 'Math.min(a, b);', 'Math.max(a, b);'],
  ['min-max', 'divFloor(a, b);', '-divFloor(-(a), b);'],
  ['swapped-arguments', 'f(a - b);', 'f((b) - (a));'],
  [
    'swapped-arguments',
    'function g(a: string, b: string, c: number) {} g(x, y, z);',
    'function g(a: string, b: string, c: number) {} g(y, x, z);',
  ],
  // A net under bugs: without one, no test can see the difference.
  ['negated-condition', 'assert(list.some((one) => one.ok));'],
  ['removed-statement', "assert.ok(a, 'never');"],
];
for (const [operator, text, ...mutants] of code)
  test(`${operator}: ${text}`, () =>
    assert.deepEqual(
      made(operator, text.includes('return;') ? `function f() { ${text} }` : text),
      mutants.map((mutant) => (text.includes('return;') ? `function f() { ${mutant} }` : mutant)),
    ));

const statements: readonly (readonly [Operator, statement: string, ...mutants: string[]])[] = [
  ['skipped-lock', 'select id from t order by id for update of t', 'select id from t order by id '],
  ['skipped-lock', 'select id from t for update skip locked', 'select id from t ', 'select id from t for update '],
  ['skipped-lock', "select pg_advisory_xact_lock(hashtext('a')), 1", 'select null::text, 1'],
  ['skipped-lock', 'select ${lock}(hashtext(name)), 1', 'select null::text, 1'],
  [
    'wrong-order',
    'select a from t order by a, b desc limit 1',
    'select a from t  limit 1',
    'select a from t order by a desc, b limit 1',
  ],
  [
    'missing-dedupe',
    'insert into t (a) select distinct a from s on conflict do nothing returning a',
    'insert into t (a) select  a from s on conflict do nothing returning a',
    'insert into t (a) select distinct a from s  returning a',
  ],
  [
    'dropped-clause',
    'select a from t where a = $1 and (b > 1 or c)',
    'select a from t where (a = $1 or true) and (b > 1 or c)',
    'select a from t where a = $1 and ((b > 1 or c) or true)',
  ],
  ['dropped-clause', 'select a from t join s on s.a = t.a', 'select a from t join s on (s.a = t.a or true)'],
  [
    'lost-update',
    'update t x set a = 1 from s where x.a = s.a',
    'update t x set a = case when true then x.a else 1 end from s where x.a = s.a',
    'update t x set a = 1 from s where (x.a = s.a or true)',
  ],
  [
    'lost-update',
    'insert into t (a) values ($1) on conflict (a) do update set b = excluded.b',
    'insert into t (a) values ($1) on conflict (a) do nothing',
    'insert into t (a) values ($1) on conflict (a) do update set b = case when true then t.b else excluded.b end',
  ],
  [
    'off-by-one',
    'select a from t where f(a, $1) <= 10',
    'select a from t where f(a, $1) < 10',
    'select a from t where f(a, $1) <= 11',
  ],
  ['min-max', 'select greatest(a, b) from t', 'select least(a, b) from t'],
  [
    'negated-condition',
    'select a from t where not exists (select from s) and b is null',
    'select a from t where exists (select from s) and b is null',
    'select a from t where not exists (select from s) and b is not null',
  ],
  ['dropped-clause', 'with as much care as it takes where nobody looks'],
];
for (const [operator, statement, ...mutants] of statements)
  test(`${operator} in SQL: ${statement}`, () => {
    const within = (text: string): string => `ask(\`${text}\`);`;
    assert.deepEqual(made(operator, within(statement)), mutants.map(within));
  });

test('a lock that is taken alone is taken shared', () => {
  assert.deepEqual(made('skipped-lock', "const lock = 'pg_advisory_xact_lock';"), [
    "const lock = 'pg_advisory_xact_lock_shared';",
  ]);
});

test('the id of a mutant outlives changes elsewhere in its file, and tells equal lines apart', () => {
  const ids = (text: string): string[] =>
    mutantsOf('some.ts', text, findIn(parse('some.ts', text))).map(({ id }) => id);
  const before = ids('f(a < b);\nf(a < b);\n');
  assert.equal(new Set(before).size, before.length);
  assert.deepEqual(ids('// A word more.\n\nf(a < b);\nf(a < b);\n'), before);
});
