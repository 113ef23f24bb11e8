// Goods that an order was promised from a supply have come: they are promised for the day on which they can leave now, and the
// order goes on at once, not when it looks again by itself.
import { read, write } from '#kernel/layer.ts';
import type { StockFact } from '#stock/model.ts';
import { dateAgain } from './date-again.ts';
import type { Context, Draft } from './draft.ts';
import { entryOf } from './entry.ts';
import { isManaged, moveCase, takes } from './fulfilment/case.ts';
import { upTo } from './fulfilment/told.ts';
import type { Command, Message } from './message.ts';
import { tellDate } from './tell-date.ts';

/** What the chart hears: goods are there that it may release. */
const event = 'stock.allocated';

export function resumeOrder(
  draft: Draft,
  context: Context,
  message: Message,
  command: Extract<Command, { type: 'order.resume' }>,
): null {
  draft.deadlinesDone.push(command.deadline);
  const order = read(draft.orders, command.id);
  // A case that is stopping looks for itself when it is done with that.
  if (order === undefined || !isManaged(order) || !takes(context, order, event)) return null;
  const dated = { ...order, lines: order.lines.map((line) => dateAgain(draft, context, order, line)) };
  write(draft.orders, order.id, dated);
  const at = draft.entries.length;
  const moved = moveCase(draft, context, message, dated, event);
  const after = tellDate(draft, context, message, moved.order, 'goods arrived');
  const objects = [{ type: 'order', id: order.id, qualifier: 'goods arrived' }] as const;
  const data = { order: order.id, case: upTo(moved.told, after) };
  draft.entries.splice(at, 0, entryOf(message, 'order.goods_arrived.v1', order.id, objects, data));
  return null;
}

/** Orders whose goods came are resumed by messages of their own: the one that brought the goods did not load them. */
export function askToResume(draft: Draft, now: number, facts: readonly StockFact[]): void {
  const holders = new Set(facts.flatMap((fact) => (fact.fact === 'arrived' ? [fact.holder] : [])));
  // What left was there, announced or not: nothing has come.
  for (const fact of facts) if (fact.fact === 'posted') holders.delete(fact.holder);
  for (const id of holders) {
    if (!id.startsWith('ord_')) continue;
    const deadline = `order.resume:${id}`;
    draft.deadlines.push({ id: deadline, dueAt: now, command: { type: 'order.resume', id, deadline } });
  }
}
