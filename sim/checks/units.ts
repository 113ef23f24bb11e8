// Units are conserved: what is on hand anywhere is what came less what went, cell by cell, by adding up movements and nothing else;
// goods that are moved leave as much behind as they take along; the journal tells of the same movements as the ledger.
import type { Check, Entry, Fact, Say, View } from './model.ts';

export function unitsAreConserved(say: Say): Check {
  /** item TAB site → lot TAB status → sum of movements */
  const ledger = new Map<string, Map<string, number>>();

  function compare(place: string, view: View): void {
    const cells = ledger.get(place) ?? new Map<string, number>();
    const row = view.balances.get(place);
    let onHand = 0;
    let sellable = 0;
    let unexplained = 0;
    for (const [cell, sum] of cells) {
      onHand += Math.max(0, sum);
      unexplained += Math.max(0, -sum);
      if (cell.endsWith('\tavailable')) sellable += Math.max(0, sum);
      const detail = view.details.get(place)?.find(({ lot, status }) => `${lot}\t${status}` === cell);
      if ((detail?.quantity ?? 0) - (detail?.unexplained ?? 0) !== sum)
        say(
          `${show(place)} ${show(cell)}: the ledger says ${sum}, the row ${detail?.quantity} less ${detail?.unexplained}`,
        );
    }
    if (row === undefined) {
      if (onHand !== 0) say(`${show(place)}: the ledger says ${onHand}, and there is no balance`);
      return;
    }
    const seen = [row.onHand, row.sellable, row.unexplained].join(', ');
    const own = [onHand, sellable, unexplained].join(', ');
    if (seen !== own) say(`${show(place)}: on hand, sellable and unexplained are ${seen}; the ledger says ${own}`);
    for (const [name, value] of Object.entries(row))
      if (typeof value === 'number' && (value < 0 || !Number.isSafeInteger(value)))
        say(`${show(place)}: ${name} is ${value}`);
  }

  return {
    name: 'units are conserved',
    turn: ({ facts, changed, position }, entries, view) => {
      const places = new Set(changed.balances);
      for (const fact of facts) {
        if (fact.fact !== 'moved') continue;
        const { item, site, lot, status } = fact.cell;
        const place = `${item}\t${site}`;
        places.add(place);
        const cells = ledger.get(place) ?? new Map<string, number>();
        ledger.set(place, cells);
        cells.set(`${lot}\t${status}`, (cells.get(`${lot}\t${status}`) ?? 0) + fact.quantity);
      }
      for (const place of places) compare(place, view);
      checkMoves(facts, say);
      if (position !== null) checkJournal(facts, entries, say);
    },
    all: (view) => {
      for (const place of new Set([...ledger.keys(), ...view.balances.keys()])) compare(place, view);
    },
  };
}

function checkMoves(facts: readonly Fact[], say: Say): void {
  const sums = new Map<string, number>();
  for (const fact of facts)
    if (fact.fact === 'moved' && (fact.kind === 'move' || fact.kind === 'expiry'))
      sums.set(fact.cell.item, (sums.get(fact.cell.item) ?? 0) + fact.quantity);
  for (const [item, sum] of sums) if (sum !== 0) say(`moves of ${item} add up to ${sum} instead of nothing`);
}

interface Movement {
  readonly item: string;
  readonly site: string;
  readonly lot: string;
  readonly status: string;
  readonly quantity: number;
  readonly kind: string;
}

/** Entries that tell of movements tell of all that were made. Settled reservations tell their quantity alone. */
function checkJournal(facts: readonly Fact[], entries: readonly Entry[], say: Say): void {
  const told = new Map<string, number>();
  let postsReservation = false;
  for (const { type, data } of entries) {
    if (type === 'crossdock.reservation.posted.v1') postsReservation = true;
    if (!Array.isArray(data['movements'])) continue;
    for (const { item, site, lot, status, kind, quantity } of data['movements'] as readonly Movement[]) {
      const key = [item, site, lot, status, kind].join('\t');
      told.set(key, (told.get(key) ?? 0) + quantity);
    }
  }
  for (const fact of facts) {
    if (fact.fact !== 'moved') continue;
    const { item, site, lot, status } = fact.cell;
    const key = [item, site, lot, status, fact.kind].join('\t');
    told.set(key, (told.get(key) ?? 0) - fact.quantity);
  }
  for (const [key, difference] of told) {
    const isPosting = postsReservation && (key.endsWith('\tissue') || key.endsWith('\trestatement'));
    if (difference !== 0 && !isPosting)
      say(`${show(key)}: the journal tells ${difference > 0 ? 'more' : 'less'} than the ledger by ${difference}`);
  }
}

function show(key: string): string {
  return key.replaceAll('\t', ' ').trim();
}
