import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { minus, plus } from '../counterparties/system/amount.ts';
import { isWorse, spreadOf, spreadsOf, worseIn } from './compare.ts';
import { definitions } from './definitions.ts';
import { picture } from './picture.ts';
import { columns, playColumn, tell } from './run.ts';
import type { Played } from './run.ts';
import { makeWorld, shelvedOf } from './world.ts';

const days = 1;

test('the same seed tells the same story, byte for byte, and another seed another', async () => {
  const told = async (seed: number): Promise<string> =>
    JSON.stringify([await tell('disconnected', { seed, days }), await tell('crossdock', { seed, days })]);
  const first = await told(3);
  assert.equal(await told(3), first);
  assert.notEqual(await told(4), first);
});

test('both columns live in one world: the same orders at the same moments, the same goods on the same shelves', async () => {
  const [old, ours] = await Promise.all(columns.map((column) => playColumn(column, { seed: 5, days })));
  assert(old !== undefined && ours !== undefined);
  assert.ok(old.observer.orders.size > 60, `${old.observer.orders.size} orders`);
  assert.deepEqual(demandOf(old, ours), demandOf(ours, old));
  assert.deepEqual(old.world.network, ours.world.network);
  const shelves = columns.map(() => {
    const { network, market, wms } = makeWorld(5, { issues: 'on_request' });
    return network.items.map(({ code }) => [...market.sites.keys()].map((site) => wms.onShelf(code, site)));
  });
  assert.deepEqual(shelves[0], shelves[1]);
});

/** What customers placed; lines and date only where neither column's customer thought again. */
function demandOf({ observer }: Played, other: Played): unknown[] {
  const isChanged = ({ observer: { orders } }: Played, key: string): boolean =>
    orders.get(key)?.told.some(({ isAsked }) => isAsked) === true;
  return [...observer.orders.values()].map(({ key, channel, placedAt, lines, wantedOn }) =>
    isChanged({ ...other, observer }, key) || isChanged(other, key)
      ? [key, channel, placedAt]
      : [key, channel, placedAt, lines, wantedOn],
  );
}

for (const column of columns) {
  test(`units are conserved (${column}): what is there is what was there and came, less what left`, async () => {
    const played = await playColumn(column, { seed: 6, days: 3, honestBooks: true });
    const { world, observer, believed } = played;
    const expected = new Map<string, number>();
    const add = (item: string, quantity: number): void => {
      expected.set(item, plus(expected.get(item) ?? 0, quantity));
    };
    for (const { item, quantity } of world.network.openingStock) add(item, Number(quantity));
    world.erp.read(({ purchases }) => {
      for (const { item, quantity, stage } of purchases.values()) if (stage === 'received') add(item, quantity);
    });
    for (const order of observer.orders.values())
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
    // What the books say is true, so nothing but promising twice could oversell.
    if (column === 'crossdock') assert.equal(observer.oversold(), 0);
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
  const guide = readFileSync(new URL('../docs/guides/story.md', import.meta.url), 'utf8');
  for (const { key, title, unit, means } of definitions) {
    assert.ok(means.endsWith('.'), `${key} is explained in sentences`);
    assert.ok(guide.includes(`| ${title.trim()} | ${unit} | ${means} |`), `${key} is in docs/guides/story.md as it is`);
  }
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
  const drawn = picture(told, 1);
  for (const title of ['orders mispromised', 'units on time, as wanted', 'Crossdock is worse in 1 of 2'])
    assert.ok(drawn.includes(title), title);
  assert.doesNotMatch(drawn, /NaN|undefined|Infinity/);
  const [placed] = definitions;
  assert(placed !== undefined);
  assert.equal(isWorse(placed, 1, 2), false);
});
