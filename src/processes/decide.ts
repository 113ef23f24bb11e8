// One message, decided on its draft. The outcome is data; a throw is a bug and costs this message alone.
import { isRejection, reject } from '#kernel/rejection.ts';
import type { Rejection } from '#kernel/rejection.ts';
import { write } from '#kernel/layer.ts';
import { waitsFor } from '#orders/awaited.ts';
import { act, wake } from './act.ts';
import { askForAllocation, awaitedOf } from './ask-for-allocation.ts';
import { allocateBackorders } from './backorders.ts';
import { cancelOrder, changeOrder, expireOrder } from './change-order.ts';
import { closeException } from './close-exception.ts';
import type { Context, Draft } from './draft.ts';
import { entryOf } from './entry.ts';
import { endangerOrder } from './endanger.ts';
import { tellExchange } from './exchange.ts';
import { putItem, putPartner, putSite } from './master-data.ts';
import { noteDocument } from './note-document.ts';
import { putDefinition } from './put-definition.ts';
import { askToSwap, swapGoods } from './swap-goods.ts';
import { askToResume, resumeOrder } from './resume.ts';
import { askToResolve, hasProcess, resolveShortage } from './shortage.ts';
import type { Command, Message } from './message.ts';
import { orderEvent } from './order-event.ts';
import { endFailure, failDeadline } from './failed-deadline.ts';
import { eraseParty } from './personal-data.ts';
import { placeOrder } from './place-order.ts';
import { expireReservation, makeReservation, postReservation, voidReservation } from './reservation.ts';
import { expireLots, stockEvent, supplyExpected } from './stock-event.ts';
import type { HoldReason } from './message.ts';
import { emptyBalance, freeInbound, stockKey } from '#stock/model.ts';
import type { Balance } from '#stock/model.ts';

/** What the caller is told. `result` is what a repetition of the same message is told again. */
export type Answer =
  | { readonly status: 'done'; readonly result: object | null }
  | { readonly status: 'refused'; readonly rejection: Rejection };

export function decide(draft: Draft, context: Context, message: Message): Answer {
  if (!context.catalog.keyIsLive(message.actor)) {
    return {
      status: 'refused',
      rejection: reject('key_revoked', 'The key was revoked before the request was decided.'),
    };
  }
  const before = draft.facts.length;
  const result = dispatch(draft, context, message);
  noteShortages(draft, context, message, before);
  followUp(draft, context, before);
  if (result !== null && isRejection(result)) return { status: 'refused', rejection: result };
  endFailure(draft, context, message);
  return { status: 'done', result };
}

function dispatch(draft: Draft, context: Context, message: Message): object | null {
  const { command } = message;
  switch (command.type) {
    case 'order.place':
      return placeOrder(draft, context, message, command);
    case 'order.change':
      return changeOrder(draft, context, message, command);
    case 'order.cancel':
      return cancelOrder(draft, context, message, command);
    case 'order.expire':
      return expireOrder(draft, context, message, command);
    case 'party.erase':
      return eraseParty(draft, message, command);
    case 'reservation.make':
      return makeReservation(draft, context, message, command);
    case 'reservation.post':
      return postReservation(draft, context, message, command);
    case 'reservation.void':
      return voidReservation(draft, message, command);
    case 'reservation.expire':
      return expireReservation(draft, message, command);
    case 'stock.event':
      return stockEvent(draft, context, message, command);
    case 'supply.expected':
      return supplyExpected(draft, context, message, command);
    case 'order.event':
      return orderEvent(draft, context, message, command);
    case 'order.act':
      return act(draft, context, message, command);
    case 'exception.close':
      return closeException(draft, context, message, command);
    case 'order.wake':
      return wake(draft, context, message, command);
    case 'order.endanger':
      return endangerOrder(draft, context, message, command);
    case 'order.resume':
      return resumeOrder(draft, context, message, command);
    case 'backorders.allocate':
      return allocateBackorders(draft, context, message, command);
    case 'shortage.resolve':
      return resolveShortage(draft, context, message, command);
    case 'goods.swap':
      return swapGoods(draft, context, message, command);
    case 'definition.put':
      return putDefinition(draft, context, message, command);
    case 'stock.expire':
      return expireLots(draft, context, message, command);
    case 'item.put':
      return putItem(draft, context, message, command);
    case 'site.put':
      return putSite(draft, context, message, command);
    case 'partner.put':
      return putPartner(draft, context, message, command);
    case 'edi.tell':
      return tellExchange(draft, context, message, command);
    case 'document.note':
      return noteDocument(draft, message, command);
    case 'deadline.fail':
      return failDeadline(draft, context, message, command.of);
    case 'event.hold':
      return holdEvent(draft, context, message, command);
  }
}

/** An outside event that cannot be applied is kept with the reason, to be corrected and replayed. */
export function holdEvent(
  draft: Draft,
  context: Context,
  message: Message,
  command: Extract<Command, { type: 'event.hold' }>,
): { status: 'rejected'; intake: string; reason: HoldReason } {
  const { intake, event, reason } = command;
  write(draft.intakes, intake, {
    id: intake,
    source: event.source,
    eventId: event.id,
    type: event.type,
    state: 'held',
    reason,
    heldAt: context.now,
  });
  draft.entries.push(
    entryOf(message, 'event.held.v1', intake, [{ type: 'intake', id: intake, qualifier: 'held' }], {
      source: event.source,
      event: event.id,
      eventType: event.type,
      code: reason.code,
    }),
  );
  return { status: 'rejected', intake, reason };
}

/** A shortage is opened and closed in the open: promised goods that are not there, or are again. */
function noteShortages(draft: Draft, context: Context, message: Message, factsBefore: number): void {
  if (draft.facts.length === factsBefore) return;
  for (const balance of draft.balances.changed.values()) {
    const before = balanceBefore(draft, balance);
    note(draft, message, balance, 'shortage', before.short, balance.short);
    if (balance.short > before.short && hasProcess(context)) askToResolve(draft, context.now, balance);
    note(draft, message, balance, 'discrepancy', before.unexplained, balance.unexplained);
  }
}

/** Orders wait for goods, and goods became free: they are allocated by a message of their own. */
function followUp(draft: Draft, context: Context, factsBefore: number): void {
  for (const order of draft.orders.changed.values()) {
    const before = waitsFor(draft.orders.below.get(order.id));
    const after = waitsFor(order);
    for (const item of new Set([...before.keys(), ...after.keys()])) {
      const known = awaitedOf(draft, item);
      const more = (after.get(item)?.quantity ?? 0) - (before.get(item)?.quantity ?? 0);
      if (more !== 0) write(draft.awaited, item, { ...known, quantity: known.quantity + more });
    }
  }
  if (draft.facts.length === factsBefore) return;
  if (!hasProcess(context)) return;
  askToResume(draft, context.now, draft.facts.slice(factsBefore));
  askToSwap(draft, context.now, draft.facts.slice(factsBefore));
  for (const balance of draft.balances.changed.values()) {
    const before = balanceBefore(draft, balance);
    const isAwaited = awaitedOf(draft, balance.item).quantity > 0;
    // Those who are promised a supply would have it sooner from what is there.
    if (!isAwaited && balance.inboundReserved === 0) continue;
    const free = balance.sellable - balance.reserved;
    const isFree = free > 0 && free > before.sellable - before.reserved;
    if (isFree || (isAwaited && freeInbound(balance) > freeInbound(before)))
      askForAllocation(draft, context.now, balance.item, null);
  }
}

function balanceBefore(draft: Draft, { item, site }: Balance): Balance {
  return draft.balances.below.get(stockKey(item, site)) ?? emptyBalance(item, site);
}

function note(
  draft: Draft,
  message: Message,
  place: { readonly item: string; readonly site: string },
  what: 'shortage' | 'discrepancy',
  before: number,
  after: number,
): void {
  if (before === after) return;
  const change = before === 0 ? 'opened' : after === 0 ? 'closed' : 'changed';
  draft.entries.push(
    entryOf(
      message,
      `stock.${what}_${change}.v1`,
      `${place.item}@${place.site}`,
      [
        { type: 'item', id: place.item, qualifier: what },
        { type: 'site', id: place.site, qualifier: `${what} at` },
      ],
      { before, after },
    ),
  );
}
