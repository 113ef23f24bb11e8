// Orders as they come from the shops: the shop looks at its figure, the ERP takes the order, and what customers think of later is
// done at once while no warehouse has the goods.
import { centsOf } from '../../counterparties/system/amount.ts';
import type { Output } from '../../counterparties/system/message.ts';
import { list, text, whole } from '../../counterparties/system/read.ts';
import type { Fields } from '../../counterparties/system/read.ts';
import { dateAt } from '../calendar.ts';
import { orderId } from '../order-id.ts';
import type { Channel } from '../parameters.ts';
import { itemOf } from '../world.ts';
import type { World } from '../world.ts';
import type { Office } from './desk.ts';
import { setUp } from './parameters.ts';
import { isOpen } from './state.ts';
import type { OldLine, OldOrder, Wish } from './state.ts';

type Asked = Exclude<Output & { readonly to: 'crossdock' }, { kind: 'event' }>;

export function takeOrder(
  office: Office,
  asked: Extract<Asked, { kind: 'order' }>,
  channel: Channel,
  now: number,
): void {
  const { world, state, availability, send } = office;
  const { body } = asked;
  const lines = readLines(world, list(body, 'lines'));
  const requestedFor = typeof body['requestedFor'] === 'string' ? body['requestedFor'] : null;
  const allowBackorder = body['allowBackorder'] === true;
  const date = availability.dateFor(lines, now);
  const isInTime = date !== null && date <= (requestedFor ?? dateAt(now));
  if (!isInTime && !allowBackorder) {
    send(channel, { kind: 'answer', id: asked.id, status: 409, body: { code: 'insufficient_stock' } });
    return;
  }
  const externalId = text(body, 'externalId');
  const order: OldOrder = {
    id: orderId(channel, externalId, now),
    externalId,
    channel,
    customer: text(body, 'customer'),
    placedAt: now,
    priority: whole(body, 'priority'),
    allowBackorder,
    lines,
    requestedFor,
    promisedFor: date === null ? null : later(date, requestedFor),
    isFromStock: date === dateAt(now),
    readyAt: now,
    stage: 'open',
    holds: new Set(),
    credit: { asked: 0, askedCents: 0, approvedCents: 0 },
    releases: [],
    isExpedited: false,
    wish: null,
  };
  state.orders.set(order.id, order);
  answer(office, order, asked.id);
  checkCredit(office, order);
  if (lines.some((line) => isOdd(world, line))) order.holds.add('price');
}

/** What finance has approved is not asked for again, unless the order comes to more; as Crossdock has it. */
function checkCredit({ world, observer, say, send }: Office, order: OldOrder): void {
  const cents = order.lines.reduce((sum, line) => sum + Math.round(line.priceCents * line.quantity), 0);
  if (cents <= Math.max(world.market.creditLimitCents(order.customer), order.credit.approvedCents)) return;
  order.holds.add('credit');
  order.credit = { ...order.credit, asked: order.credit.asked + 1, askedCents: cents };
  observer.touch('credit asked');
  const amount = { amount: (cents / 100).toFixed(2), currency: 'EUR' };
  const asked = { order: order.id, request: `${order.id}-C${order.credit.asked}`, customer: order.customer, amount };
  send('finance', say('credit.requested', order.id, asked));
}

function answer({ send }: Office, order: OldOrder, request: string): void {
  const { id, promisedFor } = order;
  const lines = order.lines.map(({ line }) => ({ line, promisedFor }));
  send(order.channel, { kind: 'answer', id: request, status: 200, body: { id, lines } });
}

function isOdd(world: World, { item, priceCents }: OldLine): boolean {
  return priceCents < world.market.priceCents(itemOf(world.market, item)) * (1 - setUp.priceDeviationMax);
}

function readLines(world: World, lines: readonly Fields[]): OldLine[] {
  return lines.map((line) => {
    const item = itemOf(world.market, text(line, 'item'));
    const said = Number(line['quantity']);
    const quantity = world.market.inBaseUnit(item, said, text(line, 'unit')) ?? said;
    const cents = centsOf(line['price'], 'price') ?? 0;
    return {
      line: whole(line, 'line'),
      item: item.code,
      quantity,
      unit: item.unit,
      priceCents: (cents * said) / quantity,
      sent: 0,
    };
  });
}

/** A change or a cancellation. What is with a warehouse waits for the desk to call there. */
export function takeWish(office: Office, asked: Extract<Asked, { kind: 'change' | 'cancel' }>, now: number): void {
  const { world, state } = office;
  const order = state.orders.get(asked.order);
  if (order === undefined) throw new Error(`bug: the ERP has no order ${asked.order}`);
  if (order.stage !== 'open' || order.wish !== null) return refuse(office, order, asked.id);
  const { body } = asked;
  const wish: Wish = {
    kind: asked.kind,
    request: asked.id,
    lines: asked.kind === 'change' && body['lines'] !== undefined ? readLines(world, list(body, 'lines')) : null,
    requestedFor: asked.kind === 'change' && typeof body['requestedFor'] === 'string' ? body['requestedFor'] : null,
    isCalled: false,
  };
  order.wish = wish;
  if (order.releases.some(({ stage }) => stage === 'live' || stage === 'recalled')) return;
  settleWish(office, order, now);
}

/** When no warehouse has anything of it any more, or when one will not give it back. */
export function settleWishes(office: Office, now: number): void {
  for (const order of office.state.orders.values()) {
    if (order.wish === null || !order.wish.isCalled) continue;
    if (order.releases.some(({ stage }) => stage === 'recalled')) continue;
    settleWish(office, order, now);
  }
}

function settleWish(office: Office, order: OldOrder, now: number): void {
  const { wish } = order;
  if (wish === null) return;
  order.wish = null;
  if (order.releases.some(({ stage }) => stage === 'live')) return refuse(office, order, wish.request);
  if (wish.kind === 'cancel' && isOpen(order)) {
    // What has not left.
    order.stage = 'cancelled';
    office.send(order.channel, { kind: 'answer', id: wish.request, status: 200, body: { id: order.id, lines: [] } });
    office.send('finance', office.say('order.cancelled', order.id, { reason: 'customer' }));
    return;
  }
  if (order.releases.some(({ stage }) => stage === 'done')) return refuse(office, order, wish.request);
  const lines = wish.lines ?? order.lines;
  const date = office.availability.dateFor(lines, now);
  const isInTime = date !== null && date <= (wish.requestedFor ?? order.requestedFor ?? dateAt(now));
  if (!isInTime && !order.allowBackorder) return refuse(office, order, wish.request);
  order.lines = lines.map((line) => ({ ...line, sent: 0 }));
  order.requestedFor = wish.requestedFor ?? order.requestedFor;
  order.promisedFor = date === null ? null : later(date, order.requestedFor);
  order.isFromStock = date === dateAt(now);
  order.readyAt = now;
  answer(office, order, wish.request);
  checkCredit(office, order);
}

function refuse({ send }: Office, order: OldOrder, request: string): void {
  send(order.channel, { kind: 'answer', id: request, status: 409, body: { code: 'order_not_open' } });
}

/** Finance has answered. */
export function hearOfCredit(office: Office, type: string, data: Fields, now: number): void {
  const order = office.state.orders.get(text(data, 'order'));
  if (order?.holds.delete('credit') !== true || order.stage !== 'open') return;
  order.readyAt = now;
  if (type === 'crossdock.credit.refused.v1') return giveUp(office, order);
  order.credit = { ...order.credit, approvedCents: order.credit.askedCents };
}

/** Finance does not want it. */
function giveUp({ say, send }: Office, order: OldOrder): void {
  order.stage = 'cancelled';
  const cancelled = say('order.cancelled', order.id, { reason: 'credit' });
  send(order.channel, cancelled);
  send('finance', cancelled);
}

function later(date: string, other: string | null): string {
  return other === null || date > other ? date : other;
}
