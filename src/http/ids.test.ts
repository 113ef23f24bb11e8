import assert from 'node:assert/strict';
import { test } from 'node:test';
import { validate, version } from 'uuid';
import { newId } from './ids.ts';

test('ids are UUIDs of time order, each made once', () => {
  const ids = Array.from({ length: 5_000 }, () => newId('ord'));
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(ids.toSorted(), ids);
  for (const id of ids.slice(0, 50)) {
    assert.ok(validate(id.slice(4)), id);
    assert.equal(version(id.slice(4)), 7);
  }
});
