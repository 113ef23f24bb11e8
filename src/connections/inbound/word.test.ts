// Which word of master data is older than another.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOlder, newerThan } from './word.ts';
import type { Word } from './word.ts';

const word = (parts: Partial<Word> = {}): Word => ({
  kind: 'item',
  code: 'LAMP',
  source: 'erp',
  message: 'raw_1',
  seq: 1,
  receivedAt: 1_000,
  asOf: null,
  sequence: null,
  ...parts,
});

for (const [what, one, other, expected] of [
  ['what was received before is older', { receivedAt: 999 }, {}, true],
  ['what was received later is not', { receivedAt: 1_001 }, {}, false],
  ['of the same moment, what came before is older', { seq: 1 }, { seq: 2 }, true],
  ['a message is not older than itself', {}, {}, false],
  ['the numbering of a source goes before when it came', { sequence: 6, receivedAt: 2_000 }, { sequence: 7 }, true],
  ['and before its clock', { sequence: 8, asOf: 1 }, { sequence: 7, asOf: 2 }, false],
  ['its clock goes before when it came', { asOf: 1, receivedAt: 2_000 }, { asOf: 2 }, true],
  ['at the same time of its clock, what came later is newer', { asOf: 1, receivedAt: 2_000 }, { asOf: 1 }, false],
  ['a number against none says nothing', { sequence: 1, receivedAt: 2_000 }, {}, false],
  ['of two sources, what was received later is newer', { source: 'mdm', sequence: 1, seq: 2 }, { sequence: 7 }, false],
] as const) {
  test(what, () => assert.equal(isOlder(word(one), word(other)), expected));
}

test('what somebody else changed since it was received stands, and what was noted later does not hide it', () => {
  const noted = (notedAt: number, parts: Partial<Word> = {}) => ({ ...word(parts), notedAt });
  assert.equal(newerThan(word(), { changedAt: null, words: [] }), null);
  assert.equal(newerThan(word(), { changedAt: 1_000, words: [] }), null);
  assert.match(newerThan(word(), { changedAt: 1_001, words: [] }) ?? '', /was changed at/);
  // Put by the word itself, some time after it was received.
  assert.equal(newerThan(word(), { changedAt: 1_500, words: [noted(1_500)] }), null);
  assert.match(newerThan(word(), { changedAt: 1_501, words: [noted(1_500)] }) ?? '', /was changed at/);
  assert.match(
    newerThan(word(), { changedAt: 1, words: [noted(1, { source: 'mdm', message: 'raw_9', receivedAt: 2_000 })] }) ??
      '',
    /raw_9, received 1970/,
  );
});
