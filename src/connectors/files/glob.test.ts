import assert from 'node:assert/strict';
import { test } from 'node:test';
import { posix } from 'node:path';
import fc from 'fast-check';
import { matchesName, patternProblem } from './glob.ts';

test('names are matched as Node matches them', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['orders-1.csv', 'orders-*.csv', true],
    ['orders-1.txt', 'orders-*.{csv,txt}', true],
    ['orders-1.xml', 'orders-*.{csv,txt}', false],
    ['Orders-1.csv', 'orders-*.csv', false],
    ['a', '?', true],
    ['ü', '?', true],
    ['ab', '?', false],
    ['a$&b', '{a$&b,c}', true],
    ['a', '*', true],
  ];
  for (const [name, pattern, expected] of cases)
    assert.equal(matchesName(name, pattern), expected, `${name} ${pattern}`);
  const text = (signs: readonly string[]): fc.Arbitrary<string> =>
    fc.array(fc.constantFrom(...signs), { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text(['a', 'b']), text(['a', 'b', '*', '?', '{a,b}', '{ab,*}']), (name, pattern) => {
      // Two stars in a row are another sign there.
      fc.pre(patternProblem(pattern) === null && !/\*\*|\*\{[^}]*\*|\*\}\*|\*\}\{[^}]*\*/.test(pattern));
      assert.equal(matchesName(name, pattern), posix.matchesGlob(name, pattern), `${name} ${pattern}`);
    }),
  );
});

test('no name keeps the node busy', { timeout: 20_000 }, () => {
  assert.equal(matchesName(`${'_'.repeat(250)}b`, `${'*_'.repeat(90)}*.csv`), false);
});

test('patterns that stand for too many, or for none, are named', () => {
  assert.equal(patternProblem('*.{csv,txt}'), null);
  assert.match(patternProblem('{a,b'.repeat(2)) ?? '', /brace/);
  assert.match(patternProblem('{a,b}'.repeat(7)) ?? '', /128 patterns/);
});
