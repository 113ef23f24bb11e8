// A mapping out of its text, or everything that is wrong with its shape. Whether the expression can be used and its golden cases
// pass is found out where it is run.
import { limits } from '#kernel/limits.ts';
import { isZone } from '#kernel/time.ts';
import { isObject, readChoice, readList, readObject, readValue, readWords } from '#policies/report.ts';
import type { Say } from '#policies/report.ts';
import { contentHash } from '#statecharts/content-hash.ts';
import { escapePointer } from '#statecharts/json-text.ts';
import type { GoldenCase, Mapping, MappingProblem } from './model.ts';

export type MappingRead =
  | { readonly mapping: Mapping; readonly hash: string }
  | { readonly problems: readonly MappingProblem[] };

const mappingName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const needed = ['name', 'version', 'owner', 'description', 'direction', 'zone', 'expression', 'cases'];
const allowed = ['functions', 'values', 'lookups'];

export function readMapping(text: string): MappingRead {
  const problems: MappingProblem[] = [];
  if (text.length > limits.mappingCharactersMax) {
    const message = `this mapping has ${text.length} characters, and ${limits.mappingCharactersMax} are taken`;
    return { problems: [{ pointer: '', line: 1, column: 1, message, fix: 'Make it smaller, or cut it in two.' }] };
  }
  const read = readValue(text, problems);
  if (read === undefined) return { problems };
  const { value, say } = read;
  const document = readObject(value, { pointer: '', needed, allowed }, say);
  if (document === undefined) return { problems };
  const name = readWords(document['name'], '/name', say);
  if (name !== '' && !mappingName.test(name))
    say('/name', `"${name}" is not a name for a mapping`, 'Use small letters and digits, words joined by hyphens.');
  const direction = readChoice(document['direction'], ['in', 'out'], '/direction', say) ?? 'in';
  const zone = readWords(document['zone'], '/zone', say);
  if (zone !== '' && !isZone(zone))
    say('/zone', `"${zone}" is no time zone`, 'Write one of the IANA list, such as Europe/Berlin.');
  const expression = readWords(document['expression'], '/expression', say);
  if (expression.length > limits.mappingExpressionCharactersMax)
    say(
      '/expression',
      `the expression has ${expression.length} characters`,
      `Keep to ${limits.mappingExpressionCharactersMax}.`,
    );
  const functions = document['functions'] === undefined ? '' : readWords(document['functions'], '/functions', say);
  if (functions.length > limits.mappingExpressionCharactersMax)
    say(
      '/functions',
      `the functions have ${functions.length} characters`,
      `Keep to ${limits.mappingExpressionCharactersMax}.`,
    );
  if (functions !== '' && !functions.trimEnd().endsWith(';'))
    say(
      '/functions',
      'the functions do not end with ;',
      'Write each as $name := function($a) { … }; and nothing behind.',
    );
  const mapping: Mapping = {
    name,
    version: readVersion(document['version'], say),
    owner: readWords(document['owner'], '/owner', say),
    description: readWords(document['description'], '/description', say),
    direction,
    zone,
    expression,
    functions,
    values: readEntries(document['values'], '/values', say),
    lookups: readTables(document['lookups'], say),
    cases: readCases(document['cases'], say),
  };
  return problems.length > 0 ? { problems } : { mapping, hash: contentHash(value) };
}

function readVersion(version: unknown, say: Say): number {
  if (
    typeof version === 'number' &&
    Number.isSafeInteger(version) &&
    version > 0 &&
    version <= limits.definitionVersionMax
  )
    return version;
  say('/version', `a version is a whole number from 1 to ${limits.definitionVersionMax}`, 'Begin with 1.');
  return 0;
}

function readEntries(value: unknown, pointer: string, say: Say): Readonly<Record<string, unknown>> {
  if (value === undefined) return {};
  if (isObject(value)) return value;
  say(pointer, 'an object is needed here', 'Write names with their values, or leave it out.');
  return {};
}

function readTables(value: unknown, say: Say): Mapping['lookups'] {
  const tables = Object.entries(readEntries(value, '/lookups', say)).map(([name, table]) => {
    const pointer = `/lookups/${escapePointer(name)}`;
    return [name, readEntries(table ?? null, pointer, say)] as const;
  });
  return Object.fromEntries(tables);
}

function readCases(value: unknown, say: Say): GoldenCase[] {
  const list = readList(value, '/cases', say);
  if (Array.isArray(value) && list.length === 0)
    say('/cases', 'there is no golden case', 'Add a document as it comes, and what it must become.');
  if (list.length > limits.mappingCasesMax)
    say('/cases', `there are ${list.length} cases`, `Keep the ${limits.mappingCasesMax} that tell most.`);
  const cases = list.map((one, index) => readCase(one, `/cases/${index}`, say));
  const names = cases.map(({ name }) => name);
  for (const [index, name] of names.entries())
    if (name !== '' && names.indexOf(name) < index)
      say(`/cases/${index}/name`, `two cases are called "${name}"`, 'Give each a name of its own.');
  return cases;
}

function readCase(value: unknown, pointer: string, say: Say): GoldenCase {
  const optional = ['about', 'identifiers'];
  const one = readObject(value, { pointer, needed: ['name', 'input', 'output'], allowed: optional }, say);
  if (one === undefined) return { name: '', input: null, output: null };
  const { about, identifiers, input, output } = one;
  return {
    name: readWords(one['name'], `${pointer}/name`, say),
    input,
    output,
    ...(about !== undefined && { about: readTexts(about, `${pointer}/about`, say) }),
    ...(identifiers !== undefined && {
      identifiers: Object.fromEntries(
        Object.entries(readEntries(identifiers, `${pointer}/identifiers`, say)).map(([kind, codes]) => {
          return [kind, readTexts(codes, `${pointer}/identifiers/${escapePointer(kind)}`, say)];
        }),
      ),
    }),
  };
}

function readTexts(value: unknown, pointer: string, say: Say): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const [key, text] of Object.entries(readEntries(value ?? null, pointer, say)))
    texts[key] = readWords(text, `${pointer}/${escapePointer(key)}`, say);
  return texts;
}
