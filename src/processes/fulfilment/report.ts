// What outside systems report, written down before the process hears of it: facts are facts, whether the chart expects them or
// not. Reported again with the same content, nothing changes.
import type { Item } from '#catalog/model.ts';
import assert from '#kernel/assert.ts';
import { isRejection, reject } from '#kernel/rejection.ts';
import type { Rejection } from '#kernel/rejection.ts';
import { showInstant } from '#kernel/time.ts';
import { hasLeft, isLive, withRelease, withShipment } from '#orders/fulfilment.ts';
import type { Booking, Fulfilment, Release, Shipment, ShipmentLine } from '#orders/fulfilment.ts';
import { readQuantity } from '#orders/decide.ts';
import type { Order, OrderLine } from '#orders/model.ts';
import type { Context } from '../draft.ts';
import type { Message, OrderEvent } from '../message.ts';
import type { PickedLine, ShippedLine } from '../order-event-data.ts';

export interface Written {
  readonly fulfilment: Fulfilment;
  /** Nothing of it is news. */
  readonly repeated: boolean;
  /** What left, of each line: to be posted in the ledger. */
  readonly left: readonly LeftLine[];
  /** The exception to be raised where what is told is true and should not be. */
  readonly oddity: string | null;
}

export interface LeftLine {
  readonly line: OrderLine;
  readonly quantity: number;
  readonly lot: string | null;
}

type Managed = Order & { readonly fulfilment: Fulfilment };

/** The rejection of a report that names what the order does not have; it is kept to be corrected and replayed. */
export function writeDown(order: Managed, context: Context, message: Message, report: OrderEvent): Written | Rejection {
  const { fulfilment } = order;
  switch (report.kind) {
    case 'credit.approved':
    case 'credit.refused': {
      const asked = fulfilment.holds.filter((hold) => hold.ask === 'finance');
      const state = report.kind === 'credit.approved' ? 'released' : 'refused';
      const reason = 'reason' in report.data ? report.data.reason : (report.data.note ?? null);
      const holds = fulfilment.holds.map((hold) =>
        hold.ask === 'finance' && hold.state === 'open'
          ? ({ ...hold, state, by: message.actor, reason } as const)
          : hold,
      );
      return news({ ...fulfilment, holds }, asked.length > 0 && asked.every((hold) => hold.state === state));
    }
    case 'release.accepted':
    case 'release.refused':
    case 'release.cancelled':
    case 'release.cancel_refused':
      return writeRelease(order, report);
    case 'shipment.picked':
    case 'shipment.packed':
    case 'shipment.shipped':
      return writeShipment(order, context, report);
    case 'shipment.delayed':
      // Told after the goods arrived, it is of no interest.
      return ofShipment(order, report.data.shipment, (shipment) =>
        shipment.state === 'delivered' ? shipment : { ...shipment, expectedOn: report.data.expectedOn },
      );
    case 'shipment.delivered': {
      const deliveredAt = report.data.deliveredAt ?? showInstant(message.occurredAt);
      // Told before the shipment itself, it is kept until the goods are known to have left: only that posts them.
      return ofShipment(order, report.data.shipment, (shipment) =>
        shipment.deliveredAt !== null
          ? shipment
          : { ...shipment, state: shipment.state === 'shipped' ? 'delivered' : shipment.state, deliveredAt },
      );
    }
    case 'transport.booked': {
      const { carrier, tracking, expectedOn, cost = null } = report.data;
      return ofShipment(order, report.data.shipment, (shipment) => ({
        ...shipment,
        carrier,
        tracking,
        expectedOn,
        cost,
      }));
    }
    case 'transport.refused':
      return ofShipment(order, report.data.shipment, (shipment) => ({ ...shipment, carrier: null }), false);
    case 'issue.posted':
      return ofIssue(order, report.data.shipment, { state: 'done', document: report.data.document });
    case 'issue.refused':
      return ofIssue(order, report.data.shipment, { state: 'refused', document: null });
    case 'invoice.issued':
      return ofInvoice(order, report.data.shipment, { state: 'done', document: report.data.invoice });
    case 'invoice.refused':
      return ofInvoice(order, report.data.shipment, { state: 'refused', document: null });
  }
}

/** What is done stays done: a refusal that comes late changes nothing. Nothing is posted of goods that have not left. */
function ofIssue(order: Managed, id: string, told: Booking): Written | Rejection {
  const known = order.fulfilment.shipments.find((shipment) => shipment.id === id);
  if (known !== undefined && !hasLeft(known))
    return reject('not_possible_now', `Shipment ${id} has not left.`, { pointer: '/data/shipment' });
  return ofShipment(order, id, (shipment) => ({
    ...shipment,
    issue: shipment.issue.state === 'done' ? shipment.issue : told,
  }));
}

/** What is billed too early is billed: it is not asked for again, and somebody has to see why. */
function ofInvoice(order: Managed, id: string, told: Booking): Written | Rejection {
  const known = order.fulfilment.shipments.find((shipment) => shipment.id === id);
  const written = ofShipment(order, id, (shipment) => {
    const { state } = shipment.invoice;
    const stands = state === 'done' || (state === 'open' && told.state === 'refused');
    return { ...shipment, invoice: stands ? shipment.invoice : told };
  });
  if (isRejection(written) || written.repeated || known?.invoice.state !== 'open') return written;
  return { ...written, oddity: 'invoiced_before_posted' };
}

function news(
  fulfilment: Fulfilment,
  repeated: boolean,
  more: { readonly left?: readonly LeftLine[]; readonly oddity?: string | null } = {},
): Written {
  return { fulfilment, repeated, left: more.left ?? [], oddity: more.oddity ?? null };
}

type OfRelease = Extract<OrderEvent, { kind: `release.${string}` }>;

function writeRelease(order: Managed, report: OfRelease): Written | Rejection {
  const { fulfilment } = order;
  const release = findRelease(order, report.data);
  if (isRejection(release)) return release;
  if (!isLive(release)) return news(fulfilment, true);
  switch (report.kind) {
    case 'release.accepted':
    case 'release.cancel_refused': {
      // An acceptance that comes after the recall does not undo the recall.
      if (report.kind === 'release.accepted' && release.state === 'recalled') return news(fulfilment, false);
      return news(withRelease(fulfilment, { ...release, state: 'accepted' }), release.state === 'accepted');
    }
    case 'release.refused':
      return news(withRelease(fulfilment, { ...release, state: 'refused' }), false);
    case 'release.cancelled': {
      // What nobody asked back, the warehouse does not want: the goods are sought elsewhere.
      const state = release.state === 'recalled' ? 'cancelled' : 'refused';
      return news(withRelease(fulfilment, { ...release, state }), false);
    }
  }
}

type OfShipment = Extract<OrderEvent, { kind: 'shipment.picked' | 'shipment.packed' | 'shipment.shipped' }>;

/** Steps may be told out of order: what is known already is never taken back. */
function writeShipment(order: Managed, context: Context, report: OfShipment): Written | Rejection {
  const { fulfilment } = order;
  const release = findRelease(order, report.data);
  if (isRejection(release)) return release;
  const known = fulfilment.shipments.find(({ id }) => id === report.data.shipment);
  const shipment = known ?? newShipment(report.data);
  const accepted = release.state === 'asked' ? withRelease(fulfilment, { ...release, state: 'accepted' }) : fulfilment;
  switch (report.kind) {
    case 'shipment.picked': {
      const lines = pickedLines(order, context, report.data.lines);
      if (isRejection(lines)) return lines;
      if (known !== undefined) return news(accepted, true);
      return news(withShipment(accepted, { ...shipment, lines }), false);
    }
    case 'shipment.packed':
      if (known !== undefined && known.state !== 'picked') return news(accepted, true);
      return news(withShipment(accepted, { ...shipment, state: 'packed' }), false);
    case 'shipment.shipped': {
      if (known?.state === 'shipped' || known?.state === 'delivered') return news(fulfilment, true);
      const left = leftLines(order, context, report.data.lines);
      if (isRejection(left)) return left;
      if (left.every(({ quantity }) => quantity === 0))
        return reject('quantity_not_positive', `Nothing is in shipment ${shipment.id}.`, { pointer: '/data/lines' });
      const { carrier, tracking, expectedOn, complete } = report.data;
      const lines = left.map(({ line, quantity, lot }): ShipmentLine => ({ line: line.line, quantity, lot }));
      const shipped: Shipment = {
        ...shipment,
        state: shipment.deliveredAt === null ? 'shipped' : 'delivered',
        lines,
        leftAt: context.now,
        carrier: carrier ?? shipment.carrier,
        tracking: tracking ?? shipment.tracking,
        expectedOn: expectedOn ?? shipment.expectedOn,
      };
      const after = withShipment(withRelease(fulfilment, sentFrom(release, lines, complete)), shipped);
      // Of a release that was over the goods may have been asked for again: then they leave twice.
      return news(after, false, { left, oddity: isLive(release) ? null : 'shipped_after_all' });
    }
  }
}

/** What the release is after these goods left for it. */
export function sentFrom(release: Release, sent: readonly ShipmentLine[], complete: boolean): Release {
  const lines = release.lines.map((entry) => {
    const quantity = sent.filter(({ line }) => line === entry.line).reduce((sum, line) => sum + line.quantity, 0);
    return { ...entry, shipped: Math.min(entry.quantity, entry.shipped + quantity) };
  });
  const done = complete || lines.every(({ quantity, shipped }) => quantity === shipped);
  return { ...release, lines, state: done ? 'done' : release.state === 'asked' ? 'accepted' : release.state };
}

function newShipment(data: { readonly shipment: string; readonly release: string; readonly site: string }): Shipment {
  return {
    id: data.shipment,
    release: data.release,
    site: data.site,
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

/** What is short and what was picked instead has to be readable, too: the goods are sought by it. */
function pickedLines(order: Order, context: Context, lines: readonly PickedLine[]): ShipmentLine[] | Rejection {
  const picked = readLines(order, context, lines, ({ line, lot, quantity }) => ({ line: line.line, quantity, lot }));
  if (isRejection(picked)) return picked;
  for (const [index, told] of lines.entries()) {
    const missing = readMissing(order, context, told, `/data/lines/${index}`);
    if (isRejection(missing)) return missing;
  }
  return picked;
}

/** Of a picked line, what was not found, and what was picked instead: as much as is missing where that is not said. */
export interface Missing {
  readonly line: OrderLine;
  readonly short: number;
  readonly instead: { readonly item: string; readonly quantity: number } | null;
}

export function readMissing(order: Order, context: Context, told: PickedLine, pointer: string): Missing | Rejection {
  const line = lineOf(order, told);
  assert(line !== undefined, 'what was picked of each line was read before');
  const { substitute } = told;
  let instead: Missing['instead'] = null;
  if (substitute !== undefined) {
    const item = context.catalog.item(substitute.item);
    if (item === undefined)
      return reject('item_unknown', `No item has the code ${substitute.item}.`, {
        pointer: `${pointer}/substitute/item`,
      });
    const quantity = readAmount(item, substitute.quantity, substitute.unit, `${pointer}/substitute`);
    if (typeof quantity !== 'number') return quantity;
    instead = { item: item.code, quantity };
  }
  const said = told.short ?? substitute?.quantity ?? 0;
  const short = readAmount(itemOf(context, line), said, told.unit, pointer);
  return typeof short === 'number' ? { line, short, instead } : { ...short, pointer: `${pointer}/short` };
}

function leftLines(order: Order, context: Context, lines: readonly ShippedLine[]): LeftLine[] | Rejection {
  return readLines(order, context, lines, (read) => read);
}

/** A line is known by its number and item; goods sent instead of others have a line of their own by then. */
function lineOf(order: Order, told: { readonly line: number; readonly item: string }): OrderLine | undefined {
  return (
    order.lines.find((known) => known.line === told.line && known.item === told.item) ??
    order.lines.find((known) => known.substitutes === told.line && known.item === told.item)
  );
}

function itemOf(context: Context, { item: code }: OrderLine): Item {
  const item = context.catalog.item(code);
  assert(item !== undefined, `${code} was ordered and so is known`);
  return item;
}

function readLines<Read>(
  order: Order,
  context: Context,
  lines: readonly (PickedLine | ShippedLine)[],
  made: (read: LeftLine) => Read,
): Read[] | Rejection {
  const result: Read[] = [];
  for (const [index, told] of lines.entries()) {
    const pointer = `/data/lines/${index}`;
    const line = lineOf(order, told);
    if (line === undefined)
      return reject('order_line_unknown', `Order ${order.id} has no line ${told.line} with ${told.item}.`, { pointer });
    const quantity = readAmount(itemOf(context, line), told.quantity, told.unit, pointer);
    if (typeof quantity !== 'number') return quantity;
    result.push(made({ line, quantity, lot: told.lot ?? null }));
  }
  return result;
}

/** A quantity in a report: 0 is one too. */
function readAmount(item: Item, value: number | string, unit: string | undefined, pointer: string): number | Rejection {
  const quantity = readQuantity(item, value, unit, pointer);
  if (typeof quantity !== 'number' || quantity >= 0) return quantity;
  return reject('quantity_not_positive', `The quantity is ${value}.`, { pointer: `${pointer}/quantity` });
}

function findRelease(order: Managed, data: { readonly release: string; readonly site: string }): Release | Rejection {
  const release = order.fulfilment.releases.find(({ id }) => id === data.release);
  if (release === undefined)
    return reject('release_unknown', `Order ${order.id} has no release ${data.release}.`, { pointer: '/data/release' });
  if (release.site !== data.site)
    return reject('release_at_other_site', `Release ${release.id} is at ${release.site}.`, { pointer: '/data/site' });
  return release;
}

function ofShipment(
  order: Managed,
  id: string,
  change: (shipment: Shipment) => Shipment,
  repeats = true,
): Written | Rejection {
  const shipment = order.fulfilment.shipments.find((known) => known.id === id);
  if (shipment === undefined)
    return reject('shipment_unknown', `Order ${order.id} has no shipment ${id}.`, { pointer: '/data/shipment' });
  const changed = change(shipment);
  const same = repeats && JSON.stringify(changed) === JSON.stringify(shipment);
  return news(same ? order.fulfilment : withShipment(order.fulfilment, changed), same);
}
