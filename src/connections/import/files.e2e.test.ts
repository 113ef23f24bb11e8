// Files and mappings as people have them: with marks, odd encodings, missing columns and broken quotes.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Group } from './groups.ts';
import { readGroups } from './groups.ts';
import { importLimits } from './limits.ts';
import type { Mapping } from './mapping-file.ts';
import { readMapping } from './mapping-file.ts';
import { ImportProblem } from './problem.ts';

const mapping: Mapping = {
  name: 'test',
  format: 'csv',
  delimiter: ',',
  encoding: 'utf-8',
  columns: ['order', 'item'],
  groupBy: 'order',
  source: '/test',
  zone: 'UTC',
  values: {},
  site: null,
  createItems: null,
  opening: null,
  expression: '{}',
  text: '',
};

async function groupsOf(
  content: string | Buffer,
  change: Partial<Mapping> = {},
): Promise<{ groups: Group[]; malformed: unknown[]; bytes: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-import-'));
  try {
    const file = join(folder, 'a.csv');
    writeFileSync(file, content);
    const malformed: unknown[] = [];
    const groups: Group[] = [];
    let bytes = 0;
    const notice = {
      bytes: (count: number) => void (bytes += count),
      malformed: (found: unknown) => void malformed.push(found),
    };
    for await (const group of readGroups([file], { ...mapping, ...change }, notice)) groups.push(group);
    return { groups, malformed, bytes };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('rows are grouped as they follow each other and keep their lines', async () => {
  const content = '\uFEFForder,item\r\n1,a\r\n1,"b ""x"",\ny"\r\n\r\n2,c\r\n2\r\n,d\r\n';
  const { groups, malformed, bytes } = await groupsOf(content);
  assert.deepEqual(
    groups.map(({ key, rows }) => ({ key, rows })),
    [
      {
        key: '1',
        rows: [
          { order: '1', item: 'a', row: 2 },
          { order: '1', item: 'b "x",\ny', row: 4 },
        ],
      },
      { key: '2', rows: [{ order: '2', item: 'c', row: 6 }] },
    ],
  );
  assert.deepEqual(malformed, [
    { row: 7, reason: 'wrong_number_of_columns' },
    { row: 8, reason: 'group_missing' },
  ]);
  assert.equal(bytes, Buffer.byteLength(content));
});

test('an encoding and a delimiter other than the usual ones', async () => {
  const { groups } = await groupsOf(Buffer.from('order;item\n1;caf\u00e9\n', 'latin1'), {
    encoding: 'windows-1252',
    delimiter: ';',
  });
  assert.equal(groups[0]?.rows[0]?.['item'], 'caf\u00e9');
});

const broken: readonly (readonly [what: string, content: string | Buffer, why: RegExp])[] = [
  ['is empty', '', /a\.csv is empty: leave it out\./],
  ['lacks a column', 'order,sku\n1,a\n', /has no column item \(it has order, sku\)/],
  ['has a column twice', 'order,item,item\n1,a,b\n', /two columns named "item"/],
  ['has a column named row', 'order,item,row\n1,a,b\n', /column named row/],
  ['has a broken quote', 'order,item\n1,"a"b\n', /is not CSV from line 2 on/],
  ['never ends a quote', `order,item\n1,"${'a'.repeat(importLimits.recordBytesMax)}\n`, /is not CSV/],
  ['is not of the encoding', Buffer.from('order,item\n1,caf\u00e9\n', 'latin1'), /is not utf-8 .*set "encoding"/],
  ['has an order in two places', 'order,item\n1,a\n2,b\n1,c\n', /order 1 comes again at line 4 of .*sort the rows/],
];

for (const [what, content, why] of broken) {
  test(`a file that ${what} stops the import`, () =>
    assert.rejects(groupsOf(content), (error) => error instanceof ImportProblem && why.test(error.message)));
}

test('a group has a largest size', async () => {
  const rows = '1,a\n'.repeat(importLimits.groupRowsMax + 1);
  await assert.rejects(groupsOf(`order,item\n${rows}`), /more than 10000 rows at line 10002/);
});

test('a file that is not there stops the import', async () => {
  const reading = readGroups(['nowhere.csv'], mapping, { bytes: () => undefined, malformed: () => undefined });
  await assert.rejects(reading.next(), /nowhere\.csv can't be read \(ENOENT\)/);
});

const least = {
  name: 'test',
  format: 'csv',
  columns: ['order', 'item'],
  groupBy: 'order',
  map: 'map.jsonata',
  source: '/test',
  zone: 'Europe/London',
};

async function mappingOf(content: unknown): Promise<Mapping> {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-import-'));
  try {
    const path = join(folder, 'mapping.json');
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    writeFileSync(join(folder, 'map.jsonata'), '{}');
    return await readMapping(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a mapping needs little; the rest has plain defaults', async () => {
  const { text, ...read } = await mappingOf(least);
  assert.deepEqual(read, {
    name: 'test',
    format: 'csv',
    delimiter: ',',
    encoding: 'utf-8',
    columns: ['order', 'item'],
    groupBy: 'order',
    source: '/test',
    zone: 'Europe/London',
    values: {},
    site: null,
    createItems: null,
    opening: null,
    expression: '{}',
  });
  assert.ok(text.endsWith('\0{}'));
});

const wrong: readonly (readonly [what: string, content: unknown, why: RegExp])[] = [
  ['no JSON', '{', /mapping\.json is not JSON/],
  ['no object', [], /has no object at its top/],
  ['a name with capitals', { ...least, name: 'Test' }, /\/name is "Test": it must be a name of lower-case letters/],
  ['another format', { ...least, format: 'xml' }, /\/format is "xml": it must be csv/],
  ['no columns', { ...least, columns: [] }, /\/columns is \[\]: it must be a list of texts/],
  ['a column that is no text', { ...least, columns: [1] }, /\/columns is \[1\]/],
  ['a group that is no column', { ...least, groupBy: 'x' }, /\/groupBy is "x": it must be one of the columns/],
  ['a zone that is none', { ...least, zone: 'Mars' }, /\/zone is "Mars": it must be an IANA time zone/],
  ['a map that is not there', { ...least, map: 'other' }, /The map .*other can't be read \(ENOENT\)/],
  ['a misspelled field', { ...least, grupBy: 'x' }, /\/grupBy means nothing: correct its name/],
  [
    'an opening time without offset',
    { ...least, opening: { site: 'S', time: '2010-12-01T00:00:00' } },
    /\/opening\/time is .*it must be a time with offset/,
  ],
  [
    'an opening without site',
    { ...least, opening: { time: '2010-12-01T00:00:00Z' } },
    /\/opening\/site is missing: it must be a text/,
  ],
  ['a site that is no object', { ...least, site: 'S' }, /has no object at \/site/],
  [
    'items with a misspelled field',
    { ...least, createItems: { unit: 'each', units: 1 } },
    /\/createItems\/units means nothing/,
  ],
];

for (const [what, content, why] of wrong) {
  test(`a mapping with ${what} is refused with a sentence`, () =>
    assert.rejects(mappingOf(content), (error) => error instanceof ImportProblem && why.test(error.message)));
}
