// A supply will be late, or a site lost stock that was promised: the orders that were promised from it hear of it one by one.
import { read } from '#kernel/layer.ts';
import type { RiskCause } from '#orders/fulfilment.ts';
import type { Context, Draft } from './draft.ts';
import { entryOf } from './entry.ts';
import { dangerToCase, isManaged } from './fulfilment/case.ts';
import type { Command, Message } from './message.ts';

export function endangerOrder(
  draft: Draft,
  context: Context,
  message: Message,
  command: Extract<Command, { type: 'order.endanger' }>,
): null {
  draft.deadlinesDone.push(command.deadline);
  const order = read(draft.orders, command.id);
  if (order === undefined || !isManaged(order) || order.fulfilment.ended) return null;
  const { promisedFor } = order.fulfilment;
  // What comes in time all the same endangers nothing.
  if (command.expectedOn !== null && promisedFor !== null && command.expectedOn <= promisedFor) return null;
  const at = draft.entries.length;
  const moved = dangerToCase(draft, context, message, order, command.cause, command.expectedOn);
  draft.entries.splice(
    at,
    0,
    entryOf(message, 'order.endangered.v1', order.id, [{ type: 'order', id: order.id, qualifier: 'endangered' }], {
      order: order.id,
      cause: command.cause,
      expectedOn: command.expectedOn,
      case: moved.told,
    }),
  );
  return null;
}

export function askToEndanger(
  draft: Draft,
  now: number,
  id: string,
  cause: RiskCause,
  expectedOn: string | null,
): void {
  const deadline = `order.endanger:${id}`;
  draft.deadlines.push({
    id: deadline,
    dueAt: now,
    command: { type: 'order.endanger', id, cause, expectedOn, deadline },
  });
}
