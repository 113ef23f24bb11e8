// A definition as views show it: plain records without the ties of the tree.
import type { StateValue } from 'xstate';
import { clocksOf, ownerOf } from './check-waits.ts';
import { eventOf, withAncestors } from './model.ts';
import type { Definition, Effect, StateNode, StateType, Transition } from './model.ts';
import { activeStates, hasEnded } from './state-value.ts';
import { guardText } from './words.ts';

export interface StateView {
  /** Keys from the root on, joined by dots. */
  readonly path: string;
  readonly name: string;
  /** 1 for a state directly in the chart. */
  readonly depth: number;
  readonly type: StateType;
  readonly description: string | null;
  /** Of the state, or of the nearest one around it that has one. */
  readonly owner: string | null;
  /** Deadlines that run while the case rests here. */
  readonly clocks: readonly { readonly event: string; readonly after: string | null }[];
  readonly tags: readonly string[];
  readonly meta: StateNode['meta'];
}

export interface TransitionView {
  readonly id: string;
  readonly from: string;
  /** null stays where it is. */
  readonly to: string | null;
  /** null follows by itself. */
  readonly event: string | null;
  readonly kind: Transition['trigger']['kind'];
  readonly guard: string | null;
  readonly effects: readonly Effect[];
  readonly description: string | null;
}

export interface Situation {
  readonly done: boolean;
  /** Active states, outermost first; the root is left out. */
  readonly states: readonly StateView[];
  /** Whoever has to see to it that the case goes on. */
  readonly owners: readonly string[];
  /** What can be heard here, and what would come of it. */
  readonly expects: readonly TransitionView[];
}

export function statesOf(definition: Definition): StateView[] {
  return definition.states.filter(({ parent }) => parent !== null).map(stateView);
}

export function transitionsOf(definition: Definition): TransitionView[] {
  return definition.transitions.map(transitionView);
}

export function describe(definition: Definition, value: StateValue): Situation {
  const active = activeStates(definition, value);
  const done = hasEnded(definition, new Set(active));
  const resting = done ? [] : active.filter(({ type }) => type === 'atomic');
  const listening = done ? [] : active.flatMap(({ transitions }) => transitions);
  return {
    done,
    states: active.filter(({ parent }) => parent !== null).map(stateView),
    owners: [...new Set(resting.flatMap((state) => ownerOf(state) ?? []))],
    expects: listening.filter((each) => eventOf(each) !== null).map(transitionView),
  };
}

function stateView(state: StateNode): StateView {
  return {
    path: state.path,
    name: state.key,
    depth: withAncestors(state).length - 1,
    type: state.type,
    description: state.description,
    owner: ownerOf(state),
    clocks:
      state.type === 'atomic' ? clocksOf(state).map(({ event, effect }) => ({ event, after: afterOf(effect) })) : [],
    tags: state.tags,
    meta: state.meta,
  };
}

/** How long a clock runs, if its catalogue says so. */
export function afterOf({ params }: Effect): string | null {
  const after = params['after'];
  return typeof after === 'string' ? after : null;
}

function transitionView(transition: Transition): TransitionView {
  const { id, source, target, trigger, guard, effects, description } = transition;
  return {
    id,
    from: source.path,
    to: target?.path ?? null,
    event: eventOf(transition),
    kind: trigger.kind,
    guard: guard === null ? null : guardText(guard),
    effects,
    description,
  };
}

/** What sets a transition off, as a person reads it. */
export function triggerText({ event, kind, guard }: Pick<TransitionView, 'event' | 'kind' | 'guard'>): string {
  const trigger = event ?? (kind === 'done' ? 'when done' : 'at once');
  return guard === null ? trigger : `${trigger} [${guard}]`;
}
