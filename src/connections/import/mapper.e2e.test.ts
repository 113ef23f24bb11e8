// The mapping's process, with expressions that go wrong in every way an expression can.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Group } from './groups.ts';
import { Mapper } from './mapper.ts';
import { ImportProblem } from './problem.ts';

const groups: Group[] = [1, 2, 3].map((number) => ({
  key: `G${number}`,
  file: 'a.csv',
  rows: [{ row: number + 1, code: `c${number}` }],
}));
const settings = { values: { site: 'S1' }, zone: 'Europe/London' };

test('an expression sees the group, its values and the local time', async () => {
  const expression =
    '{ "key": key, "file": file, "codes": rows.code, "site": $values.site, "at": $instant("2010-07-01 08:26:00"), "bad": $instant("soon") }';
  await using mapper = new Mapper({ ...settings, expression });
  const outputs = await mapper.map(groups);
  assert.deepEqual(
    outputs,
    [1, 2, 3].map((number) => ({
      key: `G${number}`,
      file: 'a.csv',
      codes: `c${number}`,
      site: 'S1',
      at: '2010-07-01T08:26:00+01:00',
    })),
  );
});

test('chunks given at once are answered each by itself, in their order', async () => {
  await using mapper = new Mapper({ ...settings, expression: '$map(rows, function($r) { $r.code & key })' });
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, chunk) =>
      mapper.map(
        [1, 2, 3].map((number) => ({ key: `${chunk}.${number}`, file: 'a.csv', rows: [{ row: 2, code: 'c' }] })),
      ),
    ),
  );
  assert.deepEqual(
    answers,
    Array.from({ length: 50 }, (_, chunk) => [1, 2, 3].map((number) => `c${chunk}.${number}`)),
  );
});

test('nothing returned is null', async () => {
  await using mapper = new Mapper({ ...settings, expression: 'nowhere' });
  assert.deepEqual(await mapper.map(groups.slice(0, 1)), [null]);
});

const failing: readonly (readonly [what: string, expression: string, why: RegExp])[] = [
  ['is no JSONata', '{ "key": ', /expression can't be read/],
  ['fails for one group', 'key = "G2" ? $error("no such thing") : 1', /failed for G2 \(a\.csv line 3\): no such thing/],
  [
    'loops',
    'key = "G2" ? ($f := function($n) { $f($n + 1) }; $f(1)) : 1',
    /failed for G2 \(a\.csv line 3\): It took more than 500 ms\. It was stopped/,
  ],
  [
    'has a regular expression that never ends',
    'key = "G3" ? $contains("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /^(a+)+$/) : 1',
    /failed for G3 .*: It took more than 500 ms/,
  ],
  [
    'doubles a list',
    '($f := function($s) { $f($append($s, $s)) }; $f([1..100]))',
    /failed for G1 .*: It needed more than 32 MB/,
  ],
];

for (const [what, expression, why] of failing) {
  test(`an expression that ${what} stops the import with a sentence`, async () => {
    // The heap must be what ends this one, on a busy machine too.
    const mapDocumentMs = why.source.includes('32 MB') ? 30_000 : 500;
    await using mapper = new Mapper({ ...settings, expression }, { mapDocumentMs, mapHeapMb: 32, mapProcesses: 1 });
    await assert.rejects(mapper.map(groups), (error) => error instanceof ImportProblem && why.test(error.message));
    // It stays ended.
    await assert.rejects(mapper.map(groups), ImportProblem);
  });
}

test('the mapping has none of the process: no environment, no modules', async () => {
  await using mapper = new Mapper({
    ...settings,
    expression: '{ "env": process.env, "global": $globalThis, "require": $require }',
  });
  assert.deepEqual(await mapper.map(groups.slice(0, 1)), [{}]);
});
