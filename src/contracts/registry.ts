// What contracts there are, in which version new documents are checked, and which event type carries which data.
// Plain data: the validator, the descriptions (OpenAPI, AsyncAPI) and the generated types are made from it.

/**
 * `document` is master data kept as it came, `request` asks for a change, `data` is the data of an event,
 * `envelope` is what every event comes in, `values` are the words the others are made of.
 */
export type ContractKind = 'document' | 'request' | 'data' | 'envelope' | 'values';

interface ContractInfo {
  readonly kind: ContractKind;
  /** model-revision-addition of the newest version. */
  readonly version: `${number}-${number}-${number}`;
}

export const contracts = {
  value: { kind: 'values', version: '1-0-0' },
  item: { kind: 'document', version: '1-0-0' },
  site: { kind: 'document', version: '1-0-0' },
  partner: { kind: 'document', version: '1-0-0' },
  order: { kind: 'request', version: '1-0-0' },
  'order-change': { kind: 'request', version: '1-0-0' },
  'order-cancel': { kind: 'request', version: '1-0-0' },
  reservation: { kind: 'request', version: '1-0-0' },
  'reservation-post': { kind: 'request', version: '1-0-0' },
  'reservation-void': { kind: 'request', version: '1-0-0' },
  event: { kind: 'envelope', version: '1-0-0' },
  'stock-received': { kind: 'data', version: '1-0-0' },
  'stock-adjusted': { kind: 'data', version: '1-0-0' },
  'stock-counted': { kind: 'data', version: '1-0-0' },
  'stock-issued': { kind: 'data', version: '1-0-0' },
  'stock-moved': { kind: 'data', version: '1-0-0' },
  'stock-snapshot': { kind: 'data', version: '1-0-0' },
  'supply-expected': { kind: 'data', version: '1-0-0' },
} as const satisfies Record<string, ContractInfo>;

export type RegisteredName = keyof typeof contracts;

/** The number at the end of an event type is the model number of its contract. */
export const eventTypes = {
  'crossdock.stock.received.v1': 'stock-received',
  'crossdock.stock.adjusted.v1': 'stock-adjusted',
  'crossdock.stock.counted.v1': 'stock-counted',
  'crossdock.stock.issued.v1': 'stock-issued',
  'crossdock.stock.moved.v1': 'stock-moved',
  'crossdock.stock.snapshot.v1': 'stock-snapshot',
  'crossdock.supply.expected.v1': 'supply-expected',
} as const satisfies Record<string, RegisteredName>;

export type EventType = keyof typeof eventTypes;

export function isEventType(type: string): type is EventType {
  return Object.hasOwn(eventTypes, type);
}

export function contractId(name: RegisteredName): string {
  return `https://crossdock.dev/contracts/${name}/${contracts[name].version}`;
}
