import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FormatSettings } from './format.ts';
import { FormatProblem } from './format.ts';
import { formats } from './formats.ts';

const csv = formats.get('csv');
assert.ok(csv);

const kinds = {
  name: 'csv',
  delimiter: ';',
  records: {
    K: { columns: ['order', 'day'] },
    P: { columns: ['item', 'quantity', 'text'], decimalComma: ['quantity'] },
    E: { columns: ['rows'], alone: true },
  },
} satisfies FormatSettings;

async function read(text: string, settings: FormatSettings): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const { document, place, problem } of csv?.read([Buffer.from(text)], settings) ?? [])
    found.push(problem === undefined ? document : `${place}: ${problem.detail}`);
  return found;
}

const write = (value: unknown, settings: FormatSettings): string =>
  Buffer.from(csv.write(value, settings).body).toString('utf8');

test('rows of several kinds are written as they are read, wherever the kind stands', async () => {
  const text = fc.string({ maxLength: 12 }).filter((one) => !/[\0\ud800-\udfff]/.test(one));
  const quantity = fc
    .integer({ min: -99_999, max: 99_999 })
    .map((one) => `${Math.trunc(one / 100)}.${String(Math.abs(one) % 100).padStart(2, '0')}`);
  const head = fc.record({ record: fc.constant('K'), order: text, day: text }, { noNullPrototype: true });
  const line = fc.record({ record: fc.constant('P'), item: text, quantity, text }, { noNullPrototype: true });
  const file = fc.record({ head, lines: fc.array(line), tag: fc.constantFrom(1, 2) }, { noNullPrototype: true });
  await fc.assert(
    fc.asyncProperty(file, async ({ head: first, lines, tag }) => {
      const settings = { ...kinds, tag, groupFrom: 'K' };
      const group = { records: [first, ...lines] };
      const trailer = { record: 'E', rows: String(lines.length) };
      assert.deepEqual(await read(write([group, trailer], settings), settings), [group, trailer]);
    }),
    { numRuns: 200 },
  );
});

test('a row that cannot be read takes its group with it and leaves the others', async () => {
  const settings = { ...kinds, groupFrom: 'K' };
  const found = await read('K;1;d\nP;A;1,5;x\nK;2;d\nP;A\nX;1\nP;B;1;\nK;3;d\n', settings);
  assert.deepEqual(found, [
    {
      records: [
        { record: 'K', order: '1', day: 'd' },
        { record: 'P', item: 'A', quantity: '1.5', text: 'x' },
      ],
    },
    'line 3: Its line at line 4 cannot be read: The row "P" has 2 cells, and its kind has 4.',
    'line 5: "X" is no kind of row that is known; known are K, P, E.',
    'line 6: A line "P" stands in no group, because a line before it cannot be read: none began with "K".',
    { records: [{ record: 'K', order: '3', day: 'd' }] },
  ]);
});

test('without a group each row is a record; cells that fill a row up are none, and others are one too many', async () => {
  assert.deepEqual(await read('K;1;d;;\nE;1;2\n', kinds), [
    { record: 'K', order: '1', day: 'd' },
    'line 2: The row "E" has 3 cells, and its kind has 2.',
  ]);
  assert.deepEqual(await read(' P ; a ;1', { ...kinds, trim: true, shortRows: true }), [
    { record: 'P', item: 'a', quantity: '1' },
  ]);
  assert.deepEqual(await read('P;"a"b;1;x\nE;1\n', kinds), [
    'line 1, column 6: After the closing quote (") comes more text.',
    { record: 'E', rows: '1' },
  ]);
});

test('what has no kind or no column is not written', () => {
  const refused = (value: unknown): string => {
    try {
      return write(value, kinds);
    } catch (error) {
      assert.ok(error instanceof FormatProblem);
      return error.message;
    }
  };
  assert.match(
    refused([{ record: 'Z' }]),
    /\/0\/record: It names no kind of row that is known. Set it to one of K, P, E/,
  );
  assert.match(refused([{ record: 'E', rows: 1, sum: 2 }]), /\/0\/sum: It has no column/);
  assert.match(refused(['E']), /\/0: It is no object/);
  assert.match(refused(7), /the row: It is no object/);
  assert.equal(refused({ record: 'P', item: 'a;b', quantity: '1.5', text: null }), 'P;"a;b";1,5;\r\n');
});

test('settings of kinds that cannot be are refused with their place', () => {
  const wrong: readonly (readonly [Readonly<Record<string, unknown>>, string])[] = [
    [{ records: undefined, groupFrom: 'K' }, '/groupFrom'],
    [{ header: true }, '/records'],
    [{ columns: ['a'] }, '/records'],
    [{ groupFrom: 'E' }, '/groupFrom'],
    [{ groupFrom: 'Z' }, '/groupFrom'],
    [{ tag: 3 }, '/tag'],
    [{ records: { A: { columns: ['a'], decimalComma: ['b'] } } }, '/records/A/decimalComma'],
    [{ records: { ' A': { columns: ['a'] } } }, '/records'],
  ];
  for (const [change, pointer] of wrong)
    assert.equal(csv.check({ ...kinds, ...change })?.pointer, pointer, JSON.stringify(change));
  assert.equal(csv.check({ ...kinds, groupFrom: 'K', tag: 2 }), null);
});
