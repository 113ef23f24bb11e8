// When an event says it happened, and when that cannot be.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '#kernel/limits.ts';
import { showInstant } from '#kernel/time.ts';
import type { SealedEntry } from './entry.ts';
import type { Command } from './message.ts';
import { event, item, site } from '#runtime/commands.testsuite.ts';
import type { Submission } from '#runtime/engine.ts';
import { Spec, done, noon, refused } from '#runtime/spec.ts';

const soon = noon + limits.clockAheadMs;

async function prepared(): Promise<Spec> {
  const spec = new Spec();
  await spec.given(site('S1'), site('S2', { rank: 2 }), item('A'), event('received', 'A', 'S1', 5));
  return spec;
}

test('a clock that runs ahead a little is believed, one that runs ahead too far is not', async () => {
  const spec = await prepared();
  done(await spec.when(event('received', 'A', 'S1', 1), { at: soon }));
  const rejection = refused(await spec.when(event('received', 'A', 'S1', 1), { at: soon + 1 }), 'time_in_future');
  assert.equal(rejection.pointer, '/time');
  assert.equal(spec.store.tables.balances.get('A\tS1')?.onHand, 6);
});

test('a count of a moment that has not come is held: it would swallow every movement until then', async () => {
  const spec = await prepared();
  const asOf = (instant: number): { asOf: { time: string } } => ({ asOf: { time: showInstant(instant) } });
  const rejection = refused(await spec.when(event('counted', 'A', 'S1', 1, asOf(soon + 1))), 'time_in_future');
  assert.equal(rejection.pointer, '/data/asOf/time');
  const [intake] = spec.store.tables.intakes.values();
  assert.deepEqual([intake?.state, intake?.reason.code], ['held', 'time_in_future']);
  done(await spec.when(event('counted', 'A', 'S1', 1, asOf(soon))));
  assert.equal(spec.store.tables.balances.get('A\tS1')?.onHand, 1);
});

test('a move from the future is held like any other event', async () => {
  const spec = await prepared();
  refused(await spec.when(event('moved', 'A', 'S1', 1, { toSite: 'S2' }), { at: soon + 1 }), 'time_in_future');
  assert.equal(spec.store.tables.intakes.size, 1);
});

test('an event that does not say when it happened did so when it was decided', async () => {
  const spec = await prepared();
  spec.now = noon + 60_000;
  const [reply] = await spec.decide(timeless(spec, event('received', 'A', 'S1', 1)));
  assert.equal(reply?.answer.status, 'done');
  const entry = JSON.parse(spec.store.turns.at(-1)?.sealed[0] ?? 'null') as SealedEntry;
  assert.deepEqual([entry.occurredAt, entry.recordedAt], [showInstant(spec.now), showInstant(spec.now)]);
});

test('an event that waited happened when it came, and never later than now', async () => {
  const spec = await prepared();
  spec.now = noon + 60_000;
  for (const [receivedAt, happened] of [
    [noon + 1, noon + 1],
    [spec.now + limits.clockAheadMs + 1, spec.now],
  ] as const) {
    const [reply] = await spec.decide({ ...timeless(spec, event('received', 'A', 'S1', 1)), receivedAt });
    assert.equal(reply?.answer.status, 'done');
    const entry = JSON.parse(spec.store.turns.at(-1)?.sealed[0] ?? 'null') as SealedEntry;
    assert.equal(entry.occurredAt, showInstant(happened));
  }
});

test('a count that does not say when it was made is of everything before it, and of nothing after', async () => {
  const spec = await prepared();
  done(await spec.when(event('received', 'A', 'S1', 2), { at: noon + 1_000 }));
  spec.now = noon + 60_000;
  const replies = await spec.decide(
    timeless(spec, event('counted', 'A', 'S1', 6)),
    spec.message(event('received', 'A', 'S1', 4), { at: spec.now + 1 }),
  );
  for (const { answer } of replies) done(answer);
  done(await spec.when(event('received', 'A', 'S1', 8), { at: spec.now - 1 }));
  assert.equal(spec.store.tables.balances.get('A\tS1')?.onHand, 10, '6 counted, 4 since; the 8 were there before');
});

function timeless(spec: Spec, command: Command): Submission {
  const { message } = spec.message(command);
  return { message: { ...message, occurredAt: null } };
}
