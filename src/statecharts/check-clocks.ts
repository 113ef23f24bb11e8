// A case has one clock for each event: started again, it is set anew. Whoever else counted on it would wait for ever.
import { everythingAsked } from './asked.ts';
import type { Asked } from './asked.ts';
import type { Findings } from './findings.ts';
import { clockEffect, nameOf, withAncestors } from './model.ts';
import type { StateNode } from './model.ts';

export function checkClocks(states: readonly StateNode[], findings: Findings): void {
  const started = everythingAsked(states).filter(({ effect }) => effect.type === clockEffect);
  for (const [event, clocks] of Map.groupBy(started, ({ effect }) => String(effect.params['event']))) {
    for (const [index, clock] of clocks.entries()) {
      const before = clocks.slice(0, index);
      const other = before.find(({ state }) => runBeside(state, clock.state));
      if (other !== undefined)
        findings.add({
          pointer: clock.pointer,
          message: `the clock "${event}" is started in "${nameOf(clock.state)}" and in "${nameOf(other.state)}", which run side by side: the one would stop the other`,
          fix: 'Take another event for one of the two.',
        });
      if (before.some((each) => listOf(each) === listOf(clock)))
        findings.add({
          pointer: clock.pointer,
          message: `the clock "${event}" is started twice in one list: only the last would run`,
          fix: 'Remove one, or take another event for it.',
        });
    }
  }
}

function listOf({ pointer }: Asked): string {
  return pointer.slice(0, pointer.lastIndexOf('/'));
}

/** Whether both can be active at once without one being inside the other: they are in two regions of one state. */
function runBeside(one: StateNode, other: StateNode): boolean {
  const around = withAncestors(other);
  const common = withAncestors(one).find((state) => around.includes(state));
  return common?.type === 'parallel' && common !== one && common !== other;
}
