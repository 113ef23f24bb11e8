import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oversoldBy } from './oversold.ts';
import { startAt } from './parameters.ts';
import type { OrderRecord, ToldDate } from './observer.ts';
import { makeWorld } from './world.ts';

const world = makeWorld(1, { issues: 'on_request', honestBooks: true });
const [plain] = world.network.items.filter(({ components }) => components === undefined);
assert(plain !== undefined);
const item = plain.code;
const there = [...world.market.sites.keys()].reduce((sum, site) => sum + world.wms.onShelf(item, site), 0);
const arriving = world.network.supplies.filter((supply) => supply.item === item);
const [soon, late] = ['2026-03-02', '2027-03-02'];
const coming = arriving.reduce((sum, { quantity }) => sum + Number(quantity), 0);

function order(quantity: number, date: string | null): OrderRecord {
  const told: ToldDate[] = [{ at: startAt, date, isAsked: false }];
  return {
    key: `web/${quantity}`,
    channel: 'web',
    placedAt: startAt,
    lines: [{ line: 1, item, quantity, priceCents: 100 }],
    wantedOn: soon,
    stage: 'accepted',
    id: `ord_${quantity}`,
    endedAt: null,
    endedBy: null,
    cancelAskedAt: null,
    told,
    left: [],
    isExpedited: false,
    before: null,
    completeAt: null,
  };
}

function beyond(record: OrderRecord, date: string, others: readonly OrderRecord[] = []): number {
  return oversoldBy(world, { open: new Set([record, ...others]), inBuilding: new Set(), record, date });
}

test('what lies there can be promised once', () => {
  assert.ok(there > 10, `${there} of ${item}`);
  assert.equal(beyond(order(there, soon), soon), 0);
  assert.equal(beyond(order(there + 3, soon), soon), 3);
  assert.equal(beyond(order(5, soon), soon, [order(there - 2, soon)]), 3);
});

test('an excess counts with the promise that made it, and not again with the next', () => {
  assert.equal(beyond(order(5, soon), soon, [order(there + 7, soon)]), 5);
  assert.equal(beyond(order(5, soon), soon, [order(there + 7, null)]), 0, 'who was told no date was promised nothing');
  assert.equal(beyond(order(5, soon), soon, [order(there + 7, late)]), 0, 'promised for later');
});

test('what suppliers bring by the day told counts as there', () => {
  assert.equal(beyond(order(there + coming, late), late), 0);
  assert.equal(beyond(order(there + coming + 1, late), late), 1);
});

test('what has left needs nothing more', () => {
  const sent = { at: startAt, line: 1, item, quantity: there, shipment: 'S1' };
  assert.equal(beyond({ ...order(there + 3, soon), left: [sent] }, soon), 0);
});
