import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differencesOf } from './differences.ts';

const cases: readonly (readonly [name: string, there: unknown, wouldBe: unknown, expected: readonly unknown[]])[] = [
  ['nothing is there yet', null, { id: 'A' }, [['', null, { id: 'A' }]]],
  ['what is equal is not listed', { id: 'A', n: 1 }, { id: 'A', n: 1 }, []],
  ['what is not written stays', { id: 'A', note: 'theirs' }, { id: 'A' }, []],
  ['a field that is new', { id: 'A' }, { id: 'A', n: 2 }, [['/n', null, 2]]],
  ['a field that changes', { a: { b: 'x' } }, { a: { b: 'y' } }, [['/a/b', 'x', 'y']]],
  [
    'lists are compared place by place',
    { l: [1, 2, 3] },
    { l: [1, 4] },
    [
      ['/l/1', 2, 4],
      ['/l/2', 3, null],
    ],
  ],
  ['decimals come as text', { price: '12.50', n: '3' }, { price: 12.5, n: 4 }, [['/n', '3', 4]]],
  ['empty text is no number', { n: '' }, { n: 0 }, [['/n', '', 0]]],
  ['the only row of a table', [{ id: 'A', n: 1 }], { id: 'A', n: 2 }, [['/n', 1, 2]]],
  ['names with slashes', { 'a/b': 1 }, { 'a/b': 2 }, [['/a~1b', 1, 2]]],
  ['another shape altogether', ['x'], { l: { deep: true } }, [['', 'x', { l: { deep: true } }]]],
  [
    'prototype names are only names',
    {},
    JSON.parse('{"__proto__":{"x":1},"constructor":2}'),
    [
      ['/__proto__', null, { x: 1 }],
      ['/constructor', null, 2],
    ],
  ],
];
for (const [name, there, wouldBe, expected] of cases) {
  test(`differences: ${name}`, () => {
    const { differences, isCut } = differencesOf(there, wouldBe, 10);
    assert.deepEqual(
      differences.map(({ pointer, ...rest }) => [pointer, rest.there, rest.wouldBe]),
      expected,
    );
    assert.equal(isCut, false);
  });
}

test('a list that is too long is cut, and says so', () => {
  const { differences, isCut } = differencesOf({}, { a: 1, b: 2, c: 3 }, 2);
  assert.deepEqual([differences.length, isCut], [2, true]);
});
