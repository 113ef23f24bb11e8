// Facts applied to a draft: the only code that changes balances, details, reservations and supplies.
import { read, write } from '#kernel/layer.ts';
import { readAbsolutes, readBalance, readDetails, readPart, readPartsOf, readSupplies, readWaiting } from './read.ts';
import { byAge, byCell, byDate, heardFrom, onHandOf, openQuantity, partKey, stockKey } from './model.ts';
import type { Absolute, Balance, Cell, Detail, Part, StockDraft, StockFact, Supply } from './model.ts';

export function evolve(draft: StockDraft, fact: StockFact): void {
  draft.facts.push(fact);
  switch (fact.fact) {
    case 'moved':
      return move(draft, fact.cell, fact.quantity, fact.expiresOn);
    case 'absolute':
      return recordAbsolute(draft, fact);
    case 'reserved':
      return reserve(draft, fact.part);
    case 'posted':
      return post(draft, readPart(draft, fact.holder, fact.part), fact.quantity);
    case 'reported': {
      const part = readPart(draft, fact.holder, fact.part);
      const before = heardFrom(part, fact.source);
      return writePart(draft, { ...part, reported: { ...part.reported, [fact.source]: before + fact.quantity } });
    }
    case 'settled':
      return settle(draft, readPart(draft, fact.holder, fact.part), fact.state);
    case 'arrived':
      return arrive(draft, readPart(draft, fact.holder, fact.part), fact.quantity);
    case 'deferred':
      return defer(draft, readPart(draft, fact.holder, fact.part), fact.supply, fact.quantity);
    case 'supply':
      return expect(draft, fact.item, fact.site, fact.supply);
    case 'supplied':
      return changeSupply(draft, fact.item, fact.site, fact.supply, (supply) => ({
        ...supply,
        received: supply.received + fact.quantity,
      }));
  }
}

function move(draft: StockDraft, cell: Cell, quantity: number, expiresOn: string | null): void {
  const details = readDetails(draft, cell.item, cell.site);
  const index = details.findIndex((detail) => detail.lot === cell.lot && detail.status === cell.status);
  const before: Detail = details[index] ?? {
    lot: cell.lot,
    status: cell.status,
    quantity: 0,
    unexplained: 0,
    expiresOn,
  };
  // What was issued without being there is owed by later arrivals: the two never stand side by side.
  const sum = before.quantity - before.unexplained + quantity;
  const after: Detail = {
    ...before,
    quantity: Math.max(0, sum),
    unexplained: Math.max(0, -sum),
    expiresOn: expiresOn ?? before.expiresOn,
  };
  write(
    draft.details,
    stockKey(cell.item, cell.site),
    index < 0 ? [...details, after].toSorted(byCell) : details.with(index, after),
  );
  const balance = readBalance(draft, cell.item, cell.site);
  const gained = after.quantity - before.quantity;
  writeBalance(draft, {
    ...balance,
    onHand: balance.onHand + gained,
    sellable: balance.sellable + (cell.status === 'available' ? gained : 0),
    unexplained: balance.unexplained + after.unexplained - before.unexplained,
  });
}

function recordAbsolute(draft: StockDraft, fact: Extract<StockFact, { fact: 'absolute' }>): void {
  const key = stockKey(fact.cell.item, fact.cell.site);
  const others = readAbsolutes(draft, fact.cell.item, fact.cell.site).filter(
    (known) => known.lot !== fact.cell.lot || known.status !== fact.cell.status,
  );
  const absolute: Absolute = {
    lot: fact.cell.lot,
    status: fact.cell.status,
    source: fact.source,
    asOf: fact.asOf,
    quantity: fact.quantity,
  };
  write(draft.absolutes, key, [...others, absolute].toSorted(byCell));
}

function reserve(draft: StockDraft, part: Part): void {
  const balance = readBalance(draft, part.item, part.site);
  writeBalance(draft, {
    ...balance,
    reserved: balance.reserved + part.quantity - part.inbound,
    inboundReserved: balance.inboundReserved + part.inbound,
  });
  const key = partKey(part.holder, part.part);
  ownPartsOf(draft, part.holder).push(key);
  if (part.supply !== null) {
    changeSupply(draft, part.item, part.site, part.supply, (supply) => ({
      ...supply,
      reserved: supply.reserved + part.inbound,
    }));
    startWaiting(draft, part);
  }
  writePart(draft, part);
}

/** The draft's own copy of the list, made once: an order of many kits reserves tens of thousands of parts. */
function ownPartsOf(draft: StockDraft, holder: string): string[] {
  const changed = draft.partsOf.changed.get(holder);
  if (changed !== undefined) return changed as string[]; // Only this draft has it.
  const copy = [...readPartsOf(draft, holder)];
  write(draft.partsOf, holder, copy);
  return copy;
}

/** Of a holder that is made now: it has no parts yet, so there are none to load. */
export function beginParts(draft: StockDraft, holder: string): void {
  write(draft.partsOf, holder, []);
}

function post(draft: StockDraft, part: Part, quantity: number): void {
  const balance = readBalance(draft, part.item, part.site);
  writeBalance(draft, { ...balance, reserved: balance.reserved - quantity });
  writePart(draft, { ...part, posted: part.posted + quantity });
}

function settle(draft: StockDraft, part: Part, state: 'posted' | 'voided' | 'expired'): void {
  const held = onHandOf(part);
  const balance = readBalance(draft, part.item, part.site);
  writeBalance(draft, {
    ...balance,
    reserved: balance.reserved - held,
    inboundReserved: balance.inboundReserved - part.inbound,
  });
  if (part.supply !== null && part.inbound > 0) {
    changeSupply(draft, part.item, part.site, part.supply, (supply) => ({
      ...supply,
      reserved: supply.reserved - part.inbound,
    }));
    stopWaiting(draft, part);
  }
  writePart(draft, { ...part, inbound: 0, state });
}

function arrive(draft: StockDraft, part: Part, quantity: number): void {
  const balance = readBalance(draft, part.item, part.site);
  writeBalance(draft, {
    ...balance,
    reserved: balance.reserved + quantity,
    inboundReserved: balance.inboundReserved - quantity,
  });
  if (part.supply !== null) {
    changeSupply(draft, part.item, part.site, part.supply, (supply) => ({
      ...supply,
      reserved: supply.reserved - quantity,
    }));
  }
  if (quantity === part.inbound) stopWaiting(draft, part);
  writePart(draft, { ...part, inbound: part.inbound - quantity });
}

/** The opposite of an arrival: others have the goods now, and the supply they waited for is for this part. */
function defer(draft: StockDraft, part: Part, id: string, quantity: number): void {
  const balance = readBalance(draft, part.item, part.site);
  writeBalance(draft, {
    ...balance,
    reserved: balance.reserved - quantity,
    inboundReserved: balance.inboundReserved + quantity,
  });
  changeSupply(draft, part.item, part.site, id, (supply) => ({ ...supply, reserved: supply.reserved + quantity }));
  const deferred = { ...part, supply: id, inbound: part.inbound + quantity };
  if (part.inbound === 0) startWaiting(draft, deferred);
  writePart(draft, deferred);
}

function startWaiting(draft: StockDraft, part: Part): void {
  const waiting = [...readWaiting(draft, part.item, part.site), part].toSorted(byAge);
  write(
    draft.waiting,
    stockKey(part.item, part.site),
    waiting.map((one) => partKey(one.holder, one.part)),
  );
}

function expect(draft: StockDraft, item: string, site: string, told: Omit<Supply, 'received' | 'reserved'>): void {
  const supplies = readSupplies(draft, item, site);
  const known = supplies.find((supply) => supply.id === told.id) ?? { received: 0, reserved: 0 };
  const others = supplies.filter((supply) => supply.id !== told.id);
  write(draft.supplies, stockKey(item, site), [...others, { ...known, ...told }].toSorted(byDate));
  refreshInbound(draft, item, site);
}

function changeSupply(
  draft: StockDraft,
  item: string,
  site: string,
  id: string,
  change: (supply: Supply) => Supply,
): void {
  const changed = readSupplies(draft, item, site).map((supply) => (supply.id === id ? change(supply) : supply));
  write(draft.supplies, stockKey(item, site), changed);
  refreshInbound(draft, item, site);
}

function refreshInbound(draft: StockDraft, item: string, site: string): void {
  const balance = readBalance(draft, item, site);
  const inbound = readSupplies(draft, item, site).reduce((sum, supply) => sum + openQuantity(supply), 0);
  writeBalance(draft, { ...balance, inbound });
}

function stopWaiting(draft: StockDraft, part: Part): void {
  const place = stockKey(part.item, part.site);
  const key = partKey(part.holder, part.part);
  write(
    draft.waiting,
    place,
    (read(draft.waiting, place) ?? []).filter((waiting) => waiting !== key),
  );
}

function writeBalance(draft: StockDraft, balance: Balance): void {
  const short = Math.max(0, balance.reserved - balance.sellable);
  write(
    draft.balances,
    stockKey(balance.item, balance.site),
    short === balance.short ? balance : { ...balance, short },
  );
}

function writePart(draft: StockDraft, part: Part): void {
  write(draft.parts, partKey(part.holder, part.part), part);
}
