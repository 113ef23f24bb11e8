// What a transition enters, without asking any guard: the target, what is above it, and what is entered with it.
import type { StateNode } from './model.ts';
import { isInside, withAncestors } from './model.ts';

/** A state and all that is entered by default when it is. */
export function enteredWith(state: StateNode): StateNode[] {
  if (state.type === 'parallel') return [state, ...state.children.flatMap(enteredWith)];
  return state.initial === null ? [state] : [state, ...enteredWith(state.initial)];
}

/** All that is active because of a transition to `target`, from the root on. */
export function activeAfter(target: StateNode): Set<StateNode> {
  const line = withAncestors(target);
  const active = new Set<StateNode>([...line, ...enteredWith(target)]);
  // A parallel state that is entered on the way brings its other regions with it.
  for (const state of line)
    if (state.type === 'parallel' && state !== target)
      for (const region of state.children)
        if (!isInside(target, region)) for (const each of enteredWith(region)) active.add(each);
  return active;
}
