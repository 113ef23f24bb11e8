// Holds: the policy order-holds says what stands against an order; finance or the desk says whether it may go on.
import type { Hold, HoldKind } from '#orders/fulfilment.ts';
import { totalOf, wanted } from '#orders/total.ts';
import { entryOf } from '../entry.ts';
import { ask } from './policy.ts';
import { customerOf } from './rights.ts';
import { change } from './run.ts';
import type { Run } from './run.ts';

/** Asks the policy anew. What somebody has released before stays released. */
export function checkHolds(run: Run): void {
  const { order } = run;
  const partner = customerOf(run.context, order);
  const { outputs } = ask(run, 'order-holds', {
    orderTotal: Number(totalOf(order, wanted)?.amount ?? -1),
    customerKnown: partner !== undefined,
    creditLimit: numberOf(partner?.attributes?.['creditLimit']) ?? -1,
    priceDeviationPercent: priceDeviation(run),
    lineCount: order.lines.length,
    channel: order.channel,
    blocked: partner?.attributes?.['blocked'] === 'true',
  });
  const released = order.fulfilment.holds.filter(({ state }) => state === 'released');
  const holds = [...released];
  for (const output of outputs) {
    const hold = output['hold'] as HoldKind | 'none'; // The values of the policy's output column.
    if (hold === 'none' || holds.some((known) => known.hold === hold)) continue;
    holds.push({ hold, ask: output['ask'] as Hold['ask'], state: 'open', by: null, reason: null }); // As above.
  }
  change(run, { holds });
  run.heard.push(holds.some(({ state }) => state === 'open') ? 'holds.found' : 'holds.none');
}

/** Says that the order is held, and asks finance where it is finance's to say. */
export function askForApproval(run: Run): void {
  const { order, message } = run;
  const open = order.fulfilment.holds.filter(({ state }) => state === 'open');
  const objects = [{ type: 'order', id: order.id, qualifier: 'held' }] as const;
  run.draft.entries.push(
    entryOf(message, 'order.held.v1', order.id, objects, {
      holds: open.map(({ hold, ask: who }) => ({ hold, ask: who })),
    }),
  );
  if (!open.some((hold) => hold.ask === 'finance')) return;
  run.draft.entries.push(
    entryOf(message, 'credit.requested.v1', order.id, objects, {
      order: order.id,
      customer: order.customer,
      amount: totalOf(order, wanted),
    }),
  );
}

/** By how many percent the cheapest line is below the list price of its item; 0 where no list price is known. */
function priceDeviation(run: Run): number {
  let most = 0;
  for (const { item, price } of run.order.lines) {
    const listed = Number(run.context.catalog.item(item)?.attributes['listPrice'] ?? Number.NaN);
    if (price === null || !(listed > 0)) continue;
    most = Math.max(most, (100 * (listed - Number(price.amount))) / listed);
  }
  return Math.round(most);
}

function numberOf(text: string | undefined): number | null {
  const number = Number(text ?? Number.NaN);
  return Number.isFinite(number) ? number : null;
}
