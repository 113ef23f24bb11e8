// Charts that pass every check and ask for things oddly: once more than there is something to do, or for what is over by then.
// Nothing of it breaks an order.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { statusOf } from '#orders/view.ts';
import { say, tell } from './go-on.testsuite.ts';
import { Network } from './network.testsuite.ts';

type Json = Record<string, unknown>;

const shipped = readFileSync(
  new URL('../../../definitions/processes/order-fulfilment/v1.json', import.meta.url),
  'utf8',
);

/** A network whose orders follow the shipped process with one state written otherwise. */
async function following(state: string, change: (found: Json) => Json): Promise<Network> {
  const process = JSON.parse(shipped) as Json;
  process['version'] = 2;
  const found = state.split('/').reduce((at, key) => (at['states'] as Json)[key] as Json, process['chart'] as Json);
  Object.assign(found, change(found));
  const network = await new Network().open();
  const of = { kind: 'process', name: 'order-fulfilment', version: 2, hash: '', owner: '', active: true } as const;
  await network.given({ type: 'definition.put', definition: { ...of, content: JSON.stringify(process) } });
  return network;
}

function hearing(more: Json): (found: Json) => Json {
  return ({ on }) => ({ on: { ...(on as Json), ...more } });
}

test('a change is made once, however often it is asked for', async () => {
  const actions = [{ type: 'applyChange' }, { type: 'applyChange' }, { type: 'refuseChange' }];
  const network = await following('open/goods/held', hearing({ 'order.changed': { target: 'received', actions } }));
  await network.stock('LAMP', 'HAM', 100);
  await network.place(5, { customer: 'LIMITED' });
  await say(network, {
    type: 'order.change',
    id: 'ord_1',
    change: { lines: [{ line: 1, item: 'LAMP', quantity: 1 }] },
  });
  assert.deepEqual([network.order().lines[0]?.ordered, network.order().fulfilment.change], [1, null]);
  assert.deepEqual(network.entries('order.change_refused'), []);
  assert.deepEqual(network.bugs, []);
});

test('what was chosen is done once, however often it is asked for', async () => {
  const actions = [{ type: 'applyRecovery' }, { type: 'applyRecovery' }];
  const network = await following('open/promise/atRisk', hearing({ 'recovery.chosen': { target: 'kept', actions } }));
  await network.stock('LAMP', 'HAM', 100);
  await network.place(5, { customer: 'C', lines: [{ line: 1, item: 'LAMP', quantity: 5 }] });
  await tell(network, 'release.accepted', { release: 'ord_1-R1', site: 'HAM' });
  const at = { release: 'ord_1-R1', site: 'HAM', shipment: 'S1' };
  await tell(network, 'shipment.picked', { ...at, lines: [{ line: 1, item: 'LAMP', quantity: 3, short: 2 }] });
  assert.deepEqual([network.entries('promise.changed').length, network.bugs], [1, []]);
});

test('a danger that is over before it is heard of is proposed nothing', async () => {
  const actions = [{ type: 'endangerPromise', params: { cause: 'supply_late' } }, { type: 'mendPromise' }];
  const network = await following('open/promise', hearing({ 'shipment.shipped': { actions } }));
  await network.stock('LAMP', 'HAM', 100);
  await network.place(5, { customer: 'B' });
  await tell(network, 'release.accepted', { release: 'ord_1-R1', site: 'HAM' });
  const at = { release: 'ord_1-R1', site: 'HAM', shipment: 'S1' };
  await tell(network, 'shipment.shipped', { ...at, complete: true, lines: [{ line: 1, item: 'LAMP', quantity: 5 }] });
  assert.equal(statusOf(network.order()), 'shipped');
  assert.deepEqual([network.order().fulfilment.risk, network.entries('promise.at_risk'), network.bugs], [null, [], []]);
});

test('a promise that nobody watches where the order stands is not at risk', async () => {
  const quiet = {
    meta: { owner: 'planner' },
    entry: [{ type: 'startDeadline', params: { event: 'promise.due', after: 'P7D' } }],
    on: { 'promise.due': 'kept', 'goods.ended': 'ended' },
  };
  const network = await following('open/promise', ({ states }) => ({
    initial: 'quiet',
    states: { quiet, ...(states as Json) },
  }));
  const supply = (expectedOn: string): Promise<void> =>
    say(network, {
      type: 'supply.expected',
      event: { source: 'erp', id: network.newEventId(), type: 'crossdock.supply.expected.v1' },
      data: { reference: 'PO1', item: 'LAMP', site: 'HAM', quantity: 5, expectedOn },
    });
  await supply('2026-03-12');
  await network.place(5, { customer: 'B', allowBackorder: true });
  await supply('2026-03-20');
  assert.deepEqual([network.entries('promise.at_risk'), network.bugs], [[], []]);
});
