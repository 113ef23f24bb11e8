// What a mapping made, checked before it is in force as it is at the door.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContracts } from '#contracts/load.ts';
import { createValidator } from '#contracts/validate.ts';
import { checkDocuments } from './documents.ts';

const validator = createValidator(loadContracts());
const item = { code: 'LAMP', name: 'Lamp', unit: 'each' };

for (const [what, made, pointers] of [
  ['an item as it is', { item }, []],
  ['an item as of a number of its source', { asOf: { sequence: 7 }, item }, []],
  ['an item as of a time', { item, asOf: { time: '2026-03-01T08:00:00Z' } }, []],
  ['a time that is none', { item, asOf: { time: 'yesterday' } }, ['/asOf']],
  ['an order that says of when it is', { order: {}, asOf: { sequence: 7 } }, ['']],
  ['two documents in one', { item, site: {} }, ['']],
] as const) {
  test(what, () => {
    const [checked] = checkDocuments(validator, made);
    assert.deepEqual(
      checked?.problems.map(({ pointer }) => pointer),
      pointers,
    );
  });
}
