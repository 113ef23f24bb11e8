// Scenarios of a chart alone, as data: what is heard, and where the chart then stands. What effects do to an order is not
// their matter.
import type { StateValue } from 'xstate';
import { inner, isMembers, startFindings } from './findings.ts';
import type { Findings } from './findings.ts';
import { readJson } from './json-text.ts';
import type { Definition, Facts, Params, Problem } from './model.ts';

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

/** Facts are checked against the definition: all of them at the beginning, of their type everywhere. */
export function readScenario(
  text: string,
  definition: Definition,
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
  checkFacts(scenario, definition, findings);
  const problems = findings.problems();
  return problems.length > 0 ? { problems } : { scenario };
}

/** All of them at the beginning, and each of its type: what guards read is never guessed. */
function checkFacts(scenario: Scenario, { facts: types }: Definition, findings: Findings): void {
  const given: readonly (readonly [string, Facts])[] = [
    ['/facts', scenario.facts],
    ...scenario.steps.map(({ pointer, facts }) => [inner(pointer, 'facts'), facts ?? {}] as const),
  ];
  for (const [pointer, facts] of given)
    for (const [name, value] of Object.entries(facts))
      if (typeof value !== types[name])
        findings.add({
          pointer: inner(pointer, name),
          message:
            types[name] === undefined ? `"${name}" is not a fact of the definition` : `${name} is a ${types[name]}`,
          fix: types[name] === undefined ? 'Remove it, or correct its name.' : `Write a ${types[name]}.`,
        });
  for (const name of Object.keys(types).filter((each) => !Object.hasOwn(scenario.facts, each)))
    findings.add({
      pointer: '/facts',
      message: `the fact "${name}" is missing`,
      fix: 'Say what it is at the beginning.',
    });
}

function readStep(value: unknown, pointer: string, findings: Findings): ScenarioStep[] {
  const members = findings.object(value, { pointer, what: 'a step' });
  if (members === undefined) return [];
  findings.keys(members, pointer, { what: 'a step', required: ['event', 'expect'], optional: ['facts'] });
  const event = members['event'];
  const facts = members['facts'];
  const expect = members['expect'];
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
  const state = members['state'];
  const effects = members['effects'];
  const taken = members['taken'];
  const done = members['done'];
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
  const members = findings.object(value, { pointer, what: 'facts' }) ?? {};
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
