// A supply will be late, or smaller: the orders that were promised from it hear of it one by one.
import assert from '#kernel/assert.ts';
import { read } from '#kernel/layer.ts';
import type { RiskCause } from '#orders/fulfilment.ts';
import { openQuantity } from '#stock/model.ts';
import type { Part } from '#stock/model.ts';
import { readParts, readSupplies, readWaiting } from '#stock/read.ts';
import type { Context, Draft } from './draft.ts';
import { entryOf } from './entry.ts';
import type { Entry } from './entry.ts';
import { dangerToCase, isManaged, loseStock } from './fulfilment/case.ts';
import type { Managed } from './fulfilment/case.ts';
import type { Lost } from './fulfilment/replan.ts';
import type { Told } from './fulfilment/told.ts';
import type { Command, Message } from './message.ts';
import { perUnit } from '#orders/model.ts';

export function endangerOrder(
  draft: Draft,
  context: Context,
  message: Message,
  command: Extract<Command, { type: 'order.endanger' }>,
): null {
  draft.deadlinesDone.push(command.deadline);
  const order = read(draft.orders, command.id);
  if (order === undefined || !isManaged(order) || order.fulfilment.ended) return null;
  const lost = notSupplied(draft, order);
  const at = draft.entries.length;
  const moved = lost.length > 0 ? loseStock(draft, context, message, order, lost, 'supply_late') : null;
  if (moved !== null) draft.entries.splice(at, 0, endangered(message, order.id, command.cause, null, moved.told));
  tellLate(draft, context, message, moved?.order ?? order, command.cause);
  return null;
}

/** What comes in time all the same endangers nothing. */
function tellLate(draft: Draft, context: Context, message: Message, order: Managed, cause: RiskCause): void {
  let expectedOn: string | null = null;
  for (const part of waits(draft, order)) {
    const date = suppliedOn(draft, part);
    if (date !== null && (expectedOn === null || date > expectedOn)) expectedOn = date;
  }
  const { promisedFor } = order.fulfilment;
  if (expectedOn === null || (promisedFor !== null && expectedOn <= promisedFor)) return;
  const at = draft.entries.length;
  const { told } = dangerToCase(draft, context, message, order, cause, expectedOn);
  draft.entries.splice(at, 0, endangered(message, order.id, cause, expectedOn, told));
}

/** What a supply that became smaller does not bring: whole units, of a kit as many as miss a component. */
function notSupplied(draft: Draft, order: Managed): Lost[] {
  const missing = waits(draft, order).filter((part) => suppliedOn(draft, part) === null);
  return order.lines.flatMap((line) =>
    [...Map.groupBy(missing, ({ site }) => site)].flatMap(([site, parts]) => {
      const components = perUnit(line);
      const units = components.map(({ item, per }) => {
        const own = parts.filter((part) => part.line === line.line && part.item === item);
        return Math.ceil(own.reduce((sum, { inbound }) => sum + inbound, 0) / per);
      });
      const quantity = Math.max(...units);
      return quantity > 0 ? [{ line: line.line, site, quantity, toSite: null, waits: true as const }] : [];
    }),
  );
}

function waits(draft: Draft, order: Managed): Part[] {
  return readParts(draft, order.id).filter((part) => part.state === 'pending' && part.inbound > 0);
}

function endangered(message: Message, order: string, cause: RiskCause, expectedOn: string | null, told: Told): Entry {
  return entryOf(message, 'order.endangered.v1', order, [{ type: 'order', id: order, qualifier: 'endangered' }], {
    order,
    cause,
    expectedOn,
    case: told,
  });
}

/** When the supply that the part waits for comes; null where it is not enough for those who waited before, and for this. */
function suppliedOn(draft: Draft, part: Part): string | null {
  const supply = readSupplies(draft, part.item, part.site).find(({ id }) => id === part.supply);
  assert(supply !== undefined, `supply ${part.supply} was told and so is known`);
  const waiting = readWaiting(draft, part.item, part.site).filter((other) => other.supply === part.supply);
  const served = waiting.slice(0, waiting.findIndex((other) => isSame(other, part)) + 1);
  const wanted = served.reduce((sum, { inbound }) => sum + inbound, 0);
  return wanted <= openQuantity(supply) ? supply.expectedOn : null;
}

function isSame(one: Part, other: Part): boolean {
  return one.holder === other.holder && one.part === other.part;
}

/** Of several supplies that are late for an order it hears once: all of them are looked at then. */
export function askToEndanger(draft: Draft, now: number, id: string): void {
  const deadline = `order.endanger:${id}`;
  draft.deadlines.push({
    id: deadline,
    dueAt: now,
    command: { type: 'order.endanger', id, cause: 'supply_late', deadline },
  });
}
