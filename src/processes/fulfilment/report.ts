// What outside systems report, written down before the process hears of it: facts are facts, whether the chart expects them or
// not. Reported again with the same content, nothing changes.
import { isRejection, reject } from '#kernel/rejection.ts';
import type { Rejection } from '#kernel/rejection.ts';
import { showInstant } from '#kernel/time.ts';
import { hasLeft, isLive, withRelease, withShipment } from '#orders/fulfilment.ts';
import type { Booking, Shipment } from '#orders/fulfilment.ts';
import type { Context } from '../draft.ts';
import type { Message, OrderEvent } from '../message.ts';
import { answerCredit } from './holds.ts';
import { writeShipment } from './shipment-report.ts';
import { findRelease, news } from './written.ts';
import type { Managed, Written } from './written.ts';

/** The rejection of a report that names what the order does not have; it is kept to be corrected and replayed. */
export function writeDown(order: Managed, context: Context, message: Message, report: OrderEvent): Written | Rejection {
  switch (report.kind) {
    case 'credit.approved':
    case 'credit.refused':
      return answerCredit(order, message, report);
    case 'release.accepted':
    case 'release.refused':
    case 'release.cancelled':
    case 'release.cancel_refused':
      return writeRelease(order, report);
    case 'shipment.picked':
    case 'shipment.packed':
    case 'shipment.shipped':
      return writeShipment(order, context, report);
    case 'shipment.delayed':
      // Told after the goods arrived, it is of no interest.
      return ofShipment(order, report.data.shipment, (shipment) =>
        shipment.state === 'delivered' ? shipment : { ...shipment, expectedOn: report.data.expectedOn },
      );
    case 'shipment.delivered': {
      const deliveredAt = report.data.deliveredAt ?? showInstant(message.occurredAt);
      // Told before the shipment itself, it is kept until the goods are known to have left: only that posts them.
      return ofShipment(order, report.data.shipment, (shipment) =>
        shipment.deliveredAt !== null
          ? shipment
          : { ...shipment, state: shipment.state === 'shipped' ? 'delivered' : shipment.state, deliveredAt },
      );
    }
    case 'transport.booked': {
      const { carrier, tracking, expectedOn, cost = null } = report.data;
      return ofShipment(order, report.data.shipment, (shipment) => ({
        ...withoutTransport(shipment),
        carrier,
        tracking,
        expectedOn,
        cost,
      }));
    }
    case 'transport.refused':
      return ofShipment(
        order,
        report.data.shipment,
        (shipment) => ({ ...shipment, transport: 'refused', carrier: null }),
        false,
      );
    case 'issue.posted':
      return ofIssue(order, report.data.shipment, { state: 'done', document: report.data.document });
    case 'issue.refused':
      return ofIssue(order, report.data.shipment, { state: 'refused', document: null });
    case 'invoice.issued':
      return ofInvoice(order, report.data.shipment, {
        state: 'done',
        document: report.data.invoice,
        ...(report.data.amount !== undefined && { amount: report.data.amount }),
      });
    case 'invoice.refused':
      return ofInvoice(order, report.data.shipment, { state: 'refused', document: null });
  }
}

/** Nobody is asked any more. */
function withoutTransport({ transport, ...shipment }: Shipment): Shipment {
  void transport;
  return shipment;
}

/** What is done stays done: a refusal that comes late changes nothing. Nothing is posted of goods that have not left. */
function ofIssue(order: Managed, id: string, told: Booking): Written | Rejection {
  const known = order.fulfilment.shipments.find((shipment) => shipment.id === id);
  if (known !== undefined && !hasLeft(known))
    return reject('not_possible_now', `Shipment ${id} has not left.`, { pointer: '/data/shipment' });
  const written = ofShipment(order, id, (shipment) => ({
    ...shipment,
    issue: shipment.issue.state === 'done' ? shipment.issue : told,
  }));
  return isRejection(written) || !isSecond(known?.issue, told) ? written : odd(written, 'posted_twice');
}

/**
 * What is billed too early is billed: it is not asked for again, and somebody has to see why. Billed with another amount than was
 * asked for, it is not done.
 */
function ofInvoice(order: Managed, id: string, told: Booking): Written | Rejection {
  const known = order.fulfilment.shipments.find((shipment) => shipment.id === id)?.invoice;
  const { amount: billed, ...plain } = told;
  const differs = told.state === 'done' && isOther(known?.amount, billed);
  const written = ofShipment(order, id, (shipment) => {
    const { state, amount } = shipment.invoice;
    const stands = state === 'done' || (told.state === 'refused' && (state === 'open' || state === 'not_due'));
    if (stands) return shipment;
    return { ...shipment, invoice: differs && amount !== undefined ? { ...plain, state: 'differs', amount } : plain };
  });
  if (isRejection(written)) return written;
  if (isSecond(known, told)) return odd(written, 'invoiced_twice');
  if (written.repeated) return written;
  if (differs) return { ...written, heard: 'invoice.differs' };
  if (known?.state === 'not_due') return odd(written, 'invoiced_not_due');
  return known?.state === 'open' ? odd(written, 'invoiced_before_posted') : written;
}

function isOther(asked: Booking['amount'], billed: Booking['amount']): boolean {
  if (asked === undefined || billed === undefined) return false;
  return asked.currency !== billed.currency || Number(asked.amount) !== Number(billed.amount);
}

/** Done already, under another number. */
function isSecond(known: Booking | undefined, told: Booking): boolean {
  return known?.state === 'done' && told.state === 'done' && known.document !== told.document;
}

function odd(written: Written, oddity: string): Written {
  return { ...written, repeated: false, oddity };
}

type OfRelease = Extract<OrderEvent, { kind: `release.${string}` }>;

function writeRelease(order: Managed, report: OfRelease): Written | Rejection {
  const { fulfilment } = order;
  const release = findRelease(order, report.data);
  if (isRejection(release)) return release;
  if (!isLive(release)) return news(fulfilment, true);
  switch (report.kind) {
    case 'release.accepted':
    case 'release.cancel_refused': {
      // An acceptance that comes after the recall does not undo the recall.
      if (report.kind === 'release.accepted' && release.state === 'recalled') return news(fulfilment, false);
      return news(withRelease(fulfilment, { ...release, state: 'accepted' }), release.state === 'accepted');
    }
    case 'release.refused':
      return news(withRelease(fulfilment, { ...release, state: 'refused' }), false);
    case 'release.cancelled': {
      // What nobody asked back, the warehouse does not want: the goods are sought elsewhere.
      const state = release.state === 'recalled' ? 'cancelled' : 'refused';
      return news(withRelease(fulfilment, { ...release, state }), false);
    }
  }
}

function ofShipment(
  order: Managed,
  id: string,
  change: (shipment: Shipment) => Shipment,
  repeats = true,
): Written | Rejection {
  const shipment = order.fulfilment.shipments.find((known) => known.id === id);
  if (shipment === undefined)
    return reject('shipment_unknown', `Order ${order.id} has no shipment ${id}.`, { pointer: '/data/shipment' });
  const changed = change(shipment);
  const same = repeats && JSON.stringify(changed) === JSON.stringify(shipment);
  return news(same ? order.fulfilment : withShipment(order.fulfilment, changed), same);
}
