import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstEnd, keptAfter, namesIn, replaced, withoutExpired } from './rotation.ts';

const now = Date.parse('2026-05-01T12:00:00Z');
const hour = 3_600_000;

test('while a credential is replaced, both are good; then only the new one', () => {
  const kept = replaced({ secret: 'old', token: 't' }, { name: 'secret', value: 'new', previousUntil: now + hour });
  assert.deepEqual(withoutExpired(kept, now), { secret: 'new', token: 't', 'secret.previous': 'old' });
  assert.deepEqual(withoutExpired(kept, now + hour), { secret: 'new', token: 't' });
  assert.deepEqual(keptAfter(kept, now), kept);
  assert.deepEqual(keptAfter(kept, now + hour), { secret: 'new', token: 't' });
  assert.deepEqual(namesIn(kept), ['secret', 'token']);
});

test('the same value again does not push out the one before', () => {
  const once = replaced({ secret: 'old' }, { name: 'secret', value: 'new', previousUntil: now + hour });
  assert.deepEqual(replaced(once, { name: 'secret', value: 'new', previousUntil: now + 2 * hour }), once);
});

test('a second replacement keeps the last one before only', () => {
  const once = replaced({ secret: 'a' }, { name: 'secret', value: 'b', previousUntil: now + hour });
  const twice = replaced(once, { name: 'secret', value: 'c', previousUntil: now + hour });
  assert.deepEqual(withoutExpired(twice, now), { secret: 'c', 'secret.previous': 'b' });
  const ended = replaced(twice, { name: 'secret', value: 'd', previousUntil: null });
  assert.deepEqual(ended, { secret: 'd' });
});

test('what has no end is not good: a time that is missing is no time without end', () => {
  assert.deepEqual(withoutExpired({ secret: 'a', 'secret.previous': 'b' }, now), { secret: 'a' });
});

test('the first end is that of those which are good still', () => {
  const rotation = (previousUntil: string | null) => ({ at: '2026-05-01T11:00:00Z', by: 'key:a', previousUntil });
  const rotations = {
    a: rotation(null),
    b: rotation('2026-05-01T11:30:00Z'),
    c: rotation('2026-05-01T14:00:00Z'),
    d: rotation('2026-05-01T13:00:00Z'),
  };
  assert.equal(firstEnd(rotations, now), Date.parse('2026-05-01T13:00:00Z'));
  assert.equal(firstEnd({}, now), null);
});
