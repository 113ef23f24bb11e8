import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPosition, writePosition } from './position.ts';

test('positions are read as they were written', () => {
  const text = '0:12,1:9223372036854775807,10:0';
  const position = readPosition(text);
  assert.ok(position);
  assert.equal(writePosition(position), text);
  assert.deepEqual(readPosition(''), new Map());
  for (const wrong of ['0', '0:', 'a:1', '0:1,', '0:-1']) assert.equal(readPosition(wrong), null, wrong);
});
