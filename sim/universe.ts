// All that could happen in a run: what is counted, and listed where it never did.
import { rejections } from '#kernel/rejections.ts';
import type { Command } from '#processes/message.ts';
import { processText } from './network.ts';

const commands: Readonly<Record<Command['type'], true>> = {
  'order.place': true,
  'order.change': true,
  'order.cancel': true,
  'order.expire': true,
  'order.act': true,
  'exception.close': true,
  'order.wake': true,
  'order.endanger': true,
  'order.resume': true,
  'backorders.allocate': true,
  'shortage.resolve': true,
  'goods.swap': true,
  'definition.put': true,
  'party.erase': true,
  'reservation.make': true,
  'reservation.post': true,
  'reservation.void': true,
  'reservation.expire': true,
  'stock.event': true,
  'supply.expected': true,
  'order.event': true,
  'stock.expire': true,
  'item.put': true,
  'site.put': true,
  'partner.put': true,
  'edi.tell': true,
  'document.note': true,
  'deadline.fail': true,
  'event.hold': true,
};

export const commandTypes = Object.keys(commands);
export const refusalCodes = Object.keys(rejections);

/** Types of journal entries, without `crossdock.` and `.v1`. */
export const entryTypes = [
  ...['credit.approved', 'credit.refused', 'credit.requested', 'definition.put', 'event.held', 'event.replayed'],
  ...['exception.closed', 'exception.raised', 'exception.settled', 'invoice.issued', 'invoice.refused'],
  ...['invoice.requested', 'issue.posted', 'issue.refused', 'issue.requested', 'item.defined', 'message.failed'],
  ...['order.accepted', 'order.allocated', 'order.backordered', 'order.books_retried', 'order.cancel_asked'],
  ...['order.cancelled', 'order.change_asked', 'order.change_refused', 'order.changed', 'order.clock_rang'],
  ...['order.closed', 'order.deviated', 'order.endangered', 'order.expired', 'order.goods_arrived'],
  ...['order.goods_deferred', 'order.goods_under_way', 'order.held', 'order.hold_refused', 'order.hold_released'],
  ...['order.promised', 'order.recovery_chosen', 'order.refused', 'order.shipped_by_stock_event'],
  ...['order.stock_lost', 'partner.defined', 'party.erased', 'promise.at_risk', 'promise.changed'],
  ...['release.accepted', 'release.cancel_refused', 'release.cancel_requested', 'release.cancelled'],
  ...['release.refused', 'release.reminded', 'release.requested', 'reservation.expired', 'reservation.made'],
  ...['reservation.posted', 'reservation.voided', 'shipment.delayed', 'shipment.delivered', 'shipment.packed'],
  ...['shipment.picked', 'shipment.shipped', 'site.defined', 'stock.adjusted', 'stock.counted'],
  ...['stock.discrepancy_changed', 'stock.discrepancy_closed', 'stock.discrepancy_opened', 'stock.expired'],
  ...['stock.issued', 'stock.moved', 'stock.received', 'stock.shortage_changed', 'stock.shortage_closed'],
  ...['stock.shortage_opened', 'stock.snapshot', 'supply.expected', 'transfer.requested', 'transport.booked'],
  ...['transport.refused', 'transport.requested'],
] as const;

export const faultNames = [
  'clock: database jumps back',
  'clock: source ahead',
  'clock: source behind',
  'deadline: fired by two nodes',
  'delivery: repeated',
  'delivery: late',
  'message: answer lost',
  'message: late',
  'message: lost',
  'message: repeated',
  'message: key used again for something else',
  'node: frozen',
  'node: killed between turns',
  'store: contention at open',
  'store: unavailable at open',
  'store: contention at commit',
  'store: disk_full at commit',
  'store: unknown_outcome at commit',
  'store: dies_before at commit',
  'store: dies_after at commit',
  'store: refused at commit',
] as const;
export type FaultName = (typeof faultNames)[number];

interface Node {
  readonly type?: string;
  readonly meta?: { readonly owner?: string };
  readonly states?: Readonly<Record<string, Node>>;
  readonly on?: Readonly<Record<string, unknown>>;
}

interface Chart {
  readonly chart: Node;
}

const named: Readonly<Record<string, string>> = {
  'credit.approved': 'hold.released',
  'credit.refused': 'hold.refused',
  'order.hold_released': 'hold.released',
  'order.hold_refused': 'hold.refused',
  'order.cancel_asked': 'order.cancelled',
  'order.change_asked': 'order.changed',
  'order.books_retried': 'books.retried',
  'order.recovery_chosen': 'recovery.chosen',
  'order.allocated': 'stock.allocated',
  'order.endangered': 'promise.endangered',
};

/** Events that an entry tells of: what is reported and asked, and clocks. The others are heard inside the step of one of these. */
const outer = new Set([...entryTypes, ...Object.values(named), ...clocksIn(processText)]);

function clocksIn(text: string): string[] {
  const clocks = /"type":\s*"startDeadline",\s*"params":\s*\{\s*"event":\s*"([^"]+)"/g;
  return [...text.matchAll(clocks)].map((match) => match[1] ?? '');
}

/** `goods:warehouse.asked ← release.accepted`, for every state a case can rest in and every event it then expects. */
export const expectedEvents: readonly string[] = (() => {
  const { chart } = JSON.parse(processText) as Chart; // The shipped definition, which its own tests check.
  const found: string[] = [];
  const regions = Object.values(chart.states ?? {}).flatMap((node) => Object.entries(node.states ?? {}));
  for (const [region, node] of regions) leaves(node, `${region}:`, { events: new Set(), isOwned: false }, found);
  return found;
})();

interface Above {
  readonly events: ReadonlySet<string>;
  readonly isOwned: boolean;
}

function leaves(node: Node, path: string, above: Above, found: string[]): void {
  const events = new Set([...above.events, ...Object.keys(node.on ?? {})]);
  const isOwned = above.isOwned || node.meta?.owner !== undefined;
  const children = Object.entries(node.states ?? {});
  // Where nobody owns what happens to the goods, the case goes on at once.
  const rests = children.length === 0 && node.type !== 'final' && (isOwned || !path.startsWith('goods:'));
  if (rests) found.push(...[...events].filter((event) => outer.has(event)).map((event) => `${path} ← ${event}`));
  for (const [name, child] of children)
    leaves(child, path.endsWith(':') ? path + name : `${path}.${name}`, { events, isOwned }, found);
}

/** The event of the chart that an entry tells of, as far as its type says. */
export function eventOf(kind: string, data: Readonly<Record<string, unknown>>): string {
  if (kind === 'order.clock_rang') return String(data['event']);
  return named[kind] ?? kind;
}
