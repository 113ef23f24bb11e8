// By what the other system knows a delivery again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idOf } from './history.ts';

test('of one event, what each operation makes of it has an id of its own', () => {
  const of = (operation: string | null): string => idOf('turn-0', { seq: 7, operation, history: null });
  assert.deepEqual([of(null), of('book'), of('label')], ['turn-0', 'turn-0-book', 'turn-0-label']);
});

test('each step and each time that it is sent once more has another one', () => {
  const answered = { what: 'answered', operation: 'book', at: '2026-03-01T09:00:00.000Z' } as const;
  assert.equal(idOf('turn-0', { seq: 7, operation: 'label', history: [answered] }), 'turn-0-label-step-2');
});
