// What is open on the lines of an order is promised anew, in a process where it may wait for goods.
import { isRejection } from '#kernel/rejection.ts';
import { promiseLines } from '../promise-lines.ts';
import type { Run } from './run.ts';

/** Promises what is open, as soon as can be where the date that was asked for is past. What nobody has is backordered. */
export function promiseOpen(
  run: Run,
  by: {
    readonly without: ReadonlySet<string>;
    readonly site: string | null;
    /** What those who wait are to be served with first. */
    readonly spokenFor?: (item: string) => number | null;
  },
): void {
  const { draft, context, order } = run;
  const { site: from, ...where } = by;
  const lines = order.lines.map((line) => ({ ...line, backordered: 0 }));
  const wanted = { ...order, lines, site: from, allowBackorder: true };
  const rights = { ...where, rights: order.fulfilment.rights };
  let promised = promiseLines(draft, context, wanted, rights);
  if (isRejection(promised) && promised.rejected === 'requested_for_past')
    promised = promiseLines(draft, context, { ...wanted, requestedFor: null }, rights);
  if (isRejection(promised)) {
    // No site is left to ask.
    const waiting = lines.map((line) => ({
      ...line,
      backordered: line.ordered - line.issued - line.cancelled - line.reserved,
    }));
    run.order = { ...order, lines: waiting };
    return;
  }
  const { site, allowBackorder, requestedFor, fulfilment } = order;
  run.order = { ...promised.order, site, allowBackorder, requestedFor, fulfilment };
}
