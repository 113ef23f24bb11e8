// A document of a partner that nothing is done about here: written into the journal once, where connections that subscribe and the
// routing find it, and told to each order it is about, because a timeline is what was written under its order.
import { read } from '#kernel/layer.ts';
import type { Draft } from './draft.ts';
import { entryOf } from './entry.ts';
import type { ObjectReference } from './entry.ts';
import type { Command, Message, NamedOrder } from './message.ts';

export function noteDocument(
  draft: Draft,
  message: Message,
  { subject, partner, orders, unknown, data }: Extract<Command, { type: 'document.note' }>,
): null {
  const known = orders.filter(({ id }) => read(draft.orders, id) !== undefined);
  const gone = orders
    .filter(({ id }) => read(draft.orders, id) === undefined)
    .map(({ channel, externalId }) => ({ channel, externalId }));
  const sender: readonly ObjectReference[] =
    partner === null ? [] : [{ type: 'partner', id: partner, qualifier: 'sent by' }];
  const about = ({ id }: NamedOrder): ObjectReference => ({ type: 'order', id, qualifier: 'about' });
  const { document, id, issuedOn, amount, source } = data;
  draft.entries.push(
    entryOf(message, 'document.received.v1', subject, [...sender, ...known.map(about)], {
      document,
      id,
      partner,
      issuedOn,
      amount,
      orders: known.map(({ id: order, channel, externalId }) => ({ order, channel, externalId })),
      unknown: [...unknown, ...gone],
      items: data.items,
      facts: data.facts,
      source,
      message: data.message,
    }),
  );
  const told = { document, id, partner, issuedOn, amount, orders: known.length, source, written: subject };
  for (const order of known)
    draft.entries.push(entryOf(message, 'order.document_noted.v1', order.id, [about(order), ...sender], told));
  return null;
}
