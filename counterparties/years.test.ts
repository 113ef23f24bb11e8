// Years of business: what is over is forgotten, so a system that runs for years does not grow.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCarrier } from './carrier/model.ts';
import { createErp } from './erp/model.ts';
import { createFinance } from './finance/model.ts';
import { createShop } from './shop/model.ts';
import { recordsMax } from './system/keep.ts';
import type { CloudEvent, Input } from './system/message.ts';
import type { Notice } from './system/notice.ts';
import type { System } from './system/system.ts';
import { hourMs, minuteMs } from './system/time.ts';
import { runUntil, switchOn } from './testing/drive.testsuite.ts';
import { days, minutes, network, releaseRequested, settings, startAt, webhook } from './testing/network.testsuite.ts';
import { createWms } from './wms/model.ts';

const many = recordsMax + 1;
/** Enough to have a table looked at again. */
const more = recordsMax / 10;
const line = { line: 1, item: 'PUM-001', quantity: 1, unit: 'each' };

function take(system: System, event: CloudEvent, now: number): void {
  assert.equal(system.handle({ kind: 'event', event }, now).taken, 'yes');
}

function tell(system: System, id: string, notice: Notice, now: number): void {
  system.handle({ kind: 'notice', id, from: 'wms', notice }, now);
}

function sizes(system: System): Record<string, number> {
  return Object.fromEntries(Object.entries(system.tables()).map(([name, rows]) => [name, rows().length]));
}

test('the warehouse forgets releases and shipments that are over, and cancellations of what never came', () => {
  const item = { item: 'PUM-001', site: 'HAM' };
  const wms = createWms(settings({ network: network({ openingStock: [{ ...item, quantity: 1 }] }) }), {
    linesPerHour: { HAM: 1e6 },
  });
  for (let index = 0; index < many; index += 1) {
    take(wms, releaseRequested({ release: `R${index}` }), startAt + index);
    const data = { order: 'ord_1', release: `N${index}`, site: 'HAM' };
    take(wms, webhook('release.cancel_requested', data), startAt + index);
  }
  runUntil(wms, days(2));
  for (let index = 0; index < 2_000; index += 1) take(wms, releaseRequested({ release: `L${index}` }), days(2) + index);
  runUntil(wms, days(4));
  const { releases = 0, shipments = 0 } = sizes(wms);
  assert.ok(releases <= recordsMax && shipments <= recordsMax, `${releases} releases, ${shipments} shipments`);
  const held = wms.read(({ unwanted }) => unwanted.size);
  assert.ok(held <= recordsMax, `${held} cancellations`);
});

test('the warehouse forgets transfers that have arrived, and those for which nothing was there', () => {
  const wms = createWms(settings());
  const lines = [{ line: 1, item: 'PUM-001', quantity: 1, unit: 'each' }];
  const requested = (): CloudEvent => webhook('transfer.requested', { order: 'o', from: 'HAM', to: 'LYO', lines });
  for (let index = 0; index < many; index += 1) take(wms, requested(), startAt);
  runUntil(wms, days(2));
  for (let index = 0; index < more; index += 1) take(wms, requested(), days(2));
  assert.ok((sizes(wms)['transfers'] ?? 0) <= recordsMax);
});

test('the ERP forgets posted issues, received purchase orders and old reports', () => {
  const erp = createErp(settings({ network: network({ supplies: [] }) }));
  for (let index = 0; index < many; index += 1) {
    const data = { order: 'ord_1', shipment: `SH-${index}`, site: 'HAM', lines: [] };
    take(erp, webhook('issue.requested', data), startAt + index);
    if (index % 1_000 === 0) runUntil(erp, startAt + index);
  }
  runUntil(erp, minutes(60));
  for (let index = 0; index < more; index += 1) {
    const data = { order: 'ord_1', shipment: `SH-X${index}`, site: 'HAM', lines: [] };
    take(erp, webhook('issue.requested', data), minutes(60));
  }
  assert.ok((sizes(erp)['issues'] ?? 0) <= recordsMax);
  const shipments = Array.from({ length: many }, (_, index) => ({ order: 'o', shipment: `SH-${index}`, lines: [] }));
  tell(erp, 'n', { kind: 'site_report', site: 'HAM', figures: [], shipments, counts: [] }, minutes(61));
  assert.ok(erp.read(({ reported }) => reported.size) <= recordsMax);
});

test('what was bought and received years ago is forgotten', () => {
  const supplies = Array.from({ length: recordsMax - 1 }, (_, index) => ({
    reference: `PO-${index}`,
    item: 'PUM-001',
    site: 'HAM',
    quantity: 1,
    expectedOn: '2026-03-03',
  }));
  const openingStock = [{ item: 'VAL-001', site: 'HAM', quantity: 10 }];
  const erp = createErp(settings({ network: network({ supplies, openingStock }) }));
  runUntil(erp, days(10));
  const lines = [{ line: 1, item: 'VAL-001', quantity: 10 }];
  take(erp, webhook('issue.requested', { order: 'o', shipment: 'S', site: 'HAM', lines }), days(10));
  runUntil(erp, days(12));
  assert.ok((sizes(erp)['purchase_orders'] ?? 0) < recordsMax - 1);
});

test('the carrier forgets what it delivered or refused, and weights it was told', () => {
  const carrier = createCarrier(settings());
  const requested = (index: number): CloudEvent =>
    webhook('transport.requested', { order: 'o', shipment: `SH-${index}`, site: 'HAM', customer: 'C001' });
  for (let index = 0; index < many; index += 1) {
    tell(carrier, `p${index}`, { kind: 'parcel', shipment: `SH-${index}`, weightGrams: 1 }, startAt);
    take(carrier, requested(index), startAt);
  }
  runUntil(carrier, minutes(30));
  for (let index = 0; index < 2_000; index += 1)
    tell(carrier, `h${index}`, { kind: 'handed_over', shipment: `SH-${index}` }, minutes(30));
  runUntil(carrier, days(9));
  for (let index = 0; index < more; index += 1) take(carrier, requested(many + index), days(9));
  assert.ok((sizes(carrier)['consignments'] ?? 0) <= recordsMax);
  assert.ok(carrier.read(({ weights }) => weights.size) <= recordsMax);
});

test('finance forgets what is paid, released or refused', () => {
  const finance = createFinance(settings());
  for (let index = 0; index < many; index += 1) {
    take(
      finance,
      webhook('credit.requested', { order: `o${index}`, request: 'r', customer: null, amount: null }),
      startAt,
    );
    const bill = { issue: null, customer: 'C001', amount: null, lines: [] };
    take(finance, webhook('invoice.requested', { order: 'o', shipment: `SH-${index}`, ...bill }), startAt);
    const posted = { kind: 'issue_posted', order: 'o', shipment: `SH-${index}`, document: 'M' } as const;
    tell(finance, `n${index}`, posted, startAt);
  }
  runUntil(finance, days(1));
  for (let index = 0; index < more; index += 1) {
    const unknown = { customer: null, amount: null };
    take(finance, webhook('credit.requested', { order: `x${index}`, request: 'r', ...unknown }), days(1));
    const bill = { order: 'o', shipment: `SH-X${index}`, issue: null, lines: [], ...unknown };
    take(finance, webhook('invoice.requested', bill), days(1));
  }
  const { credits = 0, invoices = 0, not_invoiced: open = 0 } = sizes(finance);
  assert.ok(credits <= recordsMax && invoices <= recordsMax && open <= recordsMax, `${credits}, ${invoices}, ${open}`);
});

test('the carrier forgets what was lost', () => {
  const carrier = createCarrier(settings());
  switchOn(carrier, 'lost_parcels', startAt, { rate: 1 });
  for (let index = 0; index < many; index += 1) {
    const data = { order: `o${index}`, shipment: `SH-${index}`, site: 'HAM', customer: 'C001' };
    take(carrier, webhook('transport.requested', data), startAt + index * minuteMs);
    runUntil(carrier, startAt + (index + 20) * minuteMs);
    const notice = { kind: 'handed_over', shipment: `SH-${index}` } as const;
    tell(carrier, `h${index}`, notice, startAt + (index + 20) * minuteMs);
  }
  assert.ok((sizes(carrier)['consignments'] ?? 0) <= recordsMax);
  assert.ok(carrier.read(({ parts }) => parts.size) <= recordsMax);
});

test('of orders that nobody ever closes, the shop forgets the oldest', () => {
  const shop = createShop(settings(), { ordersPerDay: 1_000, cancelled: 0, changed: 0, moved: 0 });
  let count = 0;
  for (let at = shop.nextAt(); at !== null && at < days(12); at = shop.nextAt()) count += shop.due(at).length;
  assert.ok(count > 2 * recordsMax, `${count} orders`);
  const { orders, asked } = shop.read((state) => ({ orders: state.orders.size, asked: state.asked.size }));
  assert.ok(orders <= 2 * recordsMax && asked <= 2 * recordsMax, `${orders} orders, ${asked} questions`);
  assert.ok(shop.read((state) => state.orders.has(`SO-${String(count).padStart(6, '0')}`)));
});

test('of releases that are never picked, the warehouse forgets the oldest, and their claim on the stock', () => {
  const wms = createWms(settings(), { linesPerHour: { HAM: 0, LYO: 0, LON: 0 } });
  for (let index = 0; index <= 2 * recordsMax; index += 1)
    take(wms, releaseRequested({ release: `R${index}`, lines: [line] }), startAt + index);
  const { releases = 0 } = sizes(wms);
  assert.ok(releases > recordsMax && releases <= 2 * recordsMax, `${releases} releases`);
  assert.equal(
    wms.read(({ committed }) => committed.get('PUM-001@HAM')),
    releases,
  );
});

test('credit that is never used and invoices that are not paid yet weigh on nobody once they are forgotten', () => {
  const one = { amount: '1.00', currency: 'EUR' };
  const approved = createFinance(settings());
  const billed = createFinance(settings());
  for (let index = 0; index <= 2 * recordsMax; index += 1) {
    const order = { order: `o${index}`, customer: 'C001' };
    take(approved, webhook('credit.requested', { ...order, request: 'r', amount: one }), startAt + index * hourMs);
    runUntil(approved, startAt + index * hourMs);
    const invoice = { ...order, shipment: `S${index}`, issue: 'M', amount: one, lines: [] };
    take(billed, webhook('invoice.requested', { ...invoice, lines: [{ price: one, quantity: 1 }] }), startAt + index);
    if (index % recordsMax === 0) runUntil(billed, startAt + index + 30 * minuteMs);
  }
  runUntil(approved, startAt + 3 * recordsMax * hourMs);
  runUntil(billed, startAt + 2 * hourMs);
  for (const [finance, count] of [
    [approved, sizes(approved)['credits']],
    [billed, sizes(billed)['invoices']],
  ] as const) {
    assert.ok((count ?? 0) <= 2 * recordsMax, `${count} documents`);
    assert.ok(finance.read(({ exposure }) => exposure.get('C001') ?? 0) <= 2 * recordsMax * 100);
  }
});

test('the warehouse forgets lots that are empty and past their date', () => {
  const lots = Array.from({ length: 50 }, (_, index) => ({ lot: `L${index}`, expiresOn: '2026-03-10', quantity: 0 }));
  const openingStock = [
    ...lots.map((lot) => ({ item: 'PAI-001', site: 'HAM', ...lot })),
    { item: 'PAI-001', site: 'HAM', lot: 'full', expiresOn: '2026-03-10', quantity: 5 },
    { item: 'PAI-001', site: 'HAM', lot: 'young', expiresOn: '2026-12-31', quantity: 0 },
  ];
  const wms = createWms(settings({ network: network({ openingStock }) }), { wrongBooks: 0, shrinkPerDay: 0 });
  assert.equal(sizes(wms)['stock'], 52);
  runUntil(wms, days(60));
  const left = wms.read(({ shelves }) => shelves.get('PAI-001@HAM')?.map(({ lot }) => lot));
  assert.deepEqual(left, ['full', 'young']);
});

test('the shop forgets orders that are over, and webhooks of orders it never had', () => {
  const shop = createShop(settings(), { ordersPerDay: 1_000, cancelled: 0, changed: 0, moved: 0 });
  for (let index = 0; index < 1_100; index += 1)
    take(shop, webhook('order.accepted', {}, { subject: `ord_other_${index}` }), startAt);
  let count = 0;
  for (let at = shop.nextAt(); at !== null && at < days(23); at = shop.nextAt())
    for (const { id } of shop.due(at)) {
      count += 1;
      const refused: Input = { kind: 'answer', id, status: 422, body: {} };
      const confirmed: Input = { kind: 'answer', id, status: 201, body: { id: `ord_${count}`, lines: [] } };
      shop.handle(count % 2 === 0 ? refused : confirmed, at);
      if (count % 2 === 1) take(shop, webhook('order.closed', {}, { subject: `ord_${count}` }), at);
    }
  assert.ok(count > many, `${count} orders`);
  assert.ok((sizes(shop)['orders'] ?? 0) <= recordsMax);
  assert.ok(shop.read(({ early }) => early.size) <= 1_000);
});
