// The steps that are kept are those XState takes with the chart as it is written: over random charts, guards and events. One
// thing differs on purpose: an event that is not taken moves nothing, even if facts have changed meanwhile.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { and, createMachine, initialTransition, not, or, transition } from 'xstate';
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { checkCycles } from './check-cycles.ts';
import { startFindings } from './findings.ts';
import { readGuard } from './guard-expression.ts';
import { readJson } from './json-text.ts';
import { allStates } from './model.ts';
import type { Definition, Facts } from './model.ts';
import { readChart } from './read-chart.ts';
import { activeStates, hasEnded, valueKey } from './state-value.ts';
import { expects, start, step } from './step.ts';
import { catalogue } from './testing/definitions.ts';

const events = ['asked', 'answered', 'billed'];
const facts = { open: 'number', urgent: 'boolean' } as const;
const expressions = { none: 'open == 0', many: 'open > 1', urgent: 'urgent' };
type Json = Record<string, unknown>;

const guards = Object.fromEntries(
  Object.entries(expressions).map(([name, expression]) => {
    const made = readGuard(name, expression, facts);
    assert.ok('guard' in made);
    return [name, made.guard];
  }),
);

const guard: fc.Arbitrary<unknown> = fc.letrec((again) => ({
  guard: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.constantFrom(...Object.keys(expressions)),
    fc.record({ type: fc.constantFrom('and', 'or'), guards: fc.array(again('guard'), { minLength: 2, maxLength: 3 }) }),
    fc.record({ type: fc.constant('not'), guards: fc.tuple(again('guard')) }),
  ),
})).guard;

/** Where a transition goes is a number, turned into a target once the chart is there. */
const transitions = fc.array(
  fc.record(
    { target: fc.nat(30), guard, reenter: fc.boolean(), actions: fc.constantFrom([], [{ type: 'check', params: {} }]) },
    { requiredKeys: ['actions'] },
  ),
  { minLength: 1, maxLength: 3 },
);

const chart: fc.Arbitrary<Json> = fc.letrec<{ state: Json; inner: Json; leaf: Json }>((again) => ({
  leaf: fc.record(
    { on: fc.dictionary(fc.constantFrom(...events), transitions), always: transitions, final: fc.nat(4) },
    { requiredKeys: ['on', 'final'] },
  ),
  inner: fc.record(
    {
      on: fc.dictionary(fc.constantFrom(...events), transitions),
      onDone: transitions,
      parallel: fc.nat(2),
      initial: fc.nat(3),
      children: fc.array(again('state'), { minLength: 1, maxLength: 4 }),
    },
    { requiredKeys: ['on', 'parallel', 'initial', 'children'] },
  ),
  state: fc.oneof({ maxDepth: 2, withCrossShrink: true }, again('leaf'), again('inner')),
})).inner;

/** The drawn tree as a chart: keys, ids, effects that name what they enter and leave, targets. */
function written(tree: Json): Json {
  const ids: string[] = [];
  return withTargets(state(tree, 'root'));

  function state(node: Json, key: string): Json {
    const { on, always, onDone, children, parallel, initial, final } = node;
    ids.push(key);
    const effects = { entry: [said(`in ${key}`)], exit: [said(`out ${key}`)] };
    if (!Array.isArray(children)) {
      if (final === 0) return { id: key, type: 'final', ...effects };
      return { id: key, on, ...(always !== undefined && { always }), ...effects };
    }
    const keys = children.map((_, index) => `${key}${index}`);
    return {
      id: key,
      on,
      ...effects,
      ...(key !== 'root' && onDone !== undefined && { onDone }),
      ...(parallel === 0 ? { type: 'parallel' } : { initial: keys[Number(initial) % keys.length] }),
      states: Object.fromEntries(children.map((child, index) => [keys[index], state(child, keys[index] ?? '')])),
    };
  }

  function withTargets(whole: Json): Json {
    return JSON.parse(JSON.stringify(whole), (key, value) =>
      key === 'target' && typeof value === 'number' ? `#${ids[value % ids.length]}` : value,
    );
  }
}

function said(text: string): Json {
  return { type: 'tell', params: { who: 'desk', text } };
}

/** Without the checks of what is sensible, which few random charts would pass; only what cannot be run is left out. */
function definitionOf(source: Json): Definition {
  const read = readJson(JSON.stringify(source));
  assert.ok('json' in read);
  const findings = startFindings(read.json);
  const words = {
    catalogue,
    events,
    guards: Object.keys(guards),
    usedEvents: new Set<string>(),
    usedGuards: new Set<string>(),
  };
  const root = readChart(source, '', words, findings);
  assert.ok(root !== undefined);
  const states = allStates(root);
  checkCycles(states, findings);
  const problems = findings.problems();
  if (problems.length > 0) return definitionOf(problems.reduce((left, { pointer }) => without(left, pointer), source));
  const head = { process: 'random', version: 1, owner: 'nobody', description: 'random', hash: '', source };
  return { ...head, facts, guards, events, root, states, transitions: states.flatMap((each) => each.transitions) };
}

/** The chart without the transition that cannot be run: into another region, or in a circle. */
function without(source: Json, pointer: string): Json {
  const copy: Json = structuredClone(source);
  const keys = pointer
    .replace(/\/target$/, '')
    .split('/')
    .slice(1);
  const at = keys.slice(0, -2).reduce<Json>((inner, key) => inner[key] as Json, copy);
  // The list of its handler goes with it: an empty one would be refused.
  delete at[keys.at(-2) ?? ''];
  return copy;
}

/** XState's own: composed guards by its own and, or, not; the chart otherwise untouched. */
function machineOf(source: Json, known: { facts: Facts }): AnyStateMachine {
  const composed = (given: unknown): never => {
    if (typeof given === 'string') return given as never;
    const { type, guards } = given as { type: 'and' | 'or' | 'not'; guards: unknown[] };
    const inner = guards.map(composed);
    return (type === 'and' ? and(inner) : type === 'or' ? or(inner) : not(inner[0] as never)) as never;
  };
  const revived = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(revived);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, key === 'guard' ? composed(each) : revived(each)]),
    );
  };
  return createMachine(
    revived(source) as never,
    {
      guards: {
        none: () => known.facts['open'] === 0,
        many: () => Number(known.facts['open']) > 1,
        urgent: () => known.facts['urgent'] === true,
      },
    } as never,
  );
}

const script = fc.array(
  fc.record({ event: fc.constantFrom(...events, 'unheard'), open: fc.nat(2), urgent: fc.boolean() }),
  { minLength: 1, maxLength: 12 },
);

test('steps looked up are the steps XState takes', () => {
  let compared = 0;
  fc.assert(
    fc.property(chart, script, fc.boolean(), (tree, moves, urgent) => {
      const definition = definitionOf(written(tree));
      const source: Json = { ...definition.source };
      const known: { facts: Facts } = { facts: { open: 0, urgent } };
      const machine = machineOf(source, known);
      // Twice: the first time works the steps out, the second looks them up.
      for (const _ of [1, 2]) {
        known.facts = { open: 0, urgent };
        let theirs = initialTransition(machine);
        let ours = start(definition, known.facts);
        same(ours, theirs);
        for (const { event, ...now } of moves) {
          if (ours.done) break;
          known.facts = now;
          const before: AnyMachineSnapshot = theirs[0];
          const taken = machine.getTransitionData(before, { type: event }).length > 0;
          theirs = taken ? transition(machine, before, { type: event }) : [before, []];
          assert.equal(ours.done, hasEnded(definition, new Set(activeStates(definition, ours.value))));
          assert.ok(expects(definition, ours.value).has(event) || !taken);
          const next = step(definition, JSON.parse(JSON.stringify(ours.value)), event, now);
          assert.equal(next.taken, taken);
          ours = next;
          same(ours, theirs);
          compared += 1;
        }
      }
    }),
    { numRuns: 200 },
  );
  assert.ok(compared > 1000, `only ${compared} steps were compared`);
});

function same(
  ours: ReturnType<typeof step>,
  [snapshot, actions]: ReturnType<typeof transition<AnyStateMachine>>,
): void {
  assert.equal(valueKey(ours.value), valueKey(snapshot.value));
  assert.equal(ours.done, snapshot.status === 'done');
  assert.deepEqual(
    ours.effects,
    actions.map(({ type, params }) => ({ type, params })),
  );
}
