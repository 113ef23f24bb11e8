// Broken input, format by format: what is said, where, and what of the rest is read all the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { limits } from '#kernel/limits.ts';
import { FormatProblem } from './format.ts';
import type { FormatSettings } from './format.ts';
import { createFormats } from './formats.ts';

const small = {
  ...limits,
  formatBytesMax: 200_000,
  formatDocumentBytesMax: 100_000,
  formatRecordCharactersMax: 2_000,
  formatColumnsMax: 5,
  formatNestingMax: 8,
  formatGroupRowsMax: 3,
};
const formats = createFormats(small);

/** Documents, problems as `place: detail`, and at the end what was thrown. */
async function read(settings: FormatSettings, input: string | Uint8Array): Promise<unknown[]> {
  const found: unknown[] = [];
  try {
    for await (const { document, place, problem } of formats.get(settings.name)?.read([Buffer.from(input)], settings) ??
      []) {
      found.push(problem === undefined ? document : `${place}: ${problem.detail}`);
    }
  } catch (error) {
    if (!(error instanceof FormatProblem)) throw error;
    found.push(`stopped at ${error.place}: ${error.detail}`);
  }
  return found;
}

const csv = { name: 'csv' };
const xml = { name: 'xml', records: '/o/l' };
const json = { name: 'json', records: '/l' };
const ndjson = { name: 'ndjson' };
const grouped = { name: 'csv', groupBy: ['k'] };
const line = {
  name: 'fixed',
  records: { A: { fields: { a: { start: 1, length: 2 }, n: { start: 3, length: 3, type: 'number' } } } },
};
const tagged = {
  name: 'fixed',
  tag: { start: 1, length: 1 },
  groupFrom: 'H',
  records: {
    H: { fields: { a: { start: 2, length: 1 } } },
    L: { fields: { n: { start: 2, length: 1, type: 'number' } } },
    T: { alone: true, fields: { n: { start: 2, length: 1 } } },
  },
};

const cases: readonly (readonly [string, FormatSettings, string | Uint8Array, readonly unknown[]])[] = [
  [
    'an open quote, at its place',
    csv,
    'a,b\n1,2\n3,"4\n5,6\n',
    [{ a: '1', b: '2' }, 'stopped at line 3, column 3: The quote (") that is opened here is not closed.'],
  ],
  [
    'an open quote behind a quoted line end',
    csv,
    'a,b\n"1\n2","4\n',
    ['stopped at line 3, column 4: The quote (") that is opened here is not closed.'],
  ],
  [
    'text after a quote',
    csv,
    'a,b\n1,"2"x\n3,4\n',
    ['line 2, column 6: After the closing quote (") comes more text.', { a: '3', b: '4' }],
  ],
  [
    'a quote within a cell',
    csv,
    'a,b\n1,5" pipe\n3,4\n',
    ['line 2, column 4: There is a quote (") in a cell that does not begin with one.', { a: '3', b: '4' }],
  ],
  ['a quote within a cell that may be', { ...csv, looseQuotes: true }, 'a,b\n1,5" pipe\n', [{ a: '1', b: '5" pipe' }]],
  [
    'rows of another width',
    csv,
    'a,b\n1\n2,3,4\n5,6',
    ['line 2: The row has 1 cells and 2 columns.', 'line 3: The row has 3 cells and 2 columns.', { a: '5', b: '6' }],
  ],
  ['short rows that may be', { ...csv, shortRows: true }, 'a,b\n1\n', [{ a: '1' }]],
  [
    'lines that are none',
    { ...csv, skipLines: 1, comment: '#' },
    'Report "x\na,b\n\n# c\n1,2\r\n\r\n3,4\r5,6',
    [
      { a: '1', b: '2' },
      { a: '3', b: '4' },
      { a: '5', b: '6' },
    ],
  ],
  ['a heading twice', csv, 'a,a\n1,2\n', ['stopped at line 1: Two columns have the heading "a".']],
  ['no heading', csv, 'a,\n1,2\n', ['stopped at line 1: Column 2 has no heading.']],
  [
    'a heading that no field may be called',
    csv,
    '__proto__\n1\n',
    ['stopped at line 1: A column is called "__proto__", which no field may be.'],
  ],
  ['too many columns', csv, 'a,b,c,d,e,f\n', ['stopped at line 1: There are 6 columns, and at most 5 are read.']],
  [
    'a column that must be there',
    { ...csv, columns: ['c'] },
    'a,b\n',
    ['stopped at line 1: There is no column c; the headings are a, b.'],
  ],
  ['nothing at all', csv, '', ['stopped at line 1: There is no row at all, not even headings.']],
  [
    'a row that is too long',
    csv,
    `a\n${'x'.repeat(3_000)}\n1\n`,
    ['line 2, column 1: The row has more than 2000 characters.', { a: '1' }],
  ],
  ['a row without end', csv, `a\n${'x'.repeat(199_000)}`, ['line 2, column 1: The row has more than 2000 characters.']],
  [
    'no decimal comma',
    { ...csv, decimalComma: ['b'] },
    'a,b\n1,2.50\n',
    ['line 2: "2.50" in column b is no number with a decimal comma.'],
  ],
  [
    'a group with a row of another width',
    grouped,
    'k,v\n1,a\n1\n1,c\n2,d\n',
    [
      'line 3: The row has 1 cells and 2 columns.',
      'line 2, the group {"k":"1"}: The row at line 3, beside these, cannot be read and may belong to them.',
      { key: { k: '2' }, rows: [{ k: '2', v: 'd' }] },
    ],
  ],
  [
    'a broken row between two groups',
    grouped,
    'k,v\n1,a\nx\n2,b\n3,c\n',
    [
      'line 3: The row has 1 cells and 2 columns.',
      'line 2, the group {"k":"1"}: The row at line 3, beside these, cannot be read and may belong to them.',
      'line 4, the group {"k":"2"}: The row at line 3, beside these, cannot be read and may belong to them.',
      { key: { k: '3' }, rows: [{ k: '3', v: 'c' }] },
    ],
  ],
  [
    'a group that is too large',
    grouped,
    'k\n1\n1\n1\n1\n2\n',
    ['line 2, the group {"k":"1"}: The group has more than 3 rows.', { key: { k: '2' }, rows: [{ k: '2' }] }],
  ],
  ['an escape of its own', { ...csv, escape: '\\' }, 'a\n"x\\"y\\\\z\\n"\n', [{ a: 'x"y\\z\\n' }]],

  [
    'bytes that are no UTF-8',
    csv,
    Buffer.from('a\n1\nM\xfcller\n', 'latin1'),
    [{ a: '1' }, 'stopped at line 3, column 2: The byte FC is no text of utf-8.'],
  ],
  [
    'the same as what it is',
    { ...csv, encoding: 'windows-1252' },
    Buffer.from('a\nM\xfcller \x80\n', 'latin1'),
    [{ a: 'Müller €' }],
  ],
  [
    'a byte that windows-1252 lacks',
    { ...csv, encoding: 'windows-1252' },
    Buffer.from('a\n\x81\n', 'latin1'),
    ['stopped at line 2, column 1: The byte 81 is no text of windows-1252.'],
  ],
  [
    'a control byte in iso-8859-1',
    { ...csv, encoding: 'iso-8859-1' },
    Buffer.from('a\nx\x80\n', 'latin1'),
    ['stopped at line 2, column 2: The byte 80 is no text of iso-8859-1.'],
  ],
  [
    'UTF-16 for UTF-8',
    csv,
    Buffer.from('\ufeffa\n1\n', 'utf16le'),
    ['stopped at the beginning: It begins with the byte order mark of utf-16le, but is to be read as utf-8.'],
  ],
  [
    'half a character of UTF-16',
    { ...csv, encoding: 'utf-16le' },
    Buffer.concat([Buffer.from('a\n1\n', 'utf16le'), Buffer.from([0x00, 0xdc])]),
    [{ a: '1' }, 'stopped at line 3, column 1: The byte 00 is no text of utf-16le.'],
  ],
  [
    'a cut character',
    csv,
    Buffer.from('a\né').subarray(0, 3),
    ['stopped at line 2, column 1: The text ends in the middle of a character of utf-8.'],
  ],
  ['NUL', csv, 'a\n1\u00002\n', ['stopped at line 2, column 2: There is a NUL character (U+0000), which no text has.']],
  ['a byte order mark', csv, '\ufeffa\n1\n', [{ a: '1' }]],
  [
    'a ZIP archive',
    csv,
    'PK\u0003\u0004…',
    ['stopped at the beginning: It is a ZIP archive, and nothing is unpacked.'],
  ],
  [
    'gzip',
    { name: 'binary' },
    Buffer.from([0x1f, 0x8b, 8]),
    ['stopped at the beginning: It is gzip, and nothing is unpacked.'],
  ],
  [
    'a tar archive',
    { name: 'text' },
    `${'x'.repeat(257)}ustar`,
    ['stopped at the beginning: It is a tar archive, and nothing is unpacked.'],
  ],
  [
    'too many bytes',
    csv,
    `a\n${'1\n'.repeat(100_000)}`,
    ['stopped at the whole: It has more than 200000 bytes, which is the most that is read.'],
  ],

  ['a cut document', json, '{"l":[1,', ['stopped at line 1, column 9: The JSON ends where a value should be.']],
  ['text after it', json, '{"l":[]} x', ['stopped at line 1, column 10: After the JSON value comes more text.']],
  ['no list', json, '{"l":{}}', ['stopped at /l: There is no list.']],
  ['the list twice', json, '{"l":[1],"l":[2]}', ['stopped at line 1, column 10: The field "l" is there twice.']],
  [
    'numbers that would lose digits',
    json,
    '{"l":[9007199254740993,1e400,0.1,1.10,100000000000000000000,-0.0]}',
    [
      '/l/0: At /l/0 (line 1, column 7): The number 9007199254740993 would lose digits.',
      '/l/1: At /l/1 (line 1, column 24): The number 1e400 would lose digits.',
      0.1,
      1.1,
      1e20,
      -0,
    ],
  ],
  [
    'the same as text',
    { ...json, numbers: 'text' },
    '{"l":[{"a":[9007199254740993, 1e400]}]}',
    [{ a: ['9007199254740993', '1e400'] }],
  ],
  [
    'half characters and NUL',
    json,
    '{"l":["\\ud800","\\ud83d\\ude00","\\u0000"]}',
    [
      '/l/0: At /l/0 (line 1, column 7): A text has half a character (a lone surrogate) or NUL, which no text has.',
      '😀',
      '/l/2: At /l/2 (line 1, column 31): A text has half a character (a lone surrogate) or NUL, which no text has.',
    ],
  ],
  [
    'a field that no field may be called',
    json,
    '{"l":[{"__proto__":{"x":1}},2]}',
    ['/l/0: At /l/0/__proto__ (line 1, column 8): A field is called "__proto__", which none may be.', 2],
  ],
  [
    'a field twice among many',
    json,
    `{"l":[{${Array.from({ length: 20 }, (_, index) => `"f${index}":1`).join(',')},"f3":2},2]}`,
    ['/l/0: At /l/0/f3 (line 1, column 158): The field "f3" is there twice.', 2],
  ],
  ['NaN', json, '{"l":[NaN]}', ['stopped at line 1, column 7: Here should be a JSON value.']],
  ['too deep', json, `{"l":${'['.repeat(20)}`, ['stopped at line 1, column 13: It is nested more than 8 levels deep.']],
  [
    'a record that is too long',
    json,
    `{"l":["${'x'.repeat(2_100)}",1]}`,
    ['/l/0: It has 2102 characters, and at most 2000 are read as one record.', 1],
  ],
  [
    'a line that is no JSON',
    ndjson,
    '1\n{"a":1,}\r\n\n[]',
    [1, 'line 2: At line 2, column 8: Here should be the name of a field, in quotes.', []],
  ],
  ['a line that is too long', ndjson, `"${'x'.repeat(3_000)}"\n1`, ['line 1: It has more than 2000 characters.', 1]],

  [
    'a document type',
    xml,
    '<!DOCTYPE o [<!ENTITY e "x">]><o><l>&e;</l></o>',
    [
      'stopped at line 1, column 31: It has a document type (DOCTYPE), by which files could be read and texts multiplied.',
    ],
  ],
  [
    'an unknown entity',
    xml,
    '<o><l>1</l><l>&e;</l></o>',
    ['1', 'stopped at line 1, column 18: It is no well-formed XML: undefined entity.'],
  ],
  [
    'an instruction',
    xml,
    '<o><?php x?></o>',
    ['stopped at line 1, column 13: It has the processing instruction php, which nobody follows.'],
  ],
  ['a stylesheet', xml, '<?xml-stylesheet href="a.xsl"?><o><l/></o>', ['']],
  [
    'tags that cross',
    xml,
    '<o><l>1</l><l><a></l></a></o>',
    ['1', 'stopped at line 1, column 22: It is no well-formed XML: unexpected close tag.'],
  ],
  [
    'an attribute twice',
    xml,
    '<o><l a="1" a="2"/></o>',
    ['stopped at line 1, column 20: It is no well-formed XML: duplicate attribute: a.'],
  ],
  [
    'two roots',
    xml,
    '<o><l/></o><o/>',
    ['', 'stopped at line 1, column 15: It is no well-formed XML: documents may contain only one root.'],
  ],
  [
    '< in an attribute',
    xml,
    '<o><l a="<"/></o>',
    ['stopped at line 1, column 11: It is no well-formed XML: disallowed character.'],
  ],
  [
    'a cut document',
    xml,
    '<o><l>1</l><l>2',
    ['1', 'stopped at line 1, column 16: It is no well-formed XML: unclosed tag: l'],
  ],
  [
    'no records where they should be',
    { ...xml, records: '/x/l' },
    '<o><l/></o>',
    ['stopped at the whole document: There is no element /x in which records could be.'],
  ],
  [
    'names that differ in their prefix alone',
    xml,
    '<o xmlns:a="a" xmlns:b="b"><l><a:x/><b:x/></l><l>2</l></o>',
    ['/o/l[1], line 1: At line 1: a:x and b:x are the same name without their prefixes.', '2'],
  ],
  ['the same as written', { ...xml, namespaces: 'keep' }, '<o><l><a:x/><b:x/></l></o>', [{ 'a:x': '', 'b:x': '' }]],
  [
    'names of the language itself',
    xml,
    '<o><l><constructor>1</constructor><toString/></l><l><__proto__>1</__proto__></l><l/></o>',
    [
      { constructor: '1', toString: '' },
      '/o/l[2], line 1: At line 1: An element is called "__proto__", which none may be.',
      '',
    ],
  ],
  ['too deep', xml, '<o>'.repeat(20), ['stopped at line 1, column 28: Elements are nested more than 8 levels deep.']],
  ['an element that is too long', xml, `<o><l>${'x'.repeat(3_000)}</l></o>`, ['x'.repeat(3_000)]],
  [
    'an element without end',
    xml,
    `<o><l>${'x'.repeat(150_000)}`,
    ['stopped at line 1: What begins here has more than 2000 characters.'],
  ],
  [
    'another encoding, declared',
    xml,
    Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><o><l>\xe9</l></o>', 'latin1'),
    ['é'],
  ],
  [
    'an encoding that is not read',
    xml,
    '<?xml version="1.0" encoding="ebcdic-us"?><o/>',
    ['stopped at line 1: It says that it is written in ebcdic-us, which is not read here.'],
  ],

  [
    'a line that is short',
    line,
    'ab001\nab\ncd  2',
    [{ a: 'ab', n: '1' }, 'line 2: It ends at column 2, and n goes to column 5.', { a: 'cd', n: '2' }],
  ],
  [
    'no digits',
    line,
    'ab0x1\nab   \n',
    ['line 1: n (column 3): "0x1" is no number of digits with a sign at most.', { a: 'ab', n: null }],
  ],
  [
    'more than the fields',
    line,
    'ab001 x\nab001  \n',
    ['line 1: Behind its last field, from column 6 on, comes more.', { a: 'ab', n: '1' }],
  ],
  [
    'a line of no known kind',
    tagged,
    'Ha\nL1\nXx\nL2\nHb\nL3\nT1\n',
    [
      'line 1: The line at line 3, behind these, cannot be read and may belong to them.',
      'line 3: "X" is no kind of record that is known; known are H, L, T.',
      'line 4: A line "L" stands in no group, because a line before it cannot be read: none began with "H".',
      {
        records: [
          { record: 'H', a: 'b' },
          { record: 'L', n: '3' },
        ],
      },
      { record: 'T', n: '1' },
    ],
  ],
  [
    'a broken line in a group',
    tagged,
    'Ha\nLx\nL1\nHb\n',
    [
      'line 1: Its line at line 2 cannot be read: n (column 2): "x" is no number of digits with a sign at most.',
      { records: [{ record: 'H', a: 'b' }] },
    ],
  ],
];

for (const [what, settings, input, expected] of cases) {
  test(`${settings.name}: ${what}`, async () => assert.deepEqual(await read(settings, input), expected));
}

test('where a CSV file is sound, csv-parse reads the same', async () => {
  const cell = fc.oneof(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', ' ', '#') }), fc.string());
  const written = fc.array(
    fc.array(
      cell.map((text) => (/[",\r\n\ufeff]|^$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)),
      { minLength: 2, maxLength: 2 },
    ),
    { minLength: 1 },
  );
  await fc.assert(
    fc.asyncProperty(written, fc.constantFrom('\n', '\r\n', '\r'), async (rows, end) => {
      const text = rows.map((row) => row.join(',')).join(end);
      fc.pre(!text.includes('\u0000') && text.isWellFormed());
      const expected = parse(text, { record_delimiter: ['\r\n', '\n', '\r'], columns: ['a', 'b'] });
      assert.deepEqual(await read({ name: 'csv', header: false, columns: ['a', 'b'] }, text), expected);
    }),
    { numRuns: 300 },
  );
});

const refused: readonly (readonly [string, FormatSettings, unknown, RegExp])[] = [
  ['a nested value', csv, [{ a: 1 }, { a: { b: 1 } }], /^\/1\/a: It is no text, number or truth value/],
  ['a field without a column', csv, [{ a: 1 }, { a: 1, b: 2 }], /^\/1\/b: It has no column/],
  ['a formula', { ...csv, formulas: 'refuse' }, [{ a: '=1+1' }], /^\/0\/a: It would be a formula/],
  ['what would have to be quoted', { ...csv, quote: '' }, [{ a: 'x,y' }], /^\/0\/a: It would have to be quoted/],
  [
    'a character that the encoding lacks',
    { ...csv, encoding: 'windows-1252' },
    [{ a: 'x→' }],
    /^line 2, column 2, .*U\+2192 cannot be written in windows-1252/,
  ],
  ['NaN', json, { a: [Number.NaN] }, /^\/a\/0: The number NaN has no form/],
  ['undefined', json, { a: undefined }, /^\/a: A value of the type undefined/],
  ['a date', json, { a: new Date(0) }, /^\/a: It is no plain object/],
  ['half a character', ndjson, ['\ud800'], /^\/0: Its text has half a character/],
  ['two roots', { name: 'xml' }, { a: 1, b: 2 }, /exactly one field, the root/],
  ['a name that is none', { name: 'xml' }, { a: { 'b c': 1 } }, /^\/a\/b c: It has a name that is none in XML/],
  ['a control character', { name: 'xml' }, { a: '\u0001' }, /^\/a: It has a character that XML cannot hold/],
  ['a text that is too long', line, { a: 'abc', n: 1 }, /^\/a: "abc" is longer than its 2 characters/],
  ['a number that is too long', line, { a: 'a', n: -100 }, /^\/n: -100 needs more than its 3 characters/],
  ['decimal places that are not there', line, { a: 'a', n: '1.5' }, /^\/n: 1\.5 has more than 0 decimal places/],
  ['a kind that is not known', tagged, [{ record: 'Z' }], /^\/0\/record: It names no kind/],
  ['no base64', { name: 'binary' }, { base64: '?' }, /^base64: It is no base64/],
];

for (const [what, settings, value, expected] of refused) {
  test(`${settings.name}: ${what} is not written`, () => {
    assert.throws(
      () => formats.get(settings.name)?.write(value, settings),
      (error) => {
        assert.ok(error instanceof FormatProblem);
        assert.match(error.message, expected);
        return true;
      },
    );
  });
}

test('text that a spreadsheet would run is escaped where that is asked for, and numbers are not', () => {
  const { body } =
    formats.get('csv')?.write([{ a: '=1+1', b: -5, c: '-5' }], { ...csv, formulas: 'escape', lineEnd: 'lf' }) ?? {};
  assert.equal(Buffer.from(body ?? '').toString(), 'a,b,c\n"\'=1+1",-5,"\'-5"\n');
});
