import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesOf } from './changes.ts';
import { aConnection } from './connection.testsuite.ts';
import type { Stream } from './model.ts';

const stream = (name: string, more: Partial<Stream> = {}): Stream => ({
  name,
  settings: {},
  format: { name: 'json' },
  mapping: null,
  everySeconds: 60,
  onFailure: 'go_on',
  ...more,
});
const before = aConnection({ code: 'erp', kind: 'http', streams: [stream('a'), stream('b')] });

test('streams are told by name: one put before the others changes none of them', () => {
  const after = { ...before, streams: [stream('c'), stream('a'), stream('b', { everySeconds: 5 })] };
  assert.deepEqual(
    changesOf(before, after).changes.map(({ pointer }) => pointer),
    ['/streams/b/everySeconds', '/streams/c'],
  );
  const { changes } = changesOf(after, before);
  assert.deepEqual(changes.find(({ pointer }) => pointer === '/streams/c')?.after, null);
});

test('another order alone is a change', () => {
  const after = { ...before, streams: before.streams.toReversed() };
  assert.deepEqual(changesOf(before, after).changes, [{ pointer: '/streams', before: ['a', 'b'], after: ['b', 'a'] }]);
});

test('a long history of a long value stays short', () => {
  const after = {
    ...before,
    settings: {
      ca: 'x'.repeat(100_000),
      ...Object.fromEntries(Array.from({ length: 500 }, (_, one) => [`field${one}`, one])),
    },
  };
  const { changes, isCut } = changesOf(before, after);
  assert.equal(isCut, true);
  assert.equal(changes.length, 200);
  assert.ok(JSON.stringify(changes).length < 20_000);
  assert.deepEqual(changesOf(before, before), { changes: [], isCut: false });
});
