// What happened between us and a partner of EDI, written into the journal: interchanges that came, what he said of ours, and that
// he said nothing in time. Orders that it is about hear of it as exceptions, which close by themselves when it turns out well.
import { read } from '#kernel/layer.ts';
import type { Context, Draft } from './draft.ts';
import { entryOf } from './entry.ts';
import type { ObjectReference } from './entry.ts';
import { endException, isManaged, note } from './fulfilment/case.ts';
import type { Command, Message } from './message.ts';

type Told = Extract<Command, { type: 'edi.tell' }>;

/** What a partner refused, and what he did not answer in time. */
const exceptions = { refused: 'edi_refused', overdue: 'edi_unacknowledged' } as const;

export function tellExchange(draft: Draft, context: Context, message: Message, told: Told): null {
  const { kind, subject, partner, orders, data, to } = told;
  const known = orders.flatMap((id) => read(draft.orders, id) ?? []);
  const objects: ObjectReference[] = [
    { type: 'partner', id: partner, qualifier: kind === 'received' ? 'sent by' : 'sent to' },
    ...known.map(({ id }) => ({ type: 'order', id, qualifier: kind }) as const),
  ];
  draft.entries.push(entryOf(message, `edi.${kind}.v1`, subject, objects, { ...data, ...(to !== null && { to }) }));
  for (const { id } of known) {
    const order = read(draft.orders, id) as (typeof known)[number]; // It is known.
    if (!isManaged(order)) continue;
    if (kind === 'refused' || kind === 'overdue') note(draft, context, message, order, exceptions[kind]);
    for (const over of told.over)
      endException(draft, context, message, read(draft.orders, id) as typeof order, exceptions[over]); // It was managed before.
  }
  return null;
}
