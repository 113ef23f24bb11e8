// Goods for orders that wait, and goods that are lost: who is served, who gives way, and who is left alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '#kernel/limits.ts';
import { statusOf } from '#orders/view.ts';
import { cancel, change, event, expected, item, kit, place, reserve, site } from '#runtime/commands.testsuite.ts';
import { FulfilmentSpec, shippedDefinitions } from '#runtime/fulfilment.testsuite.ts';
import { done, refused } from '#runtime/spec.ts';
import type { Command } from './message.ts';

const ham: Command = site('HAM', { zone: 'Europe/Berlin', rank: 1 });

function reserved(spec: FulfilmentSpec, id: string): readonly number[] {
  return (spec.store.tables.orders.get(id)?.lines ?? []).map((line) => line.reserved);
}

test('more orders than are served at once are served one batch after the other, everybody in turn', async () => {
  const spec = new FulfilmentSpec();
  await spec.given(...shippedDefinitions(), ham, item('FAN'));
  const all = Array.from({ length: limits.backordersPerTurnMax + 2 }, (_, index) => String(index).padStart(3, '0'));
  await spec.given(...all.map((name) => place(name, [['FAN', 1]], { allowBackorder: true })));
  await spec.given(place('urgent', [['FAN', 1]], { allowBackorder: true, priority: 9 }));
  await spec.given(event('received', 'FAN', 'HAM', all.length));
  await spec.wait(0);
  assert.equal(spec.balance('FAN', 'HAM').reserved, all.length);
  assert.deepEqual(
    [...all, 'urgent'].filter((name) => reserved(spec, `ord_${name}`)[0] === 0),
    [all.at(-1)],
    'the last of those that are not urgent waits on',
  );
  assert.deepEqual(
    [...spec.store.deadlines.keys()].filter((id) => id.startsWith('backorders:')),
    [],
  );
});

test('the first of very many is served however late it came', async () => {
  const spec = new FulfilmentSpec();
  await spec.given(...shippedDefinitions(), ham, item('FAN'));
  const all = Array.from({ length: limits.backordersPerTurnMax }, (_, index) => String(index).padStart(3, '0'));
  await spec.given(...all.map((name) => place(name, [['FAN', 1]], { allowBackorder: true })));
  await spec.given(place('999', [['FAN', 1]], { allowBackorder: true, priority: 9 }));
  await spec.given(event('received', 'FAN', 'HAM', 1));
  await spec.wait(0);
  assert.deepEqual(reserved(spec, 'ord_999'), [1]);
  const [told] = spec.entries('order.allocated');
  assert(told !== undefined);
  const { decisions = [] } = told.data['case'] as { decisions?: { policy: string; rules: string[] }[] };
  assert.deepEqual(
    decisions.filter(({ policy }) => policy.startsWith('backorder-fairness/')).map(({ rules }) => rules),
    [['waiting']],
    'the decision is quoted',
  );
});

test('a batch serves nobody whom the batch before it has served, whatever else is in its turn', async () => {
  const spec = new FulfilmentSpec();
  await spec.given(...shippedDefinitions(), ham, item('FAN'));
  await spec.given(
    place('1', [['FAN', 5]], { allowBackorder: true }),
    place('2', [['FAN', 5]], { allowBackorder: true }),
  );
  await spec.given(event('received', 'FAN', 'HAM', 6));
  spec.store.deadlines.clear();
  const after = { score: 45, order: 'ord_1', asOf: spec.now };
  const next: Command = { type: 'backorders.allocate', item: 'FAN', after, deadline: 'backorders:FAN' };
  await spec.decide(spec.message(change('1', [[1, 'FAN', 4]])), spec.message(next));
  assert.deepEqual(
    [reserved(spec, 'ord_1'), reserved(spec, 'ord_2')],
    [[4], [2]],
    'the change took four, two are left',
  );
});

test('who comes between the goods and those who wait for them gets what those do not want', async () => {
  const spec = new FulfilmentSpec();
  await spec.given(...shippedDefinitions(), ham, item('FAN'));
  await spec.given(place('1', [['FAN', 5]], { allowBackorder: true }));
  await spec.given(event('received', 'FAN', 'HAM', 8));
  refused(await spec.when(place('2', [['FAN', 4]])), 'insufficient_stock');
  refused(await spec.when(reserve('1', 'FAN', 4)), 'insufficient_stock');
  await spec.given(place('3', [['FAN', 3]]));
  assert.deepEqual(
    ['1', '3'].map((name) => reserved(spec, `ord_${name}`)[0]),
    [0, 3],
  );
  await spec.wait(0);
  assert.deepEqual(
    ['1', '3'].map((name) => reserved(spec, `ord_${name}`)[0]),
    [5, 3],
  );
  done(await spec.when(event('received', 'FAN', 'HAM', 2)));
  await spec.given(place('5', [['FAN', 2]]));
  assert.deepEqual(reserved(spec, 'ord_5'), [2], 'nobody waits any more');
});

test('an order that is changed keeps what it holds, and gets of the rest what those who wait do not want', async () => {
  const spec = new FulfilmentSpec();
  await spec.given(...shippedDefinitions(), ham, item('FAN'), event('received', 'FAN', 'HAM', 2));
  const later = { requestedFor: '2026-04-10' };
  await spec.given(place('2', [['FAN', 2]], later));
  await spec.given(place('1', [['FAN', 5]], { allowBackorder: true }));
  await spec.given(event('received', 'FAN', 'HAM', 8));
  const wants = (quantity: number): Command => ({
    type: 'order.change',
    id: 'ord_2',
    change: { lines: [{ line: 1, item: 'FAN', quantity }] },
  });
  refused(await spec.when(wants(6)), 'insufficient_stock');
  await spec.given(wants(5));
  await spec.wait(0);
  assert.deepEqual(
    ['1', '2'].map((name) => reserved(spec, `ord_${name}`)[0]),
    [5, 5],
  );
});

test('a change while a supply is given to those who wait keeps what is promised from it', async () => {
  const spec = new FulfilmentSpec();
  await spec.given(...shippedDefinitions(), ham, item('FAN'), expected('PO', 'FAN', 'HAM', 4, '2026-04-01'));
  const by = { requestedFor: '2026-04-10' };
  await spec.given(place('2', [['FAN', 4]], by), place('1', [['FAN', 5]], { allowBackorder: true }));
  await spec.given(expected('PO2', 'FAN', 'HAM', 5, '2026-04-05'));
  await spec.given({ type: 'order.change', id: 'ord_2', change: { lines: [{ line: 1, item: 'FAN', quantity: 3 }] } });
  assert.deepEqual(reserved(spec, 'ord_2'), [3]);
  await spec.wait(0);
  assert.deepEqual(reserved(spec, 'ord_1'), [5]);
});

test('who comes before an announced supply was given to those who wait gets what of it they do not want', async () => {
  const spec = new FulfilmentSpec();
  await spec.given(...shippedDefinitions(), ham, item('FAN'));
  await spec.given(place('1', [['FAN', 5]], { allowBackorder: true }), expected('PO', 'FAN', 'HAM', 8, '2026-04-01'));
  const by = { requestedFor: '2026-04-10' };
  refused(await spec.when(place('2', [['FAN', 4]], by)), 'insufficient_stock');
  done(await spec.when(place('3', [['FAN', 3]], by)));
  await spec.wait(0);
  assert.deepEqual(
    ['1', '3'].map((name) => reserved(spec, `ord_${name}`)[0]),
    [5, 3],
  );
});

test('who comes in the same turn as the goods is not before those who wait for them', async () => {
  const spec = new FulfilmentSpec();
  await spec.given(...shippedDefinitions(), ham, item('FAN'));
  await spec.given(place('1', [['FAN', 5]], { allowBackorder: true }));
  const [, answer] = await spec.decide(
    spec.message(event('received', 'FAN', 'HAM', 5)),
    spec.message(place('2', [['FAN', 5]])),
  );
  assert.equal(answer?.answer.status, 'refused');
  await spec.wait(0);
  assert.deepEqual(reserved(spec, 'ord_1'), [5]);
});

test('goods that become free go first to who was promised a later supply, and that supply to who waits', async () => {
  const spec = new FulfilmentSpec();
  await spec.given(...shippedDefinitions(), ham, item('FAN'));
  await spec.given(event('received', 'FAN', 'HAM', 5), place('1', [['FAN', 5]], { requestedFor: '2026-05-01' }));
  await spec.given(expected('PO', 'FAN', 'HAM', 4, '2026-04-20'));
  await spec.given(
    place('2', [['FAN', 4]], { allowBackorder: true }),
    place('3', [['FAN', 2]], { allowBackorder: true }),
  );
  assert.deepEqual(spec.order('ord_2').fulfilment.promisedFor, '2026-04-20');
  await spec.given(cancel('1'));
  refused(await spec.when(place('4', [['FAN', 1]])), 'insufficient_stock');
  await spec.wait(0);
  assert.equal(statusOf(spec.order('ord_2')), 'released');
  assert.notEqual(spec.order('ord_2').fulfilment.promisedFor, '2026-04-20');
  assert.deepEqual(reserved(spec, 'ord_3'), [2], 'one that is there, one of the supply');
  assert.deepEqual(spec.balance('FAN', 'HAM'), { onHand: 5, reserved: 5, sellable: 5 });
});

test('a kit gets what is of use to it, also of arrivals smaller than twice what it needs', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(item('FAN'), kit('PAIR', { FAN: 2 }));
  const class1 = {
    type: 'partner.put',
    party: null,
    partner: { code: 'A', name: 'A', roles: ['customer'], attributes: { class: 'A' } },
  } as const;
  await spec.given(class1, place('1', [['PAIR', 1]], { allowBackorder: true, customer: 'A' }));
  await spec.given(...['2', '3', '4', '5'].map((name) => place(name, [['FAN', 1]], { allowBackorder: true })));
  await spec.given(event('received', 'FAN', 'HAM', 3));
  await spec.wait(0);
  assert.deepEqual(
    ['1', '2', '3'].map((name) => reserved(spec, `ord_${name}`)[0]),
    [1, 1, 0],
  );
});

test('what is too little for the kit whose turn it is lies until there is enough, and nobody who comes takes it', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(item('FAN'), item('SCREW'), kit('CASE', { FAN: 5, SCREW: 1 }));
  await spec.given(place('1', [['CASE', 1]], { allowBackorder: true, priority: 9 }));
  await spec.given(place('2', [['FAN', 9]], { allowBackorder: true }), event('received', 'FAN', 'HAM', 3));
  await spec.wait(0);
  assert.deepEqual(
    ['1', '2'].map((name) => reserved(spec, `ord_${name}`)[0]),
    [0, 3],
    'nothing is left lying for a kit that lacks something else',
  );
  await spec.given(event('received', 'SCREW', 'HAM', 1), event('received', 'FAN', 'HAM', 3));
  await spec.wait(0);
  assert.deepEqual(
    ['1', '2'].map((name) => reserved(spec, `ord_${name}`)[0]),
    [0, 3],
  );
  refused(await spec.when(place('3', [['FAN', 1]])), 'insufficient_stock');
  await spec.wait(30);
  await spec.given(event('received', 'FAN', 'HAM', 3));
  await spec.wait(0);
  assert.deepEqual(
    ['1', '2'].map((name) => reserved(spec, `ord_${name}`)[0]),
    [1, 4],
  );
});

test('an order of several lines is served line by line, kits by what is free of each part', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(item('TEA', { lots: true }), item('FAN'), kit('PRESENT', { TEA: 2, FAN: 1 }));
  await spec.place(1, {
    allowBackorder: true,
    lines: [
      { line: 1, item: 'LAMP', quantity: 1 },
      { line: 2, item: 'TEA', quantity: 3 },
      { line: 3, item: 'PRESENT', quantity: 2 },
    ],
  });
  await spec.given(event('received', 'FAN', 'HAM', 2));
  await spec.wait(0);
  await spec.given(event('received', 'TEA', 'HAM', 6, { lot: 'T1', expiresOn: '2027-01-31' }));
  await spec.wait(0);
  assert.deepEqual(reserved(spec, 'ord_1'), [1, 3, 1], 'three for themselves, two in a present, one left');
  assert.deepEqual([spec.balance('TEA', 'HAM').reserved, spec.balance('FAN', 'HAM').reserved], [5, 1]);
});

test('goods that are lost move the newest orders first, and none that a warehouse was asked for or no process runs', async () => {
  const spec = new FulfilmentSpec();
  await spec.given(ham, site('LYO', { zone: 'Europe/Paris', rank: 2 }), item('FAN'));
  await spec.given(event('received', 'FAN', 'HAM', 20), event('received', 'FAN', 'LYO', 5));
  await spec.given(place('0', [['FAN', 5]]));
  await spec.given(...shippedDefinitions());
  const later = { requestedFor: '2026-04-01' };
  await spec.given(place('1', [['FAN', 5]]), place('2', [['FAN', 5]], later), place('3', [['FAN', 5]], later));
  assert.equal(statusOf(spec.order('ord_1')), 'released');
  await spec.given(event('counted', 'FAN', 'HAM', 16));
  await spec.wait(0);
  const sites = ['ord_0', 'ord_1', 'ord_2', 'ord_3'].map((id) =>
    spec.store.tables.orders
      .get(id)
      ?.lines[0]?.portions.map(({ site: code, quantity }) => `${quantity} ${code}`)
      .join(),
  );
  assert.deepEqual(sites, ['5 HAM', '5 HAM', '5 HAM', '1 HAM,4 LYO']);
  assert.equal(spec.store.tables.balances.get('FAN\tHAM')?.short, 0);
});

test('of a kit as many are moved as lack a lost component', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(item('FAN'), kit('PRESENT', { FAN: 2, BULB: 1 }), kit('PAIR', { LAMP: 2 }));
  await spec.given(event('received', 'FAN', 'HAM', 10));
  await spec.place(4, {
    allowBackorder: true,
    requestedFor: '2026-04-01',
    lines: [
      { line: 1, item: 'PAIR', quantity: 1 },
      { line: 2, item: 'PRESENT', quantity: 4 },
    ],
  });
  await spec.given(event('counted', 'FAN', 'HAM', 5));
  await spec.wait(0);
  assert.deepEqual(
    spec.order().lines.map(({ reserved: held, backordered }) => [held, backordered]),
    [
      [1, 0],
      [2, 2],
    ],
  );
  assert.deepEqual([spec.balance('FAN', 'HAM').reserved, spec.balance('BULB', 'HAM').reserved], [4, 2]);
});

test('what becomes free at a site that never had the item goes to who waits for it', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(item('FAN'));
  await spec.place(3, { allowBackorder: true, lines: [{ line: 1, item: 'FAN', quantity: 3 }] });
  await spec.receive('FAN', 'LYO', 3);
  await spec.wait(0);
  assert.deepEqual(reserved(spec, 'ord_1'), [3]);
  assert.equal(spec.entries('release.requested')[0]?.data['site'], 'LYO');
});
