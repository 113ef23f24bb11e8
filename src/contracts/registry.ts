// What contracts there are, in which version new documents are checked, and which event type carries which data.
// Plain data: the validator, the descriptions (OpenAPI, AsyncAPI) and the generated types are made from it.

/**
 * `document` is master data kept as it came, `request` asks for a change, `data` is the data of an event,
 * `envelope` is what every event comes in, `content` is what a message of a partner says, whatever standard it came in, `values`
 * are the words the others are made of.
 */
export type ContractKind = 'document' | 'request' | 'data' | 'envelope' | 'content' | 'values';

interface ContractInfo {
  readonly kind: ContractKind;
  /** model-revision-addition of the newest version. */
  readonly version: `${number}-${number}-${number}`;
}

export const contracts = {
  value: { kind: 'values', version: '1-0-0' },
  'fulfilment-value': { kind: 'values', version: '1-0-0' },
  item: { kind: 'document', version: '1-0-0' },
  site: { kind: 'document', version: '1-0-1' },
  partner: { kind: 'document', version: '1-0-1' },
  order: { kind: 'request', version: '1-0-0' },
  'order-change': { kind: 'request', version: '1-0-0' },
  'order-cancel': { kind: 'request', version: '1-0-0' },
  'delivery-refused': { kind: 'request', version: '1-0-0' },
  'document-received': { kind: 'request', version: '1-0-0' },
  'identifier-meaning': { kind: 'request', version: '1-0-0' },
  'order-recover': { kind: 'request', version: '1-0-0' },
  'hold-release': { kind: 'request', version: '1-0-0' },
  'hold-refuse': { kind: 'request', version: '1-0-0' },
  'exception-close': { kind: 'request', version: '1-0-0' },
  'transport-retry': { kind: 'request', version: '1-0-0' },
  'books-retry': { kind: 'request', version: '1-0-0' },
  reservation: { kind: 'request', version: '1-0-0' },
  'reservation-post': { kind: 'request', version: '1-0-0' },
  'reservation-void': { kind: 'request', version: '1-0-0' },
  event: { kind: 'envelope', version: '1-0-0' },
  'stock-received': { kind: 'data', version: '1-0-0' },
  'stock-adjusted': { kind: 'data', version: '1-0-0' },
  'stock-counted': { kind: 'data', version: '1-0-0' },
  'stock-issued': { kind: 'data', version: '1-0-0' },
  'stock-moved': { kind: 'data', version: '1-0-0' },
  'stock-snapshot': { kind: 'data', version: '1-0-1' },
  'supply-expected': { kind: 'data', version: '1-0-0' },
  'credit-requested': { kind: 'data', version: '1-0-0' },
  'credit-approved': { kind: 'data', version: '1-0-0' },
  'credit-refused': { kind: 'data', version: '1-0-0' },
  'release-requested': { kind: 'data', version: '1-0-0' },
  'release-reminded': { kind: 'data', version: '1-0-0' },
  'transfer-cancel-requested': { kind: 'data', version: '1-0-0' },
  'transfer-requested': { kind: 'data', version: '1-0-0' },
  'release-accepted': { kind: 'data', version: '1-0-0' },
  'release-refused': { kind: 'data', version: '1-0-0' },
  'release-cancel-requested': { kind: 'data', version: '1-0-0' },
  'release-cancelled': { kind: 'data', version: '1-0-0' },
  'release-cancel-refused': { kind: 'data', version: '1-0-0' },
  'shipment-picked': { kind: 'data', version: '1-0-0' },
  'shipment-packed': { kind: 'data', version: '1-0-0' },
  'shipment-shipped': { kind: 'data', version: '1-0-0' },
  'shipment-delayed': { kind: 'data', version: '1-0-0' },
  'shipment-delivered': { kind: 'data', version: '1-0-0' },
  'transport-reminded': { kind: 'data', version: '1-0-0' },
  'transport-requested': { kind: 'data', version: '1-0-0' },
  'transport-booked': { kind: 'data', version: '1-0-0' },
  'transport-refused': { kind: 'data', version: '1-0-0' },
  'issue-requested': { kind: 'data', version: '1-0-0' },
  'issue-posted': { kind: 'data', version: '1-0-0' },
  'issue-refused': { kind: 'data', version: '1-0-0' },
  'invoice-requested': { kind: 'data', version: '1-0-0' },
  'invoice-issued': { kind: 'data', version: '1-0-0' },
  'invoice-refused': { kind: 'data', version: '1-0-0' },
  'promise-at-risk': { kind: 'data', version: '1-0-0' },
  'promise-changed': { kind: 'data', version: '1-0-0' },
  'edi-received': { kind: 'data', version: '1-0-0' },
  'document-value': { kind: 'values', version: '1-0-0' },
  'purchase-order': { kind: 'content', version: '1-0-0' },
  'purchase-order-change': { kind: 'content', version: '1-0-0' },
  'purchase-order-acknowledgement': { kind: 'content', version: '1-0-0' },
  invoice: { kind: 'content', version: '1-0-0' },
  'remittance-advice': { kind: 'content', version: '1-0-0' },
  'ship-notice': { kind: 'content', version: '1-0-0' },
  'receipt-advice': { kind: 'content', version: '1-0-0' },
  'inventory-report': { kind: 'content', version: '1-0-0' },
  'sales-report': { kind: 'content', version: '1-0-0' },
  'application-advice': { kind: 'content', version: '1-0-0' },
  'warehouse-order': { kind: 'content', version: '1-0-0' },
  'warehouse-shipping-advice': { kind: 'content', version: '1-0-0' },
  'warehouse-transfer-shipment': { kind: 'content', version: '1-0-0' },
  'warehouse-receipt-advice': { kind: 'content', version: '1-0-0' },
  'transport-order': { kind: 'content', version: '1-0-0' },
  'transport-response': { kind: 'content', version: '1-0-0' },
  'transport-status': { kind: 'content', version: '1-0-0' },
  'freight-invoice': { kind: 'content', version: '1-0-0' },
} as const satisfies Record<string, ContractInfo>;

export type RegisteredName = keyof typeof contracts;

/** What outside systems report. The number at the end of an event type is the model number of its contract. */
export const eventTypes = {
  'crossdock.stock.received.v1': 'stock-received',
  'crossdock.stock.adjusted.v1': 'stock-adjusted',
  'crossdock.stock.counted.v1': 'stock-counted',
  'crossdock.stock.issued.v1': 'stock-issued',
  'crossdock.stock.moved.v1': 'stock-moved',
  'crossdock.stock.snapshot.v1': 'stock-snapshot',
  'crossdock.supply.expected.v1': 'supply-expected',
  'crossdock.credit.approved.v1': 'credit-approved',
  'crossdock.credit.refused.v1': 'credit-refused',
  'crossdock.release.accepted.v1': 'release-accepted',
  'crossdock.release.refused.v1': 'release-refused',
  'crossdock.release.cancelled.v1': 'release-cancelled',
  'crossdock.release.cancel_refused.v1': 'release-cancel-refused',
  'crossdock.shipment.picked.v1': 'shipment-picked',
  'crossdock.shipment.packed.v1': 'shipment-packed',
  'crossdock.shipment.shipped.v1': 'shipment-shipped',
  'crossdock.shipment.delayed.v1': 'shipment-delayed',
  'crossdock.shipment.delivered.v1': 'shipment-delivered',
  'crossdock.transport.booked.v1': 'transport-booked',
  'crossdock.transport.refused.v1': 'transport-refused',
  'crossdock.issue.posted.v1': 'issue-posted',
  'crossdock.issue.refused.v1': 'issue-refused',
  'crossdock.invoice.issued.v1': 'invoice-issued',
  'crossdock.invoice.refused.v1': 'invoice-refused',
} as const satisfies Record<string, RegisteredName>;

/** What Crossdock asks of outside systems and tells them: entries of its journal that connections have sent to them. */
export const sentEventTypes = {
  'crossdock.credit.requested.v1': 'credit-requested',
  'crossdock.release.requested.v1': 'release-requested',
  'crossdock.release.reminded.v1': 'release-reminded',
  'crossdock.release.cancel_requested.v1': 'release-cancel-requested',
  'crossdock.transfer.requested.v1': 'transfer-requested',
  'crossdock.transfer.cancel_requested.v1': 'transfer-cancel-requested',
  'crossdock.transport.requested.v1': 'transport-requested',
  'crossdock.transport.reminded.v1': 'transport-reminded',
  'crossdock.issue.requested.v1': 'issue-requested',
  'crossdock.invoice.requested.v1': 'invoice-requested',
  'crossdock.promise.at_risk.v1': 'promise-at-risk',
  'crossdock.promise.changed.v1': 'promise-changed',
  'crossdock.edi.received.v1': 'edi-received',
} as const satisfies Record<string, RegisteredName>;

export type EventType = keyof typeof eventTypes;
export type SentEventType = keyof typeof sentEventTypes;

export function isEventType(type: string): type is EventType {
  return Object.hasOwn(eventTypes, type);
}

export function isSentEventType(type: string): type is SentEventType {
  return Object.hasOwn(sentEventTypes, type);
}

export function contractId(name: RegisteredName): string {
  return `https://crossdock.dev/contracts/${name}/${contracts[name].version}`;
}
