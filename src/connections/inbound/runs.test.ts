import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runsOf } from './runs.ts';

const cut = (...documents: readonly unknown[]): readonly (readonly unknown[])[] =>
  runsOf(documents.map((document) => ({ document }))).map((run) => run.map(({ document }) => document));

const item = (code: string, more = {}): object => ({ item: { code, ...more } });
const order = { order: {} };
const change = { orderChange: {} };

test('what can be decided together is, and what builds on it comes after it', () => {
  assert.deepEqual(cut(), []);
  assert.deepEqual(cut(item('A'), item('B'), order, order, change, change, order), [
    [item('A'), item('B')],
    [order, order],
    [change],
    [change],
    [order],
  ]);
});

test('a document that is written down comes after the orders that it is about', () => {
  const noted = { documentReceived: {} };
  assert.deepEqual(cut(order, noted, noted, order), [[order], [noted], [noted], [order]]);
});

test('of two versions of one thing the newer is put after the older', () => {
  const [old, young] = [item('A', { name: 'old' }), item('A', { name: 'new' })];
  assert.deepEqual(cut(old, item('B'), young, item('C')), [
    [old, item('B')],
    [young, item('C')],
  ]);
  assert.deepEqual(cut(item('A'), { site: { code: 'A' } }), [[item('A'), { site: { code: 'A' } }]]);
});

test('a kit comes after its components', () => {
  const kit = item('KIT', { components: [{ item: 'A', quantity: 1 }] });
  assert.deepEqual(cut(item('A'), kit, item('B')), [[item('A')], [kit, item('B')]]);
  assert.deepEqual(cut(item('A'), item('B', { components: [] })), [[item('A'), item('B', { components: [] })]]);
});

test('documents that are none are decided like facts, where they are refused', () => {
  assert.deepEqual(cut(null, 1, { item: null }), [[null, 1], [{ item: null }]]);
});

test('what master data says of when it is does not hide whose it is', () => {
  const asOf = { sequence: 7 };
  const [a, b] = [
    { asOf, ...item('A') },
    { asOf, ...item('B') },
  ];
  assert.deepEqual(cut(a, b, a), [[a, b], [a]]);
});
