// Nothing is oversold, and what is reserved is what was reserved and not given back: parts, balances and supplies are worked out
// from the facts of every turn, one addition after the other.
import type { Check, Fact, PartRow, Say, View } from './model.ts';

interface Held {
  quantity: number;
  inbound: number;
  posted: number;
  supply: string | null;
  state: string;
  readonly item: string;
  readonly site: string;
}

interface Place {
  reserved: number;
  inboundReserved: number;
  /** supply → what was announced, what came, what of it is promised */
  readonly supplies: Map<string, { expected: number; received: number; reserved: number }>;
}

export function nothingIsOversold(say: Say): Check {
  const parts = new Map<string, Held>();
  const places = new Map<string, Place>();
  const shortBefore = new Map<string, number>();

  function placeOf(item: string, site: string): Place {
    const key = `${item}\t${site}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    const place: Place = { reserved: 0, inboundReserved: 0, supplies: new Map() };
    places.set(key, place);
    return place;
  }

  function supplyOf(item: string, site: string, id: string): { expected: number; received: number; reserved: number } {
    const { supplies } = placeOf(item, site);
    const supply = supplies.get(id) ?? { expected: 0, received: 0, reserved: 0 };
    supplies.set(id, supply);
    return supply;
  }

  function partOf(holder: string, part: number): Held | undefined {
    const known = parts.get(`${holder}\t${part}`);
    if (known === undefined) say(`part ${part} of ${holder} is changed and was never reserved`);
    return known;
  }

  /** `onHand` more is held there, and `inbound` more of the supply. */
  function hold(held: Held, onHand: number, inbound: number): void {
    const place = placeOf(held.item, held.site);
    place.reserved += onHand;
    place.inboundReserved += inbound;
    held.inbound += inbound;
    if (held.supply !== null && inbound !== 0) supplyOf(held.item, held.site, held.supply).reserved += inbound;
  }

  function apply(fact: Fact): void {
    switch (fact.fact) {
      case 'moved':
      case 'absolute':
      case 'reported':
        return;
      case 'reserved': {
        const { holder, part, item, site, quantity, inbound, supply } = fact.part;
        const key = `${holder}\t${part}`;
        if (parts.has(key)) say(`part ${part} of ${holder} is reserved twice`);
        const held: Held = { item, site, quantity, inbound: 0, posted: 0, supply, state: 'pending' };
        parts.set(key, held);
        hold(held, quantity - inbound, inbound);
        return;
      }
      case 'posted': {
        const held = partOf(fact.holder, fact.part);
        if (held === undefined) return;
        if (held.state !== 'pending') say(`part ${fact.part} of ${fact.holder} is posted and was ${held.state}`);
        held.posted += fact.quantity;
        if (held.posted > held.quantity)
          say(`part ${fact.part} of ${fact.holder}: ${held.posted} of ${held.quantity} left`);
        hold(held, -fact.quantity, 0);
        return;
      }
      case 'settled': {
        const held = partOf(fact.holder, fact.part);
        if (held === undefined) return;
        if (held.state !== 'pending')
          say(`part ${fact.part} of ${fact.holder} is settled as ${fact.state} and was ${held.state}`);
        held.state = fact.state;
        hold(held, -(held.quantity - held.posted - held.inbound), -held.inbound);
        return;
      }
      case 'arrived': {
        const held = partOf(fact.holder, fact.part);
        if (held !== undefined) hold(held, fact.quantity, -fact.quantity);
        return;
      }
      case 'deferred': {
        const held = partOf(fact.holder, fact.part);
        if (held === undefined) return;
        held.supply = fact.supply;
        hold(held, -fact.quantity, fact.quantity);
        return;
      }
      case 'supply':
        supplyOf(fact.item, fact.site, fact.supply.id).expected = fact.supply.quantity;
        return;
      case 'supplied':
        supplyOf(fact.item, fact.site, fact.supply).received += fact.quantity;
        return;
    }
  }

  function compare(key: string, view: View): void {
    const row = view.balances.get(key);
    const place = places.get(key) ?? { reserved: 0, inboundReserved: 0, supplies: new Map() };
    if (row === undefined) {
      if (place.reserved + place.inboundReserved !== 0)
        say(`${show(key)}: ${place.reserved} is reserved of no balance`);
      return;
    }
    let inbound = 0;
    for (const [id, supply] of place.supplies) {
      inbound += Math.max(0, supply.expected - supply.received);
      const seen = view.supplies.get(key)?.find((known) => known.id === id);
      if (
        seen?.quantity !== supply.expected ||
        seen?.received !== supply.received ||
        seen?.reserved !== supply.reserved
      )
        say(`${show(key)}: supply ${id} is ${JSON.stringify(seen)}, the facts say ${JSON.stringify(supply)}`);
    }
    const seen = [row.reserved, row.inboundReserved, row.inbound].join(', ');
    const own = [place.reserved, place.inboundReserved, inbound].join(', ');
    if (seen !== own)
      say(`${show(key)}: reserved, reserved of what is to come, and to come are ${seen}; the facts say ${own}`);
    if (place.reserved > row.sellable + row.short)
      say(
        `${show(key)}: ${place.reserved} reserved of ${row.sellable} sellable, and only ${row.short} are known to be short`,
      );
    if (row.short !== Math.max(0, place.reserved - row.sellable))
      say(`${show(key)}: short by ${row.short} with ${place.reserved} reserved of ${row.sellable}`);
  }

  function comparePart(key: string, view: View): void {
    const own = parts.get(key);
    const row = view.parts.get(key);
    if (own === undefined) return say(`part ${show(key)} is stored and was never reserved`);
    if (row === undefined || !isSame(own, row))
      say(`part ${show(key)} is ${JSON.stringify(row)}, the facts say ${JSON.stringify(own)}`);
  }

  return {
    name: 'nothing is oversold',
    turn: ({ facts, changed }, _, view) => {
      const touched = new Set(changed.balances);
      const touchedParts = new Set<string>();
      const wentDown = new Set<string>();
      for (const fact of facts) {
        apply(fact);
        if (fact.fact === 'moved' && fact.quantity < 0 && fact.cell.status === 'available')
          wentDown.add(`${fact.cell.item}\t${fact.cell.site}`);
        const holder = fact.fact === 'reserved' ? fact.part : 'holder' in fact ? fact : null;
        if (holder !== null) touchedParts.add(`${holder.holder}\t${holder.part}`);
      }
      for (const key of touchedParts) {
        comparePart(key, view);
        const { item, site } = parts.get(key) ?? { item: '', site: '' };
        touched.add(`${item}\t${site}`);
      }
      for (const key of touched) {
        compare(key, view);
        const short = view.balances.get(key)?.short ?? 0;
        // A promise takes what is there: only goods that turn out to be missing open a shortage.
        if (short > (shortBefore.get(key) ?? 0) && !wentDown.has(key))
          say(`${show(key)}: short by ${short} after ${shortBefore.get(key) ?? 0}, and nothing left`);
        if (short === 0) shortBefore.delete(key);
        else shortBefore.set(key, short);
      }
    },
    all: (view) => {
      for (const key of new Set([...places.keys(), ...view.balances.keys()])) compare(key, view);
      for (const key of new Set([...parts.keys(), ...view.parts.keys()])) comparePart(key, view);
    },
  };
}

function isSame(own: Held, row: PartRow): boolean {
  return (
    own.quantity === row.quantity &&
    own.inbound === row.inbound &&
    own.posted === row.posted &&
    own.supply === row.supply &&
    own.state === row.state &&
    own.item === row.item &&
    own.site === row.site
  );
}

function show(key: string): string {
  return key.replaceAll('\t', ' ');
}
