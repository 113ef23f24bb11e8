// Transitions without an event follow one another in one step; if they lead back to where they began, a step could last for
// ever. Guards are not asked: whether a cycle ends should not hang on facts.
import { activeAfter } from './entered.ts';
import type { Findings } from './findings.ts';
import { nameOf, withAncestors } from './model.ts';
import type { StateNode, Transition } from './model.ts';

export function checkCycles(states: readonly StateNode[], findings: Findings): void {
  const automatic = states.flatMap(({ transitions }) => transitions.filter(({ trigger }) => trigger.kind !== 'event'));
  const next = (each: Transition): Transition[] => automatic.filter((other) => leadsTo(each, other));
  const reported = new Set<Transition>();
  for (const start of automatic) {
    const cycle = reported.has(start) ? null : wayBack(start, next);
    if (cycle === null) continue;
    for (const each of cycle) reported.add(each);
    findings.add({
      pointer: start.pointer,
      message: `"always" and "onDone" lead in a circle: ${[...cycle, start].map(({ source }) => nameOf(source)).join(' → ')}`,
      fix: 'Break it with a state that waits for an event.',
    });
  }
}

/** Whether one automatic transition can make another one possible. */
export function leadsTo({ target, source }: Transition, other: Transition): boolean {
  if (target === null) return false;
  const active = activeAfter(target);
  if (!active.has(other.source)) return false;
  if (other.trigger.kind === 'always') return true;
  // Something is done because a final state was entered, in it or in the last of its regions.
  return [...active].some(
    (state) => state.type === 'final' && withAncestors(state).includes(other.source) && state !== source,
  );
}

/** The shortest way from something to itself, breadth first. */
export function wayBack<Step>(start: Step, next: (each: Step) => readonly Step[]): Step[] | null {
  const from = new Map<Step, Step | null>([[start, null]]);
  for (const [at] of from) {
    for (const follower of next(at)) {
      if (follower === start) return trace(at, from);
      if (!from.has(follower)) from.set(follower, at);
    }
  }
  return null;
}

function trace<Step>(end: Step, from: ReadonlyMap<Step, Step | null>): Step[] {
  const way: Step[] = [];
  for (let at: Step | null = end; at !== null; at = from.get(at) ?? null) way.unshift(at);
  return way;
}
