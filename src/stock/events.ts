// Stock events decided: deltas, absolute quantities with a watermark, moves, and issues that post reservations.
//
// The rule that makes arrival order irrelevant: on hand = the latest absolute + every movement after its watermark. An absolute
// posts the difference to our balance at its watermark; a delta from before it that comes late is posted and, as the
// absolute had seen it already, restated in the same breath.
import type { Item } from '#catalog/model.ts';
import assert from '#kernel/assert.ts';
import { limits } from '#kernel/limits.ts';
import { reject } from '#kernel/rejection.ts';
import type { Rejection } from '#kernel/rejection.ts';
import { evolve } from './evolve.ts';
import { readAbsolutes, readBalance, readDetails, readPart, readParts, readSupplies, readWaiting } from './read.ts';
import { heardFrom, onHandOf, openQuantity, sumKey } from './model.ts';
import type { Absolute, Cell, MovementKind, Part, StockDraft, StockEvent } from './model.ts';
import { isAfter, isOlder } from './watermark.ts';

/** Outcome of an absolute: `superseded` when a newer one is known, so that it was recorded without effect. */
export type StockOutcome = { readonly superseded?: true; readonly unreserved?: number };

/** Days at a site, in its time zone. */
export interface Days {
  /** The day the event speaks of: that of its asOf, or today. */
  readonly day: string;
  readonly startOf: (day: string) => number;
}

/** Who the goods left for: an order or a reservation, and the line where the sender names it. */
export interface Holder {
  readonly id: string;
  readonly line?: number;
}

export function decideStockEvent(
  draft: StockDraft,
  item: Item,
  told: StockEvent,
  holder: Holder | null,
  daysAt: (site: string) => Days,
): StockOutcome | Rejection {
  const refused =
    checkPlace(item, told.cell.lot) ??
    (told.to === null ? null : (checkPlace(item, told.to.lot) ?? checkMove(told, told.to)));
  if (refused !== null) return refused;
  const event = readExpired(draft, told, daysAt);
  const outcome = decideKind(draft, event, holder);
  return tooLarge(draft, event.cell) ?? (event.to === null ? null : tooLarge(draft, event.to)) ?? outcome;
}

/** Sums stay exact in JSON too: what would not is refused. */
function tooLarge(draft: StockDraft, place: { readonly item: string; readonly site: string }): Rejection | null {
  const { onHand, unexplained, inbound } = readBalance(draft, place.item, place.site);
  if (Math.max(onHand, unexplained, inbound) <= limits.quantityMax) return null;
  return reject('quantity_too_large', `The stock of ${place.item} at ${place.site} would have more than 15 digits.`, {
    pointer: '/data/quantity',
  });
}

function decideKind(draft: StockDraft, event: StockEvent, holder: Holder | null): StockOutcome {
  switch (event.kind) {
    case 'received':
      return receive(draft, event);
    case 'issued':
      return { unreserved: issue(draft, event, holder) };
    case 'adjusted':
      return adjust(draft, event);
    case 'counted':
    case 'snapshot':
      return count(draft, event);
    case 'moved':
      return moveBetween(draft, event);
  }
}

/** Item and place must suit each other; that both exist, and the scale of quantities, was settled when the message was read. */
function checkPlace(item: Item, lot: string): Rejection | null {
  if (item.components.length > 0)
    return reject('kit_has_no_stock', `${item.code} is a kit.`, { pointer: '/data/item' });
  if (item.lots && lot === '') return reject('lot_required', `${item.code} is kept in lots.`, { pointer: '/data/lot' });
  if (!item.lots && lot !== '')
    return reject('lot_not_allowed', `${item.code} is not kept in lots.`, { pointer: '/data/lot' });
  return null;
}

function receive(draft: StockDraft, event: StockEvent): StockOutcome {
  const kind: MovementKind = event.reason === 'opening' ? 'opening' : event.reason === 'return' ? 'return' : 'receipt';
  delta(draft, event, event.cell, event.quantity, kind);
  bindSupply(draft, event, event.cell);
  bindOverdue(draft, event.cell);
  return {};
}

/** What came at the cell was announced, and promised to some. */
function bindSupply(draft: StockDraft, event: StockEvent, { item, site }: Cell): void {
  const supply = event.supply === null ? undefined : findSupply(draft, { item, site }, event.supply);
  if (supply === undefined) return;
  evolve(draft, { fact: 'supplied', item, site, supply: supply.id, quantity: event.quantity });
  bindArrivals(draft, { item, site }, supply.id, event.quantity);
}

function adjust(draft: StockDraft, event: StockEvent): StockOutcome {
  delta(draft, event, event.cell, event.quantity, event.reason === 'opening' ? 'opening' : 'adjustment');
  bindOverdue(draft, event.cell);
  return {};
}

function checkMove({ cell, quantity }: StockEvent, to: Cell): Rejection | null {
  if (!isSame(cell, to)) return null;
  return reject('move_to_itself', `${quantity} of ${cell.item} would stay at ${cell.site}.`, {
    pointer: '/data/toSite',
  });
}

function isSame(one: Cell, other: Cell): boolean {
  return one.site === other.site && one.lot === other.lot && one.status === other.status;
}

/**
 * A source may call goods available whose last day has passed here. They are the ones that were moved to expired, so that is
 * what the event is about; taken by its word it would put them there a second time.
 */
function readExpired(draft: StockDraft, event: StockEvent, daysAt: (site: string) => Days): StockEvent {
  const { cell, to } = event;
  const expiresOn = (to === null ? event.expiresOn : null) ?? expiryOf(draft, cell);
  const from = readCell(draft, cell, expiresOn, daysAt(cell.site));
  if (to === null) return { ...event, cell: from };
  return {
    ...event,
    cell: from,
    to: readCell(draft, to, event.expiresOn ?? expiresOn ?? expiryOf(draft, to), daysAt(to.site)),
  };
}

function readCell(draft: StockDraft, cell: Cell, expiresOn: string | null, days: Days): Cell {
  if (cell.status !== 'available' || cell.lot === '' || expiresOn === null || expiresOn > days.day) return cell;
  // The deadline of the lot may not have fired yet.
  expire(draft, cell, expiresOn, days);
  return { ...cell, status: 'expired' };
}

/** The expiry of the lot, in whichever status it was told. */
function expiryOf(draft: StockDraft, cell: Cell): string | null {
  const lot = readDetails(draft, cell.item, cell.site).filter(
    (detail) => detail.lot === cell.lot && detail.expiresOn !== null,
  );
  return (lot.find((detail) => detail.status === cell.status) ?? lot[0])?.expiresOn ?? null;
}

function moveBetween(draft: StockDraft, event: StockEvent): StockOutcome {
  const { cell, to } = event;
  assert(to !== null, 'a move says where the goods went');
  if (isSame(cell, to)) return {}; // The source moves to expired what was moved there when its day came.
  const expiresOn = expiryOf(draft, cell);
  // An expiry in the event is that of the lot the goods go to.
  delta(draft, { ...event, expiresOn: null }, cell, -event.quantity, 'move');
  delta(draft, { ...event, expiresOn: event.expiresOn ?? expiresOn }, to, event.quantity, 'move');
  bindSupply(draft, event, to);
  bindOverdue(draft, to);
  return {};
}

function count(draft: StockDraft, event: StockEvent): StockOutcome {
  const { cell, source, asOf } = event;
  assert(asOf !== null, 'a count and a snapshot say as of when');
  const known = latestAbsolute(draft, cell);
  if (known !== undefined && isOlder(source, asOf, known)) return { superseded: true };
  const request = { cell, source, asOf };
  const stored = draft.sums.get(sumKey(request));
  if (stored === undefined) draft.missing.sums.set(sumKey(request), request);
  const since = (stored ?? 0) + sumOfTurn(draft, request);
  const detail = readDetails(draft, cell.item, cell.site).find(
    (held) => held.lot === cell.lot && held.status === cell.status,
  );
  const ours = detail === undefined ? 0 : detail.quantity - detail.unexplained;
  const difference = event.quantity + since - ours;
  evolve(draft, { fact: 'absolute', cell, source, asOf, quantity: event.quantity });
  if (difference !== 0 || (event.expiresOn !== null && event.expiresOn !== detail?.expiresOn)) {
    evolve(draft, {
      fact: 'moved',
      cell,
      quantity: difference,
      kind: event.kind === 'counted' ? 'count' : 'snapshot',
      expiresOn: event.expiresOn,
      occurredAt: asOf.time,
      source,
      sequence: asOf.sequence,
      reason: event.reason,
      reference: event.reference,
    });
  }
  bindOverdue(draft, cell);
  return {};
}

function sumOfTurn(
  draft: StockDraft,
  request: {
    readonly cell: Cell;
    readonly source: string;
    readonly asOf: { readonly time: number; readonly sequence: number | null };
  },
): number {
  let sum = 0;
  for (const fact of draft.earlier) {
    if (fact.fact === 'moved' && sameCell(fact.cell, request.cell) && isAfter(fact, request.source, request.asOf))
      sum += fact.quantity;
  }
  return sum;
}

function sameCell(one: Cell, other: Cell): boolean {
  return one.item === other.item && one.site === other.site && one.lot === other.lot && one.status === other.status;
}

/** What a movement says of its origin. */
type Origin = Pick<StockEvent, 'expiresOn' | 'source' | 'sequence' | 'occurredAt' | 'reason' | 'reference'>;

/** Posts a movement and, when the latest absolute of its cell had already seen it, the restatement that keeps on hand right. */
export function delta(draft: StockDraft, event: Origin, cell: Cell, quantity: number, kind: MovementKind): void {
  const { expiresOn, source, sequence, occurredAt, reason, reference } = event;
  evolve(draft, { fact: 'moved', cell, quantity, kind, expiresOn, occurredAt, source, sequence, reason, reference });
  const absolute = latestAbsolute(draft, cell);
  if (absolute === undefined || isAfter(event, absolute.source, absolute.asOf)) return;
  evolve(draft, {
    fact: 'moved',
    cell,
    quantity: -quantity,
    kind: 'restatement',
    expiresOn: null,
    occurredAt: absolute.asOf.time,
    source: absolute.source,
    sequence: absolute.asOf.sequence,
    reason: 'seen by the count before it was reported',
    reference,
  });
}

function latestAbsolute(draft: StockDraft, cell: Cell): Absolute | undefined {
  return readAbsolutes(draft, cell.item, cell.site).find(
    (absolute) => absolute.lot === cell.lot && absolute.status === cell.status,
  );
}

/**
 * When a movement of our own happens: no absolute that is known can have seen it, even one whose source's clock is ahead.
 */
export function afterAbsolute(draft: StockDraft, cell: Cell, moment: number): number {
  const absolute = latestAbsolute(draft, cell);
  return absolute === undefined ? moment : Math.max(moment, absolute.asOf.time + 1);
}

/**
 * Goods left. What belongs to the holder's reservation at this site posts it; a second source that reports the same goods
 * only confirms. Goods that left although their reservation had been given back, or beyond all that was ever reserved, move once
 * as well: the source that reports the most of them counts. Only for a holder that never reserved anything here nothing is noted,
 * and each report moves. Returns how much left without any reservation.
 */
function issue(draft: StockDraft, event: StockEvent, holder: Holder | null): number {
  const { item, site } = event.cell;
  const parts = (holder === null ? [] : readParts(draft, holder.id)).filter(
    (part) => part.item === item && part.site === site && (holder?.line === undefined || part.line === holder.line),
  );
  const posting = issueReserved(draft, event, parts);
  const late = issueGivenBack(draft, event, parts, event.quantity - posting.reported);
  const unreserved = late.moving + issueBeyond(draft, event, parts, event.quantity - posting.reported - late.reported);
  const moving = posting.moving + unreserved;
  if (moving > 0) delta(draft, event, event.cell, -moving, 'issue');
  return unreserved;
}

/** What an event reports of parts, and how much of that is news and moves. */
interface Reported {
  readonly reported: number;
  readonly moving: number;
}

function issueReserved(draft: StockDraft, event: StockEvent, parts: readonly Part[]): Reported {
  let left = event.quantity;
  let moving = 0;
  for (const part of parts) {
    if (left === 0) break;
    const heard = heardFrom(part, event.source);
    // Of a part that was settled, a source can only confirm what has left.
    const reported = Math.min(left, (part.state === 'pending' ? part.quantity : part.posted) - heard);
    if (reported <= 0) continue;
    left -= reported;
    evolve(draft, { fact: 'reported', holder: part.holder, part: part.part, source: event.source, quantity: reported });
    const news = Math.max(0, heard + reported - part.posted);
    if (news > 0) {
      postPart(draft, part, news);
      moving += news;
    }
  }
  return { reported: event.quantity - left, moving };
}

function issueGivenBack(draft: StockDraft, event: StockEvent, parts: readonly Part[], quantity: number): Reported {
  let left = quantity;
  let moving = 0;
  for (const { holder, part: number } of parts) {
    const part = readPart(draft, holder, number); // As the pass before this one left it.
    if (part.state === 'pending') continue;
    const heard = heardFrom(part, event.source);
    const reported = Math.min(left, part.quantity - heard);
    if (reported <= 0) continue;
    left -= reported;
    moving += Math.max(0, heard + reported - Math.max(part.posted, ...Object.values(part.reported)));
    evolve(draft, { fact: 'reported', holder, part: number, source: event.source, quantity: reported });
  }
  return { reported: quantity - left, moving };
}

/** Every part is told in full here: what is beyond is noted with the last. Returns how much of it is news. */
function issueBeyond(draft: StockDraft, event: StockEvent, parts: readonly Part[], quantity: number): number {
  const last = parts.at(-1);
  if (last === undefined || quantity === 0) return quantity;
  const part = readPart(draft, last.holder, last.part); // As the passes before this one left it.
  const told = Math.max(part.quantity, ...Object.values(part.reported));
  const telling = heardFrom(part, event.source) + quantity;
  evolve(draft, { fact: 'reported', holder: part.holder, part: part.part, source: event.source, quantity });
  return Math.max(0, telling - told);
}

/** Takes `quantity` of the part's reservation as gone; settles the part when nothing is left to go. */
export function postPart(draft: StockDraft, part: Part, quantity: number): void {
  const held = onHandOf(part);
  // Goods that left were there: whatever still waited for a supply is bound to stock first.
  if (quantity > held)
    evolve(draft, { fact: 'arrived', holder: part.holder, part: part.part, quantity: quantity - held });
  evolve(draft, { fact: 'posted', holder: part.holder, part: part.part, quantity });
  if (part.posted + quantity === part.quantity)
    evolve(draft, { fact: 'settled', holder: part.holder, part: part.part, state: 'posted' });
}

function findSupply(
  draft: StockDraft,
  cell: Pick<Cell, 'item' | 'site'>,
  name: string,
): { readonly id: string } | undefined {
  const supplies = readSupplies(draft, cell.item, cell.site);
  return supplies.find((supply) => supply.id === name) ?? supplies.find((supply) => supply.id.endsWith(`#${name}`));
}

/** Reservations on a supply become reservations on hand as its goods arrive, oldest promise first. */
function bindArrivals(
  draft: StockDraft,
  cell: Pick<Cell, 'item' | 'site'>,
  supply: string | null,
  quantity: number,
): void {
  if (readBalance(draft, cell.item, cell.site).inboundReserved === 0) return;
  let left = quantity;
  for (const part of readWaiting(draft, cell.item, cell.site)) {
    if (part.supply !== supply) continue;
    const balance = readBalance(draft, cell.item, cell.site);
    const bound = Math.min(left, part.inbound, balance.sellable - balance.reserved);
    if (bound <= 0) return;
    left -= bound;
    evolve(draft, { fact: 'arrived', holder: part.holder, part: part.part, quantity: bound });
  }
}

/** When goods turn sellable or are given back, promises on supplies that are received, or shrank below them, are bound first. */
export function bindOverdue(draft: StockDraft, cell: Pick<Cell, 'item' | 'site'>): void {
  if (readBalance(draft, cell.item, cell.site).inboundReserved === 0) return;
  for (const supply of readSupplies(draft, cell.item, cell.site)) {
    const overdue = supply.reserved - openQuantity(supply);
    if (overdue > 0) bindArrivals(draft, cell, supply.id, overdue);
  }
}

/** What is free at the place goes to those who are promised a supply there, oldest promise first: no later one is before them. */
export function bindFree(draft: StockDraft, cell: Pick<Cell, 'item' | 'site'>, keptBack: number): void {
  for (const { holder, part, inbound } of readWaiting(draft, cell.item, cell.site)) {
    const balance = readBalance(draft, cell.item, cell.site);
    const bound = Math.min(inbound, balance.sellable - balance.reserved - keptBack);
    if (bound <= 0) return;
    evolve(draft, { fact: 'arrived', holder, part, quantity: bound });
  }
}

/** A supply is announced, changed or (quantity 0) withdrawn. An older announcement changes nothing. */
export function decideSupply(
  draft: StockDraft,
  item: Item,
  told: {
    readonly item: string;
    readonly site: string;
    readonly id: string;
    readonly quantity: number;
    readonly expectedOn: string;
    readonly asOf: { readonly time: number; readonly sequence: number | null };
  },
): StockOutcome | Rejection {
  if (item.components.length > 0)
    return reject('kit_has_no_stock', `${item.code} is a kit.`, { pointer: '/data/item' });
  const known = readSupplies(draft, told.item, told.site).find((supply) => supply.id === told.id);
  // A supply is told by one source: its id says which.
  if (known !== undefined && isOlder(told.id, told.asOf, { source: known.id, asOf: known.asOf }))
    return { superseded: true };
  const { item: code, site, ...supply } = told;
  evolve(draft, { fact: 'supply', item: code, site, supply });
  bindOverdue(draft, told);
  return tooLarge(draft, told) ?? {};
}

/** Moves lots whose last day has passed from available to expired. */
export function decideExpiry(
  draft: StockDraft,
  { item, site }: { readonly item: string; readonly site: string },
  days: Days,
): void {
  for (const { lot, status, expiresOn } of readDetails(draft, item, site)) {
    if (status === 'available' && expiresOn !== null && expiresOn <= days.day)
      expire(draft, { item, site, lot, status }, expiresOn, days);
  }
}

/**
 * The day of a lot came when its day began at the site, whenever that is noticed: a count of that morning has seen it as expired.
 * What was available until now leaves all the same; what a later absolute says of the expired goods stands.
 */
function expire(draft: StockDraft, cell: Cell, expiresOn: string, days: Days): void {
  const detail = readDetails(draft, cell.item, cell.site).find(
    (held) => held.lot === cell.lot && held.status === cell.status,
  );
  if (detail === undefined || detail.quantity === 0) return;
  const began = days.startOf(expiresOn);
  const origin = { expiresOn, source: 'crossdock', sequence: null, reason: 'expired', reference: null };
  delta(draft, { ...origin, occurredAt: afterAbsolute(draft, cell, began) }, cell, -detail.quantity, 'expiry');
  delta(draft, { ...origin, occurredAt: began }, { ...cell, status: 'expired' }, detail.quantity, 'expiry');
}
