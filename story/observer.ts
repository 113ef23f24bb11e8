// What happened, seen from outside: by what shops asked and were told, what left the warehouses, what was billed and who had to
// act. Both columns are measured by it and by nothing else, so neither can flatter itself.
import { centsOf, minus, plus } from '../counterparties/system/amount.ts';
import type { CloudEvent, Input, Output } from '../counterparties/system/message.ts';
import { list, text, whole } from '../counterparties/system/read.ts';
import type { Fields } from '../counterparties/system/read.ts';
import type { ShopOrder } from '../counterparties/shop/state.ts';
import { dateAt } from './calendar.ts';
import { oversoldBy } from './oversold.ts';
import type { Channel } from './parameters.ts';
import { itemOf } from './world.ts';
import type { Participant, World } from './world.ts';

export interface WantedLine {
  readonly line: number;
  readonly item: string;
  /** In the base unit. */
  readonly quantity: number;
  /** Of one base unit; not rounded. */
  readonly priceCents: number;
}

export interface ToldDate {
  readonly at: number;
  /** Null: no date. */
  readonly date: string | null;
  /** The customer had asked for something else: no promise was taken back. */
  readonly isAsked: boolean;
}

export interface Left {
  readonly at: number;
  readonly line: number;
  readonly item: string;
  readonly quantity: number;
  readonly shipment: string;
}

export interface OrderRecord {
  readonly key: string;
  readonly channel: Channel;
  readonly placedAt: number;
  lines: readonly WantedLine[];
  /** The day on which the customer wants the goods to leave; the day of the order where none was asked for. */
  wantedOn: string;
  stage: 'asked' | 'accepted' | 'refused' | 'cancelled';
  id: string | null;
  endedAt: number | null;
  /** Of a cancelled order. */
  endedBy: 'customer' | 'seller' | null;
  cancelAskedAt: number | null;
  told: ToldDate[];
  readonly left: Left[];
  isExpedited: boolean;
  /** As it was before the customer's last change: a change that was taken may turn out to be too late. */
  before: Pick<OrderRecord, 'lines' | 'wantedOn' | 'told'> | null;
  /** When the last of it left. */
  completeAt: number | null;
}

export interface Billed {
  readonly line: number;
  readonly quantity: number;
}

interface ShipmentRecord {
  readonly order: OrderRecord;
  readonly left: Billed[];
  asked: readonly Billed[];
  billed: readonly Billed[];
  /** In cents: what left and was not billed, and what was billed and did not leave. */
  missing: number;
  excess: number;
}

export interface Gap {
  readonly count: number;
  readonly cents: number;
}

export interface Closing {
  readonly shippedNotInvoiced: Gap;
  readonly invoicedNotShipped: Gap;
}

/** What a shop said before it took a message; null where it is about no order. */
interface Seen {
  readonly order: ShopOrder;
  readonly channel: Channel;
  readonly input: Extract<Input, { kind: 'answer' | 'event' }>;
  readonly asked: 'order' | 'change' | 'cancel' | null;
  readonly stage: ShopOrder['stage'];
  readonly date: string | null;
}

export interface Observer {
  readonly orders: ReadonlyMap<string, OrderRecord>;
  readonly touches: ReadonlyMap<string, number>;
  readonly closings: readonly Closing[];
  oversold: () => number;
  urgentPurchases: () => number;
  before: (to: Participant, input: Input) => Seen | null;
  after: (seen: Seen | null, now: number) => void;
  heard: (output: Output, from: Participant, now: number) => void;
  /** The last change of an order was not made after all. */
  undoChange: (order: string) => void;
  /** Somebody had to act. */
  touch: (why: string) => void;
  buyUrgently: () => void;
  /** An invoice was corrected by hand to what left. */
  credit: (shipment: string) => void;
  /** Keeps how the books stand. */
  close: () => void;
  closing: () => Closing;
}

export function makeObserver(world: World): Observer {
  const orders = new Map<string, OrderRecord>();
  /** Accepted, and not all has left. */
  const open = new Set<OrderRecord>();
  const byId = new Map<string, OrderRecord>();
  const shipments = new Map<string, ShipmentRecord>();
  const touches = new Map<string, number>();
  const closings: Closing[] = [];
  /** Picked, and still in the building. */
  const inBuilding = new Set<string>();
  let oversold = 0;
  let urgentPurchases = 0;

  return {
    orders,
    touches,
    closings,
    oversold: () => oversold,
    urgentPurchases: () => urgentPurchases,
    before,
    after,
    heard,
    undoChange: (id) => {
      const record = byId.get(id);
      if (record === undefined || record.before === null) return;
      Object.assign(record, record.before, { before: null });
      noteComplete(record, record.left.at(-1)?.at ?? 0);
    },
    touch: (why) => {
      touches.set(why, (touches.get(why) ?? 0) + 1);
    },
    buyUrgently: () => {
      urgentPurchases += 1;
    },
    credit: (shipment) => {
      const known = shipments.get(shipment);
      if (known !== undefined) bill(known, [...known.left]);
    },
    close: () => {
      closings.push(closing());
    },
    closing,
  };

  function before(to: Participant, input: Input): Seen | null {
    if (input.kind === 'event') noteRequest(to, input.event);
    if ((to !== 'web' && to !== 'edi') || (input.kind !== 'answer' && input.kind !== 'event')) return null;
    return world.shops[to].read((state) => {
      const asked = input.kind === 'answer' ? state.asked.get(input.id) : undefined;
      const externalId =
        asked?.externalId ?? (input.kind === 'event' ? state.known.get(input.event.subject ?? '') : '');
      const order = state.orders.get(externalId ?? '');
      if (order === undefined) return null;
      return { order, channel: to, input, asked: asked?.kind ?? null, stage: order.stage, date: order.promisedFor };
    });
  }

  function after(seen: Seen | null, now: number): void {
    if (seen === null) return;
    const { order, input, asked } = seen;
    const record = orders.get(`${seen.channel}/${order.externalId}`);
    if (record === undefined) throw new Error(`bug: ${order.externalId} was answered and never asked`);
    if (asked === 'order') return answered(record, order, now);
    if (input.kind === 'answer' && input.status >= 300) return;
    if (asked === 'change') {
      record.before = { lines: record.lines, wantedOn: record.wantedOn, told: [...record.told] };
      record.lines = wantedLines(order.lines as unknown as readonly Fields[]); // As the shop wrote them.
      record.wantedOn = order.requestedFor ?? later(record.wantedOn, dateAt(now));
      return tell(record, { at: now, date: order.promisedFor, isAsked: true });
    }
    if (order.stage === 'cancelled' && record.stage === 'accepted') {
      record.stage = 'cancelled';
      record.endedAt = now;
      record.endedBy = record.cancelAskedAt === null ? 'seller' : 'customer';
      open.delete(record);
      return;
    }
    if (input.kind === 'event') heardOfDate(record, order, input.event, now);
  }

  function answered(record: OrderRecord, order: ShopOrder, now: number): void {
    if (order.stage === 'refused') {
      record.stage = 'refused';
      record.endedAt = now;
      return;
    }
    record.stage = 'accepted';
    record.id = order.id;
    open.add(record);
    if (order.id !== null) byId.set(order.id, record);
    tell(record, { at: now, date: order.promisedFor, isAsked: false });
  }

  /** A new date, or none any more. That a carrier is late takes no promise of the distributor back: its goods have left. */
  function heardOfDate(record: OrderRecord, order: ShopOrder, { type, data }: CloudEvent, now: number): void {
    if (data['cause'] === 'late_carrier' || data['reason'] === 'late_carrier') return;
    // What names no date tells none: the shop still knows the one before it.
    if (type === 'crossdock.promise.at_risk.v1' && data['expectedOn'] === null) return;
    const date = type === 'crossdock.promise.changed.v1' && data['after'] === null ? null : order.promisedFor;
    if (date === (record.told.at(-1)?.date ?? null)) return;
    // Other dates follow from what the customer asked for, such as a change that had to wait for a warehouse.
    tell(record, { at: now, date, isAsked: !type.startsWith('crossdock.promise.') });
  }

  function tell(record: OrderRecord, told: ToldDate): void {
    // Of what is told in one breath, the last counts.
    if (record.told.at(-1)?.at === told.at) record.told.pop();
    record.told.push(told);
    if (told.date !== null) oversold = plus(oversold, oversoldBy(world, { open, inBuilding, record, date: told.date }));
  }

  function heard(output: Output, from: Participant, now: number): void {
    if (output.kind === 'order' && (from === 'web' || from === 'edi')) return placed(output.body, from, now);
    if (output.kind === 'cancel') {
      const record = byId.get(output.order);
      if (record !== undefined) record.cancelAskedAt ??= now;
    }
    if (output.kind !== 'event') return;
    const { type, data } = output.body;
    if (type === 'crossdock.shipment.picked.v1') inBuilding.add(text(data, 'shipment'));
    if (type === 'crossdock.shipment.shipped.v1') leave(data, now);
    if (type === 'crossdock.invoice.issued.v1') {
      const known = shipmentOf(data);
      bill(known, known.asked);
    }
  }

  function bill(shipment: ShipmentRecord, billed: readonly Billed[]): void {
    shipment.billed = billed;
    compareBooks(shipment);
  }

  function placed(body: Fields, channel: Channel, now: number): void {
    const key = `${channel}/${text(body, 'externalId')}`;
    const requestedFor = body['requestedFor'];
    orders.set(key, {
      key,
      channel,
      placedAt: now,
      lines: wantedLines(list(body, 'lines')),
      wantedOn: typeof requestedFor === 'string' ? requestedFor : dateAt(now),
      stage: 'asked',
      id: null,
      endedAt: null,
      endedBy: null,
      cancelAskedAt: null,
      told: [],
      left: [],
      isExpedited: false,
      before: null,
      completeAt: null,
    });
  }

  function wantedLines(lines: readonly Fields[]): WantedLine[] {
    return lines.map((line) => {
      const item = itemOf(world.market, text(line, 'item'));
      const said = Number(line['quantity']);
      const quantity = world.market.inBaseUnit(item, said, text(line, 'unit')) ?? said;
      const cents = centsOf(line['price'], 'price') ?? 0;
      return { line: whole(line, 'line'), item: item.code, quantity, priceCents: (cents * said) / quantity };
    });
  }

  function leave(data: Fields, now: number): void {
    const known = shipmentOf(data);
    if (known.left.length > 0) return; // Told again.
    const shipment = text(data, 'shipment');
    inBuilding.delete(shipment);
    for (const line of list(data, 'lines')) {
      const left = { line: whole(line, 'line'), item: text(line, 'item'), quantity: Number(line['quantity']) };
      known.left.push({ line: left.line, quantity: left.quantity });
      known.order.left.push({ ...left, at: now, shipment });
    }
    compareBooks(known);
    noteComplete(known.order, now);
  }

  function noteComplete(order: OrderRecord, at: number): void {
    if (order.lines.some((line) => sumOf(order.left, line.line) < line.quantity)) return;
    order.completeAt ??= at;
    open.delete(order);
  }

  /** What is asked of finance and of those who hurry; in both columns it is asked in the same words. */
  function noteRequest(to: Participant, { type, data }: CloudEvent): void {
    if (to === 'finance' && type === 'crossdock.invoice.requested.v1') {
      const lines = list(data, 'lines');
      shipmentOf(data).asked = lines.map((line) => ({ line: whole(line, 'line'), quantity: Number(line['quantity']) }));
    }
    if (data['expedite'] === true && (to === 'carrier' || to === 'wms')) orderOf(data).isExpedited = true;
  }

  function shipmentOf(data: Fields): ShipmentRecord {
    const number = text(data, 'shipment');
    let known = shipments.get(number);
    if (known === undefined)
      shipments.set(number, (known = { order: orderOf(data), left: [], asked: [], billed: [], missing: 0, excess: 0 }));
    return known;
  }

  function orderOf(data: Fields): OrderRecord {
    const record = byId.get(text(data, 'order'));
    if (record === undefined) throw new Error(`bug: ${text(data, 'order')} is no order of a shop`);
    return record;
  }

  function closing(): Closing {
    const gap = (): { count: number; cents: number } => ({ count: 0, cents: 0 });
    const found = { shippedNotInvoiced: gap(), invoicedNotShipped: gap() };
    for (const { missing, excess } of shipments.values()) {
      add(found.shippedNotInvoiced, missing);
      add(found.invoicedNotShipped, excess);
    }
    return found;
  }
}

function later(one: string, other: string): string {
  return one > other ? one : other;
}

function add(gap: { count: number; cents: number }, cents: number): void {
  if (cents <= 0) return;
  gap.count += 1;
  gap.cents += cents;
}

function compareBooks(shipment: ShipmentRecord): void {
  const { order, left, billed } = shipment;
  let [missing, excess] = [0, 0];
  for (const { line, priceCents } of order.lines) {
    const difference = minus(sumOf(left, line), sumOf(billed, line));
    if (difference > 0) missing += difference * priceCents;
    else excess -= difference * priceCents;
  }
  shipment.missing = Math.round(missing);
  shipment.excess = Math.round(excess);
}

function sumOf(entries: readonly Billed[], line: number): number {
  return entries.reduce((sum, entry) => (entry.line === line ? plus(sum, entry.quantity) : sum), 0);
}
