// Goods on shelves: taken first-expiry-first-out, put back, received, counted, lost; and the reports of it to the ERP.
import { floorTo, minus, plus, quantityOf } from '../system/amount.ts';
import type { Moved } from '../system/notice.ts';
import { optionalText, text, Unreadable, whole } from '../system/read.ts';
import type { Fields } from '../system/read.ts';
import { dayMs, hourMs, minuteMs, nextStep } from '../system/time.ts';
import { placeOf } from './state.ts';
import type { Lot, ReleaseLine, Unreported, WmsTools, WmsOptions, WmsState } from './state.ts';

const reportEveryMs = 15 * minuteMs;
const countAfterMs = hourMs;

export function nextNight(now: number): number {
  return nextStep(now - 2 * hourMs, dayMs) + 2 * hourMs;
}

export function openingShelves(tools: WmsTools, wrongBooks: number): Map<string, Lot[]> {
  const shelves = new Map<string, Lot[]>();
  for (const { item, site, quantity, lot = null, expiresOn = null } of tools.market.network.openingStock) {
    const place = placeOf(item, site);
    const book = quantityOf(quantity, 'quantity');
    const isWrong = tools.chance(`wrong book ${place} ${lot}`) < wrongBooks;
    const share = isWrong ? 0.5 + 0.5 * tools.chance(`how wrong ${place}`) : 1;
    addLot(shelves, place, { lot, expiresOn, book, shelf: floorTo(scaleOf(tools, item), book * share) });
  }
  return shelves;
}

function addLot(shelves: Map<string, Lot[]>, place: string, added: Lot): void {
  const lots = shelves.get(place) ?? [];
  shelves.set(place, lots);
  lots.push(added);
  lots.sort((first, second) => (first.expiresOn ?? '').localeCompare(second.expiresOn ?? ''));
}

export function scaleOf(tools: WmsTools, item: string): number {
  return tools.market.item(item).scale ?? 0;
}

export function onShelf(state: WmsState, item: string, site: string): number {
  return lotsAt(state, item, site).reduce((sum, { shelf }) => plus(sum, shelf), 0);
}

export function booked(state: WmsState, item: string, site: string): number {
  return lotsAt(state, item, site).reduce((sum, { book }) => plus(sum, book), 0);
}

function lotsAt(state: WmsState, item: string, site: string): readonly Lot[] {
  return state.shelves.get(placeOf(item, site)) ?? [];
}

/** Takes what is there, at most the quantity; the lot that expires first goes first. */
export function take(
  state: WmsState,
  { item, site, quantity }: { item: string; site: string; quantity: number },
): Moved[] {
  const taken: Moved[] = [];
  let left = quantity;
  for (const lot of lotsAt(state, item, site)) {
    const part = Math.min(left, lot.shelf);
    if (part <= 0) continue;
    lot.shelf = minus(lot.shelf, part);
    lot.book = minus(lot.book, part);
    left = minus(left, part);
    taken.push({ item, lot: lot.lot, quantity: part });
  }
  return taken;
}

export function putBack(tools: WmsTools, state: WmsState, site: string, taken: readonly Moved[]): void {
  for (const { item, lot, quantity } of taken) {
    putAway(tools, state, { item, site, quantity, lot, expiresOn: null });
  }
}

function commit(tools: WmsTools, state: WmsState, at: { item: string; site: string; quantity: number }): void {
  const place = placeOf(at.item, at.site);
  state.committed.set(place, plus(state.committed.get(place) ?? 0, at.quantity));
  touch(tools, state, at.item, at.site);
}

/** A line of a request, in the base unit. */
export function readWanted(tools: WmsTools, line: Fields): Pick<ReleaseLine, 'line' | 'item' | 'quantity'> {
  const item = text(line, 'item');
  const quantity = quantityOf(line['quantity'], 'quantity');
  const goods = tools.market.items.get(item);
  const inBase = goods === undefined ? quantity : tools.market.inBaseUnit(goods, quantity, optionalText(line, 'unit'));
  if (inBase === null) throw new Unreadable(`unit of ${item} is not known here`);
  return { line: whole(line, 'line'), item, quantity: inBase };
}

/** `sign` −1 takes the claim back. */
export function commitLine(tools: WmsTools, state: WmsState, site: string, line: ReleaseLine, sign: 1 | -1): void {
  for (const part of tools.market.shelved(tools.market.item(line.item)))
    commit(tools, state, { item: part.item, site, quantity: plus(sign * part.quantity * line.quantity, 0) });
}

interface Arrived {
  readonly item: string;
  readonly site: string;
  readonly quantity: number;
  readonly lot: string | null;
  readonly expiresOn: string | null;
}

export function putAway(tools: WmsTools, state: WmsState, { item, site, quantity, lot, expiresOn }: Arrived): void {
  const known = lotsAt(state, item, site).find((entry) => entry.lot === lot);
  if (known === undefined)
    addLot(state.shelves, placeOf(item, site), { lot, expiresOn, book: quantity, shelf: quantity });
  else Object.assign(known, { book: plus(known.book, quantity), shelf: plus(known.shelf, quantity) });
  touch(tools, state, item, site);
}

/** Something was not where the book says: somebody goes there. */
export function planCount(tools: WmsTools, item: string, site: string): void {
  tools.schedule({ kind: 'count', item, site }, tools.now + countAfterMs);
}

export function count(tools: WmsTools, state: WmsState, item: string, site: string): void {
  for (const lot of lotsAt(state, item, site)) {
    const difference = minus(lot.shelf, lot.book);
    if (difference === 0) continue;
    lot.book = lot.shelf;
    const reference = tools.nextNumber('CNT');
    touch(tools, state, item, site).counts.push({ item, lot: lot.lot, quantity: difference, reference });
  }
}

/** Each night some places are counted in turn, and on some days something is gone. */
export function night(tools: WmsTools, state: WmsState, options: WmsOptions): void {
  const day = Math.floor(tools.now / dayMs);
  const items = tools.market.network.items.filter((item) => item.components === undefined);
  for (const site of tools.market.sites.keys()) {
    const first = tools.whole(`count ${site}`, 0, items.length - 1) + day * options.countsPerNight;
    for (let index = 0; index < options.countsPerNight; index += 1) {
      const item = items[(first + index) % items.length];
      if (item !== undefined) count(tools, state, item.code, site);
    }
    if (tools.chance(`shrink ${site} ${day}`) >= options.shrinkPerDay) continue;
    const item = items[tools.whole(`what shrinks ${site} ${day}`, 0, items.length - 1)];
    if (item !== undefined)
      lose(tools, state, { item: item.code, site, share: 0.05 + 0.2 * tools.chance(`how much ${site} ${day}`) });
  }
  forgetOldLots(tools, state);
  tools.schedule({ kind: 'night' }, nextNight(tools.now));
}

/** Every receipt brings a lot; of an empty one whose date has passed, nothing comes back. */
function forgetOldLots(tools: WmsTools, { shelves }: WmsState): void {
  const today = tools.date(tools.now, null);
  for (const [place, lots] of shelves) {
    const kept = lots.filter(
      ({ expiresOn, book, shelf }) => expiresOn === null || expiresOn >= today || book + shelf > 0,
    );
    if (kept.length < lots.length) shelves.set(place, kept);
  }
}

/** Goods are gone from the shelf, and the book does not know. */
export function lose(
  tools: WmsTools,
  state: WmsState,
  { item, site, share }: { item: string; site: string; share: number },
): void {
  for (const lot of lotsAt(state, item, site))
    lot.shelf = Math.max(0, floorTo(scaleOf(tools, item), lot.shelf * (1 - share)));
}

/** Marks an item for the next report, which is planned if none was. */
export function touch(tools: WmsTools, state: WmsState, item: string, site: string): Unreported {
  let unreported = state.unreported.get(site);
  if (unreported === undefined) {
    unreported = { items: new Map(), shipments: [], counts: [] };
    state.unreported.set(site, unreported);
    tools.schedule({ kind: 'report', site }, nextStep(tools.now, reportEveryMs));
  }
  unreported.items.set(item, true);
  return unreported;
}

export function reportToErp(tools: WmsTools, state: WmsState, site: string): void {
  const unreported = state.unreported.get(site);
  if (unreported === undefined) return;
  state.unreported.delete(site);
  const figures = [...unreported.items.keys()].map((item) => {
    const onHand = Math.max(0, booked(state, item, site));
    const free = Math.max(0, minus(onHand, state.committed.get(placeOf(item, site)) ?? 0));
    return { item, onHand, free };
  });
  const { shipments, counts } = unreported;
  tools.notify('erp', site, { kind: 'site_report', site, figures, shipments, counts });
}
