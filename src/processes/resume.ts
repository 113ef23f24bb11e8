// Goods that an order was promised from a supply have come: they are promised for the day on which they can leave now, and the
// order goes on at once, not when it looks again by itself.
import { read, write } from '#kernel/layer.ts';
import { localDate } from '#kernel/time.ts';
import type { OrderLine, OrderPortion } from '#orders/model.ts';
import type { StockFact } from '#stock/model.ts';
import { readParts } from '#stock/read.ts';
import { zoneOf } from './days.ts';
import type { Context, Draft } from './draft.ts';
import { entryOf } from './entry.ts';
import { isManaged, moveCase, takes } from './fulfilment/case.ts';
import type { Managed } from './fulfilment/case.ts';
import { onHand } from './fulfilment/release.ts';
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
  const objects = [{ type: 'order', id: order.id, qualifier: 'goods arrived' }] as const;
  const data = { order: order.id, case: moved.told };
  draft.entries.splice(at, 0, entryOf(message, 'order.goods_arrived.v1', order.id, objects, data));
  tellDate(draft, context, message, moved.order, 'goods arrived');
  return null;
}

/** What of the line is on hand can leave today, or on the day that was asked for; a day that is past holds no more. */
function dateAgain(draft: Draft, context: Context, order: Managed, line: OrderLine): OrderLine {
  const parts = readParts(draft, order.id).filter((part) => part.line === line.line && part.state === 'pending');
  const held = new Map<string, number>();
  const portions: OrderPortion[] = [];
  for (const portion of line.portions.toSorted((one, other) => compare(one.promisedFor, other.promisedFor))) {
    const { site } = portion;
    const own = parts.filter((part) => part.site === site);
    const left = held.get(site) ?? onHand(line, own);
    const here = Math.min(left, portion.quantity);
    held.set(site, left - here);
    const today = localDate(context.now, zoneOf(context, site));
    const wanted = order.requestedFor?.date ?? today;
    const soonest = wanted > today ? wanted : today;
    const holds = portion.promisedFor <= soonest && portion.promisedFor >= today;
    if (here === 0 || portion.toSite !== undefined || holds) portions.push(portion);
    else {
      portions.push({ ...portion, quantity: here, promisedFor: soonest });
      if (portion.quantity > here) portions.push({ ...portion, quantity: portion.quantity - here });
    }
  }
  return { ...line, portions };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
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
