// Lines dated anew, by what their reservations hold on hand and on supplies.
import assert from '#kernel/assert.ts';
import { divFloor } from '#kernel/quantity.ts';
import { perUnit } from '#orders/model.ts';
import type { Order, OrderLine, OrderPortion } from '#orders/model.ts';
import { onHandOf } from '#stock/model.ts';
import type { Part } from '#stock/model.ts';
import { readParts, readSupplies } from '#stock/read.ts';
import type { Context, Draft } from './draft.ts';
import { leavesFrom } from './promise.ts';

/**
 * What of the line is on hand can leave today, or on the day that was asked for; the rest when its supply comes. A day that is
 * past holds no more.
 */
export function dateAgain(draft: Draft, context: Context, order: Order, line: OrderLine): OrderLine {
  const parts = readParts(draft, order.id).filter((part) => part.line === line.line && part.state === 'pending');
  const isMoved = ({ toSite }: OrderPortion): boolean => toSite !== undefined;
  const portions = line.portions.filter(isMoved);
  const here = line.portions.filter((portion) => !isMoved(portion));
  for (const [site, promised] of Map.groupBy(here, (portion) => portion.site)) {
    const known = context.catalog.site(site);
    assert(known !== undefined, `goods were promised from ${site}, so it is known`);
    const today = leavesFrom(known, context.now);
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
  const components = perUnit(line);
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
