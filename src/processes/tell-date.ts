// The date of a promise that became known, or earlier.
import { write } from '#kernel/layer.ts';
import { localDate } from '#kernel/time.ts';
import type { Fulfilment } from '#orders/fulfilment.ts';
import { promisedDate } from '#orders/promised-date.ts';
import { homeZone } from './days.ts';
import type { Context, Draft } from './draft.ts';
import { dangerToCase, moveCase } from './fulfilment/case.ts';
import type { Managed } from './fulfilment/case.ts';
import { promiseChanged } from './fulfilment/promise-changed.ts';
import type { Message } from './message.ts';

/** Who waited for goods hears when they come; with that nothing endangers the promise any more, but a carrier that is late. */
export function tellDate(draft: Draft, context: Context, message: Message, order: Managed, news: string): Managed {
  const { promisedFor: before, risk } = order.fulfilment;
  const there = promisedDate(order.lines);
  if (there === null) return order;
  const arrival = lastArrival(order.fulfilment);
  const isUndecided = risk !== null && risk.chosen === null;
  if (isUndecided && risk.cause === 'late_carrier' && isUnderWay(order.fulfilment)) {
    // Nobody has agreed to the delay: it is told anew where the day on which all is there has become known.
    const isPast = arrival !== null && arrival < localDate(context.now, homeZone(context, order));
    const whole = arrival === null || isPast ? null : later(arrival, there);
    if (whole === risk.expectedOn) return order;
    return dangerToCase(draft, context, message, order, risk.cause, whole, risk.promisedFor).order;
  }
  const delay = toldDelay(order.fulfilment, arrival);
  const after = delay === null ? there : later(delay, there);
  const told: Managed = {
    ...order,
    fulfilment: { ...order.fulfilment, promisedFor: after, risk: isUndecided ? null : risk },
  };
  write(draft.orders, order.id, told);
  if (after !== before) {
    const reason = risk?.cause ?? news;
    draft.entries.push(promiseChanged(message, order.id, { option: 'new_date', before, after, reason }));
  }
  return isUndecided ? moveCase(draft, context, message, told, 'promise.mended').order : told;
}

function isUnderWay({ shipments }: Fulfilment): boolean {
  return shipments.some(({ state }) => state === 'shipped');
}

/**
 * Goods are promised for the day on which they leave, so what is under way moves no date by arriving later than that. What the
 * customer was told of a delay on the way stands.
 */
function toldDelay({ promisedFor, risk }: Fulfilment, arrival: string | null): string | null {
  if (arrival === null || risk?.cause === 'late_carrier') return arrival;
  return promisedFor === null || promisedFor < arrival ? promisedFor : arrival;
}

/** When the last of what is under way arrives, as its carriers say; what was hurried, as its customer was told. */
function lastArrival({ shipments, risk }: Fulfilment): string | null {
  if (risk?.chosen === 'expedite') return risk.expectedOn;
  let last: string | null = null;
  for (const { state, expectedOn } of shipments)
    if (state === 'shipped' && expectedOn !== null && (last === null || expectedOn > last)) last = expectedOn;
  return last;
}

function later(one: string, other: string): string {
  return one > other ? one : other;
}
