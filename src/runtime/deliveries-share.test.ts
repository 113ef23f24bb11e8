import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shareOut } from './deliveries-share.ts';

const row = (connection: string, seq: number, newest = false): Parameters<typeof shareOut>[0][number] => ({
  connection,
  seq,
  head: seq,
  newest,
});

test('half of what goes out is of the newest while a backlog drains', () => {
  const old = Array.from({ length: 100 }, (_, index) => row('erp', index + 1));
  const recent = Array.from({ length: 25 }, (_, index) => row('erp', 1_000 - index, true));
  const shared = shareOut([...old, ...recent], new Map([['erp', 8]]), 100);
  assert.deepEqual(shared, [1, 1_000, 2, 999, 3, 998, 4, 997]);
});

test('what is both old and new goes once, and what waits behind its head does not go', () => {
  const due = [row('erp', 1), row('erp', 2), { ...row('erp', 3), head: 1 }, row('erp', 2, true), row('erp', 1, true)];
  assert.deepEqual(
    shareOut(due, new Map([['erp', 10]]), 100).toSorted((one, other) => one - other),
    [1, 2],
  );
});

test('connections take turns, each within its room', () => {
  const due = [...[1, 2, 3, 4].map((seq) => row('erp', seq)), row('shop', 9)];
  assert.deepEqual(
    shareOut(
      due,
      new Map([
        ['erp', 3],
        ['shop', 5],
      ]),
      3,
    ),
    [1, 9, 2],
  );
  assert.deepEqual(shareOut(due, new Map([['shop', 5]]), 3), [9]);
});
