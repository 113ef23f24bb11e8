// An open order is changed, cancelled or lapses. Undoing is idempotent by cause: what was taken back once is gone from the
// order, so a second cancellation, or one after shipping, finds nothing more to compensate.
import { isRejection, reject } from '#kernel/rejection.ts';
import type { Rejection } from '#kernel/rejection.ts';
import { read, write } from '#kernel/layer.ts';
import { close, reopen } from '#orders/decide.ts';
import type { ChangeDocument, Order } from '#orders/model.ts';
import { viewOrder } from '#orders/view.ts';
import type { OrderView } from '#orders/view.ts';
import { changeLines, release } from './change-lines.ts';
import type { Context, Draft } from './draft.ts';
import { entryOf } from './entry.ts';
import { isManaged, moveCase, takes } from './fulfilment/case.ts';
import type { Managed } from './fulfilment/case.ts';
import type { Command, Message } from './message.ts';

export function changeOrder(
  draft: Draft,
  context: Context,
  message: Message,
  command: Extract<Command, { type: 'order.change' }>,
): OrderView | Rejection {
  const order = read(draft.orders, command.id);
  if (order === undefined) return unknownOrder(command.id);
  if (isManaged(order)) return changeManaged(draft, context, message, order, command.change);
  const changed = changeLines(draft, context, message, order, command.change);
  if (isRejection(changed)) return changed;
  write(draft.orders, order.id, changed);
  return viewOrder(changed);
}

/** The process says when: at once, or when warehouses have given the goods back. What can never be done is refused now. */
function changeManaged(
  draft: Draft,
  context: Context,
  message: Message,
  order: Managed,
  change: ChangeDocument,
): OrderView | Rejection {
  const possible = reopen(order, change, context.catalog);
  if (isRejection(possible)) return possible;
  if (!takes(context, order, 'order.changed'))
    return reject('order_not_open', `Order ${order.id} can no longer be changed.`);
  const wanted: Managed = { ...order, fulfilment: { ...order.fulfilment, change } };
  const at = draft.entries.length;
  const moved = moveCase(draft, context, message, wanted, 'order.changed');
  if (moved.refused !== null) return moved.refused;
  draft.entries.splice(
    at,
    0,
    entryOf(message, 'order.change_asked.v1', order.id, [{ type: 'order', id: order.id, qualifier: 'change asked' }], {
      order: order.id,
      requestedFor: change.requestedFor ?? null,
      lines: change.lines?.map(({ line, item, quantity }) => ({ line, item, quantity })) ?? null,
      case: moved.told,
    }),
  );
  return viewOrder(moved.order);
}

export function cancelOrder(
  draft: Draft,
  context: Context,
  message: Message,
  command: Extract<Command, { type: 'order.cancel' }>,
): OrderView | Rejection {
  const order = read(draft.orders, command.id);
  if (order === undefined) return unknownOrder(command.id);
  if (order.stage === 'cancelled') return viewOrder(order); // Said before: the answer is the same and nothing happens again.
  if (isManaged(order))
    return cancelManaged(draft, context, message, order, { reason: command.reason ?? 'cancelled', expired: false });
  return takeBack(draft, message, order, 'cancelled', command.reason);
}

/** What no warehouse has is given back at once; warehouses are asked for the rest. */
function cancelManaged(
  draft: Draft,
  context: Context,
  message: Message,
  order: Managed,
  { reason, expired }: { readonly reason: string; readonly expired: boolean },
): OrderView | Rejection {
  if (order.fulfilment.cancelReason !== null && order.stage === 'open') return viewOrder(order); // Said before; warehouses are asked.
  if (!takes(context, order, 'order.cancelled'))
    return reject('order_not_open', `Order ${order.id} has nothing left to take back.`);
  const unwanted: Managed = {
    ...order,
    fulfilment: { ...order.fulfilment, cancelReason: reason, expired, change: null },
  };
  const at = draft.entries.length;
  const moved = moveCase(draft, context, message, unwanted, 'order.cancelled');
  draft.entries.splice(
    at,
    0,
    entryOf(message, 'order.cancel_asked.v1', order.id, [{ type: 'order', id: order.id, qualifier: 'cancel asked' }], {
      order: order.id,
      reason,
      case: moved.told,
    }),
  );
  return viewOrder(moved.order);
}

/** A deadline fired: it counts only if the order still waits for exactly this moment. */
export function expireOrder(
  draft: Draft,
  context: Context,
  message: Message,
  command: Extract<Command, { type: 'order.expire' }>,
): OrderView | null {
  const order = read(draft.orders, command.id);
  if (order === undefined || order.expiresAt !== command.dueAt) return null;
  draft.deadlinesDone.push(`order.expire:${order.id}`);
  const expired = isManaged(order)
    ? cancelManaged(draft, context, message, order, { reason: 'expired', expired: true })
    : takeBack(draft, message, order, 'expired', null);
  return isRejection(expired) ? null : expired;
}

function takeBack(
  draft: Draft,
  message: Message,
  order: Order,
  stage: 'cancelled' | 'expired',
  reason: string | null,
): OrderView | Rejection {
  const closed = close(order, stage);
  if (isRejection(closed)) return closed;
  release(draft, order.id, stage === 'expired' ? 'expired' : 'voided');
  write(draft.orders, order.id, closed);
  if (order.expiresAt !== null) draft.deadlinesDone.push(`order.expire:${order.id}`);
  draft.entries.push(
    entryOf(message, `order.${stage}.v1`, order.id, [{ type: 'order', id: order.id, qualifier: stage }], {
      reason,
      lines: closed.lines.map(({ line, item, cancelled, issued }) => ({ line, item, cancelled, issued })),
    }),
  );
  return viewOrder(closed);
}

function unknownOrder(id: string): Rejection {
  return reject('order_unknown', `No order has the id ${id}.`);
}
