// What a backorder waits for, and what it does not do by itself yet: docs/decisions/011.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { event, expected, item, place, site } from '#runtime/commands.testsuite.ts';
import { Spec, done } from '#runtime/spec.ts';

test('a backorder stays one when unannounced goods arrive, and is promised when it is changed', async () => {
  const spec = new Spec();
  await spec.given(site('S1'), item('A'), place('1', [['A', 5]], { allowBackorder: true }));
  const order = (): readonly number[] => {
    const line = spec.store.tables.orders.get('ord_1')?.lines[0];
    return [line?.reserved ?? -1, line?.backordered ?? -1];
  };
  assert.deepEqual(order(), [0, 5]);
  await spec.given(event('received', 'A', 'S1', 8));
  assert.deepEqual(order(), [0, 5]);
  const changed = await spec.when({ type: 'order.change', id: 'ord_1', change: { allowBackorder: true } });
  assert.equal(done(changed)['status'], 'promised');
  assert.deepEqual(order(), [5, 0]);
  assert.equal(spec.store.tables.balances.get('A\tS1')?.reserved, 5);
});

test('where no process runs, goods that become free ask for no allocation', async () => {
  const spec = new Spec();
  await spec.given(site('S1'), item('A'), expected('PO-1', 'A', 'S1', 5, '2026-04-01'));
  await spec.given(place('1', [['A', 5]], { allowBackorder: true }), event('received', 'A', 'S1', 3));
  assert.deepEqual([...spec.store.deadlines.keys()], []);
});
