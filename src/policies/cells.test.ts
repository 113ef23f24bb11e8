// What a cell may say, and what is said when it says something else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDraft } from './read-policy.ts';
import { date, number, policyText, text, yesNo } from './testing/policy-text.ts';

const inputs = {
  amount: { ...number, min: 0, max: 1000 },
  limit: number,
  share: { ...number, min: 0.5, max: 2 },
  lines: { ...number, whole: true, min: 1, max: 99 },
  channel: text,
  grade: { ...text, values: ['A', 'B'] },
  open: yesNo,
  day: date,
  due: date,
};
const outputs = {
  score: { ...number, min: 0, max: 100 },
  count: { ...number, whole: true },
  word: text,
  kind: { ...text, values: ['x', 'y'] },
  on: date,
  flag: yesNo,
};
const fine = { score: '1', count: '1', word: '"w"', kind: '"x"', on: '"2026-01-31"', flag: 'true' };

function problems(cells: Readonly<Record<string, string>>): string[] {
  // The second rule looks at every input, so that only what a cell says is at stake.
  const read = readDraft(policyText({ inputs, outputs, rules: [{ ...fine, ...cells }] }));
  return 'problems' in read ? read.problems.map(({ message }) => message) : [];
}

test('cells that may be said', () => {
  const cells: readonly (readonly [string, string])[] = [
    ['amount', '5'],
    ['amount', '> 5 and <= 10, 20 or 30.125'],
    ['amount', '[1..5), (7..9]'],
    ['amount', 'in [1, 2, 3]'],
    ['amount', 'not in (1..3)'],
    ['amount', '>= limit * 1.1 + 5'],
    ['amount', '< (2 - limit) / 4'],
    ['amount', '< limit - limit * 0.1'],
    ['amount', '< 2 * (limit + 3) - -limit'],
    ['limit', '-5, > -3.5'],
    ['channel', '"a, b", \'c "d"\''],
    ['channel', '!= "a" and != "b"'],
    ['channel', 'not in ["a", "b"]'],
    ['grade', '== "A"'],
    ['open', 'true, false'],
    ['day', "date('2026-01-31')"],
    ['day', "[date('2026-01-01')..date(due)]"],
    ['score', 'min([amount, 100])'],
    ['score', 'abs(round(share, 1)) * 10'],
    ['score', 'max([0, -share, share / 2]) + 100 / (share + 1) - ceil(share) * 0.5'],
    ['count', 'lines * -2 + floor(amount / 7) - round(share)'],
    ['count', 'min([lines, 3])'],
    ['word', "'it is'"],
    ['flag', 'false'],
  ];
  for (const [field, cell] of cells) assert.deepEqual(problems({ [field]: cell }), [], `${field}: ${cell}`);
});

test('cells that may not, each with the reason', () => {
  const cells: readonly (readonly [string, string, string])[] = [
    ['amount', '> ', 'the cell ends where a number or the name of an input is needed'],
    ['amount', '5 6', '6 stands where a comma, "and", "or" or the end of the cell is needed'],
    ['amount', '> 5,', 'the cell ends where a number or the name of an input is needed'],
    ['amount', '[1..5', 'the cell ends where "]" or ")" is needed'],
    ['amount', '[1, 5]', ', stands where ".." is needed'],
    ['amount', 'in 5', '5 stands where "[" or "(" is needed'],
    ['amount', 'not 5', '5 stands where "in" is needed'],
    ['amount', '"5"', '"5" is text, and amount is a number'],
    ['amount', '> creditLimit', 'creditLimit is not an input of this policy'],
    ['amount', '> limits', 'limits is not an input of this policy'],
    ['amount', '> channel', 'channel is a string, and arithmetic needs numbers'],
    ['amount', '> now()', 'now() reads the clock or chance, so the same case could be decided differently twice'],
    [
      'amount',
      "> d('2026-01-01')",
      'd() reads the clock or chance, so the same case could be decided differently twice',
    ],
    ['amount', '> rand(5)', 'rand() reads the clock or chance, so the same case could be decided differently twice'],
    ['amount', '> len(channel)', 'len() is not a function of policies'],
    ['amount', '> 1e5', '1e5 is not a number that a policy may hold'],
    ['amount', '> 1_000', '1_000 is not a number that a policy may hold'],
    ['amount', '> 1.', '1. is not a number that a policy may hold'],
    ['amount', '> 1234567890123456', '1234567890123456 is not a number that a policy may hold'],
    ['amount', '> 0.1234567891', '0.1234567891 is not a number that a policy may hold'],
    ['amount', '5 % 2', '"%" has no meaning here'],
    ['amount', '$ > 5', '"$" has no meaning here'],
    ['amount', '> 1001', 'amount is never 1001: it goes from 0 to 1000'],
    ['amount', '< -1', 'amount is never -1: it goes from 0 to 1000'],
    ['share', '0', 'share is never 0: it goes from 0.5 to 2'],
    ['amount', '> amount / 2', 'amount is compared with itself'],
    ['amount', '> limit * limit', 'a part of this can grow beyond 18 digits'],
    ['amount', '> share * share', 'a cell compares with a number, or with one input times a number plus a number'],
    ['amount', '> min([share, 5])', 'a cell compares with a number, or with one input times a number plus a number'],
    ['amount', '> -min([share, 5])', 'a cell compares with a number, or with one input times a number plus a number'],
    ['amount', '> 5 / share', 'a cell compares with a number, or with one input times a number plus a number'],
    ['amount', '> share - lines', 'a cell compares with a number, or with one input times a number plus a number'],
    ['amount', '> limit / 0', 'this can divide by zero'],
    ['channel', 'shop', 'shop is a name, and channel is text'],
    ['channel', '> "a"', '> stands where a text in quotes is needed'],
    ['channel', 'in ["a"', 'the cell ends where "]" is needed'],
    ['channel', '"a\\"', '"\\"" has no meaning here'],
    ['grade', '"C"', '"C" is not a value of grade'],
    ['open', '"true"', 'open is yes or no'],
    ['open', 'yes', 'open is yes or no'],
    ['day', "> '2026-01-01'", "'2026-01-01' stands where a date written date('2026-01-31') is needed"],
    ['day', "> date '2026-01-01'", "'2026-01-01' stands where a date written date('2026-01-31') is needed"],
    ['day', "> date('2026-02-29')", "'2026-02-29' is not a date"],
    ['day', "> date('now')", "'now' is not a date"],
    ['day', '> date(amount)', 'amount is not another date'],
    ['day', '> date(day)', 'day is not another date'],
    ['day', '> date(dew)', 'dew is not an input of this policy'],
    ['day', '> date(', 'the cell ends where ")" is needed'],
    ['day', '> date()', 'the cell ends where ")" is needed'],
    ['score', '', 'score is left empty, and every rule gives every output'],
    ['score', '"5"', '"5" is text, and score is a number'],
    ['score', '101', 'this can give 101, and score goes from 0 to 100'],
    ['score', 'amount', 'this can give 0 to 1000, and score goes from 0 to 100'],
    ['score', '5, 6', ', stands where the end of the cell is needed'],
    ['score', '(5', 'the cell ends where ")" is needed'],
    ['score', '100 / amount', 'this can divide by zero'],
    ['score', 'round(share, 12)', '12 stands where a number of places from 0 to 9 is needed'],
    ['score', 'min(share)', 'share stands where "[" is needed'],
    ['count', '1.5', 'this can give a fraction, and count is a whole number'],
    ['count', 'lines / 2', 'this can give a fraction, and count is a whole number'],
    ['count', 'round(share, 1)', 'this can give a fraction, and count is a whole number'],
    ['count', '-share', 'this can give a fraction, and count is a whole number'],
    ['count', 'limit * 10', 'this can grow beyond 15 digits'],
    ['word', 'w', 'word is a string'],
    ['kind', '"z"', '"z" is not a value of kind'],
    ['on', '"2026-13-01"', '"2026-13-01" is not a date'],
    ['flag', '"true"', 'flag is yes or no'],
  ];
  for (const [field, cell, message] of cells)
    assert.deepEqual(problems({ [field]: cell }), [message], `${field}: ${cell}`);
});

test('everything wrong is said at once, each at its cell', () => {
  const document = policyText({
    inputs,
    outputs,
    rules: [
      { ...fine, amount: '>', channel: 'shop' },
      { ...fine, score: '' },
    ],
  });
  const read = readDraft(document);
  const lines = document.split('\n');
  assert.deepEqual(
    'problems' in read &&
      read.problems.map(({ pointer, line, column }) => [pointer, lines[line - 1]?.slice(column - 1)]),
    [
      ['/nodes/1/content/rules/0/amount', '"amount": ">",'],
      ['/nodes/1/content/rules/0/channel', '"channel": "shop",'],
      ['/nodes/1/content/rules/1/score', '"score": "",'],
    ],
  );
});

test('comparisons between inputs make pairs and stars, not chains', () => {
  const said = (...rules: readonly Readonly<Record<string, string>>[]): string[] => {
    const read = readDraft(policyText({ inputs, outputs, rules: rules.map((cells) => ({ ...fine, ...cells })) }));
    return 'problems' in read ? read.problems.map(({ message }) => message) : [];
  };
  assert.deepEqual(said({ amount: '> limit', lines: '> limit' }), []);
  assert.deepEqual(said({ amount: '> limit' }, { amount: '> share' }), ['amount is compared with limit and share']);
  assert.deepEqual(said({ amount: '> limit', limit: '> share' }), [
    'amount is compared with limit, which is compared with another',
  ]);
});
