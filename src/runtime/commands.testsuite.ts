// Commands with defaults, for tests: what a test does not care about is left out.
import type { Command, OrderEventOf, StockEventData, StockEventKind } from '#processes/message.ts';
import type { OrderEventDataOf, OrderEventKind } from '#processes/order-event-data.ts';

type Place = Extract<Command, { type: 'order.place' }>['document'];
type ItemDocument = Extract<Command, { type: 'item.put' }>['item'];
type SiteDocument = Extract<Command, { type: 'site.put' }>['site'];
type Made = Extract<Command, { type: 'reservation.make' }>['document'];
type Expected = Extract<Command, { type: 'supply.expected' }>['data'];

let events = 0;

const price = { amount: '10.00', currency: 'EUR' };

export function site(code: string, more: Partial<SiteDocument> = {}): Command {
  return { type: 'site.put', site: { code, name: code, company: 'C1', zone: 'UTC', ...more } };
}

export function item(code: string, more: Partial<ItemDocument> = {}): Command {
  return { type: 'item.put', item: { code, name: code, unit: 'each', ...more } };
}

export function kit(code: string, components: Readonly<Record<string, number>>): Command {
  return item(code, { components: Object.entries(components).map(([part, quantity]) => ({ item: part, quantity })) });
}

export function partner(code: string): Command {
  return { type: 'partner.put', party: null, partner: { code, name: code, roles: ['customer'] } };
}

/** `ord_<externalId>`, of channel web, at 10.00 EUR each. */
export function place(
  externalId: string,
  lines: readonly (readonly [item: string, quantity: number])[],
  more: Partial<Place> = {},
): Command {
  const numbered = lines.map(([code, quantity], index) => ({ line: index + 1, item: code, quantity, price }));
  return {
    type: 'order.place',
    id: `ord_${externalId}`,
    party: null,
    document: { externalId, channel: 'web', lines: numbered, ...more },
  };
}

export function change(
  externalId: string,
  lines: readonly (readonly [line: number, item: string, quantity: number])[],
): Command {
  return {
    type: 'order.change',
    id: `ord_${externalId}`,
    change: { lines: lines.map(([line, code, quantity]) => ({ line, item: code, quantity })) },
  };
}

export function cancel(externalId: string): Command {
  return { type: 'order.cancel', id: `ord_${externalId}`, reason: null };
}

export function reserve(id: string, code: string, quantity: number, more: Partial<Made> = {}): Command {
  return { type: 'reservation.make', id: `res_${id}`, document: { item: code, quantity, ...more } };
}

export function post(id: string, quantity: number | string | null = null): Command {
  return { type: 'reservation.post', id: `res_${id}`, quantity };
}

export function unreserve(id: string): Command {
  return { type: 'reservation.void', id: `res_${id}`, reason: null };
}

export type EventMore = Partial<StockEventData> & { readonly source?: string };

export function event(
  kind: StockEventKind,
  code: string,
  at: string,
  quantity: number,
  { source = 'wms', ...more }: EventMore = {},
): Command {
  const id = String(++events);
  return {
    type: 'stock.event',
    kind,
    event: { source, id, type: `crossdock.stock.${kind}.v1` },
    data: { item: code, site: at, quantity, ...more },
  };
}

export function expected(
  reference: string,
  code: string,
  at: string,
  quantity: number,
  expectedOn: string,
  more: Partial<Expected> = {},
): Command {
  const id = String(++events);
  return {
    type: 'supply.expected',
    event: { source: 'erp', id, type: 'crossdock.supply.expected.v1' },
    data: { reference, item: code, site: at, quantity, expectedOn, ...more },
  };
}

/** What an outside system reports about an order. */
export function reported<Kind extends OrderEventKind>(
  kind: Kind,
  data: OrderEventDataOf[Kind],
  { source = 'wms', id = String(++events) }: { readonly source?: string; readonly id?: string } = {},
): OrderEventOf<Kind> {
  return { type: 'order.event', kind, event: { source, id, type: `crossdock.${kind}.v1` }, data };
}
