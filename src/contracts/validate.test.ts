// How the validator answers: what passes, several problems at once, absurd documents, events, and any JSON at all.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { problem, under } from './explain.ts';
import { loadContracts } from './load.ts';
import { contracts } from './registry.ts';
import { createValidator } from './validate.ts';
import type { ContractName } from './validate.ts';

const loaded = loadContracts();
const validator = createValidator(loaded);
const names = Object.keys(contracts).filter((name) => name !== 'value') as ContractName[];

function order(more: object = {}, line: object = {}): Record<string, unknown> {
  return { externalId: 'SO-1', channel: 'web', lines: [{ line: 1, item: 'LAMP-01', quantity: 1, ...line }], ...more };
}

function pointersOf(name: ContractName, value: unknown): readonly string[] {
  const outcome = validator.validate(name, value);
  return outcome.ok ? [] : outcome.errors.map(({ pointer }) => pointer);
}

test('what passes is handed on as it came, nothing filled in', () => {
  const sent = order();
  const copy = structuredClone(sent);
  const outcome = validator.validate('order', sent);
  assert(outcome.ok);
  assert.equal(outcome.value as unknown, sent);
  assert.deepEqual(sent, copy);
});

test('the same item may be ordered by number and by decimal string', () => {
  for (const quantity of [1, 0.001, 999_999_999_999_999, '1', '0.000001', '999999999999999', '007.50']) {
    assert.deepEqual(pointersOf('order', order({}, { quantity })), [], String(quantity));
  }
});

test('codes keep inner spaces, accents, slashes and signs', () => {
  for (const item of ['A', 'Ä 1/2" (rot)', '商品-1', 'x'.repeat(64), '😀', '__proto__', 'constructor']) {
    assert.deepEqual(pointersOf('order', order({}, { item })), [], item);
  }
});

test('every problem is named, one for each place', () => {
  const sent = order({ priority: 11, requestedFor: '2026-02-30' }, { quantity: 0, item: ' x', qty: 1 });
  assert.deepEqual([...pointersOf('order', sent)].sort(), [
    '/lines/0/item',
    '/lines/0/qty',
    '/lines/0/quantity',
    '/priority',
    '/requestedFor',
  ]);
});

test('a problem says where, what and how to put it right', () => {
  assert.deepEqual(validator.validate('order', order({}, { quantity: 0 })), {
    ok: false,
    errors: [
      {
        pointer: '/lines/0/quantity',
        message: '/lines/0/quantity must be greater than 0',
        fix: 'Send a positive number.',
      },
    ],
  });
  const fixOf = (value: unknown): string | undefined => {
    const outcome = validator.validate('order', value);
    return outcome.ok ? undefined : outcome.errors[0]?.fix;
  };
  assert.equal(fixOf(order({ externalID: 'SO-1' })), 'Did you mean externalId? Otherwise remove it.');
  assert.equal(fixOf(order({ requested_for: 1 })), 'Did you mean requestedFor? Otherwise remove it.');
  assert.match(fixOf(order({ zzz: 1 })) ?? '', /^Remove it\. The fields here are externalId, channel,/);
  assert.equal(
    fixOf(order({ lines: 'one' })),
    'Send a list in square brackets. Example: [{"line":1,"item":"SKU-1","quantity":2}].',
  );
  assert.equal(fixOf(null), 'Send an object in curly braces.');
});

test('at most 20 problems are named', () => {
  const lines = Array.from({ length: 50 }, () => ({ line: 0 }));
  assert.equal(pointersOf('order', order({ lines })).length, 20);
});

test('names of the prototype are fields like any other: refused, and nothing is changed by them', () => {
  const sent: unknown = JSON.parse(
    '{"__proto__":{"polluted":true},"constructor":{},"externalId":"1","channel":"web","lines":[]}',
  );
  assert.deepEqual([...pointersOf('order', sent)].sort(), ['/__proto__', '/constructor', '/lines']);
  const item: unknown = JSON.parse('{"name":"x","unit":"each","attributes":{"__proto__":"x","prototype":"y"}}');
  assert.deepEqual([...pointersOf('item', item)].sort(), ['/attributes/__proto__', '/attributes/prototype']);
  assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false);
});

test('a document of absurd size or depth is refused by its first problem', () => {
  const many = order({ lines: Array.from({ length: 60_000 }, () => ({})) });
  assert.deepEqual(pointersOf('order', many), ['/lines']);
  let deep: unknown = 1;
  for (let level = 0; level < 5_000; level += 1) deep = [deep];
  assert.deepEqual(pointersOf('order', order({ externalId: deep })), ['/externalId']);
  assert.deepEqual(pointersOf('order', order({}, { item: 'x'.repeat(1_000_000) })), ['/lines/0/item']);
  assert.deepEqual(pointersOf('order', order({ ['x'.repeat(1_000_000)]: 1 })), [`/${'x'.repeat(64)}`]);
});

test('more problems than anyone reads cost no more than reading them', () => {
  const fields = Object.fromEntries(Array.from({ length: 40_000 }, (_, at) => [`field${at}`, at]));
  assert.equal(pointersOf('order', order({}, fields)).length, 20);
});

const event = { specversion: '1.0', id: '1', source: '/wms', type: 'crossdock.stock.moved.v1' };

test('an event is checked by envelope, then type, then data', () => {
  const errorsOf = (value: unknown): readonly string[] => {
    const outcome = validator.validateEvent(value);
    return outcome.ok ? [] : outcome.errors.map(({ message }) => message);
  };
  const data = { item: 'LAMP-01', site: 'HAM', quantity: 1, toSite: 'BER' };
  assert.deepEqual(errorsOf({ ...event, data }), []);
  assert.deepEqual(errorsOf({ ...event, id: '', data: {} }), ['/id must not be empty']);
  assert.deepEqual(errorsOf({ ...event, type: 'com.example.someevent', data }), [
    '/type names a kind of event that is not known',
  ]);
  assert.deepEqual(errorsOf({ ...event, type: 'crossdock.stock.moved.v2', data }), [
    '/type names a version that is not known',
  ]);
  assert.deepEqual(errorsOf({ ...event, type: 'crossdock.release.requested.v1', data }), [
    '/type names a kind of event that only Crossdock sends',
  ]);
  assert.deepEqual(errorsOf({ ...event, type: 'constructor', data }), [
    '/type names a kind of event that is not known',
  ]);
  assert.deepEqual(errorsOf({ ...event, data: { ...data, quantity: 0 } }), ['/data/quantity must be greater than 0']);
  assert.deepEqual(errorsOf({ ...event, data: { item: 'A', site: 'S', quantity: 1 } }), [
    '/data must have at least one of toSite, toLot, toStatus',
  ]);
});

test('a problem keeps its words when it is seen from a greater document', () => {
  assert.deepEqual(
    under('/orders/3', problem('', 'must be text', 'Send text.')),
    problem('/orders/3', 'must be text', 'Send text.'),
  );
  assert.deepEqual(under('/3', problem('/a', 'is missing', 'Add it.')), problem('/3/a', 'is missing', 'Add it.'));
});

test('a registry that names a missing file is found at the first use', () => {
  const without = createValidator(loaded.filter(({ name }) => name !== 'site'));
  assert.throws(() => without.validate('site', {}), /contracts\/site has no schema .*; restore the file/);
});

const code = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,20}[A-Za-z0-9]$/);
const quantity = fc.oneof(
  fc.integer({ min: 1, max: 999_999_999_999_999 }),
  fc
    .tuple(fc.integer({ min: 1, max: 999_999 }), fc.stringMatching(/^\d{1,6}$/))
    .map(([whole, rest]) => `${whole}.${rest}`),
);
const date = fc
  .date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));
const optional = { requiredKeys: ['line', 'item', 'quantity'] as const };
const money = fc.record({
  amount: fc.constantFrom('0', '12.50', '-3.000001'),
  currency: fc.constantFrom('EUR', 'JPY'),
});
const line = fc.record(
  { line: fc.integer({ min: 1, max: 100_000 }), item: code, quantity, unit: code, price: money },
  { requiredKeys: [...optional.requiredKeys] },
);
const anyOrder = fc.record(
  {
    externalId: code,
    channel: code,
    customer: code,
    site: code,
    lines: fc.array(line, { minLength: 1, maxLength: 20 }),
    allowBackorder: fc.boolean(),
    priority: fc.integer({ min: 0, max: 9 }),
    requestedFor: fc.oneof(date, fc.record({ date, window: fc.constant({ from: '08:00', to: '12:30' }) })),
    expiresAt: fc
      .date({ min: new Date('1970-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })
      .map((time) => time.toISOString()),
  },
  { requiredKeys: ['externalId', 'channel', 'lines'] },
);

test('every order that keeps the rules passes', () => {
  fc.assert(fc.property(anyOrder, (sent) => assert.deepEqual(pointersOf('order', sent), [])));
});

test('whatever is put anywhere into an order, the answer is a verdict with its reasons, never an exception', () => {
  const places = fc.constantFrom(
    'externalId',
    'lines',
    'requestedFor',
    'shipTo',
    'item',
    'quantity',
    'price',
    '__proto__',
    'extra',
  );
  fc.assert(
    fc.property(anyOrder, places, fc.jsonValue(), (sent, place, value) => {
      for (const changed of [
        { ...sent, [place]: value },
        { ...sent, lines: [{ ...sent.lines[0], [place]: value }] },
      ]) {
        assertVerdict('order', changed);
      }
    }),
  );
});

test('any JSON gets a verdict from every contract', () => {
  fc.assert(fc.property(fc.constantFrom(...names), fc.jsonValue(), (name, value) => assertVerdict(name, value)));
});

function assertVerdict(name: ContractName, value: unknown): void {
  const before = JSON.stringify(value);
  const outcome = validator.validate(name, value);
  assert.equal(JSON.stringify(value), before);
  if (outcome.ok) return;
  assert(outcome.errors.length >= 1 && outcome.errors.length <= 20);
  for (const { pointer, message, fix } of outcome.errors) {
    assert.match(pointer, /^(?:\/[^/]*)*$/);
    assert(message.startsWith(pointer === '' ? 'The document ' : `${pointer} `) && fix.length > 0);
  }
}
