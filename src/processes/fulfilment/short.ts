// A short pick: what is not on the shelf is blocked in the ledger until somebody counts, taken out of the release, replaced by
// what the warehouse picked instead, and the rest is promised from elsewhere.
import { isRejection } from '#kernel/rejection.ts';
import { isLive, withRelease } from '#orders/fulfilment.ts';
import type { OrderLine } from '#orders/model.ts';
import { decideStockEvent } from '#stock/events.ts';
import { raise } from './exceptions.ts';
import { moveAway } from './replan.ts';
import type { Lost } from './replan.ts';
import type { ShipmentPicked } from '../order-event-data.ts';
import { readAmount } from './report.ts';
import { change } from './run.ts';
import type { Run } from './run.ts';
import { substituteLine } from './substitute.ts';
import { daysAt } from '../days.ts';

export function replaceShort(run: Run): void {
  if (run.report?.kind !== 'shipment.picked') return;
  const { data } = run.report;
  const lost: Lost[] = [];
  for (const picked of data.lines) {
    const line = run.order.lines.find((known) => known.line === picked.line && known.item === picked.item);
    const item = line === undefined ? undefined : run.context.catalog.item(line.item);
    if (line === undefined || item === undefined) continue;
    const short = readAmount(item, picked.short ?? picked.substitute?.quantity ?? 0, picked.unit, '');
    if (typeof short !== 'number') continue;
    // A warehouse cannot miss more than it was asked for.
    const missing = Math.min(short, askedFor(run, data.release, line));
    if (missing === 0) continue;
    takeFromRelease(run, data.release, line, missing);
    block(run, line, data.site, missing, picked.lot ?? '');
    lost.push({ line: line.line, site: data.site, quantity: missing });
  }
  // What was picked instead first: only what it does not cover is sought elsewhere.
  moveAway(run, lost, 'short_pick', () => takeSubstitutes(run, data));
  run.heard.push('stock.allocated');
}

function takeSubstitutes(run: Run, { release, site, lines }: ShipmentPicked): void {
  for (const { line: number, substitute } of lines) {
    const line = run.order.lines.find((known) => known.line === number);
    if (substitute === undefined || line === undefined) continue;
    const item = run.context.catalog.item(substitute.item);
    const quantity = item === undefined ? null : readAmount(item, substitute.quantity, substitute.unit, '');
    const covered = typeof quantity === 'number' ? Math.min(quantity, line.backordered) : 0;
    const taken =
      typeof quantity === 'number' &&
      covered > 0 &&
      run.order.fulfilment.rights.maySubstitute &&
      substituteLine(run, line, covered, { item: substitute.item, site, quantity });
    if (taken) addToRelease(run, release, quantity);
    else raise(run, 'substitute_not_allowed');
  }
}

function askedFor(run: Run, id: string, { line: number }: OrderLine): number {
  const release = run.order.fulfilment.releases.find((known) => known.id === id);
  const entry = release?.lines.find(({ line }) => line === number);
  return release === undefined || entry === undefined || !isLive(release) ? 0 : entry.quantity - entry.shipped;
}

function takeFromRelease(run: Run, id: string, line: OrderLine, missing: number): void {
  const release = run.order.fulfilment.releases.find((known) => known.id === id);
  if (release === undefined) return;
  const lines = release.lines.map((entry) =>
    entry.line === line.line ? { ...entry, quantity: Math.max(entry.shipped, entry.quantity - missing) } : entry,
  );
  const state = lines.every(({ quantity, shipped }) => quantity === shipped) ? 'done' : release.state;
  run.order = { ...run.order, fulfilment: withRelease(run.order.fulfilment, { ...release, state, lines }) };
}

/** The line that was just added for the substitute is with the same warehouse. */
function addToRelease(run: Run, id: string, quantity: number): void {
  const added = run.order.lines.at(-1);
  const release = run.order.fulfilment.releases.find((known) => known.id === id);
  if (release === undefined || added === undefined) return;
  const lines = [...release.lines, { line: added.line, quantity, shipped: 0 }];
  run.order = { ...run.order, fulfilment: withRelease(run.order.fulfilment, { ...release, lines }) };
  const shipments = run.order.fulfilment.shipments.map((shipment) =>
    shipment.release === id && shipment.state === 'picked'
      ? { ...shipment, lines: [...shipment.lines, { line: added.line, quantity, lot: null }] }
      : shipment,
  );
  change(run, { shipments });
}

/** Of kits and of lots that were not named nobody can say what is missing: somebody has to count. */
function block(run: Run, line: OrderLine, site: string, quantity: number, lot: string): void {
  const { draft, context, message, report } = run;
  const item = context.catalog.item(line.item);
  if (item === undefined || report === null) return;
  const cell = { item: line.item, site, lot, status: 'available' } as const;
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
