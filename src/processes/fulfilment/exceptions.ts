// Exceptions of a case: what somebody has to look at. Raised once and counted when it happens again; the policy
// exception-handling says whose it is. Closed when what it was about is over, when the order is, or by whoever has dealt with it.
import { hasLeft, isBilled, isSilent, sitesThatRefused, withoutCarrier } from '#orders/fulfilment.ts';
import type { Fulfilment, OpenException, Shipment } from '#orders/fulfilment.ts';
import { entryOf } from '../entry.ts';
import { stepsBehind } from './behind.ts';
import { isPromiseDue } from './due.ts';
import { ask } from './policy.ts';
import { change } from './run.ts';
import type { Run } from './run.ts';

export function raise(run: Run, kind: string): void {
  const { order, message } = run;
  const known = order.fulfilment.exceptions.find((open) => open.kind === kind);
  const open = known === undefined ? first(run, kind) : { ...known, times: known.times + 1 };
  change(run, { exceptions: [...order.fulfilment.exceptions.filter((other) => other !== known), open] });
  run.draft.entries.push(
    entryOf(message, 'exception.raised.v1', order.id, [{ type: 'order', id: order.id, qualifier: 'stopped' }], {
      order: order.id,
      kind,
      times: open.times,
      owner: open.owner,
    }),
  );
}

function first(run: Run, kind: string): OpenException {
  const { output } = ask(run, 'exception-handling', { kind });
  const handling = output as unknown as Pick<OpenException, 'owner' | 'untilClosed'>; // The policy's outputs are checked to be these.
  return { kind, ...handling, since: run.context.now, times: 1 };
}

/** Raises what is late at each of the warehouses, whoever of them was heard last. */
export function chaseWarehouses(run: Run): void {
  for (const [kind, isBehind] of Object.entries(stepsBehind)) if (isBehind(run.order.fulfilment)) raise(run, kind);
}

/** What each exception waits for: an event that tells that it is over. */
const endedBy: Readonly<Record<string, readonly string[]>> = {
  hold_overdue: ['hold.released', 'hold.refused', 'order.changed', 'order.cancelled'],
  approval_too_small: ['hold.released', 'hold.refused', 'order.changed', 'order.cancelled'],
  warehouse_silent: ['release.accepted', 'release.refused', 'release.cancelled', 'shipment.picked', 'shipment.shipped'],
  pick_overdue: ['shipment.picked', 'shipment.packed', 'shipment.shipped', 'release.refused', 'release.cancelled'],
  pack_overdue: ['shipment.packed', 'shipment.shipped', 'release.refused', 'release.cancelled'],
  ship_overdue: ['shipment.shipped', 'release.refused', 'release.cancelled'],
  recall_silent: ['release.cancelled', 'release.cancel_refused', 'shipment.shipped'],
  delivery_overdue: ['shipment.delivered'],
  transport_refused: ['transport.booked', 'shipment.shipped', 'shipment.delivered'],
  issue_refused: ['issue.posted'],
  erp_silent: ['issue.posted', 'issue.refused'],
  shipped_not_posted: ['issue.posted'],
  invoice_refused: ['invoice.issued'],
  invoice_differs: ['invoice.issued'],
  shipped_not_invoiced: ['invoice.issued', 'invoice.not_due'],
  change_refused: ['order.changed', 'order.cancelled'],
};

/** What holds as long as any release or shipment is so, whatever was heard of another. */
const stillSo: Readonly<Record<string, (fulfilment: Fulfilment) => boolean>> = {
  warehouse_silent: ({ releases }) => releases.some(isSilent),
  recall_silent: ({ releases }) => releases.some(({ state }) => state === 'recalled'),
  ...stepsBehind,
  transport_refused: anyShipment(({ state, carrier }) => state === 'packed' && carrier === null),
  issue_refused: anyShipment(({ issue }) => issue.state === 'refused'),
  shipped_not_posted: anyShipment((shipment) => hasLeft(shipment) && shipment.issue.state !== 'done'),
  invoice_refused: anyShipment(({ invoice }) => invoice.state === 'refused'),
  invoice_differs: anyShipment(({ invoice }) => invoice.state === 'differs'),
  shipped_not_invoiced: anyShipment((shipment) => hasLeft(shipment) && !isBilled(shipment)),
  delivery_overdue: anyShipment(({ state }) => state === 'shipped'),
};

function anyShipment(isSo: (shipment: Shipment) => boolean): (fulfilment: Fulfilment) => boolean {
  return ({ shipments }) => shipments.some(isSo);
}

/** What is over when something is so, by whatever it became so. */
const overWhen: Readonly<Record<string, (run: Run) => boolean>> = {
  refused_everywhere: (run) => !run.order.lines.some(({ line }) => isRefused(run, line)),
  transport_silent: ({ order: { fulfilment } }) =>
    withoutCarrier(fulfilment).every(({ transport }) => transport !== 'reminded'),
  promise_overdue: (run) => !isPromiseDue(run),
  no_date: (run) => run.order.fulfilment.promisedFor !== null || !isPromiseDue(run),
  promise_at_risk: isChosen,
  recovery_overdue: isChosen,
};

function isChosen({ order: { fulfilment } }: Run): boolean {
  return fulfilment.risk === null || fulfilment.risk.chosen !== null;
}

/** Whether something of the line is to be had nowhere, and a warehouse did not want it. */
export function isRefused({ order }: Run, number: number): boolean {
  const isBackordered = order.lines.some(({ line, backordered }) => line === number && backordered > 0);
  return isBackordered && sitesThatRefused(order.fulfilment, number).size > 0;
}

/** Closes what the event has ended. */
export function closeEnded(run: Run, event: string): void {
  const { fulfilment } = run.order;
  close(run, ({ kind }) => endedBy[kind]?.includes(event) === true && stillSo[kind]?.(fulfilment) !== true, {
    by: event,
  });
}

/** Closes what is over as the case stands now. */
export function closeOver(run: Run): void {
  close(run, ({ kind }) => overWhen[kind]?.(run) === true, { by: 'nothing left to do' });
}

/** The order is over: what is about its way is, too. What is about goods and money outside of it stays. */
export function closeWithOrder(run: Run): void {
  close(run, ({ untilClosed }) => !untilClosed, { by: 'order.closed' });
}

/** Somebody has dealt with it. False where it is not open. */
export function closeByHand(run: Run, kind: string, reason: string): boolean {
  return close(run, (open) => open.kind === kind, { reason }, 'exception.settled.v1');
}

/** What failed was done after all. False where it is not open. */
export function closeMended(run: Run, kind: string): boolean {
  return close(run, (open) => open.kind === kind, { by: 'done after all' });
}

function close(
  run: Run,
  isOver: (open: OpenException) => boolean,
  told: { readonly by: string } | { readonly reason: string },
  type = 'exception.closed.v1',
): boolean {
  const { order, message } = run;
  const over = order.fulfilment.exceptions.filter(isOver);
  if (over.length === 0) return false;
  change(run, { exceptions: order.fulfilment.exceptions.filter((open) => !over.includes(open)) });
  for (const { kind } of over) {
    run.draft.entries.push(
      entryOf(message, type, order.id, [{ type: 'order', id: order.id, qualifier: 'going on' }], {
        order: order.id,
        kind,
        ...told,
      }),
    );
  }
  return true;
}
