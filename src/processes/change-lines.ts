// What an order holds, given back and promised anew.
import { isRejection, reject } from '#kernel/rejection.ts';
import type { Rejection } from '#kernel/rejection.ts';
import { waitsFor } from '#orders/awaited.ts';
import { reopen } from '#orders/decide.ts';
import type { ChangeDocument, Order } from '#orders/model.ts';
import { bindOverdue } from '#stock/events.ts';
import { evolve } from '#stock/evolve.ts';
import { onHandOf } from '#stock/model.ts';
import type { Part, StockDraft } from '#stock/model.ts';
import type { Given } from '#stock/plan.ts';
import { readParts } from '#stock/read.ts';
import { spokenFor } from './ask-for-allocation.ts';
import type { Context, Draft } from './draft.ts';
import { entryOf } from './entry.ts';
import type { Message } from './message.ts';
import { promiseLines, promisedEntry } from './promise-lines.ts';
import { postedOf } from './promise.ts';

/** What had not left is given back and promised anew as it is wanted now. The order is not written. */
export function changeLines(
  draft: Draft,
  context: Context,
  message: Message,
  order: Order,
  change: ChangeDocument,
): Order | Rejection {
  const reopened = reopen(order, change, context.catalog);
  if (isRejection(reopened)) return reopened;
  const broken = brokenKit(draft, order);
  if (broken !== null) return broken;
  // What the order gives back it may keep; only the rest is for others.
  const freed = giveBack(draft, order.id, 'voided');
  const promised = promiseLines(draft, context, reopened, {
    scope: message.scope,
    rights: order.fulfilment?.rights ?? null,
    spokenFor: spokenForOthers(draft, order),
    given: (item, site) => heldAt(freed, item, site),
  });
  if (isRejection(promised)) return promised;
  for (const part of freed) bindOverdue(draft, part);
  draft.entries.push(
    entryOf(message, 'order.changed.v1', order.id, [{ type: 'order', id: order.id, qualifier: 'changed' }], {
      before: order.lines.map(({ line, item, ordered, cancelled }) => ({ line, item, ordered, cancelled })),
      after: promised.order.lines.map(({ line, item, ordered, cancelled }) => ({ line, item, ordered, cancelled })),
      requestedFor: promised.order.requestedFor,
    }),
    promisedEntry(message, promised.order, promised.plan),
  );
  return promised.order;
}

/** What those who wait are to be served with first; the order may be one of them. */
function spokenForOthers(draft: Draft, order: Order): (item: string) => number | null {
  const own = waitsFor(order);
  const all = spokenFor(draft);
  return (item) => {
    const quantity = all(item);
    return quantity === null ? null : quantity - (own.get(item)?.quantity ?? 0);
  };
}

function heldAt(parts: readonly Part[], item: string, site: string): Given {
  const own = parts.filter((part) => part.item === item && part.site === site);
  const supplies = new Map<string, number>();
  for (const { supply, inbound } of own)
    if (supply !== null) supplies.set(supply, (supplies.get(supply) ?? 0) + inbound);
  return { onHand: own.reduce((sum, part) => sum + onHandOf(part), 0), supplies };
}

/**
 * Of a kit that left in part nobody can say what is still wanted: promised anew as a whole, its second half would never leave.
 */
function brokenKit(draft: Draft, order: Order): Rejection | null {
  const parts = Map.groupBy(readParts(draft, order.id), (part) => part.line);
  for (const line of order.lines) {
    if (line.components === null || line.reserved + line.backordered === 0) continue;
    const held = parts.get(line.line) ?? [];
    for (const { item, per } of line.components) {
      const beyond = postedOf(held, item) - per * line.issued;
      if (beyond <= 0) continue;
      return reject('order_partly_shipped', `Of a ${line.item} on line ${line.line} ${item} has left already.`, {
        pointer: '/lines',
        facts: { line: line.line, component: item },
      });
    }
  }
  return null;
}

/** Gives back every pending part of the holder, first of all to those whose supply should have been there. */
export function release(draft: StockDraft, holder: string, state: 'voided' | 'expired'): void {
  for (const part of giveBack(draft, holder, state)) bindOverdue(draft, part);
}

/** Parts that were settled stay settled. Returns those that were not. */
function giveBack(draft: StockDraft, holder: string, state: 'voided' | 'expired'): readonly Part[] {
  const pending = readParts(draft, holder).filter((part) => part.state === 'pending');
  for (const { part } of pending) evolve(draft, { fact: 'settled', holder, part, state });
  return pending;
}
