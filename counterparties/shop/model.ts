// The shop: sends orders as customers place them, tells customers what it hears, and passes on what they change their minds
// about. It never sends an order under a second number, and never promises by itself.
import type { Behaviour } from '../system/desk.ts';
import type { Faults } from '../system/faults.ts';
import { recordsMax, retire } from '../system/keep.ts';
import type { CloudEvent, Input } from '../system/message.ts';
import { createSystem } from '../system/system.ts';
import type { Settings, SystemOf } from '../system/system.ts';
import { minuteMs } from '../system/time.ts';
import { changeOrder } from './changes.ts';
import { demandOf, pauseMs } from './demand.ts';
import { hear, words } from './hear.ts';
import type { ShopDesk, ShopOptions, ShopOrder, ShopState, ShopTimer } from './state.ts';
import { tellCustomer } from './tell.ts';

const faults: Faults = {
  surge: {
    description: 'Orders come more often.',
    parameters: { factor: { description: 'How many times as often.', default: 5, min: 0.1, max: 100 } },
  },
  paused: { description: 'No new orders.', parameters: {} },
  large_orders: {
    description: 'More orders are large: fifteen to forty times the usual quantity of their first line.',
    parameters: { rate: { description: 'Share of the orders.', default: 0.2, min: 0, max: 1 } },
  },
  cancellations: {
    description: 'More customers cancel within a day.',
    parameters: { rate: { description: 'Share of the orders.', default: 0.5, min: 0, max: 1 } },
  },
};

export const usualShop: ShopOptions = {
  channel: 'web',
  ordersPerDay: 60,
  cancelled: 0.04,
  changed: 0.04,
  moved: 0.03,
  backorders: 0.85,
  impatient: 0.1,
};
const earlyMax = 1_000;
const earlyPerOrderMax = 20;

export function createShop(settings: Settings, given: Partial<ShopOptions> = {}): SystemOf<ShopState> {
  const options = { ...usualShop, ...given };
  const behaviour: Behaviour<ShopState, ShopTimer> = {
    name: 'shop',
    faults,
    listensTo: Object.keys(words),
    start: (desk) => {
      desk.schedule({ kind: 'demand' }, desk.now + pauseMs(desk, 0, options.ordersPerDay));
      return { orders: new Map(), known: new Map(), asked: new Map(), early: new Map(), demand: 1 };
    },
    event: (desk, state, event) => takeWebhook(desk, state, event, options),
    notice: () => undefined,
    answer: (desk, state, answer) => takeAnswer(desk, state, answer, options),
    fire: (desk, state, timer) => {
      if (timer.kind === 'demand') placeNext(desk, state, options);
      else changeOrder(desk, state, timer.kind, timer.externalId);
    },
    switched: () => undefined,
    tables: (state) => ({ orders: () => [...state.orders.values()] }),
  };
  return createSystem(behaviour, settings);
}

function placeNext(desk: ShopDesk, state: ShopState, options: ShopOptions): void {
  const number = state.demand;
  state.demand += 1;
  const pace = options.ordersPerDay * (desk.isOn('surge') ? desk.setting('surge', 'factor') : 1);
  desk.schedule({ kind: 'demand' }, desk.now + pauseMs(desk, number, pace));
  if (desk.isOn('paused')) return;
  const { customer, lines, requestedFor, allowBackorder, priority, shipTo } = demandOf(desk, number, options);
  const externalId = desk.nextNumber('SO');
  const order: ShopOrder = {
    externalId,
    customer,
    sentAt: desk.instant(desk.now),
    lines,
    requestedFor,
    id: null,
    stage: 'sent',
    promisedFor: null,
    told: [],
  };
  state.orders.set(externalId, order);
  retire(state.orders, recordsMax, ({ stage }) => stage === 'refused' || stage === 'cancelled' || stage === 'closed');
  const body = {
    externalId,
    channel: options.channel,
    customer,
    lines,
    allowBackorder,
    priority,
    ...(requestedFor !== null && { requestedFor }),
    shipTo,
  };
  state.asked.set(desk.ask({ kind: 'order', about: externalId, body }), { externalId, kind: 'order' });
  retire(state.asked, recordsMax, (asked) => !state.orders.has(asked.externalId));
}

/** Answers are read as far as they can be: what Crossdock says beyond that is none of the shop's business. */
function takeAnswer(
  desk: ShopDesk,
  state: ShopState,
  { id, status, body }: Extract<Input, { kind: 'answer' }>,
  options: ShopOptions,
): void {
  const asked = state.asked.get(id);
  const order = asked === undefined ? undefined : state.orders.get(asked.externalId);
  if (asked === undefined || order === undefined) return; // The second answer to a doubled request.
  state.asked.delete(id);
  const answered = typeof body === 'object' && body !== null ? body : {};
  if (status >= 300) {
    const code = 'code' in answered ? String(answered.code) : `status ${status}`;
    if (asked.kind === 'order') order.stage = 'refused';
    return tellCustomer(desk, order, `${asked.kind} refused: ${code}`, null);
  }
  order.promisedFor = promisedBy(answered);
  if (asked.kind === 'cancel') order.stage = 'cancelled';
  if (asked.kind !== 'order' || !('id' in answered) || typeof answered.id !== 'string')
    return tellCustomer(desk, order, `${asked.kind} confirmed`, order.promisedFor);
  order.id = answered.id;
  order.stage = 'confirmed';
  state.known.set(order.id, order.externalId);
  retire(state.known, recordsMax, (externalId) => !state.orders.has(externalId));
  tellCustomer(desk, order, 'order confirmed', order.promisedFor);
  planSecondThoughts(desk, order.externalId, options);
  for (const { type, data } of state.early.get(order.id) ?? []) hear(desk, order, type, data, options);
  state.early.delete(order.id);
}

/** The last date of the lines, as an answer to an order has it; null while one has none. */
function promisedBy(answered: object): string | null {
  const lines = 'lines' in answered && Array.isArray(answered.lines) ? (answered.lines as unknown[]) : [];
  let last: string | null = null;
  for (const line of lines) {
    const date = typeof line === 'object' && line !== null && 'promisedFor' in line ? line.promisedFor : null;
    if (typeof date !== 'string') return null;
    if (last === null || date > last) last = date;
  }
  return last;
}

function planSecondThoughts(desk: ShopDesk, externalId: string, options: ShopOptions): void {
  const later = (what: string): number => desk.now + desk.whole(`${what} when ${externalId}`, 30, 24 * 60) * minuteMs;
  const place = desk.chance(`second thoughts ${externalId}`);
  const cancelled = Math.max(options.cancelled, desk.setting('cancellations', 'rate'));
  if (place < cancelled) desk.schedule({ kind: 'cancel', externalId }, later('cancel'));
  else if (place < cancelled + options.changed) desk.schedule({ kind: 'change', externalId }, later('change'));
  else if (place < cancelled + options.changed + options.moved)
    desk.schedule({ kind: 'move', externalId }, later('move'));
}

function takeWebhook(desk: ShopDesk, state: ShopState, event: CloudEvent, options: ShopOptions): void {
  const { subject: id, type, data } = event;
  if (id === undefined) return; // About nothing the shop could know.
  const order = state.orders.get(state.known.get(id) ?? '');
  if (order !== undefined) return hear(desk, order, type, data, options);
  // The webhook may overtake the answer; of an order of another channel, the answer never comes.
  state.early.set(id, [...(state.early.get(id) ?? []), { type, data }].slice(-earlyPerOrderMax));
  retire(state.early, earlyMax, () => true);
}
