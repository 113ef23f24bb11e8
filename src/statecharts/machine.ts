// The chart as a machine of XState. Two things are added: every transition names itself first among its actions, so that a
// step can tell which were taken, and every guard asks whoever runs the step.
import { createMachine, initialTransition, transition } from 'xstate';
import type { AnyStateMachine, StateValue } from 'xstate';
import assert from '#kernel/assert.ts';
import type { Definition, Effect, Guard, StateNode, Step, Transition } from './model.ts';
import { eventOf } from './model.ts';

export type Consult = (guard: string) => boolean;

export interface Machine {
  readonly first: (consult: Consult) => Step;
  readonly next: (value: StateValue, event: string, consult: Consult) => Step;
}

type Marked =
  | { readonly type: 'effect'; readonly params: Effect }
  | { readonly type: 'taken'; readonly params: Transition };

export function makeMachine(definition: Definition): Machine {
  // Set for the time of one step, which is synchronous.
  let asked: Consult | null = null;
  const ids = new Map(definition.states.map((state, index) => [state, `s${index}`]));
  const machine: AnyStateMachine = createMachine(configOf(definition.root));

  function configOf(state: StateNode): Record<string, unknown> {
    const on: Record<string, unknown[]> = {};
    for (const each of state.transitions)
      if (each.trigger.kind === 'event') (on[each.trigger.event] ??= []).push(transitionOf(each));
    const of = (kind: 'always' | 'done'): unknown[] =>
      state.transitions.filter(({ trigger }) => trigger.kind === kind).map(transitionOf);
    return {
      id: ids.get(state),
      ...(state.type === 'final' || state.type === 'parallel' ? { type: state.type } : {}),
      ...(state.initial === null ? {} : { initial: state.initial.key }),
      entry: state.entry.map(effectOf),
      exit: state.exit.map(effectOf),
      on,
      always: of('always'),
      onDone: of('done'),
      states: Object.fromEntries(state.children.map((child) => [child.key, configOf(child)])),
    };
  }

  function consulted(): Consult {
    assert(asked !== null, 'guards are asked in a step only');
    return asked;
  }

  function transitionOf(each: Transition): Record<string, unknown> {
    const { guard, target, reenter, effects } = each;
    return {
      ...(target === null ? {} : { target: `#${ids.get(target)}` }),
      ...(guard === null ? {} : { guard: () => holds(guard, consulted()) }),
      actions: [{ type: 'taken', params: each }, ...effects.map(effectOf)],
      reenter,
    };
  }

  function run(
    event: string | null,
    step: () => ReturnType<typeof transition<AnyStateMachine>>,
    consult: Consult,
  ): Step {
    let thrown: { readonly error: unknown } | null = null;
    asked = (guard) => {
      try {
        return consult(guard);
      } catch (error) {
        thrown = { error };
        throw error;
      }
    };
    const [snapshot, actions] = taking(step, () => thrown);
    // Every action of the machine was made above.
    const marked = actions as unknown as readonly Marked[];
    const crossed = marked.flatMap((each) => (each.type === 'taken' ? [each.params] : []));
    return {
      value: snapshot.value,
      effects: marked.flatMap((each) => (each.type === 'effect' ? [each.params] : [])),
      taken: event === null || crossed.some((each) => eventOf(each) === event),
      done: snapshot.status === 'done',
      transitions: crossed.map(({ id }) => id),
    };
  }

  return {
    first: (consult) => run(null, () => initialTransition(machine), consult),
    next: (value, event, consult) =>
      run(event, () => transition(machine, machine.resolveState({ value, context: {} }), { type: event }), consult),
  };
}

/** XState puts an error of its own in place of what a guard throws; whoever answers guards gets theirs back. */
function taking<T>(step: () => T, thrown: () => { readonly error: unknown } | null): T {
  try {
    return step();
  } catch (error) {
    const own = thrown();
    throw own === null ? error : own.error;
  }
}

function effectOf(effect: Effect): Marked {
  return { type: 'effect', params: effect };
}

/** From left to right, and no further than needed, as XState's own and, or, not. */
function holds(guard: Guard, consult: Consult): boolean {
  switch (guard.kind) {
    case 'named':
      return consult(guard.name);
    case 'not':
      return !holds(guard.guard, consult);
    case 'and':
      return guard.guards.every((each) => holds(each, consult));
    case 'or':
      return guard.guards.some((each) => holds(each, consult));
  }
}
