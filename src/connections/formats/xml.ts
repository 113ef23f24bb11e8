// XML: a document, or the elements of one name in it. Attributes are fields that begin with @, text beside them is #text.
import { limits } from '#kernel/limits.ts';
import { defineFormat } from './define.ts';
import { encodings } from './encoding.ts';
import type { Encoding } from './encoding.ts';
import { FormatProblem } from './format.ts';
import type { Format, FormatRecord } from './format.ts';
import { readText } from './source.ts';
import type { Bytes, FormatLimits } from './source.ts';
import { XmlReader } from './xml-read.ts';
import { writeXml } from './xml-write.ts';

export interface XmlSettings {
  readonly encoding?: Encoding;
  readonly records?: string;
  readonly lists?: readonly string[];
  readonly namespaces?: 'strip' | 'keep';
  readonly trim?: boolean;
  readonly indent?: number;
}

const path = { type: 'string', maxLength: 500, pattern: '^(/[^/@#\\s]+)+$' };

export function xmlFormat(max: FormatLimits = limits): Format {
  return defineFormat<XmlSettings>({
    name: 'xml',
    title: 'XML: a document or elements of it',
    properties: {
      encoding: { type: 'string', enum: encodings },
      records: path,
      lists: { type: 'array', maxItems: 200, uniqueItems: true, items: path },
      namespaces: { type: 'string', enum: ['strip', 'keep'] },
      trim: { type: 'boolean' },
      indent: { type: 'integer', minimum: 0, maximum: 8 },
    },
    read: (bytes, settings) => readXml(bytes, settings, max),
    write: writeXml,
  });
}

async function* readXml(bytes: Bytes, settings: XmlSettings, max: FormatLimits): AsyncGenerator<FormatRecord> {
  const reader = new XmlReader({
    records: settings.records?.slice(1).split('/') ?? null,
    lists: new Set(settings.lists),
    namespaces: settings.namespaces ?? 'strip',
    trim: settings.trim ?? false,
    nestingMax: max.formatNestingMax,
    recordCharactersMax: max.formatRecordCharactersMax,
  });
  const encoding = settings.encoding ?? declaredEncoding;
  for await (const piece of readText(bytes, {
    encoding,
    bytesMax: max.formatBytesMax,
    pieceBytes: max.formatPieceBytes,
  })) {
    for (const record of reader.push(piece)) yield record;
    reader.assertReadable();
  }
  for (const record of reader.end()) yield record;
  reader.assertReadable();
}

/** What the declaration says, which is in ASCII in all encodings that are read but utf-16le. */
function declaredEncoding(head: Uint8Array): Encoding {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0x3c && head[1] === 0)) return 'utf-16le';
  const text = Buffer.from(head.subarray(0, 200)).toString('latin1');
  const declared = /^[^<]*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(text)?.[1]?.toLowerCase();
  if (declared === undefined || declared === 'us-ascii') return 'utf-8';
  const known = encodings.find((name) => name === declared);
  if (known !== undefined) return known;
  throw new FormatProblem({
    place: 'line 1',
    detail: `It says that it is written in ${declared}, which is not read here.`,
    fix: `Have it sent as utf-8, or set "encoding" to what it truly is: ${encodings.join(', ')}.`,
  });
}
