// Golden cases, and the files of a policy.
import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkCases } from './cases.ts';
import { checkFiles } from './check-files.ts';
import { loadPolicies, loadPolicy } from './load.ts';
import type { Policy } from './model.ts';
import { readPolicy } from './read-policy.ts';
import { policyDocument, policyText } from './testing/policy-text.ts';
import type { Made } from './testing/policy-text.ts';

const bands: Made = {
  rules: [
    { amount: '< 5', result: '"low"' },
    { amount: '>= 5', result: '"high"' },
  ],
};
const low = { name: 'low', input: { amount: 1 }, output: { result: 'low' }, rule: 'r1' };
const high = { name: 'high', input: { amount: 5 }, output: { result: 'high' }, rule: 'r2' };

function policy(made: Made): Policy {
  const read = readPolicy(policyText(made));
  assert.ok('policy' in read);
  return read.policy;
}

const said = (cases: unknown, made: Made = bands): string[] =>
  checkCases(JSON.stringify(cases), policy(made)).problems.map(({ pointer, message }) => `${pointer} ${message}`);

test('cases agree with the policy, rule by rule', () => {
  assert.deepEqual(said([low, high]), []);
  assert.equal(checkCases(JSON.stringify([low, high]), policy(bands)).count, 2);
  const both = { name: 'both', input: { amount: 3 }, outputs: [{ result: 'a' }, { result: 'b' }], rules: ['r1', 'r2'] };
  const collect: Made = { hit: 'collect', rules: [{ result: '"a"' }, { amount: '< 5', result: '"b"' }] };
  assert.deepEqual(said([both], collect), []);
  assert.deepEqual(said([low], collect).slice(0, 2), [
    '/0/output the key "output" is not known here',
    '/0/rule the key "rule" is not known here',
  ]);
});

test('what a case says otherwise is a problem of the case, at its place', () => {
  const table: readonly (readonly [case_: unknown, ...said: string[]])[] = [
    [{ ...low, rule: 'r2' }, '/0/rule the case says "r2", the policy decides "r1"'],
    [{ ...low, output: {} }, '/0/output the case says {}, the policy decides {"result":"low"}'],
    [{ ...low, name: '' }, '/0/name a text is needed here'],
    [{ ...low, why: '' }, '/0/why the key "why" is not known here'],
    [{ ...low, input: {} }, '/0/input "amount" is missing', ' no case shows the rule "r1"'],
    [{ ...low, input: { amount: 1, more: 2 } }, '/0/input/more the key "more" is not known here'],
    [
      { ...low, input: { amount: [1] } },
      '/0/input/amount an input is a text, a number, true or false',
      ' no case shows the rule "r1"',
    ],
    [
      { ...low, input: { amount: '1' } },
      '/0/input/amount amount is "1", and has to be a number of at most 15 digits',
      ' no case shows the rule "r1"',
    ],
    [5, '/0 an object is needed here', ' no case shows the rule "r1"'],
  ];
  for (const [one, ...expected] of table) assert.deepEqual(said([one, high]), expected, JSON.stringify(one));
  assert.deepEqual(said({}), [
    ' a list is needed here',
    ' no case shows the rule "r1"',
    ' no case shows the rule "r2"',
  ]);
  assert.match(checkCases('[', policy(bands)).problems[0]?.message ?? '', /^this is not JSON/);
});

test('a case that no rule takes says so', () => {
  // A policy that was read has no gap: this one lost its rules.
  const none = { ...policy(bands), rules: [], columns: [] };
  assert.deepEqual(
    checkCases(JSON.stringify([low]), none).problems.map(({ pointer, message }) => [pointer, message]),
    [['/0/input', 'No rule takes {"amount":1}']],
  );
});

test('the files of a policy are checked together', () => {
  const root = mkdtempSync(join(tmpdir(), 'policies-'));
  const put = (name: string, files: Readonly<Record<string, string>>): void => {
    mkdirSync(join(root, name));
    for (const [file, content] of Object.entries(files)) writeFileSync(join(root, name, file), content);
  };
  const cases = JSON.stringify([low, high]);
  const version = (number: number): string => {
    const document = structuredClone(policyDocument(bands));
    Object.assign(document['policy'] as object, { version: number });
    return JSON.stringify(document);
  };
  try {
    put('made', {
      'v1.json': version(1),
      'v2.json': version(2),
      'v10.json': version(10),
      'cases.json': cases,
      'README.md': '',
    });
    put('other', { 'v1.json': version(2) });
    put('wrong', {
      'v1.json': version(1).replaceAll('"made"', '"wrong"'),
      'cases.json': JSON.stringify([low]),
      'README.md': '',
    });
    put('broken', { 'v1.json': '{}', 'cases.json': cases, 'README.md': '' });
    put('empty', {});
    writeFileSync(join(root, 'README.md'), '');
    const checked = loadPolicies(root).map((files) => checkFiles(files, readPolicy));
    assert.deepEqual(
      checked.map((one) => [one.name, one.policy?.version, one.cases, one.problems.map(({ message }) => message)]),
      [
        [
          'broken',
          undefined,
          0,
          ['"contentType" is missing', '"policy" is missing', '"nodes" is missing', '"edges" is missing'],
        ],
        [
          'empty',
          undefined,
          0,
          ['this folder has no table', 'this policy has no README.md', 'this policy has no golden cases'],
        ],
        ['made', 10, 2, []],
        ['other', 2, 0, ['this policy has no README.md', 'this policy has no golden cases', 'this file holds made v2']],
        ['wrong', 1, 1, ['no case shows the rule "r2"']],
      ],
    );
    assert.deepEqual(
      loadPolicy(join(root, 'made')).versions.map(({ version: one }) => one),
      [1, 2, 10],
    );
    assert.throws(() => loadPolicies(join(root, 'nowhere')), /ENOENT/);
  } finally {
    rmSync(root, { recursive: true });
  }
});
