import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import type { Identifier } from '#connections/identifiers/model.ts';
import { headLine, headProblem, lineOf, readRow } from './identifiers-csv.ts';

const full = { system: 'erp', kind: 'item', id: '4711', code: 'LAMP' };

test('a row says either a code or why there is none', () => {
  assert.deepEqual(readRow({ ...full, preferred: 'true', because: 'price list' }, {}), {
    row: { ...full, preferred: true, because: 'price list' },
  });
  assert.deepEqual(readRow({ id: '9', not_ours: 'old' }, { system: 'erp', kind: 'item' }), {
    row: { system: 'erp', kind: 'item', id: '9', notOurs: 'old' },
  });
  for (const [cells, problem] of [
    [{ ...full, not_ours: 'old' }, /either/],
    [{ ...full, code: '' }, /either/],
    [{ ...full, code: ' LAMP' }, /no code/],
    [{ ...full, kind: 'thing' }, /no kind; use one of item, unit/],
    [{ ...full, id: '' }, /the id/],
    [{ ...full, system: '' }, /no name of a system/],
    [{ ...full, preferred: 'yes' }, /true, false or nothing/],
    [{ ...full, because: 'a\nb' }, /because/],
  ] as const) {
    const read = readRow(cells, {});
    assert.match('problem' in read ? read.problem : '', problem);
  }
});

test('a file without the columns that are needed is refused as a whole', () => {
  assert.equal(headProblem(['system', 'kind', 'id', 'code', 'remark'], {}), null);
  assert.equal(headProblem(['id', 'code'], { system: 'erp', kind: 'item' }), null);
  assert.match(headProblem(['id', 'code'], { system: 'erp' }) ?? '', /no column kind/);
  assert.match(headProblem(['system', 'kind', 'code'], { system: 'erp' }) ?? '', /no column id/);
  assert.match(headProblem(['system', 'kind', 'id'], {}) ?? '', /neither/);
});

test('what is written is read again as it was', () => {
  const id = fc
    .string({ minLength: 1, maxLength: 20, unit: fc.constantFrom('a', '"', ',', ' ', '#', 'ä', '0') })
    .filter((text) => text.length > 0);
  fc.assert(
    fc.property(id, fc.boolean(), (text, preferred) => {
      const known = { ...full, id: text, preferred, notOurs: null, because: null, origin: 'set', changedBy: 'x' };
      const [cells] = parse(`${headLine()}\n${lineOf(known as Omit<Identifier, 'changedAt'>)}\n`, {
        columns: true,
      }) as Record<string, string>[];
      assert.deepEqual(readRow(cells ?? {}, {}), { row: { ...full, id: text, preferred } });
    }),
  );
});
