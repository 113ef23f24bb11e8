// What was counted stands: on hand is what the latest count said and what happened after it, by adding it all up again.
import type { Entry, Fact, Say } from './model.ts';

type Moved = Extract<Fact, { fact: 'moved' }>;
type Absolute = Extract<Fact, { fact: 'absolute' }>;
type AsOf = Absolute['asOf'];

interface CountAsked {
  readonly event: { readonly source: string };
  readonly data: {
    readonly item: string;
    readonly site: string;
    readonly lot?: string;
    readonly sequence?: number;
    readonly asOf?: { readonly time: string; readonly sequence?: number };
  };
  /** In steps of the item. */
  readonly quantity: number;
}

export interface Counts {
  /** Every cell that a turn touched is added up. */
  read(facts: readonly Fact[]): void;
  /** A count that was answered as done is kept as it was told, or a newer one is. */
  check(of: string, asked: CountAsked, entry: Entry, facts: readonly Fact[]): void;
}

export function countsOfLedger(say: Say): Counts {
  const movements = new Map<string, Moved[]>();
  const absolutes = new Map<string, Absolute[]>();

  function readFacts(facts: readonly Fact[]): ReadonlySet<string> {
    const touched = new Set<string>();
    for (const fact of facts) {
      if (fact.fact !== 'moved' && fact.fact !== 'absolute') continue;
      const key = Object.values(cellOf(fact.cell)).join(' ');
      touched.add(key);
      if (fact.fact === 'moved') movements.set(key, pushed(movements.get(key), fact));
      else absolutes.set(key, pushed(absolutes.get(key), fact));
    }
    return touched;
  }

  function checkCount(key: string): void {
    const absolute = absolutes.get(key)?.at(-1);
    if (absolute === undefined) return;
    let [sum, since] = [0, 0];
    for (const moved of movements.get(key) ?? []) {
      sum += moved.quantity;
      if (isAfter(moved, absolute)) since += moved.quantity;
    }
    if (sum !== absolute.quantity + since)
      say(`${key}: ${sum} by all movements; the count said ${absolute.quantity}, and ${since} came after it`);
  }

  function check(of: string, { event, data, quantity }: CountAsked, entry: Entry, facts: readonly Fact[]): void {
    const cell = [data.item, data.site, data.lot ?? ''].join(' ');
    const time = Date.parse(data.asOf?.time ?? '');
    const asOf = { time, sequence: data.asOf?.sequence ?? data.sequence ?? null };
    const isOf = (fact: Absolute): boolean => [fact.cell.item, fact.cell.site, fact.cell.lot].join(' ') === cell;
    if (entry.data['superseded'] === true) {
      const known = [...absolutes.values()].flat().filter(isOf);
      if (!known.some((fact) => isNewer(fact, event.source, asOf)))
        say(`${of} counts for nothing, and no newer count of ${cell} is known`);
      return;
    }
    const isKept = facts.some(
      (fact) => fact.fact === 'absolute' && isOf(fact) && fact.quantity === quantity && fact.asOf.time === time,
    );
    if (!isKept) say(`${of}: ${quantity} of ${cell} counted, and no such count is kept`);
  }

  return {
    read: (facts) => {
      for (const key of readFacts(facts)) checkCount(key);
    },
    check,
  };
}

function cellOf({ item, site, lot, status }: Moved['cell']): Moved['cell'] {
  return { item, site, lot, status };
}

function pushed<Thing>(known: Thing[] | undefined, thing: Thing): Thing[] {
  if (known === undefined) return [thing];
  known.push(thing);
  return known;
}

/** A source's own numbers are believed over clocks. */
function isAfter(moved: Moved, { source, asOf }: Absolute): boolean {
  if (moved.source === source && moved.sequence !== null && asOf.sequence !== null)
    return moved.sequence > asOf.sequence;
  return moved.occurredAt > asOf.time;
}

function isNewer(known: Absolute, source: string, asOf: AsOf): boolean {
  if (known.source === source && known.asOf.sequence !== null && asOf.sequence !== null)
    return known.asOf.sequence > asOf.sequence;
  return known.asOf.time > asOf.time;
}
