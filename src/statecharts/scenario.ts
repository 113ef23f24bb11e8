// Scenarios of a chart alone, as data: what is heard, and where the chart then stands. What effects do to an order is not
// their matter.
import { matchesState } from 'xstate';
import type { StateValue } from 'xstate';
import { canonicalJson } from './canonical-json.ts';
import { inner, isMembers, startFindings } from './findings.ts';
import type { Findings, Members } from './findings.ts';
import { readJson } from './json-text.ts';
import type { Definition, Effect, Facts, Params, Problem, Step } from './model.ts';
import { start, step } from './step.ts';

export interface Expectation {
  /** The state, or as much of it as matters: "open" fits {"open": "waiting"}. */
  readonly state?: StateValue;
  /** All effects in their order; the params are compared if they are given. */
  readonly effects?: readonly { readonly type: string; readonly params?: Params }[];
  readonly taken?: boolean;
  readonly done?: boolean;
}

export interface ScenarioStep {
  readonly event: string;
  /** Facts that have changed; the others stay. */
  readonly facts?: Facts;
  readonly expect: Expectation;
  readonly pointer: string;
}

export interface Scenario {
  readonly name: string;
  readonly facts: Facts;
  /** What is expected of the beginning. */
  readonly expect?: Expectation;
  readonly steps: readonly ScenarioStep[];
}

export interface Played {
  /** What came otherwise than expected, and where in the scenario that stands. */
  readonly differences: readonly { readonly pointer: string; readonly message: string }[];
  /** Ids of the transitions taken. */
  readonly taken: readonly string[];
}

export function readScenario(
  text: string,
): { readonly scenario: Scenario } | { readonly problems: readonly Problem[] } {
  const parsed = readJson(text);
  if ('fault' in parsed) {
    const { message, ...place } = parsed.fault;
    return { problems: [{ ...place, pointer: '', message: `not JSON: ${message}`, fix: 'Correct the text there.' }] };
  }
  const findings = startFindings(parsed.json);
  const members = findings.object(parsed.json.value, { pointer: '', what: 'a scenario' }) ?? {};
  findings.keys(members, '', { what: 'a scenario', required: ['name', 'facts', 'steps'], optional: ['expect'] });
  const steps =
    (members['steps'] === undefined ? [] : findings.list(members['steps'], { pointer: '/steps', what: 'steps' })) ?? [];
  const scenario: Scenario = {
    name:
      members['name'] === undefined ? '' : (findings.text(members['name'], { pointer: '/name', what: 'name' }) ?? ''),
    facts: members['facts'] === undefined ? {} : readFacts(members['facts'], '/facts', findings),
    ...(members['expect'] !== undefined && { expect: readExpectation(members['expect'], '/expect', findings) }),
    steps: steps.flatMap((each, index) => readStep(each, inner('/steps', index), findings)),
  };
  const problems = findings.problems();
  return problems.length > 0 ? { problems } : { scenario };
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
    void found.push({
      pointer: expect[key] === undefined ? pointer : inner(pointer, key),
      message: `${after} ${message}`,
    });
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

function readStep(value: unknown, pointer: string, findings: Findings): ScenarioStep[] {
  const members = findings.object(value, { pointer, what: 'a step' });
  if (members === undefined) return [];
  findings.keys(members, pointer, { what: 'a step', required: ['event', 'expect'], optional: ['facts'] });
  const { event, facts, expect } = { event: members['event'], facts: members['facts'], expect: members['expect'] };
  return [
    {
      event:
        event === undefined ? '' : (findings.text(event, { pointer: inner(pointer, 'event'), what: 'event' }) ?? ''),
      ...(facts !== undefined && { facts: readFacts(facts, inner(pointer, 'facts'), findings) }),
      expect: expect === undefined ? {} : readExpectation(expect, inner(pointer, 'expect'), findings),
      pointer,
    },
  ];
}

function readExpectation(value: unknown, pointer: string, findings: Findings): Expectation {
  const members = findings.object(value, { pointer, what: 'expect' }) ?? {};
  findings.keys(members, pointer, { what: 'expect', required: [], optional: ['state', 'effects', 'taken', 'done'] });
  const { state, effects, taken, done } = {
    state: members['state'],
    effects: members['effects'],
    taken: members['taken'],
    done: members['done'],
  };
  if (state !== undefined && !isState(state)) wrong('state', 'the name of a state, or an object of states by name');
  if (taken !== undefined && typeof taken !== 'boolean') wrong('taken', 'true or false');
  if (done !== undefined && typeof done !== 'boolean') wrong('done', 'true or false');
  return {
    ...(isState(state) && { state }),
    ...(effects !== undefined && { effects: readEffects(effects, inner(pointer, 'effects'), findings) }),
    ...(typeof taken === 'boolean' && { taken }),
    ...(typeof done === 'boolean' && { done }),
  };

  function wrong(key: string, wanted: string): void {
    findings.add({ pointer: inner(pointer, key), message: `${key} must be ${wanted}`, fix: `Write ${wanted}.` });
  }
}

/** "tell", or {"type": "tell", "params": {…}} where the params matter. */
function readEffects(value: unknown, pointer: string, findings: Findings): { type: string; params?: Params }[] {
  const list = findings.list(value, { pointer, what: 'effects' }) ?? [];
  return list.flatMap((each, index) => {
    if (typeof each === 'string') return [{ type: each }];
    const at = inner(pointer, index);
    const members = findings.object(each, { pointer: at, what: 'an effect' });
    if (members === undefined) return [];
    findings.keys(members, at, { what: 'an effect', required: ['type'], optional: ['params'] });
    const type = String(members['type']);
    return members['params'] === undefined
      ? [{ type }]
      : [{ type, params: readFacts(members['params'], inner(at, 'params'), findings) }];
  });
}

function readFacts(value: unknown, pointer: string, findings: Findings): Facts {
  const members: Members = findings.object(value, { pointer, what: 'facts' }) ?? {};
  const entries = Object.entries(members).flatMap(([name, given]): [string, Facts[string]][] => {
    if (typeof given === 'number' || typeof given === 'boolean' || typeof given === 'string') return [[name, given]];
    const message = `${name} must be a number, a text, true or false`;
    findings.add({ pointer: inner(pointer, name), message, fix: 'Correct the value.' });
    return [];
  });
  return Object.fromEntries(entries);
}

function isState(value: unknown): value is StateValue {
  return typeof value === 'string' || (isMembers(value) && Object.values(value).every(isState));
}
