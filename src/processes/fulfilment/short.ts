// Goods that were not found: replaced by what the warehouse picked instead, and the rest is promised from elsewhere.
import assert from '#kernel/assert.ts';
import { withRelease } from '#orders/fulfilment.ts';
import { raise } from './exceptions.ts';
import type { Instead } from './missed.ts';
import { promiseElsewhere } from './replan.ts';
import { change, keep } from './run.ts';
import type { Run } from './run.ts';
import { shipmentOf } from './shipment-report.ts';
import { offeredFor, substituteLine } from './substitute.ts';

/** They are out of the release and the reservation already. */
export function replaceShort(run: Run): void {
  const { missed } = run;
  assert(missed !== null, 'goods were missing');
  // What was picked instead first: only what it does not cover is sought elsewhere.
  for (const instead of missed.instead) takeSubstitute(run, instead);
  // While a change waits nobody knows what will be promised: only when it is refused the old promise is in danger.
  const before = run.order.fulfilment.change === null ? missed.promisedFor : null;
  if (missed.lost.length > 0) promiseElsewhere(run, missed.lost, { cause: 'short_pick', before });
  run.heard.push('stock.allocated');
}

function takeSubstitute(run: Run, { line: number, item, quantity }: Instead): void {
  const { order, report } = run;
  assert(report?.kind === 'shipment.picked', 'goods are picked instead of others');
  const line = order.lines.find((known) => known.line === number);
  assert(line !== undefined, `line ${number} was picked and so is known`);
  const isOffered = offeredFor(run, line)?.code === item;
  const covered = isOffered ? Math.min(quantity, line.backordered) : 0;
  const isTaken = covered > 0 && substituteLine(run, line, covered, report.data.site);
  if (isTaken) addToRelease(run, report.data, covered);
  // Other goods than were offered, or more than are missing, have to go back to the shelf.
  if (!isTaken || covered < quantity) raise(run, 'substitute_not_allowed');
}

/** The line that was just added for the substitute is with the same warehouse, in the shipment that was picked. */
function addToRelease(
  run: Run,
  picked: { readonly release: string; readonly shipment: string },
  quantity: number,
): void {
  const line = Math.max(...run.order.lines.map((known) => known.line));
  const { fulfilment } = run.order;
  const release = fulfilment.releases.find(({ id }) => id === picked.release);
  const shipment = shipmentOf(fulfilment, picked);
  assert(release !== undefined && shipment !== undefined, 'what was reported was written down');
  const lines = [...release.lines, { line, quantity, shipped: 0 }];
  // The release may have been over with what was found.
  const state = release.state === 'done' ? 'accepted' : release.state;
  run.order = { ...run.order, fulfilment: withRelease(fulfilment, { ...release, state, lines }) };
  const shipments = fulfilment.shipments.map((known) =>
    known === shipment ? { ...known, lines: [...known.lines, { line, quantity, lot: null }] } : known,
  );
  change(run, { shipments });
  keep(run);
}
