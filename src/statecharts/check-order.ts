// A transition that stands after one that is always taken can never be: the chart would say something that never happens.
import { canonicalJson } from './canonical-json.ts';
import type { Findings } from './findings.ts';
import { eventOf } from './model.ts';
import type { StateNode, Transition } from './model.ts';

export function checkOrder(states: readonly StateNode[], findings: Findings): void {
  for (const state of states) {
    for (const group of Map.groupBy(state.transitions, groupOf).values()) checkGroup(group, findings);
    if (passesThrough(state)) {
      for (const transition of state.transitions.filter(({ trigger }) => trigger.kind === 'event'))
        findings.add({
          pointer: transition.pointer,
          message: `"${eventOf(transition)}" can never be taken here: the state is left by "always" before any event arrives`,
          fix: 'Give the "always" a guard, or remove this transition.',
        });
    }
    for (const transition of state.transitions.filter(({ trigger }) => trigger.kind === 'done'))
      if (!canComplete(state))
        findings.add({
          pointer: transition.pointer,
          message: 'it can never be done: nothing inside it is final',
          fix: 'Make the last state inside it final, or remove "onDone".',
        });
  }
}

function checkGroup(group: readonly Transition[], findings: Findings): void {
  const seen = new Set<string>();
  let certain: Transition | undefined;
  for (const transition of group) {
    const guard = transition.guard === null ? null : canonicalJson(transition.guard);
    if (certain !== undefined || (guard !== null && seen.has(guard)))
      findings.add({
        pointer: transition.pointer,
        message:
          certain === undefined
            ? 'it can never be taken: one with the same guard stands before it'
            : 'it can never be taken: one without a guard stands before it',
        fix: 'Move it up, or remove it.',
      });
    if (guard === null) certain ??= transition;
    else seen.add(guard);
  }
}

/** A state that is never rested in: something without event and guard leads away at once. */
export function passesThrough(state: StateNode): boolean {
  return state.transitions.some(({ trigger, guard }) => trigger.kind === 'always' && guard === null);
}

/** Whether there is something final that ends it: in a parallel state, in every region. */
function canComplete(state: StateNode): boolean {
  if (state.type === 'parallel') return state.children.every(canComplete);
  return state.type === 'compound' && state.children.some(({ type }) => type === 'final');
}

function groupOf({ trigger }: Transition): string {
  return trigger.kind === 'event' ? `on ${trigger.event}` : trigger.kind;
}
