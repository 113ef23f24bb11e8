// Goods that were promised are not there: who held them loses them, and nobody else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { event, expected, item, kit } from '#runtime/commands.testsuite.ts';
import { FulfilmentSpec } from '#runtime/fulfilment.testsuite.ts';
import { onHandOf } from '#stock/model.ts';

const bulbs = (quantity: number) => [{ line: 1, item: 'BULB', quantity }];

function losers(spec: FulfilmentSpec): unknown[] {
  return spec.entries('order.stock_lost').map(({ subject, data }) => [subject, data['lost']]);
}

function onHand(spec: FulfilmentSpec, holder: string, code: string): number {
  return [...spec.store.tables.parts.values()]
    .filter((part) => part.holder === holder && part.item === code && part.state === 'pending')
    .reduce((sum, part) => sum + onHandOf(part), 0);
}

test('who waits for a supply has lost nothing when goods are missing that others hold', async () => {
  const spec = await new FulfilmentSpec().begin();
  const about = { site: 'HAM', requestedFor: '2026-03-25', allowBackorder: true };
  await spec.place(0, { lines: bulbs(20), ...about }, 'ord_1');
  await spec.given(expected('PO1', 'BULB', 'HAM', 50, '2026-03-20'));
  await spec.place(0, { lines: bulbs(15), ...about }, 'ord_2');
  await spec.place(0, { lines: bulbs(5), ...about }, 'ord_3');
  await spec.given(event('adjusted', 'BULB', 'HAM', -1));
  await spec.wait(0);
  assert.deepEqual(losers(spec), [['ord_1', [{ line: 1, site: 'HAM', quantity: 1 }]]]);
  assert.deepEqual(spec.entries('promise.changed'), []);
});

test('goods that a warehouse was asked for are left to it: it says what it does not find', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(expected('PO1', 'BULB', 'HAM', 50, '2026-03-20'));
  await spec.place(0, { lines: bulbs(25), site: 'HAM', allowBackorder: true }, 'ord_1');
  await spec.given(event('adjusted', 'BULB', 'HAM', -1));
  await spec.wait(0);
  assert.deepEqual(losers(spec), []);
  assert.equal(onHand(spec, 'ord_1', 'BULB'), 20);
});

test('of a kit that lost a component, the others stay where a warehouse has them', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(item('FAN'), item('GRID'), kit('SET', { FAN: 2, GRID: 1 }));
  await spec.given(event('received', 'FAN', 'HAM', 6), event('received', 'GRID', 'HAM', 1));
  await spec.given(expected('PO1', 'GRID', 'HAM', 2, '2026-03-20'));
  const lines = [{ line: 1, item: 'SET', quantity: 3 }];
  await spec.place(0, { lines, site: 'HAM', allowBackorder: true }, 'ord_1');
  await spec.given(event('adjusted', 'FAN', 'HAM', -1));
  await spec.wait(0);
  assert.deepEqual(losers(spec), [['ord_1', [{ line: 1, site: 'HAM', quantity: 1 }]]]);
  assert.deepEqual([onHand(spec, 'ord_1', 'FAN'), onHand(spec, 'ord_1', 'GRID')], [4, 1]);
});
