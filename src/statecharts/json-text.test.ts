import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.ts';
import { contentHash } from './content-hash.ts';
import { readJson } from './json-text.ts';

test('what is read is what JSON.parse reads', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const read = readJson(text);
      assert.ok('json' in read);
      assert.deepEqual(read.json.value, JSON.parse(text));
    }),
  );
});

test('what JSON.parse refuses is refused, with its place', () => {
  const table: readonly (readonly [text: string, line: number, column: number, message: RegExp])[] = [
    ['', 1, 1, /^the text ends where a value is needed$/],
    ['{', 1, 2, /^the text ends where a key in quotes is needed$/],
    ['{"a" 1}', 1, 6, /^"1\}" stands where a key needs ":"$/],
    ['{"a":1 "b":2}', 1, 8, /where an object needs ","$/],
    ['{"a":1,}', 1, 8, /where a key in quotes is needed$/],
    ['{\n  a: 1\n}', 2, 3, /where a key in quotes is needed$/],
    ['[1 2]', 1, 4, /where an array needs ","$/],
    ['[1,]', 1, 4, /where a value is needed$/],
    ['01', 1, 2, /after the end of the value$/],
    ['1 2', 1, 3, /after the end of the value$/],
    ['"a\nb"', 1, 1, /where a value is needed$/],
    ['"\\x"', 1, 1, /where a value is needed$/],
    ['nul', 1, 1, /where a value is needed$/],
    ['['.repeat(70), 1, 66, /^it is nested deeper than 64$/],
  ];
  for (const [text, line, column, message] of table) {
    assert.throws(() => JSON.parse(text));
    const read = readJson(text);
    assert.ok('fault' in read, text);
    assert.deepEqual([read.fault.line, read.fault.column], [line, column], text);
    assert.match(read.fault.message, message);
  }
});

test('a member is found at its key, an item at its value, anything else at what is around it', () => {
  const read = readJson('{\n  "a/b": [10,\n    20],\n  "c": {}\n}');
  assert.ok('json' in read);
  const at = (pointer: string): number[] => Object.values(read.json.placeOf(pointer));
  assert.deepEqual(at(''), [1, 1]);
  assert.deepEqual(at('/a~1b'), [2, 3]);
  assert.deepEqual(at('/a~1b/1'), [3, 5]);
  assert.deepEqual(at('/c/missing/deeper'), [4, 3]);
  assert.deepEqual(at('/nowhere'), [1, 1]);
});

test('a key that stands twice is told', () => {
  const read = readJson('{"a":{"b":1,"b":2}}');
  assert.ok('json' in read);
  assert.deepEqual(read.json.doubles, ['/a/b']);
});

test('the same content has the same text and hash, however it is laid out', () => {
  // The example of RFC 8785, section 3.2.3, without its numbers beyond JSON.
  assert.equal(
    canonicalJson({ '€': 1, '\r': [2, 1e30, 0.002], ö: null, 1: 'a"\n' }),
    '{"\\r":[2,1e+30,0.002],"1":"a\\"\\n","ö":null,"€":1}',
  );
  assert.equal(contentHash({ a: 1, b: [true] }), contentHash(JSON.parse('{ "b": [true], "a": 1.0 }')));
  assert.notEqual(contentHash({ a: 1 }), contentHash({ a: 2 }));
  assert.match(contentHash({}), /^[0-9a-f]{64}$/);
});

test('what is not JSON has no canonical text', () => {
  for (const value of [undefined, Number.NaN, Number.POSITIVE_INFINITY, '\ud800', () => 1])
    assert.throws(() => canonicalJson({ value }), /canonical JSON/);
});
