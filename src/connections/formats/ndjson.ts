// NDJSON: a JSON value on each line. A broken line leaves the others alone.
import { limits } from '#kernel/limits.ts';
import { defineFormat } from './define.ts';
import { FormatProblem } from './format.ts';
import type { Format, FormatRecord } from './format.ts';
import { scanJson, valueOf } from './json-scan.ts';
import { LineReader } from './lines.ts';
import type { Line } from './lines.ts';
import { readText } from './source.ts';
import type { Bytes, FormatLimits } from './source.ts';
import { bodyOf, refuseInexact } from './value.ts';

interface NdjsonSettings {
  readonly numbers?: 'refuse' | 'text';
}

export function ndjsonFormat(max: FormatLimits = limits): Format {
  return defineFormat<NdjsonSettings>({
    name: 'ndjson',
    title: 'NDJSON: a JSON value on each line',
    properties: { numbers: { type: 'string', enum: ['refuse', 'text'] } },
    read: (bytes, settings) => readNdjson(bytes, settings, max),
    write(value) {
      const values: readonly unknown[] = Array.isArray(value) ? value : [value];
      for (const [index, each] of values.entries()) refuseInexact(each, Array.isArray(value) ? `/${index}` : '');
      const text = values.map((each) => `${JSON.stringify(each)}\n`).join('');
      return { body: bodyOf(text, 'utf-8'), mediaType: 'application/x-ndjson' };
    },
  });
}

async function* readNdjson(bytes: Bytes, settings: NdjsonSettings, max: FormatLimits): AsyncGenerator<FormatRecord> {
  const lines = new LineReader(max.formatRecordCharactersMax);
  for await (const piece of readText(bytes, {
    encoding: 'utf-8',
    bytesMax: max.formatBytesMax,
    pieceBytes: max.formatPieceBytes,
  })) {
    for (const line of lines.push(piece)) if (!isBlank(line)) yield recordOf(line, settings, max);
  }
  for (const line of lines.end()) if (!isBlank(line)) yield recordOf(line, settings, max);
}

/** Spaces and nothing else: no value, and no mistake. */
function isBlank({ text }: Line): boolean {
  return text !== null && /^[ \t]*$/.test(text);
}

function recordOf({ number, text }: Line, { numbers = 'refuse' }: NdjsonSettings, max: FormatLimits): FormatRecord {
  const place = `line ${number}`;
  const broken = (detail: string, fix: string): FormatRecord => ({
    document: undefined,
    place,
    problem: { detail, fix },
  });
  if (text === null)
    return broken(`It has more than ${max.formatRecordCharactersMax} characters.`, 'Have it sent in parts.');
  try {
    const [found] = scanJson(text, { records: null, numbers, nestingMax: max.formatNestingMax, line: number });
    if (found === undefined) return broken('There is no JSON value.', 'Have it corrected.');
    return found.problem === undefined
      ? { document: valueOf(text, found), place }
      : broken(found.problem.detail, found.problem.fix);
  } catch (error) {
    if (!(error instanceof FormatProblem)) throw error;
    return broken(`At ${error.place}: ${error.detail}`, error.fix);
  }
}
