// Sequences of events that take every transition of a chart: found breadth first from the beginning, with each guard answered
// both ways. They are the shortest there are. Whether facts can be so that the guards answer like this, a chart does not know.
import type { StateValue } from 'xstate';
import { limits } from '#kernel/limits.ts';
import type { Consult } from './machine.ts';
import type { Definition, Step, Transition } from './model.ts';
import { valueKey } from './state-value.ts';
import { expects, startWith, stepWith } from './step.ts';

export interface Move {
  /** null begins the case. */
  readonly event: string | null;
  /** What the guards answered that were asked. */
  readonly guards: Readonly<Record<string, boolean>>;
}

export interface Sequence {
  readonly moves: readonly Move[];
  readonly ends: StateValue;
  /** Ids of the transitions taken on the way. */
  readonly takes: readonly string[];
}

export interface Exploration {
  readonly sequences: readonly Sequence[];
  /** Transitions that no sequence takes. */
  readonly untaken: readonly Transition[];
  /** States of the whole chart that were looked at. */
  readonly values: number;
  /** False if there are more states than were looked at. */
  readonly complete: boolean;
}

interface Edge {
  readonly move: Move;
  readonly step: Step;
  readonly before: Edge | null;
}

/** Side by side, regions multiply their states; one step costs about 20 µs the first time. */
export function explore(definition: Definition, limit: number = limits.chartStepsTriedMax): Exploration {
  const missing = new Set(definition.transitions.map(({ id }) => id));
  const firsts: Edge[] = [];
  const reached = new Map<string, Edge>();
  let steps = 0;

  function look(before: Edge | null, event: string | null, run: (consult: Consult) => Step): void {
    for (const { guards, step } of outcomes(run)) {
      steps += 1;
      if (!step.taken) continue;
      const edge: Edge = { move: { event, guards }, step, before };
      if (step.transitions.some((id) => missing.delete(id))) {
        for (const id of step.transitions) missing.delete(id);
        firsts.push(edge);
      }
      const key = valueKey(step.value);
      if (!reached.has(key)) reached.set(key, edge);
    }
  }

  look(null, null, (consult) => startWith(definition, consult));
  for (const edge of reached.values()) {
    if (missing.size === 0 || steps >= limit) break;
    const { value } = edge.step;
    for (const event of expects(definition, value))
      look(edge, event, (consult) => stepWith(definition, value, event, consult));
  }
  return {
    sequences: chosen(firsts),
    untaken: definition.transitions.filter(({ id }) => missing.has(id)),
    values: reached.size,
    complete: missing.size === 0 || steps < limit,
  };
}

/** The transitions that are not among those taken: what a set of scenarios leaves out. */
export function uncovered(definition: Definition, taken: ReadonlySet<string>): Transition[] {
  return definition.transitions.filter(({ id }) => !taken.has(id));
}

/** Everything that can come of one event: the last guard that said yes is made to say no, until none is left. */
function* outcomes(run: (consult: Consult) => Step): Generator<{ guards: Record<string, boolean>; step: Step }> {
  let fixed: boolean[] = [];
  for (;;) {
    const asked: [string, boolean][] = [];
    const step = run((guard) => {
      const answer = fixed[asked.length] ?? true;
      asked.push([guard, answer]);
      return answer;
    });
    yield { guards: Object.fromEntries(asked), step };
    const answers = asked.map(([, answer]) => answer);
    const last = answers.lastIndexOf(true);
    if (last < 0) return;
    fixed = [...answers.slice(0, last), false];
  }
}

/** Longest first: a long sequence covers what shorter ones would have shown. */
function chosen(edges: readonly Edge[]): Sequence[] {
  const covered = new Set<string>();
  return edges
    .map(sequenceOf)
    .toSorted((left, right) => right.moves.length - left.moves.length)
    .filter(({ takes }) => {
      const adds = takes.some((id) => !covered.has(id));
      for (const id of takes) covered.add(id);
      return adds;
    });
}

function sequenceOf(edge: Edge): Sequence {
  const moves: Move[] = [];
  const takes: string[] = [];
  for (let at: Edge | null = edge; at !== null; at = at.before) {
    moves.unshift(at.move);
    takes.unshift(...at.step.transitions);
  }
  return { moves, takes, ends: edge.step.value };
}
