// What the systems around an order report about it, by kind, as the contracts of these events have it. `order` is our id
// (ord_…) or channel/externalId; `release` is ours too; `shipment` is the number that the warehouse gave.

interface OfOrder {
  readonly order: string;
}

interface OfRelease extends OfOrder {
  readonly release: string;
  readonly site: string;
}

interface OfShipment extends OfOrder {
  readonly shipment: string;
}

interface OfReleasedShipment extends OfRelease {
  readonly shipment: string;
}

interface Refused {
  /** In the words of the sender. */
  readonly reason: string;
}

interface Money {
  readonly amount: string;
  readonly currency: string;
}

interface OfCreditRequest extends OfOrder {
  /** Our number of the request that is answered. */
  readonly request: string;
}

export interface CreditApproved extends OfCreditRequest {
  readonly limit?: Money;
  readonly note?: string;
}

export interface CreditRefused extends OfCreditRequest, Refused {}

export interface ReleaseAccepted extends OfRelease {
  readonly wave?: string;
}

export interface ReleaseRefused extends OfRelease, Refused {}

export interface ReleaseCancelled extends OfRelease {}

/** The goods are packed or gone: the release goes on. */
export interface ReleaseCancelRefused extends OfRelease, Refused {}

export interface ShipmentPicked extends OfReleasedShipment {
  readonly lines: readonly PickedLine[];
}

/** Not all of it was found, or other goods were taken for it. */
export function pickedOtherwise({ lines }: ShipmentPicked): boolean {
  return lines.some((line) => line.short !== undefined || line.substitute !== undefined);
}

export interface PickedLine {
  readonly line: number;
  readonly item: string;
  /** What was picked of the item that was ordered; 0 where nothing of it was found. */
  readonly quantity: number | string;
  /** Of `quantity` and `short`; left out: the base unit of the item. */
  readonly unit?: string;
  readonly lot?: string;
  /** What could not be found. */
  readonly short?: number | string;
  /** What was picked instead, beside `quantity`. */
  readonly substitute?: { readonly item: string; readonly quantity: number | string; readonly unit?: string };
}

export interface ShipmentPacked extends OfReleasedShipment {
  readonly packages?: readonly { readonly id: string; readonly weightGrams?: number }[];
}

export interface ShipmentShipped extends OfReleasedShipment {
  readonly lines: readonly ShippedLine[];
  readonly carrier?: string;
  readonly tracking?: string;
  readonly expectedOn?: string;
  /** Nothing more of the release will come. */
  readonly complete: boolean;
}

export interface ShippedLine {
  readonly line: number;
  readonly item: string;
  readonly quantity: number | string;
  readonly unit?: string;
  readonly lot?: string;
}

export interface ShipmentDelayed extends OfShipment {
  readonly expectedOn: string;
  readonly reason: string;
}

export interface ShipmentDelivered extends OfShipment {
  /** RFC 3339; left out: the time of the event. */
  readonly deliveredAt?: string;
}

export interface TransportBooked extends OfShipment {
  readonly carrier: string;
  readonly tracking: string;
  readonly cost?: Money;
  readonly expectedOn: string;
}

export interface TransportRefused extends OfShipment, Refused {}

export interface IssuePosted extends OfShipment {
  /** Number of the ERP's posting. */
  readonly document: string;
}

export interface IssueRefused extends OfShipment, Refused {}

export interface InvoiceIssued extends OfShipment {
  readonly invoice: string;
  readonly amount?: Money;
}

export interface InvoiceRefused extends OfShipment, Refused {}

/** By the type of the event without `crossdock.` and `.v1`. */
export interface OrderEventDataOf {
  readonly 'credit.approved': CreditApproved;
  readonly 'credit.refused': CreditRefused;
  readonly 'release.accepted': ReleaseAccepted;
  readonly 'release.refused': ReleaseRefused;
  readonly 'release.cancelled': ReleaseCancelled;
  readonly 'release.cancel_refused': ReleaseCancelRefused;
  readonly 'shipment.picked': ShipmentPicked;
  readonly 'shipment.packed': ShipmentPacked;
  readonly 'shipment.shipped': ShipmentShipped;
  readonly 'shipment.delayed': ShipmentDelayed;
  readonly 'shipment.delivered': ShipmentDelivered;
  readonly 'transport.booked': TransportBooked;
  readonly 'transport.refused': TransportRefused;
  readonly 'issue.posted': IssuePosted;
  readonly 'issue.refused': IssueRefused;
  readonly 'invoice.issued': InvoiceIssued;
  readonly 'invoice.refused': InvoiceRefused;
}

export type OrderEventKind = keyof OrderEventDataOf;
