// A scenario played on its chart: what came otherwise than expected, and which transitions were taken.
import { matchesState } from 'xstate';
import { canonicalJson } from './canonical-json.ts';
import { inner } from './findings.ts';
import type { Definition, Effect, Params, Step } from './model.ts';
import type { Expectation, Scenario } from './read-scenario.ts';
import { start, step } from './step.ts';

export interface Played {
  /** What came otherwise than expected, and where in the scenario that stands. */
  readonly differences: readonly { readonly pointer: string; readonly message: string }[];
  /** Ids of the transitions taken. */
  readonly taken: readonly string[];
}

export function playScenario(definition: Definition, scenario: Scenario): Played {
  let facts = scenario.facts;
  let now = start(definition, facts);
  const taken = [...now.transitions];
  const differences = compare(now, scenario.expect ?? {}, '/expect');
  for (const { event, facts: changed, expect, pointer } of scenario.steps) {
    facts = { ...facts, ...changed };
    now = step(definition, now.value, event, facts);
    taken.push(...now.transitions);
    // What is not said to be a deviation must not be one.
    differences.push(...compare(now, { taken: true, ...expect }, inner(pointer, 'expect'), event));
  }
  return { differences, taken };
}

function compare(
  now: Step,
  expect: Expectation,
  pointer: string,
  event?: string,
): { pointer: string; message: string }[] {
  const after = event === undefined ? 'at the beginning' : `after ${event}`;
  const found: { pointer: string; message: string }[] = [];
  const differs = (key: keyof Expectation, message: string): void =>
    void found.push({ pointer: inner(pointer, key), message: `${after} ${message}` });
  if (expect.taken !== undefined && expect.taken !== now.taken)
    differs('taken', expect.taken ? `nothing takes the event in ${shown(now.value)}` : 'the event was taken');
  if (expect.state !== undefined && !matchesState(expect.state, now.value))
    differs('state', `the state is ${shown(now.value)}, not ${shown(expect.state)}`);
  if (expect.done !== undefined && expect.done !== now.done)
    differs('done', expect.done ? 'the chart has not ended' : 'the chart has ended');
  if (expect.effects !== undefined && !sameEffects(expect.effects, now.effects))
    differs('effects', `the effects are ${shown(now.effects)}, not ${shown(expect.effects)}`);
  return found;
}

function sameEffects(
  wanted: readonly { readonly type: string; readonly params?: Params }[],
  given: readonly Effect[],
): boolean {
  return (
    wanted.length === given.length &&
    wanted.every(({ type, params }, index) => {
      const effect = given[index];
      return type === effect?.type && (params === undefined || canonicalJson(params) === canonicalJson(effect.params));
    })
  );
}

function shown(value: unknown): string {
  return JSON.stringify(value);
}
