// One event carried through a chart. What comes of it hangs on the state, the event and what the consulted guards say, and on
// nothing else: so XState works each case out once, and from then on it is looked up. A lookup is a walk down a tree of
// guards; each guard is asked once at most, and only if the outcome hangs on it.
import type { StateValue } from 'xstate';
import assert from '#kernel/assert.ts';
import { limits } from '#kernel/limits.ts';
import { evaluate, isBounded } from './guard-expression.ts';
import { makeMachine } from './machine.ts';
import type { Consult, Machine } from './machine.ts';
import { eventOf } from './model.ts';
import type { Definition, Facts, GuardExpression, Step } from './model.ts';
import { remember } from './remember.ts';
import { activeStates, hasEnded, valueKey } from './state-value.ts';

/** Null where nobody has been yet. */
type Branch = { readonly step: Step } | { readonly guard: string; yes: Branch | null; no: Branch | null };

interface Known {
  readonly machine: Machine;
  readonly branches: Map<string, Branch>;
  readonly resting: Map<string, Resting>;
  readonly verdicts: Map<string, boolean>;
}

/** What is known of a state before any event: what it expects, and the step of an event that it does not. */
interface Resting {
  readonly expects: ReadonlySet<string>;
  readonly unexpected: Step;
}

/** No event is called so: a key of a state has at least a sign. */
const beginning = '';
const known = new WeakMap<Definition, Known>();

/** The first state of a case and what it asks for. */
export function start(definition: Definition, facts: Facts): Step {
  return startWith(definition, verdictOf(definition, facts));
}

/** `taken` is false when nothing in this state takes the event; then nothing has changed. */
export function step(definition: Definition, value: StateValue, event: string, facts: Facts): Step {
  return stepWith(definition, value, event, verdictOf(definition, facts));
}

/** The same with the guards answered by the caller, for tests and drawings of what could be. */
export function startWith(definition: Definition, consult: Consult): Step {
  const all = knownOf(definition);
  return lookUp(all, beginning, consult, (asked) => all.machine.first(asked));
}

export function stepWith(definition: Definition, value: StateValue, event: string, consult: Consult): Step {
  const all = knownOf(definition);
  const at = valueKey(value);
  const { expects: expected, unexpected } = restingAt(definition, all, value, at);
  if (!expected.has(event)) return unexpected;
  return lookUp(all, `${event} ${at}`, consult, (asked) => {
    const next = all.machine.next(value, event, asked);
    // XState looks for transitions without an event even then. A case is not moved by what it did not take.
    return next.taken ? next : unexpected;
  });
}

/** The events that a state listens to, whatever their guards say. */
export function expects(definition: Definition, value: StateValue): ReadonlySet<string> {
  return restingAt(definition, knownOf(definition), value, valueKey(value)).expects;
}

/** Whether a case in this state has come to its end. */
export function isDone(definition: Definition, value: StateValue): boolean {
  return restingAt(definition, knownOf(definition), value, valueKey(value)).unexpected.done;
}

/** Ids of the transitions that were ever taken in this process: what scenarios leave out is known by them. */
export function takenSoFar(definition: Definition): ReadonlySet<string> {
  const taken = new Set<string>();
  const open: (Branch | null)[] = [...knownOf(definition).branches.values()];
  for (let branch = open.pop(); branch !== undefined; branch = open.pop()) {
    if (branch === null) continue;
    if ('guard' in branch) open.push(branch.yes, branch.no);
    else for (const id of branch.step.transitions) taken.add(id);
  }
  return taken;
}

function knownOf(definition: Definition): Known {
  const found = known.get(definition);
  if (found !== undefined) return found;
  const made = {
    machine: makeMachine(definition),
    branches: new Map(),
    resting: new Map(),
    verdicts: new Map(),
  };
  known.set(definition, made);
  return made;
}

function restingAt(definition: Definition, { resting }: Known, value: StateValue, at: string): Resting {
  const found = resting.get(at);
  if (found !== undefined) return found;
  const active = activeStates(definition, value);
  const done = hasEnded(definition, new Set(active));
  const transitions = done ? [] : active.flatMap((state) => state.transitions);
  const made: Resting = {
    expects: new Set(transitions.flatMap((each) => eventOf(each) ?? [])),
    unexpected: frozen({ value: structuredClone(value), effects: [], taken: false, done, transitions: [] }),
  };
  return remember(resting, at, made, limits.chartStepsKept);
}

function lookUp(all: Known, key: string, consult: Consult, workOut: (asked: Consult) => Step): Step {
  const said = new Map<string, boolean>();
  const ask: Consult = (guard) => {
    const answer = said.get(guard) ?? consult(guard);
    said.set(guard, answer);
    return answer;
  };
  let branch = all.branches.get(key) ?? null;
  while (branch !== null && 'guard' in branch) branch = ask(branch.guard) ? branch.yes : branch.no;
  if (branch !== null) return branch.step;
  // Asked in the same order as by the walk above: XState is deterministic, and the answers already given are the same.
  const worked = frozen(workOut(ask));
  const tree = grafted(all.branches.get(key) ?? null, [...said], worked);
  remember(all.branches, key, tree, limits.chartStepsKept);
  return worked;
}

/** The tree with the way of these answers in it. */
function grafted(
  branch: Branch | null,
  [first, ...rest]: readonly (readonly [string, boolean])[],
  worked: Step,
): Branch {
  if (first === undefined) return { step: worked };
  const [guard, answer] = first;
  assert(branch === null || ('guard' in branch && branch.guard === guard), 'guards are asked in the same order again');
  const fork = branch ?? { guard, yes: null, no: null };
  if (answer) fork.yes = grafted(fork.yes, rest, worked);
  else fork.no = grafted(fork.no, rest, worked);
  return fork;
}

/** Answers guards by facts. */
export function verdictOf(definition: Definition, facts: Facts): Consult {
  return (name) => {
    const guard = definition.guards[name];
    assert(guard !== undefined, `the guard ${name} was checked to exist`);
    const { verdicts } = knownOf(definition);
    const read = guard.reads.map((fact) => [fact, factOf(definition, guard, fact, facts)] as const);
    const key = JSON.stringify([name, read]);
    const found = verdicts.get(key);
    if (found !== undefined) return found;
    const verdict = judge(guard, Object.fromEntries(read));
    return remember(verdicts, key, verdict, limits.chartStepsKept);
  };
}

/** Zen takes a missing fact for null and a wrong one for what it likes. Here both are bugs of the caller. */
function factOf(definition: Definition, guard: GuardExpression, fact: string, facts: Facts): Facts[string] {
  const value = facts[fact];
  const type = definition.facts[fact];
  assert(
    typeof value === type && value !== undefined && (typeof value !== 'number' || isBounded(value)),
    `the fact ${fact}, which the guard "${guard.name}" reads, is a ${type} that can be reckoned with; it was ${String(value)}`,
  );
  return value;
}

function judge(guard: GuardExpression, facts: Facts): boolean {
  const result = evaluate(guard, facts);
  assert(
    'value' in result && typeof result.value === 'boolean',
    `the guard "${guard.name}" gives true or false; for ${JSON.stringify(facts)} it gave ${JSON.stringify(result)}`,
  );
  return result.value;
}

/** A step is handed out again and again: nobody may change it. */
function frozen(made: Step): Step {
  freezeValue(made.value);
  Object.freeze(made.effects);
  Object.freeze(made.transitions);
  return Object.freeze(made);
}

function freezeValue(value: StateValue | undefined): void {
  if (typeof value !== 'object') return;
  for (const inner of Object.values(value)) freezeValue(inner);
  Object.freeze(value);
}
