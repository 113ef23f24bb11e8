// The books: the ERP posts the issue of every shipment, then finance bills it. Each is asked for once per shipment; asked again
// only when somebody says so.
import assert from '#kernel/assert.ts';
import { showQuantity } from '#kernel/quantity.ts';
import { owedOf } from '#orders/billing.ts';
import { hasLeft } from '#orders/fulfilment.ts';
import type { Booking, Fulfilment, Shipment } from '#orders/fulfilment.ts';
import type { OrderLine } from '#orders/model.ts';
import { totalOf } from '#orders/total.ts';
import { entryOf } from '../entry.ts';
import type { ObjectReference } from '../entry.ts';
import { raise } from './exceptions.ts';
import { change } from './run.ts';
import type { Run } from './run.ts';

export function requestIssue(run: Run): void {
  for (const shipment of run.order.fulfilment.shipments) {
    if (!hasLeft(shipment) || shipment.issue.state !== 'open') continue;
    mark(run, shipment, { issue: { state: 'asked', document: null } });
    say(run, 'issue.requested.v1', shipment, { site: shipment.site, lines: linesOf(run, shipment) });
  }
}

/** Only for goods whose issue the ERP has posted, and no more than the customer ordered: the rest somebody has to get back. */
export function requestInvoice(run: Run): void {
  for (const { id } of run.order.fulfilment.shipments) {
    const { lines, fulfilment } = run.order;
    const shipment = fulfilment.shipments.find((known) => known.id === id);
    if (shipment === undefined || shipment.issue.state !== 'done' || shipment.invoice.state !== 'open') continue;
    const owed = owedOf(run.order, fulfilment, shipment);
    const isWhole = sumOf(owed) === sumOf(shipment.lines);
    if (!isWhole) raise(run, 'sent_more_than_ordered');
    const billed = isWhole && shipment.billed === undefined ? {} : { billed: owed };
    if (owed.length === 0) {
      mark(run, shipment, { ...billed, invoice: { state: 'not_due', document: null } });
      run.heard.push('invoice.not_due');
      continue;
    }
    const quantityOf = ({ line: number }: OrderLine): number => owed.find(({ line }) => line === number)?.quantity ?? 0;
    const amount = totalOf({ lines: lines.filter((line) => quantityOf(line) > 0) }, quantityOf);
    mark(run, shipment, { ...billed, invoice: { state: 'asked', document: null, ...(amount !== null && { amount }) } });
    say(run, 'invoice.requested.v1', shipment, {
      issue: shipment.issue.document,
      customer: run.order.customer,
      amount,
      lines: owed.map(({ line, quantity }) => ({ ...wordsOf(run, line, quantity), ...priceOf(run, line) })),
    });
  }
}

function sumOf(lines: readonly { readonly quantity: number }[]): number {
  return lines.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** Somebody wants what was refused, or billed otherwise, to be tried again: it is open as it was. Null where nothing is. */
export function reopenBooks(fulfilment: Fulfilment): Fulfilment | null {
  const isRaised = (exception: string): boolean => fulfilment.exceptions.some(({ kind }) => kind === exception);
  const reopened = ({ booking, silence }: { readonly booking: Booking; readonly silence: string }): Booking => {
    const isStuck = booking.state === 'refused' || booking.state === 'differs';
    return isStuck || (booking.state === 'asked' && isRaised(silence)) ? { state: 'open', document: null } : booking;
  };
  const shipments = fulfilment.shipments.map((shipment) => ({
    ...shipment,
    issue: reopened({ booking: shipment.issue, silence: 'erp_silent' }),
    invoice: reopened({ booking: shipment.invoice, silence: 'shipped_not_invoiced' }),
  }));
  const isReopened = shipments.some(
    ({ issue, invoice }, index) =>
      issue !== fulfilment.shipments[index]?.issue || invoice !== fulfilment.shipments[index]?.invoice,
  );
  return isReopened ? { ...fulfilment, shipments } : null;
}

export function mark(run: Run, shipment: Shipment, part: Partial<Shipment>): void {
  const shipments = run.order.fulfilment.shipments.map((other) =>
    other.id === shipment.id ? { ...other, ...part } : other,
  );
  change(run, { shipments });
}

interface LineInWords {
  readonly line: number;
  readonly item: string;
  readonly quantity: number;
  readonly unit: string;
}

function linesOf(run: Run, shipment: Shipment): (LineInWords & { readonly lot?: string })[] {
  return shipment.lines.map(({ line, quantity, lot }) => ({
    ...wordsOf(run, line, quantity),
    ...(lot !== null && { lot }),
  }));
}

function wordsOf(run: Run, number: number, quantity: number): LineInWords {
  const { item, scale, unit } = lineOf(run, number);
  return { line: number, item, quantity: showQuantity(quantity, scale), unit };
}

function priceOf(run: Run, number: number): { price?: NonNullable<OrderLine['price']> } {
  const { price } = lineOf(run, number);
  return price === null ? {} : { price };
}

export function lineOf(run: Run, number: number): OrderLine {
  const found = run.order.lines.find(({ line }) => line === number);
  assert(found !== undefined, `line ${number} was sent and so is known`);
  return found;
}

export function say(run: Run, type: string, shipment: Shipment, data: Readonly<Record<string, unknown>>): void {
  const { order, message } = run;
  const objects: ObjectReference[] = [
    { type: 'order', id: order.id, qualifier: 'shipped' },
    { type: 'site', id: shipment.site, qualifier: 'shipped from' },
  ];
  run.draft.entries.push(
    entryOf(message, type, order.id, objects, { order: order.id, shipment: shipment.id, ...data }),
  );
}
