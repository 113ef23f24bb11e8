import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCursor, toPage, writeCursor } from './cursor.ts';
import { ProblemError } from './problems.ts';

const turn = '0195d2c4-7a1b-7c3d-8e4f-5a6b7c8d9e0f';

test('a cursor comes back as it was written', () => {
  assert.equal(readCursor(undefined, ['string']), null);
  assert.deepEqual(readCursor(writeCursor(['Ä"\n', turn, 7]), ['string', 'uuid', 'number']), ['Ä"\n', turn, 7]);
});

test('nothing else is taken for a cursor', () => {
  const texts = ['', 'x', '{}', '"a"', '[]', '[1]', '["a","b"]', '["a\\u0000"]', '[null]', '[["a"]]'].map((text) =>
    Buffer.from(text).toString('base64url'),
  );
  for (const text of texts) assert.throws(() => readCursor(text, ['string']), ProblemError, text);
  for (const key of [['x'], [7]]) assert.throws(() => readCursor(writeCursor(key), ['uuid']), ProblemError);
  for (const key of [[1.5], [2 ** 60], ['1']])
    assert.throws(() => readCursor(writeCursor(key), ['number']), ProblemError);
});

test('the last page knows that it is the last', () => {
  const page = (count: number) =>
    toPage(
      Array.from({ length: count }, (_, index) => index),
      4,
      (row) => row * 10,
      (row) => [row],
    );
  assert.deepEqual(page(0), { items: [], nextCursor: null });
  assert.deepEqual(page(3), { items: [0, 10, 20], nextCursor: null });
  assert.deepEqual(page(4), { items: [0, 10, 20], nextCursor: writeCursor([2]) });
});
