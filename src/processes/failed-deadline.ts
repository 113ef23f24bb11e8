// A deadline whose message fails comes again, later and later, and never without a word: if it is about an order, somebody has to
// look at it until it goes on.
import { read, write } from '#kernel/layer.ts';
import { limits } from '#kernel/limits.ts';
import { showInstant } from '#kernel/time.ts';
import type { Context, Deadline, Draft } from './draft.ts';
import { entryOf } from './entry.ts';
import { endException, isManaged, note } from './fulfilment/case.ts';
import type { Managed } from './fulfilment/case.ts';
import { alarmOf } from './fulfilment/clocks.ts';
import type { Command, Message } from './message.ts';
import { expiryDeadline } from './stock-event.ts';

/** What somebody has to look at while deadlines of an order fail. */
const kindOf: Readonly<Partial<Record<Command['type'], string>>> = {
  'order.wake': 'clock_failed',
  'order.expire': 'expiry_failed',
  'order.endanger': 'late_supply_failed',
  'order.resume': 'arrival_failed',
};

/** The deadline that a command came of; null if it came of none. */
export function deadlineOf(command: Command): Pick<Deadline, 'id' | 'command'> | null {
  switch (command.type) {
    case 'order.wake':
      return { id: alarmOf(command.id), command };
    case 'order.expire':
      return { id: `order.expire:${command.id}`, command };
    case 'reservation.expire':
      return { id: `reservation.expire:${command.id}`, command };
    case 'stock.expire':
      return { id: expiryDeadline(command.item, command.site, command.date), command };
    case 'order.endanger':
    case 'order.resume':
    case 'backorders.allocate':
    case 'shortage.resolve':
    case 'goods.swap':
      return { id: command.deadline, command };
    case 'order.place':
    case 'order.change':
    case 'order.cancel':
    case 'order.act':
    case 'order.event':
    case 'exception.close':
    case 'definition.put':
    case 'party.erase':
    case 'reservation.make':
    case 'reservation.post':
    case 'reservation.void':
    case 'stock.event':
    case 'supply.expected':
    case 'item.put':
    case 'site.put':
    case 'partner.put':
    case 'document.note':
    case 'event.hold':
    case 'edi.tell':
    case 'deadline.fail':
      return null;
  }
}

/** Sets it anew: after ten minutes, then each time as long again as it has been failing, up to a day. */
export function failDeadline(
  draft: Draft,
  context: Context,
  message: Message,
  { id, command }: Pick<Deadline, 'id' | 'command'>,
): null {
  const failingSince = message.failingSince ?? context.now;
  const wait = Math.max(limits.deadlineAgainFirstMs, context.now - failingSince);
  const dueAt = context.now + Math.min(wait, limits.deadlineAgainLastMs);
  const objects = [{ type: 'message', id: message.id, qualifier: 'failed' }] as const;
  const told = {
    command: command.type,
    deadline: id,
    failingSince: showInstant(failingSince),
    again: showInstant(dueAt),
  };
  draft.entries.push(entryOf(message, 'message.failed.v1', message.id, objects, told));
  // The alarm of an order is known by its time: one that was fired by two nodes is to fail once.
  const again = command.type === 'order.wake' ? { ...command, dueAt } : command;
  draft.deadlines.push({ id, dueAt, command: again, failingSince });
  const about = orderOf(draft, command);
  if (about === null) return null;
  const noted = note(draft, context, message, about.order, about.kind);
  if (command.type === 'order.wake')
    write(draft.orders, noted.id, { ...noted, fulfilment: { ...noted.fulfilment, alarmAt: dueAt } });
  return null;
}

/** One that failed before has done what it was for: nobody has to look any more. */
export function endFailure(draft: Draft, context: Context, message: Message): void {
  const deadline = deadlineOf(message.command);
  // One that another node was faster with has done nothing.
  if (deadline === null || !draft.deadlinesDone.includes(deadline.id)) return;
  const about = orderOf(draft, deadline.command);
  if (about !== null) endException(draft, context, message, about.order, about.kind);
}

/** The order that is stopped while the deadline fails, and what somebody has to look at then. */
function orderOf(draft: Draft, command: Command): { readonly order: Managed; readonly kind: string } | null {
  const kind = kindOf[command.type];
  if (kind === undefined || !('id' in command)) return null;
  const order = read(draft.orders, command.id);
  return order === undefined || !isManaged(order) ? null : { order, kind };
}
