// Our reading and matching against the engine's own, over random tables and inputs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ZenEngine } from '@gorules/zen-engine';
import fc from 'fast-check';
import { isDecided, tryDecide } from './decide.ts';
import type { Policy } from './model.ts';
import { readDraft } from './read-policy.ts';
import { date, number, policyDocument, policyText, text, yesNo } from './testing/policy-text.ts';

const inputs = {
  amount: { ...number, min: -1_000_000, max: 1_000_000 },
  limit: { ...number, min: -1_000_000, max: 1_000_000 },
  lines: { ...number, whole: true, min: -50, max: 50 },
  channel: text,
  grade: { ...text, values: ['A', 'B', 'C'] },
  first: yesNo,
  day: date,
  due: date,
};

const digits = fc.tuple(fc.integer({ min: -30, max: 30 }), fc.constantFrom(1, 10, 1000)).map(([n, by]) => `${n / by}`);
const whole = fc.integer({ min: -9, max: 9 }).map(String);
const quoted = (words: readonly string[]) => fc.constantFrom(...words.flatMap((word) => [`"${word}"`, `'${word}'`]));
const day = fc.integer({ min: 0, max: 40 }).map((n) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10));
const dayCell = fc.oneof(
  day.map((one) => `date('${one}')`),
  fc.constant('date(due)'),
);
const line = fc.oneof(
  digits,
  fc.constantFrom('limit', 'limit * 1.1', 'limit / 3 + 2', '-limit', '2 * (limit - 5)', 'limit - limit / 4'),
);
const compare = fc.constantFrom('', '< ', '<= ', '> ', '>= ', '!= ', '== ');

function ordered(operand: fc.Arbitrary<string>, plain: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const range = fc
    .tuple(
      fc.constantFrom('[', '('),
      operand,
      operand,
      fc.constantFrom(']', ')'),
      fc.constantFrom('', 'in ', 'not in '),
    )
    .map(([open, low, high, close, word]) => `${word}${open}${low}..${high}${close}`);
  const list = fc
    .tuple(fc.constantFrom('in ', 'not in '), fc.array(plain, { minLength: 1, maxLength: 3 }))
    .map(([word, items]) => `${word}[${items.join(', ')}]`);
  return cell(
    fc.oneof(
      fc.tuple(compare, operand).map(([sign, of]) => `${sign}${of}`),
      range,
      list,
    ),
  );
}

function named(words: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const list = fc
    .tuple(fc.constantFrom('in ', 'not in '), fc.array(words, { minLength: 1, maxLength: 3 }))
    .map(([word, items]) => `${word}[${items.join(', ')}]`);
  return cell(
    fc.oneof(
      words,
      words.map((word) => `!= ${word}`),
      list,
    ),
  );
}

function cell(one: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const joined = fc
    .tuple(one, fc.array(fc.tuple(fc.constantFrom(', ', ' or ', ' and '), one), { maxLength: 2 }))
    .map(([head, rest]) => head + rest.map(([join, tail]) => join + tail).join(''));
  return fc.oneof(fc.constant(''), joined);
}

const rule = fc.record({
  amount: ordered(line, digits),
  limit: ordered(digits, digits),
  lines: ordered(whole, whole),
  channel: named(quoted(['shop', 'edi', 'a, b'])),
  grade: named(quoted(['A', 'B', 'C'])),
  first: fc.constantFrom('', 'true', 'false', 'true, false'),
  day: ordered(
    dayCell,
    day.map((one) => `date('${one}')`),
  ),
  result: quoted(['x', 'y z']),
  score: fc.constantFrom(
    '7',
    '-2.5',
    'amount * 2 + lines',
    'min([amount, 5]) / 4',
    'round(limit / 7, 2)',
    'ceil(amount) - floor(limit)',
    'abs(amount)',
    'max([lines, limit, 0])',
    'round(amount / 3)',
  ),
});

const input = fc.record({
  amount: fc.oneof(digits.map(Number), fc.double({ min: -1000, max: 1000, noNaN: true })),
  limit: fc.oneof(digits.map(Number), fc.double({ min: -1000, max: 1000, noNaN: true })),
  lines: fc.integer({ min: -10, max: 10 }),
  channel: fc.constantFrom('shop', 'edi', 'a, b', 'other', ''),
  grade: fc.constantFrom('A', 'B', 'C'),
  first: fc.boolean(),
  day,
  due: day,
});

const outputs = { result: text, score: number };

test('a table decides what the engine decides', async () => {
  const engine = new ZenEngine();
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('first' as const, 'collect' as const),
        fc.array(rule, { minLength: 1, maxLength: 6 }),
        fc.array(input, { minLength: 1, maxLength: 5 }),
        async (hit, rules, given) => {
          const made = { hit, inputs, outputs, rules };
          const read = readDraft(policyText(made));
          assert.ok('policy' in read, JSON.stringify('problems' in read && read.problems));
          const decision = engine.createDecision(policyDocument(made));
          for (const one of given) await same(read.policy, one, decision.evaluate(engineInput(read.policy, one)));
        },
      ),
      { numRuns: 400 },
    );
  } finally {
    engine.dispose();
  }
});

type Given = Parameters<typeof tryDecide>[1];

/** The engine ends the process on smaller numbers: what it is given is what we looked at. */
function engineInput(policy: Policy, one: Given): unknown {
  const result = tryDecide(policy, one);
  return isDecided(result)
    ? result.inputs
    : Object.fromEntries(
        Object.entries(one).map(([name, value]) => [
          name,
          typeof value === 'number' ? Number(value.toFixed(12)) : value,
        ]),
      );
}

async function same(policy: Policy, one: Given, evaluated: Promise<{ result: unknown }>): Promise<void> {
  const { result } = await evaluated;
  const ours = tryDecide(policy, one);
  if (!isDecided(ours)) {
    assert.equal(ours.undecided, 'no_rule', JSON.stringify(ours));
    assert.deepEqual(result, policy.hit === 'collect' ? [] : {});
  } else assert.deepEqual(policy.hit === 'collect' ? ours.outputs : ours.output, result);
}
