// The words for schemas that say little about themselves, and for keywords that no contract uses yet.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createExplainer, findings } from './ajv.ts';
import { createExplain } from './explain.ts';
import type { Problem } from './explain.ts';
import { indexContracts } from './schema.ts';
import type { JsonSchema, LoadedContract } from './schema.ts';

function contract(schema: JsonSchema): LoadedContract {
  const id = 'https://crossdock.dev/contracts/bare/1-0-0';
  return { id, name: 'bare', version: '1-0-0', schema: { $id: id, ...schema } };
}

function problemsOf(schema: JsonSchema, value: unknown): readonly Problem[] {
  const bare = contract(schema);
  const ajv = createExplainer([bare]);
  return createExplain(ajv, indexContracts([bare]))(findings(ajv.compile({ $ref: bare.id }), value));
}

type Row = readonly [schema: JsonSchema, value: unknown, message: string, fix: string];

const rows: readonly Row[] = [
  [{ type: 'object', required: ['a'], properties: { a: {} } }, {}, '/a is missing', 'Add it.'],
  [{ type: 'object', required: ['a'] }, {}, '/a is missing', 'Add it.'],
  [{ type: 'object', minProperties: 2 }, {}, 'The document must have at least 2 fields', 'Send at least one of .'],
  [
    { type: 'object', additionalProperties: false },
    { a: 1 },
    '/a is not a field here',
    'Remove it. The fields here are .',
  ],
  [
    { type: 'object', propertyNames: { pattern: '^b' } },
    { a: 1 },
    '/a has a name that is not a valid name',
    'Rename it.',
  ],
  [{ type: 'number', exclusiveMinimum: 5 }, 5, 'The document must be greater than 5', 'Send a number greater than 5.'],
  [{ type: 'number', multipleOf: 2 }, 3, 'The document must be multiple of 2', 'Send a valid value.'],
  [
    { type: 'string', minLength: 3 },
    'ab',
    'The document must have at least 3 characters',
    'Send at least 3 characters.',
  ],
  [{ type: 'string', pattern: '^b' }, 'a', 'The document must be a valid value', 'Send another value.'],
  [
    { not: { type: 'string' } },
    'a',
    'The document must not be {"type":"string"}',
    'Send another value than {"type":"string"}.',
  ],
  [{ type: ['string', 'null'] as unknown as string }, 1, 'The document must be string,null', 'Send string,null.'],
  [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 1, 'The document must be a valid value', 'Send another value.'],
  [
    {
      anyOf: [
        { type: 'number', minimum: 5 },
        { type: 'number', maximum: 1 },
      ],
    },
    3,
    'The document must be a valid value',
    'Send another value.',
  ],
];

for (const [schema, value, message, fix] of rows) {
  test(`${JSON.stringify(schema)} explains ${JSON.stringify(value)}`, () => {
    const [problem] = problemsOf(schema, value);
    assert.deepEqual([problem?.message, problem?.fix], [message, fix]);
  });
}

test('names with slashes and tildes are escaped in pointers', () => {
  const [problem] = problemsOf({ type: 'object', additionalProperties: false }, { 'a/b~c': 1 });
  assert.equal(problem?.pointer, '/a~1b~0c');
});

test('a part that no contract has, and a reference to nothing, are named', () => {
  const stray: JsonSchema = { $ref: '#/$defs/gone' };
  const index = indexContracts([contract({ items: stray })]);
  assert.throws(() => index.addressOf({ type: 'string' }), /no part of the contracts: \{"type":"string"\}/);
  assert.throws(
    () => index.resolve(stray),
    /bare\/1-0-0#\/items refers to .*bare\/1-0-0#\/\$defs\/gone, which is no part/,
  );
});
