import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explore, uncovered } from './coverage.ts';
import { startWith, stepWith } from './step.ts';
import { definitionOf, parallel, small } from './testing/definitions.ts';

test('the sequences found take every transition, and each takes what it says', () => {
  for (const source of [small(), parallel()]) {
    const definition = definitionOf(source);
    const found = explore(definition);
    assert.deepEqual([found.untaken, found.complete], [[], true]);
    for (const { moves, takes, ends } of found.sequences) {
      const [first, ...rest] = moves;
      assert.equal(first?.event, null);
      let now = startWith(definition, (guard) => first?.guards[guard] === true);
      const taken = [...now.transitions];
      for (const { event, guards } of rest) {
        now = stepWith(definition, now.value, event ?? '', (guard) => {
          assert.ok(Object.hasOwn(guards, guard), `${guard} was asked`);
          return guards[guard] === true;
        });
        assert.ok(now.taken);
        taken.push(...now.transitions);
      }
      assert.deepEqual([taken, now.value], [takes, ends]);
    }
    const taken = new Set(found.sequences.flatMap(({ takes }) => takes));
    assert.deepEqual(uncovered(definition, taken), []);
  }
});

test('what scenarios leave out is named', () => {
  const definition = definitionOf(small());
  assert.deepEqual(
    uncovered(definition, new Set(['/states/waiting/on/answered/0'])).map(({ id }) => id),
    ['/states/waiting/on/answered/1', '/states/waiting/on/late'],
  );
});

test('a transition that nothing can lead to is found, beyond what the checks see', () => {
  // Both regions hear the same event, so the second is never in "one" when the first is in "two".
  const region = (clock: string): unknown => ({
    initial: 'one',
    meta: { owner: 'desk' },
    entry: [{ type: 'startDeadline', params: { event: clock, after: 'PT1H' } }],
    on: { late: '#steps.over', [clock]: '#steps.over' },
    states: { one: { on: { asked: 'two' } }, two: { type: 'final' } },
  });
  const source = {
    ...small(),
    facts: {},
    guards: {},
    events: ['asked', 'late', 'billed', 'cancelled'],
    chart: {
      id: 'steps',
      initial: 'both',
      states: {
        both: {
          type: 'parallel',
          onDone: 'over',
          states: { a: region('late'), b: region('cancelled') },
          on: { billed: 'over' },
        },
        over: { type: 'final' },
      },
    },
  };
  const { untaken, complete } = explore(definitionOf(source));
  assert.deepEqual([untaken.map(({ id }) => id), complete], [['/states/both/states/b/on/late'], true]);
});

test('an event that no guard lets through leads nowhere', () => {
  const source = JSON.parse(JSON.stringify(small()).replace(',{"target":"waiting","reenter":true}', ''));
  const { sequences, values } = explore(definitionOf(source));
  assert.deepEqual([sequences.length, values], [2, 3]);
});

test('a search that is given up says so', () => {
  const { complete, untaken } = explore(definitionOf(parallel()), 1);
  assert.equal(complete, false);
  assert.ok(untaken.length > 0);
});
