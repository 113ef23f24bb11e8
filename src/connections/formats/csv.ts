// CSV: rows under headings. Every cell is text as it stands, so no digit of a number is lost.
import type { JsonSchema } from '#contracts/schema.ts';
import { limits } from '#kernel/limits.ts';
import { broken, withDecimals } from './csv-cells.ts';
import { complainOfKinds, kindOfRow } from './csv-kinds.ts';
import type { CsvKinds } from './csv-kinds.ts';
import { CsvRows } from './csv-rows.ts';
import type { CsvRow } from './csv-rows.ts';
import { writeCsv } from './csv-write.ts';
import { defineFormat } from './define.ts';
import { encodings } from './encoding.ts';
import type { Encoding } from './encoding.ts';
import { groupLines } from './fixed-groups.ts';
import type { TaggedRecord } from './fixed-groups.ts';
import { FormatProblem } from './format.ts';
import type { Format, FormatRecord } from './format.ts';
import { groupRecords } from './groups.ts';
import { readText } from './source.ts';
import type { Bytes, FormatLimits } from './source.ts';
import { totalsOf, totalsSchema } from './totals.ts';
import type { Total } from './totals.ts';
import { proved } from './totals-read.ts';

export interface CsvSettings {
  readonly encoding?: Encoding;
  readonly delimiter?: string;
  readonly quote?: string;
  readonly escape?: string;
  readonly comment?: string;
  readonly header?: boolean;
  readonly columns?: readonly string[];
  readonly skipLines?: number;
  readonly trim?: boolean;
  readonly looseQuotes?: boolean;
  readonly shortRows?: boolean;
  readonly decimalComma?: readonly string[];
  readonly groupBy?: readonly string[];
  /** Kinds of rows by what tells them. */
  readonly records?: CsvKinds;
  /** Which cell tells the kind, from 1; left out: the first. */
  readonly tag?: number;
  /** Kind of the row with which a new group begins. */
  readonly groupFrom?: string;
  readonly totals?: readonly Total[];
  readonly lineEnd?: 'crlf' | 'lf';
  readonly byteOrderMark?: boolean;
  readonly formulas?: 'keep' | 'escape' | 'refuse';
}

const sign = { type: 'string', minLength: 1, maxLength: 1, pattern: '^[^\\r\\n\\u0000\\ufeff\\ud800-\\udfff]$' };
const maybeSign = { type: 'string', maxLength: 1, pattern: '^[^\\r\\n\\u0000\\ufeff\\ud800-\\udfff]?$' };
const names = (max: number): JsonSchema => ({
  type: 'array',
  minItems: 1,
  maxItems: max,
  uniqueItems: true,
  items: { type: 'string', minLength: 1, maxLength: 200, not: { const: '__proto__' } },
});

export function csvFormat(max: FormatLimits = limits): Format {
  return defineFormat<CsvSettings>({
    name: 'csv',
    title: 'CSV: rows under headings',
    properties: {
      encoding: { type: 'string', enum: encodings },
      delimiter: sign,
      quote: maybeSign,
      escape: sign,
      comment: maybeSign,
      header: { type: 'boolean' },
      columns: names(max.formatColumnsMax),
      skipLines: { type: 'integer', minimum: 0, maximum: 1_000 },
      trim: { type: 'boolean' },
      looseQuotes: { type: 'boolean' },
      shortRows: { type: 'boolean' },
      decimalComma: names(max.formatColumnsMax),
      groupBy: names(max.formatColumnsMax),
      records: {
        type: 'object',
        minProperties: 1,
        maxProperties: 200,
        propertyNames: { type: 'string', minLength: 1, maxLength: 50, not: { const: '__proto__' } },
        additionalProperties: {
          type: 'object',
          required: ['columns'],
          additionalProperties: false,
          properties: {
            columns: {
              ...names(max.formatColumnsMax),
              items: { type: 'string', minLength: 1, maxLength: 200, not: { enum: ['__proto__', 'record'] } },
            },
            decimalComma: names(max.formatColumnsMax),
            alone: { type: 'boolean' },
          },
        },
      },
      tag: { type: 'integer', minimum: 1, maximum: max.formatColumnsMax },
      groupFrom: { type: 'string', minLength: 1, maxLength: 50 },
      totals: totalsSchema,
      lineEnd: { type: 'string', enum: ['crlf', 'lf'] },
      byteOrderMark: { type: 'boolean' },
      formulas: { type: 'string', enum: ['keep', 'escape', 'refuse'] },
    },
    check(settings) {
      const { header = true, columns, delimiter = ',', quote = '"', escape = quote, comment = '' } = settings;
      const { groupBy, decimalComma, records } = settings;
      const complaint = complainOfKinds(settings);
      if (complaint !== null) return complaint;
      if (!header && columns === undefined && records === undefined) {
        return {
          pointer: '/columns',
          detail: 'Without headings nobody knows what the columns are.',
          fix: 'List their names in "columns", from left to right.',
        };
      }
      const marks = [delimiter, quote, comment, ...(escape === quote ? [] : [escape])].filter((mark) => mark !== '');
      if (new Set(marks).size !== marks.length) {
        return {
          pointer: '/delimiter',
          detail: 'Two of "delimiter", "quote", "escape" and "comment" are the same character.',
          fix: 'Give each its own; only "escape" may be the same as "quote".',
        };
      }
      const unknown = [...(groupBy ?? []), ...(decimalComma ?? [])].find((name) => columns?.includes(name) === false);
      if (unknown === undefined || header) return null;
      return { pointer: '/columns', detail: `It has no "${unknown}".`, fix: 'Name a column that is there.' };
    },
    read(bytes, settings) {
      const { groupBy, records: kinds, groupFrom } = settings;
      if (kinds !== undefined) {
        const read = (again: Bytes): AsyncIterable<TaggedRecord> =>
          kindsOf(readRows(again, settings, max), kinds, settings);
        const totals = totalsOf(settings, 'whole');
        const rows = totals.length === 0 ? read(bytes) : proved(bytes, read, { totals, bytesMax: max.formatBytesMax });
        if (groupFrom === undefined) return recordsOf(rows);
        const inGroups = totalsOf(settings, 'group');
        return groupLines(rows, { kinds, from: groupFrom, rowsMax: max.formatGroupRowsMax, totals: inGroups });
      }
      const records = readCsv(bytes, settings, max);
      return groupBy === undefined ? records : groupRecords(records, { by: groupBy, rowsMax: max.formatGroupRowsMax });
    },
    write: writeCsv,
  });
}

async function* readCsv(bytes: Bytes, settings: CsvSettings, max: FormatLimits): AsyncGenerator<FormatRecord> {
  const table = new Table(settings, max.formatColumnsMax);
  for await (const rows of readRows(bytes, settings, max)) for (const record of table.records(rows)) yield record;
  table.end();
}

async function* kindsOf(
  pieces: AsyncIterable<readonly CsvRow[]>,
  kinds: CsvKinds,
  settings: CsvSettings,
): AsyncGenerator<TaggedRecord> {
  for await (const rows of pieces) for (const row of rows) yield kindOfRow(row, kinds, settings);
}

async function* recordsOf(rows: AsyncIterable<TaggedRecord>): AsyncGenerator<FormatRecord> {
  for await (const { record } of rows) yield record;
}

/** Piece by piece. */
async function* readRows(bytes: Bytes, settings: CsvSettings, max: FormatLimits): AsyncGenerator<readonly CsvRow[]> {
  const { encoding = 'utf-8', delimiter = ',', quote = '"', comment = '', looseQuotes = false } = settings;
  const rows = new CsvRows(
    {
      delimiter,
      quote,
      escape: settings.escape ?? quote,
      comment,
      looseQuotes,
      recordCharactersMax: max.formatRecordCharactersMax,
    },
    settings.skipLines ?? 0,
  );
  for await (const piece of readText(bytes, {
    encoding,
    bytesMax: max.formatBytesMax,
    pieceBytes: max.formatPieceBytes,
  })) {
    yield rows.push(piece);
    rows.assertReadable();
  }
  yield rows.end();
  rows.assertReadable();
}

/** Rows as objects: the headings are taken from the first of them. */
class Table {
  readonly #settings: CsvSettings;
  readonly #columnsMax: number;
  #headings: readonly string[] | undefined;
  #decimals: readonly string[] = [];

  constructor(settings: CsvSettings, columnsMax: number) {
    this.#settings = settings;
    this.#columnsMax = columnsMax;
    if (settings.header === false) this.#use(settings.columns ?? [], 'settings of the format');
  }

  *records(rows: readonly CsvRow[]): Generator<FormatRecord> {
    for (const row of rows) {
      const record = this.#record(row);
      if (record !== null) yield record;
    }
  }

  /** Null: the row was the headings. */
  #record(row: CsvRow): FormatRecord | null {
    if ('broken' in row) {
      const place = `line ${row.line}, column ${row.column}`;
      const fix = 'Have the row corrected; the others were read.';
      if (this.#headings === undefined)
        throw new FormatProblem({ place, detail: row.broken, fix: 'Correct the headings.' });
      return broken(place, row.broken, fix);
    }
    const cells = this.#settings.trim === true ? row.cells.map((cell) => cell.trim()) : row.cells;
    if (this.#headings === undefined) {
      this.#readHeadings(cells, `line ${row.line}`);
      return null;
    }
    return this.#document(cells, `line ${row.line}`, this.#headings);
  }

  end(): void {
    if (this.#headings !== undefined) return;
    throw new FormatProblem({
      place: 'line 1',
      detail: 'There is no row at all, not even headings.',
      fix: 'Have it sent again; a file that may be empty still has its headings, or set "header" to false.',
    });
  }

  #document(cells: readonly string[], place: string, headings: readonly string[]): FormatRecord {
    if (cells.length > headings.length || (cells.length < headings.length && this.#settings.shortRows !== true)) {
      const fix =
        cells.length < headings.length
          ? 'Have it corrected, or set "shortRows" to let cells be missing at the end.'
          : 'Have it corrected: a delimiter in a cell has to be quoted.';
      return broken(place, `The row has ${cells.length} cells and ${headings.length} columns.`, fix);
    }
    const document: Record<string, string> = {};
    for (let index = 0; index < cells.length; index += 1) document[headings[index] ?? ''] = cells[index] ?? '';
    const wrong = withDecimals(document, this.#decimals);
    if (wrong !== null) return broken(place, wrong.detail, wrong.fix, this.#settings.groupBy && document);
    return { document, place };
  }

  #readHeadings(cells: readonly string[], place: string): void {
    const wrong = (detail: string, fix: string): FormatProblem => new FormatProblem({ place, detail, fix });
    const byName = 'Have it corrected, or set "header" to false, "skipLines" to leave it out, and "columns".';
    const empty = cells.indexOf('');
    if (empty !== -1) throw wrong(`Column ${empty + 1} has no heading.`, byName);
    const twice = cells.find((cell, index) => cells.indexOf(cell) !== index);
    if (twice !== undefined) throw wrong(`Two columns have the heading "${twice.slice(0, 200)}".`, byName);
    if (cells.includes('__proto__')) throw wrong('A column is called "__proto__", which no field may be.', byName);
    const missing = this.#settings.columns?.filter((name) => !cells.includes(name)) ?? [];
    if (missing.length > 0) {
      const those = cells.join(', ').slice(0, 400);
      throw wrong(
        `There is no column ${missing.join(', ')}; the headings are ${those}.`,
        'Have it sent with all columns, or correct "columns", "delimiter" or "skipLines".',
      );
    }
    this.#use(cells, place);
  }

  #use(headings: readonly string[], place: string): void {
    if (headings.length > this.#columnsMax) {
      const detail = `There are ${headings.length} columns, and at most ${this.#columnsMax} are read.`;
      throw new FormatProblem({ place, detail, fix: 'Have it sent with the columns that are needed.' });
    }
    const { groupBy = [], decimalComma = [] } = this.#settings;
    const unknown = [...groupBy, ...decimalComma].find((name) => !headings.includes(name));
    if (unknown !== undefined) {
      const detail = `There is no column ${unknown}; the headings are ${headings.join(', ').slice(0, 400)}.`;
      throw new FormatProblem({ place, detail, fix: 'Correct "groupBy" or "decimalComma", or have the column sent.' });
    }
    this.#headings = headings;
    this.#decimals = decimalComma;
  }
}
