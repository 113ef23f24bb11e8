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
import { runUntil } from './testing/drive.testsuite.ts';
import { days, minutes, network, releaseRequested, settings, startAt, webhook } from './testing/network.testsuite.ts';
import { createWms } from './wms/model.ts';

const many = recordsMax + 1;

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
  take(wms, requested(), days(2));
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
  take(erp, webhook('issue.requested', { order: 'ord_1', shipment: 'SH-X', site: 'HAM', lines: [] }), minutes(60));
  assert.ok((sizes(erp)['issues'] ?? 0) <= recordsMax);
  const shipments = Array.from({ length: many }, (_, index) => ({ order: 'o', shipment: `SH-${index}`, lines: [] }));
  tell(erp, 'n', { kind: 'site_report', site: 'HAM', figures: [], shipments, counts: [] }, minutes(61));
  assert.ok(erp.read(({ reported }) => reported.size) <= recordsMax);
});

test('what was bought and received years ago is forgotten', () => {
  const supplies = Array.from({ length: recordsMax }, (_, index) => ({
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
  assert.ok((sizes(erp)['purchase_orders'] ?? 0) < recordsMax);
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
  take(carrier, requested(many), days(9));
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
  take(finance, webhook('credit.requested', { order: 'x', request: 'r', customer: null, amount: null }), days(1));
  const bill = { issue: null, customer: null, amount: null, lines: [] };
  take(finance, webhook('invoice.requested', { order: 'o', shipment: 'SH-X', ...bill }), days(1));
  const { credits = 0, invoices = 0, not_invoiced: open = 0 } = sizes(finance);
  assert.ok(credits <= recordsMax && invoices <= recordsMax && open <= recordsMax, `${credits}, ${invoices}, ${open}`);
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
