// The chart makes its own tests: the shortest sequences of events that together take every transition, guards answered both ways.
// Each leads where it says, and wherever a case comes to rest on the way somebody owns the wait and a clock is heard.
import assert from 'node:assert/strict';
import { describe as suite, test } from 'node:test';
import { explore } from '#statecharts/coverage.ts';
import type { Move } from '#statecharts/coverage.ts';
import { describe } from '#statecharts/describe.ts';
import type { Definition, Effect, Step } from '#statecharts/model.ts';
import { expects, startWith, stepWith } from '#statecharts/step.ts';
import { catalogue } from '../catalogue.ts';
import { Network } from './network.testsuite.ts';

const definition = (await new Network().open()).definition();
const { sequences, untaken, complete } = explore(definition);

test('the sequences take every transition', () => {
  const taken = new Set(sequences.flatMap(({ takes }) => takes));
  assert.deepEqual([complete, untaken, taken.size], [true, [], definition.transitions.length]);
});

suite('sequences', () => {
  for (const { moves, takes, ends } of sequences)
    test(moves.map(({ event }) => event ?? 'begins').join(', '), () => {
      let step: Step | null = null;
      const taken: string[] = [];
      for (const move of moves) {
        step = take(definition, step, move);
        assert.ok(step.taken, `${move.event} is expected`);
        for (const { type } of step.effects) assert.ok(Object.hasOwn(catalogue.effects, type), type);
        taken.push(...step.transitions);
        restsWell(definition, step);
      }
      assert.deepEqual([taken, step?.value], [takes, ends]);
    });
});

function take(of: Definition, before: Step | null, { event, guards }: Move): Step {
  const consult = (guard: string): boolean => {
    const answer = guards[guard];
    assert(answer !== undefined, `the sequence says what "${guard}" answers`);
    return answer;
  };
  return before === null || event === null ? startWith(of, consult) : stepWith(of, before.value, event, consult);
}

/** What is heard next, in the same turn: the answer to what was asked on entry, or that the goods have ended their way. */
function goesOn({ type }: Effect): boolean {
  return type === 'endGoods' || (catalogue.effects[type]?.answers ?? []).length > 0;
}

function restsWell(of: Definition, { value, done }: Step): void {
  const { states, owners } = describe(of, value);
  const active = new Set(states.map(({ path }) => path));
  const entered = of.states.filter(({ path }) => active.has(path)).flatMap(({ entry }) => entry);
  if (done || entered.some(goesOn)) return;
  const where = JSON.stringify(value);
  assert.ok(owners.length > 0, `nobody owns the wait in ${where}`);
  const clocks = states.flatMap((state) => state.clocks);
  assert.ok(clocks.length > 0, `no clock runs in ${where}`);
  const heard = expects(of, value);
  for (const { event } of clocks) assert.ok(heard.has(event), `${event} is not heard in ${where}`);
}
