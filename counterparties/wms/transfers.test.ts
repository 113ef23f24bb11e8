import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createErp } from '../erp/model.ts';
import type { Output } from '../system/message.ts';
import type { Notice } from '../system/notice.ts';
import { events, runUntil, switchOn, take, types } from '../testing/drive.testsuite.ts';
import { days, minutes, network, releaseRequested, settings, startAt, webhook } from '../testing/network.testsuite.ts';
import { createWms } from './model.ts';
import type { Wms } from './model.ts';

const openingStock = [
  ...network().openingStock,
  { item: 'VAL-001', site: 'LYO', quantity: 9 },
  { item: 'PAI-001', site: 'LYO', quantity: 6, lot: 'L1', expiresOn: '2026-06-01' },
];
const given = settings({ network: network({ openingStock }) });

function wmsOf(): Wms {
  return createWms(given, { wrongBooks: 0, shrinkPerDay: 0, countsPerNight: 0 });
}

function wanted(lines: readonly object[], more: Readonly<Record<string, unknown>> = {}): ReturnType<typeof webhook> {
  return webhook('transfer.requested', { order: 'ord_1', from: 'LYO', to: 'HAM', lines, ...more });
}

function transferred(outputs: readonly Output[]): Extract<Notice, { kind: 'goods_transferred' }>[] {
  return outputs.flatMap((output) =>
    output.kind === 'notice' && output.body.kind === 'goods_transferred' ? [output.body] : [],
  );
}

test('goods leave one site, are on the road for a day, and arrive at the other', () => {
  const wms = wmsOf();
  take(wms, wanted([{ line: 1, item: 'PAI-001', quantity: '4', unit: 'can' }]), minutes(3));
  assert.deepEqual(types(runUntil(wms, minutes(60))), []);
  assert.deepEqual([wms.onShelf('PAI-001', 'LYO'), wms.onShelf('PAI-001', 'HAM')], [2, 14]);
  const arrived = runUntil(wms, days(2));
  assert.deepEqual(
    events(arrived).map(({ type, data, correlationid }) => [type, data, correlationid]),
    [
      [
        'crossdock.stock.moved.v1',
        { item: 'PAI-001', site: 'LYO', toSite: 'HAM', quantity: 4, lot: 'L1', reason: 'transfer', reference: 'ord_1' },
        'corr-1',
      ],
    ],
  );
  assert.ok(Date.parse(events(arrived)[0]?.time ?? '') >= minutes(30 + 20 * 60));
  assert.deepEqual([wms.booked('PAI-001', 'LYO'), wms.booked('PAI-001', 'HAM')], [2, 18]);
  const lots = (wms.tables()['stock']?.() ?? []) as { place: string; lot: string; expiresOn: string; shelf: number }[];
  assert.deepEqual(
    lots
      .filter(({ place, lot }) => place === 'PAI-001@HAM' && lot === 'L1')
      .map(({ expiresOn, shelf }) => [expiresOn, shelf]),
    [['2026-06-01', 8]],
  );

  const erp = createErp(given);
  const [notice] = transferred(arrived);
  assert.ok(notice !== undefined);
  erp.handle({ kind: 'notice', id: 'n1', from: 'wms', notice }, days(2));
  assert.deepEqual([erp.booked('PAI-001', 'LYO'), erp.booked('PAI-001', 'HAM')], [2, 18], 'the book follows');
});

test('what is called off before the round stays on its shelf; what is on the road arrives', () => {
  const wms = wmsOf();
  const at = (day: number, minute: number): number => days(day) + minute * 60_000;
  const line = (quantity: number): object => ({ line: 1, item: 'PAI-001', quantity, unit: 'can' });
  const off = (quantity: number, order = 'ord_1'): ReturnType<typeof webhook> =>
    webhook('transfer.cancel_requested', { order, from: 'LYO', to: 'HAM', lines: [line(quantity)] });
  take(wms, wanted([line(4)]), minutes(3));
  take(wms, off(4, 'ord_2'), minutes(4));
  take(wms, off(3), minutes(4));
  assert.deepEqual(
    transferred(runUntil(wms, days(2))).map(({ item, quantity }) => [item, quantity]),
    [['PAI-001', 1]],
  );
  take(wms, wanted([line(2)]), at(2, 1));
  take(wms, off(5), at(2, 2));
  assert.deepEqual(transferred(runUntil(wms, days(4))), []);
  take(wms, wanted([line(2)]), at(4, 1));
  runUntil(wms, at(4, 60));
  take(wms, off(2), at(4, 61));
  assert.equal(transferred(runUntil(wms, days(6))).length, 1);
});

test('of a kit its components go, whole sets only', () => {
  const wms = wmsOf();
  take(wms, wanted([{ line: 1, item: 'SET-001', quantity: 7, unit: 'each' }]), startAt);
  assert.deepEqual(
    transferred(runUntil(wms, days(2))).map(({ item, quantity }) => [item, quantity]),
    [
      ['PUM-001', 4],
      ['VAL-001', 8],
    ],
  );
});

test('what releases have a claim on stays; where nothing is free, nothing goes', () => {
  const wms = wmsOf();
  const held = [{ line: 1, item: 'PUM-001', quantity: 3, unit: 'each' }];
  switchOn(wms, 'congestion', startAt, { site: 'LYO', capacity: 0 });
  take(wms, releaseRequested({ site: 'LYO', release: 'ord_2-R1', order: 'ord_2', lines: held }), startAt);
  take(wms, wanted([{ line: 1, item: 'PUM-001', quantity: 5, unit: 'each' }]), minutes(1));
  take(wms, wanted([{ line: 1, item: 'PUM-002', quantity: 5, unit: 'each' }]), minutes(2));
  const outputs = runUntil(wms, days(2));
  assert.deepEqual(
    transferred(outputs).map(({ item, quantity }) => [item, quantity]),
    [['PUM-001', 2]],
  );
  const rows = (wms.tables()['transfers']?.() ?? []) as { transfer: string; stage: string }[];
  assert.deepEqual(
    rows.map(({ transfer, stage }) => [transfer, stage]),
    [
      ['TR-LYO-000001', 'arrived'],
      ['TR-LYO-000002', 'empty'],
    ],
  );
});

test('of two lines only the one that is called off stays', () => {
  const wms = wmsOf();
  const paint = { line: 1, item: 'PAI-001', quantity: 4, unit: 'can' };
  take(wms, wanted([paint, { line: 2, item: 'VAL-001', quantity: 3, unit: 'each' }]), minutes(3));
  take(
    wms,
    webhook('transfer.cancel_requested', { order: 'ord_1', from: 'LYO', to: 'HAM', lines: [paint] }),
    minutes(4),
  );
  assert.deepEqual(
    transferred(runUntil(wms, days(2))).map(({ item, quantity }) => [item, quantity]),
    [['VAL-001', 3]],
  );
});

test('a request about a site or an item that is not there can not be read, and leaves nothing behind', () => {
  const wms = wmsOf();
  const line = { line: 1, item: 'PUM-001', quantity: 1, unit: 'each' };
  const reasonOf = (event: ReturnType<typeof webhook>): string => {
    const handled = wms.handle({ kind: 'event', event }, startAt);
    return handled.taken === 'unreadable' ? handled.reason : handled.taken;
  };
  assert.equal(reasonOf(wanted([line], { from: 'MUC' })), 'site MUC is not known');
  assert.equal(reasonOf(wanted([{ ...line, item: 'GONE' }])), 'item GONE is not known');
  assert.equal(reasonOf(wanted([{ ...line, unit: 'crate' }])), 'unit of PUM-001 is not known here');
  assert.deepEqual(types(runUntil(wms, days(2))), []);
});
