// From the events of outside systems to commands: the contract of each type is what the decision takes.
import type { CanonicalEvent } from '#contracts/validate.ts';
import type { Command, EventHead, OrderEventOf, StockEventData, StockEventKind } from '#processes/message.ts';
import type { OrderEventDataOf, OrderEventKind } from '#processes/order-event-data.ts';

export function commandOf(event: CanonicalEvent, head: EventHead): Command {
  switch (event.type) {
    case 'crossdock.stock.received.v1':
      return stock('received', head, event.data);
    case 'crossdock.stock.adjusted.v1':
      return stock('adjusted', head, event.data);
    case 'crossdock.stock.counted.v1':
      return stock('counted', head, event.data);
    case 'crossdock.stock.issued.v1':
      return stock('issued', head, event.data);
    case 'crossdock.stock.moved.v1':
      return stock('moved', head, event.data);
    case 'crossdock.stock.snapshot.v1':
      return stock('snapshot', head, event.data);
    case 'crossdock.supply.expected.v1':
      return { type: 'supply.expected', event: head, data: event.data };
    case 'crossdock.credit.approved.v1':
      return ofOrder('credit.approved', head, event.data);
    case 'crossdock.credit.refused.v1':
      return ofOrder('credit.refused', head, event.data);
    case 'crossdock.release.accepted.v1':
      return ofOrder('release.accepted', head, event.data);
    case 'crossdock.release.refused.v1':
      return ofOrder('release.refused', head, event.data);
    case 'crossdock.release.cancelled.v1':
      return ofOrder('release.cancelled', head, event.data);
    case 'crossdock.release.cancel_refused.v1':
      return ofOrder('release.cancel_refused', head, event.data);
    case 'crossdock.shipment.picked.v1':
      return ofOrder('shipment.picked', head, event.data);
    case 'crossdock.shipment.packed.v1':
      return ofOrder('shipment.packed', head, event.data);
    case 'crossdock.shipment.shipped.v1':
      return ofOrder('shipment.shipped', head, event.data);
    case 'crossdock.shipment.delayed.v1':
      return ofOrder('shipment.delayed', head, event.data);
    case 'crossdock.shipment.delivered.v1':
      return ofOrder('shipment.delivered', head, event.data);
    case 'crossdock.transport.booked.v1':
      return ofOrder('transport.booked', head, event.data);
    case 'crossdock.transport.refused.v1':
      return ofOrder('transport.refused', head, event.data);
    case 'crossdock.issue.posted.v1':
      return ofOrder('issue.posted', head, event.data);
    case 'crossdock.issue.refused.v1':
      return ofOrder('issue.refused', head, event.data);
    case 'crossdock.invoice.issued.v1':
      return ofOrder('invoice.issued', head, event.data);
    case 'crossdock.invoice.refused.v1':
      return ofOrder('invoice.refused', head, event.data);
  }
}

function stock(kind: StockEventKind, event: EventHead, data: StockEventData): Command {
  return { type: 'stock.event', kind, event, data };
}

function ofOrder<Kind extends OrderEventKind>(
  kind: Kind,
  event: EventHead,
  data: OrderEventDataOf[Kind],
): OrderEventOf<Kind> {
  return { type: 'order.event', kind, event, data };
}
