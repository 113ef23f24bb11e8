import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bigintArray, boolArray, intArray, textArray } from './arrays.ts';
import { testDatabase } from './test-database.ts';

test('arrays sent in binary form arrive as they were', async () => {
  await using database = await testDatabase();
  const texts = ['plain', '', 'quote " and \\ and {braces}, NULL', 'ünïcödé 漢字 🚚', null];
  const numbers = [0, 1, -1, 2 ** 31, -(2 ** 31) - 1, 2 ** 32, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, null];
  const { rows } = await database.pool.query<{
    texts: string[];
    numbers: number[];
    ints: number[];
    bools: boolean[];
    none: string[];
  }>(
    'select $1::text[] as texts, $2::bigint[] as numbers, $3::int[] as ints, $4::bool[] as bools, $5::text[] as none',
    [textArray(texts), bigintArray(numbers), intArray([0, -5, 2 ** 31 - 1]), boolArray([true, false]), textArray([])],
  );
  assert.deepEqual(rows[0]?.texts, texts);
  assert.deepEqual(
    rows[0]?.numbers.map((value) => (value === null ? null : Number(value))),
    numbers,
  );
  assert.deepEqual(rows[0]?.ints, [0, -5, 2 ** 31 - 1]);
  assert.deepEqual(rows[0]?.bools, [true, false]);
  assert.deepEqual(rows[0]?.none, []);
});
