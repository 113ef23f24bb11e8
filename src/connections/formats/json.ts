// JSON: a document, or the elements of a list in it. The whole is in memory at once.
import { limits } from '#kernel/limits.ts';
import { defineFormat } from './define.ts';
import { FormatProblem } from './format.ts';
import type { Format, FormatRecord } from './format.ts';
import { scanJson, valueOf } from './json-scan.ts';
import { readText } from './source.ts';
import type { Bytes, FormatLimits } from './source.ts';
import { bodyOf, refuseInexact } from './value.ts';

interface JsonSettings {
  readonly encoding?: 'utf-8' | 'utf-16le';
  readonly records?: string;
  readonly numbers?: 'refuse' | 'text';
  readonly indent?: number;
}

export function jsonFormat(max: FormatLimits = limits): Format {
  return defineFormat<JsonSettings>({
    name: 'json',
    title: 'JSON: a document or a list of them',
    properties: {
      encoding: { type: 'string', enum: ['utf-8', 'utf-16le'] },
      records: { type: 'string', maxLength: 500, format: 'json-pointer' },
      numbers: { type: 'string', enum: ['refuse', 'text'] },
      indent: { type: 'integer', minimum: 0, maximum: 8 },
    },
    read: (bytes, settings) => readJson(bytes, settings, max),
    write(value, { encoding = 'utf-8', indent = 0 }) {
      refuseInexact(value);
      const charset = encoding === 'utf-8' ? '' : `; charset=${encoding}`;
      return { body: bodyOf(JSON.stringify(value, null, indent), encoding), mediaType: `application/json${charset}` };
    },
  });
}

async function* readJson(
  bytes: Bytes,
  { encoding = 'utf-8', records, numbers = 'refuse' }: JsonSettings,
  max: FormatLimits,
): AsyncGenerator<FormatRecord> {
  const pieces: string[] = [];
  for await (const piece of readText(bytes, {
    encoding,
    bytesMax: max.formatDocumentBytesMax,
    pieceBytes: max.formatPieceBytes,
  }))
    pieces.push(piece);
  const text = pieces.join('');
  for (const found of scanJson(text, { records: records ?? null, numbers, nestingMax: max.formatNestingMax })) {
    const { start, end, pointer, problem } = found;
    const place = pointer === '' ? 'the whole document' : pointer;
    if (end - start > max.formatRecordCharactersMax) {
      const detail = `It has ${end - start} characters, and at most ${max.formatRecordCharactersMax} are read as one record.`;
      if (records !== undefined)
        yield { document: undefined, place, problem: { detail, fix: 'Have it sent in parts.' } };
      else
        throw new FormatProblem({
          place,
          detail,
          fix: 'Name the list in it whose elements are the records: "records".',
        });
    } else if (problem === undefined) yield { document: valueOf(text, found), place };
    else yield { document: undefined, place, problem };
  }
}
