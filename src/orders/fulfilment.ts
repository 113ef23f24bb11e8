// What has become of an order on its way to the customer: the case of its process, holds, releases to warehouses, shipments, what
// the books know of them, and the promise. Quantities are at the scale of the line's item.
import type { ChangeDocument, Order, OrderLine } from './model.ts';

/** A statechart's position: a state's name, or for parallel and nested states its children. */
export type StateValue = string | { readonly [state: string]: StateValue };

export interface Fulfilment {
  readonly process: string;
  /** The version the case started with: it stays with it. */
  readonly version: number;
  readonly value: StateValue;
  readonly ended: boolean;
  readonly holds: readonly Hold[];
  /** How often finance was asked: an answer names the request it is about. */
  readonly creditRequests: number;
  readonly releases: readonly Release[];
  readonly shipments: readonly Shipment[];
  /** Event → when it fires, epoch milliseconds. */
  readonly clocks: Readonly<Record<string, number>>;
  /** When the order's deadline fires: never after the earliest clock. */
  readonly alarmAt: number | null;
  /** The date the customer was told; null where goods are promised for no date. */
  readonly promisedFor: string | null;
  readonly risk: Risk | null;
  readonly exceptions: readonly OpenException[];
  /** A change that waits until warehouses have given the goods back. */
  readonly change: ChangeDocument | null;
  readonly cancelReason: string | null;
  /** Its time ran out: nobody cancelled it. */
  readonly expired: boolean;
  /** Goods were given back because of either: what a substitute replaced, or a change took out, is cancelled too and is none of that. */
  readonly gaveBack?: true;
  readonly rights: AllocationRights;
}

export const holdKinds = ['credit', 'price', 'fraud', 'blocked'] as const;
export type HoldKind = (typeof holdKinds)[number];

export interface Hold {
  readonly hold: HoldKind;
  /** Who is asked. */
  readonly ask: 'finance' | 'desk';
  readonly state: 'open' | 'released' | 'refused';
  readonly by: string | null;
  readonly reason: string | null;
  /** What the order came to when it was looked at, as far as it had prices; or up to what finance let it go. Null where nothing had a price. */
  readonly amount: Money | null;
  /** By how many percent its cheapest line was below the list price. */
  readonly belowListPercent: number;
}

export const releaseStates = ['asked', 'accepted', 'recalled', 'refused', 'cancelled', 'done'] as const;

export interface Release {
  readonly id: string;
  readonly site: string;
  readonly state: (typeof releaseStates)[number];
  readonly lines: readonly ReleaseLine[];
  /** The warehouse was asked for it a second time; left out where it was not. */
  readonly reminded?: true;
}

export interface ReleaseLine {
  readonly line: number;
  /** What the warehouse is to send: less what it could not find. */
  readonly quantity: number;
  readonly shipped: number;
}

export const shipmentStates = ['picked', 'packed', 'shipped', 'delivered'] as const;

export const transportStates = ['asked', 'reminded', 'refused'] as const;

export interface Shipment {
  /** The warehouse's number. */
  readonly id: string;
  readonly release: string;
  readonly site: string;
  readonly state: (typeof shipmentStates)[number];
  readonly lines: readonly ShipmentLine[];
  /** What the warehouse did not find for it; left out where it found everything. */
  readonly short?: readonly ShipmentLine[];
  /** What became of asking for a carrier; left out where none was asked, and where one takes it. */
  readonly transport?: (typeof transportStates)[number];
  readonly carrier: string | null;
  readonly tracking: string | null;
  /** Freight, as the carrier said. */
  readonly cost: Money | null;
  /** When it was told to have left, epoch milliseconds. */
  readonly leftAt: number | null;
  readonly expectedOn: string | null;
  readonly deliveredAt: string | null;
  readonly issue: Booking;
  readonly invoice: Booking;
  /** What of it finance was asked to bill; left out where it is all of it. */
  readonly billed?: readonly { readonly line: number; readonly quantity: number }[];
}

export interface ShipmentLine {
  readonly line: number;
  readonly quantity: number;
  readonly lot: string | null;
}

/** `differs`: billed with another amount than was asked for. `not_due`: nothing of it is owed. */
export const bookingStates = ['open', 'asked', 'done', 'refused', 'differs', 'not_due'] as const;

export interface Booking {
  readonly state: (typeof bookingStates)[number];
  /** Number of the posting or the invoice. */
  readonly document: string | null;
  /** What finance was asked for, until it is billed; left out where a price is missing. */
  readonly amount?: Money;
}

export interface Money {
  readonly amount: string;
  readonly currency: string;
}

export const riskCauses = [
  'short_pick',
  'late_carrier',
  'stock_lost',
  'supply_late',
  'warehouse_silent',
  'warehouse_late',
  'transfer_late',
  'held',
] as const;
export type RiskCause = (typeof riskCauses)[number];

export interface Risk {
  readonly cause: RiskCause;
  readonly since: number;
  /** Null where goods were promised for no date. */
  readonly promisedFor: string | null;
  /** What is to be expected now; null while nobody knows. */
  readonly expectedOn: string | null;
  readonly alternatives: readonly Alternative[];
  readonly chosen: RecoveryOption | null;
}

export const recoveryOptions = ['other_site', 'transfer', 'split', 'substitute', 'expedite', 'new_date'] as const;
export type RecoveryOption = (typeof recoveryOptions)[number];

export interface Alternative {
  readonly option: RecoveryOption;
  readonly date: string | null;
  readonly cost: Money | null;
  readonly site: string | null;
  readonly item: string | null;
  readonly recommended: boolean;
}

/** Who looks at what does not go by itself. */
export const owners = [
  'order desk',
  'planner',
  'warehouse supervisor',
  'carrier desk',
  'customer service',
  'accounts receivable',
] as const;
export type Owner = (typeof owners)[number];

export interface OpenException {
  readonly kind: string;
  /** Who has to look, by the policy exception-handling. */
  readonly owner: Owner;
  /** It stays when the order is over, until somebody closes it. */
  readonly untilClosed: boolean;
  readonly since: number;
  readonly times: number;
}

/** What the policy order-allocation allows this order. */
export interface AllocationRights {
  readonly mayUseProtectedStock: boolean;
  readonly maySplit: boolean;
  readonly maySubstitute: boolean;
  readonly shipComplete: boolean;
  readonly precedence: number;
}

const live: ReadonlySet<Release['state']> = new Set(['asked', 'accepted', 'recalled']);

/** Whether a warehouse still has goods of the release to send. */
export function isLive(release: Release): boolean {
  return live.has(release.state);
}

/** A warehouse that was asked twice and has not answered. Asked once, it has had no time yet. */
export function isSilent({ state, reminded }: Release): boolean {
  return state === 'asked' && reminded === true;
}

/** Of a line at a site, what warehouses were asked for and have not sent. */
export function inWarehouse(fulfilment: Fulfilment, line: number, site: string): number {
  let quantity = 0;
  for (const release of fulfilment.releases) {
    if (release.site !== site || !isLive(release)) continue;
    for (const entry of release.lines) if (entry.line === line) quantity += entry.quantity - entry.shipped;
  }
  return quantity;
}

/** Shipments that stand packed, are to be sent, and no carrier takes. What was asked back is not to be sent. */
export function withoutCarrier({ releases, shipments }: Fulfilment): readonly Shipment[] {
  const wanted = new Set(
    releases.filter((release) => isLive(release) && release.state !== 'recalled').map(({ id }) => id),
  );
  return shipments.filter(
    ({ state, transport, release }) => state === 'packed' && transport !== undefined && wanted.has(release),
  );
}

/** Whether goods of a release are still on the shelves, as far as its warehouse told. What is packed untold counts as picked. */
export function isUnpicked({ shipments }: Pick<Fulfilment, 'shipments'>, { id, lines }: Release): boolean {
  const own = shipments.filter(({ release }) => release === id);
  if (own.some((shipment) => shipment.state === 'packed' && shipment.lines.length === 0)) return false;
  const picked = own.flatMap((shipment) => shipment.lines);
  return lines.some(
    ({ line: number, quantity }) =>
      quantity > picked.reduce((sum, entry) => sum + (entry.line === number ? entry.quantity : 0), 0),
  );
}

/** Sites whose warehouse did not want the line: they are not asked for it again. */
export function sitesThatRefused(fulfilment: Fulfilment, line: number): Set<string> {
  const refused = fulfilment.releases.filter(
    ({ state, lines }) => state === 'refused' && lines.some((entry) => entry.line === line),
  );
  return new Set(refused.map(({ site }) => site));
}

/** What guards of the process read. Quantities of different items are added up: guards ask only whether there is any. */
export function factsOf(order: Order, fulfilment: Fulfilment): Readonly<Record<string, number | boolean>> {
  let open = 0;
  let backordered = 0;
  let reserved = 0;
  for (const line of order.lines) {
    open += openOf(line);
    backordered += line.backordered;
    reserved += line.reserved;
  }
  let held = 0;
  for (const release of fulfilment.releases)
    if (isLive(release)) for (const line of release.lines) held += line.quantity - line.shipped;
  let shipped = 0;
  let undelivered = 0;
  let unposted = 0;
  let unbilled = 0;
  for (const shipment of fulfilment.shipments) {
    if (!hasLeft(shipment)) continue;
    shipped += 1;
    if (shipment.state !== 'delivered') undelivered += 1;
    if (shipment.issue.state !== 'done') unposted += 1;
    if (!isBilled(shipment)) unbilled += 1;
  }
  const uncollected = withoutCarrier(fulfilment);
  return {
    openHolds: fulfilment.holds.filter(({ state }) => state === 'open').length,
    backordered,
    unreleased: Math.max(0, reserved - held),
    unanswered: fulfilment.releases.filter(({ state }) => state === 'asked').length,
    remindedInVain: fulfilment.releases.filter(isSilent).length,
    inWarehouse: held,
    carriersAsked: uncollected.filter(({ transport }) => transport === 'asked').length,
    carriersReminded: uncollected.filter(({ transport }) => transport === 'reminded').length,
    open,
    shipped,
    undelivered,
    unposted,
    unbilled,
    changeWaits: fulfilment.change !== null,
  };
}

/** Or nothing of it is owed. */
export function isBilled({ invoice }: Shipment): boolean {
  return invoice.state === 'done' || invoice.state === 'not_due';
}

export function hasLeft(shipment: Shipment): boolean {
  return shipment.state === 'shipped' || shipment.state === 'delivered';
}

/** What of the line neither left nor was cancelled. */
export function openOf(line: OrderLine): number {
  return line.ordered - line.issued - line.cancelled;
}

export function withShipment(fulfilment: Fulfilment, shipment: Shipment): Fulfilment {
  const known = fulfilment.shipments.some(({ id }) => id === shipment.id);
  return {
    ...fulfilment,
    shipments: known
      ? fulfilment.shipments.map((other) => (other.id === shipment.id ? shipment : other))
      : [...fulfilment.shipments, shipment],
  };
}

export function withRelease(fulfilment: Fulfilment, release: Release): Fulfilment {
  return {
    ...fulfilment,
    releases: fulfilment.releases.map((other) => (other.id === release.id ? release : other)),
  };
}
