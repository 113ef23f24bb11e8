// What a process definition is once it was read: a tree of states with its transitions, and the words it may use.
import type { StateValue } from 'xstate';
import type { Place } from './json-text.ts';

export type FactType = 'number' | 'boolean' | 'string';
/** What guards read. The caller of a step knows them; a chart keeps nothing but its state. */
export type Facts = Readonly<Record<string, number | boolean | string>>;

/**
 * `duration` is ISO 8601, such as PT4H or P2D; `event` is one that the definition listens to; `word` names something that is
 * kept under this name, such as pick_overdue.
 */
export type ParamType = FactType | 'duration' | 'event' | 'word';

export interface ParamShape {
  readonly type: ParamType;
  readonly optional?: boolean;
  /** The only values allowed, if not all are. */
  readonly values?: readonly string[];
  readonly description?: string;
}

export interface EffectShape {
  readonly description: string;
  /** Events of which exactly one is heard as soon as the effect is done: a state entered with it does not wait. */
  readonly answers?: readonly string[];
  /** Events that may be heard as soon as the effect is done. Others may bring them too. */
  readonly brings?: readonly string[];
  /** It is about something that only these events bring, and so is asked for in nothing else than what follows them. */
  readonly after?: readonly string[];
  /** It ends something: it stands in the entry of a state that ends a region, or the whole case, and nowhere else. */
  readonly ends?: 'region' | 'case';
  readonly params: Readonly<Record<string, ParamShape>>;
}

/** The words that the definitions of one kind of case may use: what they may ask for, hear and know. */
export interface Catalogue {
  readonly effects: Readonly<Record<string, EffectShape>>;
  readonly events: Readonly<Record<string, string>>;
  readonly facts: Readonly<Record<string, { readonly type: FactType; readonly description: string }>>;
  /** By process: what it has to hear and to ask for, whatever else it does, and why. */
  readonly needed?: Readonly<Record<string, Needed>>;
}

export interface Needed {
  readonly events: Readonly<Record<string, string>>;
  readonly effects: Readonly<Record<string, string>>;
}

/** The effect that starts a deadline. Its parameter `event` names what the chart hears when the time is up. */
export const clockEffect = 'startDeadline';

/** A state with this tag waits for nobody: its region is at rest while the others go on, and they have the clocks. */
export const idleTag = 'idle';

export type Params = Readonly<Record<string, string | number | boolean>>;

/** Something that the chart asks for; done by whoever runs it. */
export interface Effect {
  readonly type: string;
  readonly params: Params;
}

export type Guard =
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'and' | 'or'; readonly guards: readonly Guard[] }
  | { readonly kind: 'not'; readonly guard: Guard };

/** `done` is the transition that follows when all that is inside a state has ended. */
export type Trigger = { readonly kind: 'event'; readonly event: string } | { readonly kind: 'always' | 'done' };

export interface Transition {
  /** Where it stands in the chart, as a JSON pointer: `/states/held/on/credit.approved/0`. Stable while the chart is. */
  readonly id: string;
  readonly pointer: string;
  readonly source: StateNode;
  readonly trigger: Trigger;
  /** null stays where it is. */
  readonly target: StateNode | null;
  readonly targetText: string | null;
  readonly guard: Guard | null;
  readonly effects: readonly Effect[];
  readonly reenter: boolean;
  readonly description: string | null;
}

export type StateType = 'atomic' | 'compound' | 'parallel' | 'final';

export interface StateNode {
  /** Keys from the root, joined by dots; the root's is its id. */
  readonly path: string;
  readonly key: string;
  readonly pointer: string;
  readonly parent: StateNode | null;
  readonly type: StateType;
  readonly children: readonly StateNode[];
  readonly initial: StateNode | null;
  readonly transitions: readonly Transition[];
  readonly entry: readonly Effect[];
  readonly exit: readonly Effect[];
  /** Its own id, by which `#id` finds it. */
  readonly id: string | null;
  readonly owner: string | null;
  readonly meta: Readonly<Record<string, string | number | boolean>>;
  readonly tags: readonly string[];
  readonly description: string | null;
}

export interface Definition {
  readonly process: string;
  readonly version: number;
  readonly owner: string;
  readonly description: string;
  readonly facts: Readonly<Record<string, FactType>>;
  readonly guards: Readonly<Record<string, GuardExpression>>;
  readonly events: readonly string[];
  readonly root: StateNode;
  /** Every state, in the order of the document. */
  readonly states: readonly StateNode[];
  readonly transitions: readonly Transition[];
  /** SHA-256 over the canonical JSON of the whole document: the same content has the same hash, however it is laid out. */
  readonly hash: string;
  readonly source: Readonly<Record<string, unknown>>;
}

export interface GuardExpression {
  readonly name: string;
  readonly expression: string;
  /** The facts it reads, sorted. */
  readonly reads: readonly string[];
}

/** Something wrong in a definition, where, and what to do. */
export interface Problem extends Place {
  readonly pointer: string;
  readonly message: string;
  readonly fix: string;
}

/** What became of one event. */
export interface Step {
  readonly value: StateValue;
  /** In the order of SCXML: what is left, what is crossed, what is entered. */
  readonly effects: readonly Effect[];
  /** False when nothing in this state takes the event: a deviation. */
  readonly taken: boolean;
  readonly done: boolean;
  /** Ids of the transitions that were taken, those without an event too. */
  readonly transitions: readonly string[];
}

/** A state and all above it, innermost first. */
export function withAncestors(state: StateNode): StateNode[] {
  const line: StateNode[] = [];
  for (let at: StateNode | null = state; at !== null; at = at.parent) line.push(at);
  return line;
}

/** How a state is called where a person reads it. */
export function nameOf({ path, key }: StateNode): string {
  return path === '' ? key : path;
}

/** A state and all in it, in the order of the document. */
export function allStates(root: StateNode): StateNode[] {
  return [root, ...root.children.flatMap(allStates)];
}

export function isInside(state: StateNode, outer: StateNode): boolean {
  return withAncestors(state).includes(outer);
}

/** A part of a parallel state: it runs beside its siblings. */
export function isRegion(state: StateNode): boolean {
  return state.parent?.type === 'parallel';
}

export function eventOf({ trigger }: Transition): string | null {
  return trigger.kind === 'event' ? trigger.event : null;
}
