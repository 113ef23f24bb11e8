// The books: the ERP posts the issue of every shipment, then finance bills it. Each is asked for once per shipment; asked again
// only when somebody says so.
import assert from '#kernel/assert.ts';
import { showQuantity } from '#kernel/quantity.ts';
import { hasLeft } from '#orders/fulfilment.ts';
import type { Booking, Shipment } from '#orders/fulfilment.ts';
import type { OrderLine } from '#orders/model.ts';
import { totalOf } from '#orders/total.ts';
import { entryOf } from '../entry.ts';
import type { ObjectReference } from '../entry.ts';
import { change } from './run.ts';
import type { Run } from './run.ts';

export function requestIssue(run: Run): void {
  for (const shipment of run.order.fulfilment.shipments) {
    if (!hasLeft(shipment) || !isToAsk(run, shipment.issue)) continue;
    mark(run, shipment, { issue: { state: 'asked', document: null } });
    say(run, 'issue.requested.v1', shipment, { site: shipment.site, lines: linesOf(run, shipment) });
  }
}

/** Only for goods whose issue the ERP has posted. */
export function requestInvoice(run: Run): void {
  for (const shipment of run.order.fulfilment.shipments) {
    if (shipment.issue.state !== 'done' || !isToAsk(run, shipment.invoice)) continue;
    mark(run, shipment, { invoice: { state: 'asked', document: null } });
    // A line has an entry for each lot it was taken from.
    const sent = ({ line: number }: OrderLine): number =>
      shipment.lines.reduce((sum, { line, quantity }) => sum + (line === number ? quantity : 0), 0);
    const billed = run.order.lines.filter((line) => sent(line) > 0);
    say(run, 'invoice.requested.v1', shipment, {
      issue: shipment.issue.document,
      customer: run.order.customer,
      amount: totalOf({ lines: billed }, sent),
      lines: linesOf(run, shipment).map((line) => ({ ...line, ...priceOf(run, line.line) })),
    });
  }
}

/** The carrier is asked when a shipment is packed. */
export function requestTransport(run: Run): void {
  const { report } = run;
  assert(report?.kind === 'shipment.packed', 'a carrier is asked for a shipment that was packed');
  const shipment = run.order.fulfilment.shipments.find(({ id }) => id === report.data.shipment);
  assert(shipment !== undefined, 'what was reported was written down');
  say(run, 'transport.requested.v1', shipment, {
    release: shipment.release,
    site: shipment.site,
    customer: run.order.customer,
    promisedFor: promisedFor(run, shipment),
    expedite: run.order.fulfilment.risk?.chosen === 'expedite',
  });
}

function promisedFor(run: Run, shipment: Shipment): string | null {
  let last: string | null = null;
  for (const { line } of shipment.lines) {
    for (const portion of lineOf(run, line).portions)
      if (portion.site === shipment.site && (last === null || portion.promisedFor > last)) last = portion.promisedFor;
  }
  return last;
}

function isToAsk(run: Run, booking: Booking): boolean {
  return booking.state === 'open' || (booking.state === 'refused' && run.report === null);
}

function mark(run: Run, shipment: Shipment, part: Partial<Shipment>): void {
  const shipments = run.order.fulfilment.shipments.map((other) =>
    other.id === shipment.id ? { ...other, ...part } : other,
  );
  change(run, { shipments });
}

function linesOf(
  run: Run,
  shipment: Shipment,
): { line: number; item: string; quantity: number; unit: string; lot?: string }[] {
  return shipment.lines.flatMap(({ line: number, quantity, lot }) => {
    const line = lineOf(run, number);
    if (quantity === 0) return [];
    return [
      {
        line: number,
        item: line.item,
        quantity: showQuantity(quantity, line.scale),
        unit: line.unit,
        ...(lot !== null && { lot }),
      },
    ];
  });
}

function priceOf(run: Run, number: number): { price?: NonNullable<OrderLine['price']> } {
  const { price } = lineOf(run, number);
  return price === null ? {} : { price };
}

function lineOf(run: Run, number: number): OrderLine {
  const found = run.order.lines.find(({ line }) => line === number);
  assert(found !== undefined, `line ${number} was sent and so is known`);
  return found;
}

function say(run: Run, type: string, shipment: Shipment, data: Readonly<Record<string, unknown>>): void {
  const { order, message } = run;
  const objects: ObjectReference[] = [
    { type: 'order', id: order.id, qualifier: 'shipped' },
    { type: 'site', id: shipment.site, qualifier: 'shipped from' },
  ];
  run.draft.entries.push(
    entryOf(message, type, order.id, objects, { order: order.id, shipment: shipment.id, ...data }),
  );
}
