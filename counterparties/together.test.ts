// All five systems together for days, with the least of an orchestrator between them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCarrier } from './carrier/model.ts';
import { createErp } from './erp/model.ts';
import { createFinance } from './finance/model.ts';
import { createShop } from './shop/model.ts';
import type { System } from './system/system.ts';
import { runTogether, switchOn } from './testing/drive.testsuite.ts';
import { days, network, settings, startAt } from './testing/network.testsuite.ts';
import { orchestrator } from './testing/orchestrator.testsuite.ts';
import { createWms } from './wms/model.ts';

function makeAll(seed: number): {
  all: System[];
  wms: ReturnType<typeof createWms>;
  erp: ReturnType<typeof createErp>;
} {
  const openingStock = network().openingStock.map((stock) => ({ ...stock, quantity: Number(stock.quantity) * 20 }));
  const given = settings({ seed, network: network({ openingStock }) });
  const wms = createWms(given, { wrongBooks: 0, shrinkPerDay: 0 });
  const erp = createErp(given);
  const shop = createShop(given, { ordersPerDay: 20 });
  return { all: [erp, wms, shop, createCarrier(given), createFinance(given)], wms, erp };
}

test('orders go from the shop to the customer, and to finance', () => {
  const { all } = makeAll(1);
  const crossdock = orchestrator();
  runTogether(all, crossdock, days(10));
  const shipped = [...crossdock.orders.values()].filter(({ delivered }) => delivered.size > 0);
  assert.ok(crossdock.orders.size > 150, `${crossdock.orders.size} orders`);
  assert.ok(shipped.length > 100, `${shipped.length} delivered`);
  for (const { invoiced, delivered } of shipped) for (const shipment of delivered) assert.ok(invoiced.has(shipment));
});

test('units are conserved: what lies on the shelves is what came in and did not leave', () => {
  const { all, wms, erp } = makeAll(2);
  const crossdock = orchestrator();
  runTogether(all, crossdock, days(20));
  for (const system of all) if (system.name === 'shop') switchOn(system, 'paused', days(20));
  runTogether(all, crossdock, days(27));
  for (const { item, site } of settings().network.openingStock) {
    assert.equal(wms.onShelf(item, site), wms.booked(item, site), `${item} at ${site}`);
    assert.equal(erp.booked(item, site), wms.booked(item, site), `${item} at ${site}`);
  }
});

test('the same seed gives the same run, and another seed another', () => {
  const run = (seed: number): string => {
    const { all } = makeAll(seed);
    for (const system of all) switchOn(system, 'duplicate_answers', startAt, { rate: 0.2, ids: 'new' });
    const outputs = runTogether(all, orchestrator(), days(5));
    return JSON.stringify([outputs, all.map((system) => system.snapshot())]);
  };
  const first = run(3);
  assert.equal(run(3), first);
  assert.notEqual(run(4), first);
});
