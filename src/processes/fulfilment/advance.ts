// The loop of a case: the chart hears an event, its effects act, and what they find out is heard in turn, first in, first out, until
// nothing is left to hear.
import assert from '#kernel/assert.ts';
import { limits } from '#kernel/limits.ts';
import { factsOf } from '#orders/fulfilment.ts';
import type { Fulfilment } from '#orders/fulfilment.ts';
import type { Effect, Step } from '#statecharts/model.ts';
import { beforeEnd } from '#statecharts/before-end.ts';
import { start, step } from '#statecharts/step.ts';
import { keepClocks } from './clocks.ts';
import { change } from './run.ts';
import type { Run } from './run.ts';

export type Perform = (run: Run, effect: Effect) => void;

export interface Moved {
  readonly from: Fulfilment['value'] | null;
  readonly to: Fulfilment['value'];
  /** Events that the state it was in does not expect. */
  readonly unexpected: readonly string[];
}

/** Lets the case hear the first event (or begin, with null) and whatever follows from it. */
export function advance(run: Run, first: string | null, perform: Perform): Moved {
  const { definition } = run;
  const from = first === null ? null : run.order.fulfilment.value;
  const unexpected: string[] = [];
  if (first === null) take(run, start(definition, facts(run)), perform);
  else run.heard.push(first);
  for (let steps = 0; ; steps++) {
    const event = run.heard.shift();
    if (event === undefined) break;
    assert(steps < limits.processStepsMax, `${definition.process} goes in circles on ${event}`);
    const next = nextOf(run, event);
    if (next === null || !next.taken) unexpected.push(event);
    else take(run, next, perform);
  }
  keepClocks(run);
  return { from, to: run.order.fulfilment.value, unexpected };
}

/** Goods that leave after the end are posted, billed and delivered like any other: the case goes on where it had ended. */
function nextOf(run: Run, event: string): Step | null {
  const { definition } = run;
  const { value, ended } = run.order.fulfilment;
  const at = !ended ? value : event === 'shipment.shipped' ? beforeEnd(definition, value) : null;
  return at === null ? null : step(definition, at, event, facts(run));
}

function take(run: Run, next: ReturnType<typeof step>, perform: Perform): void {
  change(run, { value: next.value as Fulfilment['value'], ended: next.done });
  for (const effect of next.effects) perform(run, effect);
}

function facts(run: Run): Readonly<Record<string, number | boolean>> {
  return {
    ...factsOf(run.order, run.order.fulfilment),
    foundShort: run.missed !== null,
    leavesTwice: run.askedTwice.length > 0,
  };
}
