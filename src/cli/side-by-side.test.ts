import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonLines, sideBySide } from './side-by-side.ts';

test('columns stand beside each other, and no line is longer than the width', () => {
  const columns = [
    { title: 'raw', lines: jsonLines({ a: 1, list: [{ text: 'x'.repeat(60) }, 2], empty: {} }, 20) },
    { title: 'mapped', lines: ['  a sentence that is longer than the column it stands in', '{}'] },
    { title: 'validated', lines: [] },
  ];
  const lines = sideBySide(columns, 66);
  assert(lines.every((line) => line.length <= 66));
  assert.equal(lines[0], `raw                  │ mapped               │ validated`);
  assert.match(lines.join('\n'), /^ {2}"a": 1, +│ {5}longer than the/m);
});

test('JSON stands in one line where it fits', () => {
  assert.deepEqual(jsonLines({ a: [1, 2] }, 38), ['{"a":[1,2]}']);
  assert.deepEqual(jsonLines({ a: [1, 2], b: '123456' }, 16), ['{', '  "a": [1,2],', '  "b": "123456"', '}']);
  assert.deepEqual(jsonLines(undefined, 16), ['nothing']);
});
