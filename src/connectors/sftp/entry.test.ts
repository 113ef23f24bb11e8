import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConnectorFault } from '#connectors/connector.ts';
import { entryOf, toldOf } from './entry.ts';

test('a file is known by its size and time, a folder by neither', () => {
  const told = { size: 12, mtime: 1_700_000_000, mode: 0o100644 };
  assert.deepEqual(entryOf('a', told, ''), { name: 'a', kind: 'file', size: 12, changedAt: 1_700_000_000_000 });
  assert.deepEqual(entryOf('a', { size: 12, mtime: 1 }, '-rw-r--r-- 1 a').kind, 'file');
  assert.deepEqual(entryOf('b', { mode: 0o040755 }, ''), { name: 'b', kind: 'folder', size: 0, changedAt: 0 });
  assert.equal(entryOf('c', {}, '').kind, 'other');
});

for (const [name, told, said] of [
  ['no size', { mtime: 1 }, /how large it is/],
  ['a size that is none', { size: Number.NaN, mtime: 1 }, /how large it is/],
  ['a size beyond exact numbers', { size: 2 ** 60, mtime: 1 }, /how large it is/],
  ['no time', { size: 1 }, /when it was changed/],
] as const)
  test(`of a file with ${name} the fault says what is missing`, () => {
    const isTold = (error: unknown): boolean =>
      error instanceof ConnectorFault && error.fault.code === 'broken_answer' && said.test(error.fault.detail);
    assert.throws(() => toldOf('a.csv', told), isTold);
    assert.throws(() => entryOf('a.csv', { ...told, mode: 0o100644 }, ''), isTold);
  });
