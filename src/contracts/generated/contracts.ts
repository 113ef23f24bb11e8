// Generated from contracts/ by tools/generate-contract-types.ts. Change the schemas and run `npm run generate`.

/**
 * Code of master data, compared exactly: case and accents count. 1 to 64 characters, no space at either end, no control or invisible characters.
 */
export type CodeValue = string;

/**
 * Code of a sales channel. Has no slash, so that `channel/externalId` names one order. 1 to 64 characters, no space at either end, no control or invisible characters.
 */
export type ChannelValue = string;

/**
 * Identifier that another system gave. 1 to 128 characters, no space at either end, no control or invisible characters.
 */
export type ExternalIdValue = string;

/**
 * Number of a document in another system, kept to trace the event back. 1 to 128 characters, no space at either end, no control or invisible characters.
 */
export type ReferenceValue = string;

/**
 * Our order id (`ord_…`), `channel/externalId` of an order, or any other document number. 1 to 193 characters, no space at either end, no control or invisible characters.
 */
export type OrderReferenceValue = string;

/**
 * Short reason in the words of the sender. 1 to 64 characters, no space at either end, no control or invisible characters.
 */
export type ReasonValue = string;

/**
 * Name of a unit of the item: its base unit or one of its `units`. 1 to 64 characters, no space at either end, no control or invisible characters.
 */
export type UnitValue = string;

/**
 * One line of text, 1 to 200 characters, at least one of them visible, no control characters.
 */
export type TextValue = string;

/**
 * CloudEvents `source`: the URI reference of the system that reports.
 */
export type EventSourceValue = string;

/**
 * A quantity greater than 0, in the base unit of the item, or in `unit` when that is given. A JSON number, or a decimal string with at most 15 digits before and 6 after the point; never finer than the scale of the item.
 */
export type PositiveQuantityValue = number | string;

/**
 * A quantity of 0 or more, in the base unit of the item, or in `unit` when that is given. A JSON number, or a decimal string with at most 15 digits before and 6 after the point; never finer than the scale of the item.
 */
export type QuantityValue = number | string;

/**
 * A change: above 0 adds, below 0 takes away, in the base unit of the item, or in `unit` when that is given. A JSON number, or a decimal string with at most 15 digits before and 6 after the point; never finer than the scale of the item.
 */
export type ChangeQuantityValue = number | string;

/**
 * Decimal string greater than 0 with at most 9 digits before and 6 after the point.
 */
export type FactorValue = string;

/**
 * What the goods may be used for; only `available` can be promised.
 */
export type StockStatusValue = 'available' | 'quality_hold' | 'damaged' | 'expired' | 'blocked';

/**
 * Position in the stream of the source for this item and site; a later report has a greater one. Counts, not time.
 */
export type SequenceValue = number;

/**
 * Calendar date, YYYY-MM-DD, years 1000 to 9999.
 */
export type DateValue = string;

/**
 * RFC 3339 time with offset, at most nanoseconds, years 1000 to 2999, no leap second.
 */
export type InstantValue = string;

/**
 * HH:MM, 00:00 to 23:59, on the clock of the site.
 */
export type TimeOfDayValue = string;

/**
 * When the goods are wanted: a date in the time zone of the site, or a date with a window on the clock of the site.
 */
export type RequestedForValue = DateValue | DateWindowValue;

/**
 * A date with a window of hours.
 */
export interface DateWindowValue {
  /**
   * Date in the time zone of the site.
   */
  date: DateValue;
  /**
   * Hours on that date.
   */
  window: {
    /**
     * Start of the window, HH:MM.
     */
    from: TimeOfDayValue;
    /**
     * End of the window, HH:MM, later than `from`.
     */
    to: TimeOfDayValue;
  };
}

/**
 * The moment for which an absolute quantity holds. The difference to our balance at that moment is posted, so movements since then are kept.
 */
export interface AsOfValue {
  /**
   * When it was counted, RFC 3339 with offset.
   */
  time: InstantValue;
  /**
   * The last sequence of the source that the count includes; more exact than the time.
   */
  sequence?: SequenceValue;
}

/**
 * An amount of money in one currency.
 */
export interface MoneyValue {
  /**
   * Decimal number in quotes, in whole units of the currency (euros, not cents) with at most 12 digits before and 6 after the point.
   */
  amount: string;
  currency: CurrencyValue;
}

/**
 * ISO 4217 code, three capital letters.
 */
export type CurrencyValue = string;

/**
 * ISO 3166-1 alpha-2 code, two capital letters.
 */
export type CountryValue = string;

/**
 * E-mail address. Personal data.
 */
export type EmailValue = string;

/**
 * Phone number as people write it. Personal data.
 */
export type PhoneValue = string;

/**
 * Postal code as written in the country; left out where the country has none.
 */
export type PostalCodeValue = string;

/**
 * Street, number, building: one to five lines, as printed on a label. Personal data.
 *
 * @minItems 1
 * @maxItems 5
 *
 * Items: One line of the address.
 */
export type AddressLinesValue = TextValue[];

/**
 * What is stocked and sold. The code is in the path; the document replaces the item as a whole.
 */
export interface ItemDocument {
  /**
   * Name that people read.
   */
  name: TextValue;
  /**
   * Base unit: stock is kept and answered in it, for example each, kg or m.
   */
  unit: UnitValue;
  /**
   * Decimal places of quantities in the base unit: 0 for whole pieces, 3 for metres kept to the millimetre. Fixed at the first movement. Left out: 0.
   */
  scale?: number;
  /**
   * Other units in which the item is ordered or reported.
   *
   * @maxItems 50
   */
  units?: UnitConversion[];
  /**
   * True: stock is kept in lots, and stock events name the lot. Left out: false.
   */
  lots?: boolean;
  /**
   * Days a lot keeps from its receipt when the receipt names no expiry date.
   */
  shelfLifeDays?: number;
  /**
   * Makes the item a kit: it has no stock of its own, and reserving it reserves its components as one.
   *
   * @minItems 1
   * @maxItems 50
   */
  components?: KitComponent[];
  /**
   * False: no new orders or reservations; history stays. Left out: true.
   */
  active?: boolean;
  /**
   * Global Trade Item Number: 8, 12, 13 or 14 digits. The check digit is not verified, because master data holds in-store numbers too.
   */
  gtin?: string;
  /**
   * Further facts by name, such as colour or hazard class; kept as they are.
   */
  attributes?: {
    /**
     * Value of the attribute.
     */
    [k: string]: string;
  };
}

/**
 * A unit and how much of the base unit it is.
 */
export interface UnitConversion {
  /**
   * Name of the unit, different from the base unit.
   */
  unit: UnitValue;
  /**
   * One of this unit is this many of the base unit: a case of twelve each has factor "12".
   */
  factor: FactorValue;
}

/**
 * A component and how much of it one kit holds.
 */
export interface KitComponent {
  /**
   * Code of the component; not itself a kit.
   */
  item: CodeValue;
  /**
   * Quantity per one kit, in the base unit of the component.
   */
  quantity: PositiveQuantityValue;
}

/**
 * A place that holds stock and belongs to a company. The code is in the path; the document replaces the site as a whole.
 */
export interface SiteDocument {
  /**
   * Name that people read.
   */
  name: TextValue;
  /**
   * Code of the company that owns the stock of the site.
   */
  company: CodeValue;
  /**
   * IANA time zone. Dates of promises are dates in it.
   */
  zone: string;
  /**
   * Preference when an order names no site: the lower number first, equal numbers by code. Left out: 100.
   */
  rank?: number;
  /**
   * False: nothing new is promised from the site; history stays. Left out: true.
   */
  active?: boolean;
  /**
   * Systems whose events tell the stock of this site. Availability answers say how old the news of each is.
   *
   * @maxItems 20
   */
  sources?: SiteSource[];
}

/**
 * A system that reports stock and how old its news may be.
 */
export interface SiteSource {
  /**
   * The `source` of its events.
   */
  source: EventSourceValue;
  /**
   * Seconds without an event after which the stock of the site counts as stale. Left out: never.
   */
  staleAfterSeconds?: number;
}

/**
 * A company that we trade or work with. The code is in the path; the document replaces the partner as a whole.
 */
export interface PartnerDocument {
  /**
   * Name of the company.
   */
  name: TextValue;
  /**
   * What the partner is to us; each role once.
   *
   * @minItems 1
   * @maxItems 5
   *
   * Items: One role.
   */
  roles: ('customer' | 'supplier' | 'carrier' | 'warehouse' | 'marketplace')[];
  /**
   * Code of our company that deals with the partner. Left out: all of them.
   */
  company?: CodeValue;
  /**
   * False: no new business; history stays. Left out: true.
   */
  active?: boolean;
  /**
   * Identifiers of the partner in other schemes.
   *
   * @maxItems 50
   */
  ids?: PartnerId[];
  contact?: Contact;
}

/**
 * An identifier and the scheme it belongs to.
 */
export interface PartnerId {
  /**
   * Name of the scheme, for example GLN, DUNS, VAT or the name of a system.
   */
  scheme: CodeValue;
  /**
   * Identifier in the scheme.
   */
  id: ExternalIdValue;
}

/**
 * Whom to reach. Personal data: kept apart from the partner and erasable.
 */
export interface Contact {
  /**
   * Name of the person. Personal data.
   */
  name?: TextValue;
  email?: EmailValue;
  phone?: PhoneValue;
  address?: AddressLinesValue;
  /**
   * City. Personal data.
   */
  city?: TextValue;
  postalCode?: PostalCodeValue;
  country?: CountryValue;
}

/**
 * Request to accept an order: POST /v1/orders. `channel` and `externalId` name the order for ever; sending it again is answered with the first answer.
 */
export interface OrderRequest {
  /**
   * Number of the order in its channel.
   */
  externalId: ExternalIdValue;
  /**
   * Where the order comes from, for example web, edi or desk.
   */
  channel: ChannelValue;
  /**
   * Code of the partner who orders.
   */
  customer?: CodeValue;
  /**
   * Promise from this site only. Left out: from the sites in order of rank.
   */
  site?: CodeValue;
  /**
   * What is ordered, 1 to 1000 lines.
   *
   * @minItems 1
   * @maxItems 1000
   */
  lines: OrderLine[];
  /**
   * True: what is not there now is promised later. False: the order is refused when it is not fully available. Left out: false.
   */
  allowBackorder?: boolean;
  requestedFor?: RequestedForValue;
  /**
   * When reservations that are not released yet lapse, RFC 3339 with offset. Left out: they do not lapse by themselves.
   */
  expiresAt?: InstantValue;
  /**
   * 0 (least) to 9 (most urgent). Left out: 5.
   */
  priority?: number;
  shipTo?: ShipTo;
}

/**
 * One line of an order.
 */
export interface OrderLine {
  /**
   * Number of the line, its own within the order.
   */
  line: number;
  /**
   * Code of the item.
   */
  item: CodeValue;
  quantity: PositiveQuantityValue;
  /**
   * Unit of the quantity. Left out: the base unit of the item.
   */
  unit?: UnitValue;
  /**
   * Price of one unit of the line.
   */
  price?: MoneyValue;
}

/**
 * Where the goods go. Personal data: kept apart from the order and erasable.
 */
export interface ShipTo {
  /**
   * Name of the receiver. Personal data.
   */
  name: TextValue;
  address: AddressLinesValue;
  /**
   * City. Personal data.
   */
  city: TextValue;
  postalCode?: PostalCodeValue;
  country: CountryValue;
  email?: EmailValue;
  phone?: PhoneValue;
}

/**
 * Request to change an order that has not left: POST /v1/orders/{id}/change. Only what is named changes.
 */
export interface OrderChangeRequest {
  /**
   * All lines as they shall be, 1 to 1000. A line that is left out is cancelled; a new number is a new line.
   *
   * @minItems 1
   * @maxItems 1000
   */
  lines?: OrderLine[];
  requestedFor?: RequestedForValue;
  /**
   * True: what is not there now is promised later. False: the change is refused when it is not fully available.
   */
  allowBackorder?: boolean;
}

/**
 * Request to cancel an order: POST /v1/orders/{id}/cancel.
 */
export interface OrderCancelRequest {
  /**
   * Why it is cancelled.
   */
  reason?: ReasonValue;
}

/**
 * Request to reserve stock without an order: POST /v1/reservations. It is posted, voided or lapses later, once.
 */
export interface ReservationRequest {
  /**
   * Id chosen by the caller: res_ and 8 to 64 letters, digits or hyphens. Sending the same id again is answered with the first answer. Left out: we choose one.
   */
  id?: string;
  /**
   * Code of the item or kit.
   */
  item: CodeValue;
  quantity: PositiveQuantityValue;
  /**
   * Unit of the quantity. Left out: the base unit of the item.
   */
  unit?: UnitValue;
  /**
   * Reserve at this site only. Left out: from the sites in order of rank.
   */
  site?: CodeValue;
  requestedFor?: RequestedForValue;
  /**
   * Seconds until it lapses if it is neither posted nor voided, at most a year. Left out: it does not lapse by itself.
   */
  expiresInSeconds?: number;
  /**
   * What it is for, for example a cart or a job.
   */
  reference?: ReferenceValue;
}

/**
 * Request to post a reservation, whole or in part: POST /v1/reservations/{id}/post. The rest of a part is given back.
 */
export interface ReservationPostRequest {
  /**
   * How much is taken, in the base unit of the item. Left out: all of it.
   */
  quantity?: PositiveQuantityValue;
}

/**
 * Request to give a reservation back: POST /v1/reservations/{id}/void.
 */
export interface ReservationVoidRequest {
  /**
   * Why it is given back.
   */
  reason?: ReasonValue;
}

/**
 * CloudEvents 1.0 envelope in JSON. `source` and `id` make each event unique; `type` names the contract of `data`.
 */
export interface EventEnvelope {
  /**
   * Version of CloudEvents, always "1.0".
   */
  specversion: '1.0';
  /**
   * Id of the event, its own within the source. Sending it again with the same content changes nothing.
   */
  id: string;
  /**
   * The system that reports, a URI reference, for example /wms/hamburg.
   */
  source: EventSourceValue;
  /**
   * Kind of the event with the model number of its contract at the end. No spaces.
   */
  type: string;
  /**
   * What the event is about within the source. For people and routing; `data` decides.
   */
  subject?: string;
  /**
   * When it happened, RFC 3339 with offset. Left out: the time we received it.
   */
  time?: InstantValue;
  /**
   * Media type of `data`: JSON. Left out: application/json.
   */
  datacontenttype?: string;
  /**
   * Schema of `data`. For people; `type` decides.
   */
  dataschema?: string;
  /**
   * Ties together everything that belongs to one piece of business.
   */
  correlationid?: string;
  /**
   * Id of the message that caused this event.
   */
  causationid?: string;
  /**
   * W3C trace context of the sender.
   */
  traceparent?: string;
  /**
   * When the sender recorded it, RFC 3339 with offset.
   */
  recordedtime?: InstantValue;
  /**
   * CloudEvents sequence extension. For people; `data.sequence` decides the order.
   */
  sequence?: number | string;
  /**
   * The fact itself; its contract is named by `type`.
   */
  data: Record<string, unknown>;
}

/**
 * Goods came in at a site.
 */
export interface StockReceivedData {
  /**
   * Code of the item; not a kit.
   */
  item: CodeValue;
  /**
   * Code of the site.
   */
  site: CodeValue;
  /**
   * Quantity that came in; above 0.
   */
  quantity: PositiveQuantityValue;
  /**
   * Unit of the quantity. Left out: the base unit of the item.
   */
  unit?: UnitValue;
  /**
   * Lot, for items that are kept in lots.
   */
  lot?: CodeValue;
  /**
   * Expiry date of the lot.
   */
  expiresOn?: DateValue;
  /**
   * Status of the goods. Left out: available.
   */
  status?: StockStatusValue;
  /**
   * `reference` of the expected supply that this receipt fulfils, whole or in part.
   */
  supply?: ReferenceValue;
  reason?: ReasonValue;
  reference?: ReferenceValue;
  sequence?: SequenceValue;
}

/**
 * The quantity at a site was corrected by a difference.
 */
export interface StockAdjustedData {
  /**
   * Code of the item; not a kit.
   */
  item: CodeValue;
  /**
   * Code of the site.
   */
  site: CodeValue;
  /**
   * The difference: above 0 found, below 0 lost.
   */
  quantity: ChangeQuantityValue;
  /**
   * Unit of the quantity. Left out: the base unit of the item.
   */
  unit?: UnitValue;
  /**
   * Lot, for items that are kept in lots.
   */
  lot?: CodeValue;
  /**
   * Expiry date of the lot.
   */
  expiresOn?: DateValue;
  /**
   * Status of the goods. Left out: available.
   */
  status?: StockStatusValue;
  reason?: ReasonValue;
  reference?: ReferenceValue;
  sequence?: SequenceValue;
}

/**
 * A count of one item at a site. The quantity is absolute and holds as of the moment of the count.
 */
export interface StockCountedData {
  /**
   * Code of the item; not a kit.
   */
  item: CodeValue;
  /**
   * Code of the site.
   */
  site: CodeValue;
  /**
   * What was counted, 0 or more.
   */
  quantity: QuantityValue;
  /**
   * Unit of the quantity. Left out: the base unit of the item.
   */
  unit?: UnitValue;
  /**
   * Lot, for items that are kept in lots.
   */
  lot?: CodeValue;
  /**
   * Expiry date of the lot.
   */
  expiresOn?: DateValue;
  /**
   * Status of the goods. Left out: available.
   */
  status?: StockStatusValue;
  asOf: AsOfValue;
  reason?: ReasonValue;
  reference?: ReferenceValue;
  sequence?: SequenceValue;
}

/**
 * Goods left a site. A reference to an order posts the reservation of that order.
 */
export interface StockIssuedData {
  /**
   * Code of the item; not a kit.
   */
  item: CodeValue;
  /**
   * Code of the site.
   */
  site: CodeValue;
  /**
   * Quantity that left; above 0.
   */
  quantity: PositiveQuantityValue;
  /**
   * Unit of the quantity. Left out: the base unit of the item.
   */
  unit?: UnitValue;
  /**
   * Lot, for items that are kept in lots.
   */
  lot?: CodeValue;
  /**
   * Status of the goods. Left out: available.
   */
  status?: StockStatusValue;
  reason?: ReasonValue;
  reference?: OrderReferenceValue;
  sequence?: SequenceValue;
}

/**
 * Goods went to another site, lot or status. At least one of `toSite`, `toLot` and `toStatus` is given; what is left out stays as it was.
 */
export interface StockMovedData {
  /**
   * Code of the item; not a kit.
   */
  item: CodeValue;
  /**
   * Code of the site.
   */
  site: CodeValue;
  /**
   * Quantity that moved; above 0.
   */
  quantity: PositiveQuantityValue;
  /**
   * Unit of the quantity. Left out: the base unit of the item.
   */
  unit?: UnitValue;
  /**
   * Lot, for items that are kept in lots.
   */
  lot?: CodeValue;
  /**
   * Status that the goods had. Left out: available.
   */
  status?: StockStatusValue;
  /**
   * Site where the goods are now.
   */
  toSite?: CodeValue;
  /**
   * Lot that the goods belong to now.
   */
  toLot?: CodeValue;
  /**
   * Status of the goods now.
   */
  toStatus?: StockStatusValue;
  reason?: ReasonValue;
  reference?: ReferenceValue;
  sequence?: SequenceValue;
}

/**
 * What the source has for one item at a site, sent regularly. The quantity is absolute and holds as of the moment of the snapshot.
 */
export interface StockSnapshotData {
  /**
   * Code of the item; not a kit.
   */
  item: CodeValue;
  /**
   * Code of the site.
   */
  site: CodeValue;
  /**
   * What the source has, 0 or more.
   */
  quantity: QuantityValue;
  /**
   * Unit of the quantity. Left out: the base unit of the item.
   */
  unit?: UnitValue;
  /**
   * Lot, for items that are kept in lots.
   */
  lot?: CodeValue;
  /**
   * Expiry date of the lot.
   */
  expiresOn?: DateValue;
  /**
   * Status of the goods. Left out: available.
   */
  status?: StockStatusValue;
  asOf: AsOfValue;
  reason?: ReasonValue;
  reference?: ReferenceValue;
  sequence?: SequenceValue;
}

/**
 * Goods are expected at a site. Sent again with the same reference, it replaces what was expected before.
 */
export interface SupplyExpectedData {
  /**
   * Names the supply within its source, for example purchase order and line.
   */
  reference: ReferenceValue;
  /**
   * Code of the item; not a kit.
   */
  item: CodeValue;
  /**
   * Code of the site.
   */
  site: CodeValue;
  /**
   * What is still expected, 0 or more; 0 cancels the supply.
   */
  quantity: QuantityValue;
  /**
   * Unit of the quantity. Left out: the base unit of the item.
   */
  unit?: UnitValue;
  /**
   * Date in the time zone of the site on which the goods can be promised.
   */
  expectedOn: DateValue;
  sequence?: SequenceValue;
}

/** The type of each contract by its name. */
export interface ContractTypes {
  item: ItemDocument;
  site: SiteDocument;
  partner: PartnerDocument;
  order: OrderRequest;
  'order-change': OrderChangeRequest;
  'order-cancel': OrderCancelRequest;
  reservation: ReservationRequest;
  'reservation-post': ReservationPostRequest;
  'reservation-void': ReservationVoidRequest;
  event: EventEnvelope;
  'stock-received': StockReceivedData;
  'stock-adjusted': StockAdjustedData;
  'stock-counted': StockCountedData;
  'stock-issued': StockIssuedData;
  'stock-moved': StockMovedData;
  'stock-snapshot': StockSnapshotData;
  'supply-expected': SupplyExpectedData;
}
