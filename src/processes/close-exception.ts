// What an order needed somebody for is dealt with: whoever did so says how.
import { read } from '#kernel/layer.ts';
import { reject } from '#kernel/rejection.ts';
import type { Rejection } from '#kernel/rejection.ts';
import { viewOrder } from '#orders/view.ts';
import type { OrderView } from '#orders/view.ts';
import type { Context, Draft } from './draft.ts';
import { isManaged, settle } from './fulfilment/case.ts';
import type { Command, Message } from './message.ts';

export function closeException(
  draft: Draft,
  context: Context,
  message: Message,
  { id, kind, reason }: Extract<Command, { type: 'exception.close' }>,
): OrderView | Rejection {
  const order = read(draft.orders, id);
  if (order === undefined) return reject('order_unknown', `No order has the id ${id}.`);
  if (!isManaged(order)) return reject('order_without_process', `${id} is run by no process.`);
  const settled = settle(draft, context, message, order, { kind, reason });
  if (settled !== undefined) return viewOrder(settled);
  const open = order.fulfilment.exceptions.map((known) => known.kind).join(', ');
  return reject('exception_unknown', `${id} has no open exception ${kind}; open: ${open === '' ? 'none' : open}.`);
}
