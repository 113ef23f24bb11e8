import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FormatProblem } from './format.ts';
import type { FormatSettings } from './format.ts';
import { formats } from './formats.ts';

const csv = {
  name: 'csv',
  delimiter: ';',
  records: {
    K: { columns: ['order'] },
    P: { columns: ['item', 'quantity'], decimalComma: ['quantity'] },
    E: { columns: ['rows', 'sum'], decimalComma: ['sum'], alone: true },
  },
  totals: [
    { record: 'E', field: 'rows', of: ['P'] },
    { record: 'E', field: 'sum', of: ['P'], sum: 'quantity' },
  ],
} satisfies FormatSettings;

const fixed = {
  name: 'fixed',
  tag: { start: 1, length: 1 },
  groupFrom: 'H',
  records: {
    H: { fields: { order: { start: 2, length: 4 } } },
    L: { fields: { item: { start: 2, length: 18 }, number: { start: 14, length: 6, type: 'number', readOnly: true } } },
    T: { fields: { rows: { start: 2, length: 3, type: 'number' }, sum: { start: 5, length: 20, type: 'number' } } },
  },
  totals: [
    { record: 'T', field: 'rows', of: ['H', 'L'] },
    { record: 'T', field: 'sum', of: ['L'], sum: 'item' },
  ],
} satisfies FormatSettings;

/** Documents, and what is wrong with the rest. */
async function read(
  bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  settings: FormatSettings,
): Promise<unknown[]> {
  const found: unknown[] = [];
  try {
    for await (const { document, place, problem } of formats.get(settings.name)?.read(bytes, settings) ?? [])
      found.push(problem === undefined ? document : `${place}: ${problem.detail}`);
  } catch (error) {
    assert.ok(error instanceof FormatProblem);
    found.push(`${error.place}: ${error.detail}`);
  }
  return found;
}

const readText = (text: string, settings: FormatSettings): Promise<unknown[]> => read([Buffer.from(text)], settings);

function write(value: unknown, settings: FormatSettings): string {
  return Buffer.from(formats.get(settings.name)?.write(value, settings).body ?? []).toString('latin1');
}

const good = 'K;1\nP;A;1,5\nP;B;2,25-\nE;2;0,75-\n';

const wrongFiles: readonly [what: string, text: string, problem: string][] = [
  [
    'a row that is missing',
    good.replace('P;A;1,5\n', ''),
    'line 3: rows of the row "E" says "2", and there are 1 rows "P".',
  ],
  [
    'a number that is another',
    good.replace('1,5', '1,6'),
    'line 4: sum of the row "E" says "-0.75", and quantity of the 2 rows "P" is -0.65 together.',
  ],
  [
    'a file that was cut off',
    good.slice(0, 20),
    'line 3: There is no row "E", which has the total rows of all others.',
  ],
  ['two ends', `${good}E;2;0,75-\n`, 'line 5: There are 2 rows "E", which has the total rows of all others.'],
  [
    'an end that says nothing',
    good.replace('E;2', 'E;'),
    'line 4: rows of the row "E" says nothing, and there are 2 rows "P".',
  ],
  [
    'a row that cannot be read',
    good.replace('1,5', 'many'),
    'line 2: It cannot be read, so the totals cannot be proved: "many" in column quantity is no number with a decimal comma.',
  ],
];

test('a file whose totals are right is read; of any other nothing is taken', async () => {
  assert.deepEqual(await readText(good, csv), [
    { record: 'K', order: '1' },
    { record: 'P', item: 'A', quantity: '1.5' },
    { record: 'P', item: 'B', quantity: '-2.25' },
    { record: 'E', rows: '2', sum: '-0.75' },
  ]);
  for (const [what, text, problem] of wrongFiles) assert.deepEqual(await readText(text, csv), [problem], what);
});

test('what comes in pieces, once, is read twice all the same', async () => {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (const sign of good) yield Buffer.from(sign);
  }
  assert.equal((await read(pieces(), csv)).length, 4);
});

test('totals that stand in groups are those of their group, and leave the others alone', async () => {
  const group = (order: string, rows: string, sum: string): string =>
    `H${order}\nL999999999999999999\nL000000000000000002\nT${rows}${sum.padStart(20, '0')}\n`;
  const text = group('0001', '003', '1000000000000000001') + group('0002', '004', '1000000000000000001');
  const [first, second] = await readText(text, fixed);
  assert.deepEqual(first, {
    records: [
      { record: 'H', order: '0001' },
      { record: 'L', item: '999999999999999999', number: '999999' },
      { record: 'L', item: '000000000000000002', number: '2' },
      { record: 'T', rows: '3', sum: '1000000000000000001' },
    ],
  });
  assert.equal(second, 'line 5: rows of the row "T" says "4", and there are 3 rows "H", "L".');
});

test('totals are filled in when a file is written, for each group or for the whole, and prove it when it is read', async () => {
  const quantity = fc
    .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 99 }))
    .map(([whole, cents]) => `${whole}.${String(cents).padStart(2, '0')}`);
  const line = quantity.map((one) => ({ record: 'P', item: 'A', quantity: one }));
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 20 }), async (lines) => {
      const written = write([{ record: 'K', order: '1' }, ...lines, { record: 'E' }], csv);
      assert.equal((await readText(written, csv)).length, lines.length + 2);
    }),
    { numRuns: 100 },
  );
  const order = (number: string, ...items: string[]): object => ({
    records: [
      { record: 'H', order: number },
      ...items.map((item) => ({ record: 'L', item, number: '7' })),
      { record: 'T' },
    ],
  });
  const written = write([order('1', '5', '6'), order('2', '7')], { ...fixed, lineEnd: 'lf' });
  assert.deepEqual(
    written.split('\n').filter((row) => row.startsWith('T')),
    ['T00300000000000000000011', 'T00200000000000000000007'],
  );
});

test('a total that the mapping gives has to be right, and needs its row', () => {
  const rows = [{ record: 'P', item: 'A', quantity: '1.50' }];
  assert.match(write([...rows, { record: 'E', rows: 1, sum: '1.5' }], csv), /E;1;1,5\r\n$/);
  assert.throws(() => write([...rows, { record: 'E', rows: 2 }], csv), /\/1: rows is given as 2, and it is 1/);
  assert.throws(() => write(rows, csv), /rows needs one row "E", and there is none/);
  assert.throws(() => write([...rows, { record: 'E' }, { record: 'E' }], csv), /and there are more/);
  assert.throws(
    () => write([{ record: 'P', item: 'A', quantity: 'many' }, { record: 'E' }], csv),
    /"many" in quantity is no number, so sum cannot be told/,
  );
});

test('totals that cannot be are refused when they are set up', () => {
  const check = (settings: FormatSettings): string | undefined => formats.get(settings.name)?.check(settings)?.pointer;
  assert.equal(check(csv), undefined);
  assert.equal(check(fixed), undefined);
  assert.equal(check({ ...csv, totals: [{ record: 'X', field: 'rows', of: ['P'] }] }), '/totals/0');
  assert.equal(check({ ...csv, totals: [{ record: 'E', field: 'count', of: ['P'] }] }), '/totals/0/field');
  assert.equal(check({ ...csv, totals: [{ record: 'E', field: 'sum', of: ['K'], sum: 'quantity' }] }), '/totals/0/sum');
  assert.equal(check({ name: 'csv', totals: csv.totals }), '/totals');
  const { tag: _tag, groupFrom: _from, ...one } = fixed;
  assert.equal(check({ ...one, records: { L: fixed.records.L } }), '/totals');
});

test('fields may read again what others read', () => {
  const fields = (readOnly: boolean): FormatSettings => ({
    name: 'fixed',
    records: { '': { fields: { all: { start: 1, length: 4 }, part: { start: 3, length: 2, readOnly } } } },
  });
  assert.equal(formats.get('fixed')?.check(fields(true)), null);
  assert.match(formats.get('fixed')?.check(fields(false))?.fix ?? '', /"readOnly": true/);
  assert.equal(write({ all: '0012', part: 'xx' }, fields(true)), '0012\r\n');
});
