// The document around the cells: head, JDM, columns, rules.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '#kernel/limits.ts';
import { readDraft, readPolicy } from './read-policy.ts';
import { date, number, policyDocument, policyText, text } from './testing/policy-text.ts';
import type { Made } from './testing/policy-text.ts';

type Json = Record<string, unknown>;

const made: Made = { inputs: { amount: number, day: date }, rules: [{ amount: '', result: '"x"' }] };

/** The problems of a document in which the value at a pointer was replaced, or removed. */
function changed(pointer: string, value?: unknown): string[] {
  const document = structuredClone(policyDocument(made));
  const keys = pointer.split('/').slice(1);
  const last = keys.pop() ?? '';
  let at: Json = document;
  for (const key of keys) at = at[key] as Json;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return problems(JSON.stringify(document));
}

function problems(document: string): string[] {
  const read = readDraft(document);
  return 'problems' in read ? read.problems.map(({ pointer, message }) => `${pointer} ${message}`) : [];
}

test('what is not JSON is said with its place', () => {
  const read = readPolicy('{\n  "contentType": oops\n}');
  assert.deepEqual('problems' in read && read.problems.map(({ line, column }) => [line, column]), [[2, 18]]);
  assert.match(problems('{"a": 1, "a": 2}').join('\n'), /^\/a this key stands twice$/m);
  assert.deepEqual(problems('[]'), [' an object is needed here']);
});

test('a table of the head: keys, types and values that are not known are refused', () => {
  const table: readonly (readonly [pointer: string, value: unknown, ...said: string[]])[] = [
    ['/policy', undefined, ' "policy" is missing'],
    ['/policies', {}, '/policies the key "policies" is not known here'],
    ['/xyz', {}, '/xyz the key "xyz" is not known here'],
    ['/policy/owner', undefined, '/policy "owner" is missing'],
    ['/policy/owner', ' ', '/policy/owner a text is needed here'],
    ['/policy/name', '', '/policy/name a text is needed here'],
    ['/policy/name', 'Order Holds', '/policy/name "Order Holds" is not a name for a policy'],
    ['/policy/version', 0, '/policy/version a version is a whole number from 1 to 999999'],
    ['/policy/version', 1_000_000, '/policy/version a version is a whole number from 1 to 999999'],
    ['/policy/version', '1', '/policy/version a version is a whole number from 1 to 999999'],
    ['/policy/hit', 'any', '/policy/hit "any" is not allowed here'],
    ['/policy/inputs', {}, '/policy/inputs at least one field is needed here'],
    ['/policy/inputs/amount', 5, '/policy/inputs/amount an object is needed here'],
    ['/policy/inputs/amount/type', 'money', '/policy/inputs/amount/type "money" is not allowed here'],
    [
      '/policy/inputs/amount/max',
      '5',
      '/policy/inputs/amount/max a bound is a number of at most 15 digits, 9 of them behind the point',
    ],
    [
      '/policy/inputs/amount/max',
      1e-300,
      '/policy/inputs/amount/max a bound is a number of at most 15 digits, 9 of them behind the point',
    ],
    ['/policy/inputs/amount/whole', false, '/policy/inputs/amount/whole whole is true or left out'],
    ['/policy/inputs/amount/values', ['a'], '/policy/inputs/amount/values a number has no "values"'],
    ['/policy/inputs/day/min', 5, '/policy/inputs/day/min a date has no "min"'],
    ['/policy/outputs/result/max', 5, '/policy/outputs/result/max a string has no "max"'],
    [
      '/policy/outputs/result/values',
      'x',
      '/policy/outputs/result/values a list is needed here',
      '/policy/outputs/result/values values are texts, each once, and at least one',
    ],
    [
      '/policy/outputs/result/values',
      ['x', 'x'],
      '/policy/outputs/result/values values are texts, each once, and at least one',
    ],
    ['/policy/outputs/result/values', [5], '/policy/outputs/result/values/0 a text is needed here'],
    ['/policy/inputs/Amount', number, '/policy/inputs/Amount "Amount" cannot be the name of a field'],
    ['/policy/inputs/not', number, '/policy/inputs/not "not" cannot be the name of a field'],
    ['/policy/inputs/min', number, '/policy/inputs/min "min" cannot be the name of a field'],
    ['/policy/inputs/more', number, '/policy/inputs/more no rule looks at more'],
    ['/policy/outputs/more', number, '/policy/outputs/more the table has no column for more'],
  ];
  for (const [pointer, value, ...said] of table) assert.deepEqual(changed(pointer, value), said, pointer);
  assert.deepEqual(changed('/policy/inputs/amount', { ...number, min: 5, max: 1 }), [
    '/policy/inputs/amount/min min lies above max',
  ]);
});

test('a table of the JDM: what could compute by itself or change what comes out is refused', () => {
  const content = '/nodes/1/content';
  const node = { id: 'n', type: 'inputNode', name: 'n' };
  const table: readonly (readonly [pointer: string, value: unknown, ...said: string[]])[] = [
    ['/contentType', 'text/plain', '/contentType "text/plain" is not allowed here'],
    [
      '/nodes/0/type',
      'functionNode',
      '/nodes/0/type a function node runs code, and a policy is data',
      '/nodes a policy has exactly one inputNode',
    ],
    [
      '/nodes/0/type',
      'switchNode',
      '/nodes/0/type a switchNode is not part of a policy',
      '/nodes a policy has exactly one inputNode',
    ],
    ['/nodes/3', node, '/nodes a policy has exactly one inputNode'],
    ['/nodes/3', 5, '/nodes/3 an object is needed here'],
    ['/nodes/0/content', { schema: '{}' }, '/nodes/0/content this node has content of its own'],
    ['/nodes/2/content', 'code', '/nodes/2/content this node has content of its own'],
    ['/nodes/2/content', { schema: '' }],
    ['/nodes/0/position', { x: 1, y: 2 }],
    ['/edges', 5, '/edges a list is needed here', '/edges the table is not joined to the input and the output'],
    [
      '/edges/0/targetId',
      'out',
      '/edges/0 this edge is not from input to table or from table to output, or is there twice',
      '/edges the table is not joined to the input and the output',
    ],
    [
      '/edges/2',
      { id: 'e', sourceId: 'in', targetId: 'table' },
      '/edges/2 this edge is not from input to table or from table to output, or is there twice',
    ],
    ['/edges/2', 5, '/edges/2 an object is needed here'],
    [content, 5, `${content} an object is needed here`],
    [`${content}/passThrough`, false],
    [`${content}/passThrough`, true, `${content}/passThrough passThrough would change what the table gives`],
    [`${content}/executionMode`, 'loop', `${content}/executionMode executionMode would change what the table gives`],
    [
      `${content}/hitPolicy`,
      'collect',
      `${content}/hitPolicy hitPolicy is "collect", and a policy that is "first" needs "first"`,
    ],
    [
      `${content}/inputs/0/id`,
      'result',
      `${content}/inputs two columns have one id`,
      `${content}/rules/0/amount the key "amount" is not known here`,
    ],
    [`${content}/inputs/0/type`, 'expression'],
    [`${content}/inputs/0/type`, 'code', `${content}/inputs/0/type "code" is not allowed here`],
    [
      `${content}/inputs/0/field`,
      'amounts',
      `${content}/inputs/0/field the policy has no amounts`,
      '/policy/inputs/amount no rule looks at amount',
    ],
    [
      `${content}/inputs/0/field`,
      'zzzzzzzz',
      `${content}/inputs/0/field the policy has no zzzzzzzz`,
      '/policy/inputs/amount no rule looks at amount',
    ],
    [
      `${content}/inputs/1/field`,
      'day',
      `${content}/inputs/1/field the policy has no day`,
      '/policy/inputs/day no rule looks at day',
    ],
    [
      `${content}/inputs/1/field`,
      'amount',
      `${content}/inputs/1/field amount has two columns`,
      '/policy/inputs/day no rule looks at day',
    ],
    [
      `${content}/inputs/0`,
      5,
      `${content}/inputs/0 an object is needed here`,
      `${content}/rules/0/amount the key "amount" is not known here`,
    ],
    [`${content}/rules/0/amount`, undefined, `${content}/rules/0 "amount" is missing`],
    [`${content}/rules/0/amount`, 5, `${content}/rules/0/amount a cell is a text`],
    [
      `${content}/rules/0/amount`,
      ' '.repeat(limits.policyCellCharactersMax + 1),
      `${content}/rules/0/amount a cell has at most 2000 characters`,
    ],
    [`${content}/rules/0/_description`, '', `${content}/rules/0/_description a text is needed here`],
    [`${content}/rules/0/amounts`, '', `${content}/rules/0/amounts the key "amounts" is not known here`],
  ];
  for (const [pointer, value, ...said] of table) assert.deepEqual(changed(pointer, value), said, pointer);
});

test('rules have names of their own, and there are not too many', () => {
  const cells = { amount: '', result: '"x"' };
  const document = policyText({ ...made, rules: [cells, cells] }).replace('"_id": "r2"', '"_id": "r1"');
  assert.deepEqual(problems(document), ['/nodes/1/content/rules/1/_id another rule is called "r1"']);
  const many = policyText({ ...made, rules: Array.from({ length: limits.policyRulesMax + 1 }, () => cells) });
  assert.deepEqual(problems(many), ['/nodes/1/content/rules a policy has at most 500 rules']);
});

test('an input may have no column if an output or a comparison reads it', () => {
  const inputs = { amount: number, limit: { ...number, min: 0, max: 9 }, rate: { ...number, min: 0, max: 9 } };
  const outputs = { result: text, cost: number };
  const rules = [
    { amount: '> limit', result: '"over"', cost: 'rate * 2' },
    { amount: '<= limit', result: '"in"', cost: 'rate' },
  ];
  const read = readPolicy(policyText({ inputs, outputs, rules, columns: ['amount'] }));
  assert.ok('policy' in read);
  assert.deepEqual(
    read.policy.columns.map(({ input }) => input.name),
    ['amount'],
  );
  assert.deepEqual(read.policy.rules[0]?.when, { amount: '> limit' });
  assert.deepEqual(read.policy.rules[0]?.then, { result: '"over"', cost: 'rate * 2' });
});
