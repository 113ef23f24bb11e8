import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Output } from '../system/message.ts';
import type { Notice } from '../system/notice.ts';
import type { Settings } from '../system/system.ts';
import { events, runUntil, switchOff, switchOn, take, types } from '../testing/drive.testsuite.ts';
import { days, minutes, network, settings, startAt, webhook } from '../testing/network.testsuite.ts';
import { createErp } from './model.ts';
import type { Erp } from './model.ts';
import type { ErpOptions } from './state.ts';

const quiet = network({ supplies: [] });

function erpOf(given: Partial<Settings> = {}, options?: ErpOptions): Erp {
  return createErp(settings({ network: quiet, ...given }), options);
}

function issueRequested(given: Readonly<Record<string, unknown>> = {}): ReturnType<typeof webhook> {
  const lines = [{ line: 1, item: 'PUM-001', quantity: 3, unit: 'each' }];
  return webhook('issue.requested', { order: 'ord_1', shipment: 'SH-1', site: 'HAM', lines, ...given });
}

function tell(erp: Erp, notice: Notice, now: number): readonly Output[] {
  return erp.handle({ kind: 'notice', id: `wms-${now}`, from: 'wms', notice }, now).outputs;
}

function report(given: Partial<Extract<Notice, { kind: 'site_report' }>>): Notice {
  return { kind: 'site_report', site: 'HAM', figures: [], shipments: [], counts: [], ...given };
}

function notices(outputs: readonly Output[]): Notice[] {
  return outputs.flatMap((output) => (output.kind === 'notice' ? [output.body] : []));
}

test('an issue is posted after a while, with a document, and finance learns of it', () => {
  const erp = erpOf();
  take(erp, issueRequested(), startAt);
  assert.equal(erp.booked('PUM-001', 'HAM'), 100);
  const outputs = runUntil(erp, minutes(30));
  const [posted] = events(outputs, 'issue.posted');
  assert.deepEqual(posted?.data, { order: 'ord_1', shipment: 'SH-1', document: 'MAT-000001' });
  assert.deepEqual(notices(outputs), [
    { kind: 'issue_posted', order: 'ord_1', shipment: 'SH-1', document: 'MAT-000001' },
  ]);
  assert.equal(erp.booked('PUM-001', 'HAM'), 97);
  assert.equal(erp.available('PUM-001', 'HAM'), 97);
});

test('the same shipment is posted once; asked again, it is answered with the same document', () => {
  const erp = erpOf();
  take(erp, issueRequested(), startAt);
  take(erp, issueRequested(), startAt); // While it is worked on.
  assert.deepEqual(types(runUntil(erp, minutes(30))), ['issue.posted']);
  const again = take(erp, issueRequested(), minutes(31));
  assert.equal(events(again, 'issue.posted')[0]?.data['document'], 'MAT-000001');
  assert.equal(erp.booked('PUM-001', 'HAM'), 97);
});

test('a kit is issued by its components, other units in the base unit', () => {
  const erp = erpOf();
  const lines = [
    { line: 1, item: 'SET-001', quantity: 2 },
    { line: 2, item: 'PUM-001', quantity: '1', unit: 'box' },
    { line: 3, item: 'CAB-001', quantity: '0.5', unit: 'm', lot: null },
    { line: 4, item: 'PUM-001', quantity: 1, unit: 'crate' },
  ];
  take(erp, issueRequested({ lines }), startAt);
  runUntil(erp, minutes(30));
  assert.deepEqual(
    ['PUM-001', 'VAL-001', 'CAB-001'].map((item) => erp.booked(item, 'HAM')),
    [100 - 2 - 12 - 1, 15 - 4, 250],
  );
});

test('an issue that the book does not cover is refused, and posted when the book is corrected', () => {
  const erp = erpOf();
  const lines = [
    { line: 1, item: 'VAL-001', quantity: 10 },
    { line: 2, item: 'VAL-001', quantity: 8 },
  ];
  take(erp, issueRequested({ lines }), startAt);
  const [refused] = events(runUntil(erp, minutes(30)), 'issue.refused');
  assert.equal(refused?.data['reason'], 'stock of VAL-001 would go negative');
  const counted = { item: 'VAL-001', quantity: 1, lot: null, reference: 'CNT-1' };
  tell(erp, report({ counts: [counted] }), minutes(40));
  assert.deepEqual(types(runUntil(erp, minutes(120))), []);
  tell(erp, report({ counts: [{ ...counted, quantity: 2 }] }), minutes(130));
  assert.deepEqual(types(runUntil(erp, minutes(200))), ['issue.posted']);
  assert.equal(erp.booked('VAL-001', 'HAM'), 0);
});

test('an item that does not exist is refused', () => {
  const erp = erpOf();
  take(erp, issueRequested({ lines: [{ line: 1, item: 'GONE', quantity: 1 }] }), startAt);
  const [refused] = events(runUntil(erp, minutes(30)));
  assert.equal(refused?.data['reason'], 'item GONE does not exist');
});

for (const [fault, parameters, reason] of [
  ['period_closed', {}, 'the posting period is closed'],
  ['item_blocked', { item: 'PUM-001' }, 'item PUM-001 is blocked'],
] as const) {
  test(`${fault}: refuses, and posts by itself when it is off`, () => {
    const erp = erpOf();
    switchOn(erp, fault, startAt, parameters);
    take(erp, issueRequested(), startAt);
    assert.equal(events(runUntil(erp, minutes(60)), 'issue.refused')[0]?.data['reason'], reason);
    switchOff(erp, fault, minutes(60));
    assert.deepEqual(types(runUntil(erp, minutes(120))), ['issue.posted']);
  });
}

test('issues_refused: refused at first, and posted by the next day, or at once when it is asked for again', () => {
  const refusing = (): Erp => {
    const erp = erpOf();
    switchOn(erp, 'issues_refused', startAt, { rate: 1 });
    take(erp, issueRequested(), startAt);
    const [refused] = events(runUntil(erp, minutes(30)));
    assert.deepEqual(
      [refused?.type, refused?.data['reason']],
      ['crossdock.issue.refused.v1', 'the account is not assigned'],
    );
    return erp;
  };
  const looked = refusing();
  assert.deepEqual(types(runUntil(looked, minutes(6 * 60))), [], 'not before somebody has looked');
  assert.deepEqual(types(runUntil(looked, days(2))), ['issue.posted']);
  const asked = refusing();
  take(asked, issueRequested(), minutes(40));
  assert.deepEqual(types(runUntil(asked, minutes(70))), ['issue.posted']);
  assert.deepEqual(types(runUntil(asked, days(2))), [], 'posted once');
});

test('refuse_next: a refusal without a cause is looked at anew only when it is asked again', () => {
  const erp = erpOf();
  switchOn(erp, 'refuse_next', startAt);
  take(erp, issueRequested(), startAt);
  assert.deepEqual(types(runUntil(erp, minutes(30))), ['issue.refused']);
  switchOn(erp, 'period_closed', minutes(31));
  switchOff(erp, 'period_closed', minutes(31));
  assert.deepEqual(types(runUntil(erp, minutes(120))), []);
  take(erp, issueRequested(), minutes(120));
  assert.deepEqual(types(runUntil(erp, minutes(180))), ['issue.posted']);
});

test('what it says is available is as fresh as the last report of the warehouse', () => {
  const erp = erpOf();
  tell(erp, report({ figures: [{ item: 'PUM-001', onHand: 100, free: 40 }] }), startAt);
  assert.equal(erp.available('PUM-001', 'HAM'), 40);
  const shipment = { order: 'ord_1', shipment: 'SH-1', lines: [{ item: 'PUM-001', quantity: 3, lot: null }] };
  tell(erp, report({ figures: [{ item: 'PUM-001', onHand: 97, free: 37 }], shipments: [shipment] }), minutes(15));
  take(erp, issueRequested(), minutes(16));
  runUntil(erp, minutes(60));
  assert.equal(erp.available('PUM-001', 'HAM'), 37, 'the report had the shipment already');
  assert.equal(erp.booked('PUM-001', 'HAM'), 97);
});

test('refresh_stopped: reports are ignored', () => {
  const erp = erpOf();
  switchOn(erp, 'refresh_stopped', startAt);
  tell(erp, report({ figures: [{ item: 'PUM-001', onHand: 0, free: 0 }] }), startAt);
  assert.equal(erp.available('PUM-001', 'HAM'), 100);
});

test('the old way: what the warehouse reports is posted, once, and nothing is said to Crossdock', () => {
  const erp = erpOf({}, { issues: 'from_reports' });
  const shipment = { order: 'SO-1', shipment: 'SH-1', lines: [{ item: 'PUM-001', quantity: 3, lot: null }] };
  const outputs = tell(erp, report({ shipments: [shipment] }), startAt);
  assert.deepEqual(types(outputs), []);
  assert.equal(notices(outputs).length, 1);
  tell(erp, report({ shipments: [shipment] }), minutes(15));
  assert.equal(erp.booked('PUM-001', 'HAM'), 97);
});

test('a difference that was counted is an adjustment, with its lot', () => {
  const erp = erpOf();
  const counts = [{ item: 'PAI-001', quantity: -2, lot: 'L1', reference: 'CNT-1' }];
  const [adjusted] = events(tell(erp, report({ counts }), startAt));
  assert.equal(adjusted?.type, 'crossdock.stock.adjusted.v1');
  assert.deepEqual(adjusted.data, {
    item: 'PAI-001',
    site: 'HAM',
    quantity: -2,
    lot: 'L1',
    reason: 'cycle count',
    reference: 'CNT-1',
  });
  assert.equal(erp.booked('PAI-001', 'HAM'), 12);
});

test('open purchase orders arrive, in the book, at the warehouse, and at Crossdock', () => {
  const erp = createErp(settings());
  const outputs = runUntil(erp, days(12));
  const received = events(outputs, 'stock.received').find(({ data }) => data['supply'] === 'PO-1');
  assert.deepEqual([received?.data['item'], received?.data['quantity']], ['VAL-001', 50]);
  const arrived = notices(outputs).find((notice) => notice.kind === 'goods_arrived' && notice.reference === 'PO-1');
  assert.ok(arrived !== undefined);
});

test('what runs low is ordered in the morning and arrives after its lead time, paint in a lot of its own', () => {
  const erp = erpOf();
  const lines = [{ line: 1, item: 'PAI-001', quantity: 14 }];
  take(erp, issueRequested({ lines }), startAt);
  const outputs = runUntil(erp, days(20));
  const [expected] = events(outputs, 'supply.expected');
  const reference = expected?.data['reference'];
  assert.deepEqual([expected?.data['item'], expected?.data['quantity'], reference], ['PAI-001', 14, 'PO-000001']);
  const received = events(outputs, 'stock.received').filter(({ data }) => data['supply'] === reference);
  assert.equal(received.length, 1);
  assert.equal(received[0]?.data['lot'], 'L-000001');
  assert.match(String(received[0]?.data['expiresOn']), /^2026-(09|10)-/);
  assert.equal(erp.booked('PAI-001', 'HAM'), 14);
});

test('a lot keeps for a year where nobody says how long', () => {
  const items = [{ code: 'PAI-001', name: 'Paint', unit: 'can', lots: true }];
  const supplies = [{ reference: 'PO-1', item: 'PAI-001', site: 'HAM', quantity: 5, expectedOn: '2026-03-03' }];
  const outputs = runUntil(erpOf({ network: network({ items, supplies }) }), days(12));
  assert.match(String(events(outputs, 'stock.received')[0]?.data['expiresOn']), /^2027-03-/);
});

test('a call to procurement: the goods come when they were promised', () => {
  const erp = erpOf();
  const notice = { kind: 'urgent_purchase', item: 'VAL-001', site: 'HAM', quantity: 40, days: 1 } as const;
  const [expected] = events(tell(erp, notice, startAt), 'supply.expected');
  assert.deepEqual([expected?.data['quantity'], expected?.data['expectedOn']], [40, '2026-03-03']);
  const received = runUntil(erp, days(1)).at(-1);
  assert.deepEqual([received?.at, erp.booked('VAL-001', 'HAM')], [days(1), 55]);
});

test('a supplier who is late says so, and is as late as it said', () => {
  const found = Array.from({ length: 30 }, (_, seed) => {
    const erp = erpOf({ seed });
    take(erp, issueRequested({ lines: [{ line: 1, item: 'VAL-001', quantity: 15 }] }), startAt);
    const outputs = runUntil(erp, days(25));
    const dates = events(outputs, 'supply.expected').map(({ data }) => String(data['expectedOn']));
    const received = outputs.find(
      ({ kind, body }) => kind === 'event' && 'type' in body && body.type === 'crossdock.stock.received.v1',
    );
    return { dates, receivedOn: new Date(received?.at ?? 0).toISOString().slice(0, 10) };
  });
  const late = found.filter(({ dates }) => dates.length === 2);
  assert.ok(late.length > 0 && late.length < 15, `${late.length} of 30 were late`);
  for (const { dates, receivedOn } of found) assert.equal(receivedOn, dates.at(-1));
});

test('with enough on its way, nothing is ordered again', () => {
  const supplies = [{ reference: 'PO-9', item: 'VAL-001', site: 'HAM', quantity: 50, expectedOn: '2026-04-30' }];
  const erp = erpOf({ network: network({ supplies }) });
  take(erp, issueRequested({ lines: [{ line: 1, item: 'VAL-001', quantity: 15 }] }), startAt);
  assert.deepEqual(events(runUntil(erp, days(10)), 'supply.expected'), []);
});

test('its tables show stock, issues and purchase orders', () => {
  const erp = createErp(settings());
  take(erp, issueRequested(), startAt);
  runUntil(erp, minutes(30));
  const tables = erp.tables();
  assert.deepEqual(Object.keys(tables), ['stock', 'issues', 'purchase_orders']);
  assert.deepEqual(tables['stock']?.()[0], { key: 'PUM-001@HAM', booked: 97, available: 97 });
  assert.equal(tables['issues']?.().length, 1);
  assert.equal(tables['purchase_orders']?.().length, 1);
});
