// What has become of an order, as callers see it.
import assert from '#kernel/assert.ts';
import { showQuantity } from '#kernel/quantity.ts';
import { showInstant } from '#kernel/time.ts';
import { hasLeft, isLive } from './fulfilment.ts';
import type {
  Booking,
  Fulfilment,
  Hold,
  OpenException,
  Release,
  Risk,
  Shipment,
  ShipmentLine,
  StateValue,
} from './fulfilment.ts';
import type { Order, OrderStatus } from './model.ts';

export interface FulfilmentView {
  readonly process: string;
  readonly version: number;
  /** The state of the case as its chart names it. */
  readonly state: StateValue;
  readonly holds: readonly Hold[];
  readonly releases: readonly (Omit<Release, 'lines' | 'reminded'> & {
    readonly lines: readonly { readonly line: number; readonly quantity: number; readonly shipped: number }[];
  })[];
  readonly shipments: readonly (Omit<
    Shipment,
    'lines' | 'short' | 'billed' | 'leftAt' | 'transport' | 'issue' | 'invoice'
  > & {
    readonly leftAt: string | null;
    /** Null where no carrier was asked, and where one takes it. */
    readonly transport: Shipment['transport'] | null;
    readonly issue: BookingView;
    readonly invoice: BookingView;
    readonly lines: readonly ShipmentLine[];
    /** What the warehouse did not find. */
    readonly short: readonly ShipmentLine[];
    /** What of it finance was asked to bill; null where it is all of it. */
    readonly billed: readonly { readonly line: number; readonly quantity: number }[] | null;
  })[];
  readonly promisedFor: string | null;
  readonly risk: (Omit<Risk, 'since'> & { readonly since: string }) | null;
  readonly exceptions: readonly (Pick<OpenException, 'kind' | 'owner' | 'times'> & { readonly since: string })[];
  /** What the case waits for, soonest first. */
  readonly clocks: readonly { readonly event: string; readonly at: string }[];
  /** A change that waits for warehouses. */
  readonly changeWaits: boolean;
  readonly cancelAsked: boolean;
}

interface BookingView {
  readonly state: Booking['state'];
  readonly document: string | null;
}

function viewBooking({ state, document }: Booking): BookingView {
  return { state, document };
}

export function viewFulfilment(order: Order, fulfilment: Fulfilment): FulfilmentView {
  const scales = new Map(order.lines.map(({ line, scale }) => [line, scale]));
  const show = (line: number, quantity: number): number => {
    const scale = scales.get(line);
    assert(scale !== undefined, `line ${line} is with a warehouse and so is known`);
    return showQuantity(quantity, scale);
  };
  const showLine = ({ line, quantity, lot }: ShipmentLine): ShipmentLine => ({
    line,
    quantity: show(line, quantity),
    lot,
  });
  return {
    process: fulfilment.process,
    version: fulfilment.version,
    state: fulfilment.value,
    holds: fulfilment.holds,
    releases: fulfilment.releases.map(({ id, site, state, lines }) => ({
      id,
      site,
      state,
      lines: lines.map(({ line, quantity, shipped }) => ({
        line,
        quantity: show(line, quantity),
        shipped: show(line, shipped),
      })),
    })),
    shipments: fulfilment.shipments.map((shipment) => ({
      ...shipment,
      transport: shipment.transport ?? null,
      leftAt: shipment.leftAt === null ? null : showInstant(shipment.leftAt),
      issue: viewBooking(shipment.issue),
      invoice: viewBooking(shipment.invoice),
      lines: shipment.lines.map(showLine),
      short: (shipment.short ?? []).map(showLine),
      billed: shipment.billed?.map(({ line, quantity }) => ({ line, quantity: show(line, quantity) })) ?? null,
    })),
    promisedFor: fulfilment.promisedFor,
    risk: fulfilment.risk === null ? null : { ...fulfilment.risk, since: showInstant(fulfilment.risk.since) },
    exceptions: fulfilment.exceptions.map(({ kind, owner, since, times }) => ({
      kind,
      owner,
      since: showInstant(since),
      times,
    })),
    clocks: Object.entries(fulfilment.clocks)
      .toSorted(([, one], [, other]) => one - other)
      .map(([event, at]) => ({ event, at: showInstant(at) })),
    changeWaits: fulfilment.change !== null,
    cancelAsked: fulfilment.cancelReason !== null,
  };
}

/** How far an order with a process has come, in one word; null where the lines alone say it. */
export function stageOf(order: Pick<Order, 'lines'>, fulfilment: Fulfilment): OrderStatus | null {
  const gone = order.lines.some((line) => line.issued > 0);
  const left = gone ? fulfilment.shipments.filter(hasLeft) : [];
  const open = order.lines.some((line) => line.reserved + line.backordered > 0);
  if (left.length > 0) {
    if (fulfilment.ended) return 'closed';
    if (!open && left.every(({ state }) => state === 'delivered')) return 'delivered';
    return null;
  }
  if (!open) return null;
  if (fulfilment.holds.some(({ state }) => state === 'open')) return 'held';
  // What was picked for a release that the warehouse gave back is on its shelves again.
  const releases = new Set(fulfilment.releases.filter(isLive).map(({ id }) => id));
  const inHand = fulfilment.shipments.filter(({ release }) => releases.has(release));
  if (inHand.some(({ state }) => state === 'packed')) return 'packed';
  if (inHand.length > 0) return 'picked';
  return releases.size > 0 ? 'released' : null;
}
