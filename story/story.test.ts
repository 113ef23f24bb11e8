import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minus, plus } from '../counterparties/system/amount.ts';
import { isWorse, spreadOf, spreadsOf, worseIn } from './compare.ts';
import { definitions } from './definitions.ts';
import { columns, playColumn, tell } from './run.ts';
import type { Played } from './run.ts';
import { shelvedOf } from './world.ts';

const days = 1;

test('the same seed tells the same story, byte for byte, and another seed another', async () => {
  const told = async (seed: number): Promise<string> =>
    JSON.stringify([await tell('disconnected', { seed, days }), await tell('crossdock', { seed, days })]);
  const first = await told(3);
  assert.equal(await told(3), first);
  assert.notEqual(await told(4), first);
});

test('both columns live in one world: the same orders at the same moments, the same goods at the start', async () => {
  const [old, ours] = await Promise.all(columns.map((column) => playColumn(column, { seed: 5, days })));
  assert(old !== undefined && ours !== undefined);
  const demandOf = ({ record }: Played): unknown[] =>
    [...record.orders.values()].map(({ key, placedAt }) => [key, placedAt]);
  assert.ok(old.record.orders.size > 60, `${old.record.orders.size} orders`);
  assert.deepEqual(demandOf(old), demandOf(ours));
  assert.deepEqual(old.world.network, ours.world.network);
});

for (const column of columns) {
  test(`units are conserved (${column}): what is there is what was there and came, less what left`, async () => {
    const played = await playColumn(column, { seed: 6, days: 3, honestBooks: true });
    const { world, record, believed } = played;
    const expected = new Map<string, number>();
    const add = (item: string, quantity: number): void => {
      expected.set(item, plus(expected.get(item) ?? 0, quantity));
    };
    for (const { item, quantity } of world.network.openingStock) add(item, Number(quantity));
    world.erp.read(({ purchases }) => {
      for (const { item, quantity, stage } of purchases.values()) if (stage === 'received') add(item, quantity);
    });
    for (const order of record.orders.values())
      for (const left of order.left)
        for (const part of shelvedOf(world.market, left.item)) add(part.item, -part.quantity * left.quantity);
    const sites = [...world.market.sites.keys()];
    for (const [item, quantity] of expected) {
      const sum = (at: (site: string) => number): number => sites.reduce((total, site) => plus(total, at(site)), 0);
      const inBuilding = pickedAndNotGone(played, item);
      assert.equal(
        plus(
          sum((site) => world.wms.onShelf(item, site)),
          inBuilding,
        ),
        quantity,
        `${item} on shelves`,
      );
      assert.equal(
        sum((site) => believed(item, site)),
        quantity,
        `${item} as it is believed`,
      );
    }
    assert.deepEqual([...played.held], [], 'Crossdock could apply everything');
  });
}

function pickedAndNotGone({ world }: Played, item: string): number {
  return world.wms.read(({ shipments }) =>
    [...shipments.values()]
      .filter(({ stage }) => stage === 'picked' || stage === 'packed')
      .flatMap(({ taken }) => taken)
      .reduce((sum, taken) => (taken.item === item ? minus(sum, -taken.quantity) : sum), 0),
  );
}

test('every figure is defined once, and is told', async () => {
  const { figures } = await tell('disconnected', { seed: 1, days: 1 });
  assert.deepEqual(
    definitions.map(({ key }) => key),
    Object.keys(figures),
  );
  for (const { key, means } of definitions) assert.ok(means.endsWith('.'), `${key} is explained in sentences`);
});

test('the spread of figures, and where Crossdock is worse', async () => {
  assert.deepEqual(spreadOf([3, 1, 2, 5, 4]), { median: 3, min: 1, p10: 1, p90: 5, max: 5 });
  const { figures } = await tell('disconnected', { seed: 1, days: 1 });
  const better = { ...figures, ordersMispromised: figures.ordersMispromised + 1, unitsOnTime: figures.unitsOnTime - 1 };
  const told = [
    { seed: 1, disconnected: figures, crossdock: better },
    { seed: 2, disconnected: figures, crossdock: { ...figures, ordersPlaced: 0 } },
  ];
  assert.deepEqual(
    worseIn(told).map(({ seed, figure }) => [seed, figure]),
    [
      [1, 'ordersMispromised'],
      [1, 'unitsOnTime'],
    ],
  );
  assert.equal(spreadsOf(told, 'crossdock').ordersPlaced.min, 0);
  const [placed] = definitions;
  assert(placed !== undefined);
  assert.equal(isWorse(placed, 1, 2), false);
});
