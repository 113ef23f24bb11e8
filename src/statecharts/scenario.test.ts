import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readScenario } from './read-scenario.ts';
import { playScenario } from './scenario.ts';
import type { Played } from './scenario.ts';
import { definitionOf, parallel, small } from './testing/definitions.ts';

type Json = Record<string, unknown>;
const definition = definitionOf(small());
const good = {
  name: 'all leaves at once',
  facts: { open: 0 },
  steps: [{ event: 'answered', expect: { state: 'shipped' } }],
};

function play(scenario: Json, of = definition): Played {
  const read = readScenario(JSON.stringify(scenario), of);
  assert.ok('scenario' in read, JSON.stringify(read));
  return playScenario(of, read.scenario);
}

function differences(scenario: Json, of = definition): string[] {
  return play(scenario, of).differences.map(({ pointer, message }) => `${pointer} ${message}`);
}

test('a scenario that goes as expected has no differences, and tells the transitions it took', () => {
  assert.deepEqual(play(good), { differences: [], taken: ['/states/waiting/on/answered/0'] });
});

test('facts that are not told again stay', () => {
  const steps = [
    { event: 'answered', expect: { state: 'waiting', effects: ['startDeadline'], done: false } },
    { event: 'answered', facts: { open: 0 }, expect: { state: 'shipped', effects: [], done: true } },
    { event: 'answered', expect: { taken: false, state: 'shipped' } },
  ];
  const expect = {
    state: 'waiting',
    effects: [{ type: 'startDeadline', params: { after: 'PT4H', event: 'late' } }],
    done: false,
    taken: true,
  };
  assert.deepEqual(differences({ name: 'in two parts', facts: { open: 2 }, expect, steps }), []);
});

test('as much of a state as matters may be told', () => {
  const of = definitionOf(parallel());
  const facts = { open: 1, urgent: false };
  const states = [
    'open',
    { open: 'goods' },
    { open: { goods: 'waiting' } },
    { open: { goods: 'waiting', books: 'idle' } },
  ];
  for (const state of states)
    assert.deepEqual(differences({ name: 'opened', facts, steps: [{ event: 'fine', expect: { state } }] }, of), []);
  assert.deepEqual(
    differences(
      { name: 'opened', facts, steps: [{ event: 'fine', expect: { state: { open: { goods: 'left' } } } }] },
      of,
    ),
    [
      '/steps/0/expect/state after fine the state is {"open":{"goods":"waiting","books":"idle"}}, not {"open":{"goods":"left"}}',
    ],
  );
});

test('what comes otherwise than expected is named where it was expected', () => {
  const table: readonly (readonly [step: Json, difference: string])[] = [
    [{ event: 'billed', expect: {} }, '/steps/0/expect/taken after billed nothing takes the event in "waiting"'],
    [{ event: 'late', expect: { taken: false } }, '/steps/0/expect/taken after late the event was taken'],
    [
      { event: 'late', expect: { state: 'shipped' } },
      '/steps/0/expect/state after late the state is "given_up", not "shipped"',
    ],
    [{ event: 'late', expect: { done: false } }, '/steps/0/expect/done after late the chart has ended'],
    [
      { event: 'answered', facts: { open: 1 }, expect: { done: true } },
      '/steps/0/expect/done after answered the chart has not ended',
    ],
    [
      { event: 'late', expect: { effects: [] } },
      '/steps/0/expect/effects after late the effects are [{"type":"tell","params":{"who":"desk"}}], not []',
    ],
    [
      { event: 'late', expect: { effects: ['startDeadline'] } },
      '/steps/0/expect/effects after late the effects are [{"type":"tell","params":{"who":"desk"}}], not [{"type":"startDeadline"}]',
    ],
    [
      { event: 'late', expect: { effects: [{ type: 'tell', params: { who: 'buyer' } }] } },
      '/steps/0/expect/effects after late the effects are [{"type":"tell","params":{"who":"desk"}}], not [{"type":"tell","params":{"who":"buyer"}}]',
    ],
  ];
  for (const [step, difference] of table)
    assert.deepEqual(differences({ name: 'tried', facts: { open: 0 }, steps: [step] }), [difference]);
  assert.deepEqual(differences({ ...good, expect: { state: 'shipped' } }), [
    '/expect/state at the beginning the state is "waiting", not "shipped"',
  ]);
});

test('a scenario that cannot be read is refused with line and reason', () => {
  const step = (more: Json): Json => ({ ...good, steps: [{ event: 'late', expect: {}, ...more }] });
  const table: readonly (readonly [scenario: unknown, pointer: string, message: RegExp])[] = [
    [[], '', /a scenario must be an object, not an array/],
    [{ ...good, name: undefined }, '', /a scenario has no "name"/],
    [{ ...good, name: 7 }, '/name', /name must be a text/],
    [{ ...good, steps: undefined }, '', /a scenario has no "steps"/],
    [{ ...good, steps: 7 }, '/steps', /steps must be an array/],
    [{ ...good, steps: [7] }, '/steps/0', /a step must be an object/],
    [{ ...good, facts: undefined }, '', /a scenario has no "facts"/],
    [{ ...good, facts: 7 }, '/facts', /facts must be an object/],
    [{ ...good, facts: {} }, '/facts', /the fact "open" is missing/],
    [{ ...good, facts: { open: [] } }, '/facts/open', /open must be a number, a text, true or false/],
    [{ ...good, facts: { open: 'no' } }, '/facts/open', /open is a number/],
    [{ ...good, facts: { open: 1, opn: 1 } }, '/facts/opn', /"opn" is not a fact of the definition/],
    [{ ...good, given: 1 }, '/given', /a scenario may not have "given"/],
    [step({ event: undefined }), '/steps/0', /a step has no "event"/],
    [step({ event: '' }), '/steps/0/event', /event must be a text/],
    [step({ expect: undefined }), '/steps/0', /a step has no "expect"/],
    [step({ expect: 7 }), '/steps/0/expect', /expect must be an object/],
    [step({ facts: { open: 'no' } }), '/steps/0/facts/open', /open is a number/],
    [step({ expect: { state: 7 } }), '/steps/0/expect/state', /state must be the name of a state, or an object/],
    [step({ expect: { taken: 'no' } }), '/steps/0/expect/taken', /taken must be true or false/],
    [step({ expect: { done: 'no' } }), '/steps/0/expect/done', /done must be true or false/],
    [step({ expect: { effects: 'no' } }), '/steps/0/expect/effects', /effects must be an array/],
    [step({ expect: { effects: [7] } }), '/steps/0/expect/effects/0', /an effect must be an object/],
    [step({ expect: { effects: [{}] } }), '/steps/0/expect/effects/0', /an effect has no "type"/],
  ];
  for (const [scenario, pointer, message] of table) {
    const read = readScenario(JSON.stringify(scenario, null, 2), definition);
    assert.ok('problems' in read, JSON.stringify(scenario));
    assert.ok(
      read.problems.some((each) => each.pointer === pointer && message.test(each.message)),
      `${pointer} ${message.source} is not among ${JSON.stringify(read.problems)}`,
    );
  }
  const read = readScenario('{\n"name":', definition);
  assert.ok('problems' in read);
  assert.deepEqual([read.problems[0]?.line, read.problems[0]?.column], [2, 8]);
});
