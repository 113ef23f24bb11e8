// What a chart asks for, where, and in what a case does at one event: what is left, crossed and entered, and what follows without
// an event. Guards are taken to go either way.
import { leadsTo } from './check-cycles.ts';
import { activeAfter, enteredWith } from './entered.ts';
import { inner } from './findings.ts';
import { allStates, isInside, withAncestors } from './model.ts';
import type { Effect, StateNode, Transition } from './model.ts';

export interface Asked {
  readonly effect: Effect;
  /** Where it stands in the text. */
  readonly pointer: string;
  /** Whose entry or exit it is, or where the transition begins. */
  readonly state: StateNode;
  readonly at: 'entry' | 'exit' | 'actions';
}

/** Everything the chart may ask for, in the order of the document. */
export function everythingAsked(states: readonly StateNode[]): Asked[] {
  return states.flatMap((state) => [...askedAt(state, 'entry'), ...askedAt(state, 'exit'), ...acrossAll(state)]);
}

/** What is asked for before a case has heard anything. */
export function askedAtFirst(root: StateNode, states: readonly StateNode[]): Asked[] {
  const entered = enteredWith(root);
  const first = states.flatMap(automatic).filter(({ source }) => entered.includes(source));
  return [...entered.flatMap((state) => askedAt(state, 'entry')), ...askedAlong(first, states)];
}

/** What may be asked for when the transition is taken, and by what follows it without an event. */
export function askedWith(transition: Transition, states: readonly StateNode[]): Asked[] {
  return askedAlong([transition], states);
}

function askedAlong(first: readonly Transition[], states: readonly StateNode[]): Asked[] {
  const followers = states.flatMap(automatic);
  const taken = new Set(first);
  for (const each of taken) for (const other of followers) if (mayFollow(each, other)) taken.add(other);
  return [...taken].flatMap((each) => [
    ...leftBy(each).flatMap((state) => askedAt(state, 'exit')),
    ...across(each),
    ...enteredBy(each).flatMap((state) => askedAt(state, 'entry')),
  ]);
}

function automatic({ transitions }: StateNode): Transition[] {
  return transitions.filter(({ trigger }) => trigger.kind !== 'event');
}

/** One that stays where it is may have changed what the guards there read. */
function mayFollow(transition: Transition, other: Transition): boolean {
  const { source, target } = transition;
  if (target !== null) return leadsTo(transition, other);
  return other.trigger.kind === 'always' && (isInside(source, other.source) || isInside(other.source, source));
}

function enteredBy(transition: Transition): StateNode[] {
  const { target } = transition;
  if (target === null) return [];
  const outer = domainOf(transition, target);
  return [...activeAfter(target)].filter((state) => outer === null || (state !== outer && isInside(state, outer)));
}

/** All that may be active within what is left. */
function leftBy(transition: Transition): StateNode[] {
  const { source, target } = transition;
  if (target === null) return [];
  const outer = domainOf(transition, target);
  const left = withAncestors(source).filter((state) => outer === null || (state !== outer && isInside(state, outer)));
  return [...new Set([...left, ...[source, ...left.filter(({ type }) => type === 'parallel')].flatMap(inside)])];
}

function inside(state: StateNode): StateNode[] {
  return allStates(state).filter((each) => each !== state);
}

/** The state that stays active while all in it may be left and entered; null where the whole chart is. */
function domainOf({ source, reenter }: Transition, target: StateNode): StateNode | null {
  if (!reenter && isInside(target, source)) return source;
  const around = withAncestors(source).slice(1);
  return around.find((state) => state !== target && isInside(target, state)) ?? null;
}

function askedAt(state: StateNode, at: 'entry' | 'exit'): Asked[] {
  return state[at].map((effect, index) => ({ effect, pointer: placeOf(state.pointer, at, index), state, at }));
}

function acrossAll({ transitions }: StateNode): Asked[] {
  return transitions.flatMap(across);
}

function across({ effects, pointer, source }: Transition): Asked[] {
  return effects.map((effect, index) => ({
    effect,
    pointer: placeOf(pointer, 'actions', index),
    state: source,
    at: 'actions',
  }));
}

function placeOf(pointer: string, key: string, index: number): string {
  return inner(inner(pointer, key), index);
}
