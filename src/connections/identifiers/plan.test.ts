import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Wanted } from './model.ts';
import { plan } from './plan.ts';
import type { Known } from './plan.ts';

const at = { system: 'erp', kind: 'item' } as const;

function means(id: string, code: string, more: { preferred?: boolean; because?: string } = {}): Wanted {
  return { ...at, id, meaning: { code, notOurs: null, ...more } };
}

function known(id: string, code: string, preferred = false): Known {
  return { ...at, id, code, preferred, notOurs: null, because: null };
}

function after(rows: readonly Known[], wanted: readonly Wanted[]): readonly Known[] {
  const all = new Map(rows.map((row) => [row.id, row]));
  for (const change of plan(rows, wanted).changes) {
    const id = change.after?.id ?? change.before?.id ?? '';
    if (change.after === null) all.delete(id);
    else all.set(id, change.after);
  }
  return [...all.values()];
}

const preferredOf = (rows: readonly Known[]): string[] => rows.filter((row) => row.preferred).map(({ id }) => id);

test('the first id of a code is the one the system is told, and another leaves that as it is', () => {
  assert.deepEqual(preferredOf(after([], [means('1', 'LAMP'), means('2', 'LAMP')])), ['1']);
  assert.deepEqual(preferredOf(after([known('1', 'LAMP', true)], [means('2', 'LAMP')])), ['1']);
});

test('an id that is preferred takes the place of the one that was', () => {
  const { changes, done } = plan([known('1', 'LAMP', true)], [means('2', 'LAMP', { preferred: true })]);
  assert.deepEqual(done, ['made']);
  assert.deepEqual(
    changes.map(({ after: row }) => [row?.id, row?.preferred]),
    [
      ['1', false],
      ['2', true],
    ],
  );
});

test('what is said again changes nothing', () => {
  const rows = [{ ...known('1', 'LAMP', true), because: 'list of 2024' }];
  for (const again of [means('1', 'LAMP'), means('1', 'LAMP', { preferred: true, because: 'list of 2024' })])
    assert.deepEqual(plan(rows, [again]), { done: ['unchanged'], changes: [] });
});

test('an id that comes to mean something else is preferred there only if nothing was', () => {
  const rows = [known('1', 'LAMP', true), known('2', 'CABLE', true)];
  assert.deepEqual(preferredOf(after(rows, [means('1', 'CABLE')])), ['2']);
  assert.deepEqual(preferredOf(after(rows.slice(0, 1), [means('1', 'CABLE')])), ['1']);
});

test('an id is taken out, or said to be none of ours', () => {
  const rows = [known('1', 'LAMP', true)];
  assert.deepEqual(plan(rows, [{ ...at, id: '1', meaning: null }]).done, ['removed']);
  assert.deepEqual(plan([], [{ ...at, id: '1', meaning: null }]), { done: ['unchanged'], changes: [] });
  const foreign: Wanted = { ...at, id: '1', meaning: { code: null, notOurs: 'sold by others' } };
  assert.deepEqual(after(rows, [foreign])[0], {
    ...at,
    id: '1',
    code: null,
    preferred: false,
    notOurs: 'sold by others',
    because: null,
  });
});

test('a code never has two preferred ids, whatever is asked for, and at once is the same as one after the other', () => {
  const wish = fc.record({
    id: fc.constantFrom('1', '2', '3'),
    code: fc.constantFrom('A', 'B', null),
    preferred: fc.constantFrom(true, false, undefined),
  });
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 12 }), (wishes) => {
      const wanted = wishes.map(({ id, code, preferred }): Wanted => {
        const meaning = code === null ? null : { code, notOurs: null, ...(preferred !== undefined && { preferred }) };
        return { ...at, id, meaning };
      });
      let rows: readonly Known[] = [];
      for (const one of wanted) rows = after(rows, [one]);
      const byId = (one: Known, other: Known): number => (one.id < other.id ? -1 : 1);
      assert.deepEqual(after([], wanted).toSorted(byId), rows.toSorted(byId));
      const preferred = rows.filter((row) => row.preferred).map(({ code }) => code);
      assert.equal(new Set(preferred).size, preferred.length);
    }),
  );
});
