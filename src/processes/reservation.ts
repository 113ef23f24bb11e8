// Two-phase reservations made by themselves: pending, then settled once as posted (whole or part), voided or expired.
import type { Item } from '#catalog/model.ts';
import assert from '#kernel/assert.ts';
import { reject, isRejection } from '#kernel/rejection.ts';
import type { Rejection } from '#kernel/rejection.ts';
import { read, write } from '#kernel/layer.ts';
import { showQuantity } from '#kernel/quantity.ts';
import { inScope } from '#kernel/scope.ts';
import { localDate, showInstant } from '#kernel/time.ts';
import { kitOf, readQuantity, readRequestedFor } from '#orders/decide.ts';
import { beginParts, evolve } from '#stock/evolve.ts';
import { afterAbsolute, delta, postPart } from '#stock/events.ts';
import { firstExpiryFirstOut } from '#stock/lots.ts';
import { splitStockKey, stockKey } from '#stock/model.ts';
import type { Cell, Part, StockDraft } from '#stock/model.ts';
import { readParts } from '#stock/read.ts';
import { plan } from '#stock/plan.ts';
import type { Component } from '#stock/plan-model.ts';
import { spokenFor } from './ask-for-allocation.ts';
import { release } from './change-lines.ts';
import type { Context, Draft, Reservation } from './draft.ts';
import { entryOf } from './entry.ts';
import type { Command, Message } from './message.ts';
import { candidateSites, componentsOf, issuedUnits, isPast, planSites, reservePieces } from './promise.ts';

export interface ReservationView {
  readonly id: string;
  readonly state: Reservation['state'];
  readonly item: string;
  readonly unit: string;
  readonly quantity: number;
  readonly posted: number;
  readonly reference: string | null;
  readonly madeAt: string;
  readonly expiresAt: string | null;
  readonly sites: readonly { readonly site: string; readonly quantity: number; readonly promisedFor: string }[];
}

export function viewReservation(reservation: Reservation): ReservationView {
  const show = (quantity: number): number => showQuantity(quantity, reservation.scale);
  return {
    id: reservation.id,
    state: reservation.state,
    item: reservation.item,
    unit: reservation.unit,
    quantity: show(reservation.quantity),
    posted: show(reservation.posted),
    reference: reservation.reference,
    madeAt: showInstant(reservation.madeAt),
    expiresAt: reservation.expiresAt === null ? null : showInstant(reservation.expiresAt),
    sites: reservation.portions.map(({ site, quantity, promisedFor }) => ({
      site,
      quantity: show(quantity),
      promisedFor,
    })),
  };
}

export function makeReservation(
  draft: Draft,
  context: Context,
  message: Message,
  command: Extract<Command, { type: 'reservation.make' }>,
): ReservationView | Rejection {
  const { id, document } = command;
  const known = read(draft.reservations, id);
  if (known !== undefined) {
    if (known.digest === message.digest) return viewReservation(known);
    return reject('reservation_exists_with_different_body', `${id} reserves ${known.item}.`, {
      pointer: '/id',
      facts: { reservation: id },
    });
  }
  const item = context.catalog.item(document.item);
  if (item === undefined) return reject('item_unknown', `No item has the code ${document.item}.`, { pointer: '/item' });
  if (!item.active) return reject('item_inactive', `Item ${document.item} is not active.`, { pointer: '/item' });
  if (document.site !== undefined) {
    const site = context.catalog.site(document.site);
    if (site === undefined)
      return reject('site_unknown', `No site has the code ${document.site}.`, { pointer: '/site' });
    if (!site.active) return reject('site_inactive', `Site ${document.site} is not active.`, { pointer: '/site' });
    if (!inScope(message.scope, site))
      return reject('site_outside_scope', `Site ${document.site} is outside the scope of the caller.`, {
        pointer: '/site',
      });
  }
  const quantity = readQuantity(item, document.quantity, document.unit, '');
  if (typeof quantity !== 'number') return quantity;
  if (quantity <= 0)
    return reject('quantity_not_positive', `The quantity is ${document.quantity}.`, { pointer: '/quantity' });
  const candidates = candidateSites(context.catalog, message.scope, document.site ?? null);
  const [home] = candidates;
  if (home === undefined) return reject('no_site', 'No active site is in the scope of the caller.');
  const requestedFor = readRequestedFor(document.requestedFor)?.date ?? null;
  const sites = planSites(candidates, context.now);
  if (requestedFor !== null && isPast(requestedFor, candidates, context.now)) {
    return reject('requested_for_past', `${requestedFor} is past; today is ${localDate(context.now, home.zone)}.`, {
      pointer: '/requestedFor',
    });
  }
  const components = kitOf(item, context.catalog);
  const planned = plan(draft, [{ line: 1, quantity, components: componentsOf(item, components) }], {
    sites,
    requestedFor,
    allowBackorder: false,
    spokenFor: spokenFor(draft),
  });
  const open = planned.open[0]?.quantity ?? 0;
  if (open > 0) {
    const available = showQuantity(quantity - open, item.scale);
    return reject(
      'insufficient_stock',
      `${available} of ${showQuantity(quantity, item.scale)} ${item.code} is available.`,
      {
        pointer: '/quantity',
        facts: { available },
      },
    );
  }
  beginParts(draft, id);
  reservePieces(draft, id, 1, planned.pieces);
  const expiresAt = document.expiresInSeconds === undefined ? null : context.now + document.expiresInSeconds * 1000;
  const reservation: Reservation = {
    id,
    item: item.code,
    quantity,
    scale: item.scale,
    unit: item.unit,
    components,
    state: 'pending',
    posted: 0,
    posting: null,
    reference: document.reference ?? null,
    digest: message.digest,
    madeAt: context.now,
    expiresAt,
    portions: planned.portions,
  };
  write(draft.reservations, id, reservation);
  if (expiresAt !== null) {
    draft.deadlines.push({
      id: `reservation.expire:${id}`,
      dueAt: expiresAt,
      command: { type: 'reservation.expire', id, dueAt: expiresAt },
    });
  }
  record(draft, message, reservation, 'made', {
    quantity,
    portions: planned.portions,
    reservations: planned.pieces,
    expiresAt,
  });
  return viewReservation(reservation);
}

/** Posting takes the goods out of stock: all, or part of them and the rest is given back. Lots leave first-expiry-first-out. */
export function postReservation(
  draft: Draft,
  context: Context,
  message: Message,
  command: Extract<Command, { type: 'reservation.post' }>,
): ReservationView | Rejection {
  const known = read(draft.reservations, command.id);
  const item = known === undefined ? undefined : context.catalog.item(known.item);
  if (known?.state === 'posted' && item !== undefined && isSamePosting(known, item, command.quantity))
    return viewReservation(known); // Said before.
  const reservation = pending(draft, command.id);
  if (isRejection(reservation)) return reservation;
  // Its deadline may not have fired yet.
  if (reservation.expiresAt !== null && context.now >= reservation.expiresAt) return expiredAlready(reservation);
  if (item === undefined) return reject('item_unknown', `No item has the code ${reservation.item}.`);
  const open = reservation.quantity - reservation.posted;
  const quantity = command.quantity === null ? open : readQuantity(item, command.quantity, undefined, '');
  if (typeof quantity !== 'number') return quantity;
  if (quantity <= 0)
    return reject('quantity_not_positive', `The quantity is ${command.quantity ?? open}.`, { pointer: '/quantity' });
  if (quantity > open) {
    return reject('post_exceeds_reservation', `${reservation.id} reserves ${showQuantity(open, reservation.scale)}.`, {
      pointer: '/quantity',
    });
  }
  const parts = readParts(draft, reservation.id);
  if (parts.some((part) => part.inbound > 0))
    return reject(
      'reservation_waits_for_supply',
      `${reservation.id} waits for ${parts.find((part) => part.inbound > 0)?.supply ?? ''}.`,
    );
  const total = reservation.posted + quantity;
  const leaving = leavingParts(parts, componentsOf(item, reservation.components), total);
  const short = shortLots(draft, context, leaving);
  if (short !== null) return short;
  for (const one of leaving) takeOut(draft, context, one);
  release(draft, reservation.id, 'voided');
  const posting = { asked: command.quantity === null ? null : quantity, quantity };
  const posted: Reservation = { ...reservation, state: 'posted', posted: total, posting };
  write(draft.reservations, reservation.id, posted);
  finish(draft, message, posted, { quantity });
  return viewReservation(posted);
}

function isSamePosting({ posting }: Reservation, item: Item, quantity: number | string | null): boolean {
  if (posting === null) return false;
  return quantity === null ? posting.asked === null : readQuantity(item, quantity, undefined, '') === posting.quantity;
}

export function voidReservation(
  draft: Draft,
  message: Message,
  command: Extract<Command, { type: 'reservation.void' }>,
): ReservationView | Rejection {
  const known = read(draft.reservations, command.id);
  if (known?.state === 'voided') return viewReservation(known); // Said before.
  const reservation = pending(draft, command.id);
  if (isRejection(reservation)) return reservation;
  release(draft, reservation.id, 'voided');
  const voided: Reservation = { ...reservation, state: 'voided' };
  write(draft.reservations, reservation.id, voided);
  finish(draft, message, voided, { reason: command.reason });
  return viewReservation(voided);
}

export function expireReservation(
  draft: Draft,
  message: Message,
  command: Extract<Command, { type: 'reservation.expire' }>,
): ReservationView | null {
  const reservation = read(draft.reservations, command.id);
  if (reservation === undefined || reservation.expiresAt !== command.dueAt) return null;
  draft.deadlinesDone.push(`reservation.expire:${reservation.id}`);
  if (reservation.state !== 'pending') return null;
  release(draft, reservation.id, 'expired');
  const expired: Reservation = { ...reservation, state: 'expired' };
  write(draft.reservations, reservation.id, expired);
  record(draft, message, expired, 'expired', {});
  return viewReservation(expired);
}

/** Goods of the reservation left by an outside event: what its parts have posted is posted, and all of it settles it. */
export function recordReservationIssue(draft: Draft, message: Message, reservation: Reservation): void {
  if (reservation.state !== 'pending') return;
  const { id } = reservation;
  const parts = readParts(draft, id);
  const posted = issuedUnits(parts, reservation);
  const settled = parts.every((part) => part.state === 'posted');
  const changed: Reservation = { ...reservation, posted, state: settled ? 'posted' : 'pending' };
  write(draft.reservations, id, changed);
  if (settled) finish(draft, message, changed, { quantity: posted - reservation.posted });
}

function pending(draft: Draft, id: string): Reservation | Rejection {
  const reservation = read(draft.reservations, id);
  if (reservation === undefined) return reject('reservation_unknown', `No reservation has the id ${id}.`);
  switch (reservation.state) {
    case 'pending':
      return reservation;
    case 'posted':
      return reject(
        'reservation_already_posted',
        `${id} was posted with ${showQuantity(reservation.posted, reservation.scale)}.`,
      );
    case 'voided':
      return reject('reservation_already_voided', `${id} was voided.`);
    case 'expired':
      return expiredAlready(reservation);
  }
}

function expiredAlready({ id, expiresAt }: Reservation): Rejection {
  assert(expiresAt !== null, 'only a reservation with an end expires');
  return reject('reservation_expired', `${id} expired at ${showInstant(expiresAt)}.`);
}

/** What is to leave of a part, so that a post reaches its total. */
interface Leaving {
  readonly part: Part;
  readonly quantity: number;
  readonly lots: boolean;
}

function leavingParts(parts: readonly Part[], components: readonly Component[], total: number): Leaving[] {
  const leaving: Leaving[] = [];
  for (const { item, per, lots } of components) {
    const own = parts.filter((part) => part.item === item);
    let left = per * total - own.reduce((sum, part) => sum + part.posted, 0);
    for (const part of own) {
      const quantity = Math.min(left, part.quantity - part.posted);
      if (quantity <= 0) continue;
      left -= quantity;
      leaving.push({ part, quantity, lots });
    }
  }
  return leaving;
}

/**
 * Goods that are kept in lots leave from lots. What the lots do not hold would be owed by no lot in particular, which no count
 * and no receipt could ever settle: somebody must say first which lot there is more of.
 */
function shortLots(draft: Draft, context: Context, leaving: readonly Leaving[]): Rejection | null {
  for (const [place, parts] of Map.groupBy(
    leaving.filter(({ lots }) => lots),
    ({ part }) => stockKey(part.item, part.site),
  )) {
    const { item: code, site } = splitStockKey(place);
    const wanted = parts.reduce((sum, one) => sum + one.quantity, 0);
    const available = firstExpiryFirstOut(draft, code, site).reduce((sum, lot) => sum + lot.quantity, 0);
    if (wanted <= available) continue;
    const item = context.catalog.item(code);
    if (item === undefined) return reject('item_unknown', `No item has the code ${code}.`);
    const facts = { item: code, site, available: showQuantity(available, item.scale) };
    return reject(
      'insufficient_stock',
      `The lots of ${code} at ${site} hold ${facts.available}; ${showQuantity(wanted, item.scale)} would leave.`,
      { pointer: '/quantity', facts },
    );
  }
  return null;
}

function takeOut(draft: StockDraft, context: Context, { part, quantity, lots }: Leaving): void {
  const leave = (lot: string, taken: number): void => {
    const cell: Cell = { item: part.item, site: part.site, lot, status: 'available' };
    const occurredAt = afterAbsolute(draft, cell, context.now);
    delta(
      draft,
      { source: 'crossdock', sequence: null, occurredAt, expiresOn: null, reason: null, reference: part.holder },
      cell,
      -taken,
      'issue',
    );
  };
  evolve(draft, { fact: 'reported', holder: part.holder, part: part.part, source: 'crossdock', quantity });
  postPart(draft, part, quantity);
  if (!lots) return leave('', quantity);
  let left = quantity;
  for (const lot of firstExpiryFirstOut(draft, part.item, part.site)) {
    if (left === 0) break;
    const taken = Math.min(left, lot.quantity);
    left -= taken;
    leave(lot.lot, taken);
  }
}

function finish(
  draft: Draft,
  message: Message,
  reservation: Reservation,
  data: Readonly<Record<string, unknown>>,
): void {
  if (reservation.expiresAt !== null) draft.deadlinesDone.push(`reservation.expire:${reservation.id}`);
  record(draft, message, reservation, reservation.state, data);
}

function record(
  draft: Draft,
  message: Message,
  reservation: Reservation,
  what: string,
  data: Readonly<Record<string, unknown>>,
): void {
  const sites = [...new Set(reservation.portions.map((portion) => portion.site))];
  draft.entries.push(
    entryOf(
      message,
      `reservation.${what}.v1`,
      reservation.id,
      [
        { type: 'reservation', id: reservation.id, qualifier: what },
        { type: 'item', id: reservation.item, qualifier: 'reserved' },
        ...sites.map((site) => ({ type: 'site' as const, id: site, qualifier: 'reserved at' })),
      ],
      data,
    ),
  );
}
