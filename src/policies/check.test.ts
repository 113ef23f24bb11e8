import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkCoverage } from './check.ts';
import { readDraft, readPolicy } from './read-policy.ts';
import { date, number, policyText, text, yesNo } from './testing/policy-text.ts';
import type { Made } from './testing/policy-text.ts';

function messages(made: Made): string[] {
  const read = readDraft(policyText(made));
  assert.ok('policy' in read, 'problems' in read ? JSON.stringify(read.problems) : '');
  return checkCoverage(read.policy).map(({ message }) => message);
}

const gives = (cells: readonly string[]): Made['rules'] => cells.map((it) => ({ it, result: '"x"' }));

test('gaps are found in every kind of input, with an example', () => {
  const table: readonly (readonly [name: string, field: object, cells: readonly string[], expected: string[]])[] = [
    ['a number', number, ['< 5', '> 5'], ['no rule takes it = 5']],
    ['between numbers', number, ['<= 3', '>= 4'], ['no rule takes it = 3.5']],
    ['nothing between whole numbers', { ...number, whole: true }, ['<= 3', '>= 4'], []],
    ['a whole number', { ...number, whole: true }, ['<= 3', '>= 5'], ['no rule takes it = 4']],
    ['below', number, ['>= 0'], ['no rule takes it = -1']],
    ['nothing below the min', { ...number, min: 0 }, ['>= 0'], []],
    ['between min and cell', { ...number, min: 0.5 }, ['>= 1'], ['no rule takes it = 0.75']],
    ['between cell and max', { ...number, max: 1.5 }, ['<= 1'], ['no rule takes it = 1.25']],
    ['the only number', { ...number, min: 2, max: 2 }, ['== 2'], []],
    ['the only number, named by no cell', { ...number, min: 2, max: 2 }, [''], []],
    ['any other text', text, ['"a"', '"b"'], ['no rule takes it = "anything else"']],
    ['an odd text', text, ['"anything else"'], ['no rule takes it = "anything else!"']],
    ['a listed text', { ...text, values: ['a', 'b'] }, ['"a"'], ['no rule takes it = "b"']],
    ['no', yesNo, ['true'], ['no rule takes it = false']],
    ['neither yes nor no', yesNo, ['true', 'false'], []],
    ['a day', date, ["< date('2026-02-28')", "> date('2026-02-28')"], ['no rule takes it = "2026-02-28"']],
    ['no day', date, ["<= date('2026-02-28')", ">= date('2026-03-01')"], []],
    ['everything', number, [], ['no rule takes it = 0']],
  ];
  for (const [name, field, cells, expected] of table)
    assert.deepEqual(messages({ inputs: { it: field }, rules: gives(cells) }), expected, name);
});

test('a gap over several columns names all of them', () => {
  const inputs = { limit: { ...number, min: 0 }, due: number, open: yesNo };
  const rules = [
    { open: 'false', result: '"x"' },
    { due: '< limit', result: '"x"' },
    { due: '> limit', result: '"x"' },
  ];
  assert.deepEqual(messages({ inputs, rules }), ['no rule takes open = true, limit = 0, due = 0']);
});

test('an input with one value is compared at that value', () => {
  const inputs = { limit: { ...number, min: 0, max: 4 }, due: { ...number, min: 2, max: 2 } };
  const rules = [
    { due: '< limit', result: '"x"' },
    { due: '>= limit', result: '"x"' },
  ];
  assert.deepEqual(messages({ inputs, rules }), []);
  assert.deepEqual(messages({ inputs, rules: rules.slice(0, 1) }), ['no rule takes limit = 0, due = 2']);
});

test('overlaps matter under unique, each pair once', () => {
  const made = { inputs: { it: number }, rules: gives(['<= 5', '>= 5', '>= 7']) };
  assert.deepEqual(messages({ ...made, hit: 'unique' }), [
    'the rules "r1" and "r2" both take it = 5',
    'the rules "r2" and "r3" both take it = 7',
  ]);
  assert.deepEqual(messages({ ...made, hit: 'collect' }), []);
});

test('a rule that cannot match or never has its turn is named, with those that come first', () => {
  const made = { inputs: { it: number }, rules: gives(['< 5', '[9..2]', '>= 5', '(4..6)', '']) };
  assert.deepEqual(messages(made), [
    'the rule "r2" can never match',
    'the rule "r4" never has its turn: "r1", "r3" take all that it takes',
    'the rule "r5" never has its turn: "r1", "r3" take all that it takes',
  ]);
  assert.deepEqual(messages({ ...made, hit: 'collect' }), ['the rule "r2" can never match']);
});

test('what the rules do together is reported at the line of the rule, or of the rules', () => {
  const read = readPolicy(policyText({ inputs: { it: number }, rules: gives(['< 5', '< 4']) }));
  assert.deepEqual('problems' in read && read.problems.map(({ pointer, line }) => [pointer, line]), [
    ['/nodes/1/content/rules', 48],
    ['/nodes/1/content/rules/1', 55],
  ]);
});

test('a table that tells too much apart is refused rather than half searched', () => {
  const names = Array.from({ length: 18 }, (_, index) => `in${index}`);
  const inputs = Object.fromEntries(names.map((name) => [name, yesNo]));
  const rules = names.map((name) => ({ [name]: 'true', result: '"x"' }));
  assert.deepEqual(messages({ inputs, rules }), ['this table tells too many situations apart to be searched for gaps']);
});
