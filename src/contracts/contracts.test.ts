// The contract files themselves: their examples are right, and they keep the rules of contracts/README.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createExplainer } from './ajv.ts';
import { componentsOf } from './components.ts';
import { loadContracts, loadExamples } from './load.ts';
import { contractId, contracts, eventTypes, isEventType, isSentEventType, sentEventTypes } from './registry.ts';
import type { RegisteredName } from './registry.ts';
import { indexContracts, isSchema } from './schema.ts';
import type { JsonSchema } from './schema.ts';
import { createValidator } from './validate.ts';

const loaded = loadContracts();
const examples = loadExamples();
const ajv = createExplainer(loaded);
const index = indexContracts(loaded);
const names = Object.keys(contracts) as RegisteredName[];

/** Every part that is a schema, with its address; `properties` and `$defs` are maps of schemas, `examples` hold none. */
function* partsOf(schema: JsonSchema, address: string): Generator<[string, JsonSchema]> {
  yield [address, schema];
  for (const map of ['properties', '$defs'] as const) {
    for (const [key, part] of Object.entries(schema[map] ?? {})) yield* partsOf(part, `${address}/${map}/${key}`);
  }
  for (const [position, part] of (schema.anyOf ?? []).entries()) yield* partsOf(part, `${address}/anyOf/${position}`);
  for (const key of ['items', 'additionalProperties', 'propertyNames'] as const) {
    const part = schema[key];
    if (isSchema(part)) yield* partsOf(part, `${address}/${key}`);
  }
}

const parts = loaded.flatMap(({ schema }) => [...partsOf(schema, `${schema.$id}#`)]);

for (const { name, version, path, value } of examples) {
  test(`example ${path.slice(path.lastIndexOf('contracts/'))} is valid`, () => {
    const check = ajv.getSchema(`https://crossdock.dev/contracts/${name}/${version}`);
    assert(check !== undefined, `${path} has no schema of its version`);
    assert(check(value), JSON.stringify(check.errors));
  });
}

test('each contract has an example that shows every field', () => {
  for (const name of names.filter((candidate) => contracts[candidate].kind !== 'values')) {
    const schema = index.at(contractId(name));
    const shown = new Set(
      examples.filter((one) => one.name === name).flatMap(({ value }) => Object.keys(value as object)),
    );
    assert.deepEqual(
      Object.keys(schema?.properties ?? {}).filter((field) => !shown.has(field)),
      [],
      name,
    );
  }
});

test('the example of an event passes with its data', () => {
  const [event] = examples.filter(({ name }) => name === 'event');
  assert.equal(createValidator(loaded).validateEvent(event?.value).ok, true);
});

test('the examples inside the schemas are valid', () => {
  for (const [address, { examples: own = [] }] of parts) {
    if (own.length === 0) continue;
    const check = ajv.compile({ $ref: encodeURI(address) });
    for (const example of own)
      assert(check(example), `${address}: ${JSON.stringify(example)} ${JSON.stringify(check.errors)}`);
  }
});

test('registry and files name the same contracts', () => {
  const files = loaded.map(({ name, version }) => `${name} ${version}`).sort();
  const registered = names.map((name) => `${name} ${contracts[name].version}`).sort();
  assert.deepEqual(
    registered.filter((one) => !files.includes(one)),
    [],
  );
  assert.deepEqual([...new Set(loaded.map(({ name }) => name))].sort(), [...names].sort());
});

test('the number of an event type is the model number of its contract', () => {
  for (const [type, name] of Object.entries({ ...eventTypes, ...sentEventTypes })) {
    assert.equal(type.replace(/^.*\.v/, ''), contracts[name].version.split('-')[0], type);
    assert.equal(contracts[name].kind, 'data');
    assert.notEqual(isEventType(type), isSentEventType(type), type);
  }
  assert(!isEventType('constructor') && !isSentEventType('constructor'));
});

test('every contract of data is that of one type of event', () => {
  const used = [...Object.values(eventTypes), ...Object.values(sentEventTypes)];
  assert.deepEqual(used.toSorted(), names.filter((name) => contracts[name].kind === 'data').toSorted());
});

test('every contract and field has a description, every contract a title', () => {
  for (const { schema } of loaded) assert(schema.title !== undefined && schema.description !== undefined, schema.$id);
  for (const [address, schema] of parts) {
    for (const [field, part] of Object.entries(schema.properties ?? {})) {
      assert(index.resolve(part).description !== undefined, `${address}/properties/${field} has no description`);
    }
  }
});

test('texts that must have a form say which, with an example', () => {
  for (const [address, schema] of parts) {
    if (schema.pattern === undefined && schema['format'] === undefined) continue;
    assert(
      schema.title !== undefined && schema.description !== undefined,
      `${address} needs a title and a description`,
    );
    assert((schema.examples ?? []).length > 0, `${address} needs an example`);
  }
});

test('texts and lists have a greatest length, numbers a least and greatest value', () => {
  const limits: Readonly<Record<string, readonly string[]>> = {
    string: ['maxLength'],
    array: ['maxItems'],
    integer: ['minimum', 'maximum'],
    number: ['maximum'],
  };
  for (const [address, schema] of parts) {
    if (schema['enum'] !== undefined || schema.const !== undefined) continue;
    for (const limit of limits[schema.type ?? ''] ?? [])
      assert(schema[limit] !== undefined, `${address} needs ${limit}`);
  }
});

test('objects take no unknown fields, except attributes, facts, extensions and the data of an event', () => {
  const open = parts.filter(
    ([, { type, additionalProperties }]) => type === 'object' && additionalProperties !== false,
  );
  assert.deepEqual(
    open.map(([address]) => address.replace('https://crossdock.dev/contracts/', '')),
    [
      'document-received/1-0-0#/properties/facts',
      'event/1-0-0#',
      'event/1-0-0#/properties/data',
      'item/1-0-0#/properties/attributes',
      'partner/1-0-1#/properties/attributes',
    ],
  );
});

test('required fields exist', () => {
  for (const { schema } of loaded) {
    for (const [address, part] of partsOf(schema, `${schema.$id}#`)) {
      const fields = part.properties ?? schema.properties ?? {};
      for (const field of part.required ?? []) assert(Object.hasOwn(fields, field), `${address} requires ${field}`);
    }
  }
});

test('components refer to each other only', () => {
  const components = componentsOf(loaded, (name) => ({ $ref: `#/components/schemas/${name}` }));
  const text = JSON.stringify(Object.fromEntries(components));
  for (const [, name] of text.matchAll(/"#\/components\/schemas\/([A-Za-z]+)"/g))
    assert(components.has(name ?? ''), name);
  assert(!text.includes('#/$defs/') && !text.includes('"$id"'));
  assert.equal(components.get('StockReceivedData')?.title, 'Stock received');
});

test('components name what is missing or named twice', () => {
  const refTo = (name: string): JsonSchema => ({ $ref: name });
  const without = loaded.filter(({ name }) => name !== 'order');
  assert.throws(() => componentsOf(without, refTo), /registry names .*order\/1-0-0, but contracts\/ has no such file/);
  const changed = (name: string, $defs: Record<string, JsonSchema>): typeof loaded =>
    loaded.map((one) => (one.name === name ? { ...one, schema: { ...one.schema, $defs } } : one));
  assert.throws(() => componentsOf(changed('site', { contact: {}, siteSource: {} }), refTo), /are called Contact/);
  assert.throws(() => componentsOf(changed('site', {}), refTo), /refers to #\/\$defs\/siteSource/);
});
