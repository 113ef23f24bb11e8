// Exceptions of a case: what somebody has to look at. Raised once and counted when it happens again; closed when what it was
// about is over.
import { hasLeft } from '#orders/fulfilment.ts';
import type { OpenException, Shipment } from '#orders/fulfilment.ts';
import { entryOf } from '../entry.ts';
import { change } from './run.ts';
import type { Run } from './run.ts';

export function raise(run: Run, kind: string): void {
  const { order, message, context } = run;
  const known = order.fulfilment.exceptions.find((open) => open.kind === kind);
  const open: OpenException =
    known === undefined ? { kind, since: context.now, times: 1 } : { ...known, times: known.times + 1 };
  change(run, { exceptions: [...order.fulfilment.exceptions.filter((other) => other !== known), open] });
  run.draft.entries.push(
    entryOf(message, 'exception.raised.v1', order.id, [{ type: 'order', id: order.id, qualifier: 'stopped' }], {
      order: order.id,
      kind,
      times: open.times,
    }),
  );
}

/** What each exception waits for: an event that tells that it is over. */
const endedBy: Readonly<Record<string, readonly string[]>> = {
  hold_overdue: ['hold.released', 'hold.refused', 'order.changed', 'order.cancelled'],
  approval_too_small: ['hold.released', 'hold.refused', 'order.changed', 'order.cancelled'],
  warehouse_silent: ['release.accepted', 'release.refused', 'release.cancelled', 'shipment.picked', 'shipment.shipped'],
  pick_overdue: ['shipment.picked', 'shipment.packed', 'shipment.shipped'],
  pack_overdue: ['shipment.packed', 'shipment.shipped'],
  ship_overdue: ['shipment.shipped'],
  recall_silent: ['release.cancelled', 'release.cancel_refused', 'shipment.shipped'],
  delivery_overdue: ['shipment.delivered'],
  transport_refused: ['transport.booked', 'shipment.shipped'],
  issue_refused: ['issue.posted'],
  erp_silent: ['issue.posted', 'issue.refused'],
  shipped_not_posted: ['issue.posted'],
  invoice_refused: ['invoice.issued'],
  shipped_not_invoiced: ['invoice.issued'],
  refused_everywhere: ['stock.allocated', 'shipment.shipped', 'order.changed', 'order.cancelled'],
  recovery_overdue: ['recovery.chosen', 'promise.mended'],
};

/** What holds as long as any shipment is so, whatever was heard of another. */
const stillSo: Readonly<Record<string, (shipment: Shipment) => boolean>> = {
  issue_refused: ({ issue }) => issue.state === 'refused',
  shipped_not_posted: (shipment) => hasLeft(shipment) && shipment.issue.state !== 'done',
  invoice_refused: ({ invoice }) => invoice.state === 'refused',
  shipped_not_invoiced: (shipment) => hasLeft(shipment) && shipment.invoice.state !== 'done',
  delivery_overdue: ({ state }) => state === 'shipped',
};

/** Closes what the event has ended. */
export function closeEnded(run: Run, event: string): void {
  const { order, message } = run;
  const { shipments } = order.fulfilment;
  const ended = order.fulfilment.exceptions.filter(
    ({ kind }) => endedBy[kind]?.includes(event) === true && !shipments.some((shipment) => stillSo[kind]?.(shipment)),
  );
  if (ended.length === 0) return;
  change(run, { exceptions: order.fulfilment.exceptions.filter((open) => !ended.includes(open)) });
  for (const { kind } of ended) {
    run.draft.entries.push(
      entryOf(message, 'exception.closed.v1', order.id, [{ type: 'order', id: order.id, qualifier: 'going on' }], {
        order: order.id,
        kind,
        by: event,
      }),
    );
  }
}
