// States that cannot be entered, and states that cannot be left towards an end. Guards are taken to go either way.
import { passesThrough } from './check-order.ts';
import { activeAfter, enteredWith } from './entered.ts';
import type { Findings } from './findings.ts';
import { allStates, isInside, isRegion, nameOf } from './model.ts';
import type { StateNode } from './model.ts';

export function checkReach(root: StateNode, findings: Findings): void {
  const states = allStates(root);
  const reached = reachable(root);
  for (const state of states)
    if (!reached.has(state) && (state.parent === null || reached.has(state.parent)))
      findings.add({
        pointer: state.pointer,
        message: `nothing leads to the state "${state.path}"`,
        fix: 'Add a transition to it, or remove it.',
      });
  const ending = endings(states);
  for (const state of states) {
    if (!reached.has(state) || state.type === 'final' || ending.has(state) || hiddenBy(state, reached, ending))
      continue;
    findings.add(deadEnd(state));
  }
}

function deadEnd(state: StateNode): { pointer: string; message: string; fix: string } {
  const name = nameOf(state);
  const ways = state.transitions.some(({ target }) => target !== null);
  return {
    pointer: state.pointer,
    message:
      state.type === 'atomic' && !ways
        ? `nothing leads out of the state "${name}", and it is not final`
        : `from the state "${name}" no final state can be reached`,
    fix: 'Make it final, or add a way out.',
  };
}

/** The fault of a compound state is that of the states in it, if one of them is named. */
function hiddenBy(state: StateNode, reached: ReadonlySet<StateNode>, ending: ReadonlySet<StateNode>): boolean {
  return state.children.some((child) => reached.has(child) && child.type !== 'final' && !ending.has(child));
}

function reachable(root: StateNode): Set<StateNode> {
  const reached = new Set<StateNode>(enteredWith(root));
  for (const state of reached) {
    const leaves = passesThrough(state);
    for (const { target, trigger } of state.transitions)
      if (target !== null && !(leaves && trigger.kind === 'event'))
        for (const entered of activeAfter(target)) reached.add(entered);
  }
  return reached;
}

/** The states from which the end of the chart, or of their region, can be reached. Grows until nothing is added. */
function endings(states: readonly StateNode[]): Set<StateNode> {
  const ending = new Set<StateNode>();
  for (let grown = true; grown;) {
    const before = ending.size;
    for (const state of states) if (!ending.has(state) && (endsInside(state) || leaves(state))) ending.add(state);
    grown = ending.size > before;
  }
  return ending;

  function endsInside(state: StateNode): boolean {
    switch (state.type) {
      case 'final':
        return state.parent === null || ends(state.parent);
      case 'atomic':
        return false;
      case 'compound':
        return state.initial !== null && ending.has(state.initial);
      case 'parallel':
        // Its regions may end each by itself; what follows is the parallel state's own affair.
        return ends(state) && state.children.every((region) => ending.has(region));
    }
  }

  /** Whether it is an end, or leads to one, that all inside a state has ended. */
  function ends(state: StateNode): boolean {
    return state.parent === null || isRegion(state) || leaves(state) || goesOn(state, 'done');
  }

  function leaves(state: StateNode): boolean {
    return (
      goesOn(state, 'event') ||
      goesOn(state, 'always') ||
      (state.type === 'parallel' && isLeftFromInside(state)) ||
      (state.parent !== null && leaves(state.parent))
    );
  }

  /** One region that leaves a parallel state ends the others with it. */
  function isLeftFromInside(state: StateNode): boolean {
    return state.children
      .flatMap(allStates)
      .some(({ transitions }) =>
        transitions.some(({ target }) => target !== null && !isInside(target, state) && ending.has(target)),
      );
  }

  function goesOn(state: StateNode, kind: 'event' | 'always' | 'done'): boolean {
    return state.transitions.some(
      ({ target, trigger }) => trigger.kind === kind && target !== null && ending.has(target),
    );
  }
}
