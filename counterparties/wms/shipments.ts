// Shipments: picked from what is really there, packed, and gone with the truck of the carrier that was booked.
import { floorTo, minus, plus } from '../system/amount.ts';
import type { Notice } from '../system/notice.ts';
import { hourMs, minuteMs, nextStep } from '../system/time.ts';
import { commitLine, onShelf, planCount, scaleOf, take, touch } from './shelves.ts';
import type { PickedLine, Release, ReleaseLine, Shipment, WmsTools, WmsState } from './state.ts';

const packageGramsMax = 25_000;
const cartonGrams = 300;

export function pick(tools: WmsTools, state: WmsState, number: string): void {
  const shipment = state.shipments.get(number);
  if (shipment?.stage !== 'picking') return;
  const results = shipment.lines.map((line) => pickLine(tools, state, shipment, line));
  shipment.picked = results.flatMap(({ picked }) => picked);
  shipment.taken = results.flatMap(({ taken }) => taken);
  for (const line of shipment.lines) commitLine(tools, state, shipment.site, line, -1);
  const isEmpty = shipment.taken.length === 0;
  shipment.stage = isEmpty ? 'empty' : 'picked';
  tellPicked(tools, state, shipment);
  if (isEmpty) return closeRelease(state, shipment);
  const minutes = tools.whole(`packing ${shipment.part}`, 5, 20);
  tools.schedule({ kind: 'pack', shipment: number }, tools.now + minutes * minuteMs);
}

interface Picked {
  readonly picked: readonly PickedLine[];
  readonly taken: Shipment['taken'];
}

function pickLine(tools: WmsTools, state: WmsState, { site, release }: Shipment, line: ReleaseLine): Picked {
  const goods = tools.market.item(line.item);
  const parts = tools.market.shelved(goods);
  const scale = goods.scale ?? 0;
  const possible = parts.map((part) => floorTo(scale, onShelf(state, part.item, site) / part.quantity));
  const there = Math.min(line.quantity, ...possible);
  const isMissed = tools.chance(`short ${release} ${line.line}`) < tools.setting('short_picks', 'rate');
  const found = isMissed ? floorTo(scale, there * tools.chance(`found ${release} ${line.line}`)) : there;
  const taken = parts.flatMap((part) =>
    take(state, { item: part.item, site, quantity: plus(part.quantity * found, 0) }),
  );
  const short = minus(line.quantity, found);
  if (short > 0) for (const part of parts) planCount(tools, part.item, site);
  const instead = short > 0 ? substitute(tools, state, { site, release, line, short }) : [];
  const [first] = instead;
  const more = {
    ...(short > 0 && { short }),
    ...(first !== undefined && { substitute: { item: first.item, quantity: sum(instead) } }),
  };
  const base = { line: line.line, item: line.item };
  // A kit is reported whole; of other goods, each lot by itself.
  const entries =
    goods.components !== undefined || taken.length === 0
      ? [{ ...base, quantity: found }]
      : taken.map(({ lot, quantity }) => ({ ...base, quantity, ...(lot !== null && { lot }) }));
  return {
    picked: entries.map((entry, index) => (index === 0 ? { ...entry, ...more } : entry)),
    taken: [...taken, ...instead],
  };
}

/** What the release allows instead, or, by a fault, what lies beside it. */
function substitute(
  tools: WmsTools,
  state: WmsState,
  { site, release, line, short }: { site: string; release: string; line: ReleaseLine; short: number },
): Shipment['taken'] {
  const isUnasked = tools.chance(`unasked ${release} ${line.line}`) < tools.setting('substitutes_unasked', 'rate');
  const allowed = isUnasked ? [...line.substitutes, ...neighbour(tools, line.item)] : line.substitutes;
  for (const item of allowed) {
    const goods = tools.market.items.get(item);
    if (goods === undefined || goods.components !== undefined || goods.lots === true) continue;
    const quantity = floorTo(scaleOf(tools, item), Math.min(short, onShelf(state, item, site)));
    if (quantity <= 0) continue;
    return take(state, { item, site, quantity });
  }
  return [];
}

/** The next size of the same family: codes of one family begin alike. */
function neighbour(tools: WmsTools, code: string): string[] {
  const goods = tools.market.item(code);
  const family = code.slice(0, code.lastIndexOf('-') + 1);
  const next = tools.market.network.items.find(
    (item) => item.code > code && item.code.startsWith(family) && item.unit === goods.unit,
  );
  return next === undefined || goods.components !== undefined ? [] : [next.code];
}

function sum(taken: Shipment['taken']): number {
  return taken.reduce((total, { quantity }) => plus(total, quantity), 0);
}

export function pack(tools: WmsTools, state: WmsState, number: string): void {
  const shipment = state.shipments.get(number);
  if (shipment?.stage !== 'picked') return;
  shipment.stage = 'packed';
  const grams = shipment.taken.reduce(
    (total, { item, quantity }) => total + tools.market.weightGrams(tools.market.item(item)) * quantity,
    cartonGrams,
  );
  const count = Math.ceil(grams / packageGramsMax);
  shipment.packages = Array.from({ length: count }, (_, index) => ({
    id: `${number}-${index + 1}`,
    weightGrams: Math.ceil(grams / count),
  }));
  tools.notify('carrier', number, { kind: 'parcel', shipment: number, weightGrams: Math.ceil(grams) });
  tellPacked(tools, state, shipment);
  planLeaving(tools, shipment, false);
}

export function collect(tools: WmsTools, state: WmsState, notice: Extract<Notice, { kind: 'collection' }>): void {
  const shipment = state.shipments.get(notice.shipment);
  if (shipment === undefined) return; // Not of this warehouse, or long gone.
  const { carrier, tracking, expectedOn } = notice;
  shipment.collection = { carrier, tracking, expectedOn };
  planLeaving(tools, shipment, notice.expedite);
}

/** Trucks leave every hour; for what is urgent, one comes. */
function planLeaving(tools: WmsTools, { shipment, stage, collection }: Shipment, isUrgent: boolean): void {
  if (stage !== 'packed' || collection === null) return;
  const at = isUrgent ? tools.now + 15 * minuteMs : nextStep(tools.now, hourMs);
  tools.schedule({ kind: 'leave', shipment }, at);
}

export function leave(tools: WmsTools, state: WmsState, number: string): void {
  const shipment = state.shipments.get(number);
  if (shipment?.stage !== 'packed') return;
  shipment.stage = 'left';
  closeRelease(state, shipment);
  for (const { item } of shipment.taken) {
    touch(tools, state, item, shipment.site);
  }
  const { order, taken, site } = shipment;
  state.unreported.get(site)?.shipments.push({ order, shipment: number, lines: taken });
  tools.notify('carrier', number, { kind: 'handed_over', shipment: number });
  tellShipped(tools, state, shipment);
}

/** A release is done when none of its lines waits and none of its shipments is under way. */
function closeRelease(state: WmsState, shipment: Shipment): void {
  const release = state.releases.get(shipment.release);
  if (release?.stage !== 'open' || release.lines.some(({ isWaiting }) => isWaiting)) return;
  const stages = release.shipments.map((number) => state.shipments.get(number)?.stage);
  if (stages.some((stage) => stage === 'picking' || stage === 'picked' || stage === 'packed')) return;
  release.stage = 'done';
  shipment.isLast = true;
}

/** Everything that has been reported of a shipment, once more. */
export function tellShipment(tools: WmsTools, state: WmsState, shipment: Shipment): void {
  const { stage } = shipment;
  if (stage !== 'picking' && stage !== 'returned') tellPicked(tools, state, shipment);
  if (stage === 'packed' || stage === 'left') tellPacked(tools, state, shipment);
  if (stage === 'left') tellShipped(tools, state, shipment);
}

function tellPicked(tools: WmsTools, state: WmsState, shipment: Shipment): void {
  say(tools, state, shipment, { type: 'shipment.picked', more: { lines: shipment.picked } });
}

function tellPacked(tools: WmsTools, state: WmsState, shipment: Shipment): void {
  say(tools, state, shipment, { type: 'shipment.packed', more: { packages: shipment.packages } });
}

function tellShipped(tools: WmsTools, state: WmsState, shipment: Shipment): void {
  const lines = shipment.picked.flatMap(({ line, item, quantity, lot, substitute: instead }) => [
    ...(quantity > 0 ? [{ line, item, quantity, ...(lot !== undefined && { lot }) }] : []),
    ...(instead === undefined ? [] : [{ line, ...instead }]),
  ]);
  const more = { lines, ...shipment.collection, complete: shipment.isLast };
  say(tools, state, shipment, { type: 'shipment.shipped', more });
}

function say(
  tools: WmsTools,
  state: WmsState,
  { order, release, shipment, site }: Shipment,
  { type, more }: { type: string; more: object },
): void {
  const known: Release | undefined = state.releases.get(release);
  tools.report({
    type,
    about: order,
    data: { order, release, shipment, site, ...more },
    cause: known?.cause ?? null,
  });
}
