// Fixed width: lines, or pieces of one length, with fields at agreed places. A tag tells which kind of record a line is.
import { limits } from '#kernel/limits.ts';
import { defineFormat } from './define.ts';
import { encodings } from './encoding.ts';
import type { Encoding } from './encoding.ts';
import { readField } from './fixed-fields.ts';
import type { FixedField } from './fixed-fields.ts';
import { groupLines } from './fixed-groups.ts';
import type { TaggedRecord } from './fixed-groups.ts';
import { writeFixed } from './fixed-write.ts';
import type { Format, SettingsComplaint, FormatRecord } from './format.ts';
import { LineReader } from './lines.ts';
import type { Line } from './lines.ts';
import { readText } from './source.ts';
import type { Bytes, FormatLimits } from './source.ts';
import { complainOfTotals, totalsOf, totalsSchema } from './totals.ts';
import type { Total } from './totals.ts';
import { proved } from './totals-read.ts';

export interface FixedRecordType {
  readonly fields: Readonly<Record<string, FixedField>>;
  /** Part of no group: the first and last line of a file. */
  readonly alone?: boolean;
}

export interface FixedSettings {
  readonly encoding?: Encoding;
  /** Where the tag stands; left out: all lines are of the one type there is. */
  readonly tag?: { readonly start: number; readonly length: number };
  /** By tag. */
  readonly records: Readonly<Record<string, FixedRecordType>>;
  /** Tag of the line with which a new group begins. */
  readonly groupFrom?: string;
  /** Records follow each other without line ends. */
  readonly recordLength?: number;
  readonly shortLines?: boolean;
  readonly lineEnd?: 'crlf' | 'lf';
  readonly totals?: readonly Total[];
}

const place = { type: 'integer', minimum: 1, maximum: 100_000 };
const field = {
  type: 'object',
  required: ['start', 'length'],
  additionalProperties: false,
  properties: {
    start: place,
    length: { type: 'integer', minimum: 1, maximum: 10_000 },
    type: { type: 'string', enum: ['text', 'number'] },
    trim: { type: 'string', enum: ['right', 'left', 'both', 'none'] },
    align: { type: 'string', enum: ['left', 'right'] },
    decimals: { type: 'integer', minimum: 0, maximum: 20 },
    sign: { type: 'string', enum: ['leading', 'trailing', 'none'] },
    readOnly: { type: 'boolean' },
  },
};

export function fixedFormat(max: FormatLimits = limits): Format {
  const fields = {
    type: 'object',
    minProperties: 1,
    maxProperties: max.formatColumnsMax,
    propertyNames: { type: 'string', minLength: 1, maxLength: 200, not: { enum: ['__proto__', 'record'] } },
    additionalProperties: field,
  };
  return defineFormat<FixedSettings>({
    name: 'fixed',
    title: 'Fixed width: fields at agreed places of a line',
    properties: {
      encoding: { type: 'string', enum: encodings },
      tag: {
        type: 'object',
        required: ['start', 'length'],
        additionalProperties: false,
        properties: { start: place, length: { type: 'integer', minimum: 1, maximum: 50 } },
      },
      records: {
        type: 'object',
        minProperties: 1,
        maxProperties: 200,
        propertyNames: { type: 'string', maxLength: 50, not: { const: '__proto__' } },
        additionalProperties: {
          type: 'object',
          required: ['fields'],
          additionalProperties: false,
          properties: { fields, alone: { type: 'boolean' } },
        },
      },
      groupFrom: { type: 'string', minLength: 1, maxLength: 50 },
      recordLength: place,
      shortLines: { type: 'boolean' },
      lineEnd: { type: 'string', enum: ['crlf', 'lf'] },
      totals: totalsSchema,
    },
    required: ['records'],
    check: complain,
    read(bytes, settings) {
      const { groupFrom: from, records: kinds } = settings;
      const read = (again: Bytes): AsyncIterable<TaggedRecord> => readLines(again, settings, max);
      const totals = totalsOf(settings, 'whole');
      const lines = totals.length === 0 ? read(bytes) : proved(bytes, read, { totals, bytesMax: max.formatBytesMax });
      if (from === undefined) return records(lines);
      return groupLines(lines, { kinds, from, rowsMax: max.formatGroupRowsMax, totals: totalsOf(settings, 'group') });
    },
    write: writeFixed,
  });
}

function complain({
  tag,
  records: types,
  groupFrom,
  recordLength,
  totals = [],
}: FixedSettings): SettingsComplaint | null {
  const tags = Object.keys(types);
  if (tag === undefined && tags.length > 1) {
    return {
      pointer: '/tag',
      detail: 'There are several kinds of records and no tag.',
      fix: 'Say where the tag stands.',
    };
  }
  const wrong =
    tag === undefined
      ? undefined
      : tags.find((name) => name.length > tag.length || name !== name.trim() || name === '');
  if (wrong !== undefined) {
    const detail = `The tag "${wrong}" does not fit into its place of ${tag?.length ?? 0} characters, or has spaces around it.`;
    return { pointer: '/records', detail, fix: 'Correct the tag or the length of its place.' };
  }
  if (
    groupFrom !== undefined &&
    (tag === undefined || types[groupFrom] === undefined || types[groupFrom].alone === true)
  ) {
    const detail = `"${groupFrom}" is no kind of record with which a group can begin.`;
    return {
      pointer: '/groupFrom',
      detail,
      fix: `Name one of ${tags.join(', ')} that is not alone, and say where the tag stands.`,
    };
  }
  for (const [name, { fields }] of Object.entries(types)) {
    const own = Object.entries(fields).filter(([, { readOnly = false }]) => !readOnly);
    const places = [...own, ...(tag === undefined ? [] : [['its tag', tag] as const])];
    const sorted = places.toSorted(([, left], [, right]) => left.start - right.start);
    for (const [index, [inner, { start, length }]] of sorted.entries()) {
      const next = sorted[index + 1];
      if (next !== undefined && start + length > next[1].start) {
        const detail = `In ${name || 'the record'}, ${inner} and ${next[0]} have characters in common.`;
        const fix = 'Correct their "start" and "length". If one reads again what others read, it is "readOnly": true.';
        return { pointer: '/records', detail, fix };
      }
    }
    const long = Object.entries(fields).find(
      ([, { start, length }]) => recordLength !== undefined && start + length - 1 > recordLength,
    );
    if (long !== undefined)
      return {
        pointer: '/recordLength',
        detail: `${long[0]} ends behind it.`,
        fix: 'Correct the field or "recordLength".',
      };
  }
  if (totals.length > 0 && tag === undefined)
    return {
      pointer: '/totals',
      detail: 'There is one kind of records.',
      fix: 'Say by "tag" which row has the totals.',
    };
  return complainOfTotals(
    totals,
    Object.fromEntries(Object.entries(types).map(([name, { fields }]) => [name, Object.keys(fields)])),
  );
}

async function* records(lines: AsyncIterable<TaggedRecord>): AsyncGenerator<FormatRecord> {
  for await (const { record } of lines) yield record;
}

async function* readLines(bytes: Bytes, settings: FixedSettings, max: FormatLimits): AsyncGenerator<TaggedRecord> {
  const { encoding = 'utf-8', recordLength } = settings;
  const reader =
    recordLength === undefined ? new LineReader(max.formatRecordCharactersMax) : new PieceReader(recordLength);
  const name = recordLength === undefined ? 'line' : 'record';
  for await (const piece of readText(bytes, {
    encoding,
    bytesMax: max.formatBytesMax,
    pieceBytes: max.formatPieceBytes,
  })) {
    for (const line of reader.push(piece)) if (!isBlank(line)) yield readLine(line, name, settings);
  }
  for (const line of reader.end()) if (!isBlank(line)) yield readLine(line, name, settings);
}

/** Spaces and nothing else; also the mark at the end of files of old systems (U+001A). */
function isBlank({ text }: Line): boolean {
  return text !== null && /^ *\u001a?$/.test(text); // oxlint-disable-line no-control-regex
}

function readLine({ number, text }: Line, kind: string, settings: FixedSettings): TaggedRecord {
  const where = `${kind} ${number}`;
  const broken = (detail: string, fix: string, tag?: string): TaggedRecord => ({
    tag,
    record: { document: undefined, place: where, problem: { detail, fix } },
  });
  if (text === null) return broken('It is too long.', 'Have it corrected; the other lines were read.');
  if (/[\ud800-\udfff]/.test(text)) return broken('It has a character that takes two places.', 'Have it replaced.');
  const { tag: at, records: types, shortLines = false } = settings;
  const [only = ''] = Object.keys(types);
  const tag = at === undefined ? only : text.slice(at.start - 1, at.start - 1 + at.length).trim();
  const type = Object.hasOwn(types, tag) ? types[tag] : undefined;
  if (type === undefined) {
    const detail = `"${tag}" is no kind of record that is known; known are ${Object.keys(types).join(', ').slice(0, 200)}.`;
    return broken(detail, 'Have it corrected, or add the kind to "records".');
  }
  const document: Record<string, unknown> = at === undefined ? {} : { record: tag };
  let end = at === undefined ? 0 : at.start - 1 + at.length;
  for (const [name, each] of Object.entries(type.fields)) {
    const to = each.start - 1 + each.length;
    end = Math.max(end, to);
    if (to > text.length && !shortLines) {
      const detail = `It ends at column ${text.length}, and ${name} goes to column ${to}.`;
      return broken(detail, 'Have it corrected, or set "shortLines" when spaces at the end of lines are cut off.', tag);
    }
    const value = readField(text, each);
    if (!value.ok) return broken(`${name} (column ${each.start}): ${value.detail}`, 'Have it corrected.', tag);
    document[name] = value.value;
  }
  if (text.slice(end).trim() !== '' && settings.recordLength === undefined) {
    return broken(
      `Behind its last field, from column ${end + 1} on, comes more.`,
      'Add a field for it, or have it corrected.',
      tag,
    );
  }
  return { tag, record: { document, place: where } };
}

/** Text in pieces of one length. */
class PieceReader {
  readonly #length: number;
  #held = '';
  #number = 1;

  constructor(length: number) {
    this.#length = length;
  }

  push(piece: string): Line[] {
    const text = this.#held + piece;
    const lines: Line[] = [];
    let at = 0;
    for (; at + this.#length <= text.length; at += this.#length) {
      lines.push({ number: this.#number, text: text.slice(at, at + this.#length) });
      this.#number += 1;
    }
    this.#held = text.slice(at);
    return lines;
  }

  /** What is left is a short record, unless it is a line end or spaces. */
  end(): Line[] {
    const text = this.#held.replace(/[\r\n]+$/, '');
    return text === '' ? [] : [{ number: this.#number, text }];
  }
}
