import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Output } from '../system/message.ts';
import type { Notice } from '../system/notice.ts';
import type { Settings } from '../system/system.ts';
import { events, runUntil, switchOff, switchOn, take, types } from '../testing/drive.testsuite.ts';
import { days, minutes, network, releaseRequested, settings, startAt, webhook } from '../testing/network.testsuite.ts';
import { createWms } from './model.ts';
import type { Wms } from './model.ts';
import type { WmsOptions } from './state.ts';

function wmsOf(options: Partial<WmsOptions> = {}, given: Partial<Settings> = {}): Wms {
  return createWms(settings(given), { wrongBooks: 0, shrinkPerDay: 0, countsPerNight: 0, ...options });
}

function cancelRequested(release = 'ord_1-R1'): ReturnType<typeof webhook> {
  return webhook('release.cancel_requested', { order: 'ord_1', release, site: 'HAM', reason: 'withdrawn' });
}

function tell(wms: Wms, notice: Notice, now: number): readonly Output[] {
  return wms.handle({ kind: 'notice', id: `notice-${now}`, from: 'carrier', notice }, now).outputs;
}

function collection(shipment: string, expedite = false): Notice {
  const booking = { carrier: 'Nordlicht', tracking: 'NLS-1', expectedOn: '2026-03-04' };
  return { kind: 'collection', shipment, ...booking, expedite };
}

function reports(outputs: readonly Output[]): Extract<Notice, { kind: 'site_report' }>[] {
  return outputs.flatMap((output) =>
    output.kind === 'notice' && output.body.kind === 'site_report' ? [output.body] : [],
  );
}

/** Lines as they were picked, from a release of these lines. */
function picked(wms: Wms, lines: readonly object[]): unknown {
  take(wms, releaseRequested({ lines }), startAt);
  return events(runUntil(wms, minutes(90)), 'shipment.picked')[0]?.data['lines'];
}

test('a release is accepted, picked in the next wave, packed, and leaves when a carrier collects it', () => {
  const wms = wmsOf();
  take(wms, releaseRequested(), minutes(3));
  const outputs = runUntil(wms, days(1));
  assert.deepEqual(types(outputs), ['release.accepted', 'shipment.picked', 'shipment.packed']);
  const [, shipmentPicked, packed] = events(outputs);
  const about = { order: 'ord_1', release: 'ord_1-R1', shipment: 'SH-HAM-000001', site: 'HAM' };
  assert.deepEqual(shipmentPicked?.data, { ...about, lines: [{ line: 1, item: 'PUM-001', quantity: 3 }] });
  assert.ok(Date.parse(shipmentPicked.time ?? '') > minutes(30), 'not before the wave');
  assert.deepEqual(Object.keys(packed?.data ?? {}), ['order', 'release', 'shipment', 'site', 'packages']);
  assert.equal(outputs.filter((output) => output.kind === 'notice' && output.body.kind === 'parcel').length, 1);
  const left = [...tell(wms, collection('SH-HAM-000001'), days(1)), ...runUntil(wms, days(2))];
  assert.deepEqual(events(left)[0]?.data, {
    ...about,
    lines: [{ line: 1, item: 'PUM-001', quantity: 3 }],
    carrier: 'Nordlicht',
    tracking: 'NLS-1',
    expectedOn: '2026-03-04',
    complete: true,
  });
  assert.ok(left.some((output) => output.kind === 'notice' && output.body.kind === 'handed_over'));
  assert.deepEqual([wms.onShelf('PUM-001', 'HAM'), wms.booked('PUM-001', 'HAM')], [97, 97]);
});

test('what is urgent is collected within the quarter of an hour, other goods with the truck of the hour', () => {
  const leavesAfter = (expedite: boolean): number => {
    const wms = wmsOf();
    take(wms, releaseRequested(), startAt);
    runUntil(wms, minutes(125));
    tell(wms, collection('SH-HAM-000001', expedite), minutes(125));
    const shipped = runUntil(wms, days(1)).find(({ kind, body }) => kind === 'event' && 'type' in body);
    return ((shipped?.at ?? 0) - minutes(125)) / 60_000;
  };
  assert.deepEqual([leavesAfter(true), leavesAfter(false)], [15, 55]);
});

test('a booking that comes before the packing waits for it; one of an unknown shipment is left alone', () => {
  const wms = wmsOf();
  take(wms, releaseRequested(), startAt);
  runUntil(wms, minutes(40));
  tell(wms, collection('SH-HAM-000001'), minutes(40));
  tell(wms, collection('SH-999'), minutes(41));
  assert.deepEqual(types(runUntil(wms, days(1))).at(-1), 'shipment.shipped');
});

test('a release that it can not work on is refused', () => {
  const refusalOf = (given: Readonly<Record<string, unknown>>): unknown => {
    const wms = wmsOf();
    take(wms, releaseRequested(given), startAt);
    return events(runUntil(wms, minutes(10)), 'release.refused')[0]?.data['reason'];
  };
  assert.equal(refusalOf({ site: 'MUC' }), 'site is not known');
  assert.equal(refusalOf({ lines: [{ line: 1, item: 'GONE', quantity: 1 }] }), 'item GONE is not known');
});

test('a release that can not be read is told so', () => {
  const reasonOf = (line: object): string => {
    const handled = wmsOf().handle({ kind: 'event', event: releaseRequested({ lines: [line] }) }, startAt);
    return handled.taken === 'unreadable' ? handled.reason : handled.taken;
  };
  assert.equal(reasonOf({ line: 1, item: 'PUM-001', quantity: 1, unit: 'crate' }), 'unit of PUM-001 is not known here');
  assert.equal(reasonOf({ line: 1, item: 'PUM-001', quantity: 1, substitutes: 'any' }), 'substitutes is not a list');
});

test('a refused release that is asked for again is looked at anew', () => {
  const wms = wmsOf();
  switchOn(wms, 'refuse_next', startAt);
  take(wms, releaseRequested(), startAt);
  assert.deepEqual(types(runUntil(wms, minutes(10))), ['release.refused']);
  take(wms, releaseRequested(), minutes(10));
  assert.deepEqual(types(runUntil(wms, minutes(25))), ['release.accepted']);
});

test('an accepted release that is asked for again is told again from the start, and worked on once', () => {
  const wms = wmsOf();
  take(wms, releaseRequested(), startAt);
  runUntil(wms, minutes(100));
  tell(wms, collection('SH-HAM-000001'), minutes(100));
  const usual = ['release.accepted', 'shipment.picked', 'shipment.packed', 'shipment.shipped'];
  runUntil(wms, days(1));
  take(wms, releaseRequested(), days(1));
  const again = runUntil(wms, days(2));
  assert.deepEqual(types(again), usual);
  assert.equal(events(again)[0]?.data['wave'], 'WAVE-HAM-000001');
  assert.equal(wms.booked('PUM-001', 'HAM'), 97);
});

test('reminded of a release, it tells how it stands; of one that never came, nothing', () => {
  const wms = wmsOf();
  const reminded = (release: string): ReturnType<typeof webhook> =>
    webhook('release.reminded', { order: 'ord_1', release, site: 'HAM' });
  take(wms, releaseRequested(), startAt);
  runUntil(wms, minutes(20));
  take(wms, reminded('ord_1-R1'), minutes(20));
  assert.deepEqual(types(runUntil(wms, minutes(30))), ['release.accepted']);
  take(wms, reminded('ord_1-R7'), minutes(30));
  assert.deepEqual(types(runUntil(wms, minutes(120))), ['shipment.picked', 'shipment.packed']);
});

test('the lot that expires first is picked first, each lot is reported by itself', () => {
  assert.deepEqual(picked(wmsOf(), [{ line: 1, item: 'PAI-001', quantity: 6 }]), [
    { line: 1, item: 'PAI-001', quantity: 4, lot: 'L1' },
    { line: 1, item: 'PAI-001', quantity: 2, lot: 'L2' },
  ]);
});

test('a kit is made from its components and reported as the kit', () => {
  const wms = wmsOf();
  assert.deepEqual(picked(wms, [{ line: 1, item: 'SET-001', quantity: 9 }]), [
    { line: 1, item: 'SET-001', quantity: 7, short: 2 },
  ]);
  assert.deepEqual([wms.onShelf('PUM-001', 'HAM'), wms.onShelf('VAL-001', 'HAM')], [93, 1]);
});

test('another unit is picked in the base unit, and never finer than the item', () => {
  const wms = wmsOf();
  assert.deepEqual(
    picked(wms, [
      { line: 1, item: 'PUM-001', quantity: 2, unit: 'box' },
      { line: 2, item: 'CAB-001', quantity: '3', unit: 'drum' },
    ]),
    [
      { line: 1, item: 'PUM-001', quantity: 24 },
      { line: 2, item: 'CAB-001', quantity: 250.5, short: 49.5 },
    ],
  );
});

test('what is not there is short; the count afterwards corrects the book, and the ERP is told', () => {
  const wms = wmsOf();
  switchOn(wms, 'stock_lost', startAt, { item: 'PUM-001', site: 'HAM', share: 0.99 });
  assert.deepEqual([wms.onShelf('PUM-001', 'HAM'), wms.booked('PUM-001', 'HAM')], [1, 100]);
  assert.deepEqual(picked(wms, [{ line: 1, item: 'PUM-001', quantity: 3 }]), [
    { line: 1, item: 'PUM-001', quantity: 1, short: 2 },
  ]);
  const counts = reports(runUntil(wms, minutes(240))).flatMap((report) => report.counts);
  assert.deepEqual(counts, [{ item: 'PUM-001', lot: null, quantity: -99, reference: 'CNT-000001' }]);
  assert.deepEqual([wms.onShelf('PUM-001', 'HAM'), wms.booked('PUM-001', 'HAM')], [0, 0]);
});

test('stock_lost: without a name, everything everywhere', () => {
  const wms = wmsOf();
  switchOn(wms, 'stock_lost', startAt);
  assert.deepEqual([wms.onShelf('PUM-001', 'LYO'), wms.onShelf('PAI-001', 'HAM')], [0, 0]);
  switchOff(wms, 'stock_lost', startAt);
  assert.equal(wms.onShelf('PUM-001', 'LYO'), 0, 'what is gone stays gone');
});

test('where nothing is found, the pick says so and nothing follows', () => {
  const wms = wmsOf();
  assert.deepEqual(picked(wms, [{ line: 1, item: 'PUM-002', quantity: 3, substitutes: [] }]), [
    { line: 1, item: 'PUM-002', quantity: 3 },
  ]);
  const empty = wmsOf();
  switchOn(empty, 'stock_lost', startAt, { item: 'PUM-002' });
  assert.deepEqual(picked(empty, [{ line: 1, item: 'PUM-002', quantity: 3 }]), [
    { line: 1, item: 'PUM-002', quantity: 0, short: 3 },
  ]);
  assert.deepEqual(types(runUntil(empty, days(1))), []);
  take(empty, releaseRequested(), days(1));
  assert.deepEqual(types(runUntil(empty, days(2))), ['release.accepted', 'shipment.picked']);
});

test('short_picks: pickers miss what is there, and the count finds nothing wrong', () => {
  const wms = wmsOf();
  switchOn(wms, 'short_picks', startAt, { rate: 1 });
  const lines = picked(wms, [{ line: 1, item: 'PUM-001', quantity: 50 }]) as { quantity: number; short: number }[];
  const [line] = lines;
  assert.ok(line !== undefined && line.short > 0 && line.quantity + line.short === 50);
  assert.deepEqual(
    reports(runUntil(wms, days(1))).flatMap(({ counts }) => counts),
    [],
  );
  assert.equal(wms.onShelf('PUM-001', 'HAM'), 100 - line.quantity);
});

test('a substitute is taken only if the release allows it', () => {
  const lines = [{ line: 1, item: 'VAL-001', quantity: 20, substitutes: ['PAI-001', 'SET-001', 'GONE', 'PUM-002'] }];
  const wms = wmsOf();
  assert.deepEqual(picked(wms, lines), [
    { line: 1, item: 'VAL-001', quantity: 15, short: 5, substitute: { item: 'PUM-002', quantity: 5 } },
  ]);
  tell(wms, collection('SH-HAM-000001'), minutes(120));
  const [shipped] = events(runUntil(wms, days(1)), 'shipment.shipped');
  assert.deepEqual(shipped?.data['lines'], [
    { line: 1, item: 'VAL-001', quantity: 15 },
    { line: 1, item: 'PUM-002', quantity: 5 },
  ]);
});

test('substitutes_unasked: the next size is taken, where there is one', () => {
  const wms = wmsOf();
  switchOn(wms, 'substitutes_unasked', startAt);
  switchOn(wms, 'stock_lost', startAt, { item: 'PUM-001' });
  switchOn(wms, 'stock_lost', startAt, { item: 'CAB-001' });
  assert.deepEqual(
    picked(wms, [
      { line: 1, item: 'PUM-001', quantity: 30 },
      { line: 2, item: 'CAB-001', quantity: 1 },
    ]),
    [
      { line: 1, item: 'PUM-001', quantity: 0, short: 30, substitute: { item: 'PUM-002', quantity: 20 } },
      { line: 2, item: 'CAB-001', quantity: 0, short: 1 },
    ],
  );
});

test('a wave takes the most urgent lines the site can pick; the rest of a release follows as another shipment', () => {
  const wms = wmsOf({ linesPerHour: { HAM: 4 } });
  const lines = [1, 2, 3].map((line) => ({ line, item: 'PUM-001', quantity: 1 }));
  take(wms, releaseRequested({ release: 'late', promisedFor: '2026-03-09' }), startAt);
  take(wms, releaseRequested({ release: 'low', promisedFor: '2026-03-03', priority: 1 }), startAt);
  take(wms, releaseRequested({ release: 'high', promisedFor: '2026-03-03', priority: 9, lines }), minutes(1));
  take(wms, releaseRequested({ release: 'now', promisedFor: '2026-03-09', expedite: true }), minutes(2));
  const outputs = runUntil(wms, minutes(240));
  const waves = events(outputs, 'shipment.picked').map(({ data }) => [
    data['release'],
    (data['lines'] as unknown[]).length,
  ]);
  assert.deepEqual(
    waves.toSorted((a, b) => String(a).localeCompare(String(b))),
    [
      ['high', 1],
      ['high', 2],
      ['late', 1],
      ['low', 1],
      ['now', 1],
    ],
  );
  const shipments = (wms.tables()['shipments']?.() ?? []) as { shipment: string; release: string }[];
  const high = shipments.filter(({ release }) => release === 'high').map(({ shipment }) => shipment);
  tell(wms, collection(high[0] ?? ''), minutes(240));
  tell(wms, collection(high[1] ?? ''), minutes(241));
  const shipped = events(runUntil(wms, days(1)), 'shipment.shipped').map(({ data }) => data['complete']);
  assert.deepEqual(shipped, [false, true]);
});

test('congestion: at a site, or everywhere, fewer lines are picked; at no capacity, none', () => {
  const queueAfter = (parameters: Record<string, unknown>): number => {
    const wms = wmsOf();
    switchOn(wms, 'congestion', startAt, parameters);
    for (let index = 0; index < 10; index += 1) take(wms, releaseRequested({ release: `R${index}` }), startAt);
    runUntil(wms, minutes(31));
    const queues = (wms.tables()['queues']?.() ?? []) as { site: string; waiting: string[] }[];
    return queues.find(({ site }) => site === 'HAM')?.waiting.length ?? -1;
  };
  assert.equal(queueAfter({ capacity: 0.1 }), 4);
  assert.equal(queueAfter({ capacity: 0 }), 10);
  assert.equal(queueAfter({ capacity: 0.001 }), 9);
  assert.equal(queueAfter({ capacity: 0, site: 'LYO' }), 0);
});

test('a release is cancelled while nothing is packed, and its goods are put back', () => {
  for (const last of ['release.accepted', 'wave', 'shipment.picked']) {
    const wms = wmsOf();
    take(wms, releaseRequested({ lines: [{ line: 1, item: 'PAI-001', quantity: 6 }] }), startAt);
    let now = startAt;
    for (let sent = ''; sent !== last; now += 60_000)
      sent = now === minutes(31) ? 'wave' : (types(runUntil(wms, now))[0] ?? '');
    take(wms, cancelRequested(), now);
    const outputs = runUntil(wms, days(1));
    assert.equal(types(outputs).at(-1), 'release.cancelled', `after ${last}`);
    assert.deepEqual([wms.onShelf('PAI-001', 'HAM'), wms.booked('PAI-001', 'HAM')], [14, 14]);
    assert.equal(reports(outputs).at(-1)?.figures[0]?.free, 14);
    take(wms, releaseRequested(), days(1));
    assert.deepEqual(types(runUntil(wms, days(2))), ['release.cancelled']);
  }
});

test('what is packed or gone is not cancelled', () => {
  const wms = wmsOf();
  take(wms, releaseRequested(), startAt);
  runUntil(wms, minutes(120));
  const reason = (now: number): unknown => {
    take(wms, cancelRequested(), now);
    return events(runUntil(wms, now + 600_000), 'release.cancel_refused')[0]?.data['reason'];
  };
  assert.equal(reason(minutes(120)), 'the goods are packed');
  tell(wms, collection('SH-HAM-000001'), minutes(130));
  runUntil(wms, minutes(300));
  assert.equal(reason(minutes(300)), 'the goods have left');
});

test('a cancellation that comes twice is answered twice; one that comes first keeps its release away', () => {
  const wms = wmsOf();
  for (const at of [startAt, minutes(10)]) {
    take(wms, cancelRequested(), at);
    assert.deepEqual(types(runUntil(wms, at + 600_000)), ['release.cancelled']);
  }
  take(wms, releaseRequested(), minutes(20));
  const [refused] = events(runUntil(wms, minutes(30)));
  assert.equal(refused?.data['reason'], 'cancelled before it came');
});

test('a cancellation of a release of which nothing was found puts nothing back', () => {
  const wms = wmsOf({ linesPerHour: { HAM: 2 } });
  switchOn(wms, 'stock_lost', startAt, { item: 'PUM-002' });
  const lines = [1, 2].map((line) => ({ line, item: 'PUM-002', quantity: 1 }));
  take(wms, releaseRequested({ lines }), startAt);
  runUntil(wms, minutes(55));
  take(wms, cancelRequested(), minutes(55));
  assert.deepEqual(types(runUntil(wms, minutes(90))), ['release.cancelled']);
  assert.equal(wms.onShelf('PUM-002', 'HAM'), 0);
});

test('the ERP is told every quarter of an hour what changed, and what is free of claims', () => {
  const wms = wmsOf();
  take(wms, releaseRequested(), minutes(1));
  const [report] = reports(runUntil(wms, minutes(16)));
  assert.deepEqual(report, {
    kind: 'site_report',
    site: 'HAM',
    figures: [{ item: 'PUM-001', onHand: 100, free: 97 }],
    shipments: [],
    counts: [],
  });
  runUntil(wms, minutes(100));
  tell(wms, collection('SH-HAM-000001'), minutes(100));
  const [left] = reports(runUntil(wms, days(1)));
  assert.deepEqual(left?.shipments[0]?.lines, [{ item: 'PUM-001', lot: null, quantity: 3 }]);
  assert.deepEqual(reports(runUntil(wms, days(2))), [], 'nothing happened');
});

test('without a priority a release is of the middle, without a date it has time', () => {
  const wms = wmsOf({ linesPerHour: { HAM: 2 } });
  const event = releaseRequested();
  const { priority, promisedFor, ...data } = event.data;
  assert.deepEqual([priority, promisedFor], [5, '2026-03-03']);
  take(wms, { ...event, data }, startAt);
  take(wms, releaseRequested({ release: 'dated' }), startAt);
  const picks = events(runUntil(wms, minutes(120)), 'shipment.picked');
  assert.deepEqual(
    picks.map((pick) => pick.data['release']),
    ['dated', 'ord_1-R1'],
  );
});

test('sites without a rank are as fast as the first ones in their order', () => {
  const sites = ['A', 'B', 'C'].map((code) => ({ code, name: code, zone: 'UTC' }));
  const wms = wmsOf({}, { network: network({ sites }) });
  const queues = wms.tables()['queues']?.() ?? [];
  assert.deepEqual(
    queues.map((row) => ('linesPerHour' in row ? row.linesPerHour : null)),
    [120, 60, 30],
  );
});

test('goods that arrive are put away, into their lot', () => {
  const wms = wmsOf();
  const arrived = { kind: 'goods_arrived', reference: 'PO-1', site: 'HAM', quantity: 7 } as const;
  tell(wms, { ...arrived, item: 'PAI-001', lot: 'L1', expiresOn: '2026-06-01' }, startAt);
  tell(wms, { ...arrived, item: 'PAI-001', lot: 'L0', expiresOn: '2026-05-01' }, minutes(1));
  tell(wms, { ...arrived, item: 'PUM-002', site: 'LYO', lot: null, expiresOn: null }, minutes(2));
  assert.deepEqual([wms.onShelf('PAI-001', 'HAM'), wms.onShelf('PUM-002', 'LYO')], [28, 7]);
  tell(wms, { ...arrived, item: 'PUM-002', lot: 'X', expiresOn: null }, minutes(3));
  assert.equal(wms.onShelf('PUM-002', 'HAM'), 27);
  const lines = picked(wms, [{ line: 1, item: 'PAI-001', quantity: 1 }]) as { lot: string }[];
  assert.equal(lines[0]?.lot, 'L0');
});

test('some books are wrong from the first day, things disappear, and counting in turn finds them', () => {
  const wms = wmsOf({ wrongBooks: 0.5, shrinkPerDay: 0.5 });
  const wrong = (): number =>
    settings().network.openingStock.filter(({ item, site }) => wms.onShelf(item, site) !== wms.booked(item, site))
      .length;
  assert.ok(wrong() > 0);
  const counting = wmsOf({ wrongBooks: 0.5, countsPerNight: 2 });
  const counts = reports(runUntil(counting, days(5))).flatMap((report) => report.counts);
  assert.ok(counts.length > 0 && counts.every(({ quantity }) => quantity < 0));
  const before = settings().network.openingStock.reduce((sum, { item, site }) => sum + wms.onShelf(item, site), 0);
  runUntil(wms, days(30));
  const after = settings().network.openingStock.reduce((sum, { item, site }) => sum + wms.onShelf(item, site), 0);
  assert.ok(after < before, 'something shrank');
});

test('its tables show stock, releases, shipments, transfers and queues', () => {
  const wms = wmsOf();
  take(wms, releaseRequested(), startAt);
  const tables = wms.tables();
  assert.deepEqual(Object.keys(tables), ['stock', 'releases', 'shipments', 'transfers', 'queues']);
  assert.deepEqual(tables['stock']?.()[0], {
    place: 'PUM-001@HAM',
    lot: null,
    expiresOn: null,
    book: 100,
    shelf: 100,
    committed: 3,
  });
  assert.deepEqual(
    tables['queues']?.().map((row) => ('linesPerHour' in row ? row.linesPerHour : null)),
    [120, 60, 30],
  );
  assert.deepEqual([tables['releases']?.().length, tables['shipments']?.().length], [1, 0]);
});
