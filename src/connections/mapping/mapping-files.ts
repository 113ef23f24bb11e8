// The files of a mapping: mapping.json beside its expression and a folder of golden cases. Together they make the one document that is
// put in force; what is wrong with it is told by file and line.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isObject } from '#policies/report.ts';
import type { Mapping } from '#mappings/model.ts';
import { readMapping } from '#mappings/read-mapping.ts';
import { readJson } from '#statecharts/json-text.ts';
import type { JsonText } from '#statecharts/json-text.ts';

export const mappingsFolder: string = fileURLToPath(new URL('../../../definitions/mappings', import.meta.url));

export interface FileFault {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly fix: string;
}

export interface MappingFiles {
  readonly folder: string;
  readonly name: string;
  /** The document to put in force; null as long as something is wrong. */
  readonly content: string | null;
  readonly mapping: Mapping | null;
  /** The file of the expression. */
  readonly expressionPath: string;
  /** Those of the cases, in their order. */
  readonly casePaths: readonly string[];
  readonly problems: readonly FileFault[];
}

/** The folders of mappings in a folder, or itself if it is one. */
export function mappingFolders(folder: string): readonly string[] {
  if (existsSync(join(folder, 'mapping.json'))) return [folder];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'mapping.json')))
    .map((entry) => join(folder, entry.name))
    .toSorted();
}

/** In the place of golden cases, where a mapping is only tried. */
const noCase = { name: 'none', json: { value: { input: null, output: null } } };

/** `toTry`: whatever its golden cases are, and whether there are any. */
export function loadMapping(folder: string, { toTry = false }: { readonly toTry?: boolean } = {}): MappingFiles {
  const problems: FileFault[] = [];
  const headPath = join(folder, 'mapping.json');
  const head = readFile(headPath, problems);
  const isHead = head !== null && isObject(head.value);
  const fields: Readonly<Record<string, unknown>> = isHead ? (head.value as Readonly<Record<string, unknown>>) : {};
  const file = typeof fields['expression'] === 'string' ? fields['expression'] : 'map.jsonata';
  const expressionPath = join(folder, file);
  const cases = toTry ? [] : readCases(join(folder, 'cases'), problems);
  const casePaths = cases.map(({ path }) => path);
  const files = { folder, name: basename(folder), expressionPath, casePaths };
  // An expression is a file of the folder, whatever mapping.json says.
  if (basename(file) !== file || !existsSync(expressionPath)) {
    const fix = 'Name the file with the JSONata expression that stands beside mapping.json.';
    problems.push({ path: headPath, ...placeOf(head, '/expression'), message: `there is no expression ${file}`, fix });
  }
  const functions = functionsFile(folder, fields['functions']);
  if (functions !== null && !existsSync(functions)) {
    const fix =
      'Name a file that stands beside mapping.json, or, shared by several mappings, in the folder of theirs: ../functions.jsonata.';
    const message = `there are no functions ${String(fields['functions'])}`;
    problems.push({ path: headPath, ...placeOf(head, '/functions'), message, fix });
  }
  if (problems.length > 0) return { ...files, content: null, mapping: null, problems };
  const expression = readFileSync(expressionPath, 'utf8');
  const given = toTry ? [noCase] : cases;
  const shared = functions === null ? {} : { functions: readFileSync(functions, 'utf8') };
  const whole = { ...fields, expression, ...shared, cases: given.map(({ name, json }) => withName(name, json.value)) };
  const content = JSON.stringify(isHead ? whole : (head?.value ?? null), null, 2);
  const read = readMapping(content);
  if ('mapping' in read) return { ...files, content, mapping: read.mapping, problems };
  for (const { pointer, message, fix } of read.problems) {
    const [, index, rest = ''] = /^\/cases\/(\d+)(\/.*)?$/.exec(pointer) ?? [];
    const one = index === undefined ? undefined : cases[Number(index)];
    if (one !== undefined) problems.push({ path: one.path, ...one.json.placeOf(rest), message, fix });
    else if (pointer.startsWith('/expression'))
      problems.push({ path: expressionPath, line: 1, column: 1, message, fix });
    else if (pointer === '/functions' && functions !== null)
      problems.push({ path: functions, line: 1, column: 1, message, fix });
    else if (pointer === '/cases') problems.push({ path: join(folder, 'cases'), line: 1, column: 1, message, fix });
    else problems.push({ path: headPath, ...placeOf(head, pointer), message, fix });
  }
  return { ...files, content: null, mapping: null, problems };
}

/** Of the folder itself or of the one around it, so that mappings can share it; null: it has none. */
function functionsFile(folder: string, given: unknown): string | null {
  if (typeof given !== 'string') return null;
  const file = basename(given);
  return join(folder, given === `../${file}` ? given : file);
}

interface CaseFile {
  readonly path: string;
  readonly name: string;
  readonly json: JsonText;
}

function readCases(folder: string, problems: FileFault[]): CaseFile[] {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  return names.toSorted().flatMap((file) => {
    const path = join(folder, file);
    const json = readFile(path, problems);
    return json === null ? [] : [{ path, name: basename(file, '.json'), json }];
  });
}

/** A case is called like its file. */
function withName(name: string, value: unknown): unknown {
  return isObject(value) ? { name, ...value } : value;
}

function readFile(path: string, problems: FileFault[]): JsonText | null {
  if (!existsSync(path)) {
    problems.push({
      path,
      line: 1,
      column: 1,
      message: 'this file is missing',
      fix: 'Write it; the guide of mappings says how.',
    });
    return null;
  }
  const read = readJson(readFileSync(path, 'utf8'));
  if ('json' in read) return read.json;
  const { line, column, message } = read.fault;
  problems.push({ path, line, column, message: `this is not JSON: ${message}`, fix: 'Correct it there.' });
  return null;
}

function placeOf(json: JsonText | null, pointer: string): { readonly line: number; readonly column: number } {
  return json?.placeOf(pointer) ?? { line: 1, column: 1 };
}
