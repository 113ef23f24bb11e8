// A short pick: what is not on the shelf is blocked in the ledger until somebody counts, taken out of the release, replaced by
// what the warehouse picked instead, and the rest is promised from elsewhere.
import assert from '#kernel/assert.ts';
import { isRejection } from '#kernel/rejection.ts';
import { isLive, withRelease } from '#orders/fulfilment.ts';
import type { Release } from '#orders/fulfilment.ts';
import type { OrderLine } from '#orders/model.ts';
import { decideStockEvent } from '#stock/events.ts';
import { raise } from './exceptions.ts';
import { moveAway } from './replan.ts';
import type { Lost } from './replan.ts';
import type { OrderEventOf } from '../message.ts';
import { readMissing } from './report.ts';
import type { Missing } from './report.ts';
import { change } from './run.ts';
import type { Run } from './run.ts';
import { substituteLine } from './substitute.ts';
import { daysAt } from '../days.ts';

type Picked = OrderEventOf<'shipment.picked'>;

export function replaceShort(run: Run): void {
  const { report } = run;
  assert(report?.kind === 'shipment.picked', 'goods are missed when they are picked');
  const lost: Lost[] = [];
  const found = report.data.lines.map((picked) => ({ picked, missing: missingOf(run, picked) }));
  for (const { picked, missing } of found) {
    // A warehouse cannot miss more than it was asked for.
    const quantity = Math.min(missing.short, askedFor(run, report, missing.line));
    if (quantity === 0) continue;
    takeFromRelease(run, report, missing.line, quantity);
    block(run, report, missing.line, quantity, picked.lot ?? '');
    lost.push({ line: missing.line.line, site: report.data.site, quantity });
  }
  const takeSubstitutes = (): void => {
    for (const { missing } of found) takeSubstitute(run, report, missing);
  };
  // What was picked instead first: only what it does not cover is sought elsewhere.
  if (lost.length > 0) moveAway(run, lost, 'short_pick', takeSubstitutes);
  else takeSubstitutes();
  run.heard.push('stock.allocated');
}

function missingOf(run: Run, picked: Picked['data']['lines'][number]): Missing {
  const missing = readMissing(run.order, run.context, picked, '');
  assert(!isRejection(missing), 'what was reported could be read');
  return missing;
}

function takeSubstitute(run: Run, report: Picked, { line: { line: number }, instead }: Missing): void {
  if (instead === null) return;
  const { order } = run;
  const line = order.lines.find((known) => known.line === number);
  assert(line !== undefined, `line ${number} was picked and so is known`);
  const { item, quantity } = instead;
  const covered = Math.min(quantity, line.backordered);
  const taken =
    covered > 0 &&
    order.fulfilment.rights.maySubstitute &&
    substituteLine(run, line, covered, { item, site: report.data.site, quantity });
  if (taken) addToRelease(run, report, quantity);
  else raise(run, 'substitute_not_allowed');
}

function releaseOf(run: Run, { data }: Picked): Release {
  const release = run.order.fulfilment.releases.find((known) => known.id === data.release);
  assert(release !== undefined, 'what was reported was written down');
  return release;
}

function askedFor(run: Run, report: Picked, { line: number }: OrderLine): number {
  const release = releaseOf(run, report);
  const entry = release.lines.find(({ line }) => line === number);
  return entry === undefined || !isLive(release) ? 0 : entry.quantity - entry.shipped;
}

function takeFromRelease(run: Run, report: Picked, line: OrderLine, missing: number): void {
  const release = releaseOf(run, report);
  const lines = release.lines.map((entry) =>
    entry.line === line.line ? { ...entry, quantity: Math.max(entry.shipped, entry.quantity - missing) } : entry,
  );
  const state = lines.every(({ quantity, shipped }) => quantity === shipped) ? 'done' : release.state;
  run.order = { ...run.order, fulfilment: withRelease(run.order.fulfilment, { ...release, state, lines }) };
}

/** The line that was just added for the substitute is with the same warehouse, in the shipment that was picked. */
function addToRelease(run: Run, report: Picked, quantity: number): void {
  const line = Math.max(...run.order.lines.map((known) => known.line));
  const release = releaseOf(run, report);
  const lines = [...release.lines, { line, quantity, shipped: 0 }];
  run.order = { ...run.order, fulfilment: withRelease(run.order.fulfilment, { ...release, lines }) };
  const shipments = run.order.fulfilment.shipments.map((shipment) =>
    shipment.id === report.data.shipment
      ? { ...shipment, lines: [...shipment.lines, { line, quantity, lot: null }] }
      : shipment,
  );
  change(run, { shipments });
}

/** Of kits and of lots that were not named nobody can say what is missing: somebody has to count. */
function block(run: Run, report: Picked, line: OrderLine, quantity: number, lot: string): void {
  const { draft, context, message } = run;
  const item = context.catalog.item(line.item);
  assert(item !== undefined, `${line.item} was ordered and so is known`);
  const cell = { item: line.item, site: report.data.site, lot, status: 'available' } as const;
  const outcome = decideStockEvent(
    draft,
    item,
    {
      kind: 'moved',
      cell,
      quantity,
      expiresOn: null,
      reason: 'short_pick',
      reference: run.order.id,
      source: report.event.source,
      sequence: null,
      occurredAt: message.occurredAt,
      asOf: null,
      to: { ...cell, status: 'blocked' },
      supply: null,
    },
    null,
    (code) => daysAt(context, code, context.now),
  );
  if (isRejection(outcome)) raise(run, 'count_needed');
}
