// Goods moved between sites to keep a promise: they are the order's from the moment that somebody chose so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command } from '#processes/message.ts';
import { FulfilmentSpec, order } from '#runtime/fulfilment.testsuite.ts';
import { refused } from '#runtime/spec.ts';

const transfer: Command = {
  type: 'order.act',
  id: order,
  act: 'recover',
  hold: null,
  option: 'transfer',
  reason: null,
};

/** Five were promised from Hamburg alone, four were found; Lyon has ten. */
async function shortAtHamburg(): Promise<FulfilmentSpec> {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(5, { site: 'HAM' });
  await spec.reports('shipment.picked', {
    release: `${order}-R1`,
    site: 'HAM',
    shipment: 'S1',
    lines: [{ line: 1, item: 'LAMP', quantity: 1, short: 4 }],
  });
  return spec;
}

function moved(
  quantity: number,
  more: { readonly toStatus?: 'quality_hold'; readonly reference?: string } = {},
): Command {
  return {
    type: 'stock.event',
    kind: 'moved',
    event: { source: 'wms', id: `move ${quantity}`, type: 'crossdock.stock.moved.v1' },
    data: { item: 'LAMP', site: 'LYO', toSite: 'HAM', quantity, reference: order, ...more },
  };
}

function moveOf(way: {
  readonly status: 'available' | 'blocked';
  readonly toStatus: 'available' | 'blocked';
  readonly toSite?: string;
}): Command {
  return {
    type: 'stock.event',
    kind: 'moved',
    event: { source: 'wms', id: `${way.status} to ${way.toStatus}`, type: 'crossdock.stock.moved.v1' },
    data: { item: 'LAMP', site: 'LYO', quantity: 4, reference: order, ...way },
  };
}

test('goods asked for from another site are nobody else’s until they came, and are then released', async () => {
  const spec = await shortAtHamburg();
  const [risk] = spec.entries('promise.at_risk');
  const offered = risk?.data['alternatives'] as readonly { option: string; site?: string; date: string }[];
  assert.deepEqual(
    offered.map(({ option, site, date }) => [option, site, date]),
    [
      ['other_site', 'LYO', '2026-03-10'],
      ['transfer', 'LYO', '2026-03-12'],
      ['new_date', undefined, null],
    ],
  );

  await spec.given(transfer);
  assert.deepEqual(spec.balance('LAMP', 'LYO'), { onHand: 10, reserved: 4, sellable: 10 });
  assert.deepEqual(spec.entries('transfer.requested').at(-1)?.data, {
    order,
    from: 'LYO',
    to: 'HAM',
    lines: [{ line: 1, item: 'LAMP', quantity: 4, unit: 'each' }],
  });
  assert.equal(spec.order().fulfilment.promisedFor, '2026-03-12');
  assert.equal(spec.order().lines[0]?.backordered, 0);
  const releases = spec.entries('release.requested').length;
  await spec.wait(24);
  assert.equal(spec.entries('release.requested').length, releases, 'Lyon is not asked to send them to the customer');

  await spec.given(moved(4));
  const [line] = spec.order().lines;
  assert.deepEqual(
    line?.portions.filter(({ site }) => site === 'LYO'),
    [],
  );
  assert.deepEqual(spec.balance('LAMP', 'LYO'), { onHand: 6, reserved: 0, sellable: 6 });
  assert.deepEqual(spec.entries('release.requested').at(-1)?.data['lines'], [
    { line: 1, item: 'LAMP', quantity: 4, unit: 'each' },
  ]);
});

test('what comes in two parts is released as it comes', async () => {
  const spec = await shortAtHamburg();
  await spec.given(transfer, moved(1));
  assert.deepEqual(spec.balance('LAMP', 'LYO').reserved, 3);
  assert.deepEqual(
    spec.order().lines[0]?.portions.map(({ site, toSite, quantity }) => [site, toSite, quantity]),
    [
      ['HAM', undefined, 1],
      ['LYO', 'HAM', 3],
      ['HAM', undefined, 1],
    ],
  );
  await spec.given(moved(5));
  assert.deepEqual(spec.balance('LAMP', 'LYO'), { onHand: 4, reserved: 0, sellable: 4 });
  assert.equal(spec.order().lines[0]?.reserved, 5);
});

test('a cancelled order takes nothing from what is moved for it', async () => {
  const spec = await shortAtHamburg();
  await spec.given(transfer, { type: 'order.cancel', id: order, reason: null });
  assert.equal(spec.balance('LAMP', 'LYO').reserved, 0);
  await spec.given(moved(4));
  assert.deepEqual(spec.balance('LAMP', 'LYO'), { onHand: 6, reserved: 0, sellable: 6 });
  assert.equal(spec.order().lines[0]?.backordered, 0);
});

test('goods that came and may not be sold are not the order’s: others of that site are', async () => {
  const spec = await shortAtHamburg();
  await spec.given(transfer, moved(4, { toStatus: 'quality_hold' }));
  assert.deepEqual(
    spec.order().lines[0]?.portions.map(({ site, toSite, quantity }) => [site, toSite, quantity]),
    [
      ['HAM', undefined, 1],
      ['HAM', undefined, 4],
    ],
  );
});

test('an alternative whose goods have gone meanwhile is refused, and the order stays as it was', async () => {
  const spec = await shortAtHamburg();
  await spec.place(7, { site: 'LYO' }, 'ord_2');
  const before = spec.order();
  refused(await spec.when(transfer), 'recovery_gone');
  assert.deepEqual(spec.order(), before);
  refused(await spec.when({ ...transfer, option: 'other_site' }), 'recovery_gone');
});

test('goods on the road are expected for the order, and released as soon as they are put away', async () => {
  const spec = await shortAtHamburg();
  await spec.given(transfer, moveOf({ status: 'available', toStatus: 'blocked' }));
  assert.deepEqual(spec.balance('LAMP', 'LYO'), { onHand: 10, reserved: 0, sellable: 6 });
  assert.deepEqual(
    spec
      .order()
      .lines[0]?.portions.map(({ site, toSite, quantity, promisedFor }) => [site, toSite, quantity, promisedFor]),
    [
      ['HAM', undefined, 1, '2026-03-10'],
      ['HAM', undefined, 4, '2026-03-12'],
    ],
  );
  await spec.wait(24);
  assert.equal(spec.entries('order.stock_lost').length, 0);
  const asked = spec.entries('release.requested').length;

  await spec.given(moveOf({ status: 'blocked', toSite: 'HAM', toStatus: 'available' }));
  assert.equal(spec.entries('release.requested').length, asked);
  await spec.wait(0);
  assert.deepEqual(spec.entries('release.requested').at(-1)?.data['lines'], [
    { line: 1, item: 'LAMP', quantity: 4, unit: 'each' },
  ]);
  assert.equal(spec.entries('order.goods_arrived').length, 1);
  assert.equal(spec.order().lines[0]?.reserved, 5);
});

test('goods on the road for an order that was cancelled are there for others', async () => {
  const spec = await shortAtHamburg();
  await spec.given(transfer, moveOf({ status: 'available', toStatus: 'blocked' }));
  await spec.given({ type: 'order.cancel', id: order, reason: null });
  await spec.place(99, { site: 'HAM', allowBackorder: true }, 'ord_2');
  const [, expected] = spec.order('ord_2').lines[0]?.portions ?? [];
  assert.deepEqual([expected?.quantity, expected?.promisedFor], [4, '2026-03-12']);
});

test('what is on the road in two loads is expected as one, and comes in two', async () => {
  const spec = await shortAtHamburg();
  const road = (quantity: number, way: Parameters<typeof moveOf>[0]): Command => {
    const move = moveOf(way);
    assert.ok(move.type === 'stock.event');
    const { event, data } = move;
    return { ...move, event: { ...event, id: `${event.id} ${quantity}` }, data: { ...data, quantity } };
  };
  const leaves = { status: 'available', toStatus: 'blocked' } as const;
  const comes = { status: 'blocked', toSite: 'HAM', toStatus: 'available' } as const;
  await spec.given(transfer, road(1, leaves), road(3, leaves));
  const supplies = spec.store.tables.supplies.get('LAMP\tHAM');
  assert.deepEqual(
    supplies?.map(({ id, quantity, received }) => [id, quantity, received]),
    [['crossdock#ord_1', 4, 0]],
  );
  await spec.given(road(1, comes), road(3, comes));
  await spec.wait(0);
  assert.equal(spec.order().lines[0]?.reserved, 5);
  assert.deepEqual(spec.balance('LAMP', 'LYO'), { onHand: 6, reserved: 0, sellable: 6 });
});

test('goods that came and may not be sold, where nothing else is free, endanger the promise', async () => {
  const spec = await shortAtHamburg();
  await spec.given(transfer);
  await spec.place(95, { site: 'HAM' }, 'ord_2');
  const risks = spec.entries('promise.at_risk').length;
  await spec.given(moved(4, { toStatus: 'quality_hold' }));
  assert.equal(spec.order().lines[0]?.backordered, 4);
  assert.equal(spec.entries('promise.at_risk').length, risks + 1);
  assert.deepEqual(spec.entries('promise.at_risk').at(-1)?.data['cause'], 'stock_lost');
});

test('of several lines only those that are late are moved, each as its own', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.receive('BULB', 'LYO', 10);
  const lines = [
    { line: 1, item: 'LAMP', quantity: 5 },
    { line: 2, item: 'BULB', quantity: 2 },
    { line: 3, item: 'BULB', quantity: 3 },
  ];
  await spec.place(5, { site: 'HAM', lines });
  const of = { release: `${order}-R1`, site: 'HAM', shipment: 'S1' };
  await spec.reports('shipment.picked', {
    ...of,
    lines: [
      { line: 1, item: 'LAMP', quantity: 5 },
      { line: 2, item: 'BULB', quantity: 1, short: 1 },
      { line: 3, item: 'BULB', quantity: 0, short: 3 },
    ],
  });
  await spec.given(transfer);
  const [asked] = spec.entries('transfer.requested');
  assert.deepEqual(asked?.data['lines'], [
    { line: 2, item: 'BULB', quantity: 1, unit: 'each' },
    { line: 3, item: 'BULB', quantity: 3, unit: 'each' },
  ]);
  await spec.given({
    type: 'stock.event',
    kind: 'moved',
    event: { source: 'wms', id: 'move of bulbs', type: 'crossdock.stock.moved.v1' },
    data: { item: 'BULB', site: 'LYO', toSite: 'HAM', quantity: 4, reference: order },
  });
  assert.deepEqual(
    spec.order().lines.map(({ reserved, backordered }) => [reserved, backordered]),
    [
      [5, 0],
      [2, 0],
      [3, 0],
    ],
  );
  assert.deepEqual(spec.entries('release.requested').at(-1)?.data['lines'], asked?.data['lines']);
});

test('a move that names an order which no process runs is a move like any other', async () => {
  const spec = new FulfilmentSpec();
  await spec.given(
    { type: 'site.put', site: { code: 'HAM', name: 'Hamburg', company: 'NORTH', zone: 'Europe/Berlin', rank: 1 } },
    { type: 'site.put', site: { code: 'LYO', name: 'Lyon', company: 'NORTH', zone: 'Europe/Paris', rank: 2 } },
    { type: 'item.put', item: { code: 'LAMP', name: 'Lamp', unit: 'each' } },
  );
  await spec.receive('LAMP', 'LYO', 10);
  await spec.place(4, { site: 'LYO' });
  await spec.given(moved(4));
  assert.deepEqual(spec.balance('LAMP', 'LYO'), { onHand: 6, reserved: 4, sellable: 6 });
  assert.deepEqual(spec.balance('LAMP', 'HAM'), { onHand: 4, reserved: 0, sellable: 4 });
});

test('goods that have not come by the day they were promised for endanger the promise as a transfer that is late', async () => {
  const spec = await shortAtHamburg();
  await spec.given(transfer);
  const risks = spec.entries('promise.at_risk').length;
  await spec.wait(2 * 24 + 11);
  assert.deepEqual(
    spec
      .entries('promise.at_risk')
      .slice(risks)
      .map(({ data }) => [data['cause'], data['promisedFor']]),
    [['transfer_late', '2026-03-12']],
  );
  assert.ok(spec.order().fulfilment.exceptions.some(({ kind }) => kind === 'promise_overdue'));
});
