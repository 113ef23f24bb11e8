// The files that commands of mappings are given: folders by path or name, samples in the form in which they come.
import { existsSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { FormatProblem } from '#connections/formats/format.ts';
import type { FormatRecord } from '#connections/formats/format.ts';
import { formats } from '#connections/formats/formats.ts';
import { loadMapping, mappingFolders, mappingsFolder } from '#connections/mapping/mapping-files.ts';
import type { MappingFiles } from '#connections/mapping/mapping-files.ts';
import type { Mapping } from '#mappings/model.ts';
import { SetupError } from '#postgres/errors.ts';

/** Of a folder of mappings, or of one that is a mapping itself. */
export function mappingsIn(folder: string): readonly MappingFiles[] {
  if (!existsSync(folder)) throw new SetupError('mapping', `There is no folder ${folder}: correct the path.`);
  const folders = mappingFolders(folder);
  if (folders.length === 0)
    throw new SetupError(
      'mapping',
      `${folder} holds no mappings: give a folder with mapping.json, or one of such folders.`,
    );
  return folders.map((one) => loadMapping(one));
}

/** By the path of its folder, or by the name of a shipped one. */
export function mappingCalled(given: string, options: { readonly toTry?: boolean } = {}): MappingFiles {
  if (existsSync(join(given, 'mapping.json'))) return loadMapping(given, options);
  const shipped = join(mappingsFolder, given);
  if (/^[a-z0-9-]+$/.test(given) && existsSync(join(shipped, 'mapping.json'))) return loadMapping(shipped, options);
  const names = mappingsIn(mappingsFolder).map(({ name }) => name);
  throw new SetupError(
    'mapping',
    `There is no mapping ${given}: give a folder with mapping.json, or one of ${names.join(', ')}.`,
  );
}

/** One that can be read, or a sentence with its first fault. */
export function readable(files: MappingFiles): MappingFiles & { readonly mapping: Mapping; readonly content: string } {
  const { mapping, content, problems } = files;
  if (mapping !== null && content !== null) return { ...files, mapping, content };
  const [first] = problems;
  throw new SetupError(
    'mapping',
    `${shortPath(first?.path ?? files.folder)}:${first?.line ?? 1}:${first?.column ?? 1}  ${first?.message ?? ''}. ${first?.fix ?? ''} (crossdock map check names all ${problems.length} faults.)`,
  );
}

export function shortPath(path: string): string {
  return relative(process.cwd(), path) || path;
}

/** The format of a stream, out of the file with its connection; `stream` may be left out where there is one. */
export function formatOfStream(
  path: string,
  stream: string | undefined,
): { readonly name: string; readonly settings: object } {
  let value: unknown;
  try {
    value = JSON.parse(readSample(path).toString('utf8'));
  } catch (cause) {
    if (cause instanceof SetupError) throw cause;
    throw new SetupError(
      'connection',
      `${path} is no JSON: ${cause instanceof Error ? cause.message : String(cause)}.`,
      { cause },
    );
  }
  const streams =
    (value as { streams?: readonly { name?: string; format?: { name?: string } }[] } | null)?.streams ?? [];
  const names = streams.map(({ name = '' }) => name);
  const [found] =
    stream === undefined && streams.length === 1 ? streams : streams.filter(({ name }) => name === stream);
  if (found === undefined)
    throw new SetupError(
      'stream',
      `Name one of the streams of ${path} with --stream: ${names.join(', ') || 'it has none'}.`,
    );
  const { name = 'json', ...settings } = found.format ?? {};
  return { name, settings };
}

const formatOf: Readonly<Record<string, string>> = {
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.csv': 'csv',
  '.xml': 'xml',
  '.edi': 'edi',
  '.x12': 'edi',
  '.edifact': 'edi',
};

/** The records of a sample, at most `max`. */
export async function recordsOf(
  path: string,
  { format, settings, max }: { readonly format: string | undefined; readonly settings: object; readonly max: number },
): Promise<readonly FormatRecord[]> {
  const name = format ?? formatOf[extname(path).toLowerCase()];
  const known = [...formats.keys()].join(', ');
  const found = name === undefined ? undefined : formats.get(name);
  if (name === undefined || found === undefined)
    throw new SetupError('format', `${name ?? path} is no format that is known: give --format with one of ${known}.`);
  const bytes = readSample(path);
  const records: FormatRecord[] = [];
  try {
    for await (const record of found.read([bytes], { ...settings, name })) {
      records.push(record);
      if (records.length >= max) break;
    }
  } catch (error) {
    if (error instanceof FormatProblem)
      throw new SetupError('sample', `${shortPath(path)}, ${error.message}`, { cause: error });
    throw error;
  }
  return records;
}

export function readSample(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new SetupError('sample', `${path} cannot be read (${code}): correct its path or rights.`, { cause });
  }
}
