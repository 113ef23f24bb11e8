import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { combinationsOf } from './combinations.ts';
import { matchMask } from './decide.ts';
import type { Input } from './decide.ts';
import type { Policy } from './model.ts';
import { readDraft } from './read-policy.ts';
import { number, policyText, text } from './testing/policy-text.ts';
import type { Made } from './testing/policy-text.ts';

function draft(made: Made): Policy {
  const read = readDraft(policyText(made));
  assert.ok('policy' in read, 'problems' in read ? JSON.stringify(read.problems) : '');
  return read.policy;
}

const maskOf = (policy: Policy, input: Input): bigint =>
  matchMask(policy.columns, input, (1n << BigInt(policy.rules.length)) - 1n);

const sign = fc.constantFrom('', '< ', '<= ', '> ', '>= ', '!= ');
const literal = fc.integer({ min: -2, max: 2 }).map(String);
const plain = fc.oneof(
  fc.constant(''),
  fc.tuple(sign, literal).map(([one, of]) => `${one}${of}`),
);
const line = fc.constantFrom('limit', 'limit + 1', '2 * limit', '1 - limit', 'limit / 2');
const compared = fc.oneof(
  plain,
  fc.tuple(sign, line).map(([one, of]) => `${one}${of}`),
  fc.tuple(line, literal).map(([low, high]) => `[${low}..${high})`),
);
const rule = fc.record({
  limit: plain,
  amount: compared,
  lines: compared,
  grade: fc.constantFrom('', '"A"', '!= "B"'),
});

test('the sets of rules found are those that occur, each with a true example', () => {
  const inputs = {
    limit: { ...number, min: -3, max: 3 },
    amount: { ...number, min: -4, max: 4 },
    lines: { ...number, min: -3, max: 3, whole: true },
    grade: { ...text, values: ['A', 'B'] },
  };
  const halves = Array.from({ length: 13 }, (_, index) => index / 2 - 3);
  const grid = halves.flatMap((limit) =>
    [-4, -3.5, ...halves, 3.5, 4].flatMap((amount) =>
      halves.filter(Number.isInteger).flatMap((lines) => ['A', 'B'].map((grade) => ({ limit, amount, lines, grade }))),
    ),
  );
  fc.assert(
    fc.property(fc.array(rule, { minLength: 1, maxLength: 4 }), fc.boolean(), (rules, whole) => {
      const limit = { ...inputs.limit, ...(whole && { whole }) };
      const policy = draft({
        inputs: { ...inputs, limit },
        rules: rules.map((cells) => ({ ...cells, result: '"x"' })),
      });
      const sets = combinationsOf(policy) ?? [];
      const found = new Set(sets.map(({ mask }) => mask));
      for (const { mask, example } of sets) assert.equal(maskOf(policy, example), mask, JSON.stringify(example));
      for (const input of grid)
        if (!whole || Number.isInteger(input.limit)) assert.ok(found.has(maskOf(policy, input)), JSON.stringify(input));
    }),
    { numRuns: 60 },
  );
});
