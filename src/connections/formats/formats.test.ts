// What every format does alike: round trips, bytes that come in any pieces, broken input that never hangs, crashes or passes in silence.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { limits } from '#kernel/limits.ts';
import { FormatProblem } from './format.ts';
import type { Format, FormatRecord, FormatSettings } from './format.ts';
import { createFormats } from './formats.ts';

const pieceSizes = [1, 2, 3, 7, limits.formatPieceBytes] as const;
const bySize = new Map(pieceSizes.map((size) => [size, createFormats({ ...limits, formatPieceBytes: size })]));

function format(name: string, pieceBytes: (typeof pieceSizes)[number] = limits.formatPieceBytes): Format {
  const found = bySize.get(pieceBytes)?.get(name);
  assert.ok(found !== undefined);
  return found;
}

async function read(
  bytes: Uint8Array,
  settings: FormatSettings,
  size?: (typeof pieceSizes)[number],
): Promise<FormatRecord[]> {
  const records: FormatRecord[] = [];
  for await (const record of format(settings.name, size).read([bytes], settings)) records.push(record);
  return records;
}

const documents = (records: readonly FormatRecord[]): unknown[] => records.map(({ document }) => document);

const sizes = fc.constantFrom(...pieceSizes);
const text = fc
  .oneof(
    fc.string(),
    fc.string({
      unit: fc.constantFrom('"', "'", ',', ';', '\\', '\n', '\r', ' ', '\t', '#', '<', '&', ']]>', 'é', '€', '=', '𝄞'),
    }),
  )
  .filter((each) => each.isWellFormed() && !each.includes('\u0000'));
const name = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);

test('CSV that was written is read back, in every dialect', async () => {
  const dialect = fc.record(
    {
      delimiter: fc.constantFrom(',', ';', '\t', '|'),
      quote: fc.constantFrom('"', "'"),
      escape: fc.constantFrom('\\', undefined),
      comment: fc.constantFrom('#', ''),
      lineEnd: fc.constantFrom('crlf', 'lf'),
      encoding: fc.constantFrom('utf-8', 'utf-16le'),
      header: fc.boolean(),
      byteOrderMark: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const table = fc
    .uniqueArray(
      fc.oneof(
        name,
        text.filter((each) => each !== '' && each !== '__proto__'),
      ),
      { minLength: 1, maxLength: 4 },
    )
    .chain((columns) =>
      fc.tuple(
        fc.constant(columns),
        fc.array(fc.array(text, { minLength: columns.length, maxLength: columns.length }), { maxLength: 5 }),
      ),
    );
  await fc.assert(
    fc.asyncProperty(table, dialect, sizes, async ([columns, rows], given, size) => {
      const settings = Object.fromEntries(
        Object.entries({ name: 'csv', columns, ...given }).filter(([, value]) => value !== undefined),
      ) as unknown as FormatSettings;
      const value = rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])));
      assert.deepEqual(documents(await read(format('csv').write(value, settings).body, settings, size)), value);
    }),
    { numRuns: 300 },
  );
});

const json = fc.jsonValue({ noUnicodeString: false, maxDepth: 4 }).filter((value) => {
  const written = JSON.stringify(value);
  return written.isWellFormed() && !/\\u0000|\\ud[89a-f]|__proto__/i.test(written);
});

test('JSON that was written is read back, whole and element by element', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(json), fc.nat(4), sizes, async (values, indent, size) => {
      // JSON has no negative zero apart from zero.
      const given = JSON.parse(JSON.stringify(values)) as unknown[];
      const { body } = format('json').write({ first: 1, list: given }, { name: 'json', indent });
      const settings = { name: 'json', records: '/list' };
      assert.deepEqual(documents(await read(body, settings, size)), given);
      assert.deepEqual(documents(await read(body, { name: 'json' }, size)), [{ first: 1, list: given }]);
      const lines = format('ndjson').write(given, { name: 'ndjson' }).body;
      assert.deepEqual(documents(await read(lines, { name: 'ndjson' }, size)), given);
    }),
    { numRuns: 200 },
  );
});

test('what is JSON to the engine is JSON here, with the same value, and nothing else is', async () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"\\u00e9"',
    '"',
    '1',
    '-0',
    '01',
    '1.5e3',
    '-',
    '.',
    'true',
    'nul',
    'null',
    ' ',
    '\n',
    '\\',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.array(piece, { maxLength: 12 }).map((parts) => parts.join('')),
        fc.json(),
      ),
      async (source) => {
        let expected: { value: unknown } | null;
        try {
          expected = { value: JSON.parse(source) as unknown };
        } catch {
          expected = null;
        }
        let records: FormatRecord[] = [];
        try {
          records = await read(Buffer.from(source), { name: 'json' });
        } catch (error) {
          assert.ok(error instanceof FormatProblem);
          assert.equal(expected, null, `${source}: ${error.message}`);
          return;
        }
        assert.ok(expected !== null, source);
        if (records[0]?.problem === undefined) assert.deepEqual(records[0]?.document, expected.value);
      },
    ),
    { numRuns: 1_500 },
  );
});

const xmlText = text.filter((each) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(each)); // oxlint-disable-line no-control-regex
const xmlTree = fc.letrec((tie) => ({
  node: fc.oneof({ maxDepth: 3 }, xmlText, tie('element')),
  element: fc
    .dictionary(
      fc.oneof(
        name,
        name.map((each) => `@${each}`),
      ),
      tie('node'),
      { minKeys: 1, maxKeys: 4, noNullPrototype: true },
    )
    .map((fields) =>
      Object.fromEntries(
        Object.entries(fields).map(([key, value]) => [
          key,
          key.startsWith('@') && typeof value !== 'string' ? 'an attribute' : value,
        ]),
      ),
    ),
}));

test('XML that was written is read back, attributes, lists and all', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(xmlTree.element),
      fc.constantFrom('utf-8', 'utf-16le'),
      sizes,
      async (values, encoding, size) => {
        const settings = { name: 'xml', records: '/all/one', encoding };
        const { body } = format('xml').write({ all: { '@count': values.length, one: values } }, settings);
        const found = documents(await read(body, settings, size)).map(unordered);
        assert.deepEqual(found, values.map(unordered));
      },
    ),
    { numRuns: 200 },
  );
});

/** Attributes stand before elements, wherever they were in the value. */
function unordered(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}

const fixed: FormatSettings = {
  name: 'fixed',
  tag: { start: 1, length: 3 },
  groupFrom: 'HDR',
  records: {
    HDR: { fields: { order: { start: 4, length: 12 }, total: { start: 16, length: 10, type: 'number', decimals: 2 } } },
    LIN: {
      fields: {
        item: { start: 4, length: 8, align: 'right', trim: 'left' },
        count: { start: 12, length: 6, type: 'number', sign: 'trailing' },
      },
    },
  },
};

test('fixed width that was written is read back', async () => {
  const word = fc.stringMatching(/^[!-~]{1,8}$/);
  const cents = fc.integer({ min: -99_999_999, max: 99_999_999 }).map((each) => {
    const digits = String(Math.abs(each)).padStart(3, '0');
    return `${each < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
  });
  const order = fc.tuple(
    fc.record({ record: fc.constant('HDR'), order: word, total: fc.option(cents) }, { noNullPrototype: true }),
    fc.array(
      fc.record(
        { record: fc.constant('LIN'), item: word, count: fc.integer({ min: -99_999, max: 99_999 }).map(String) },
        { noNullPrototype: true },
      ),
    ),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(order),
      fc.constantFrom('utf-8', 'windows-1252'),
      fc.boolean(),
      sizes,
      async (orders, encoding, isJoined, size) => {
        const settings = { ...fixed, encoding, ...(isJoined ? { recordLength: 25 } : {}) };
        const value = orders.map(([header, lines]) => ({ records: [header, ...lines] }));
        assert.deepEqual(documents(await read(format('fixed').write(value, settings).body, settings, size)), value);
      },
    ),
    { numRuns: 200 },
  );
});

test('a long row that comes in small pieces is read whole', async () => {
  const value = [
    { a: 'x,"\r\n'.repeat(8_000), b: '1' },
    { a: 'next', b: '2' },
  ];
  const { body } = format('csv').write(value, { name: 'csv' });
  assert.deepEqual(documents(await read(body, { name: 'csv' }, 7)), value);
  const records = await read(Buffer.concat([body, Buffer.from('3,"4')]), { name: 'csv', shortRows: true }, 7).catch(
    (error: unknown) => error,
  );
  assert.match(String(records), /line 8004, column 3: The quote \("\) that is opened here is not closed/);
});

test('text and bytes come back as they were', async () => {
  await fc.assert(
    fc.asyncProperty(text, fc.uint8Array(), sizes, async (given, bytes, size) => {
      const settings = { name: 'text', encoding: 'utf-16le' };
      const isMarked = given.startsWith('\ufeff');
      if (!isMarked)
        assert.deepEqual(documents(await read(format('text').write(given, settings).body, settings, size)), [
          { text: given },
        ]);
      const value = { base64: Buffer.from(bytes).toString('base64') };
      const { body } = format('binary').write(value, { name: 'binary' });
      assert.deepEqual(Buffer.from(body), Buffer.from(bytes));
    }),
  );
});

const samples: readonly (readonly [FormatSettings, string])[] = [
  [{ name: 'csv' }, 'order,item,count\r\n1,"a ""b""",3\r\n2,"line\nend",4\r\n'],
  [
    { name: 'csv', delimiter: ';', quote: "'", escape: '\\', groupBy: ['order'], decimalComma: ['price'] },
    "order;price\n1;1.234,50\n1;'2,5'\n2;3\n",
  ],
  [{ name: 'json', records: '/orders' }, '{"orders":[{"id":"é","n":12.5},{"id":"b","tags":[1,2,null]}]}'],
  [{ name: 'ndjson', numbers: 'text' }, '{"id":12345678901234567890}\n{"id":"\\u00e9"}\n'],
  [
    { name: 'xml', records: '/o/l', lists: ['/o/l/x'] },
    '<?xml version="1.0"?><o a="1"><!-- c --><l n="&lt;">t<x>1</x><![CDATA[<]]></l><l/></o>',
  ],
  [fixed, 'HDRA1          0000001250\r\nLIN      x100012 \r\nHDRA2          0000000001\r\n'],
  [{ name: 'text' }, 'a text with é and €'],
  [{ name: 'binary' }, 'bytes'],
];

test('broken input never crashes or hangs: each record or problem has a place, a reason and what to do', async () => {
  const change = fc.record({
    at: fc.nat(),
    remove: fc.nat(3),
    add: fc.oneof(
      fc.uint8Array({ maxLength: 3 }),
      fc
        .constantFrom('"', '<', '>', '&', '\n', '{', ']', ',', '\\', '<!DOCTYPE', '<?p?>', '__proto__', '\u0000')
        .map((each) => Buffer.from(each)),
    ),
  });
  for (const [settings, sample] of samples) {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 4 }), sizes, async (changes, size) => {
        let bytes: Uint8Array = Buffer.from(sample);
        for (const { at, remove, add } of changes) {
          const place = at % (bytes.length + 1);
          bytes = Buffer.concat([bytes.subarray(0, place), add, bytes.subarray(place + remove)]);
        }
        const outcome = async (pieces?: (typeof pieceSizes)[number]): Promise<unknown> => {
          const records: FormatRecord[] = [];
          try {
            for await (const record of format(settings.name, pieces).read([bytes], settings)) {
              assert.notEqual(record.place, '');
              assert.equal(record.problem === undefined, record.document !== undefined);
              if (record.problem !== undefined) assert.ok(record.problem.detail !== '' && record.problem.fix !== '');
              records.push(record);
            }
            return { records };
          } catch (error) {
            if (!(error instanceof FormatProblem)) throw error;
            assert.ok(error.place !== '' && error.detail !== '' && error.fix !== '', error.message);
            // Of two faults in one text of XML, the one that is said depends on how it came.
            return { records, error: settings.name === 'xml' ? true : error.message };
          }
        };
        // However the bytes come, the outcome is the same.
        assert.deepEqual(await outcome(size), await outcome());
      }),
      { numRuns: 250 },
    );
  }
  assert.equal(Object.hasOwn(Object.prototype, 'order'), false);
});

test('settings that no format has are refused with what to do', () => {
  const csv = (settings: object): ReturnType<Format['check']> => format('csv').check({ name: 'csv', ...settings });
  assert.equal(csv({}), null);
  assert.match(csv({ delimeter: ';' })?.detail ?? '', /additional properties: "delimeter"/);
  assert.equal(csv({ delimiter: ';;' })?.pointer, '/delimiter');
  assert.equal(csv({ delimiter: '"' })?.pointer, '/delimiter');
  assert.match(csv({ header: false })?.fix ?? '', /"columns"/);
  assert.match(csv({ header: false, columns: ['a'], groupBy: ['b'] })?.detail ?? '', /"b"/);
  const oneKind = { fields: { a: { start: 1, length: 4 }, b: { start: 4, length: 1 } } };
  const check = (settings: object): string | undefined => format('fixed').check({ name: 'fixed', ...settings })?.detail;
  assert.match(check({ records: { A: oneKind } }) ?? '', /a and b have characters in common/);
  const fields = { a: { start: 3, length: 4 } };
  assert.match(check({ records: { A: { fields }, B: { fields } } }) ?? '', /no tag/);
  const tag = { start: 1, length: 2 };
  assert.match(check({ tag, records: { ABC: { fields } } }) ?? '', /does not fit/);
  assert.match(check({ tag, records: { A: { fields } }, groupFrom: 'B' }) ?? '', /"B" is no kind/);
  assert.match(check({ tag, records: { A: { fields } }, recordLength: 5 }) ?? '', /ends behind/);
  assert.equal(check({ tag, records: { A: { fields } }, groupFrom: 'A' }), undefined);
  assert.throws(
    () => format('json').write(1, { name: 'json', records: 'orders' }),
    /settings of the format at \/records/,
  );
});
