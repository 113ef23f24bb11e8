// JSON Schema, draft 2020-12: our set-up of Ajv against the JSON Schema Test Suite.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAjv } from '#contracts/ajv.ts';
import type { Standard, Tried } from './standard.ts';

interface Group {
  readonly description: string;
  readonly schema: object | boolean;
  readonly tests: readonly { readonly description: string; readonly data: unknown; readonly valid: boolean }[];
}

/** The formats that contracts use. */
const formats = ['date', 'date-time', 'email', 'uri', 'uri-reference'];

export const jsonSchema: Standard = {
  name: 'JSON Schema 2020-12',
  folder: 'conformance/json-schema-test-suite',
  differences: {
    'dynamicRef.json': [25, 'Ajv resolves $dynamicRef only in part; no contract uses it'],
    'enum.json': [6, 'Ajv refuses an empty enum at once instead of refusing every value'],
    'properties.json': [1, 'toString and the like count as present by inheritance; no contract has such a field'],
    'required.json': [4, 'the same for required fields'],
    'ref.json': [8, 'Ajv loops on a $id that changes inside a schema; our $id stands only at the root'],
    'unevaluatedItems.json': [12, 'Ajv counts evaluated items only in part; no contract uses it'],
    'unevaluatedProperties.json': [5, 'the same for properties'],
    'vocabulary.json': [1, 'Ajv checks with all vocabularies; our schemas use the standard one'],
    'optional/format/date-time.json': [
      3,
      'looser offsets and shorter fractions; the pattern of a time in contracts/value is exact',
    ],
    'optional/format/email.json': [5, 'quoted local parts and address literals are refused'],
    'optional/format/uri-reference.json': [
      6,
      'some forbidden characters are let through; a source is only compared, never fetched',
    ],
    'optional/format/uri.json': [3, 'the same for a dataschema'],
  },
  notClaimed: ['formats that no contract uses'],
  run(folder) {
    const tests = join(folder, 'tests', 'draft2020-12');
    const files = readdirSync(tests).filter((file) => file.endsWith('.json'));
    const wanted = [...files, ...formats.map((format) => `optional/format/${format}.json`)];
    return wanted.flatMap((file) => tried(folder, file, readJson(join(tests, file)) as Group[]));
  },
};

function tried(folder: string, file: string, groups: readonly Group[]): Tried[] {
  return groups.flatMap((group) => {
    const check = checkOf(folder, group.schema, file.startsWith('optional/format/'));
    return group.tests.map((one) => ({
      group: file,
      name: `${group.description}: ${one.description}`,
      isAsExpected: verdict(check, one.data) === one.valid,
    }));
  });
}

/** Strictness is for our own schemas; the suite has schemas with unknown keywords on purpose. Formats check only in their files. */
function checkOf(
  folder: string,
  schema: object | boolean,
  validateFormats: boolean,
): ((value: unknown) => unknown) | undefined {
  const ajv = createAjv({ strict: false, logger: false, validateFormats });
  if (JSON.stringify(schema).includes('http://localhost:1234/')) {
    for (const [address, remote] of remotes(folder)) ajv.addSchema(remote, address);
  }
  try {
    return ajv.compile(schema);
  } catch {
    return undefined; // Ajv refuses the schema: every test of the group counts as differing.
  }
}

function verdict(check: ((value: unknown) => unknown) | undefined, value: unknown): unknown {
  try {
    return check?.(value);
  } catch {
    return undefined; // Endless recursion in the compiled check: differs from either verdict.
  }
}

let found: readonly (readonly [string, object])[] | undefined;

function remotes(folder: string): readonly (readonly [string, object])[] {
  const root = join(folder, 'remotes');
  found ??= readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.json') && !/^(?:draft(?!2020-12)|v1\/)/.test(path))
    .map((path) => [`http://localhost:1234/${path}`, readJson(join(root, path)) as object] as const)
    .filter(([, schema]) => typeof schema === 'object' && !hasOtherMetaSchema(schema));
  return found;
}

/** Schemas of a draft or meta schema that Ajv does not have cannot be added; the groups that refer to them count as differing. */
function hasOtherMetaSchema(schema: object): boolean {
  return '$schema' in schema && schema.$schema !== 'https://json-schema.org/draft/2020-12/schema';
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
