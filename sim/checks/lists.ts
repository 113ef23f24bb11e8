// Lists show what the journal tells: a status is shown only of an order to which the journal says that it happened, and a
// reservation stands where its last entry brought it.
import type { Check, Entry, Say, View } from './model.ts';

/** What has to have been told of an order before a list may show the status: one of these. */
const needs: Readonly<Record<string, readonly string[]>> = {
  held: ['order.held'],
  promised: ['order.promised', 'order.backordered', 'order.allocated'],
  backordered: ['order.promised', 'order.backordered', 'order.stock_lost', 'order.changed'],
  released: ['release.requested'],
  picked: ['shipment.picked'],
  packed: ['shipment.packed'],
  partly_shipped: ['shipment.shipped', 'stock.issued', 'order.shipped_by_stock_event'],
  shipped: ['shipment.shipped', 'stock.issued', 'order.shipped_by_stock_event'],
  delivered: ['shipment.delivered'],
  closed: ['order.closed'],
  cancelled: ['order.cancelled'],
  expired: ['order.expired'],
};

export function listsShowTheJournal(say: Say): Check {
  const told = new Map<string, Set<string>>();
  const reservations = new Map<string, string>();

  function read({ type, subject, objects }: Entry): void {
    const kind = type.slice('crossdock.'.length, -'.v1'.length);
    if (kind.startsWith('reservation.'))
      reservations.set(subject, kind === 'reservation.made' ? 'pending' : kind.slice('reservation.'.length));
    for (const object of objects)
      if (object.type === 'order') told.set(object.id, (told.get(object.id) ?? new Set()).add(kind));
  }

  function compareOrder(id: string, view: View): void {
    const status = view.status(id);
    const kinds = told.get(id);
    if (kinds === undefined) return say(`${id} is listed as ${status}, and the journal tells nothing of it`);
    if (needs[status]?.some((kind) => kinds.has(kind)) !== true)
      say(`${id} is listed as ${status}, and the journal tells only of ${[...kinds].join(', ')}`);
    // What nobody sent ends as what it was told to be.
    const hasLeft = needs['shipped']?.some((kind) => kinds.has(kind));
    if (kinds.has('order.closed') && hasLeft !== true && status !== 'cancelled' && status !== 'expired')
      say(`${id} is listed as ${status}; it is closed, and nothing of it has left`);
  }

  function compareReservation(id: string, view: View): void {
    const state = view.reservations.get(id)?.state;
    const own = reservations.get(id);
    if (state !== own) say(`${id} is ${state ?? 'not there'}, the journal says ${own ?? 'nothing'}`);
  }

  return {
    name: 'lists show what the journal tells',
    turn: ({ changed }, entries, view) => {
      for (const entry of entries) read(entry);
      for (const id of changed.orders) if (view.orders.has(id)) compareOrder(id, view);
      for (const id of changed.reservations) compareReservation(id, view);
    },
    all: (view) => {
      for (const id of view.orders.keys()) compareOrder(id, view);
      for (const id of new Set([...reservations.keys(), ...view.reservations.keys()])) compareReservation(id, view);
    },
  };
}
