import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMapping } from './read-mapping.ts';

const good = {
  name: 'shop-orders',
  version: 1,
  owner: 'integration',
  description: 'Orders of the shop.',
  direction: 'in',
  zone: 'Europe/Berlin',
  expression: '{ "order": $ }',
  lookups: { units: { EA: 'each' } },
  cases: [{ name: 'one line', input: {}, about: { file: 'a' }, identifiers: { item: { A: 'B' } }, output: {} }],
};

test('a mapping is read, and known by its content however it is laid out', () => {
  const read = readMapping(JSON.stringify(good));
  const again = readMapping(JSON.stringify(good, null, 2));
  assert('mapping' in read && 'mapping' in again);
  assert.equal(read.hash, again.hash);
  assert.deepEqual(read.mapping, { ...good, functions: '', values: {} });
});

const faults: readonly (readonly [change: object, pointer: string, what: RegExp])[] = [
  [{ name: 'Shop Orders' }, '/name', /not a name/],
  [{ version: 0 }, '/version', /whole number/],
  [{ direction: 'both' }, '/direction', /not allowed/],
  [{ zone: 'Berlin' }, '/zone', /no time zone/],
  [{ expression: ' ' }, '/expression', /a text/],
  [{ expression: 'x'.repeat(70_000) }, '/expression', /70000 characters/],
  [{ functions: '$f := function() { 1 }' }, '/functions', /do not end with ;/],
  [{ functions: `$f := 1;${' '.repeat(70_000)}` }, '/functions', /70008 characters/],
  [{ functions: {} }, '/functions', /a text/],
  [{ cases: [] }, '/cases', /no golden case/],
  [
    { cases: Array.from({ length: 201 }, (_, index) => ({ name: `${index}`, input: 1, output: 1 })) },
    '/cases',
    /201 cases/,
  ],
  [{ cases: [...good.cases, ...good.cases] }, '/cases/1/name', /two cases/],
  [{ cases: [{ name: 'a', input: 1 }] }, '/cases/0', /"output" is missing/],
  [{ cases: [{ name: 'a', input: 1, output: 1, about: { a: 1 } }] }, '/cases/0/about/a', /a text/],
  [{ lookups: { units: ['EA'] } }, '/lookups/units', /an object/],
  [{ lookups: { units: null } }, '/lookups/units', /an object/],
  [{ cases: [{ name: 'a', input: 1, output: 1, about: null }] }, '/cases/0/about', /an object/],
  [{ lookup: {} }, '/lookup', /not known.*/],
  [{ owner: undefined }, '', /"owner" is missing/],
];

test('everything wrong with the shape is named with its place', () => {
  for (const [change, pointer, what] of faults) {
    const read = readMapping(JSON.stringify({ ...good, ...change }, null, 2));
    assert('problems' in read, JSON.stringify(change).slice(0, 100));
    assert.equal(read.problems[0]?.pointer, pointer);
    assert.match(read.problems[0].message, what);
    assert(read.problems[0].line >= 1);
  }
  assert('problems' in readMapping('{'));
  assert('problems' in readMapping('['.repeat(2_000_000)));
});
