// Goods that an order was promised from a supply have come: they are promised for the day on which they can leave now, and the
// order goes on at once, not when it looks again by itself.
import assert from '#kernel/assert.ts';
import { read, write } from '#kernel/layer.ts';
import { divFloor } from '#kernel/quantity.ts';
import type { OrderLine, OrderPortion } from '#orders/model.ts';
import type { Part, StockFact } from '#stock/model.ts';
import { readParts, readSupplies } from '#stock/read.ts';
import { zoneOf } from './days.ts';
import type { Context, Draft } from './draft.ts';
import { entryOf } from './entry.ts';
import { isManaged, moveCase, takes } from './fulfilment/case.ts';
import type { Managed } from './fulfilment/case.ts';
import { onHandOf } from './fulfilment/replan.ts';
import type { Command, Message } from './message.ts';
import { leavesFrom } from './promise.ts';
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

/**
 * What of the line is on hand can leave today, or on the day that was asked for; the rest when its supply comes. A day that is
 * past holds no more.
 */
function dateAgain(draft: Draft, context: Context, order: Managed, line: OrderLine): OrderLine {
  const parts = readParts(draft, order.id).filter((part) => part.line === line.line && part.state === 'pending');
  const isMoved = ({ toSite }: OrderPortion): boolean => toSite !== undefined;
  const portions = line.portions.filter(isMoved);
  const here = line.portions.filter((portion) => !isMoved(portion));
  for (const [site, promised] of Map.groupBy(here, (portion) => portion.site)) {
    const today = leavesFrom(context.catalog.site(site) ?? { zone: zoneOf(context, site) }, context.now);
    const soonest = later(order.requestedFor?.date ?? today, today);
    const held = parts.filter((part) => part.site === site).flatMap((part) => datesOf(draft, part, soonest));
    const dates = [...new Set(held.map(({ date }) => date))].toSorted();
    let left = promised.reduce((sum, { quantity }) => sum + quantity, 0);
    let dated = 0;
    for (const date of dates) {
      // What a component that has left makes of a kit is no whole one: it has the last date.
      const there = date === dates.at(-1) ? dated + left : wholeBy(line, held, date);
      const quantity = Math.min(left, there - dated);
      if (quantity === 0) continue;
      portions.push({ line: line.line, site, quantity, promisedFor: date });
      left -= quantity;
      dated += quantity;
    }
  }
  return { ...line, portions };
}

interface Held {
  readonly item: string;
  readonly quantity: number;
  readonly date: string;
}

function datesOf(draft: Draft, part: Part, soonest: string): Held[] {
  const { item } = part;
  const held = [{ item, quantity: onHandOf(part), date: soonest }];
  if (part.inbound > 0) {
    const supply = readSupplies(draft, item, part.site).find(({ id }) => id === part.supply);
    assert(supply !== undefined, `supply ${part.supply} was told and so is known`);
    held.push({ item, quantity: part.inbound, date: later(supply.expectedOn, soonest) });
  }
  return held.filter(({ quantity }) => quantity > 0);
}

/** Whole units of the line that are there by the date: of a kit, as many as its scarcest component. */
function wholeBy(line: OrderLine, held: readonly Held[], date: string): number {
  const components = line.components ?? [{ item: line.item, per: 1 }];
  const there = components.map(({ item, per }) =>
    divFloor(
      held.reduce((sum, one) => sum + (one.item === item && one.date <= date ? one.quantity : 0), 0),
      per,
    ),
  );
  return Math.min(...there);
}

function later(one: string, other: string): string {
  return one > other ? one : other;
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
