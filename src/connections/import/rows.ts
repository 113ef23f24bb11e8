// Rows of a CSV file as a stream, with the line on which each ends. A record that is no row of the table is said so, not skipped.
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { parse } from 'csv-parse';
import { importLimits } from './limits.ts';
import type { Mapping } from './mapping-file.ts';
import { codeOf } from './mapping-file.ts';
import { ImportProblem } from './problem.ts';

export interface Row {
  /** Line of the file on which the row ends; the headings are on line 1. */
  readonly row: number;
  readonly [heading: string]: string | number;
}

export type Read = { readonly kind: 'row'; readonly row: Row } | { readonly kind: 'malformed'; readonly row: number };

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** `onBytes` is told of progress through the file. */
export async function* readRows(
  path: string,
  mapping: Mapping,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Read> {
  let headings: readonly string[] | undefined;
  for await (const { record, info } of records(path, mapping, onBytes)) {
    if (headings === undefined) {
      headings = checkHeadings(record, path, mapping);
      continue;
    }
    if (record.length !== headings.length) {
      yield { kind: 'malformed', row: info.lines };
      continue;
    }
    const row: Record<string, string | number> = {};
    for (const [index, heading] of headings.entries()) row[heading] = record[index] ?? '';
    yield { kind: 'row', row: { ...row, row: info.lines } };
  }
  if (headings === undefined) throw new ImportProblem(`${path} is empty: leave it out.`);
}

async function* records(path: string, mapping: Mapping, onBytes: (bytes: number) => void): AsyncGenerator<Parsed> {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  file.on('data', (chunk) => onBytes(chunk.length));
  const parser = parse({
    delimiter: mapping.delimiter,
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: importLimits.recordBytesMax,
  });
  const failure: { error?: unknown } = {};
  pipeline(file, decode(mapping.encoding), parser, (error) => {
    if (error) failure.error = error;
  });
  try {
    for await (const parsed of parser) yield parsed as Parsed; // What csv-parse gives with `info: true` and no `columns`.
  } catch (cause) {
    throw unreadable(path, mapping, failure.error ?? cause, parser.info.lines);
  }
}

/** Bytes that are not text of the encoding stop the import: a replacement character would become part of a code or a name. */
async function* decodeChunks(chunks: Readable, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const chunk of chunks) yield decoder.decode(chunk as Buffer, { stream: true }); // A file stream without encoding gives buffers.
  yield decoder.decode();
}

function decode(encoding: string): (chunks: Readable) => AsyncGenerator<string> {
  return (chunks) => decodeChunks(chunks, encoding);
}

function checkHeadings(record: readonly string[], path: string, mapping: Mapping): readonly string[] {
  const missing = mapping.columns.filter((column) => !record.includes(column));
  if (missing.length > 0) {
    throw new ImportProblem(
      `${path} has no column ${missing.join(', ')} (it has ${record.join(', ')}): choose the file or the mapping that fits.`,
    );
  }
  const twice = record.find((heading, index) => record.indexOf(heading) !== index);
  if (twice !== undefined)
    throw new ImportProblem(`${path} has two columns named ${JSON.stringify(twice)}: rename one.`);
  if (record.includes('row'))
    throw new ImportProblem(`${path} has a column named row, which means the line here: rename it.`);
  return record;
}

function unreadable(path: string, mapping: Mapping, cause: unknown, lines: number): ImportProblem {
  const code = codeOf(cause);
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return new ImportProblem(
      `${path} is not ${mapping.encoding} after line ${lines}: set "encoding" in the mapping, or convert the file.`,
      { cause },
    );
  }
  if (code.startsWith('CSV_')) {
    const why = cause instanceof Error ? cause.message : code;
    return new ImportProblem(`${path} is not CSV from line ${lines} on (${why}): correct the file.`, { cause });
  }
  return new ImportProblem(`${path} can't be read (${code}): correct its path or rights.`, { cause });
}
