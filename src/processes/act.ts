// What people decide about a managed order: release or refuse its holds, try its books or its transport again, choose how a promise is kept.
import { isRejection, reject } from '#kernel/rejection.ts';
import type { Rejection } from '#kernel/rejection.ts';
import { read, write } from '#kernel/layer.ts';
import { localDate } from '#kernel/time.ts';
import type { Alternative } from '#orders/fulfilment.ts';
import { viewOrder } from '#orders/view.ts';
import type { OrderView } from '#orders/view.ts';
import { homeZone } from './days.ts';
import type { Context, Draft } from './draft.ts';
import { entryOf } from './entry.ts';
import { reopenBooks } from './fulfilment/books.ts';
import { isManaged, moveCase, resetAlarm, takes } from './fulfilment/case.ts';
import type { Managed } from './fulfilment/case.ts';
import { decideHold } from './fulfilment/holds.ts';
import { refusedTransports } from './fulfilment/transport.ts';
import type { Command, Message } from './message.ts';
import { outsideOf } from './sites-outside.ts';

type Act = Extract<Command, { type: 'order.act' }>;

const heardAs: Readonly<Record<Act['act'], string>> = {
  release_hold: 'hold.released',
  refuse_hold: 'hold.refused',
  retry_books: 'books.retried',
  retry_transport: 'transport.retried',
  recover: 'recovery.chosen',
};

/** What is decided for the whole order, and so by whom has a right to each of its sites, as for the event that says the same. */
const concernsWhole: Readonly<Record<Act['act'], boolean>> = {
  release_hold: true,
  refuse_hold: true,
  retry_books: false,
  retry_transport: false,
  recover: true,
};

export function act(draft: Draft, context: Context, message: Message, command: Act): OrderView | Rejection {
  const order = read(draft.orders, command.id);
  if (order === undefined) return reject('order_unknown', `No order has the id ${command.id}.`);
  if (!isManaged(order)) return reject('order_without_process', `${order.id} is run by no process.`);
  const outside = concernsWhole[command.act] ? outsideOf(context, message.scope, order.sites) : null;
  if (outside !== null)
    return reject('site_outside_scope', `${order.id} also takes goods of site ${outside}, which is outside the scope.`);
  const event = heardAs[command.act];
  const prepared = prepare(order, context, message, command);
  if (isRejection(prepared)) return prepared;
  if (!takes(context, order, event))
    return reject('not_possible_now', `${order.id} is in a state that does not take it.`, {
      facts: { act: command.act },
    });
  write(draft.orders, order.id, prepared);
  const at = draft.entries.length;
  const moved = moveCase(draft, context, message, prepared, event);
  // A hold is decided, even if the change that waited for it can be made no more: that is refused by itself, and told.
  if (moved.refused !== null && command.act === 'recover') return moved.refused;
  const objects = [{ type: 'order', id: order.id, qualifier: command.act }] as const;
  draft.entries.splice(
    at,
    0,
    entryOf(message, `order.${told[command.act]}.v1`, order.id, objects, {
      order: order.id,
      hold: command.hold,
      option: command.option,
      ...(command.date != null && { date: command.date }),
      reason: command.reason,
      case: moved.told,
    }),
  );
  return viewOrder(moved.order);
}

const told: Readonly<Record<Act['act'], string>> = {
  release_hold: 'hold_released',
  refuse_hold: 'hold_refused',
  retry_books: 'books_retried',
  retry_transport: 'transport_retried',
  recover: 'recovery_chosen',
};

function prepare(order: Managed, context: Context, message: Message, command: Act): Managed | Rejection {
  const { fulfilment } = order;
  switch (command.act) {
    case 'release_hold':
    case 'refuse_hold': {
      const state = command.act === 'release_hold' ? 'released' : 'refused';
      const { hold, reason, decidesFor = [] } = command;
      return decideHold(order, context, { hold, state, actor: message.actor, reason, decidesFor });
    }
    case 'retry_books': {
      const reopened = reopenBooks(fulfilment);
      if (reopened !== null) return { ...order, fulfilment: reopened };
      return reject('not_possible_now', `No posting and no invoice of ${order.id} was refused or is overdue.`);
    }
    case 'retry_transport':
      if (refusedTransports(fulfilment).length > 0) return order;
      return reject('not_possible_now', `No carrier of ${order.id} refused, or is overdue.`);
    case 'recover': {
      const { risk } = fulfilment;
      if (risk === null) return reject('not_possible_now', `The promise of ${order.id} is not at risk.`);
      if (fulfilment.cancelReason !== null) return reject('not_possible_now', `${order.id} is cancelled.`);
      const known = risk.alternatives.find(({ option }) => option === command.option);
      if (known === undefined)
        return reject(
          'recovery_unknown',
          `${order.id} can be recovered by ${risk.alternatives.map(({ option }) => option).join(', ')}.`,
          { pointer: '/option' },
        );
      const dated = dateOf(order, context, known, command.date ?? null);
      if (isRejection(dated)) return dated;
      const alternatives = risk.alternatives.map((one) => (one === known ? dated : one));
      return { ...order, fulfilment: { ...fulfilment, risk: { ...risk, alternatives, chosen: known.option } } };
    }
  }
}

/** Only a new date can be given by whoever chooses: what else can be done has its own. */
function dateOf(order: Managed, context: Context, chosen: Alternative, date: string | null): Alternative | Rejection {
  if (date === null) return chosen;
  if (chosen.option !== 'new_date')
    return reject('recovery_dated', `${chosen.option} has its own date.`, {
      pointer: '/date',
    });
  const today = localDate(context.now, homeZone(context, order));
  if (date < today) return reject('requested_for_past', `${date} is past; today is ${today}.`, { pointer: '/date' });
  return { ...chosen, date };
}

/** The order's clocks: those whose time has come are heard; one that fires too early is set anew. */
export function wake(
  draft: Draft,
  context: Context,
  message: Message,
  command: Extract<Command, { type: 'order.wake' }>,
): null {
  const found = read(draft.orders, command.id);
  // Another node fired it before: the deadline that is set by now is another one, and stays.
  if (found === undefined || !isManaged(found) || found.fulfilment.alarmAt !== command.dueAt) return null;
  draft.deadlinesDone.push(`order.wake:${command.id}`);
  let order: Managed = { ...found, fulfilment: { ...found.fulfilment, alarmAt: null } };
  write(draft.orders, order.id, order);
  const due = Object.entries(order.fulfilment.clocks)
    .filter(([, at]) => at <= context.now)
    .toSorted(([, one], [, other]) => one - other);
  if (due.length === 0) {
    resetAlarm(draft, context, message, order);
    return null;
  }
  for (const [event, at] of due) {
    if (order.fulfilment.clocks[event] !== at) continue; // Started anew by what another of them did.
    const { [event]: fired, ...clocks } = order.fulfilment.clocks;
    void fired;
    const position = draft.entries.length;
    const moved = moveCase(draft, context, message, { ...order, fulfilment: { ...order.fulfilment, clocks } }, event);
    ({ order } = moved);
    // It looked, and there was nothing to do.
    if (moved.told.from === moved.told.to && draft.entries.length === position) continue;
    draft.entries.splice(
      position,
      0,
      entryOf(message, 'order.clock_rang.v1', order.id, [{ type: 'order', id: order.id, qualifier: 'clock rang' }], {
        order: order.id,
        event,
        case: moved.told,
      }),
    );
  }
  return null;
}
