import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SealedEntry } from './entry.ts';
import { quotedPolicies, tell } from './timeline.ts';
import type { TimelineEntry } from './timeline.ts';

const lines = [
  { line: 1, item: 'LAMP', scale: 0, unit: 'each' },
  { line: 2, item: 'CABLE', scale: 3, unit: 'm' },
];

function told(kind: string, data: Readonly<Record<string, unknown>>, more: Partial<SealedEntry> = {}): TimelineEntry {
  const at = '2026-03-10T12:00:00.000Z';
  const entry: SealedEntry = {
    type: `crossdock.${kind}.v1`,
    subject: 'ord_1',
    occurredAt: at,
    recordedAt: at,
    actor: 'key:key_1',
    correlationId: 'msg_1',
    causationId: 'msg_1',
    objects: [
      { type: 'item', id: 'CABLE', qualifier: 'issued' },
      { type: 'site', id: 'HAM', qualifier: 'issued at' },
    ],
    data,
    ...more,
  };
  return tell(entry, {
    lines,
    ruleOf: (policy, id) => (policy === 'order-holds/1' && id === 'r1' ? 'A rule.' : undefined),
  });
}

const eur = { amount: '7.50', currency: 'EUR' };
const portion = { line: 1, site: 'HAM', quantity: 5, promisedFor: '2026-03-11' };
const release = { release: 'ord_1-R1', site: 'HAM' };
const shipment = { shipment: 'S1', site: 'HAM' };
const picked = [
  { line: 1, item: 'LAMP', quantity: 3, unit: 'each', short: 2, substitute: { item: 'BULB', quantity: 2 } },
  { line: 2, item: 'CABLE', quantity: '1.5', unit: 'km' },
];

const table: readonly (readonly [kind: string, data: Readonly<Record<string, unknown>>, what: string])[] = [
  [
    'order.accepted',
    {
      channel: 'web',
      externalId: 'SO-1',
      lines: [
        { line: 1, ordered: 5 },
        { line: 2, ordered: 1500 },
        { line: 9, item: 'OLD', ordered: 25, scale: 1 },
      ],
    },
    'Accepted from web as SO-1: 5 LAMP, 1.5 CABLE, 2.5 OLD.',
  ],
  ['order.promised', { portions: [portion] }, 'Promised: 5 LAMP from HAM for 2026-03-11.'],
  ['order.backordered', { portions: [], backordered: [{ line: 1, quantity: 2 }] }, 'Waits for stock: 2 LAMP.'],
  [
    'order.backordered',
    { portions: [portion], backordered: [{ line: 1, quantity: 2 }] },
    'Promised: 5 LAMP from HAM for 2026-03-11; waits for stock: 2 LAMP.',
  ],
  ['order.allocated', { portions: [portion] }, 'Goods came, promised: 5 LAMP from HAM for 2026-03-11.'],
  [
    'order.held',
    {
      holds: [
        { hold: 'credit', ask: 'finance' },
        { hold: 'price', ask: 'desk' },
      ],
    },
    'Held: credit, finance decides; price, desk decides.',
  ],
  ['order.hold_released', { hold: 'credit', reason: null }, 'Hold credit released.'],
  ['order.hold_refused', { hold: 'credit', reason: 'no more' }, 'Hold credit refused: no more.'],
  ['order.books_retried', { reason: 'open again' }, 'The books are tried again: open again.'],
  ['order.transport_retried', { reason: 'lighter now' }, 'A carrier is asked again: lighter now.'],
  ['order.recovery_chosen', { option: 'new_date', reason: null }, 'Chosen: new date.'],
  ['order.change_asked', { lines: null, requestedFor: '2026-04-01' }, 'A change is asked for, wanted for 2026-04-01.'],
  [
    'order.change_asked',
    { lines: [{ line: 1, item: 'LAMP', quantity: 7 }], requestedFor: null },
    'A change is asked for: 7 LAMP.',
  ],
  [
    'order.changed',
    { before: [{ line: 7, item: 'OLD', ordered: 5 }], after: [{ line: 1, ordered: 7 }] },
    'Changed from 5 OLD to 7 LAMP.',
  ],
  ['order.change_refused', { reason: 'Too late.' }, 'The change is refused: Too late.'],
  ['order.cancel_asked', { reason: 'withdrawn' }, 'Cancellation is asked for: withdrawn.'],
  [
    'order.cancelled',
    {
      reason: 'withdrawn',
      lines: [
        { line: 1, cancelled: 5 },
        { line: 2, cancelled: 0 },
      ],
    },
    'Cancelled: withdrawn; taken back in all: 5 LAMP.',
  ],
  ['order.expired', { lines: [{ line: 1, cancelled: 5 }] }, 'Expired; taken back in all: 5 LAMP.'],
  ['order.clock_rang', { event: 'warehouse.silent' }, 'Time is up: a warehouse did not answer in time.'],
  ['order.clock_rang', { event: 'moon.full' }, 'Time is up: moon full.'],
  ['order.endangered', { cause: 'supply_late', expectedOn: null }, 'The promise is in danger: supply late.'],
  [
    'order.endangered',
    { cause: 'supply_late', expectedOn: '2026-04-01' },
    'The promise is in danger: supply late, goods expected on 2026-04-01.',
  ],
  [
    'order.deviated',
    { event: 'shipment.packed', repeated: false, severity: 'note' },
    'Not expected here (note): goods were packed.',
  ],
  [
    'order.deviated',
    { event: 'shipment.packed', repeated: true, severity: 'ignore' },
    'Told before (ignore): goods were packed.',
  ],
  ['order.closed', {}, 'Closed.'],
  ['edi.acknowledged', { control: '17', partner: 'C1' }, 'Interchange 17 is acknowledged by C1.'],
  [
    'edi.refused',
    { control: '17', partner: 'C1', reason: 'a code is invalid (7).' },
    'Interchange 17 is refused by C1: a code is invalid (7).',
  ],
  ['edi.overdue', { control: '17', partner: 'C1' }, 'Interchange 17 is not acknowledged by C1 in time.'],
  ['exception.raised', { kind: 'erp_silent', times: 1, owner: 'planner' }, 'Planner has to look: erp silent.'],
  [
    'exception.raised',
    { kind: 'erp_silent', times: 3, owner: 'planner' },
    'Planner has to look: erp silent, for the 3rd time.',
  ],
  ['exception.raised', { kind: 'erp_silent', times: 2, owner: 'o' }, 'O has to look: erp silent, for the 2nd time.'],
  ['exception.raised', { kind: 'erp_silent', times: 11, owner: 'o' }, 'O has to look: erp silent, for the 11th time.'],
  ['exception.raised', { kind: 'erp_silent', times: 21, owner: 'o' }, 'O has to look: erp silent, for the 21st time.'],
  ['exception.settled', { kind: 'count_needed', reason: 'found' }, 'Dealt with: count needed: found.'],
  ['exception.closed', { kind: 'erp_silent' }, 'Nobody has to look any more: erp silent.'],
  ['credit.requested', { customer: 'C1', amount: eur }, 'Finance is asked for credit of 7.50 EUR for C1.'],
  ['credit.requested', { customer: 'C1', amount: null }, 'Finance is asked for credit for C1.'],
  ['credit.approved', { note: 'fine' }, 'Credit approved: fine.'],
  ['credit.refused', { reason: 'over limit' }, 'Credit refused: over limit.'],
  [
    'release.requested',
    { ...release, promisedFor: '2026-03-11', lines: [{ line: 1, item: 'LAMP', quantity: 5, unit: 'each' }] },
    'HAM is asked to send 5 LAMP, promised for 2026-03-11: release ord_1-R1.',
  ],
  ['release.reminded', release, 'HAM is reminded of release ord_1-R1.'],
  [
    'release.cancel_requested',
    { ...release, reason: 'order changed' },
    'HAM is asked to give release ord_1-R1 back: order changed.',
  ],
  [
    'order.document_noted',
    { document: 'remittance-advice', id: 'TRN-4711', partner: 'C-CORNER', amount: eur, orders: 1 },
    'Remittance advice TRN-4711 came from C-CORNER: 7.50 EUR.',
  ],
  [
    'order.document_noted',
    { document: 'sales-report', id: 'S-1', partner: null, amount: null, orders: 3 },
    'Sales report S-1 came, about 3 orders.',
  ],
  ['release.accepted', { ...release, wave: 'W1' }, 'HAM accepted release ord_1-R1, wave W1.'],
  ['release.refused', { ...release, reason: 'closed' }, 'HAM refused release ord_1-R1: closed.'],
  ['release.cancelled', release, 'HAM gave release ord_1-R1 back.'],
  ['release.cancel_refused', { ...release, reason: 'packed' }, 'HAM cannot give release ord_1-R1 back: packed.'],
  [
    'shipment.picked',
    { ...shipment, lines: picked },
    'HAM picked shipment S1: 3 LAMP, 1.5 km CABLE; not found: 2 LAMP; instead: 2 BULB.',
  ],
  ['shipment.packed', shipment, 'HAM packed shipment S1.'],
  ['shipment.packed', { ...shipment, packages: [{ id: 'P1' }] }, 'HAM packed shipment S1 in 1 package.'],
  ['shipment.packed', { ...shipment, packages: [{ id: 'P1' }, { id: 'P2' }] }, 'HAM packed shipment S1 in 2 packages.'],
  [
    'shipment.shipped',
    { ...shipment, carrier: 'DHL', lines: picked },
    'Shipment S1 left HAM with DHL: 3 LAMP, 1.5 km CABLE.',
  ],
  [
    'shipment.delayed',
    { shipment: 'S1', expectedOn: '2026-04-01', reason: 'strike' },
    'Shipment S1 will arrive on 2026-04-01: strike.',
  ],
  ['shipment.delivered', shipment, 'Shipment S1 arrived.'],
  ['transport.requested', shipment, 'A carrier is asked to take shipment S1 from HAM.'],
  [
    'transport.requested',
    { ...shipment, expedite: true },
    'A carrier is asked to take shipment S1 from HAM, faster than usual.',
  ],
  ['transport.reminded', shipment, 'The carrier is reminded of shipment S1.'],
  [
    'transport.booked',
    { shipment: 'S1', carrier: 'DHL', tracking: 'T1', expectedOn: '2026-03-12', cost: eur },
    'DHL takes shipment S1 as T1, expected on 2026-03-12, for 7.50 EUR.',
  ],
  ['transport.refused', { shipment: 'S1', reason: 'heavy' }, 'The carrier refused shipment S1: heavy.'],
  [
    'transfer.requested',
    { from: 'LYO', to: 'HAM', lines: [{ line: 2, item: 'CABLE', quantity: 0.5, unit: 'm' }] },
    'LYO is asked to send 0.5 CABLE to HAM.',
  ],
  [
    'transfer.cancel_requested',
    { from: 'LYO', to: 'HAM', lines: [{ line: 2, item: 'CABLE', quantity: 0.5, unit: 'm' }] },
    'LYO is not to send 0.5 CABLE to HAM any more.',
  ],
  ['issue.requested', shipment, 'The ERP is asked to post the issue of shipment S1.'],
  ['issue.posted', { shipment: 'S1', document: 'GI-1' }, 'The ERP posted the issue of shipment S1 as GI-1.'],
  ['issue.refused', { shipment: 'S1', reason: 'closed' }, 'The ERP refused the issue of shipment S1: closed.'],
  ['invoice.requested', { shipment: 'S1', amount: eur }, 'Finance is asked to bill shipment S1 over 7.50 EUR.'],
  ['invoice.issued', { shipment: 'S1', invoice: 'INV-1' }, 'Finance billed shipment S1 with INV-1.'],
  ['invoice.refused', { shipment: 'S1', reason: 'no address' }, 'Finance refused to bill shipment S1: no address.'],
  [
    'promise.at_risk',
    {
      promisedFor: '2026-03-11',
      expectedOn: '2026-03-14',
      cause: 'late_carrier',
      alternatives: [
        { option: 'expedite', date: '2026-03-13', cost: eur, recommended: true },
        { option: 'new_date', date: '2026-03-14', cost: null, recommended: false },
      ],
    },
    'The promise for 2026-03-11 is going to break: late carrier, goods expected on 2026-03-14; possible: expedite on 2026-03-13 for 7.50 EUR (proposed), new date on 2026-03-14.',
  ],
  [
    'promise.changed',
    { before: null, after: '2026-03-14', option: 'new_date' },
    'Promised for 2026-03-14 instead of no date: new date.',
  ],
  [
    'promise.changed',
    { before: '2026-03-11', after: null, option: 'split' },
    'Promised for no date instead of 2026-03-11: split.',
  ],
  ['stock.issued', { quantity: 1500 }, '1.5 CABLE left HAM.'],
  ['stock.moved', { quantity: 1500 }, '1.5 CABLE moved from HAM.'],
  ['order.goods_arrived', {}, 'Goods came that the order was promised.'],
  ['order.goods_deferred', {}, 'Its goods went to an order that can leave now; a supply brings others in time.'],
  [
    'order.goods_under_way',
    { from: 'LYO', portions: [portion] },
    'On the way from LYO: 5 LAMP from HAM for 2026-03-11.',
  ],
  ['edi.acknowledged', { control: '17', partner: 'C1' }, 'Interchange 17 is acknowledged by C1.'],
  [
    'edi.refused',
    { control: '17', partner: 'C1', reason: 'no such code (7)' },
    'Interchange 17 is refused by C1: no such code (7).',
  ],
  ['edi.overdue', { control: '17', partner: 'C1' }, 'Interchange 17 is not acknowledged by C1 in time.'],
  ['party.erased', {}, 'Name and address were erased.'],
  [
    'event.held',
    { event: 'e1', eventType: 'crossdock.issue.posted.v1', code: 'shipment_unknown' },
    'The event e1 of type crossdock.issue.posted.v1 could not be applied and is held (shipment_unknown).',
  ],
  ['event.replayed', {}, 'The held event was applied after all.'],
  ['order.something_new', {}, 'Order something new.'],
];

for (const [kind, data, what] of table) test(`${kind}: ${what}`, () => assert.equal(told(kind, data).what, what));

test('an issue of an item that the order has no more is told as it was posted', () => {
  assert.equal(told('stock.issued', { quantity: 2 }, { objects: [] }).what, '2  left .');
});

test('goods that were moved are told with both sites', () => {
  const objects = [
    { type: 'item', id: 'LAMP', qualifier: 'moved' },
    { type: 'site', id: 'LYO', qualifier: 'moved from' },
    { type: 'site', id: 'HAM', qualifier: 'moved to' },
  ] as const;
  assert.equal(told('stock.moved', { quantity: 2 }, { objects }).what, '2 LAMP moved from LYO to HAM.');
  const other = [{ type: 'item', id: 'BULB', qualifier: 'moved' }, objects[1]] as const;
  assert.equal(told('stock.moved', { quantity: 2 }, { objects: other }).what, '2 BULB moved from LYO.');
});

test('who did it is a system, the holder of a key, or Crossdock', () => {
  const who = (kind: string, data: Readonly<Record<string, unknown>>, actor = 'key:key_1'): unknown =>
    told(kind, data, { actor }).who;
  const crossdock = { kind: 'crossdock', name: 'Crossdock' };
  assert.deepEqual(who('release.accepted', { eventSource: 'wms' }), { kind: 'system', name: 'wms' });
  assert.deepEqual(who('event.held', { source: 'erp' }), { kind: 'system', name: 'erp' });
  assert.deepEqual(who('release.accepted', {}), { kind: 'caller', name: 'key:key_1' });
  assert.deepEqual(who('order.accepted', {}), { kind: 'caller', name: 'key:key_1' });
  assert.deepEqual(who('order.cancelled', {}, 'system'), crossdock);
  assert.deepEqual(who('release.requested', {}), crossdock);
  assert.deepEqual(who('order.something_new', {}), { kind: 'caller', name: 'key:key_1' });
});

test('the move of the case and the reasons of policies stand beside the fact', () => {
  const row = { hold: 'credit' };
  const decision = { policy: 'order-holds/1', rules: ['r1', 'r2'], inputs: { orderTotal: 5 }, output: [row, row] };
  const single = { ...decision, rules: ['r1'], output: row };
  const moved = { process: 'order-fulfilment/1', from: 'a', to: 'b', decisions: [decision, single] };
  const { case: move, decisions, data } = told('order.promised', { portions: [], case: moved });
  assert.deepEqual(move, { process: 'order-fulfilment/1', from: 'a', to: 'b' });
  assert.deepEqual(data, { portions: [] });
  const rule = { id: 'r1', description: 'A rule.' };
  assert.deepEqual(decisions, [
    {
      policy: 'order-holds/1',
      inputs: { orderTotal: 5 },
      outputs: [row, row],
      rules: [rule, { id: 'r2', description: '' }],
    },
    { policy: 'order-holds/1', inputs: { orderTotal: 5 }, outputs: [row], rules: [rule] },
  ]);
  const begun = told('order.promised', { case: { process: 'order-fulfilment/1', to: 'b' } });
  assert.deepEqual([begun.case, begun.decisions], [{ process: 'order-fulfilment/1', to: 'b' }, []]);
  assert.equal(told('order.closed', {}).case, null);
});

test('the policies that an entry quotes are named with their version', () => {
  const entry = told('order.closed', {});
  const decisions = [{ policy: 'order-holds/1', rules: [], inputs: {}, output: {} }];
  assert.deepEqual(quotedPolicies({ ...entry, data: { case: { process: 'p/1', to: 'b', decisions } } }), [
    'order-holds/1',
  ]);
  assert.deepEqual(quotedPolicies({ ...entry, data: {} }), []);
});
