import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brokenContract, contractProblem } from './contract.ts';

const order = {
  type: 'object',
  required: ['reference', 'lines'],
  additionalProperties: false,
  properties: {
    reference: { type: 'string', maxLength: 20 },
    lines: { type: 'array', minItems: 1, items: { $ref: '#/$defs/line' } },
  },
  $defs: { line: { type: 'object', required: ['item'], properties: { item: { type: 'string' } } } },
};

const broken: readonly (readonly [value: unknown, detail: RegExp, cause: string])[] = [
  [{ lines: [{ item: 'A' }] }, /^The whole must have required property 'reference'/, 'required'],
  [
    { reference: 'x'.repeat(21), lines: [{ item: 'A' }] },
    /^\/reference must NOT have more than 20/,
    'maxLength /reference',
  ],
  [{ reference: '1', lines: [{ item: 'A' }, { item: 7 }] }, /^\/lines\/1\/item must be string/, 'type /lines/*/item'],
  [
    { reference: '1', lines: [{ item: 'A' }], note: '' },
    /must NOT have additional properties: note,/,
    'additionalProperties',
  ],
  [null, /^The whole must be object/, 'type'],
];

test('what breaks the contract of an operation is told with its place, and what fails alike has one cause', () => {
  assert.equal(brokenContract(undefined, 7), null);
  assert.equal(brokenContract(order, { reference: '1', lines: [{ item: 'A' }] }), null);
  for (const [value, detail, cause] of broken) {
    const error = brokenContract(order, value);
    assert.match(error?.detail ?? '', detail);
    assert.deepEqual([error?.code, error?.cause], ['contract_broken', cause]);
  }
});

test('what cannot be a contract, or could run for long, is refused when it is defined', () => {
  assert.equal(contractProblem(order), null);
  for (const schema of [
    { type: 'thing' },
    { type: 'string', pattern: '(a+)+$' },
    { type: 'array', uniqueItems: true },
    { type: 'object', patternProperties: { '^a': {} } },
    { $ref: 'https://example.com/schema.json' },
    { typ: 'string' },
  ])
    assert.notEqual(contractProblem(schema), null, JSON.stringify(schema));
  assert.equal(contractProblem({ type: 'object', properties: { pattern: { type: 'string' } } }), null);
});
