// What an order needed somebody for is dealt with: whoever did so says how.
import { read, write } from '#kernel/layer.ts';
import { reject } from '#kernel/rejection.ts';
import type { Rejection } from '#kernel/rejection.ts';
import { awaitedItems } from '#orders/awaited.ts';
import { viewOrder } from '#orders/view.ts';
import type { OrderView } from '#orders/view.ts';
import { askForAllocation } from './ask-for-allocation.ts';
import type { Context, Draft } from './draft.ts';
import { isManaged, settle } from './fulfilment/case.ts';
import type { Managed } from './fulfilment/case.ts';
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
  if (settled !== undefined)
    return viewOrder(kind === 'refused_everywhere' ? askAgain(draft, context, settled) : settled);
  const open = order.fulfilment.exceptions.map((known) => known.kind).join(', ');
  return reject('exception_unknown', `${id} has no open exception ${kind}; open: ${open === '' ? 'none' : open}.`);
}

/** Whoever found out why warehouses refused wants them asked again: their refusals count no more, and goods are sought. */
function askAgain(draft: Draft, context: Context, order: Managed): Managed {
  const releases = order.fulfilment.releases.map((release) =>
    release.state === 'refused' ? { ...release, state: 'cancelled' as const } : release,
  );
  const asked: Managed = { ...order, fulfilment: { ...order.fulfilment, releases } };
  write(draft.orders, order.id, asked);
  for (const item of awaitedItems(order.lines)) askForAllocation(draft, context.now, item, null);
  return asked;
}
