// A deviation: something happened that the chart does not expect in this state. It is recorded, never dropped; the policy
// deviation-severity says whether somebody has to look at it.
import { entryOf } from '../entry.ts';
import { showState } from './told.ts';
import { raise } from './exceptions.ts';
import { ask } from './policy.ts';
import type { Run } from './run.ts';

export function deviate(run: Run, event: string, repeated = false): void {
  const { order, message } = run;
  const stage = showState(order.fulfilment.value);
  const { output } = ask(run, 'deviation-severity', { stage: stageOf(stage), event, repeated });
  const objects = [{ type: 'order', id: order.id, qualifier: 'deviated' }] as const;
  run.draft.entries.push(
    entryOf(message, 'order.deviated.v1', order.id, objects, {
      order: order.id,
      event,
      state: stage,
      repeated,
      severity: output['severity'],
    }),
  );
  if (output['severity'] === 'exception') raise(run, `unexpected_${event.replace('.', '_')}`);
}

/** Of the goods: what policies speak of. */
function stageOf(state: string): string {
  return /goods:(\w+)/.exec(state)?.[1] ?? state;
}
