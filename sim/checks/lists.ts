// Lists show what the journal tells: the status and the exceptions of an order are those that its entries come to, and a
// reservation stands where its last entry brought it.
import type { Check, Entry, Say, View } from './model.ts';
import { stagesOfJournal } from './stages.ts';

export function listsShowTheJournal(say: Say): Check {
  const stages = stagesOfJournal();
  const reservations = new Map<string, string>();

  function read(entry: Entry): void {
    stages.read(entry);
    const kind = entry.type.slice('crossdock.'.length, -'.v1'.length);
    if (kind.startsWith('reservation.'))
      reservations.set(entry.subject, kind === 'reservation.made' ? 'pending' : kind.slice('reservation.'.length));
  }

  function compareOrder(id: string, view: View): void {
    const row = view.orders.get(id);
    if (row === undefined) return;
    const status = view.status(id);
    const own = stages.statusOf(id, row.lines, row.fulfilment !== null);
    if (status !== own) say(`${id} is listed as ${status}, the journal says ${own ?? 'nothing of it'}`);
    const listed = (row.fulfilment?.exceptions ?? []).map(({ kind, times }) => `${kind} ${times}`).toSorted();
    const open = [...stages.exceptionsOf(id)].map(([kind, times]) => `${kind} ${times}`).toSorted();
    if (listed.join() !== open.join())
      say(
        `${id} stands with the exceptions ${listed.join(', ') || 'none'}, the journal says ${open.join(', ') || 'none'}`,
      );
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
