// Undoing: what no warehouse has is given back to stock and taken out of the order. Doing it twice finds nothing more.
import { inWarehouse } from '#orders/fulfilment.ts';
import { bindOverdue } from '#stock/events.ts';
import { entryOf } from '../entry.ts';
import { takeFrom } from './replan.ts';
import { keep } from './run.ts';
import type { Run } from './run.ts';

export function giveBack(run: Run): void {
  const before = run.order.lines;
  const freed = before.flatMap((line) => {
    const sites = Map.groupBy(line.portions, ({ site }) => site);
    return [...sites].flatMap(([site, portions]) => {
      const promised = portions.reduce((sum, portion) => sum + portion.quantity, 0);
      const quantity = promised - inWarehouse(run.order.fulfilment, line.line, site);
      return quantity > 0 ? takeFrom(run, { line: line.line, site, quantity }, { inboundFirst: true }) : [];
    });
  });
  // What was given back is counted as backordered until it is cancelled here.
  const lines = run.order.lines.map((line) => ({
    ...line,
    cancelled: line.cancelled + line.backordered,
    backordered: 0,
  }));
  const isOver = lines.every((line) => line.reserved === 0);
  const { fulfilment } = run.order;
  const wasExpired = fulfilment.expired;
  const isChanged = lines.some((line, index) => line.cancelled !== before[index]?.cancelled);
  const hasGivenBack = isChanged || fulfilment.gaveBack === true;
  run.order = {
    ...run.order,
    lines,
    fulfilment: isChanged ? { ...fulfilment, gaveBack: true } : fulfilment,
    // What left in spite of everything was not cancelled.
    stage: isOver && hasGivenBack ? (wasExpired ? 'expired' : 'cancelled') : run.order.stage,
    version: run.order.version + 1,
  };
  keep(run);
  for (const part of freed) bindOverdue(run.draft, part);
  if (isOver && run.order.expiresAt !== null) run.draft.deadlinesDone.push(`order.expire:${run.order.id}`);
  if (!isChanged) return;
  const type = wasExpired ? 'order.expired.v1' : 'order.cancelled.v1';
  const objects = [{ type: 'order', id: run.order.id, qualifier: wasExpired ? 'expired' : 'cancelled' }] as const;
  run.draft.entries.push(
    entryOf(run.message, type, run.order.id, objects, {
      reason: reasonOf(run.order.fulfilment),
      lines: lines.map(({ line, item, cancelled, issued }) => ({ line, item, cancelled, issued })),
    }),
  );
}

/** The customer's, or that of whoever refused to let the order go on. */
function reasonOf({ cancelReason, holds }: Run['order']['fulfilment']): string | null {
  return cancelReason ?? holds.find(({ state }) => state === 'refused')?.reason ?? null;
}
