import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closest } from './spelling.ts';

const fields = ['externalId', 'quantity', 'item', 'unit', 'site', 'id'];

const rows = [
  ['externalID', 'externalId'],
  ['external_id', 'externalId'],
  ['external-id', 'externalId'],
  ['qantity', 'quantity'],
  ['quantitty', 'quantity'],
  ['QUANTITY', 'quantity'],
  ['itm', 'item'],
  ['iten', 'item'],
  ['sku', undefined],
  ['x', undefined],
  ['', undefined],
  ['something else', undefined],
] as const;

for (const [word, meant] of rows) {
  test(`${word === '' ? 'nothing' : word} is taken for ${meant ?? 'no field'}`, () =>
    assert.equal(closest(word, fields), meant));
}
