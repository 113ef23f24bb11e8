// Goods for orders that wait, and goods that are lost: who is served, who gives way, and who is left alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '#kernel/limits.ts';
import { statusOf } from '#orders/view.ts';
import { change, event, item, kit, place, site } from '#runtime/commands.testsuite.ts';
import { FulfilmentSpec, shippedDefinitions } from '#runtime/fulfilment.testsuite.ts';
import type { Command } from './message.ts';

const ham: Command = site('HAM', { zone: 'Europe/Berlin', rank: 1 });

function reserved(spec: FulfilmentSpec, id: string): readonly number[] {
  return (spec.store.tables.orders.get(id)?.lines ?? []).map((line) => line.reserved);
}

test('more orders than are served at once are served one batch after the other, oldest first', async () => {
  const spec = new FulfilmentSpec();
  await spec.given(...shippedDefinitions(), ham, item('FAN'));
  const all = Array.from({ length: limits.backordersPerTurnMax + 2 }, (_, index) => String(index).padStart(3, '0'));
  await spec.given(...all.map((name) => place(name, [['FAN', 1]], { allowBackorder: true })));
  await spec.given(event('received', 'FAN', 'HAM', all.length - 1));
  await spec.wait(0);
  assert.equal(spec.balance('FAN', 'HAM').reserved, all.length - 1);
  assert.deepEqual(
    all.filter((name) => reserved(spec, `ord_${name}`)[0] === 0),
    [all.at(-1)],
    'the last one waits on',
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
  const next: Command = { type: 'backorders.allocate', item: 'FAN', after: 'ord_1', deadline: 'backorders:FAN:ord_1' };
  await spec.decide(spec.message(change('1', [[1, 'FAN', 4]])), spec.message(next));
  assert.deepEqual(
    [reserved(spec, 'ord_1'), reserved(spec, 'ord_2')],
    [[4], [2]],
    'the change took four, two are left',
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
