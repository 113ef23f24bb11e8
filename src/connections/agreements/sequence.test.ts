import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeAnswer } from './judge-answer.ts';
import type { SentState } from './judge-answer.ts';
import type { EarlierAnswer } from './answers.ts';
import { follow, numberOf } from './sequence.ts';

const followed: readonly (readonly [
  last: number | null,
  number: number,
  as: string,
  missing: readonly number[],
  last: number,
])[] = [
  [null, 41, 'first', [], 41],
  [41, 42, 'next', [], 42],
  [41, 45, 'gap', [42, 43, 44], 45],
  [41, 41, 'behind', [], 41],
  [41, 38, 'behind', [], 41],
  [41, 99, 'jump', [], 99],
  [999_999_999, 1, 'restart', [], 1],
];
for (const [last, number, as, missing, after] of followed)
  test(`${number} after ${last ?? 'nothing'}: ${as}`, () => {
    assert.deepEqual(follow(last, number, 10), { last: after, missing, as });
  });

test('what is no number stands in no sequence', () => {
  assert.deepEqual(['000000041', 'REF1', '', '123456789012345'].map(numberOf), [41, null, null, null]);
});

const whole = (said: EarlierAnswer['said']): EarlierAnswer => ({ of: 'interchange', control: '17', said });
const group = (control: string, said: EarlierAnswer['said']): EarlierAnswer => ({ of: 'group', control, said });
const applied = (said: EarlierAnswer['said']): EarlierAnswer => ({ of: 'application', control: '5', said });
const x12 = { state: 'sent', awaits: 'messages', groups: ['5'] } as const;
const two = { ...x12, groups: ['5', '6'] };
const edifact = { state: 'sent', awaits: 'messages', groups: [] } as const;

const judged: readonly (readonly [
  name: string,
  sent: {
    readonly state: SentState;
    readonly awaits: 'messages' | 'interchange' | null;
    readonly groups: readonly string[];
  },
  answer: EarlierAnswer,
  earlier: readonly EarlierAnswer[],
  effect: string,
  state: SentState,
])[] = [
  ['a group is accepted', x12, group('5', 'accepted'), [], 'settled', 'accepted'],
  ['a group is taken with errors', x12, group('5', 'noted'), [], 'settled', 'noted'],
  ['a group is refused', x12, group('5', 'refused'), [], 'settled', 'refused'],
  ['TA1 takes it, and its messages are waited for', x12, whole('accepted'), [], 'received', 'received'],
  [
    'TA1 takes it, and nothing more is waited for',
    { ...x12, awaits: 'interchange' },
    whole('accepted'),
    [],
    'settled',
    'accepted',
  ],
  ['TA1 refuses it', x12, whole('refused'), [], 'settled', 'refused'],
  ['one of two groups is answered', two, group('5', 'accepted'), [], 'received', 'received'],
  ['then the other one', two, group('6', 'noted'), [group('5', 'accepted')], 'settled', 'noted'],
  ['one of two groups is refused, before the other is answered', two, group('6', 'refused'), [], 'settled', 'partly'],
  [
    'the same twice',
    { ...x12, state: 'accepted' },
    group('5', 'accepted'),
    [group('5', 'accepted')],
    'again',
    'accepted',
  ],
  [
    'first refused, then accepted',
    { ...x12, state: 'refused' },
    group('5', 'accepted'),
    [group('5', 'refused')],
    'contradicts',
    'accepted',
  ],
  ['it was overdue', { ...x12, state: 'overdue' }, group('5', 'accepted'), [], 'late', 'accepted'],
  ['it was overdue, and TA1 comes alone', { ...x12, state: 'overdue' }, whole('accepted'), [], 'received', 'overdue'],
  [
    '824 refuses what 997 took',
    { ...x12, state: 'accepted' },
    applied('refused'),
    [group('5', 'accepted')],
    'settled',
    'refused',
  ],
  ['824 takes it, before 997', x12, applied('accepted'), [], 'settled', 'accepted'],
  ['CONTRL says that it came', edifact, whole('received'), [], 'received', 'received'],
  ['CONTRL takes it in part', edifact, whole('partly'), [], 'settled', 'partly'],
];
for (const [name, sent, answer, earlier, effect, state] of judged)
  test(`an answer: ${name}`, () => {
    assert.deepEqual(judgeAnswer(sent, answer, earlier), { effect, state });
  });
