// What was planned for a document that is no longer there is left alone: as when somebody cleaned up by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCarrier } from './carrier/model.ts';
import { createErp } from './erp/model.ts';
import { createFinance } from './finance/model.ts';
import { freeze, thaw } from './system/keep.ts';
import type { CloudEvent, Output } from './system/message.ts';
import type { Settings, System } from './system/system.ts';
import { events, runUntil, types } from './testing/drive.testsuite.ts';
import { days, minutes, network, releaseRequested, settings, startAt, webhook } from './testing/network.testsuite.ts';
import { createWms } from './wms/model.ts';

interface Interrupted {
  readonly make: (settings: Settings) => System;
  readonly event: CloudEvent;
  /** How far it runs before the table is emptied. */
  readonly until: number;
  readonly table: string;
}

/** What is sent after a table was emptied. */
function after({ make, event, until, table }: Interrupted): Output[] {
  const given = settings({ network: network({ supplies: [] }) });
  const before = make(given);
  before.handle({ kind: 'event', event }, startAt);
  runUntil(before, until);
  const kept = thaw(before.snapshot()) as { readonly state: Record<string, unknown> }; // As `snapshot` writes it.
  kept.state[table] = new Map();
  return runUntil(make({ ...given, snapshot: freeze(kept) }), days(60));
}

const transferRequested = webhook('transfer.requested', {
  order: 'o',
  from: 'HAM',
  to: 'LYO',
  lines: [{ line: 1, item: 'PUM-001', quantity: 1, unit: 'each' }],
});
const wms = (given: Settings): System => createWms(given, { wrongBooks: 0, shrinkPerDay: 0, countsPerNight: 0 });

for (const [what, interrupted] of [
  ['a wave without its releases', { make: wms, event: releaseRequested(), until: minutes(10), table: 'releases' }],
  ['a wave without its queue', { make: wms, event: releaseRequested(), until: minutes(10), table: 'queues' }],
  ['a pick without its shipment', { make: wms, event: releaseRequested(), until: minutes(30), table: 'shipments' }],
  ['a transfer that was to leave', { make: wms, event: transferRequested, until: minutes(10), table: 'transfers' }],
  ['a transfer on the road', { make: wms, event: transferRequested, until: minutes(60), table: 'transfers' }],
  [
    'an issue',
    {
      make: createErp,
      event: webhook('issue.requested', { order: 'o', shipment: 'S', site: 'HAM', lines: [] }),
      until: startAt,
      table: 'issues',
    },
  ],
  [
    'a booking',
    {
      make: createCarrier,
      event: webhook('transport.requested', { order: 'o', shipment: 'S', site: 'HAM' }),
      until: startAt,
      table: 'consignments',
    },
  ],
  [
    'a credit',
    {
      make: createFinance,
      event: webhook('credit.requested', { order: 'o', request: 'r', amount: null }),
      until: startAt,
      table: 'credits',
    },
  ],
  [
    'an invoice',
    {
      make: createFinance,
      event: webhook('invoice.requested', { order: 'o', shipment: 'S', lines: [] }),
      until: startAt,
      table: 'invoices',
    },
  ],
  [
    'a payment',
    {
      make: createFinance,
      event: webhook('invoice.requested', {
        order: 'o',
        shipment: 'S',
        issue: 'M',
        amount: { amount: '0.00', currency: 'EUR' },
        lines: [],
      }),
      until: minutes(60),
      table: 'invoices',
    },
  ],
] as const satisfies readonly (readonly [string, Interrupted])[]) {
  test(`${what} that is gone is left alone`, () => {
    assert.deepEqual(types(after(interrupted)), []);
  });
}

test('a report whose changes are gone is not sent', () => {
  const outputs = after({ make: wms, event: releaseRequested(), until: minutes(14), table: 'unreported' });
  const reports = outputs.filter((output) => output.kind === 'notice' && output.body.kind === 'site_report');
  assert.ok(reports.every(({ at }) => at > minutes(15)));
});

test('a shipment whose release is gone is reported without the message that caused it', () => {
  const until = minutes(31);
  const [picked] = events(after({ make: wms, event: releaseRequested(), until, table: 'releases' }), 'shipment.picked');
  assert.equal(picked?.causationid, undefined);
});

test('a purchase order that is gone neither comes late nor arrives', () => {
  for (let seed = 0; seed < 20; seed += 1) {
    const given = settings({ seed });
    const kept = thaw(createErp(given).snapshot()) as { readonly state: { purchases: unknown } }; // As `snapshot` writes it.
    kept.state.purchases = new Map();
    assert.deepEqual(types(runUntil(createErp({ ...given, snapshot: freeze(kept) }), days(1))), []);
    const later = createErp({ ...given, snapshot: freeze(kept) });
    assert.ok(events(runUntil(later, days(20))).every(({ data }) => data['supply'] !== 'PO-1'));
  }
});
