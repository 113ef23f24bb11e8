import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareValues, valueBefore } from './cursor.ts';

test('values are compared exactly, however they are written', () => {
  const cases = [
    ['time', '2026-11-23T10:00:00.5Z', '2026-11-23T10:00:00.123456Z', 1],
    ['time', '2026-11-23T10:00:00Z', '2026-11-23T10:00:00.000001Z', -1],
    ['time', '2026-11-23T10:00:00+01:00', '2026-11-23T09:00:00Z', 0],
    ['time', '2026-11-23', '2026-11-23T00:00:00', 0],
    ['time', 'infinity', '2026-11-23', null],
    ['number', '9007199254740993', '9007199254740992', 1],
    ['number', '10', '9', 1],
    ['number', '1.10', '1.1', 0],
    ['number', 'a', '1', null],
  ] as const;
  for (const [kind, left, right, expected] of cases)
    assert.equal(compareValues(kind, left, right), expected, `${left} ${right}`);
});

test('a poll begins the overlap before its cursor', () => {
  assert.equal(valueBefore('time', '2026-11-23T10:00:00.123456Z', 60), '2026-11-23T09:59:00.123Z');
  assert.equal(valueBefore('time', '2026-03-01T00:00:00', 1), '2026-02-28T23:59:59.000');
  assert.equal(valueBefore('time', '2026-11-23T10:00:00.123456Z', 0), '2026-11-23T10:00:00.123456Z');
  assert.equal(valueBefore('number', '9007199254740993', 10), '9007199254740983');
  assert.equal(valueBefore('time', 'never', 60), null);
});
