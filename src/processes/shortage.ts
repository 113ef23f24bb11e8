// Stock that was promised turned out not to be there. The newest promises give way: they are moved to other sites as far as stock
// goes, and their customers hear of it. What a warehouse has been asked for is left to it: it will say what it does not find.
import { inWarehouse } from '#orders/fulfilment.ts';
import { onHandOf, stockKey } from '#stock/model.ts';
import { readBalance, readParts } from '#stock/read.ts';
import { orderProcess } from './catalogue.ts';
import type { Context, Draft } from './draft.ts';
import { entryOf } from './entry.ts';
import { isManaged, loseStock } from './fulfilment/case.ts';
import type { Managed } from './fulfilment/case.ts';
import type { Lost } from './fulfilment/replan.ts';
import type { Command, Message } from './message.ts';

export function resolveShortage(
  draft: Draft,
  context: Context,
  message: Message,
  command: Extract<Command, { type: 'shortage.resolve' }>,
): null {
  draft.deadlinesDone.push(command.deadline);
  for (const order of promisedAt(draft)) {
    const { short } = readBalance(draft, command.item, command.site);
    if (short === 0) return null;
    const lost = losses(draft, order, command, short);
    if (lost.length === 0) continue;
    const at = draft.entries.length;
    const moved = loseStock(draft, context, message, order, lost);
    draft.entries.splice(
      at,
      0,
      entryOf(
        message,
        'order.stock_lost.v1',
        order.id,
        [
          { type: 'order', id: order.id, qualifier: 'lost stock' },
          { type: 'item', id: command.item, qualifier: 'lost' },
          { type: 'site', id: command.site, qualifier: 'lost at' },
        ],
        { order: order.id, lost, case: moved.told },
      ),
    );
  }
  return null;
}

export function askToResolve(
  draft: Draft,
  now: number,
  { item, site }: { readonly item: string; readonly site: string },
): void {
  const deadline = `shortage:${stockKey(item, site)}`;
  draft.deadlines.push({ id: deadline, dueAt: now, command: { type: 'shortage.resolve', item, site, deadline } });
}

/** Nobody would hear of a shortage where no process runs. */
export function hasProcess(context: Context): boolean {
  return context.catalog.activeDefinition('process', orderProcess) !== undefined;
}

/** Newest first; those that were promised goods there were loaded by the turn. */
function promisedAt(draft: Draft): Managed[] {
  const ids = new Set([...draft.orders.below.keys(), ...draft.orders.changed.keys()]);
  const found: Managed[] = [];
  for (const id of [...ids].toSorted().toReversed()) {
    const order = draft.orders.changed.get(id) ?? draft.orders.below.get(id);
    if (order !== undefined && isManaged(order)) found.push(order);
  }
  return found;
}

/**
 * Whole units of the order's lines that hold the item on hand at the site, beyond what its warehouse was asked for, until `short` of
 * the item is reached. What waits for a supply has lost nothing.
 */
function losses(
  draft: Draft,
  order: Managed,
  { item, site }: { readonly item: string; readonly site: string },
  short: number,
): Lost[] {
  const lost: Lost[] = [];
  const parts = readParts(draft, order.id).filter(
    (part) => part.item === item && part.site === site && part.state === 'pending',
  );
  let left = short;
  for (const line of order.lines) {
    const per =
      line.components === null
        ? Number(line.item === item)
        : (line.components.find((component) => component.item === item)?.per ?? 0);
    if (per === 0 || left <= 0) continue;
    const held = parts.reduce((sum, part) => sum + (part.line === line.line ? onHandOf(part) : 0), 0);
    const free = held - per * inWarehouse(order.fulfilment, line.line, site);
    const quantity = Math.ceil(Math.min(left, free) / per);
    if (quantity <= 0) continue;
    left -= quantity * per;
    lost.push({ line: line.line, site, quantity });
  }
  return lost;
}
