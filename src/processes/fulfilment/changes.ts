// A change of a managed order: done at once while no warehouse has any of it, else when warehouses have given it back.
import { isRejection } from '#kernel/rejection.ts';
import { openOf } from '#orders/fulfilment.ts';
import { onHandOf } from '#stock/model.ts';
import type { Part } from '#stock/model.ts';
import { readParts } from '#stock/read.ts';
import { entryOf } from '../entry.ts';
import { changeLines } from '../change-lines.ts';
import { endanger } from './danger.ts';
import { raise } from './exceptions.ts';
import { withoutOpen } from './holds.ts';
import { promisedDate } from '#orders/promised-date.ts';
import { reserveAgain } from './replan.ts';
import { change, keep } from './run.ts';
import type { Run } from './run.ts';
import { substituteWaiting } from './substitute.ts';

export function applyChange(run: Run): void {
  const wanted = run.order.fulfilment.change;
  // A chart may ask for it once more than there are changes.
  if (wanted === null) return;
  change(run, { change: null });
  const held = pendingParts(run);
  const changed = changeLines(run.draft, run.context, run.message, run.order, wanted);
  if (isRejection(changed)) {
    run.refused = changed;
    holdAgain(run, held);
    refuse(run, changed.detail);
    return;
  }
  run.order = { ...changed, fulfilment: run.order.fulfilment };
  keep(run);
  substituteWaiting(run);
  const { lines } = run.order;
  if (lines.some((line) => openOf(line) > 0)) change(run, { promisedFor: promisedDate(lines) });
  keep(run);
}

/** What the order held was given back before the new promise could not be made: it is held as before. */
function holdAgain(run: Run, held: readonly Part[]): void {
  if (pendingParts(run).length === held.length) return;
  for (const part of held) reserveAgain(run, part, { onHand: onHandOf(part), inbound: part.inbound });
  keep(run);
}

function pendingParts(run: Run): readonly Part[] {
  return readParts(run.draft, run.order.id).filter((part) => part.state === 'pending');
}

/** Somebody does not let it go, or it comes too late: goods are packed or gone. The order stays as it was agreed. */
export function refuseChange(run: Run): void {
  const { holds, change: wanted } = run.order.fulfilment;
  if (wanted === null) return;
  const refused = holds.find(({ state }) => state === 'refused');
  change(run, { change: null, holds: withoutOpen(holds) });
  refuse(
    run,
    refused === undefined
      ? 'The warehouse had packed or sent the goods already.'
      : `The ${refused.hold} hold was refused${refused.reason === null ? '' : `: ${refused.reason}`}.`,
  );
}

function refuse(run: Run, reason: string): void {
  const objects = [{ type: 'order', id: run.order.id, qualifier: 'unchanged' }] as const;
  run.draft.entries.push(
    entryOf(run.message, 'order.change_refused.v1', run.order.id, objects, { order: run.order.id, reason }),
  );
  raise(run, 'change_refused');
  endangerAgreed(run);
}

/** Goods may have been missed while the change waited: what was agreed may come later now. */
function endangerAgreed(run: Run): void {
  const { lines, fulfilment } = run.order;
  const { promisedFor, risk } = fulfilment;
  if (promisedFor === null || risk !== null || lines.every((line) => openOf(line) === 0)) return;
  const after = promisedDate(lines);
  if (after === null || after > promisedFor) endanger(run, 'short_pick', after);
}
