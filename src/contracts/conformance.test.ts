// Our set-up of Ajv against the JSON Schema Test Suite (draft 2020-12), and our envelope against the CloudEvents conformance
// features. The suites are not part of this repository; the folder CROSSDOCK_TEST_DATA holds them under conformance/.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createAjv } from './ajv.ts';
import { loadContracts } from './load.ts';
import { createValidator } from './validate.ts';

const given = process.env['CROSSDOCK_TEST_DATA'];
const data = given ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
const schemaSuite = join(data, 'conformance', 'json-schema-test-suite');
const cloudEvents = join(data, 'conformance', 'cloudevents', 'features', 'http-protocol-binding.feature');

interface Group {
  readonly description: string;
  readonly schema: object | boolean;
  readonly tests: readonly { readonly description: string; readonly data: unknown; readonly valid: boolean }[];
}

/** Files with tests that end differently, how many, and why that does no harm to the contracts. */
const differences: Readonly<Record<string, readonly [count: number, reason: string]>> = {
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
};

/** The formats that contracts use. */
const formats = ['date', 'date-time', 'email', 'uri', 'uri-reference'];

test('JSON Schema Test Suite, draft 2020-12', { skip: missing(schemaSuite) }, (context) => {
  const files = readdirSync(join(schemaSuite, 'tests', 'draft2020-12')).filter((file) => file.endsWith('.json'));
  const wanted = [...files, ...formats.map((format) => `optional/format/${format}.json`)];
  const differing = new Map<string, string[]>();
  let expected = 0;
  for (const file of wanted) {
    for (const group of readJson(join(schemaSuite, 'tests', 'draft2020-12', file)) as Group[]) {
      const check = checkOf(group.schema, file.startsWith('optional/format/'));
      for (const one of group.tests) {
        if (verdict(check, one.data) === one.valid) expected += 1;
        else differing.set(file, [...(differing.get(file) ?? []), `${group.description}: ${one.description}`]);
      }
    }
  }
  const counts = Object.fromEntries([...differing].map(([file, tests]) => [file, tests.length]));
  const known = Object.fromEntries(Object.entries(differences).map(([file, [count]]) => [file, count]));
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  context.diagnostic(`${expected} tests as expected, ${total} differing for known reasons`);
  assert.deepEqual(counts, known, JSON.stringify(Object.fromEntries(differing), null, 1));
});

/** Strictness is for our own schemas; the suite has schemas with unknown keywords on purpose. Formats check only in their files. */
function checkOf(schema: object | boolean, validateFormats: boolean): ((value: unknown) => unknown) | undefined {
  const ajv = createAjv({ strict: false, logger: false, validateFormats });
  if (JSON.stringify(schema).includes('http://localhost:1234/')) {
    for (const [address, remote] of remotes()) ajv.addSchema(remote, address);
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

function remotes(): readonly (readonly [string, object])[] {
  const root = join(schemaSuite, 'remotes');
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

test('CloudEvents, structured content mode', { skip: missing(cloudEvents) }, () => {
  const validator = createValidator(loadContracts());
  const bodies = [...readFileSync(cloudEvents, 'utf8').matchAll(/"""([^"]*HTTP\/1\.1[\s\S]*?)"""/g)]
    .map(([, request = '']) => request.slice(request.indexOf('{')))
    .filter((body) => body.includes('"specversion"'))
    .map((body): unknown => JSON.parse(body));
  assert(bodies.length > 0, 'the feature has no structured request');
  for (const body of bodies) {
    assert.equal(validator.validate('event', body).ok, true);
    // The envelope is right; the event itself is none that we know, and that is what the sender is told.
    const outcome = validator.validateEvent(body);
    assert.deepEqual(outcome.ok ? [] : outcome.errors.map(({ pointer }) => pointer), ['/type']);
  }
});

test('CloudEvents attributes of the binary content mode make an envelope', { skip: missing(cloudEvents) }, () => {
  const validator = createValidator(loadContracts());
  const [, request = ''] = /"""([^"]*ce-specversion[\s\S]*?)"""/.exec(readFileSync(cloudEvents, 'utf8')) ?? [];
  const attributes = Object.fromEntries(
    [...request.matchAll(/ce-([a-z]+): (.+)/g)].map(([, name, value]) => [name, value]),
  );
  assert.deepEqual(Object.keys(attributes).sort(), ['id', 'source', 'specversion', 'time', 'type']);
  const body: unknown = JSON.parse(request.slice(request.indexOf('{')));
  for (const datacontenttype of ['application/json', 'application/json; charset=utf-8']) {
    assert.equal(validator.validate('event', { ...attributes, datacontenttype, data: body }).ok, true);
  }
});

function missing(path: string): string | false {
  // A folder that was named must be right; without a name the suites are an extra.
  return given !== undefined || existsSync(path)
    ? false
    : `Not found: ${path}. Set CROSSDOCK_TEST_DATA to the folder that holds conformance/.`;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
