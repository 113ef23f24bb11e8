// The date of a promise that became known, or earlier.
import { write } from '#kernel/layer.ts';
import { promisedDate } from '#orders/promised-date.ts';
import type { Context, Draft } from './draft.ts';
import { moveCase } from './fulfilment/case.ts';
import type { Managed } from './fulfilment/case.ts';
import { promiseChanged } from './fulfilment/promise-changed.ts';
import type { Message } from './message.ts';

/** Who waited for goods hears when they come; with that nothing endangers the promise any more. */
export function tellDate(draft: Draft, context: Context, message: Message, order: Managed, news: string): Managed {
  const { promisedFor: before, risk } = order.fulfilment;
  const after = promisedDate(order.lines);
  if (after === null) return order;
  const isOver = risk !== null && risk.chosen === null;
  const told: Managed = {
    ...order,
    fulfilment: { ...order.fulfilment, promisedFor: after, risk: isOver ? null : risk },
  };
  write(draft.orders, order.id, told);
  if (after !== before) {
    const reason = risk?.cause ?? news;
    draft.entries.push(promiseChanged(message, order.id, { option: 'new_date', before, after, reason }));
  }
  return isOver ? moveCase(draft, context, message, told, 'promise.mended').order : told;
}
