// The shop: sends orders as customers place them, tells customers what it hears, and passes on what they change their minds
// about. It never sends an order under a second number, and never promises by itself.
import type { Behaviour } from '../system/tools.ts';
import type { Faults } from '../system/faults.ts';
import { recordsMax, retire } from '../system/keep.ts';
import type { CloudEvent, Input } from '../system/message.ts';
import { createSystem } from '../system/system.ts';
import type { Settings, SystemOf } from '../system/system.ts';
import { minuteMs } from '../system/time.ts';
import { changeOrder } from './changes.ts';
import { demandOf, pauseMs } from './demand.ts';
import { hear, words } from './hear.ts';
import type { ShopTools, ShopOptions, ShopOrder, ShopState, ShopTimer } from './state.ts';
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
    start: (tools) => {
      tools.schedule({ kind: 'demand' }, tools.now + pauseMs(tools, 0, options.ordersPerDay));
      return { orders: new Map(), known: new Map(), asked: new Map(), early: new Map(), demand: 1 };
    },
    event: (tools, state, event) => takeWebhook(tools, state, event, options),
    notice: () => undefined,
    answer: (tools, state, answer) => takeAnswer(tools, state, answer, options),
    fire: (tools, state, timer) => {
      if (timer.kind === 'demand') placeNext(tools, state, options);
      else changeOrder(tools, state, timer.kind, timer.externalId);
    },
    switched: () => undefined,
    tables: (state) => ({ orders: () => [...state.orders.values()] }),
  };
  return createSystem(behaviour, settings);
}

function placeNext(tools: ShopTools, state: ShopState, options: ShopOptions): void {
  const number = state.demand;
  state.demand += 1;
  const pace = options.ordersPerDay * (tools.isOn('surge') ? tools.setting('surge', 'factor') : 1);
  tools.schedule({ kind: 'demand' }, tools.now + pauseMs(tools, number, pace));
  if (tools.isOn('paused')) return;
  const { customer, lines, requestedFor, allowBackorder, priority, shipTo } = demandOf(tools, number, options);
  const externalId = tools.nextNumber('SO');
  const order: ShopOrder = {
    externalId,
    customer,
    sentAt: tools.instant(tools.now),
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
  state.asked.set(tools.ask({ kind: 'order', about: externalId, body }), { externalId, kind: 'order' });
  retire(state.asked, recordsMax, (asked) => !state.orders.has(asked.externalId));
}

/** Answers are read as far as they can be: what Crossdock says beyond that is none of the shop's business. */
function takeAnswer(
  tools: ShopTools,
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
    return tellCustomer(tools, order, `${asked.kind} refused: ${code}`, null);
  }
  order.promisedFor = promisedBy(answered);
  if (asked.kind === 'cancel') order.stage = 'cancelled';
  if (asked.kind !== 'order' || !('id' in answered) || typeof answered.id !== 'string')
    return tellCustomer(tools, order, `${asked.kind} confirmed`, order.promisedFor);
  order.id = answered.id;
  order.stage = 'confirmed';
  state.known.set(order.id, order.externalId);
  retire(state.known, recordsMax, (externalId) => !state.orders.has(externalId));
  tellCustomer(tools, order, 'order confirmed', order.promisedFor);
  planSecondThoughts(tools, order.externalId, options);
  for (const { type, data } of state.early.get(order.id) ?? []) hear(tools, order, type, data, options);
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

function planSecondThoughts(tools: ShopTools, externalId: string, options: ShopOptions): void {
  const later = (what: string): number => tools.now + tools.whole(`${what} when ${externalId}`, 30, 24 * 60) * minuteMs;
  const place = tools.chance(`second thoughts ${externalId}`);
  const cancelled = Math.max(options.cancelled, tools.setting('cancellations', 'rate'));
  if (place < cancelled) tools.schedule({ kind: 'cancel', externalId }, later('cancel'));
  else if (place < cancelled + options.changed) tools.schedule({ kind: 'change', externalId }, later('change'));
  else if (place < cancelled + options.changed + options.moved)
    tools.schedule({ kind: 'move', externalId }, later('move'));
}

function takeWebhook(tools: ShopTools, state: ShopState, event: CloudEvent, options: ShopOptions): void {
  const { subject: id, type, data } = event;
  if (id === undefined) return; // About nothing the shop could know.
  const order = state.orders.get(state.known.get(id) ?? '');
  if (order !== undefined) return hear(tools, order, type, data, options);
  // The webhook may overtake the answer; of an order of another channel, the answer never comes.
  state.early.set(id, [...(state.early.get(id) ?? []), { type, data }].slice(-earlyPerOrderMax));
  retire(state.early, earlyMax, () => true);
}
