// What warehouses report of their shipments. A shipment is known by its release and the warehouse's number. Steps may be told out
// of order and in pieces; what is known already is never taken back.
import { isRejection, reject } from '#kernel/rejection.ts';
import type { Rejection } from '#kernel/rejection.ts';
import { hasLeft, isLive, withRelease, withShipment } from '#orders/fulfilment.ts';
import type { Fulfilment, Release, Shipment, ShipmentLine } from '#orders/fulfilment.ts';
import type { Context } from '../draft.ts';
import type { OrderEvent, OrderEventOf } from '../message.ts';
import { readLeft, readPicked } from './told-lines.ts';
import { findRelease, news } from './written.ts';
import type { LeftLine, Managed, MissedLine, Written } from './written.ts';

type OfShipment = Extract<OrderEvent, { kind: 'shipment.picked' | 'shipment.packed' | 'shipment.shipped' }>;

export function writeShipment(order: Managed, context: Context, report: OfShipment): Written | Rejection {
  const release = findRelease(order, report.data);
  if (isRejection(release)) return release;
  const known = shipmentOf(order.fulfilment, report.data);
  const about: About = { order, release, known, shipment: known ?? newShipment(order.fulfilment, report.data) };
  switch (report.kind) {
    case 'shipment.picked':
      return writePicked(about, context, report);
    case 'shipment.packed': {
      const accepted = withRelease(order.fulfilment, acceptedBy(release));
      if (known !== undefined && known.state !== 'picked') return news(accepted, true);
      return news(withShipment(accepted, { ...about.shipment, state: 'packed' }), false);
    }
    case 'shipment.shipped':
      return writeShipped(about, context, report);
  }
}

interface About {
  readonly order: Managed;
  readonly release: Release;
  readonly known: Shipment | undefined;
  readonly shipment: Shipment;
}

/** Told line by line or again with other figures, the latest counts; but what was missed once stays missed. */
function writePicked(
  { order, release, known, shipment }: About,
  context: Context,
  { data }: OrderEventOf<'shipment.picked'>,
): Written | Rejection {
  const told = readPicked(order, context, data.lines);
  if (isRejection(told)) return told;
  const before = shipment.short ?? [];
  const missed = told.missing.flatMap((row): MissedLine[] => {
    const quantity = row.quantity - quantityOf(before, row);
    const isNews = quantity > 0 || (known === undefined && row.instead !== null);
    return isNews ? [{ ...row, quantity: Math.max(0, quantity), isTold: true, isHeld: isLive(release) }] : [];
  });
  const short = replaced(
    before,
    told.missing.filter((row) => row.quantity > quantityOf(before, row)),
  );
  const lines = hasLeft(shipment) ? shipment.lines : replaced(shipment.lines, told.picked);
  const after = { ...shipment, lines, ...(short.length > 0 && { short }) };
  const isRepeated = known !== undefined && missed.length === 0 && sameGoods(lines, known.lines);
  const accepted = withRelease(order.fulfilment, acceptedBy(release));
  return news(isRepeated ? accepted : withShipment(accepted, after), isRepeated, { missed });
}

/** Goods leave once: the same shipment may be told again with more about its way, not with other goods. */
function writeShipped(
  { order, release, known, shipment }: About,
  context: Context,
  { data }: OrderEventOf<'shipment.shipped'>,
): Written | Rejection {
  const told = readLeft(order, context, data.lines);
  if (isRejection(told)) return told;
  const left = told.left.filter(({ quantity }) => quantity > 0);
  if (left.length === 0)
    return reject('quantity_not_positive', `Nothing is in shipment ${shipment.id}.`, { pointer: '/data/lines' });
  const lines = left.map(({ line, quantity, lot }): ShipmentLine => ({ line: line.line, quantity, lot }));
  const isKnown = known !== undefined && hasLeft(known);
  if (isKnown && !sameGoods(lines, known.lines))
    return reject('shipment_left_otherwise', `Shipment ${shipment.id} of ${release.id} left with other goods.`, {
      pointer: '/data/lines',
    });
  const sent = sentFrom(release, isKnown ? [] : lines, data.complete);
  const shipped: Shipment = {
    ...shipment,
    state: shipment.deliveredAt === null ? 'shipped' : 'delivered',
    lines: isKnown ? known.lines : lines,
    leftAt: isKnown ? known.leftAt : context.now,
    carrier: data.carrier ?? shipment.carrier,
    tracking: data.tracking ?? shipment.tracking,
    expectedOn: data.expectedOn ?? shipment.expectedOn,
  };
  const fulfilment = withRelease(order.fulfilment, sent);
  if (isKnown) {
    const isRepeated = JSON.stringify([shipped, sent]) === JSON.stringify([known, release]);
    return news(withShipment(fulfilment, shipped), isRepeated, { missed: unsentOf(order, release, sent) });
  }
  const isAsOrdered = told.lines.length === order.lines.length;
  // Of a release that was over the goods may have been asked for again: then they leave twice.
  const oddity = !isLive(release) ? 'shipped_after_all' : isAsOrdered ? null : 'substitute_not_allowed';
  const missed = unsentOf(order, release, sent);
  return news(withShipment(fulfilment, shipped), false, { left, lines: told.lines, missed, oddity });
}

/**
 * Of a release of which nothing more will come, what did not leave is asked for once more. What the warehouse leaves out a second
 * time it does not find: asking again would go on for ever. What was asked back is not missing.
 */
function unsentOf(order: Managed, before: Release, after: Release): MissedLine[] {
  if (after.state !== 'done' || !isLive(before) || before.state === 'recalled') return [];
  return after.lines.flatMap(({ line: number, quantity, shipped }) => {
    const line = order.lines.find((known) => known.line === number);
    if (line === undefined || quantity === shipped || !wasLeftOut(order.fulfilment, after, number)) return [];
    return [{ line, quantity: quantity - shipped, lot: null, instead: null, isTold: false, isHeld: true }];
  });
}

function wasLeftOut({ releases }: Fulfilment, { id, site }: Release, number: number): boolean {
  return releases.some(
    (before) =>
      before.id !== id &&
      before.site === site &&
      before.state === 'done' &&
      before.lines.some(({ line, quantity, shipped }) => line === number && quantity > shipped),
  );
}

/** What the release is after these goods left for it. */
export function sentFrom(release: Release, sent: readonly ShipmentLine[], complete: boolean): Release {
  const lines = release.lines.map((entry) => {
    const quantity = sent.filter(({ line }) => line === entry.line).reduce((sum, line) => sum + line.quantity, 0);
    return { ...entry, shipped: Math.min(entry.quantity, entry.shipped + quantity) };
  });
  const done = complete || lines.every(({ quantity, shipped }) => quantity === shipped);
  return { ...release, lines, state: done ? 'done' : acceptedBy(release).state };
}

/** Who works on a release has taken it. */
function acceptedBy(release: Release): Release {
  return release.state === 'asked' ? { ...release, state: 'accepted' } : release;
}

interface ReportedShipment {
  readonly shipment: string;
  readonly release: string;
  readonly site: string;
}

export function shipmentOf({ shipments }: Fulfilment, told: Omit<ReportedShipment, 'site'>): Shipment | undefined {
  const names = [told.shipment, nameApart(told)];
  return shipments.find(({ id, release }) => release === told.release && names.includes(id));
}

/** Warehouses number their shipments each by itself: where another release has the number, ours says for which it is. */
function newShipment({ shipments }: Fulfilment, told: ReportedShipment): Shipment {
  const isTaken = shipments.some(({ id }) => id === told.shipment);
  return {
    id: isTaken ? nameApart(told) : told.shipment,
    release: told.release,
    site: told.site,
    state: 'picked',
    lines: [],
    carrier: null,
    tracking: null,
    cost: null,
    leftAt: null,
    expectedOn: null,
    deliveredAt: null,
    issue: { state: 'open', document: null },
    invoice: { state: 'open', document: null },
  };
}

function nameApart({ shipment, release }: Omit<ReportedShipment, 'site'>): string {
  return `${shipment}${release.slice(release.lastIndexOf('-'))}`;
}

function quantityOf(lines: readonly ShipmentLine[], { line, lot }: LeftLine): number {
  return lines.find((known) => known.line === line.line && known.lot === lot)?.quantity ?? 0;
}

function replaced(before: readonly ShipmentLine[], told: readonly LeftLine[]): ShipmentLine[] {
  const rows = told.map(({ line, quantity, lot }): ShipmentLine => ({ line: line.line, quantity, lot }));
  const isOf =
    (one: ShipmentLine) =>
    (other: ShipmentLine): boolean =>
      one.line === other.line && one.lot === other.lot;
  const kept = before.map((known) => rows.find(isOf(known)) ?? known);
  return [...kept, ...rows.filter((row) => !before.some(isOf(row)))];
}

function sameGoods(one: readonly ShipmentLine[], other: readonly ShipmentLine[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ line, quantity, lot }) =>
      other.some((known) => known.line === line && known.lot === lot && known.quantity === quantity),
    )
  );
}
