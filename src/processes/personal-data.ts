// Personal data is erased on request. It lies apart from orders and journal, so what was promised, sealed and proven stays as it
// is: the order forgets the reference, the journal says that it was erased and by whom, and the details go in the same commit.
import { read, write } from '#kernel/layer.ts';
import { reject } from '#kernel/rejection.ts';
import type { Rejection } from '#kernel/rejection.ts';
import { viewOrder } from '#orders/view.ts';
import type { OrderView } from '#orders/view.ts';
import type { Draft } from './draft.ts';
import { entryOf } from './entry.ts';
import type { Command, Message } from './message.ts';

export function eraseParty(
  draft: Draft,
  message: Message,
  command: Extract<Command, { type: 'party.erase' }>,
): OrderView | Rejection {
  const order = read(draft.orders, command.id);
  if (order === undefined) return reject('order_unknown', `No order has the id ${command.id}.`);
  const { party } = order;
  if (party === null) return viewOrder(order); // Erased before, or never given: nothing happens.
  const erased = { ...order, party: null, version: order.version + 1 };
  write(draft.orders, order.id, erased);
  draft.erased.push(party);
  draft.entries.push(
    entryOf(
      message,
      'party.erased.v1',
      order.id,
      [{ type: 'order', id: order.id, qualifier: 'personal data erased' }],
      {
        party,
      },
    ),
  );
  return viewOrder(erased);
}
