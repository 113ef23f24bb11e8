// What is to happen later is kept: deadlines are those that turns set and did not end, and whatever is to lapse has one.
import type { Check, Say, View } from './model.ts';

export function nothingIsForgotten(say: Say): Check {
  const deadlines = new Map<string, number>();

  function compare(id: string, view: View): void {
    const own = deadlines.get(id);
    const row = view.deadlines.get(id)?.dueAt;
    if (own !== row) say(`deadline ${id} is at ${row ?? 'no time'}, turns set it to ${own ?? 'no time'}`);
  }

  function lapses(view: View, orders: Iterable<string>, reservations: Iterable<string>): void {
    for (const id of orders) {
      const row = view.orders.get(id);
      if (row === undefined || row.expiresAt === null) continue;
      const isOpen = row.stage === 'open' && row.lines.some((line) => line.reserved + line.backordered > 0);
      if (isOpen && row.fulfilment === null && view.deadlines.get(`order.expire:${id}`)?.dueAt !== row.expiresAt)
        say(`${id} expires at ${row.expiresAt}, and no deadline is set for it`);
    }
    for (const id of reservations) {
      const row = view.reservations.get(id);
      if (row === undefined || row.expiresAt === null || row.state !== 'pending') continue;
      if (!view.deadlines.has(`reservation.expire:${id}`))
        say(`${id} expires at ${row.expiresAt}, and no deadline is set for it`);
    }
  }

  return {
    name: 'nothing is forgotten',
    turn: ({ deadlines: told, changed }, _, view) => {
      for (const [id, deadline] of told) {
        if (deadline === null) deadlines.delete(id);
        else deadlines.set(id, deadline.dueAt);
        compare(id, view);
      }
      lapses(view, changed.orders, changed.reservations);
    },
    all: (view) => {
      for (const id of new Set([...deadlines.keys(), ...view.deadlines.keys()])) compare(id, view);
      lapses(view, view.orders.keys(), view.reservations.keys());
    },
  };
}
