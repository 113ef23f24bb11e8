// A bug that is planted in what turns write is found, made short and told, and comes again from its seed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { momentsOf, play } from './play.ts';
import { run } from './run.ts';
import { showFailure } from './show.ts';
import { kindOf, shrink } from './shrink.ts';
import { keepsReservation, losesUpdate } from './tampers.testsuite.ts';
import { runWorld } from './world.ts';

const usual = { worlds: 1, endsAfterMs: Infinity, messagesMax: Infinity, isLong: false, shrinks: true };

for (const [what, seed, tamper, checks] of [
  ['a reservation that is not given back', 5, keepsReservation, ['nothing is oversold']],
  ['a lost update of a balance', 1, losesUpdate, ['units are conserved', 'nothing is oversold']],
] as const) {
  test(`${what} is found, shrunk to a short story and replayed the same`, async () => {
    const { failure, summary } = await run({ ...usual, seed, tamper });
    assert(failure !== null && failure.story !== null, 'it is found and made short');
    const [violation] = failure.violations;
    assert.ok(
      checks.some((check) => check === violation?.check),
      JSON.stringify(violation),
    );
    const again = await runWorld({ seed, size: 'short', until: failure.turn, tamper });
    assert.deepEqual(again.violations, failure.violations, 'the seed brings the same again');
    assert.equal(again.messages, summary.messages);
    const { hasProcess, story } = failure;
    assert.ok(story.moments.length <= 10, `${story.moments.length} messages are left`);
    assert.deepEqual((await play(story.moments, { hasProcess, tamper })).violations, story.violations);
    assert.deepEqual((await play(story.moments, { hasProcess })).violations, [], 'without the bug nothing is found');
    const text = (await showFailure(failure, 'abc')).join('\n');
    assert.match(text, new RegExp(`npm run sim -- --seed ${seed} --until ${failure.turn} --verbose`));
    assert.ok(text.includes(story.violations[0]?.what ?? 'nothing'), text);
  });
}

test('a story that fails otherwise is not told for the failure', async () => {
  const { violations, steps, profile } = await runWorld({ seed: 5, size: 'short', tamper: keepsReservation });
  const [violation] = violations;
  assert(violation !== undefined, 'it is found');
  const other = { ...violation, what: 'something else of the same check' };
  const { hasProcess } = profile;
  const options = { hasProcess, playsMax: 20, tamper: keepsReservation };
  assert.equal(await shrink(momentsOf(steps), { ...options, violation: other }), null);
  const story = await shrink(momentsOf(steps), { ...options, violation });
  assert.deepEqual(story?.played.violations.slice(0, 1).map(kindOf), [kindOf(violation)]);
});

test('failures are of one kind whatever they are about', () => {
  const [one, other, third] = [
    'part ord_00000127 1 of LAMP at HAM is 3, the facts say 4.5',
    'part ord_00000009 2 of TEA at GDN is 12, the facts say -1',
    'part ord_00000009 2 of TEA at GDN is 12, and was never reserved',
  ].map((what) => kindOf({ check: 'nothing is oversold', what, position: null }));
  assert.equal(one, other);
  assert.notEqual(one, third);
});
