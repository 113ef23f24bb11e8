// The promise on its day: goods that have not left break it, whatever the cause. Whoever is at fault, the customer hears before
// the day is over, and the order is before somebody until it has a new date or has left.
import type { RiskCause } from '#orders/fulfilment.ts';
import { readParts } from '#stock/read.ts';
import { isSilent, openOf } from '#orders/fulfilment.ts';
import { isPromiseDue } from './due.ts';
import { raise } from './exceptions.ts';
import { endanger } from './danger.ts';
import { change } from './run.ts';
import type { Run } from './run.ts';

export function checkPromise(run: Run): void {
  // Promised anew since the clock was set.
  if (!isPromiseDue(run)) return;
  raise(run, run.order.fulfilment.promisedFor === null ? 'no_date' : 'promise_overdue');
  endanger(run, causeOf(run), null);
}

/** Goods that were not going to leave have left: what their carrier makes of it is another matter. */
export function mendPromise(run: Run): void {
  const { lines, fulfilment } = run.order;
  const { risk } = fulfilment;
  if (risk === null || risk.cause === 'late_carrier' || lines.some((line) => openOf(line) > 0)) return;
  change(run, { risk: null });
  run.heard.push('promise.mended');
}

/** What is furthest from leaving. */
function causeOf({ order, draft }: Run): RiskCause {
  if (order.fulfilment.holds.some(({ state }) => state === 'open')) return 'held';
  const parts = readParts(draft, order.id).filter(({ state }) => state === 'pending');
  const waits = order.lines.some(({ backordered }) => backordered > 0) || parts.some(({ inbound }) => inbound > 0);
  const moves = order.lines.some(({ portions }) => portions.some(({ toSite }) => toSite !== undefined));
  if (moves) return 'transfer_late';
  if (waits) return 'supply_late';
  return order.fulfilment.releases.some(isSilent) ? 'warehouse_silent' : 'warehouse_late';
}
