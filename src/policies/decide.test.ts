import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide, isDecided, tryDecide, UndecidedError } from './decide.ts';
import type { Input } from './decide.ts';
import type { Policy } from './model.ts';
import { readDraft } from './read-policy.ts';
import { date, number, policyText, text, yesNo } from './testing/policy-text.ts';
import type { Made } from './testing/policy-text.ts';

function draft(made: Made): Policy {
  const read = readDraft(policyText(made));
  assert.ok('policy' in read, 'problems' in read ? JSON.stringify(read.problems) : '');
  return read.policy;
}

const bands: Made = {
  rules: [
    { amount: '< 100', result: '"small"' },
    { amount: '[50..500]', result: '"middle"' },
    { amount: '> 90', result: '"large"' },
  ],
};

test('a decision says what it looked at, which rules decided and what they give', () => {
  const policy = draft(bands);
  assert.deepEqual(decide(policy, { amount: 60, colour: 'red' }), {
    policy: 'made',
    version: 1,
    hash: policy.hash,
    inputs: { amount: 60 },
    output: { result: 'small' },
    outputs: [{ result: 'small' }],
    rules: [{ id: 'r1', description: 'rule 1' }],
  });
});

test('first takes the first rule, collect all of them, unique none of several', () => {
  const decided = (hit: 'first' | 'collect' | 'unique', amount: number): unknown => {
    const result = tryDecide(draft({ ...bands, hit }), { amount });
    return isDecided(result) ? result.outputs.map((row) => row['result']) : [result.undecided, result.detail];
  };
  assert.deepEqual(decided('first', 95), ['small']);
  assert.deepEqual(decided('collect', 95), ['small', 'middle', 'large']);
  assert.deepEqual(decided('unique', 600), ['large']);
  assert.deepEqual(decided('unique', 95), ['several_rules', 'The rules r1, r2, r3 all take {"amount":95}']);
});

test('the same content has the same hash, however it is laid out', () => {
  const read = readDraft(JSON.stringify(JSON.parse(policyText(bands))));
  assert.equal('policy' in read && read.policy.hash, draft(bands).hash);
  assert.notEqual(draft({ ...bands, hit: 'collect' }).hash, draft(bands).hash);
});

test('what cannot be decided says why, by type and in words, and never falls back', () => {
  const inputs = {
    amount: { ...number, min: 0, max: 10, whole: true },
    from: { ...number, min: 5 },
    to: { ...number, max: 5 },
    grade: { ...text, values: ['A', 'B'] },
    channel: text,
    open: yesNo,
    day: date,
  };
  const policy = draft({ inputs, rules: [{ amount: '< 9', result: '"x"' }] });
  const fine: Input = { amount: 1, from: 5, to: 5, grade: 'A', channel: 'x', open: true, day: '2026-02-28' };
  assert.ok(isDecided(tryDecide(policy, fine)));
  const { amount, ...without } = fine;
  assert.equal(amount, 1);
  const table: readonly (readonly [Input, string, string | null, RegExp])[] = [
    [without, 'input_missing', 'amount', /^amount is not given$/],
    [
      { ...fine, amount: '1' },
      'input_wrong_type',
      'amount',
      /^amount is "1", and has to be a whole number from 0 to 10$/,
    ],
    [{ ...fine, amount: Number.NaN }, 'input_wrong_type', 'amount', /a whole number/],
    [{ ...fine, from: 1e15 }, 'input_wrong_type', 'from', /a number from 5 on$/],
    [{ ...fine, to: -Infinity }, 'input_wrong_type', 'to', /a number up to 5$/],
    [{ ...fine, open: 'yes' }, 'input_wrong_type', 'open', /true or false$/],
    [{ ...fine, channel: 5 }, 'input_wrong_type', 'channel', /a text$/],
    [{ ...fine, day: '2026-02-29' }, 'input_wrong_type', 'day', /a date written YYYY-MM-DD$/],
    [{ ...fine, day: 20260228 }, 'input_wrong_type', 'day', /a date/],
    [{ ...fine, amount: 1.5 }, 'input_not_allowed', 'amount', /a whole number from 0 to 10$/],
    [{ ...fine, amount: 11 }, 'input_not_allowed', 'amount', /a whole number from 0 to 10$/],
    [{ ...fine, amount: -1 }, 'input_not_allowed', 'amount', /a whole number from 0 to 10$/],
    [{ ...fine, grade: 'C' }, 'input_not_allowed', 'grade', /one of A, B$/],
    [{ ...fine, amount: 9 }, 'no_rule', null, /^No rule takes \{"amount":9,/],
  ];
  for (const [input, undecided, field, detail] of table) {
    const result = tryDecide(policy, input);
    assert.ok(!isDecided(result), JSON.stringify(input));
    assert.deepEqual([result.undecided, result.field], [undecided, field]);
    assert.match(result.detail, detail);
    assert.throws(
      () => decide(policy, input),
      (error) => error instanceof UndecidedError && error.undecided.detail === result.detail,
    );
  }
  assert.match(new UndecidedError(noRule(policy, fine)).message, /^made v1 does not decide: No rule takes/);
});

function noRule(policy: Policy, fine: Input): UndecidedError['undecided'] {
  const result = tryDecide(policy, { ...fine, amount: 10 });
  assert.ok(!isDecided(result));
  return result;
}

test('a number without bounds takes what the engine can hold, down to what is next to nothing', () => {
  const policy = draft({
    outputs: { result: text, half: number },
    rules: [
      { amount: '<= 0', result: '"none"', half: 'amount / 2' },
      { amount: '> 0', result: '"some"', half: 'amount / 2' },
    ],
  });
  const decided = (amount: number): unknown[] => {
    const { inputs, output } = decide(policy, { amount });
    return [inputs['amount'], output['result'], output['half']];
  };
  assert.deepEqual(decided(999_999_999_999_999), [999_999_999_999_999, 'some', 499_999_999_999_999.5]);
  assert.deepEqual(decided(1e-7), [1e-7, 'some', 5e-8]);
  // The engine would end the process.
  assert.deepEqual(decided(5e-324), [0, 'none', 0]);
  assert.deepEqual(decided(-1.234e-300), [0, 'none', 0]);
  const refused = tryDecide(policy, { amount: 1e300 });
  assert.match(
    isDecided(refused) ? '' : refused.detail,
    /^amount is 1e\+300, and has to be a number of at most 15 digits$/,
  );
});

test('columns are compared with other inputs, and outputs worked out from them', () => {
  const policy = draft({
    inputs: { spent: { ...number, min: 0 }, limit: { ...number, min: 0 }, day: date, due: date },
    outputs: { over: number, late: yesNo },
    columns: ['spent', 'day'],
    rules: [
      { spent: '> limit * 1.1', day: '> date(due)', over: 'spent - limit', late: 'true' },
      { spent: '> limit * 1.1', over: 'spent - limit', late: 'false' },
      { over: '0', late: 'false' },
    ],
  });
  const rows = [
    [111, '2026-03-01', { over: 11, late: true }],
    [110.01, '2026-02-28', { late: false, over: 10.01 }],
    [110, '2026-03-01', { over: 0, late: false }],
  ] as const;
  for (const [spent, day, output] of rows)
    assert.deepEqual(decide(policy, { spent, limit: 100, day, due: '2026-02-28' }).output, output);
});
