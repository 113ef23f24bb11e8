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
 * Our id of the order: ord_ and at most 60 small letters, digits or hyphens.
 */
export type OrderIdValue = string;

/**
 * The order: our id (`ord_…`), or its name, `channel/externalId`. At most 193 characters, no space at either end, no control or invisible characters.
 */
export type OrderValue = string;

/**
 * Our number of the release: the id of the order, -R and a count from 1. A release asks one site for goods.
 */
export type ReleaseValue = string;

/**
 * Our number of the request to finance: the id of the order, -C and a count from 1.
 */
export type CreditRequestValue = string;

/**
 * Number that the warehouse gives the shipment, its own within the release. 1 to 120 characters, no space at either end, no control or invisible characters.
 */
export type ShipmentNumberValue = string;

/**
 * Number of the shipment, its own within the order: that of the warehouse, with -R and the count of the release where another release of the order has the same (SH-4711-R2). 1 to 128 characters, no space at either end, no control or invisible characters.
 */
export type ShipmentValue = string;

/**
 * Number of the line in the order; above 100000 for goods that are sent instead of others.
 */
export type LineValue = number;

/**
 * Why, in the words of the sender: one line of 1 to 200 characters, at least one of them visible, no control characters. No personal data: it is kept in the journal.
 */
export type StatedReasonValue = string;

/**
 * A quantity greater than 0 in the given unit: a JSON number of at most 15 digits.
 */
export type SentQuantityValue = number;

/**
 * An amount of money in one currency; null when it is not known.
 */
export type MoneyOrNullValue = MoneyValue | null;

/**
 * Calendar date, YYYY-MM-DD, in the time zone of the site; null when there is none.
 */
export type DateOrNullValue = DateValue | null;

/**
 * Code of master data; null when there is none.
 */
export type CodeOrNullValue = CodeValue | null;

/**
 * 0 (least) to 9 (most urgent).
 */
export type PriorityValue = number;

/**
 * How a promise that is going to break can be kept or replaced: deliver from another site, bring the goods there by transfer, split the order, send a substitute, send faster, or promise a new date.
 */
export type RecoveryValue = 'other_site' | 'transfer' | 'split' | 'substitute' | 'expedite' | 'new_date';

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
   * Time of day in the zone, HH:MM, from which on goods are promised for the next day. Left out: midnight.
   */
  cutOff?: string;
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
  /**
   * Further facts by name; kept as they are. Policies read `class`, `creditLimit`, `creditCurrency` and `blocked`.
   */
  attributes?: {
    /**
     * How much the customer matters to us: A most, C least. Left out: C.
     */
    class?: 'A' | 'B' | 'C';
    /**
     * ISO 4217 code of the currency of `creditLimit`. Left out: the limit cannot be compared with any order, and finance is asked each time.
     */
    creditCurrency?: string;
    /**
     * What the customer may owe, as a decimal text in `creditCurrency`, at most 12 digits before the point and 2 after it. Left out: no limit is known.
     */
    creditLimit?: string;
    /**
     * true: every order of the customer is held for the desk. Left out: false.
     */
    blocked?: 'true' | 'false';
  };
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
 * Another system refuses what it had taken, as a mapping makes it of its message. It becomes a dead letter with the reason.
 */
export type DeliveryRefusedRequest = {
  /**
   * Number of the delivery, which mappings of what goes out have as `$about.sequence`, or its id.
   */
  delivery?: string;
  /**
   * Our id of the order, where the delivery is not named: the last one of the operation that was delivered for it.
   */
  order?: string;
  /**
   * What was asked for.
   */
  operation?: string;
  /**
   * What the other system calls the error: refusals with the same one stand together.
   */
  code?: string;
  /**
   * Why, in its words. No names of people.
   */
  reason: string;
} & (ByTheDelivery | ByTheOrder);

export interface ByTheDelivery {
  [k: string]: unknown;
}
export interface ByTheOrder {
  [k: string]: unknown;
}

/**
 * A document of a partner that is written down and told on, and that nothing is done about here, as a mapping makes it of its message: a remittance advice, an inventory report, an invoice. It is kept in the journal, so it must hold no personal data.
 */
export interface DocumentReceivedRequest {
  /**
   * What it is, as small letters and digits with hyphens.
   */
  document: string;
  /**
   * What the partner calls it. No names of people.
   */
  id: ExternalIdValue;
  /**
   * Our code of the partner whose document it is. Left out: it is not known.
   */
  partner?: CodeValue;
  /**
   * Orders that it is about; those that nobody knows are named in the journal as such. Left out: none.
   *
   * @maxItems 1000
   *
   * Items: An order by its name.
   */
  orders?: {
    /**
     * The channel it came from.
     */
    channel: ChannelValue;
    /**
     * What the channel calls it.
     */
    externalId: ExternalIdValue;
  }[];
  /**
   * The date that it bears. Left out: it bears none.
   */
  issuedOn?: DateValue;
  /**
   * What it comes to in all. Left out: it is not about money, or does not say.
   */
  amount?: MoneyValue;
  /**
   * What it is about, one by one, such as the invoices that are paid. Left out: nothing that would have a number.
   *
   * @maxItems 1000
   *
   * Items: One thing that it is about.
   */
  items?: {
    /**
     * What it is, as small letters and digits with hyphens.
     */
    kind: string;
    /**
     * Its number or code. No names of people.
     */
    id: ExternalIdValue;
    /**
     * How much of the document is for it. Left out: not said.
     */
    amount?: MoneyValue;
    /**
     * What the partner says of it, as a code. No names of people. Left out: nothing.
     */
    note?: CodeValue;
  }[];
  /**
   * Further short facts by name, such as how it was paid. No names of people. Left out: none.
   */
  facts?: {
    /**
     * A short text, a number, true or false.
     */
    [k: string]: string | number | boolean;
  };
}

/**
 * What another system calls an order, a release or a shipment of ours, an item, a unit, a partner or a site, as a mapping makes it of a message that names both. An order may be named by channel and external id.
 */
export type IdentifierMeaningRequest = {
  /**
   * What it names. Of master data: by a connection that may change it.
   */
  kind: 'item' | 'unit' | 'partner' | 'site' | 'order' | 'release' | 'shipment';
  /**
   * The id in the other system, exactly as it comes.
   */
  id: string;
  /**
   * What we call it.
   */
  code?: string;
  /**
   * Of an order that is named by its external id: the channel it came from.
   */
  channel?: ChannelValue;
  /**
   * What the channel calls the order.
   */
  externalId?: ExternalIdValue;
  /**
   * Whether the other system is told this id where several mean the code. Left out: it is, if no other is preferred.
   */
  preferred?: boolean;
} & (ByOurCode | ByTheNameOfTheOrder);

export interface ByOurCode {
  [k: string]: unknown;
}
export interface ByTheNameOfTheOrder {
  [k: string]: unknown;
}

/**
 * Request to keep a promise at risk in one of the ways that the order lists: POST /v1/orders/{order}/recover.
 */
export interface OrderRecoverRequest {
  /**
   * One of the alternatives of the order.
   */
  option: RecoveryValue;
  /**
   * With `new_date`: the day that somebody promises the customer, today or later. Left out: the date of the alternative.
   */
  date?: DateValue;
  /**
   * Why this one. No personal data: it is kept in the journal.
   */
  reason?: StatedReasonValue;
}

/**
 * Request to let a held order go on: POST /v1/orders/{order}/holds/{hold}/release.
 */
export interface HoldReleaseRequest {
  /**
   * Why the order may go on. No personal data: it is kept in the journal.
   */
  reason?: StatedReasonValue;
}

/**
 * Request to stop a held order: POST /v1/orders/{order}/holds/{hold}/refuse.
 */
export interface HoldRefuseRequest {
  /**
   * Why the order may not go on. No personal data: it is kept in the journal.
   */
  reason: StatedReasonValue;
}

/**
 * Request to close an exception of an order by hand: POST /v1/orders/{order}/exceptions/{exception}/close.
 */
export interface ExceptionCloseRequest {
  /**
   * What was done about it. No personal data: it is kept in the journal.
   */
  reason: StatedReasonValue;
}

/**
 * Request to ask a carrier again for the shipments that none takes: POST /v1/orders/{order}/transport/retry.
 */
export interface TransportRetryRequest {
  /**
   * What was mended. No personal data: it is kept in the journal.
   */
  reason?: StatedReasonValue;
}

/**
 * Request to ask the ERP and finance again for what they refused: POST /v1/orders/{order}/books/retry.
 */
export interface BooksRetryRequest {
  /**
   * What was mended. No personal data: it is kept in the journal.
   */
  reason?: StatedReasonValue;
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
 * What the source has for one item at a site, sent regularly. The quantity is absolute and holds as of the moment of the snapshot. Below 0 where the books of the source say that more left than came: on hand is then 0, and what is missing is an open discrepancy.
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
   * What the source has, in the base unit of the item, or in `unit` when that is given; below 0 when its books say so. A JSON number, or a decimal string with at most 15 digits before and 6 after the point; never finer than the scale of the item.
   */
  quantity: number | string;
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

/**
 * Crossdock asks whether the order, or a change of it, may go out on credit. Each time it asks anew the request has another number, and only the latest counts. The answer is `crossdock.credit.approved.v1` or `crossdock.credit.refused.v1`.
 */
export interface CreditRequestedData {
  order: OrderIdValue;
  request: CreditRequestValue;
  /**
   * Code of the partner who orders; null when the order names none.
   */
  customer: CodeOrNullValue;
  /**
   * What the lines of the order cost together; null when a line has no price or the prices have several currencies.
   */
  amount: MoneyOrNullValue;
}

/**
 * The order may go out on credit.
 */
export interface CreditApprovedData {
  order: OrderValue;
  request: CreditRequestValue;
  /**
   * Greatest amount that the answer is good for. Left out: the amount that was asked for.
   */
  limit?: MoneyValue;
  /**
   * Remark in the words of the sender: one line of at most 200 characters. No personal data: it is kept in the journal.
   */
  note?: StatedReasonValue;
}

/**
 * The order may not go out on credit; it stays held until credit is approved or the order is cancelled.
 */
export interface CreditRefusedData {
  order: OrderValue;
  request: CreditRequestValue;
  reason: StatedReasonValue;
}

/**
 * Crossdock asks a site to pick, pack and ship. The answer is `crossdock.release.accepted.v1` or `crossdock.release.refused.v1`; asked again under the same number, it is the same release.
 */
export interface ReleaseRequestedData {
  order: OrderIdValue;
  release: ReleaseValue;
  /**
   * Code of the site that is to ship.
   */
  site: CodeValue;
  priority: PriorityValue;
  /**
   * Date promised to the customer for these lines, in the time zone of the site; of several the latest.
   */
  promisedFor: DateValue;
  /**
   * Date that the customer asked for, in the time zone of the site; null when none was asked for.
   */
  requestedFor: DateOrNullValue;
  /**
   * True: to go before others and by the fastest way, because the promise is at risk.
   */
  expedite: boolean;
  /**
   * What to pick, 1 to 1000 lines.
   *
   * @minItems 1
   * @maxItems 1000
   */
  lines: ReleaseLine[];
}

/**
 * What the warehouse is asked for on one line of the order.
 */
export interface ReleaseLine {
  line: LineValue;
  /**
   * Code of the item or kit that was ordered.
   */
  item: CodeValue;
  /**
   * Quantity to pick, in `unit`.
   */
  quantity: SentQuantityValue;
  /**
   * Unit of the quantity.
   */
  unit: UnitValue;
  /**
   * Items that may be picked where this one is not found. Left out: none.
   *
   * @minItems 1
   * @maxItems 10
   */
  substitutes?: CodeValue[];
}

/**
 * Crossdock still waits for the answer to a release: `crossdock.release.accepted.v1` or `crossdock.release.refused.v1`.
 */
export interface ReleaseRemindedData {
  order: OrderIdValue;
  release: ReleaseValue;
  /**
   * Code of the site that has not answered.
   */
  site: CodeValue;
}

/**
 * Goods that were to be moved for an order are wanted no more where they were to come: the order was cancelled, changed, or gets them otherwise. Sent to whoever was asked by `crossdock.transfer.requested.v1`. What has left is reported when it came, as if nothing had been: it is free stock there. No answer is waited for.
 */
export interface TransferCancelRequestedData {
  order: OrderIdValue;
  /**
   * Code of the site that has the goods.
   */
  from: CodeValue;
  /**
   * Code of the site that the order is to be served from.
   */
  to: CodeValue;
  /**
   * What is not to be moved any more, 1 to 1000 lines.
   *
   * @minItems 1
   * @maxItems 1000
   */
  lines: CalledOffLine[];
}

/**
 * What is not to be moved any more for one line of the order.
 */
export interface CalledOffLine {
  line: LineValue;
  /**
   * Code of the item or kit that was ordered.
   */
  item: CodeValue;
  /**
   * Quantity not to be moved, in `unit`.
   */
  quantity: SentQuantityValue;
  /**
   * Unit of the quantity.
   */
  unit: UnitValue;
}

/**
 * Crossdock asks for goods to be moved to another site, because an order there waits for them. They are reserved for it where they lie. Whoever moves them reports `crossdock.stock.moved.v1` with the order as `reference` when they came; they are released then.
 */
export interface TransferRequestedData {
  order: OrderIdValue;
  /**
   * Code of the site that has the goods.
   */
  from: CodeValue;
  /**
   * Code of the site that the order is to be served from.
   */
  to: CodeValue;
  /**
   * What to move, 1 to 1000 lines.
   *
   * @minItems 1
   * @maxItems 1000
   */
  lines: TransferLine[];
}

/**
 * What is to be moved for one line of the order.
 */
export interface TransferLine {
  line: LineValue;
  /**
   * Code of the item or kit that was ordered.
   */
  item: CodeValue;
  /**
   * Quantity to move, in `unit`.
   */
  quantity: SentQuantityValue;
  /**
   * Unit of the quantity.
   */
  unit: UnitValue;
}

/**
 * The warehouse has taken the release and is going to pick it.
 */
export interface ReleaseAcceptedData {
  order: OrderValue;
  release: ReleaseValue;
  /**
   * Code of the site that picks.
   */
  site: CodeValue;
  /**
   * Number of the wave in which it is picked.
   */
  wave?: ExternalIdValue;
}

/**
 * The warehouse does not take the release; nothing of it was picked.
 */
export interface ReleaseRefusedData {
  order: OrderValue;
  release: ReleaseValue;
  /**
   * Code of the site that refused.
   */
  site: CodeValue;
  reason: StatedReasonValue;
}

/**
 * Crossdock asks the warehouse to stop the release. The answer is `crossdock.release.cancelled.v1` or, when it is too late, `crossdock.release.cancel_refused.v1`.
 */
export interface ReleaseCancelRequestedData {
  order: OrderIdValue;
  release: ReleaseValue;
  /**
   * Code of the site that has the release.
   */
  site: CodeValue;
  /**
   * Why the goods are no longer wanted: one line of at most 200 characters.
   */
  reason: StatedReasonValue;
}

/**
 * The warehouse has stopped the release; what it had picked is back in its place.
 */
export interface ReleaseCancelledData {
  order: OrderValue;
  release: ReleaseValue;
  /**
   * Code of the site that stopped it.
   */
  site: CodeValue;
}

/**
 * It is too late to stop the release: the goods are packed or gone.
 */
export interface ReleaseCancelRefusedData {
  order: OrderValue;
  release: ReleaseValue;
  /**
   * Code of the site that goes on.
   */
  site: CodeValue;
  reason: StatedReasonValue;
}

/**
 * The warehouse has picked a shipment. What it could not find is said on the line.
 */
export interface ShipmentPickedData {
  order: OrderValue;
  release: ReleaseValue;
  shipment: ShipmentNumberValue;
  /**
   * Code of the site that picked.
   */
  site: CodeValue;
  /**
   * What was picked, 1 to 1000 lines; a line of the order has one for each lot.
   *
   * @minItems 1
   * @maxItems 1000
   */
  lines: PickedLine[];
}

/**
 * What was picked for one line of the order, from one lot.
 */
export interface PickedLine {
  line: LineValue;
  /**
   * Code of the item or kit of the line, as the release has it.
   */
  item: CodeValue;
  /**
   * Quantity picked of it, 0 or more.
   */
  quantity: QuantityValue;
  /**
   * Unit of `quantity` and `short`. Left out: the base unit of the item.
   */
  unit?: UnitValue;
  /**
   * Lot, for items that are kept in lots.
   */
  lot?: CodeValue;
  /**
   * Quantity that could not be found, 0 or more. Left out: 0.
   */
  short?: QuantityValue;
  substitute?: Substitute;
}

/**
 * Goods that were picked instead of those ordered.
 */
export interface Substitute {
  /**
   * Code of the item that was picked instead.
   */
  item: CodeValue;
  /**
   * Quantity picked of the substitute; above 0.
   */
  quantity: PositiveQuantityValue;
  /**
   * Unit of the quantity. Left out: the base unit of the substitute.
   */
  unit?: UnitValue;
}

/**
 * The warehouse has packed a shipment; from now on it cannot be cancelled.
 */
export interface ShipmentPackedData {
  order: OrderValue;
  release: ReleaseValue;
  shipment: ShipmentNumberValue;
  /**
   * Code of the site that packed.
   */
  site: CodeValue;
  /**
   * What the goods are packed in, 1 to 1000 packages. Left out: not told.
   *
   * @minItems 1
   * @maxItems 1000
   */
  packages?: Package[];
}

/**
 * One package, as its label names it.
 */
export interface Package {
  /**
   * Number on the label, for example an SSCC.
   */
  id: ExternalIdValue;
  /**
   * Weight in grams. Left out: not weighed.
   */
  weightGrams?: number;
}

/**
 * The goods have left the site. This event itself posts the stock issue: report a shipment or `crossdock.stock.issued.v1`, not both.
 */
export interface ShipmentShippedData {
  order: OrderValue;
  release: ReleaseValue;
  shipment: ShipmentNumberValue;
  /**
   * Code of the site that the goods left.
   */
  site: CodeValue;
  /**
   * What left, 1 to 1000 lines; a line of the order has one for each lot.
   *
   * @minItems 1
   * @maxItems 1000
   */
  lines: ShippedLine[];
  /**
   * Carrier that took the goods, by code or name.
   */
  carrier?: CodeValue;
  /**
   * Tracking number of the carrier.
   */
  tracking?: ExternalIdValue;
  /**
   * Date on which the carrier expects to deliver, at the place of delivery.
   */
  expectedOn?: DateValue;
  /**
   * True: nothing more of this release will come. False: the rest follows in another shipment.
   */
  complete: boolean;
}

/**
 * What left for one line of the order, from one lot.
 */
export interface ShippedLine {
  line: LineValue;
  /**
   * Code of what left: the item or kit of the line, or the substitute that was picked for it.
   */
  item: CodeValue;
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
}

/**
 * The carrier expects to deliver on another date than before.
 */
export interface ShipmentDelayedData {
  order: OrderValue;
  shipment: ShipmentValue;
  /**
   * Date on which the carrier now expects to deliver, at the place of delivery.
   */
  expectedOn: DateValue;
  reason: StatedReasonValue;
}

/**
 * The customer has the goods.
 */
export interface ShipmentDeliveredData {
  order: OrderValue;
  shipment: ShipmentValue;
  /**
   * When they were handed over, RFC 3339 with offset. Left out: the time of the event.
   */
  deliveredAt?: InstantValue;
}

/**
 * Crossdock still waits for the answer to a transport it asked for: `crossdock.transport.booked.v1` or `crossdock.transport.refused.v1`.
 */
export interface TransportRemindedData {
  order: OrderIdValue;
  release: ReleaseValue;
  shipment: ShipmentValue;
  /**
   * Code of the site to collect from.
   */
  site: CodeValue;
}

/**
 * Crossdock asks for the transport of a packed shipment. The answer is `crossdock.transport.booked.v1` or `crossdock.transport.refused.v1`.
 */
export interface TransportRequestedData {
  order: OrderIdValue;
  release: ReleaseValue;
  shipment: ShipmentValue;
  /**
   * Code of the site to collect from.
   */
  site: CodeValue;
  /**
   * Code of the partner to deliver to; null when the order names none.
   */
  customer: CodeOrNullValue;
  /**
   * Date promised to the customer; null when none is promised.
   */
  promisedFor: DateOrNullValue;
  /**
   * True: by the fastest way, because the promise is at risk.
   */
  expedite: boolean;
}

/**
 * A carrier is going to take the shipment.
 */
export interface TransportBookedData {
  order: OrderValue;
  shipment: ShipmentValue;
  /**
   * Carrier, by code or name.
   */
  carrier: CodeValue;
  /**
   * Tracking number of the carrier.
   */
  tracking: ExternalIdValue;
  /**
   * What the transport costs. Left out: not known yet.
   */
  cost?: MoneyValue;
  /**
   * Date on which the carrier expects to deliver, at the place of delivery.
   */
  expectedOn: DateValue;
}

/**
 * No carrier takes the shipment.
 */
export interface TransportRefusedData {
  order: OrderValue;
  shipment: ShipmentValue;
  reason: StatedReasonValue;
}

/**
 * Crossdock asks the ERP to post that the goods of a shipment have left. The answer is `crossdock.issue.posted.v1` or `crossdock.issue.refused.v1`.
 */
export interface IssueRequestedData {
  order: OrderIdValue;
  shipment: ShipmentValue;
  /**
   * Code of the site that the goods left.
   */
  site: CodeValue;
  /**
   * What left, 1 to 1000 lines.
   *
   * @minItems 1
   * @maxItems 1000
   */
  lines: IssueLine[];
}

/**
 * What left for one line of the order, from one lot.
 */
export interface IssueLine {
  line: LineValue;
  /**
   * Code of the item or kit that left.
   */
  item: CodeValue;
  /**
   * Quantity that left, in `unit`.
   */
  quantity: SentQuantityValue;
  /**
   * Unit of the quantity.
   */
  unit: UnitValue;
  /**
   * Lot that the goods came from. Left out: the item is not kept in lots.
   */
  lot?: CodeValue;
}

/**
 * The ERP has posted that the goods of a shipment have left; from now on they can be invoiced.
 */
export interface IssuePostedData {
  order: OrderValue;
  shipment: ShipmentValue;
  /**
   * Number of the posting in the ERP.
   */
  document: ExternalIdValue;
}

/**
 * The ERP does not post the issue; the shipment cannot be invoiced before it does.
 */
export interface IssueRefusedData {
  order: OrderValue;
  shipment: ShipmentValue;
  reason: StatedReasonValue;
}

/**
 * Crossdock asks for the invoice of a shipment, once the ERP has posted its stock issue. The answer is `crossdock.invoice.issued.v1` or `crossdock.invoice.refused.v1`.
 */
export interface InvoiceRequestedData {
  order: OrderIdValue;
  shipment: ShipmentValue;
  /**
   * Number of the posting in the ERP, from `crossdock.issue.posted.v1`.
   */
  issue: ExternalIdValue;
  /**
   * Code of the partner who pays; null when the order names none.
   */
  customer: CodeOrNullValue;
  /**
   * Sum of the lines; null when a line has no price or the prices have several currencies.
   */
  amount: MoneyOrNullValue;
  /**
   * What to invoice, 1 to 1000 lines.
   *
   * @minItems 1
   * @maxItems 1000
   */
  lines: InvoiceLine[];
}

/**
 * What is to be paid on one line of the order.
 */
export interface InvoiceLine {
  line: LineValue;
  /**
   * Code of the item or kit that left.
   */
  item: CodeValue;
  /**
   * Quantity to invoice, in `unit`.
   */
  quantity: SentQuantityValue;
  /**
   * Unit of the quantity.
   */
  unit: UnitValue;
  /**
   * Price of one unit. Left out: the order has none, and the price is that of the invoicing system.
   */
  price?: MoneyValue;
}

/**
 * The shipment is invoiced.
 */
export interface InvoiceIssuedData {
  order: OrderValue;
  shipment: ShipmentValue;
  /**
   * Number of the invoice.
   */
  invoice: ExternalIdValue;
  /**
   * Net amount of the invoice. Left out: as asked for.
   */
  amount?: MoneyValue;
}

/**
 * The shipment is not invoiced.
 */
export interface InvoiceRefusedData {
  order: OrderValue;
  shipment: ShipmentValue;
  reason: StatedReasonValue;
}

/**
 * A promise is going to break: when, why, and what can be done. Told before the date is past, so that the customer hears it first.
 */
export interface PromiseAtRiskData {
  order: OrderIdValue;
  /**
   * Date promised to the customer, in the time zone of the site; null when none was.
   */
  promisedFor: DateOrNullValue;
  /**
   * Date to be expected if nothing is done, in the time zone of the site; null when none can be said.
   */
  expectedOn: DateOrNullValue;
  /**
   * What went wrong: goods were not found at picking, the carrier is late, stock is lost, a supply is late, the warehouse does not answer or has not sent on the promised day, goods are not yet at the site that sends them, or the order is held.
   */
  cause:
    | 'short_pick'
    | 'late_carrier'
    | 'stock_lost'
    | 'supply_late'
    | 'warehouse_silent'
    | 'warehouse_late'
    | 'transfer_late'
    | 'held';
  /**
   * What can be done, at most 50 ways; empty when there is none.
   *
   * @maxItems 50
   */
  alternatives: Alternative[];
}

/**
 * One way out, with the date and the cost it leads to.
 */
export interface Alternative {
  option: RecoveryValue;
  /**
   * Date that can be kept this way, in the time zone of the site; null when none can be said.
   */
  date: DateOrNullValue;
  /**
   * What it costs beyond the order as promised; null when it is not known.
   */
  cost: MoneyOrNullValue;
  /**
   * Site that delivers, or that goods come from by transfer. Left out: another site plays no part.
   */
  site?: CodeValue;
  /**
   * Item that is sent instead. Left out: the item that was ordered.
   */
  item?: CodeValue;
  /**
   * True: what the policy of the network would choose.
   */
  recommended: boolean;
}

/**
 * A way out of a promise at risk was chosen: what the customer is to be told.
 */
export interface PromiseChangedData {
  order: OrderIdValue;
  /**
   * The way that was chosen.
   */
  option: RecoveryValue;
  /**
   * Date that was promised, in the time zone of the site; null when none was.
   */
  before: DateOrNullValue;
  /**
   * Date that is promised now, in the time zone of the site; null when none can be said.
   */
  after: DateOrNullValue;
  /**
   * Why the promise changed: one line of at most 200 characters.
   */
  reason: StatedReasonValue;
}

/**
 * An interchange came from a partner, and this was read of it: what is taken, and what is refused and why, without any value of his. Acknowledgements are written from it.
 */
export interface EdiReceivedData {
  /**
   * Code of the agreement.
   */
  agreement: CodeValue;
  /**
   * Our code of the partner.
   */
  partner: CodeValue;
  /**
   * Which standard.
   */
  standard: 'x12' | 'edifact';
  /**
   * Whether it is for production or for tests.
   */
  indicator: 'production' | 'test';
  /**
   * Its envelope.
   */
  interchange: {
    /**
     * ISA13 or 0020.
     */
    control: string;
    /**
     * Who sent it.
     */
    sender: {
      /**
       * ISA05 or 0007; empty: none.
       */
      qualifier: string;
      /**
       * ISA06 or 0004.
       */
      id: string;
    };
    /**
     * To whom.
     */
    receiver: {
      /**
       * ISA05 or 0007; empty: none.
       */
      qualifier: string;
      /**
       * ISA06 or 0004.
       */
      id: string;
    };
    /**
     * ISA12, or the syntax of UNB.
     */
    version: string;
    /**
     * Date and time as written.
     */
    prepared: string;
    /**
     * ISA14 or 0031.
     */
    asksForAcknowledgement: boolean;
  };
  /**
   * `accepted`; `noted`: taken, with faults that the agreement lives with; `refused`.
   */
  verdict: 'accepted' | 'noted' | 'refused';
  /**
   * Of the interchange itself.
   *
   * @maxItems 1000
   *
   * Items: Code of the fault, as docs/reference/edi.md has it.
   */
  faults: string[];
  /**
   * Messages in it.
   */
  messages: number;
  /**
   * Messages of it that are refused.
   */
  refused: number;
  /**
   * Its groups.
   *
   * @maxItems 100000
   *
   * Items: A group of X12; of EDIFACT all messages stand in one without a kind.
   */
  groups: {
    /**
     * GS01; null: the messages stand in no group.
     */
    kind: string | null;
    /**
     * GS06.
     */
    control: string;
    /**
     * GS08.
     */
    version: string;
    /**
     * `accepted`; `noted`: taken, with faults that the agreement lives with; `refused`.
     */
    verdict: 'accepted' | 'noted' | 'refused';
    /**
     * Messages, as its trailer says; null: it does not.
     */
    declared: number | null;
    /**
     * Messages that came.
     */
    received: number;
    /**
     * Messages that are taken.
     */
    accepted: number;
    /**
     * Of the group itself.
     *
     * @maxItems 1000
     *
     * Items: Code of the fault, as docs/reference/edi.md has it.
     */
    faults: string[];
    /**
     * All; of more than 200 in the interchange those with faults.
     *
     * @maxItems 200
     *
     * Items: A message and whether it is taken.
     */
    messages: {
      /**
       * Type of message.
       */
      type: string;
      /**
       * Version, as the message says it.
       */
      version: string;
      /**
       * Implementation convention; empty: none.
       */
      convention: string;
      /**
       * ST02 or 0062.
       */
      control: string;
      /**
       * `accepted`; `noted`: taken, with faults that the agreement lives with; `refused`.
       */
      verdict: 'accepted' | 'noted' | 'refused';
      /**
       * The first ones.
       *
       * @maxItems 10
       *
       * Items: A fault with its place, without the value.
       */
      faults: {
        /**
         * Code of the fault.
         */
        code: string;
        /**
         * Its id; null: none.
         */
        segment: string | null;
        /**
         * Of the segment in the message, from 1 with its header; null: none.
         */
        position: number | null;
        /**
         * Number of the element; null: the segment as a whole.
         */
        element: number | null;
        /**
         * Number of the component; null: the element as a whole.
         */
        component: number | null;
      }[];
    }[];
  }[];
  /**
   * Where it is kept as it came.
   */
  message: string;
  /**
   * Connection that brought it.
   */
  connection: CodeValue;
  /**
   * Who acknowledges it. Left out: nobody.
   */
  to?: {
    /**
     * Connection.
     */
    connection: CodeValue;
    /**
     * Its operation.
     */
    operation: string;
  };
}

/**
 * Text as a partner sent it, 1 to 512 characters.
 */
export type DocumentTextValue = string;

/**
 * Number or code that a partner gave, 1 to 80 characters.
 */
export type DocumentIdValue = string;

/**
 * Decimal number in quotes, with at most 18 digits before and 12 after the point; zeros at the end are kept.
 */
export type DecimalValue = string;

/**
 * A whole number of 0 or more.
 */
export type WholeNumberValue = number;

/**
 * A date, a date and a time of day on the clock of the partner, a month, a week (2026-W07), a year, or two of them with a slash between.
 */
export type MomentValue = string;

/**
 * A code of a standard that has no word here: its standard, a colon and the code as it came.
 */
export type CodeWithoutWordValue = string;

/**
 * What the sender of a message wants done with it.
 */
export type PurposeValue =
  | (
      | 'new'
      | 'cancel'
      | 'add'
      | 'delete'
      | 'change'
      | 'replace'
      | 'confirm'
      | 'duplicate'
      | 'status'
      | 'response'
      | 'request'
      | 'proposal'
      | 'final'
      | 'resubmit'
      | 'not_accepted'
      | 'accepted'
      | 'copy'
    )
  | CodeWithoutWordValue;

/**
 * Kind of an order.
 */
export type OrderKindValue =
  | (
      | 'stand_alone'
      | 'new_order'
      | 'blanket'
      | 'spot'
      | 'rush'
      | 'repair'
      | 'call_off'
      | 'consignment'
      | 'sample'
      | 'drop_ship'
      | 'confirmation'
      | 'change_to_order'
      | 'kanban'
      | 'standing'
      | 'cross_dock'
      | 'supply_or_service'
    )
  | CodeWithoutWordValue;

/**
 * How an order as a whole is answered.
 */
export type AnswerValue =
  | (
      | 'acknowledged'
      | 'acknowledged_with_changes'
      | 'acknowledged_in_detail'
      | 'only_changes'
      | 'accepted'
      | 'accepted_conditionally'
      | 'rejected'
      | 'rejected_in_detail'
      | 'nothing_needed'
      | 'exceptions_only'
    )
  | CodeWithoutWordValue;

/**
 * What is to happen, or happened, to a line.
 */
export type LineActionValue =
  | (
      | 'added'
      | 'deleted'
      | 'changed'
      | 'quantity_decreased'
      | 'quantity_increased'
      | 'price_changed'
      | 'price_and_quantity_changed'
      | 'date_changed'
      | 'replaced'
      | 'unchanged'
      | 'accepted'
      | 'accepted_with_changes'
      | 'rejected'
      | 'amended'
      | 'not_found'
      | 'changed_in_delivery'
      | 'changed_in_number'
      | 'reinstated'
    )
  | CodeWithoutWordValue;

/**
 * How a line of an order is answered.
 */
export type LineAnswerValue =
  | (
      | 'accepted'
      | 'accepted_with_changes'
      | 'backordered'
      | 'rejected'
      | 'on_hold'
      | 'deleted'
      | 'added'
      | 'changed'
      | 'quantity_changed'
      | 'price_changed'
      | 'date_changed'
      | 'substituted'
      | 'accepted_and_shipped'
      | 'accepted_and_released'
      | 'part_backordered'
      | 'no_action'
      | 'amended'
      | 'not_found'
      | 'accepted_for_later_shipment'
    )
  | CodeWithoutWordValue;

/**
 * Part that a party plays.
 */
export type PartyRoleValue =
  | (
      | 'buyer'
      | 'seller'
      | 'supplier'
      | 'vendor'
      | 'ship_to'
      | 'ship_to_place'
      | 'ship_from'
      | 'bill_to'
      | 'bill_to_other'
      | 'sold_to'
      | 'ordered_by'
      | 'remit_to'
      | 'payer'
      | 'payee'
      | 'invoice_issuer'
      | 'carrier'
      | 'shipper'
      | 'consignee'
      | 'ultimate_consignee'
      | 'ultimate_customer'
      | 'notify'
      | 'freight_forwarder'
      | 'freight_payer'
      | 'manufacturer'
      | 'distributor'
      | 'warehouse'
      | 'pick_up_from'
      | 'sales_office'
      | 'corporate_office'
      | 'buyers_agent'
      | 'sender'
      | 'receiver'
      | 'depositor'
      | 'store'
      | 'factor'
    )
  | CodeWithoutWordValue;

/**
 * Who numbers parties that way.
 */
export type PartySchemeValue =
  | (
      | 'gln'
      | 'duns'
      | 'duns_plus_four'
      | 'scac'
      | 'assigned_by_seller'
      | 'assigned_by_buyer'
      | 'assigned_by_carrier'
      | 'assigned_by_sender'
      | 'assigned_by_distributor'
      | 'assigned_by_manufacturer'
      | 'odette'
      | 'federal_tax_id'
      | 'mutually_defined'
    )
  | CodeWithoutWordValue;

/**
 * Who numbers items that way, or what the value says of the item.
 */
export type ItemSchemeValue =
  | (
      | 'gtin'
      | 'ean'
      | 'upc'
      | 'upc_case'
      | 'upc_package'
      | 'buyers_item'
      | 'buyers_part'
      | 'buyers_catalog'
      | 'sellers_item'
      | 'sellers_part'
      | 'sellers_catalog'
      | 'sellers_supplement'
      | 'suppliers_article'
      | 'manufacturers_part'
      | 'manufacturer'
      | 'sku'
      | 'style'
      | 'colour'
      | 'isbn'
      | 'issn'
      | 'lot'
      | 'serial'
      | 'part_description'
      | 'order_line'
      | 'product_version'
      | 'product_group'
      | 'product_group_national'
      | 'promotional_variant'
      | 'harmonised_system'
      | 'commodity_code'
      | 'commodity_group'
      | 'country_of_origin'
      | 'engineering_change'
      | 'drawing_revision'
      | 'mutually_defined'
    )
  | CodeWithoutWordValue;

/**
 * Unit of a quantity.
 */
export type QuantityUnitValue =
  | (
      | 'each'
      | 'piece'
      | 'one'
      | 'case'
      | 'carton'
      | 'box'
      | 'pack'
      | 'pallet'
      | 'dozen'
      | 'pair'
      | 'set'
      | 'roll'
      | 'bag'
      | 'bottle'
      | 'drum'
      | 'kit'
      | 'kilogram'
      | 'gram'
      | 'pound'
      | 'ounce'
      | 'metric_ton'
      | 'short_ton'
      | 'litre'
      | 'millilitre'
      | 'gallon'
      | 'cubic_metre'
      | 'cubic_foot'
      | 'metre'
      | 'centimetre'
      | 'millimetre'
      | 'inch'
      | 'foot'
      | 'yard'
      | 'square_metre'
      | 'square_foot'
      | 'hour'
      | 'day'
    )
  | CodeWithoutWordValue;

/**
 * What a number refers to.
 */
export type ReferenceKindValue =
  | (
      | 'purchase_order'
      | 'purchase_order_response'
      | 'original_purchase_order'
      | 'sellers_order'
      | 'buyers_order'
      | 'blanket_order'
      | 'release'
      | 'contract'
      | 'quote'
      | 'offer'
      | 'price_list'
      | 'promotion'
      | 'invoice'
      | 'credit_note'
      | 'credit_memo'
      | 'debit_note'
      | 'department'
      | 'sales_department'
      | 'store'
      | 'merchandise_type'
      | 'internal_vendor'
      | 'vendor'
      | 'customer'
      | 'ultimate_customer'
      | 'account'
      | 'bill_of_lading'
      | 'master_bill_of_lading'
      | 'waybill'
      | 'air_waybill'
      | 'transport_document'
      | 'carrier_reference'
      | 'shipment'
      | 'booking'
      | 'packing_list'
      | 'delivery_order'
      | 'delivery_note'
      | 'despatch_advice'
      | 'receiving_advice'
      | 'delivery_schedule'
      | 'load_plan'
      | 'appointment'
      | 'tracking'
      | 'seal'
      | 'lot'
      | 'serial'
      | 'line'
      | 'vat_registration'
      | 'registration'
      | 'government'
      | 'originator'
      | 'freight_forwarder'
      | 'payment_reference'
      | 'message_letter_or_note'
      | 'mutually_defined'
    )
  | CodeWithoutWordValue;

/**
 * What happens at a date.
 */
export type DateKindValue =
  | (
      | 'issued'
      | 'ordered'
      | 'order_received'
      | 'invoiced'
      | 'effective'
      | 'expires'
      | 'requested_delivery'
      | 'requested_ship'
      | 'requested_pick_up'
      | 'required_by'
      | 'ship_not_before'
      | 'ship_not_after'
      | 'deliver_not_before'
      | 'deliver_not_after'
      | 'cancel_after'
      | 'shipped'
      | 'delivered'
      | 'estimated_delivery'
      | 'scheduled_delivery'
      | 'scheduled_ship'
      | 'planned_delivery'
      | 'promised_delivery'
      | 'promised_ship'
      | 'expected_delivery'
      | 'estimated_arrival'
      | 'arrived'
      | 'estimated_departure'
      | 'departed'
      | 'pick_up'
      | 'picked_up'
      | 'received'
      | 'available'
      | 'net_due'
      | 'discount_due'
      | 'payment_due'
      | 'tax_point'
      | 'reference'
      | 'sell_by'
      | 'best_before'
      | 'produced'
      | 'period_start'
      | 'period_end'
      | 'invoicing_period'
    )
  | CodeWithoutWordValue;

/**
 * What a note is about.
 */
export type NoteKindValue =
  | (
      | 'general'
      | 'purchasing'
      | 'order_instructions'
      | 'delivery'
      | 'delivery_instructions'
      | 'invoice'
      | 'special_instructions'
      | 'special_handling'
      | 'handling'
      | 'packing'
      | 'supplier_remarks'
      | 'product'
      | 'goods_description'
      | 'title'
      | 'line'
      | 'payment'
      | 'additional'
      | 'regulatory'
      | 'customs'
      | 'tax_declaration'
      | 'mutually_defined'
    )
  | CodeWithoutWordValue;

/**
 * What a contact is for.
 */
export type ContactFunctionValue =
  | (
      | 'information'
      | 'buyer'
      | 'order'
      | 'purchasing'
      | 'supplier'
      | 'delivery'
      | 'accounting'
      | 'accounts_payable'
      | 'receiving'
      | 'sales'
      | 'responsible'
      | 'warehouse'
      | 'carrier'
    )
  | CodeWithoutWordValue;

/**
 * How a contact is reached.
 */
export type CommunicationKindValue =
  ('phone' | 'fax' | 'email' | 'mobile' | 'telex' | 'web' | 'edi') | CodeWithoutWordValue;

/**
 * Kind of a price.
 */
export type PriceKindValue =
  | (
      | 'net'
      | 'gross'
      | 'contract'
      | 'catalogue'
      | 'information'
      | 'invoice'
      | 'calculation'
      | 'information_net'
      | 'information_before_allowances'
      | 'distributor'
      | 'retail'
      | 'suggested_retail'
      | 'unit'
      | 'promotional'
    )
  | CodeWithoutWordValue;

/**
 * What a price is based on.
 */
export type PriceBasisValue =
  | (
      | 'per_each'
      | 'per_unit'
      | 'per_hundred'
      | 'per_thousand'
      | 'contract'
      | 'contract_per_each'
      | 'catalogue'
      | 'catalogue_per_each'
      | 'wholesale_per_each'
      | 'retail_per_each'
      | 'quoted'
      | 'net'
      | 'no_charge'
    )
  | CodeWithoutWordValue;

/**
 * What an amount is.
 */
export type AmountKindValue =
  | (
      | 'line_total'
      | 'lines_total'
      | 'total'
      | 'invoice_total'
      | 'amount_due'
      | 'taxable'
      | 'tax'
      | 'taxes_total'
      | 'subject_to_payment_discount'
      | 'charges_and_allowances'
      | 'allowances_total'
      | 'charge'
      | 'allowance'
      | 'allowance_or_charge'
      | 'basis'
      | 'discount'
      | 'original'
      | 'prepaid'
      | 'freight'
      | 'unit_price'
      | 'items_total'
      | 'total_amount'
    )
  | CodeWithoutWordValue;

/**
 * What a quantity is.
 */
export type QuantityKindValue =
  | (
      | 'discrete'
      | 'ordered'
      | 'despatched'
      | 'delivered'
      | 'to_be_delivered'
      | 'invoiced'
      | 'received'
      | 'accepted'
      | 'backordered'
      | 'in_pack'
      | 'consumer_units'
      | 'free_goods'
      | 'on_hand'
      | 'in_stock'
      | 'cancelled'
      | 'returned'
      | 'damaged'
      | 'short_shipped'
      | 'committed'
      | 'allocated'
      | 'in_transit'
      | 'cumulative'
      | 'split'
    )
  | CodeWithoutWordValue;

/**
 * What is measured.
 */
export type MeasureOfValue = ('physical' | 'weight' | 'counts' | 'measurement') | CodeWithoutWordValue;

/**
 * The dimension that is measured.
 */
export type MeasureDimensionValue =
  | (
      | 'gross_weight'
      | 'net_weight'
      | 'unit_net_weight'
      | 'unit_gross_weight'
      | 'total_gross_weight'
      | 'volume'
      | 'gross_volume'
      | 'height'
      | 'length'
      | 'width'
      | 'diameter'
      | 'tare'
      | 'weight'
      | 'temperature'
      | 'unit_weight'
    )
  | CodeWithoutWordValue;

/**
 * How a description is given.
 */
export type DescriptionFormValue =
  | ('free' | 'structured' | 'semi_structured' | 'long' | 'code_and_text' | 'code' | 'price_lookup' | 'short')
  | CodeWithoutWordValue;

/**
 * Allowance or charge.
 */
export type AllowanceOrChargeValue =
  ('allowance' | 'charge' | 'none' | 'no_charge' | 'promotion' | 'service') | CodeWithoutWordValue;

/**
 * Kind of terms of payment.
 */
export type PaymentKindValue =
  | (
      | 'basic'
      | 'end_of_month'
      | 'fixed_date'
      | 'deferred'
      | 'discount'
      | 'basic_discount'
      | 'prior_approval'
      | 'discount_not_applicable'
      | 'net'
    )
  | CodeWithoutWordValue;

/**
 * Who pays the freight.
 */
export type FreightPaymentValue =
  | (
      | 'collect'
      | 'prepaid'
      | 'prepaid_and_added'
      | 'defined_by_both'
      | 'third_party'
      | 'no_charge'
      | 'picked_up'
      | 'paid_by_buyer'
    )
  | CodeWithoutWordValue;

/**
 * How goods are carried.
 */
export type TransportModeValue =
  | (
      | 'road'
      | 'rail'
      | 'air'
      | 'sea'
      | 'parcel'
      | 'post'
      | 'private_carrier'
      | 'pipeline'
      | 'multimodal'
      | 'less_than_truckload'
      | 'consolidation'
      | 'best_way'
      | 'pick_up'
    )
  | CodeWithoutWordValue;

/**
 * Kind of a package.
 */
export type PackageKindValue =
  | ('carton' | 'carton_fibre' | 'pallet' | 'pallet_wood' | 'box' | 'case' | 'bag' | 'drum' | 'roll' | 'package')
  | CodeWithoutWordValue;

/**
 * Kind of a mark on a package.
 */
export type MarkKindValue =
  | ('sscc' | 'upc_shipping_container' | 'shipper_assigned' | 'supplier_assigned' | 'lot' | 'serial' | 'sscc_14')
  | CodeWithoutWordValue;

/**
 * Level of a hierarchy of goods and packages.
 */
export type LevelValue = ('shipment' | 'order' | 'tare' | 'pack' | 'item' | 'sublevel') | CodeWithoutWordValue;

/**
 * Tax, duty or fee.
 */
export type TaxFunctionValue = ('tax' | 'customs_duty' | 'fee') | CodeWithoutWordValue;

/**
 * Kind of a tax.
 */
export type TaxKindValue =
  ('vat' | 'gst' | 'sales_tax' | 'state_sales_tax' | 'local_tax' | 'excise') | CodeWithoutWordValue;

/**
 * Category of a tax.
 */
export type TaxCategoryValue =
  | ('standard' | 'zero' | 'exempt' | 'reverse_charge' | 'higher' | 'lower' | 'mixed' | 'free_export')
  | CodeWithoutWordValue;

/**
 * A number of a party, and who gave it.
 */
export interface PartyIdentifierValue {
  /**
   * Who numbers parties that way.
   */
  scheme?: PartySchemeValue;
  /**
   * The number.
   */
  id?: DocumentIdValue;
}

/**
 * An address. Personal data where the party is a person.
 */
export interface PostalAddressValue {
  /**
   * Street, number, building.
   *
   * @minItems 1
   * @maxItems 20
   *
   * Items: One line of it.
   */
  lines?: DocumentTextValue[];
  /**
   * City.
   */
  city?: DocumentTextValue;
  /**
   * State or province.
   */
  region?: DocumentTextValue;
  /**
   * Postal code.
   */
  postalCode?: DocumentTextValue;
  /**
   * Country, mostly its ISO 3166-1 alpha-2 code.
   */
  country?: DocumentTextValue;
}

/**
 * A way to reach a contact. Personal data.
 */
export interface CommunicationValue {
  /**
   * How a contact is reached.
   */
  kind?: CommunicationKindValue;
  /**
   * Number or address.
   */
  value?: DocumentTextValue;
}

/**
 * A person or department. Personal data.
 */
export interface ContactPointValue {
  /**
   * What a contact is for.
   */
  function?: ContactFunctionValue;
  /**
   * Code of the department or person.
   */
  id?: DocumentIdValue;
  /**
   * Name.
   */
  name?: DocumentTextValue;
  /**
   * How the contact is reached.
   *
   * @minItems 1
   * @maxItems 20
   *
   * Items: One of them.
   */
  communications?: CommunicationValue[];
  /**
   * Reference for inquiries.
   */
  reference?: DocumentIdValue;
}

/**
 * A company, person or place, and the part it plays.
 */
export interface DocumentPartyValue {
  /**
   * Part that a party plays.
   */
  role?: PartyRoleValue;
  /**
   * Name.
   */
  name?: DocumentTextValue;
  /**
   * Further lines of the name.
   *
   * @minItems 1
   * @maxItems 20
   *
   * Items: One line of it.
   */
  moreNames?: DocumentTextValue[];
  /**
   * Numbers of the party.
   *
   * @minItems 1
   * @maxItems 20
   *
   * Items: One of them.
   */
  identifiers?: PartyIdentifierValue[];
  /**
   * Where it is.
   */
  address?: PostalAddressValue;
  /**
   * Name and address as lines that nobody took apart.
   *
   * @minItems 1
   * @maxItems 20
   *
   * Items: One line of it.
   */
  description?: DocumentTextValue[];
  /**
   * Numbers that concern the party.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Whom to ask.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  contacts?: ContactPointValue[];
  /**
   * What is said of its taxes.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  taxes?: TaxLineValue[];
}

/**
 * A number of another document or thing.
 */
export interface DocumentReferenceValue {
  /**
   * What a number refers to.
   */
  kind?: ReferenceKindValue;
  /**
   * The number.
   */
  id?: DocumentIdValue;
  /**
   * Line in that document.
   */
  line?: DocumentIdValue;
  /**
   * Version or revision of it.
   */
  version?: DocumentIdValue;
  /**
   * What is said of it.
   */
  description?: DocumentTextValue;
  /**
   * When it was made.
   */
  date?: MomentValue;
  /**
   * Dates that concern it.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
}

/**
 * A date and what happens at it.
 */
export interface DocumentDateValue {
  /**
   * What happens at a date.
   */
  kind?: DateKindValue;
  /**
   * When.
   */
  at?: MomentValue;
  /**
   * Code of the time zone, as it came.
   */
  zone?: DocumentIdValue;
}

/**
 * A text for people.
 */
export interface DocumentNoteValue {
  /**
   * What a note is about.
   */
  kind?: NoteKindValue;
  /**
   * Code of what is done with it.
   */
  function?: DocumentIdValue;
  /**
   * Code of a text that both know.
   */
  code?: DocumentIdValue;
  /**
   * What it refers to.
   */
  reference?: DocumentReferenceValue;
  /**
   * Its lines.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One line of it.
   */
  text?: DocumentTextValue[];
  /**
   * Code of the language.
   */
  language?: DocumentIdValue;
}

/**
 * An amount of money, and what it is.
 */
export interface DocumentAmountValue {
  /**
   * What an amount is.
   */
  kind?: AmountKindValue;
  /**
   * In whole units of the currency.
   */
  amount?: DecimalValue;
  /**
   * ISO 4217 code. Left out: the currency of the document.
   */
  currency?: DocumentIdValue;
}

/**
 * A quantity with its unit.
 */
export interface MeasuredQuantityValue {
  /**
   * What a quantity is.
   */
  kind?: QuantityKindValue;
  /**
   * How much.
   */
  value?: DecimalValue;
  /**
   * Unit of a quantity.
   */
  unit?: QuantityUnitValue;
}

/**
 * Something that is measured.
 */
export interface DocumentMeasureValue {
  /**
   * What is measured.
   */
  of?: MeasureOfValue;
  /**
   * The dimension that is measured.
   */
  dimension?: MeasureDimensionValue;
  /**
   * Its value.
   */
  value?: DecimalValue;
  /**
   * Unit of the value.
   */
  unit?: QuantityUnitValue;
  /**
   * Least value.
   */
  minimum?: DecimalValue;
  /**
   * Greatest value.
   */
  maximum?: DecimalValue;
}

/**
 * A description by text or code.
 */
export interface DocumentDescriptionValue {
  /**
   * How a description is given.
   */
  form?: DescriptionFormValue;
  /**
   * Code of what is described.
   */
  characteristic?: DocumentIdValue;
  /**
   * Whose code it is.
   */
  agency?: DocumentIdValue;
  /**
   * The code.
   */
  code?: DocumentIdValue;
  /**
   * The text.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One line of it.
   */
  text?: DocumentTextValue[];
  /**
   * Code of the surface, layer or position.
   */
  surface?: DocumentIdValue;
  /**
   * Code of the unit load.
   */
  unitLoad?: DocumentIdValue;
  /**
   * Code of the language.
   */
  language?: DocumentIdValue;
}

/**
 * A number of an item, and who gave it.
 */
export interface ItemIdentifierValue {
  /**
   * Who numbers items that way.
   */
  scheme?: ItemSchemeValue;
  /**
   * The number.
   */
  id?: DocumentIdValue;
}

/**
 * An item by its numbers and descriptions.
 */
export interface TradeItemValue {
  /**
   * Its numbers.
   *
   * @minItems 1
   * @maxItems 100
   *
   * Items: One of them.
   */
  identifiers?: ItemIdentifierValue[];
  /**
   * What it is.
   *
   * @minItems 1
   * @maxItems 1000
   *
   * Items: One of them.
   */
  descriptions?: DocumentDescriptionValue[];
  /**
   * What was measured of it.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  measures?: DocumentMeasureValue[];
  /**
   * How it is packed.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  packings?: ItemPackingValue[];
}

/**
 * How an item is packed.
 */
export interface ItemPackingValue {
  /**
   * Inner units in an outer one.
   */
  units?: DecimalValue;
  /**
   * Eaches in an inner unit.
   */
  innerUnits?: DecimalValue;
  /**
   * Size of a unit.
   */
  size?: MeasuredQuantityValue;
  /**
   * How many packages there are.
   */
  packages?: WholeNumberValue;
  /**
   * Kind of a package.
   */
  kind?: PackageKindValue;
  /**
   * Gross weight of a package.
   */
  grossWeight?: DocumentMeasureValue;
  /**
   * Volume of a package.
   */
  volume?: DocumentMeasureValue;
  /**
   * Length.
   */
  length?: DecimalValue;
  /**
   * Width.
   */
  width?: DecimalValue;
  /**
   * Height.
   */
  height?: DecimalValue;
  /**
   * Unit of the three.
   */
  dimensionUnit?: QuantityUnitValue;
  /**
   * Marks on the packages.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  marks?: DocumentMarkValue[];
}

/**
 * A mark on a package.
 */
export interface DocumentMarkValue {
  /**
   * Kind of a mark on a package.
   */
  kind?: MarkKindValue;
  /**
   * The mark, such as an SSCC.
   */
  id?: DocumentIdValue;
  /**
   * Last one of a row of marks.
   */
  until?: DocumentIdValue;
  /**
   * What is printed.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One line of it.
   */
  text?: DocumentTextValue[];
}

/**
 * A price.
 */
export interface DocumentPriceValue {
  /**
   * Kind of a price.
   */
  kind?: PriceKindValue;
  /**
   * In whole units of the currency.
   */
  amount?: DecimalValue;
  /**
   * What a price is based on.
   */
  basis?: PriceBasisValue;
  /**
   * Quantity that the price is for. Left out: one unit of the line.
   */
  per?: MeasuredQuantityValue;
  /**
   * Code of the class of trade.
   */
  class?: DocumentIdValue;
  /**
   * Code of the kind of price list.
   */
  list?: DocumentIdValue;
  /**
   * ISO 4217 code. Left out: the currency of the document.
   */
  currency?: DocumentIdValue;
  /**
   * Code of what became of the price.
   */
  change?: DocumentIdValue;
}

/**
 * What is taken off or added.
 */
export interface AllowanceChargeValue {
  /**
   * Allowance or charge.
   */
  kind?: AllowanceOrChargeValue;
  /**
   * Its number.
   */
  id?: DocumentIdValue;
  /**
   * Code of what it is for, as it came.
   */
  service?: DocumentIdValue;
  /**
   * Whose further code it is.
   */
  agency?: DocumentIdValue;
  /**
   * That code.
   */
  agencyService?: DocumentIdValue;
  /**
   * Code of how it is settled.
   */
  settlement?: DocumentIdValue;
  /**
   * In which order it is worked out.
   */
  sequence?: DocumentIdValue;
  /**
   * In whole units of the currency.
   */
  amount?: DecimalValue;
  /**
   * Code of what the percentage is of.
   */
  percentBasis?: DocumentIdValue;
  /**
   * Percentage.
   */
  percent?: DecimalValue;
  /**
   * Rate for each unit.
   */
  rate?: DecimalValue;
  /**
   * Quantity that it is for.
   */
  quantity?: MeasuredQuantityValue;
  /**
   * Amount that it is worked out from.
   */
  basisAmount?: DecimalValue;
  /**
   * What it is for.
   *
   * @minItems 1
   * @maxItems 9
   *
   * Items: One line of it.
   */
  text?: DocumentTextValue[];
  /**
   * A number for it.
   */
  reference?: DocumentIdValue;
  /**
   * Option.
   */
  option?: DocumentIdValue;
  /**
   * Code of the language.
   */
  language?: DocumentIdValue;
  /**
   * Further amounts.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  amounts?: DocumentAmountValue[];
  /**
   * Taxes on it.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  taxes?: TaxLineValue[];
}

/**
 * A tax.
 */
export interface TaxLineValue {
  /**
   * Tax, duty or fee.
   */
  function?: TaxFunctionValue;
  /**
   * Kind of a tax.
   */
  kind?: TaxKindValue;
  /**
   * Its account.
   */
  account?: DocumentIdValue;
  /**
   * Percentage.
   */
  rate?: DecimalValue;
  /**
   * In whole units of the currency.
   */
  amount?: DecimalValue;
  /**
   * Amount that is taxed.
   */
  basis?: DecimalValue;
  /**
   * Category of a tax.
   */
  category?: TaxCategoryValue;
  /**
   * Code of who numbers jurisdictions.
   */
  jurisdictionScheme?: DocumentIdValue;
  /**
   * Jurisdiction.
   */
  jurisdiction?: DocumentIdValue;
  /**
   * Code of the exemption.
   */
  exemption?: DocumentIdValue;
  /**
   * Code of how it relates to the amounts.
   */
  relationship?: DocumentIdValue;
  /**
   * Tax number of the party.
   */
  id?: DocumentIdValue;
  /**
   * Number of the tax.
   */
  line?: DocumentIdValue;
  /**
   * Further amounts.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  amounts?: DocumentAmountValue[];
}

/**
 * When and how something is to be paid.
 */
export interface PaymentTermsValue {
  /**
   * Kind of terms of payment.
   */
  kind?: PaymentKindValue;
  /**
   * Code of the date from which days are counted.
   */
  basis?: DocumentIdValue;
  /**
   * Code of the terms, as it came.
   */
  terms?: DocumentIdValue;
  /**
   * Code of how the days relate to that date.
   */
  relation?: DocumentIdValue;
  /**
   * Code of what is counted, D for days.
   */
  period?: DocumentIdValue;
  /**
   * Percentage that may be taken off.
   */
  discountPercent?: DecimalValue;
  /**
   * Days within which it may be.
   */
  discountDays?: WholeNumberValue;
  /**
   * Date until which it may be.
   */
  discountDueOn?: MomentValue;
  /**
   * Amount that may be taken off.
   */
  discountAmount?: DecimalValue;
  /**
   * Days within which all is to be paid.
   */
  days?: WholeNumberValue;
  /**
   * Date until which all is to be paid.
   */
  dueOn?: MomentValue;
  /**
   * Date until which the deferred amount is to be paid.
   */
  deferredDueOn?: MomentValue;
  /**
   * Amount that is deferred.
   */
  deferredAmount?: DecimalValue;
  /**
   * Percentage of the invoice that is to be paid.
   */
  percentPayable?: DecimalValue;
  /**
   * In words.
   */
  description?: DocumentTextValue;
  /**
   * Day of the month.
   */
  dayOfMonth?: WholeNumberValue;
  /**
   * Code of how it is paid.
   */
  method?: DocumentIdValue;
  /**
   * Percentage in some terms.
   */
  percent?: DecimalValue;
  /**
   * Amounts.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  amounts?: DocumentAmountValue[];
}

/**
 * Who carries goods at whose cost and risk.
 */
export interface DeliveryTermsValue {
  /**
   * Who pays the freight.
   */
  payment?: FreightPaymentValue;
  /**
   * Code of what the terms are about.
   */
  function?: DocumentIdValue;
  /**
   * Whose code the terms are of, such as 01 for Incoterms in X12.
   */
  agency?: DocumentIdValue;
  /**
   * Code of the terms, such as DAP.
   */
  terms?: DocumentIdValue;
  /**
   * In words.
   *
   * @minItems 1
   * @maxItems 9
   *
   * Items: One line of it.
   */
  text?: DocumentTextValue[];
  /**
   * Code of what place is meant.
   */
  placeKind?: DocumentIdValue;
  /**
   * The place.
   */
  place?: DocumentTextValue;
  /**
   * Code of the place at which title passes.
   */
  titleKind?: DocumentIdValue;
  /**
   * That place.
   */
  title?: DocumentTextValue;
  /**
   * Code of who bears the risk of loss.
   */
  risk?: DocumentIdValue;
}

/**
 * How goods are carried.
 */
export interface TransportDetailValue {
  /**
   * Code of the part of the way.
   */
  sequence?: DocumentIdValue;
  /**
   * Number of the voyage or trip.
   */
  reference?: DocumentIdValue;
  /**
   * How goods are carried.
   */
  mode?: TransportModeValue;
  /**
   * Code of the vehicle.
   */
  means?: DocumentIdValue;
  /**
   * The carrier by its number.
   */
  carrier?: PartyIdentifierValue;
  /**
   * Carrier or routing, as it is called.
   */
  name?: DocumentTextValue;
  /**
   * Code of how it stands with the order.
   */
  status?: DocumentIdValue;
  /**
   * Code of what place is meant.
   */
  placeKind?: DocumentIdValue;
  /**
   * The place.
   */
  place?: DocumentTextValue;
  /**
   * Code of the service level.
   */
  service?: DocumentIdValue;
  /**
   * Number plate or name of the vehicle.
   */
  vehicle?: DocumentIdValue;
  /**
   * Dates of it.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
  /**
   * Initials of the owner of the equipment.
   */
  equipment?: DocumentIdValue;
  /**
   * What the reference is.
   */
  referenceKind?: ReferenceKindValue;
}

/**
 * How goods are carried from or to a warehouse.
 */
export interface WarehouseCarriageValue {
  /**
   * Code of who pays: PP is prepaid, as it came.
   */
  payment?: DocumentIdValue;
  /**
   * By what.
   */
  mode?: TransportModeValue;
  /**
   * Code of how pallets are exchanged, as it came.
   */
  palletExchange?: DocumentIdValue;
  /**
   * Code of the unit load, as it came.
   */
  unitLoad?: DocumentIdValue;
  /**
   * Carrier and route in words.
   */
  routing?: DocumentTextValue;
  /**
   * Code of where the risk goes over, as it came.
   */
  fobCode?: DocumentIdValue;
  /**
   * Where the risk goes over.
   */
  fob?: DocumentTextValue;
  /**
   * Code of how cash on delivery is paid, as it came.
   */
  cashOnDeliveryMethod?: DocumentIdValue;
  /**
   * Amount that the carrier collects.
   */
  cashOnDelivery?: DecimalValue;
  /**
   * Code of the carrier (SCAC).
   */
  carrier?: DocumentIdValue;
  /**
   * Code of the vehicle, as it came.
   */
  equipmentKind?: DocumentIdValue;
  /**
   * Initials of its owner.
   */
  equipmentOwner?: DocumentIdValue;
  /**
   * Its number.
   */
  equipment?: DocumentIdValue;
  /**
   * Code of the state of the order, as it came.
   */
  orderStatus?: DocumentIdValue;
  /**
   * Code of special handling, as it came.
   */
  handling?: DocumentIdValue;
  /**
   * Number of the seal.
   */
  seal?: DocumentIdValue;
  /**
   * Number of a second seal.
   */
  otherSeal?: DocumentIdValue;
  /**
   * Code of the state of the seal, as it came.
   */
  sealStatus?: DocumentIdValue;
}

/**
 * When something is to happen, or happened.
 */
export interface TransportDateValue {
  /**
   * Code of what happens then, as it came.
   */
  code?: DocumentIdValue;
  /**
   * When.
   */
  at?: MomentValue;
  /**
   * Code of what the time is, as it came.
   */
  timeCode?: DocumentIdValue;
  /**
   * Code of the time zone.
   */
  zone?: DocumentIdValue;
}

/**
 * How heavy, how many, how large.
 */
export interface TransportWeightValue {
  /**
   * Code of what the weight is, as it came.
   */
  qualifier?: DocumentIdValue;
  /**
   * How heavy.
   */
  weight?: DecimalValue;
  /**
   * Code of its unit, as it came.
   */
  weightUnit?: DocumentIdValue;
  /**
   * How many pieces.
   */
  count?: WholeNumberValue;
  /**
   * How many of a second kind.
   */
  otherCount?: WholeNumberValue;
  /**
   * Code of the unit of the volume, as it came.
   */
  volumeUnit?: DocumentIdValue;
  /**
   * How large.
   */
  volume?: DecimalValue;
}

/**
 * A trailer or container.
 */
export interface TransportEquipmentValue {
  /**
   * Initials of its owner.
   */
  owner?: DocumentIdValue;
  /**
   * Its number.
   */
  number?: DocumentIdValue;
  /**
   * Code of what it is, as it came.
   */
  kind?: DocumentIdValue;
  /**
   * Weight.
   */
  weight?: DecimalValue;
  /**
   * Code of what the weight is, as it came.
   */
  weightQualifier?: DocumentIdValue;
  /**
   * Code of its unit, as it came.
   */
  weightUnit?: DocumentIdValue;
  /**
   * Length.
   */
  length?: DecimalValue;
  /**
   * Code of size and type, as it came.
   */
  size?: DocumentIdValue;
  /**
   * Seals.
   *
   * @minItems 1
   * @maxItems 9
   *
   * Items: One of them.
   */
  seals?: DocumentIdValue[];
}

/**
 * What carriage costs.
 */
export interface FreightRateValue {
  /**
   * Rate.
   */
  rate?: DecimalValue;
  /**
   * Code of what the rate is for, as it came.
   */
  rateQualifier?: DocumentIdValue;
  /**
   * What is charged.
   */
  charge?: DecimalValue;
  /**
   * What was laid out.
   */
  advances?: DecimalValue;
  /**
   * What was paid before.
   */
  prepaid?: DecimalValue;
  /**
   * Code of the charge, as it came.
   */
  service?: DocumentIdValue;
  /**
   * What it is for.
   */
  chargeText?: DocumentTextValue;
  /**
   * Declared value.
   */
  declared?: DecimalValue;
  /**
   * ISO 4217 code.
   */
  currency?: DocumentIdValue;
}

/**
 * Weight and charges in all.
 */
export interface TransportTotalsValue {
  /**
   * How heavy.
   */
  weight?: DecimalValue;
  /**
   * Code of what the weight is, as it came.
   */
  qualifier?: DocumentIdValue;
  /**
   * Rate.
   */
  rate?: DecimalValue;
  /**
   * Code of what the rate is for, as it came.
   */
  rateQualifier?: DocumentIdValue;
  /**
   * What is charged.
   */
  charge?: DecimalValue;
  /**
   * What was laid out.
   */
  advances?: DecimalValue;
  /**
   * What was paid before.
   */
  prepaid?: DecimalValue;
  /**
   * Code of the charge, as it came.
   */
  service?: DocumentIdValue;
  /**
   * How large.
   */
  volume?: DecimalValue;
  /**
   * Code of its unit, as it came.
   */
  volumeUnit?: DocumentIdValue;
  /**
   * How many pieces.
   */
  count?: WholeNumberValue;
  /**
   * Code of the unit of the weight, as it came.
   */
  weightUnit?: DocumentIdValue;
  /**
   * Number of the tariff.
   */
  tariff?: DocumentIdValue;
  /**
   * Declared value.
   */
  declared?: DecimalValue;
  /**
   * Code of what is declared, as it came.
   */
  declaredQualifier?: DocumentIdValue;
}

/**
 * Packages of a kind.
 */
export interface PackageGroupValue {
  /**
   * Kind of a package.
   */
  kind?: PackageKindValue;
  /**
   * How many.
   */
  count?: WholeNumberValue;
  /**
   * Code of the level of packing.
   */
  level?: DocumentIdValue;
  /**
   * Code of whose code the commodity is.
   */
  commodityScheme?: DocumentIdValue;
  /**
   * Code of the goods.
   */
  commodity?: DocumentIdValue;
  /**
   * What they are.
   */
  description?: DocumentTextValue;
  /**
   * Their weight.
   */
  weight?: DocumentMeasureValue;
  /**
   * Their volume.
   */
  volume?: DocumentMeasureValue;
  /**
   * What was measured.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  measures?: DocumentMeasureValue[];
  /**
   * Marks on them.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  marks?: DocumentMarkValue[];
}

/**
 * A part of what is ordered, with its own dates.
 */
export interface DeliveryScheduleValue {
  /**
   * How much.
   */
  quantity?: MeasuredQuantityValue;
  /**
   * Where to.
   */
  place?: DocumentPartyValue;
  /**
   * When.
   */
  date?: DocumentDateValue;
  /**
   * Until when.
   */
  until?: DocumentDateValue;
  /**
   * Number of the part.
   */
  line?: DocumentIdValue;
  /**
   * When.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
  /**
   * Number of the request.
   */
  reference?: DocumentIdValue;
}

/**
 * A component or choice of a line.
 */
export interface SubLineValue {
  /**
   * Its number.
   */
  line?: DocumentIdValue;
  /**
   * Number of the line below which it stands.
   */
  above?: DocumentIdValue;
  /**
   * Code of the terms, as it came.
   */
  terms?: DocumentIdValue;
  /**
   * Code of how it belongs to the line, such as I for included.
   */
  relation?: DocumentIdValue;
  /**
   * How much.
   */
  quantity?: MeasuredQuantityValue;
  /**
   * Price.
   */
  price?: DocumentPriceValue;
  /**
   * The item.
   */
  item?: TradeItemValue;
}

/**
 * A place and what it is.
 */
export interface PlaceDetailValue {
  /**
   * Code of what place it is.
   */
  kind?: DocumentIdValue;
  /**
   * Code of who numbers places.
   */
  scheme?: DocumentIdValue;
  /**
   * Its number.
   */
  id?: DocumentIdValue;
  /**
   * Its name.
   */
  name?: DocumentTextValue;
}

/**
 * What an invoice is: a demand for money, or money given back.
 */
export type InvoiceKindValue =
  | (
      | 'commercial'
      | 'credit_note'
      | 'debit_note'
      | 'corrected'
      | 'prepayment'
      | 'pro_forma'
      | 'partial'
      | 'consolidated'
      | 'self_billed'
      | 'freight'
    )
  | CodeWithoutWordValue;

/**
 * What a buyer orders: 850 of X12, ORDERS of EDIFACT.
 */
export interface PurchaseOrderContent {
  /**
   * What the sender wants done with it.
   */
  purpose?: PurposeValue;
  /**
   * Number of the document.
   */
  externalId: DocumentIdValue;
  /**
   * When it was made.
   */
  issuedOn?: MomentValue;
  /**
   * Kind of the order.
   */
  kind?: OrderKindValue;
  /**
   * Number of the release from a blanket order.
   */
  release?: DocumentIdValue;
  /**
   * Number of the contract.
   */
  contract?: DocumentIdValue;
  /**
   * Code of the answer that is wanted.
   */
  acknowledgement?: DocumentIdValue;
  /**
   * Code of the invoice that is wanted.
   */
  invoiceType?: DocumentIdValue;
  /**
   * When the goods are wanted.
   */
  requestedFor?: MomentValue;
  /**
   * Department of the buyer.
   */
  department?: DocumentIdValue;
  /**
   * ISO 4217 code of all amounts that say no other.
   */
  currency?: DocumentIdValue;
  /**
   * Whose currency it is.
   */
  currencyFrom?: PartyRoleValue;
  /**
   * Numbers that concern the document.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Dates that concern it.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
  /**
   * Who takes part.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * Whom to ask.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  contacts?: ContactPointValue[];
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
  /**
   * When and how it is to be paid.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  paymentTerms?: PaymentTermsValue[];
  /**
   * Who carries goods at whose cost and risk.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  deliveryTerms?: DeliveryTermsValue[];
  /**
   * How goods are carried.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  transports?: TransportDetailValue[];
  /**
   * Packages.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  packages?: PackageGroupValue[];
  /**
   * How it is to be packed and marked.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  packing?: DocumentDescriptionValue[];
  /**
   * What was measured.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  measures?: DocumentMeasureValue[];
  /**
   * What it is about.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  descriptions?: DocumentDescriptionValue[];
  /**
   * Marks on packages.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  marks?: DocumentMarkValue[];
  /**
   * Taxes.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  taxes?: TaxLineValue[];
  /**
   * What is taken off or added.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  allowancesAndCharges?: AllowanceChargeValue[];
  /**
   * Prices that hold for all lines.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  prices?: DocumentPriceValue[];
  /**
   * What is ordered.
   *
   * @minItems 1
   * @maxItems 100000
   *
   * Items: One of them.
   */
  lines?: PurchaseOrderLine[];
  /**
   * Amounts of the whole.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  amounts?: DocumentAmountValue[];
}

/**
 * A line of a purchase order.
 */
export interface PurchaseOrderLine {
  /**
   * Number of the line, as it came.
   */
  line?: DocumentIdValue;
  /**
   * The item.
   */
  item?: TradeItemValue;
  /**
   * How much.
   */
  quantity?: MeasuredQuantityValue;
  /**
   * Price.
   */
  price?: DocumentPriceValue;
  /**
   * Further prices.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  prices?: DocumentPriceValue[];
  /**
   * Further quantities.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  quantities?: MeasuredQuantityValue[];
  /**
   * Amounts of the line.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  amounts?: DocumentAmountValue[];
  /**
   * Numbers that concern the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Dates of the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
  /**
   * Who takes part in the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * Whom to ask.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  contacts?: ContactPointValue[];
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
  /**
   * When and how the line is to be paid.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  paymentTerms?: PaymentTermsValue[];
  /**
   * Terms of delivery of the line.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  deliveryTerms?: DeliveryTermsValue[];
  /**
   * How the line is carried.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  transports?: TransportDetailValue[];
  /**
   * Packages.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  packages?: PackageGroupValue[];
  /**
   * How it is to be packed and marked.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  packing?: DocumentDescriptionValue[];
  /**
   * Marks on packages.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  marks?: DocumentMarkValue[];
  /**
   * Taxes.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  taxes?: TaxLineValue[];
  /**
   * What is taken off or added.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  allowancesAndCharges?: AllowanceChargeValue[];
  /**
   * Parts of the delivery.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  schedules?: DeliveryScheduleValue[];
  /**
   * Lines below the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  subLines?: SubLineValue[];
  /**
   * ISO 4217 code of the amounts of the line.
   */
  currency?: DocumentIdValue;
  /**
   * Whose currency it is.
   */
  currencyFrom?: PartyRoleValue;
  /**
   * What is to happen to the line.
   */
  action?: LineActionValue;
}

/**
 * What a buyer changes in an order, or, from the seller, would like to change: 860 and 865 of X12, ORDCHG of EDIFACT.
 */
export interface PurchaseOrderChangeContent {
  /**
   * What the sender wants done with it.
   */
  purpose?: PurposeValue;
  /**
   * Number of the document.
   */
  externalId?: DocumentIdValue;
  /**
   * When it was made.
   */
  issuedOn?: MomentValue;
  /**
   * Kind of the order.
   */
  kind?: OrderKindValue;
  /**
   * Number of the release from a blanket order.
   */
  release?: DocumentIdValue;
  /**
   * Number of the contract.
   */
  contract?: DocumentIdValue;
  /**
   * Code of the answer that is wanted.
   */
  acknowledgement?: DocumentIdValue;
  /**
   * Code of the invoice that is wanted.
   */
  invoiceType?: DocumentIdValue;
  /**
   * When the goods are wanted.
   */
  requestedFor?: MomentValue;
  /**
   * Department of the buyer.
   */
  department?: DocumentIdValue;
  /**
   * ISO 4217 code of all amounts that say no other.
   */
  currency?: DocumentIdValue;
  /**
   * Whose currency it is.
   */
  currencyFrom?: PartyRoleValue;
  /**
   * Numbers that concern the document.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Dates that concern it.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
  /**
   * Who takes part.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * Whom to ask.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  contacts?: ContactPointValue[];
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
  /**
   * When and how it is to be paid.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  paymentTerms?: PaymentTermsValue[];
  /**
   * Who carries goods at whose cost and risk.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  deliveryTerms?: DeliveryTermsValue[];
  /**
   * How goods are carried.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  transports?: TransportDetailValue[];
  /**
   * Packages.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  packages?: PackageGroupValue[];
  /**
   * How it is to be packed and marked.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  packing?: DocumentDescriptionValue[];
  /**
   * What was measured.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  measures?: DocumentMeasureValue[];
  /**
   * What it is about.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  descriptions?: DocumentDescriptionValue[];
  /**
   * Marks on packages.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  marks?: DocumentMarkValue[];
  /**
   * Taxes.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  taxes?: TaxLineValue[];
  /**
   * What is taken off or added.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  allowancesAndCharges?: AllowanceChargeValue[];
  /**
   * Prices that hold for all lines.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  prices?: DocumentPriceValue[];
  /**
   * Number of the change.
   */
  sequence?: DocumentIdValue;
  /**
   * When the order was made.
   */
  orderIssuedOn?: MomentValue;
  /**
   * Number of the order that is changed.
   */
  order: DocumentIdValue;
  /**
   * Number of the order in the seller's books.
   */
  sellersOrder?: DocumentIdValue;
  /**
   * Number of the request.
   */
  request?: DocumentIdValue;
  /**
   * What is changed.
   *
   * @minItems 1
   * @maxItems 100000
   *
   * Items: One of them.
   */
  lines?: PurchaseOrderChangeLine[];
  /**
   * Amounts of the whole.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  amounts?: DocumentAmountValue[];
}

/**
 * A line of a change.
 */
export interface PurchaseOrderChangeLine {
  /**
   * Number of the line, as it came.
   */
  line?: DocumentIdValue;
  /**
   * The item.
   */
  item?: TradeItemValue;
  /**
   * How much.
   */
  quantity?: MeasuredQuantityValue;
  /**
   * Price.
   */
  price?: DocumentPriceValue;
  /**
   * Further prices.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  prices?: DocumentPriceValue[];
  /**
   * Further quantities.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  quantities?: MeasuredQuantityValue[];
  /**
   * Amounts of the line.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  amounts?: DocumentAmountValue[];
  /**
   * Numbers that concern the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Dates of the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
  /**
   * Who takes part in the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * Whom to ask.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  contacts?: ContactPointValue[];
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
  /**
   * When and how the line is to be paid.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  paymentTerms?: PaymentTermsValue[];
  /**
   * Terms of delivery of the line.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  deliveryTerms?: DeliveryTermsValue[];
  /**
   * How the line is carried.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  transports?: TransportDetailValue[];
  /**
   * Packages.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  packages?: PackageGroupValue[];
  /**
   * How it is to be packed and marked.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  packing?: DocumentDescriptionValue[];
  /**
   * Marks on packages.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  marks?: DocumentMarkValue[];
  /**
   * Taxes.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  taxes?: TaxLineValue[];
  /**
   * What is taken off or added.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  allowancesAndCharges?: AllowanceChargeValue[];
  /**
   * Parts of the delivery.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  schedules?: DeliveryScheduleValue[];
  /**
   * Lines below the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  subLines?: SubLineValue[];
  /**
   * ISO 4217 code of the amounts of the line.
   */
  currency?: DocumentIdValue;
  /**
   * Whose currency it is.
   */
  currencyFrom?: PartyRoleValue;
  /**
   * What is to happen to the line.
   */
  action?: LineActionValue;
  /**
   * How much is left to be received.
   */
  quantityLeft?: DecimalValue;
}

/**
 * What a seller answers to an order or to a change of it: 855 and 865 of X12, ORDRSP of EDIFACT.
 */
export interface PurchaseOrderAcknowledgementContent {
  /**
   * What the sender wants done with it.
   */
  purpose?: PurposeValue;
  /**
   * Number of the document.
   */
  externalId?: DocumentIdValue;
  /**
   * When it was made.
   */
  issuedOn?: MomentValue;
  /**
   * Kind of the order.
   */
  kind?: OrderKindValue;
  /**
   * Number of the release from a blanket order.
   */
  release?: DocumentIdValue;
  /**
   * Number of the contract.
   */
  contract?: DocumentIdValue;
  /**
   * Code of the answer that is wanted.
   */
  acknowledgement?: DocumentIdValue;
  /**
   * Code of the invoice that is wanted.
   */
  invoiceType?: DocumentIdValue;
  /**
   * When the goods are wanted.
   */
  requestedFor?: MomentValue;
  /**
   * Department of the buyer.
   */
  department?: DocumentIdValue;
  /**
   * ISO 4217 code of all amounts that say no other.
   */
  currency?: DocumentIdValue;
  /**
   * Whose currency it is.
   */
  currencyFrom?: PartyRoleValue;
  /**
   * Numbers that concern the document.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Dates that concern it.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
  /**
   * Who takes part.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * Whom to ask.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  contacts?: ContactPointValue[];
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
  /**
   * When and how it is to be paid.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  paymentTerms?: PaymentTermsValue[];
  /**
   * Who carries goods at whose cost and risk.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  deliveryTerms?: DeliveryTermsValue[];
  /**
   * How goods are carried.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  transports?: TransportDetailValue[];
  /**
   * Packages.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  packages?: PackageGroupValue[];
  /**
   * How it is to be packed and marked.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  packing?: DocumentDescriptionValue[];
  /**
   * What was measured.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  measures?: DocumentMeasureValue[];
  /**
   * What it is about.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  descriptions?: DocumentDescriptionValue[];
  /**
   * Marks on packages.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  marks?: DocumentMarkValue[];
  /**
   * Taxes.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  taxes?: TaxLineValue[];
  /**
   * What is taken off or added.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  allowancesAndCharges?: AllowanceChargeValue[];
  /**
   * Prices that hold for all lines.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  prices?: DocumentPriceValue[];
  /**
   * How the whole is answered.
   */
  answer?: AnswerValue;
  /**
   * Number of the order that is answered.
   */
  order: DocumentIdValue;
  /**
   * Number of the request.
   */
  request?: DocumentIdValue;
  /**
   * Number of the change that is answered.
   */
  sequence?: DocumentIdValue;
  /**
   * When the order was made.
   */
  orderIssuedOn?: MomentValue;
  /**
   * Number of the order in the seller's books.
   */
  sellersOrder?: DocumentIdValue;
  /**
   * What is answered, line by line.
   *
   * @minItems 1
   * @maxItems 100000
   *
   * Items: One of them.
   */
  lines?: PurchaseOrderAcknowledgementLine[];
  /**
   * Amounts of the whole.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  amounts?: DocumentAmountValue[];
}

/**
 * A line of an acknowledgement.
 */
export interface PurchaseOrderAcknowledgementLine {
  /**
   * Number of the line, as it came.
   */
  line?: DocumentIdValue;
  /**
   * The item.
   */
  item?: TradeItemValue;
  /**
   * How much.
   */
  quantity?: MeasuredQuantityValue;
  /**
   * Price.
   */
  price?: DocumentPriceValue;
  /**
   * Further prices.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  prices?: DocumentPriceValue[];
  /**
   * Further quantities.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  quantities?: MeasuredQuantityValue[];
  /**
   * Amounts of the line.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  amounts?: DocumentAmountValue[];
  /**
   * Numbers that concern the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Dates of the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
  /**
   * Who takes part in the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * Whom to ask.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  contacts?: ContactPointValue[];
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
  /**
   * When and how the line is to be paid.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  paymentTerms?: PaymentTermsValue[];
  /**
   * Terms of delivery of the line.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  deliveryTerms?: DeliveryTermsValue[];
  /**
   * How the line is carried.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  transports?: TransportDetailValue[];
  /**
   * Packages.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  packages?: PackageGroupValue[];
  /**
   * How it is to be packed and marked.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  packing?: DocumentDescriptionValue[];
  /**
   * Marks on packages.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  marks?: DocumentMarkValue[];
  /**
   * Taxes.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  taxes?: TaxLineValue[];
  /**
   * What is taken off or added.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  allowancesAndCharges?: AllowanceChargeValue[];
  /**
   * Parts of the delivery.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  schedules?: DeliveryScheduleValue[];
  /**
   * Lines below the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  subLines?: SubLineValue[];
  /**
   * ISO 4217 code of the amounts of the line.
   */
  currency?: DocumentIdValue;
  /**
   * Whose currency it is.
   */
  currencyFrom?: PartyRoleValue;
  /**
   * What became of the line.
   */
  action?: LineActionValue;
  /**
   * How much is left to be received.
   */
  quantityLeft?: DecimalValue;
  /**
   * What becomes of the line, in one or several parts.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  answers?: LineAnswerPart[];
}

/**
 * What becomes of a line or a part of it.
 */
export interface LineAnswerPart {
  /**
   * How it is answered.
   */
  answer?: LineAnswerValue;
  /**
   * How much.
   */
  quantity?: MeasuredQuantityValue;
  /**
   * When.
   */
  date?: DocumentDateValue;
  /**
   * Number of the request.
   */
  request?: DocumentIdValue;
  /**
   * What is sent instead, or the item as the seller calls it.
   */
  item?: TradeItemValue;
  /**
   * Whose code the reason is.
   */
  agency?: DocumentIdValue;
  /**
   * Code of the list of reasons.
   */
  reasonList?: DocumentIdValue;
  /**
   * Code of the reason.
   */
  reason?: DocumentIdValue;
  /**
   * Further dates.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
}

/**
 * What a seller wants paid, or gives back: 810 of X12, INVOIC of EDIFACT.
 */
export interface InvoiceContent {
  /**
   * What the sender wants done with it.
   */
  purpose?: PurposeValue;
  /**
   * Number of the invoice.
   */
  externalId: DocumentIdValue;
  /**
   * When it was made.
   */
  issuedOn?: MomentValue;
  /**
   * What the invoice is.
   */
  kind?: InvoiceKindValue;
  /**
   * Number of the order of the buyer.
   */
  order?: DocumentIdValue;
  /**
   * When the order was made.
   */
  orderIssuedOn?: MomentValue;
  /**
   * Number of the change of the order.
   */
  changeRequest?: DocumentIdValue;
  /**
   * Number of the release from a blanket order.
   */
  release?: DocumentIdValue;
  /**
   * When the goods are wanted.
   */
  requestedFor?: MomentValue;
  /**
   * Department of the buyer.
   */
  department?: DocumentIdValue;
  /**
   * ISO 4217 code of all amounts that say no other.
   */
  currency?: DocumentIdValue;
  /**
   * Whose currency it is.
   */
  currencyFrom?: PartyRoleValue;
  /**
   * Numbers that concern the document.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Dates that concern it.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
  /**
   * Who takes part.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * Whom to ask.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  contacts?: ContactPointValue[];
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
  /**
   * When and how it is to be paid.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  paymentTerms?: PaymentTermsValue[];
  /**
   * Who carries goods at whose cost and risk.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  deliveryTerms?: DeliveryTermsValue[];
  /**
   * How goods are carried.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  transports?: TransportDetailValue[];
  /**
   * Packages.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  packages?: PackageGroupValue[];
  /**
   * How it is to be packed and marked.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  packing?: DocumentDescriptionValue[];
  /**
   * What was measured.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  measures?: DocumentMeasureValue[];
  /**
   * What it is about.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  descriptions?: DocumentDescriptionValue[];
  /**
   * Marks on packages.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  marks?: DocumentMarkValue[];
  /**
   * Taxes.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  taxes?: TaxLineValue[];
  /**
   * What is taken off or added.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  allowancesAndCharges?: AllowanceChargeValue[];
  /**
   * Prices that hold for all lines.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  prices?: DocumentPriceValue[];
  /**
   * Amounts of the whole.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  amounts?: DocumentAmountValue[];
  /**
   * Number of the contract.
   */
  contract?: DocumentIdValue;
  /**
   * What was shipped in all.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  shipped?: MeasuredQuantityValue[];
  /**
   * Taxes of the whole invoice, by kind and rate.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  taxTotals?: TaxLineValue[];
  /**
   * Sums of what is taken off or added.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  totalAllowancesAndCharges?: AllowanceChargeValue[];
  /**
   * What is to be paid in all.
   */
  totals?: InvoiceTotals;
  /**
   * Lines.
   *
   * @minItems 1
   * @maxItems 200000
   *
   * Items: One of them.
   */
  lines?: InvoicedLine[];
}

/**
 * An item that is invoiced.
 */
export interface InvoicedLine {
  /**
   * Number of the line, as it came.
   */
  line?: DocumentIdValue;
  /**
   * The item.
   */
  item?: TradeItemValue;
  /**
   * How much is invoiced.
   */
  quantity?: MeasuredQuantityValue;
  /**
   * Price.
   */
  price?: DocumentPriceValue;
  /**
   * Further prices.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  prices?: DocumentPriceValue[];
  /**
   * Further quantities.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  quantities?: MeasuredQuantityValue[];
  /**
   * Amounts of the line.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  amounts?: DocumentAmountValue[];
  /**
   * Numbers that concern the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Dates of the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
  /**
   * Who takes part in the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * Whom to ask.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  contacts?: ContactPointValue[];
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
  /**
   * When and how the line is to be paid.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  paymentTerms?: PaymentTermsValue[];
  /**
   * Terms of delivery of the line.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  deliveryTerms?: DeliveryTermsValue[];
  /**
   * How the line is carried.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  transports?: TransportDetailValue[];
  /**
   * Packages.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  packages?: PackageGroupValue[];
  /**
   * How it is to be packed and marked.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  packing?: DocumentDescriptionValue[];
  /**
   * Marks on packages.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  marks?: DocumentMarkValue[];
  /**
   * Taxes.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  taxes?: TaxLineValue[];
  /**
   * What is taken off or added.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  allowancesAndCharges?: AllowanceChargeValue[];
  /**
   * Parts of the delivery.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  schedules?: DeliveryScheduleValue[];
  /**
   * Lines below the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  subLines?: SubLineValue[];
  /**
   * ISO 4217 code of the amounts of the line.
   */
  currency?: DocumentIdValue;
  /**
   * Whose currency it is.
   */
  currencyFrom?: PartyRoleValue;
  /**
   * What is to happen to the line.
   */
  action?: LineActionValue;
}

/**
 * Sums of an invoice, in whole units of its currency.
 */
export interface InvoiceTotals {
  /**
   * What is to be paid.
   */
  total?: DecimalValue;
  /**
   * Of that, what a discount for early payment is taken off.
   */
  subjectToDiscount?: DecimalValue;
  /**
   * What is to be paid with that discount.
   */
  discounted?: DecimalValue;
  /**
   * The discount.
   */
  discount?: DecimalValue;
}

/**
 * What a payment is for: 820 of X12.
 */
export interface RemittanceAdviceContent {
  /**
   * Number of the payment, by which it is found at the bank.
   */
  externalId?: DocumentIdValue;
  /**
   * Code of what that number is.
   */
  traceKind?: DocumentIdValue;
  /**
   * Company that ordered the payment.
   */
  originator?: DocumentIdValue;
  /**
   * Part of that company.
   */
  originatorUnit?: DocumentIdValue;
  /**
   * Code of what is to be done: I is remittance only.
   */
  handling?: DocumentIdValue;
  /**
   * What is paid in all.
   */
  amount: DecimalValue;
  /**
   * C: credit, D: debit.
   */
  direction?: DocumentIdValue;
  /**
   * Code of how it is paid, such as ACH or CHK.
   */
  method?: DocumentIdValue;
  /**
   * Code of the form in which the bank gets it.
   */
  format?: DocumentIdValue;
  /**
   * Account of who pays.
   */
  payer?: PaymentAccount;
  /**
   * Account of who is paid.
   */
  payee?: PaymentAccount;
  /**
   * Account of where it goes when it cannot be paid out.
   */
  returnTo?: PaymentAccount;
  /**
   * When it is paid.
   */
  paidOn?: MomentValue;
  /**
   * Code of the business it belongs to.
   */
  business?: DocumentIdValue;
  /**
   * Number of the company that pays.
   */
  payerCompany?: DocumentIdValue;
  /**
   * Further number of that company.
   */
  payerCompanyCode?: DocumentIdValue;
  /**
   * ISO 4217 code of all amounts that say no other.
   */
  currency?: DocumentIdValue;
  /**
   * Whose currency it is.
   */
  currencyFrom?: PartyRoleValue;
  /**
   * Numbers that concern the document.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Dates that concern it.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
  /**
   * Who takes part.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
  /**
   * For whom what is paid.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  entities?: PaymentEntity[];
}

/**
 * A party, and what is paid for it.
 */
export interface PaymentEntity {
  /**
   * Number in the document.
   */
  number?: DocumentIdValue;
  /**
   * Code of whom it is for.
   */
  kind?: DocumentIdValue;
  /**
   * Who numbers parties that way.
   */
  scheme?: PartySchemeValue;
  /**
   * Number of the party.
   */
  id?: DocumentIdValue;
  /**
   * Code of the second party.
   */
  otherKind?: DocumentIdValue;
  /**
   * Who numbers it.
   */
  otherScheme?: PartySchemeValue;
  /**
   * Its number.
   */
  otherId?: DocumentIdValue;
  /**
   * What the reference is.
   */
  referenceKind?: ReferenceKindValue;
  /**
   * A number for it.
   */
  reference?: DocumentIdValue;
  /**
   * What is paid.
   *
   * @minItems 1
   * @maxItems 99999
   *
   * Items: One of them.
   */
  items?: PaidItem[];
  /**
   * What was taken off or added beside items.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  adjustments?: PaymentAdjustment[];
}

/**
 * An invoice or another open item, and what is paid of it.
 */
export interface PaidItem {
  /**
   * What is paid.
   */
  kind?: ReferenceKindValue;
  /**
   * Its number.
   */
  id?: DocumentIdValue;
  /**
   * Code of what the payment does to it, such as PO for on account.
   */
  action?: DocumentIdValue;
  /**
   * What is paid of it.
   */
  paid?: DecimalValue;
  /**
   * What was invoiced.
   */
  invoiced?: DecimalValue;
  /**
   * Discount that was taken.
   */
  discount?: DecimalValue;
  /**
   * Code of why another amount is paid.
   */
  reason?: DocumentIdValue;
  /**
   * What was taken off or added for that.
   */
  adjustment?: DecimalValue;
  /**
   * Numbers that concern the document.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Dates that concern it.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
  /**
   * What was taken off or added.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  adjustments?: PaymentAdjustment[];
}

/**
 * An amount taken off or added, and why.
 */
export interface PaymentAdjustment {
  /**
   * Below 0: taken off.
   */
  amount?: DecimalValue;
  /**
   * Code of why.
   */
  reason?: DocumentIdValue;
  /**
   * What the number is.
   */
  kind?: ReferenceKindValue;
  /**
   * Number that it is about.
   */
  id?: DocumentIdValue;
  /**
   * Numbers that concern the document.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
  /**
   * Dates that concern it.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
}

/**
 * An account at a bank.
 */
export interface PaymentAccount {
  /**
   * Code of who numbers banks: 01 is ABA, 02 is SWIFT.
   */
  bankScheme?: DocumentIdValue;
  /**
   * The bank.
   */
  bank?: DocumentIdValue;
  /**
   * Code of the kind of account.
   */
  kind?: DocumentIdValue;
  /**
   * Number of the account.
   */
  account?: DocumentIdValue;
}

/**
 * What is on its way (ASN): 856 of X12, DESADV of EDIFACT. Shipment, order, package and item stand in each other as they do in the truck.
 */
export interface ShipNoticeContent {
  /**
   * What the sender wants done with it.
   */
  purpose?: PurposeValue;
  /**
   * Number of the ship notice.
   */
  externalId: DocumentIdValue;
  /**
   * When it was made.
   */
  issuedOn?: MomentValue;
  /**
   * Code of the kind of notice, as it came.
   */
  kind?: DocumentIdValue;
  /**
   * Code of how it is built, as it came: 0001 is shipment, order, packaging, item.
   */
  structure?: DocumentIdValue;
  /**
   * Code of what it is about, as it came.
   */
  transactionKind?: DocumentIdValue;
  /**
   * Code of why it was sent, as it came.
   */
  status?: DocumentIdValue;
  /**
   * Numbers that concern the document.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Dates that concern it.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
  /**
   * Who takes part.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * Who carries goods at whose cost and risk.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  deliveryTerms?: DeliveryTermsValue[];
  /**
   * How goods are carried.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  transports?: TransportDetailValue[];
  /**
   * What was measured.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  measures?: DocumentMeasureValue[];
  /**
   * Amounts of the whole.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  amounts?: DocumentAmountValue[];
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
  /**
   * What is in the shipment: orders, packages, items, one in the other.
   *
   * @minItems 1
   * @maxItems 99999
   *
   * Items: One of them.
   */
  contents?: ShipNoticePart[];
}

/**
 * A shipment, an order in it, a package with its SSCC, or an item.
 */
export interface ShipNoticePart {
  /**
   * What it is.
   */
  level?: LevelValue;
  /**
   * Code of how deep a package stands, as it came.
   */
  packingLevel?: DocumentIdValue;
  /**
   * Number of the line, as it came.
   */
  line?: DocumentIdValue;
  /**
   * What is to happen to the line.
   */
  action?: LineActionValue;
  /**
   * The item.
   */
  item?: TradeItemValue;
  /**
   * How much is sent.
   */
  quantity?: MeasuredQuantityValue;
  /**
   * How much was ordered.
   */
  ordered?: MeasuredQuantityValue;
  /**
   * How much was sent so far.
   */
  cumulative?: DecimalValue;
  /**
   * What becomes of the line.
   */
  status?: LineAnswerValue;
  /**
   * The order that it belongs to.
   */
  order?: ShippedOrder;
  /**
   * Further quantities.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  quantities?: MeasuredQuantityValue[];
  /**
   * Amounts of the line.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  amounts?: DocumentAmountValue[];
  /**
   * Packages.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  packages?: PackageGroupValue[];
  /**
   * How it is to be packed and marked.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  packing?: DocumentDescriptionValue[];
  /**
   * How the line is carried.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  transports?: TransportDetailValue[];
  /**
   * Trailers, containers.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  equipment?: ShipNoticeEquipment[];
  /**
   * Numbers that concern the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Whom to ask.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  contacts?: ContactPointValue[];
  /**
   * Marks on packages.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  marks?: DocumentMarkValue[];
  /**
   * Dates of the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
  /**
   * Terms of delivery of the line.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  deliveryTerms?: DeliveryTermsValue[];
  /**
   * Who takes part in the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * What it is about.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  descriptions?: DocumentDescriptionValue[];
  /**
   * What was measured.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  measures?: DocumentMeasureValue[];
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
  /**
   * Further prices.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  prices?: DocumentPriceValue[];
  /**
   * Lines below the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  subLines?: SubLineValue[];
  /**
   * What is taken off or added.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  allowancesAndCharges?: AllowanceChargeValue[];
  /**
   * Why it is another quantity than was ordered.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  variances?: QuantityVariance[];
  /**
   * ISO 4217 code of the amounts of the line.
   */
  currency?: DocumentIdValue;
  /**
   * Whose currency it is.
   */
  currencyFrom?: PartyRoleValue;
  /**
   * What is in it.
   *
   * @minItems 1
   * @maxItems 99999
   *
   * Items: One of them.
   */
  contents?: ShipNoticePart[];
}

/**
 * The order that goods belong to.
 */
export interface ShippedOrder {
  /**
   * Number of the order of the buyer.
   */
  number?: DocumentIdValue;
  /**
   * Number of the release.
   */
  release?: DocumentIdValue;
  /**
   * Number of the change.
   */
  changeRequest?: DocumentIdValue;
  /**
   * When the order was made.
   */
  issuedOn?: MomentValue;
  /**
   * Line of the order.
   */
  line?: DocumentIdValue;
  /**
   * Number of the contract.
   */
  contract?: DocumentIdValue;
  /**
   * Kind of the order.
   */
  kind?: OrderKindValue;
}

/**
 * A trailer or container.
 */
export interface ShipNoticeEquipment {
  /**
   * Code of what it is.
   */
  kind?: DocumentIdValue;
  /**
   * Initials of its owner.
   */
  owner?: DocumentIdValue;
  /**
   * Its number.
   */
  number?: DocumentIdValue;
  /**
   * Weight.
   */
  weight?: MeasuredQuantityValue;
  /**
   * What the weight is.
   */
  dimension?: MeasureDimensionValue;
  /**
   * Code of whose it is.
   */
  ownership?: DocumentIdValue;
  /**
   * Code of the state of the seal.
   */
  sealStatus?: DocumentIdValue;
  /**
   * Number of the seal.
   */
  seal?: DocumentIdValue;
  /**
   * Code of size and type.
   */
  size?: DocumentIdValue;
}

/**
 * By how much, and why.
 */
export interface QuantityVariance {
  /**
   * By how much.
   */
  value?: DecimalValue;
  /**
   * Code of what it is about, as it came.
   */
  kind?: DocumentIdValue;
  /**
   * Code of what follows, as it came.
   */
  code?: DocumentIdValue;
  /**
   * Code of why, as it came.
   */
  reason?: DocumentIdValue;
  /**
   * Why, in words.
   */
  text?: DocumentTextValue;
}

/**
 * What of a delivery was received, and what was wrong with it: 861 of X12, RECADV of EDIFACT.
 */
export interface ReceiptAdviceContent {
  /**
   * What the sender wants done with it.
   */
  purpose?: PurposeValue;
  /**
   * Number of the receipt advice.
   */
  externalId: DocumentIdValue;
  /**
   * When it was made.
   */
  issuedOn?: MomentValue;
  /**
   * Code of what it tells, as it came.
   */
  kind?: DocumentIdValue;
  /**
   * Code of what follows, as it came.
   */
  action?: DocumentIdValue;
  /**
   * Orders that it is about.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  orders?: ReceivedOrder[];
  /**
   * ISO 4217 code of all amounts that say no other.
   */
  currency?: DocumentIdValue;
  /**
   * Whose currency it is.
   */
  currencyFrom?: PartyRoleValue;
  /**
   * Numbers that concern the document.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Whom to ask.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  contacts?: ContactPointValue[];
  /**
   * Dates that concern it.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
  /**
   * Packages.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  packages?: PackageGroupValue[];
  /**
   * How goods are carried.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  transports?: TransportDetailValue[];
  /**
   * What was measured.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  measures?: DocumentMeasureValue[];
  /**
   * Who takes part.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * Who carries goods at whose cost and risk.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  deliveryTerms?: DeliveryTermsValue[];
  /**
   * What was received.
   *
   * @minItems 1
   * @maxItems 99999
   *
   * Items: One of them.
   */
  lines?: ReceiptLine[];
}

/**
 * Order that a receipt is about.
 */
export interface ReceivedOrder {
  /**
   * Number of the order of the buyer.
   */
  number?: DocumentIdValue;
  /**
   * Number of the release.
   */
  release?: DocumentIdValue;
  /**
   * Number of the change.
   */
  changeRequest?: DocumentIdValue;
  /**
   * When the order was made.
   */
  issuedOn?: MomentValue;
  /**
   * Line of the order.
   */
  line?: DocumentIdValue;
  /**
   * Number of the contract.
   */
  contract?: DocumentIdValue;
  /**
   * Kind of the order.
   */
  kind?: OrderKindValue;
}

/**
 * The state in which goods came, and how much of them where it is said.
 */
export interface ReceiptCondition {
  /**
   * How much.
   */
  value?: DecimalValue;
  /**
   * Unit of a quantity.
   */
  unit?: QuantityUnitValue;
  /**
   * Code of the condition, as it came: 01 is damaged.
   */
  code?: DocumentIdValue;
}

/**
 * Second to fifth condition.
 */
export interface FurtherConditions {
  /**
   * One of them.
   */
  second?: ReceiptCondition;
  /**
   * One of them.
   */
  third?: ReceiptCondition;
  /**
   * One of them.
   */
  fourth?: ReceiptCondition;
  /**
   * One of them.
   */
  fifth?: ReceiptCondition;
}

/**
 * By how much it differs, and why.
 */
export interface ReceiptVariance {
  /**
   * By how much.
   */
  value?: DecimalValue;
  /**
   * Code of what it is about, as it came.
   */
  kind?: DocumentIdValue;
  /**
   * Code of what follows, as it came.
   */
  code?: DocumentIdValue;
  /**
   * Code of why, as it came.
   */
  reason?: DocumentIdValue;
  /**
   * Why, in words.
   */
  text?: DocumentTextValue;
}

/**
 * An item that was received.
 */
export interface ReceiptLine {
  /**
   * Number of the line, as it came.
   */
  line?: DocumentIdValue;
  /**
   * What is to happen to the line.
   */
  action?: LineActionValue;
  /**
   * The item.
   */
  item?: TradeItemValue;
  /**
   * How much was received.
   */
  quantity?: MeasuredQuantityValue;
  /**
   * How much goes back.
   */
  returned?: MeasuredQuantityValue;
  /**
   * How much is in question.
   */
  questioned?: MeasuredQuantityValue;
  /**
   * Of what is in question, the first condition.
   */
  condition?: ReceiptCondition;
  /**
   * Further ones.
   */
  furtherConditions?: FurtherConditions;
  /**
   * How much was shipped.
   */
  shipped?: MeasuredQuantityValue;
  /**
   * How much came so far.
   */
  cumulative?: DecimalValue;
  /**
   * How much was ordered.
   */
  ordered?: MeasuredQuantityValue;
  /**
   * Orders that the line belongs to.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  orders?: ReceivedOrder[];
  /**
   * Why it is another quantity.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  variances?: ReceiptVariance[];
  /**
   * ISO 4217 code of the amounts of the line.
   */
  currency?: DocumentIdValue;
  /**
   * Whose currency it is.
   */
  currencyFrom?: PartyRoleValue;
  /**
   * Further quantities.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  quantities?: MeasuredQuantityValue[];
  /**
   * Numbers that concern the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Whom to ask.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  contacts?: ContactPointValue[];
  /**
   * Dates of the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
  /**
   * Terms of delivery of the line.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  deliveryTerms?: DeliveryTermsValue[];
  /**
   * Packages.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  packages?: PackageGroupValue[];
  /**
   * How the line is carried.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  transports?: TransportDetailValue[];
  /**
   * What is taken off or added.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  allowancesAndCharges?: AllowanceChargeValue[];
  /**
   * Marks on packages.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  marks?: DocumentMarkValue[];
  /**
   * Who takes part in the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
  /**
   * Code of how deep its package stands, as it came.
   */
  level?: DocumentIdValue;
  /**
   * Number of the row.
   */
  assignedLine?: DocumentIdValue;
}

/**
 * What is in stock: 846 of X12, INVRPT of EDIFACT.
 */
export interface InventoryReportContent {
  /**
   * What the sender wants done with it.
   */
  purpose?: PurposeValue;
  /**
   * Number of the report.
   */
  externalId: DocumentIdValue;
  /**
   * When it was made.
   */
  issuedOn?: MomentValue;
  /**
   * Code of the kind of report, as it came: DD is distributor inventory.
   */
  kind?: DocumentIdValue;
  /**
   * Code of what follows, as it came.
   */
  action?: DocumentIdValue;
  /**
   * ISO 4217 code of all amounts that say no other.
   */
  currency?: DocumentIdValue;
  /**
   * Whose currency it is.
   */
  currencyFrom?: PartyRoleValue;
  /**
   * Dates that concern it.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
  /**
   * Numbers that concern the document.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Whom to ask.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  contacts?: ContactPointValue[];
  /**
   * What was measured.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  measures?: DocumentMeasureValue[];
  /**
   * Who takes part.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
  /**
   * Stock of an item.
   *
   * @minItems 1
   * @maxItems 99999
   *
   * Items: One of them.
   */
  lines?: StockLine[];
}

/**
 * An item, and how much of it there is.
 */
export interface StockLine {
  /**
   * Number of the line, as it came.
   */
  line?: DocumentIdValue;
  /**
   * What is to happen to the line.
   */
  action?: LineActionValue;
  /**
   * The item.
   */
  item?: TradeItemValue;
  /**
   * How much of it there is, by kind.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  quantities?: StockQuantity[];
  /**
   * Dates of the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
  /**
   * Further prices.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  prices?: DocumentPriceValue[];
  /**
   * ISO 4217 code of the amounts of the line.
   */
  currency?: DocumentIdValue;
  /**
   * Whose currency it is.
   */
  currencyFrom?: PartyRoleValue;
  /**
   * What is taken off or added.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  allowancesAndCharges?: AllowanceChargeValue[];
  /**
   * Numbers that concern the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Whom to ask.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  contacts?: ContactPointValue[];
  /**
   * Marks on packages.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  marks?: DocumentMarkValue[];
  /**
   * How it is to be packed and marked.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  packing?: DocumentDescriptionValue[];
  /**
   * Who takes part in the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
  /**
   * Lines below the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  subLines?: SubLineValue[];
  /**
   * What was measured.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  measures?: DocumentMeasureValue[];
  /**
   * Where it is.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  places?: StockPlace[];
}

/**
 * A place where goods are.
 */
export interface StockPlace {
  /**
   * Code of what the place is, as it came.
   */
  kind?: DocumentIdValue;
  /**
   * The place.
   */
  id?: DocumentIdValue;
  /**
   * Its name.
   */
  name?: DocumentTextValue;
}

/**
 * How much there is, of which kind.
 */
export interface StockQuantity {
  /**
   * What a quantity is.
   */
  kind?: QuantityKindValue;
  /**
   * How much.
   */
  value?: DecimalValue;
  /**
   * Unit of a quantity.
   */
  unit?: QuantityUnitValue;
  /**
   * A quantity that is no number.
   */
  text?: DocumentTextValue;
  /**
   * Dates of the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
  /**
   * What was measured.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  measures?: DocumentMeasureValue[];
  /**
   * Numbers that concern the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Who takes part in the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * Further prices.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  prices?: DocumentPriceValue[];
  /**
   * Where it is.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  places?: StockPlace[];
  /**
   * Code of the movement, as it came.
   */
  movement?: DocumentIdValue;
  /**
   * Code of why it moved, as it came.
   */
  reason?: DocumentIdValue;
  /**
   * Code of the direction, as it came.
   */
  direction?: DocumentIdValue;
}

/**
 * What was sold or moved on: 867 of X12, SLSRPT of EDIFACT.
 */
export interface SalesReportContent {
  /**
   * What the sender wants done with it.
   */
  purpose?: PurposeValue;
  /**
   * Number of the report.
   */
  externalId?: DocumentIdValue;
  /**
   * When it was made.
   */
  issuedOn?: MomentValue;
  /**
   * Code of the kind of report, as it came.
   */
  kind?: DocumentIdValue;
  /**
   * Code of what it is about, as it came.
   */
  transactionKind?: DocumentIdValue;
  /**
   * Code of what follows, as it came.
   */
  action?: DocumentIdValue;
  /**
   * A number for it.
   */
  reference?: DocumentIdValue;
  /**
   * ISO 4217 code of all amounts that say no other.
   */
  currency?: DocumentIdValue;
  /**
   * Whose currency it is.
   */
  currencyFrom?: PartyRoleValue;
  /**
   * Dates that concern it.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
  /**
   * Numbers that concern the document.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Whom to ask.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  contacts?: ContactPointValue[];
  /**
   * What was measured.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  measures?: DocumentMeasureValue[];
  /**
   * Who takes part.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * Amounts of the whole.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  amounts?: DocumentAmountValue[];
  /**
   * Sales of a place or to a customer.
   *
   * @minItems 1
   * @maxItems 99999
   *
   * Items: One of them.
   */
  transfers?: SalesTransfer[];
}

/**
 * To whom or where, and what.
 */
export interface SalesTransfer {
  /**
   * Code of the kind of movement, as it came: SS is stock sale.
   */
  kind?: DocumentIdValue;
  /**
   * What the reference is.
   */
  referenceKind?: ReferenceKindValue;
  /**
   * A number for it.
   */
  reference?: DocumentIdValue;
  /**
   * What the second reference is.
   */
  otherReferenceKind?: ReferenceKindValue;
  /**
   * A second number for it.
   */
  otherReference?: DocumentIdValue;
  /**
   * Number of the place.
   */
  place?: DocumentIdValue;
  /**
   * Code of what the place is, as it came.
   */
  placeKind?: DocumentIdValue;
  /**
   * Its name.
   */
  placeName?: DocumentTextValue;
  /**
   * Number of the order.
   */
  order?: DocumentIdValue;
  /**
   * Release of the order.
   */
  orderRelease?: DocumentIdValue;
  /**
   * When the order was made.
   */
  orderIssuedOn?: MomentValue;
  /**
   * Dates of the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
  /**
   * Numbers that concern the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Whom to ask.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  contacts?: ContactPointValue[];
  /**
   * Marks on packages.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  marks?: DocumentMarkValue[];
  /**
   * Who takes part in the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * What was sold.
   *
   * @minItems 1
   * @maxItems 99999
   *
   * Items: One of them.
   */
  lines?: SalesLine[];
}

/**
 * An item, and how much of it.
 */
export interface SalesLine {
  /**
   * Number of the line, as it came.
   */
  line?: DocumentIdValue;
  /**
   * What is to happen to the line.
   */
  action?: LineActionValue;
  /**
   * The item.
   */
  item?: TradeItemValue;
  /**
   * How much.
   */
  quantity?: MeasuredQuantityValue;
  /**
   * Further quantities.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  quantities?: MeasuredQuantityValue[];
  /**
   * Further prices.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  prices?: DocumentPriceValue[];
  /**
   * Amounts of the line.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  amounts?: DocumentAmountValue[];
  /**
   * Numbers that concern the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Whom to ask.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  contacts?: ContactPointValue[];
  /**
   * Dates of the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
  /**
   * How it is to be packed and marked.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  packing?: DocumentDescriptionValue[];
  /**
   * Packages.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  packages?: PackageGroupValue[];
  /**
   * ISO 4217 code of the amounts of the line.
   */
  currency?: DocumentIdValue;
  /**
   * Whose currency it is.
   */
  currencyFrom?: PartyRoleValue;
  /**
   * What was measured.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  measures?: DocumentMeasureValue[];
  /**
   * What it is about.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  descriptions?: DocumentDescriptionValue[];
  /**
   * What a quantity is.
   */
  kind?: QuantityKindValue;
  /**
   * A quantity that is no number.
   */
  text?: DocumentTextValue;
  /**
   * Price.
   */
  price?: DocumentPriceValue;
}

/**
 * What the receiver says of documents after reading them: 824 of X12, APERAK of EDIFACT.
 */
export interface ApplicationAdviceContent {
  /**
   * What the sender wants done with it.
   */
  purpose?: PurposeValue;
  /**
   * Number of the advice.
   */
  externalId?: DocumentIdValue;
  /**
   * When it was made.
   */
  issuedOn?: MomentValue;
  /**
   * Code of the kind of answer, as it came.
   */
  kind?: DocumentIdValue;
  /**
   * A number for it.
   */
  reference?: DocumentIdValue;
  /**
   * Code of what it is about, as it came.
   */
  transactionKind?: DocumentIdValue;
  /**
   * Code of what follows, as it came.
   */
  action?: DocumentIdValue;
  /**
   * Dates that concern it.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
  /**
   * Numbers that concern the document.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Who takes part.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * Whom to ask.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  contacts?: ContactPointValue[];
  /**
   * Documents that it is about.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  documents?: AdvisedDocument[];
  /**
   * What is wrong, where the message is about one document, which the references name.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  errors?: AdvisedError[];
}

/**
 * A document, and whether it was taken.
 */
export interface AdvisedDocument {
  /**
   * Code of the answer, as it came: TA is accepted, TR is refused.
   */
  answer?: DocumentIdValue;
  /**
   * What the number is.
   */
  referenceKind?: ReferenceKindValue;
  /**
   * Number of the document.
   */
  id?: DocumentIdValue;
  /**
   * GS02 of what is answered.
   */
  sender?: DocumentIdValue;
  /**
   * GS03 of what is answered.
   */
  receiver?: DocumentIdValue;
  /**
   * When it was sent.
   */
  sentAt?: MomentValue;
  /**
   * Control number of its group.
   */
  group?: DocumentIdValue;
  /**
   * Control number of the message.
   */
  control?: DocumentIdValue;
  /**
   * Type of the message.
   */
  type?: DocumentIdValue;
  /**
   * Its version.
   */
  version?: DocumentIdValue;
  /**
   * What was wanted with it.
   */
  purpose?: PurposeValue;
  /**
   * Code of what it was about.
   */
  transactionKind?: DocumentIdValue;
  /**
   * Code of what was to follow.
   */
  action?: DocumentIdValue;
  /**
   * Code of the kind of application.
   */
  applicationKind?: DocumentIdValue;
  /**
   * Code of its state.
   */
  status?: DocumentIdValue;
  /**
   * Numbers that concern the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Dates of the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
  /**
   * Whom to ask.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  contacts?: ContactPointValue[];
  /**
   * Amounts of the line.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  amounts?: DocumentAmountValue[];
  /**
   * Further quantities.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  quantities?: MeasuredQuantityValue[];
  /**
   * What is wrong with it.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  errors?: AdvisedError[];
}

/**
 * What is wrong, and where.
 */
export interface AdvisedError {
  /**
   * Code of the error, as it came.
   */
  code?: DocumentIdValue;
  /**
   * In words.
   */
  text?: DocumentTextValue;
  /**
   * Segment.
   */
  segment?: DocumentIdValue;
  /**
   * Its position in the message.
   */
  position?: DocumentIdValue;
  /**
   * Position of the element.
   */
  element?: DocumentIdValue;
  /**
   * Number of the element.
   */
  elementId?: DocumentIdValue;
  /**
   * What stood there.
   */
  value?: DocumentTextValue;
  /**
   * What should stand there.
   */
  correct?: DocumentTextValue;
  /**
   * Code of the list of codes.
   */
  list?: DocumentIdValue;
  /**
   * Whose list it is.
   */
  agency?: DocumentIdValue;
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
  /**
   * Numbers that concern the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
}

/**
 * What a warehouse is asked to send: 940 of X12.
 */
export interface WarehouseOrderContent {
  /**
   * Code of what is wanted: N is a new order, as it came.
   */
  action?: DocumentIdValue;
  /**
   * Number of the order of the depositor.
   */
  externalId: DocumentIdValue;
  /**
   * Number of the order of the buyer.
   */
  order?: DocumentIdValue;
  /**
   * Number that links several orders.
   */
  linked?: DocumentIdValue;
  /**
   * Number of the master order.
   */
  master?: DocumentIdValue;
  /**
   * Code of the kind of transaction, as it came.
   */
  kind?: DocumentIdValue;
  /**
   * Code of the action, as it came.
   */
  actionCode?: DocumentIdValue;
  /**
   * Who takes part.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * Numbers that concern the document.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Whom to ask.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  contacts?: ContactPointValue[];
  /**
   * When.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  dates?: TransportDateValue[];
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
  /**
   * How it is carried.
   */
  carriage?: WarehouseCarriageValue;
  /**
   * What is to be sent, in its packages.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  lines?: WarehouseOrderGroup[];
  /**
   * In all.
   */
  totals?: WarehouseOrderTotals;
}

/**
 * Lines that belong together, such as those of a package.
 */
export interface WarehouseOrderGroup {
  /**
   * Its number.
   */
  number?: DocumentIdValue;
  /**
   * Marks on packages.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  marks?: DocumentMarkValue[];
  /**
   * Who takes part in the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * When.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  dates?: TransportDateValue[];
  /**
   * What is to be sent.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  items?: WarehouseOrderItem[];
}

/**
 * What is to be sent.
 */
export interface WarehouseOrderItem {
  /**
   * The item.
   */
  item?: TradeItemValue;
  /**
   * How much.
   */
  quantity?: MeasuredQuantityValue;
  /**
   * Class of the freight, as it came.
   */
  freightClass?: DocumentIdValue;
  /**
   * Code of the class of rates, as it came.
   */
  ratesClass?: DocumentIdValue;
  /**
   * Code of who numbers the kind of goods, as it came.
   */
  commodityScheme?: DocumentIdValue;
  /**
   * Number of the kind of goods.
   */
  commodity?: DocumentIdValue;
  /**
   * Number of the lot.
   */
  lot?: DocumentIdValue;
  /**
   * Number of the warehouse label, as it came.
   */
  labels?: DocumentIdValue;
  /**
   * What it is.
   *
   * @minItems 1
   * @maxItems 9
   *
   * Items: One line.
   */
  descriptions?: DocumentTextValue[];
  /**
   * Numbers that concern the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
  /**
   * Further quantities.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  quantities?: MeasuredQuantityValue[];
  /**
   * When.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  dates?: TransportDateValue[];
  /**
   * Who takes part in the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * Whom to ask.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  contacts?: ContactPointValue[];
  /**
   * How it is packed and how heavy it is.
   *
   * @minItems 1
   * @maxItems 9
   *
   * Items: One of them.
   */
  pack?: WarehouseOrderPack[];
  /**
   * Amounts of the line.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  amounts?: DocumentAmountValue[];
}

/**
 * How it is packed and how heavy it is.
 */
export interface WarehouseOrderPack {
  /**
   * Units in a package.
   */
  units?: WholeNumberValue;
  /**
   * Size of one.
   */
  size?: DecimalValue;
  /**
   * Unit of a quantity.
   */
  sizeUnit?: QuantityUnitValue;
  /**
   * How heavy.
   */
  weight?: DecimalValue;
  /**
   * Code of what the weight is, as it came.
   */
  weightQualifier?: DocumentIdValue;
  /**
   * Code of its unit, as it came.
   */
  weightUnit?: DocumentIdValue;
  /**
   * How heavy one is.
   */
  unitWeight?: DecimalValue;
  /**
   * Code of the unit of that, as it came.
   */
  otherWeightUnit?: DocumentIdValue;
  /**
   * How large.
   */
  volume?: DecimalValue;
  /**
   * Unit of a quantity.
   */
  volumeUnit?: QuantityUnitValue;
  /**
   * Colour.
   */
  colour?: DocumentTextValue;
}

/**
 * What it comes to in all.
 */
export interface WarehouseOrderTotals {
  /**
   * How many units.
   */
  quantity?: DecimalValue;
  /**
   * How heavy.
   */
  weight?: DecimalValue;
  /**
   * Unit of a quantity.
   */
  weightUnit?: QuantityUnitValue;
  /**
   * How large.
   */
  volume?: DecimalValue;
  /**
   * Unit of a quantity.
   */
  volumeUnit?: QuantityUnitValue;
  /**
   * How many packages.
   */
  lading?: DecimalValue;
  /**
   * Unit of a quantity.
   */
  ladingUnit?: QuantityUnitValue;
}

/**
 * What a warehouse sent: 945 of X12.
 */
export interface WarehouseShippingAdviceContent {
  /**
   * Code of what is told: F is full, as it came.
   */
  action?: DocumentIdValue;
  /**
   * Number of the order of the depositor.
   */
  order?: DocumentIdValue;
  /**
   * When it left.
   */
  shippedOn?: MomentValue;
  /**
   * Number of the shipment.
   */
  shipment: DocumentIdValue;
  /**
   * Number that the agent gave.
   */
  agentShipment?: DocumentIdValue;
  /**
   * Number of the order of the buyer.
   */
  buyersOrder?: DocumentIdValue;
  /**
   * Number of the master order.
   */
  master?: DocumentIdValue;
  /**
   * Number that links several orders.
   */
  linked?: DocumentIdValue;
  /**
   * Code of special handling, as it came.
   */
  handling?: DocumentIdValue;
  /**
   * Code of the kind of transaction, as it came.
   */
  kind?: DocumentIdValue;
  /**
   * Code of the action, as it came.
   */
  actionCode?: DocumentIdValue;
  /**
   * Who takes part.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * Numbers that concern the document.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Whom to ask.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  contacts?: ContactPointValue[];
  /**
   * When.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  dates?: TransportDateValue[];
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
  /**
   * How it is carried.
   */
  carriage?: WarehouseCarriageValue;
  /**
   * What was sent, by package.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  packages?: ShippedPackage[];
  /**
   * In all.
   */
  totals?: WarehouseShippingTotals;
}

/**
 * A package with its SSCC, and what is in it.
 */
export interface ShippedPackage {
  /**
   * Its number.
   */
  number?: DocumentIdValue;
  /**
   * Marks on packages.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  marks?: DocumentMarkValue[];
  /**
   * Numbers that concern the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * What is in it.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  items?: ShippedItem[];
}

/**
 * How much was ordered, sent and not.
 */
export interface ShippedItem {
  /**
   * The item.
   */
  item?: TradeItemValue;
  /**
   * Number of the lot.
   */
  lot?: DocumentIdValue;
  /**
   * What it is.
   *
   * @minItems 1
   * @maxItems 9
   *
   * Items: One line.
   */
  descriptions?: DocumentTextValue[];
  /**
   * Numbers that concern the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Further quantities.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  quantities?: MeasuredQuantityValue[];
  /**
   * When.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  dates?: TransportDateValue[];
  /**
   * Who takes part in the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * Amounts of the line.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  amounts?: DocumentAmountValue[];
  /**
   * What was measured.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  measures?: DocumentMeasureValue[];
  /**
   * Code of what became of it: CC is complete, CP part, IS substituted, as it came.
   */
  status?: DocumentIdValue;
  /**
   * How much was ordered.
   */
  ordered?: DecimalValue;
  /**
   * How much was sent.
   */
  quantity?: MeasuredQuantityValue;
  /**
   * By how much it differs.
   */
  difference?: DecimalValue;
  /**
   * How heavy.
   */
  weight?: DecimalValue;
  /**
   * Code of what the weight is, as it came.
   */
  weightQualifier?: DocumentIdValue;
  /**
   * Code of its unit, as it came.
   */
  weightUnit?: DocumentIdValue;
  /**
   * How heavy by another measure.
   */
  otherWeight?: DecimalValue;
  /**
   * Code of what that is, as it came.
   */
  otherWeightQualifier?: DocumentIdValue;
  /**
   * Code of its unit, as it came.
   */
  otherWeightUnit?: DocumentIdValue;
  /**
   * UPC of what was sent instead.
   */
  substituteUpc?: DocumentIdValue;
  /**
   * Number of the line.
   */
  line?: DocumentIdValue;
  /**
   * Code of the action, as it came.
   */
  actionCode?: DocumentIdValue;
}

/**
 * What it comes to in all.
 */
export interface WarehouseShippingTotals {
  /**
   * How many units.
   */
  quantity?: DecimalValue;
  /**
   * How heavy.
   */
  weight?: DecimalValue;
  /**
   * Unit of a quantity.
   */
  weightUnit?: QuantityUnitValue;
  /**
   * How large.
   */
  volume?: DecimalValue;
  /**
   * Unit of a quantity.
   */
  volumeUnit?: QuantityUnitValue;
  /**
   * How many packages.
   */
  lading?: DecimalValue;
  /**
   * Unit of a quantity.
   */
  ladingUnit?: QuantityUnitValue;
}

/**
 * Stock that is on its way to a warehouse: 943 of X12.
 */
export interface WarehouseTransferShipmentContent {
  /**
   * Code of what is told, as it came.
   */
  action?: DocumentIdValue;
  /**
   * Number of the order of the depositor.
   */
  externalId: DocumentIdValue;
  /**
   * When it left.
   */
  shippedOn?: MomentValue;
  /**
   * Number of the shipment.
   */
  shipment?: DocumentIdValue;
  /**
   * Number that the agent gave.
   */
  agentShipment?: DocumentIdValue;
  /**
   * Number of the order.
   */
  buyersOrder?: DocumentIdValue;
  /**
   * Number of the master order.
   */
  master?: DocumentIdValue;
  /**
   * Number that links several orders.
   */
  linked?: DocumentIdValue;
  /**
   * Code of special handling, as it came.
   */
  handling?: DocumentIdValue;
  /**
   * Code of the kind of transaction, as it came.
   */
  kind?: DocumentIdValue;
  /**
   * Code of the action, as it came.
   */
  actionCode?: DocumentIdValue;
  /**
   * Who takes part.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * Numbers that concern the document.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Whom to ask.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  contacts?: ContactPointValue[];
  /**
   * When.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  dates?: TransportDateValue[];
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
  /**
   * How it is carried.
   */
  carriage?: WarehouseCarriageValue;
  /**
   * What is on its way.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  lines?: TransferredItem[];
  /**
   * In all.
   */
  totals?: TransferTotals;
}

/**
 * What is on its way.
 */
export interface TransferredItem {
  /**
   * The item.
   */
  item?: TradeItemValue;
  /**
   * How much.
   */
  quantity?: MeasuredQuantityValue;
  /**
   * Class of the freight, as it came.
   */
  freightClass?: DocumentIdValue;
  /**
   * Code of the class of rates, as it came.
   */
  ratesClass?: DocumentIdValue;
  /**
   * Code of who numbers the kind of goods, as it came.
   */
  commodityScheme?: DocumentIdValue;
  /**
   * Number of the kind of goods.
   */
  commodity?: DocumentIdValue;
  /**
   * What it is.
   *
   * @minItems 1
   * @maxItems 9
   *
   * Items: One line.
   */
  descriptions?: DocumentTextValue[];
  /**
   * Numbers that concern the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * How it is packed and how heavy it is.
   *
   * @minItems 1
   * @maxItems 9
   *
   * Items: One of them.
   */
  pack?: TransferredPack[];
}

/**
 * How it is packed and how heavy it is.
 */
export interface TransferredPack {
  /**
   * Units in a package.
   */
  units?: WholeNumberValue;
  /**
   * Size of one.
   */
  size?: DecimalValue;
  /**
   * Unit of a quantity.
   */
  sizeUnit?: QuantityUnitValue;
  /**
   * How heavy.
   */
  weight?: DecimalValue;
  /**
   * Code of what the weight is, as it came.
   */
  weightQualifier?: DocumentIdValue;
  /**
   * Code of its unit, as it came.
   */
  weightUnit?: DocumentIdValue;
  /**
   * How heavy one is.
   */
  unitWeight?: DecimalValue;
  /**
   * Code of the unit of that, as it came.
   */
  otherWeightUnit?: DocumentIdValue;
  /**
   * How large.
   */
  volume?: DecimalValue;
  /**
   * Unit of a quantity.
   */
  volumeUnit?: QuantityUnitValue;
  /**
   * Colour.
   */
  colour?: DocumentTextValue;
}

/**
 * What it comes to in all.
 */
export interface TransferTotals {
  /**
   * How many units.
   */
  quantity?: DecimalValue;
  /**
   * How heavy.
   */
  weight?: DecimalValue;
  /**
   * Unit of a quantity.
   */
  weightUnit?: QuantityUnitValue;
  /**
   * How large.
   */
  volume?: DecimalValue;
  /**
   * Unit of a quantity.
   */
  volumeUnit?: QuantityUnitValue;
  /**
   * How many packages.
   */
  lading?: DecimalValue;
  /**
   * Unit of a quantity.
   */
  ladingUnit?: QuantityUnitValue;
}

/**
 * Stock that a warehouse received: 944 of X12.
 */
export interface WarehouseReceiptAdviceContent {
  /**
   * Code of what is told: F is full, as it came.
   */
  action?: DocumentIdValue;
  /**
   * When it came.
   */
  receivedOn?: MomentValue;
  /**
   * Number of the receipt.
   */
  receipt: DocumentIdValue;
  /**
   * Number of the order of the depositor.
   */
  externalId?: DocumentIdValue;
  /**
   * Number of the shipment.
   */
  shipment?: DocumentIdValue;
  /**
   * Code of what the time is, as it came.
   */
  timeCode?: DocumentIdValue;
  /**
   * Time, as it came.
   */
  time?: DocumentIdValue;
  /**
   * Number of the master order.
   */
  master?: DocumentIdValue;
  /**
   * Number that links several orders.
   */
  linked?: DocumentIdValue;
  /**
   * Who takes part.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * Numbers that concern the document.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Whom to ask.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  contacts?: ContactPointValue[];
  /**
   * When.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  dates?: TransportDateValue[];
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
  /**
   * How it is carried.
   */
  carriage?: WarehouseCarriageValue;
  /**
   * What came.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  lines?: ReceivedItem[];
  /**
   * In all.
   */
  totals?: ReceiptTotals;
}

/**
 * What came, and what was wrong with it.
 */
export interface ReceivedItem {
  /**
   * The item.
   */
  item?: TradeItemValue;
  /**
   * How much.
   */
  quantity?: MeasuredQuantityValue;
  /**
   * Number of the lot.
   */
  lot?: DocumentIdValue;
  /**
   * Number of the warehouse label, as it came.
   */
  labels?: DocumentIdValue;
  /**
   * What it is.
   *
   * @minItems 1
   * @maxItems 9
   *
   * Items: One line.
   */
  descriptions?: DocumentTextValue[];
  /**
   * Numbers that concern the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * How it is packed and how heavy it is.
   *
   * @minItems 1
   * @maxItems 9
   *
   * Items: One of them.
   */
  pack?: ReceivedPack[];
  /**
   * What was wrong.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  exceptions?: ReceiptException[];
}

/**
 * How it is packed and how heavy it is.
 */
export interface ReceivedPack {
  /**
   * Units in a package.
   */
  units?: WholeNumberValue;
  /**
   * Size of one.
   */
  size?: DecimalValue;
  /**
   * Unit of a quantity.
   */
  sizeUnit?: QuantityUnitValue;
  /**
   * How heavy.
   */
  weight?: DecimalValue;
  /**
   * Code of what the weight is, as it came.
   */
  weightQualifier?: DocumentIdValue;
  /**
   * Code of its unit, as it came.
   */
  weightUnit?: DocumentIdValue;
  /**
   * How heavy one is.
   */
  unitWeight?: DecimalValue;
  /**
   * Code of the unit of that, as it came.
   */
  otherWeightUnit?: DocumentIdValue;
  /**
   * How large.
   */
  volume?: DecimalValue;
  /**
   * Unit of a quantity.
   */
  volumeUnit?: QuantityUnitValue;
  /**
   * Colour.
   */
  colour?: DocumentTextValue;
}

/**
 * How much, and what was wrong.
 */
export interface ReceiptException {
  /**
   * How much.
   */
  value?: DecimalValue;
  /**
   * Unit of a quantity.
   */
  unit?: QuantityUnitValue;
  /**
   * Code of the condition: 01 is damaged, as it came.
   */
  condition?: DocumentIdValue;
  /**
   * Number of the warehouse label, as it came.
   */
  labels?: DocumentIdValue;
  /**
   * Code of the detail, as it came.
   */
  detail?: DocumentIdValue;
  /**
   * Numbers that concern the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
}

/**
 * What came in all.
 */
export interface ReceiptTotals {
  /**
   * How many units came.
   */
  received?: DecimalValue;
  /**
   * How many were sent.
   */
  shipped?: DecimalValue;
  /**
   * How many packages.
   */
  lading?: DecimalValue;
}

/**
 * What a carrier is asked to carry: 204 of X12, IFTMIN of EDIFACT.
 */
export interface TransportOrderContent {
  /**
   * What the sender wants done with it.
   */
  purpose?: PurposeValue;
  /**
   * Number of the shipment.
   */
  externalId?: DocumentIdValue;
  /**
   * When it was made.
   */
  issuedOn?: MomentValue;
  /**
   * Code of the kind of order, as it came.
   */
  kind?: DocumentIdValue;
  /**
   * Code of the carrier (SCAC).
   */
  carrier?: DocumentIdValue;
  /**
   * Code of who pays the freight: PP is prepaid, as it came.
   */
  payment?: DocumentIdValue;
  /**
   * Code of the tariff, as it came.
   */
  tariff?: DocumentIdValue;
  /**
   * Code of a place.
   */
  location?: DocumentIdValue;
  /**
   * Code of the unit of weights, as it came.
   */
  weightUnit?: DocumentIdValue;
  /**
   * How many pieces.
   */
  pieces?: WholeNumberValue;
  /**
   * Code of the section of the tariff, as it came.
   */
  section?: DocumentIdValue;
  /**
   * Code of what it is for, as it came.
   */
  application?: DocumentIdValue;
  /**
   * Numbers that concern the document.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
  /**
   * Who takes part.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * Whom to ask.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  contacts?: ContactPointValue[];
  /**
   * How goods are carried.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  transports?: TransportDetailValue[];
  /**
   * Who carries goods at whose cost and risk.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  deliveryTerms?: DeliveryTermsValue[];
  /**
   * Amounts of the whole.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  amounts?: DocumentAmountValue[];
  /**
   * ISO 4217 code of all amounts that say no other.
   */
  currency?: DocumentIdValue;
  /**
   * Whose currency it is.
   */
  currencyFrom?: PartyRoleValue;
  /**
   * Dates that concern it.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  moments?: DocumentDateValue[];
  /**
   * Code of the kind of carriage, as it came.
   */
  service?: DocumentIdValue;
  /**
   * Places of loading, unloading and the like.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  places?: TransportPlace[];
  /**
   * When.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  dates?: TransportDateValue[];
  /**
   * Trailers and containers.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  equipment?: TransportEquipmentValue[];
  /**
   * Stops in their order.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  stops?: TransportStop[];
  /**
   * Goods, where they stand at no stop.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  lines?: TransportedGoods[];
  /**
   * Weight and charges in all.
   */
  totals?: TransportTotalsValue;
}

/**
 * A place on the way.
 */
export interface TransportPlace {
  /**
   * Code of what the place is, as it came.
   */
  kind?: DocumentIdValue;
  /**
   * Number of the place.
   */
  id?: DocumentIdValue;
  /**
   * Its name.
   */
  name?: DocumentTextValue;
  /**
   * Dates that concern it.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
}

/**
 * A place where goods are loaded or unloaded.
 */
export interface TransportStop {
  /**
   * Its place in the route.
   */
  sequence?: DecimalValue;
  /**
   * Code of what is done there: CL is complete load, UL unload, as it came.
   */
  reason?: DocumentIdValue;
  /**
   * Weight.
   */
  weight?: DecimalValue;
  /**
   * Code of its unit, as it came.
   */
  weightUnit?: DocumentIdValue;
  /**
   * How many pieces.
   */
  count?: DecimalValue;
  /**
   * Code of what is counted, as it came.
   */
  countUnit?: DocumentIdValue;
  /**
   * Volume.
   */
  volume?: DecimalValue;
  /**
   * Code of its unit, as it came.
   */
  volumeUnit?: DocumentIdValue;
  /**
   * In words.
   */
  description?: DocumentTextValue;
  /**
   * Numbers that concern the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * When.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  dates?: TransportDateValue[];
  /**
   * What is loaded or unloaded.
   */
  goods?: TransportWeightValue;
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
  /**
   * Who takes part in the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * Whom to ask.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  contacts?: ContactPointValue[];
  /**
   * Orders that are loaded or unloaded.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  orders?: TransportedOrder[];
  /**
   * Goods.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  lines?: TransportedGoods[];
}

/**
 * An order, and what of it is carried.
 */
export interface TransportedOrder {
  /**
   * A number for it.
   */
  reference?: DocumentIdValue;
  /**
   * Number of the order.
   */
  order?: DocumentIdValue;
  /**
   * A second number for it.
   */
  otherReference?: DocumentIdValue;
  /**
   * Code of what is counted, as it came.
   */
  countUnit?: DocumentIdValue;
  /**
   * How many.
   */
  count?: DecimalValue;
  /**
   * Code of the unit of the weight, as it came.
   */
  weightUnit?: DocumentIdValue;
  /**
   * How heavy.
   */
  weight?: DecimalValue;
  /**
   * Code of the unit of the volume, as it came.
   */
  volumeUnit?: DocumentIdValue;
  /**
   * How large.
   */
  volume?: DecimalValue;
  /**
   * When.
   *
   * @minItems 1
   * @maxItems 9
   *
   * Items: One of them.
   */
  dates?: TransportDateValue[];
  /**
   * Goods.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  lines?: TransportedGoods[];
}

/**
 * Goods that are carried.
 */
export interface TransportedGoods {
  /**
   * Its number.
   */
  line?: DocumentIdValue;
  /**
   * What it is.
   */
  description?: DocumentTextValue;
  /**
   * Number of the kind of goods.
   */
  commodity?: DocumentIdValue;
  /**
   * Code of who numbers it, as it came.
   */
  commodityScheme?: DocumentIdValue;
  /**
   * Code of how it is packed, as it came.
   */
  packaging?: DocumentIdValue;
  /**
   * How many packages.
   */
  count?: WholeNumberValue;
  /**
   * Packages, by kind.
   *
   * @minItems 1
   * @maxItems 9
   *
   * Items: One of them.
   */
  packages?: TransportedPackages[];
  /**
   * Weight and count.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  weights?: TransportWeightValue[];
  /**
   * What was measured.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  measures?: DocumentMeasureValue[];
  /**
   * Numbers that concern the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
  /**
   * Marks on packages.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  marks?: DocumentMarkValue[];
  /**
   * Who takes part in the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * What is written on it.
   */
  markText?: DocumentTextValue;
  /**
   * What its carriage costs.
   */
  rate?: FreightRateValue;
}

/**
 * How many, of which kind.
 */
export interface TransportedPackages {
  /**
   * How many.
   */
  count?: WholeNumberValue;
  /**
   * Code of the kind, as it came.
   */
  kind?: DocumentIdValue;
  /**
   * In words.
   */
  text?: DocumentTextValue;
  /**
   * What is written on them.
   */
  mark?: DocumentTextValue;
}

/**
 * Whether a carrier carries it: 990 of X12.
 */
export interface TransportResponseContent {
  /**
   * Code of the carrier (SCAC).
   */
  carrier?: DocumentIdValue;
  /**
   * Number of the shipment.
   */
  externalId?: DocumentIdValue;
  /**
   * When it was made.
   */
  issuedOn?: MomentValue;
  /**
   * Code of the answer: A is accepted, D declined, as it came.
   */
  answer?: DocumentIdValue;
  /**
   * Numbers that concern the document.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * When.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  dates?: TransportDateValue[];
  /**
   * In words.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One line.
   */
  remarks?: DocumentTextValue[];
  /**
   * Of stops.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  stops?: AnsweredStop[];
}

/**
 * What the carrier says of a stop.
 */
export interface AnsweredStop {
  /**
   * Its place in the route.
   */
  sequence?: DecimalValue;
  /**
   * Code of what is done there, as it came.
   */
  reason?: DocumentIdValue;
  /**
   * Numbers that concern the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * When.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  dates?: TransportDateValue[];
  /**
   * In words.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One line.
   */
  remarks?: DocumentTextValue[];
}

/**
 * Where goods are: 214 of X12, IFTSTA of EDIFACT.
 */
export interface TransportStatusContent {
  /**
   * What the sender wants done with it.
   */
  purpose?: PurposeValue;
  /**
   * Number that the carrier gave.
   */
  externalId?: DocumentIdValue;
  /**
   * Number of the shipment.
   */
  shipment?: DocumentIdValue;
  /**
   * When it was made.
   */
  issuedOn?: MomentValue;
  /**
   * Code of the carrier (SCAC).
   */
  carrier?: DocumentIdValue;
  /**
   * Code of the kind of message, as it came.
   */
  kind?: DocumentIdValue;
  /**
   * Number of the inquiry that is answered.
   */
  inquiry?: WholeNumberValue;
  /**
   * A number for it.
   */
  reference?: DocumentIdValue;
  /**
   * What that number is.
   */
  referenceKind?: ReferenceKindValue;
  /**
   * Numbers that concern the document.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Who takes part.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * Whom to ask.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  contacts?: ContactPointValue[];
  /**
   * Dates that concern it.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
  /**
   * Marks on packages.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  marks?: DocumentMarkValue[];
  /**
   * In words.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One line.
   */
  remarks?: DocumentTextValue[];
  /**
   * What is known of each consignment.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  consignments?: ConsignmentStatus[];
}

/**
 * What happened, when, where and why.
 */
export interface Milestone {
  /**
   * Code of what happened: AF is departed from pick-up, D1 delivered, as it came.
   */
  status?: DocumentIdValue;
  /**
   * Code of why, as it came.
   */
  reason?: DocumentIdValue;
  /**
   * Code of the appointment, as it came.
   */
  appointment?: DocumentIdValue;
  /**
   * Code of why of the appointment, as it came.
   */
  appointmentReason?: DocumentIdValue;
  /**
   * When.
   */
  at?: MomentValue;
  /**
   * Code of the time zone.
   */
  zone?: DocumentIdValue;
  /**
   * In words.
   */
  text?: DocumentTextValue;
  /**
   * Code of the kind of status, as it came.
   */
  kind?: DocumentIdValue;
  /**
   * Where.
   */
  city?: DocumentTextValue;
  /**
   * Code of the region.
   */
  region?: DocumentIdValue;
  /**
   * Code of the country.
   */
  country?: DocumentIdValue;
  /**
   * Longitude, as it came.
   */
  longitude?: DocumentIdValue;
  /**
   * Latitude, as it came.
   */
  latitude?: DocumentIdValue;
  /**
   * Code of what the place is, as it came.
   */
  placeKind?: DocumentIdValue;
  /**
   * Number of the place.
   */
  place?: DocumentIdValue;
  /**
   * Its name.
   */
  placeName?: DocumentTextValue;
  /**
   * Trailer or container.
   */
  equipment?: TransportEquipmentValue;
  /**
   * Numbers that concern the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Dates of the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  dates?: DocumentDateValue[];
  /**
   * Who takes part in the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * Texts for people.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  notes?: DocumentNoteValue[];
}

/**
 * A consignment, and what happened to it.
 */
export interface ConsignmentStatus {
  /**
   * Its number.
   */
  line?: DocumentIdValue;
  /**
   * Number of the shipment.
   */
  shipment?: DocumentIdValue;
  /**
   * What happened.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  milestones?: Milestone[];
  /**
   * Numbers that concern the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Marks on packages.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  marks?: DocumentMarkValue[];
  /**
   * In words.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One line.
   */
  remarks?: DocumentTextValue[];
  /**
   * Weight and count.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  weights?: TransportWeightValue[];
}

/**
 * What a carrier wants paid: 210 of X12.
 */
export interface FreightInvoiceContent {
  /**
   * Number of the invoice.
   */
  externalId: DocumentIdValue;
  /**
   * Code of the kind of invoice, as it came.
   */
  qualifier?: DocumentIdValue;
  /**
   * Number of the shipment.
   */
  shipment?: DocumentIdValue;
  /**
   * Code of who pays: PP is prepaid, as it came.
   */
  payment?: DocumentIdValue;
  /**
   * Code of the unit of weights, as it came.
   */
  weightUnit?: DocumentIdValue;
  /**
   * When it was made.
   */
  billedOn?: MomentValue;
  /**
   * What is to be paid, in whole units of the currency.
   */
  amount?: DecimalValue;
  /**
   * Code of what is corrected, as it came.
   */
  correction?: DocumentIdValue;
  /**
   * When the goods came.
   */
  deliveredOn?: MomentValue;
  /**
   * Code of what that date is, as it came.
   */
  dateCode?: DocumentIdValue;
  /**
   * Code of the carrier (SCAC).
   */
  carrier?: DocumentIdValue;
  /**
   * When the goods were picked up.
   */
  pickedUpOn?: MomentValue;
  /**
   * Code of the tariff, as it came.
   */
  tariff?: DocumentIdValue;
  /**
   * Code of the terms of carriage, as it came.
   */
  terms?: DocumentIdValue;
  /**
   * ISO 4217 code.
   */
  billingCurrency?: DocumentIdValue;
  /**
   * Rate of exchange.
   */
  exchangeRate?: DecimalValue;
  /**
   * When and how it is to be paid.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  paymentTerms?: PaymentTermsValue[];
  /**
   * Numbers that concern the document.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * Who takes part.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
  /**
   * When.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  dates?: TransportDateValue[];
  /**
   * In words.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One line.
   */
  remarks?: DocumentTextValue[];
  /**
   * Trailers and containers.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  equipment?: TransportEquipmentValue[];
  /**
   * What is charged.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  lines?: FreightLine[];
  /**
   * Weight and charges in all.
   */
  totals?: TransportTotalsValue;
}

/**
 * Goods or a service, and what is charged.
 */
export interface FreightLine {
  /**
   * Its number.
   */
  line?: DocumentIdValue;
  /**
   * Numbers that concern the line.
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One of them.
   */
  references?: DocumentReferenceValue[];
  /**
   * What it is.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  descriptions?: FreightText[];
  /**
   * Weight and count.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  weights?: FreightWeight[];
  /**
   * What is charged.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One of them.
   */
  rates?: FreightRateValue[];
  /**
   * In words.
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One line.
   */
  remarks?: DocumentTextValue[];
  /**
   * Who takes part in the line.
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One of them.
   */
  parties?: DocumentPartyValue[];
}

/**
 * What is carried.
 */
export interface FreightText {
  /**
   * Its number.
   */
  line?: DocumentIdValue;
  /**
   * What it is.
   */
  text?: DocumentTextValue;
  /**
   * Number of the kind of goods.
   */
  commodity?: DocumentIdValue;
  /**
   * Code of who numbers it, as it came.
   */
  commodityScheme?: DocumentIdValue;
  /**
   * Code of how it is packed, as it came.
   */
  packaging?: DocumentIdValue;
  /**
   * What is written on it.
   */
  marks?: DocumentTextValue;
  /**
   * Code of what the marks are, as it came.
   */
  marksKind?: DocumentIdValue;
}

/**
 * What is charged by.
 */
export interface FreightWeight {
  /**
   * Its number.
   */
  line?: DocumentIdValue;
  /**
   * Billed units.
   */
  billed?: DecimalValue;
  /**
   * Code of what is billed, as it came.
   */
  billedKind?: DocumentIdValue;
  /**
   * How heavy.
   */
  weight?: DecimalValue;
  /**
   * Code of what the weight is, as it came.
   */
  qualifier?: DocumentIdValue;
  /**
   * How large.
   */
  volume?: DecimalValue;
  /**
   * Code of its unit, as it came.
   */
  volumeUnit?: DocumentIdValue;
  /**
   * How many.
   */
  count?: WholeNumberValue;
  /**
   * Code of how it is packed, as it came.
   */
  packaging?: DocumentIdValue;
  /**
   * Code of the unit of the weight, as it came.
   */
  weightUnit?: DocumentIdValue;
}

/** The type of each contract by its name. */
export interface ContractTypes {
  item: ItemDocument;
  site: SiteDocument;
  partner: PartnerDocument;
  order: OrderRequest;
  'order-change': OrderChangeRequest;
  'order-cancel': OrderCancelRequest;
  'delivery-refused': DeliveryRefusedRequest;
  'document-received': DocumentReceivedRequest;
  'identifier-meaning': IdentifierMeaningRequest;
  'order-recover': OrderRecoverRequest;
  'hold-release': HoldReleaseRequest;
  'hold-refuse': HoldRefuseRequest;
  'exception-close': ExceptionCloseRequest;
  'transport-retry': TransportRetryRequest;
  'books-retry': BooksRetryRequest;
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
  'credit-requested': CreditRequestedData;
  'credit-approved': CreditApprovedData;
  'credit-refused': CreditRefusedData;
  'release-requested': ReleaseRequestedData;
  'release-reminded': ReleaseRemindedData;
  'transfer-cancel-requested': TransferCancelRequestedData;
  'transfer-requested': TransferRequestedData;
  'release-accepted': ReleaseAcceptedData;
  'release-refused': ReleaseRefusedData;
  'release-cancel-requested': ReleaseCancelRequestedData;
  'release-cancelled': ReleaseCancelledData;
  'release-cancel-refused': ReleaseCancelRefusedData;
  'shipment-picked': ShipmentPickedData;
  'shipment-packed': ShipmentPackedData;
  'shipment-shipped': ShipmentShippedData;
  'shipment-delayed': ShipmentDelayedData;
  'shipment-delivered': ShipmentDeliveredData;
  'transport-reminded': TransportRemindedData;
  'transport-requested': TransportRequestedData;
  'transport-booked': TransportBookedData;
  'transport-refused': TransportRefusedData;
  'issue-requested': IssueRequestedData;
  'issue-posted': IssuePostedData;
  'issue-refused': IssueRefusedData;
  'invoice-requested': InvoiceRequestedData;
  'invoice-issued': InvoiceIssuedData;
  'invoice-refused': InvoiceRefusedData;
  'promise-at-risk': PromiseAtRiskData;
  'promise-changed': PromiseChangedData;
  'edi-received': EdiReceivedData;
  'purchase-order': PurchaseOrderContent;
  'purchase-order-change': PurchaseOrderChangeContent;
  'purchase-order-acknowledgement': PurchaseOrderAcknowledgementContent;
  invoice: InvoiceContent;
  'remittance-advice': RemittanceAdviceContent;
  'ship-notice': ShipNoticeContent;
  'receipt-advice': ReceiptAdviceContent;
  'inventory-report': InventoryReportContent;
  'sales-report': SalesReportContent;
  'application-advice': ApplicationAdviceContent;
  'warehouse-order': WarehouseOrderContent;
  'warehouse-shipping-advice': WarehouseShippingAdviceContent;
  'warehouse-transfer-shipment': WarehouseTransferShipmentContent;
  'warehouse-receipt-advice': WarehouseReceiptAdviceContent;
  'transport-order': TransportOrderContent;
  'transport-response': TransportResponseContent;
  'transport-status': TransportStatusContent;
  'freight-invoice': FreightInvoiceContent;
}
