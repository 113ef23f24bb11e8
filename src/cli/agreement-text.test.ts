import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exchangeRow, missingLines } from './agreement-text.ts';
import type { Exchanges } from './agreement-text.ts';

const sent: Exchanges['items'][number] = {
  direction: 'out',
  control: '17',
  groups: ['17'],
  state: 'sent',
  connection: 'shop',
  by: 'orders',
  at: '2026-03-01T08:00:00.000Z',
  messages: 1,
  refused: null,
  message: null,
  deliveries: [3],
  about: ['ord_1'],
  dueAt: '2026-03-01T10:00:00.000Z',
  notes: [{ code: 'TA1 accepted', detail: '' }],
  isOpen: true,
  ageSeconds: 60,
};

test('what went is shown with what is waited for, and what came with what was noticed', () => {
  const why = 'answer until 2026-03-01T10:00:00.000Z; TA1 accepted';
  assert.deepEqual(exchangeRow(sent), ['out', '17', 'sent', '60 s', '1', 'shop/orders', 'ord_1', why]);
  assert.equal(exchangeRow({ ...sent, state: 'overdue', ageSeconds: 7_000 })[2], 'OVERDUE');
  const came = exchangeRow({
    ...sent,
    direction: 'in',
    state: 'partly',
    refused: 1,
    message: 'raw_1',
    isOpen: false,
    ageSeconds: 90_000,
    notes: [{ code: 'control_number_gap', detail: 'Interchange 17 came after 15: 16 is missing.' }],
  });
  assert.deepEqual(came.slice(2), [
    'partly',
    '25 h',
    '1, 1 refused',
    'shop/orders',
    'raw_1',
    'Interchange 17 came after 15: 16 is missing.',
  ]);
  assert.equal(exchangeRow({ ...sent, ageSeconds: 400_000 })[3], '5 d');
});

test('numbers that are missing and answers to nothing are listed', () => {
  const found = {
    items: [],
    missing: [{ what: 'interchange', number: 16, message: 'raw_1' }],
    unknownAnswers: [{ kind: '997', control: '4711', said: 'accepted', message: 'raw_2' }],
  } as const;
  assert.deepEqual(missingLines(found), [
    'Missing: interchange 16, passed over by message raw_1.',
    'Unknown: 997 in message raw_2 says accepted of 4711, which was not sent.',
  ]);
});
