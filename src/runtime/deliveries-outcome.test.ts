import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Declared, Sent } from '#connectors/connector.ts';
import { retryAfterMs } from '#connectors/http/retry-after.ts';
import { meaningOf } from '#connectors/webhook/meaning.ts';
import { endedByUs } from './deliveries-attempt.ts';
import { attemptsMax, outcomeOf, retryDelayMs } from './deliveries-outcome.ts';
import { afterAttempt, allowedAttempts, noPause } from './deliveries-pause.ts';

const answered = (status: number, retryAfter: number | null = null): Sent => {
  const headers = retryAfter === null ? {} : { 'retry-after': String(retryAfter / 1_000) };
  return meaningOf({ kind: 'answered', status, headers, cookies: [], body: new Uint8Array(), broken: null }, 0);
};
const fault = { code: 'timeout', detail: 'No answer.', fix: 'Wait.' } as const;
const failed: Sent = { kind: 'later', fault };
const known: Declared = { effect: 'write', idempotency: 'native' };
const first = { number: 1, random: 0.5, declared: known };

test('every answer has its meaning', () => {
  const cases: readonly (readonly [number, string])[] = [
    [200, 'delivered'],
    [202, 'delivered'],
    [204, 'delivered'],
    [299, 'delivered'],
    [301, 'queued'],
    [302, 'queued'],
    [307, 'queued'],
    [408, 'queued'],
    [425, 'queued'],
    [429, 'queued'],
    [500, 'queued'],
    [502, 'queued'],
    [503, 'queued'],
    [504, 'queued'],
    [400, 'dead'],
    [401, 'queued'],
    [403, 'queued'],
    [404, 'dead'],
    [405, 'dead'],
    [409, 'dead'],
    [422, 'dead'],
    [410, 'gone'],
  ];
  for (const [status, state] of cases) assert.equal(outcomeOf(answered(status), first).state, state, String(status));
  assert.equal(outcomeOf(failed, first).state, 'queued');
  assert.equal(outcomeOf({ kind: 'given_up' }, first).state, 'released');
});

test('ten attempts over three days, then a person decides', () => {
  const delays = Array.from({ length: attemptsMax - 1 }, (_, index) => retryDelayMs(index + 1, 0.5) ?? Number.NaN);
  assert.deepEqual(
    delays.map((delay) => delay / 1_000),
    [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400],
  );
  assert.equal(retryDelayMs(attemptsMax, 0.5), null);
  const last = outcomeOf(failed, { ...first, number: attemptsMax });
  assert.equal(last.state, 'dead');
  assert.match(last.state === 'dead' ? last.error.detail : '', /last of 10 attempts/);
});

test('pauses vary by a fifth, never shrink from attempt to attempt, and last as long as the receiver asks for', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: attemptsMax - 1 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (attempts, random) => {
        const middle = retryDelayMs(attempts, 0.5) ?? 0;
        const delay = retryDelayMs(attempts, random) ?? 0;
        assert.ok(delay >= Math.round(middle * 0.8) && delay <= middle * 1.2);
        assert.ok((retryDelayMs(attempts + 1, 0.5) ?? Number.POSITIVE_INFINITY) > middle);
      },
    ),
  );
  const asked = outcomeOf(answered(429, 60_000), first);
  assert.equal(asked.state === 'queued' && asked.delayMs, 60_000);
  const tooLong = outcomeOf(answered(503, 1e11), first);
  assert.equal(tooLong.state === 'queued' && tooLong.delayMs, 24 * 3_600_000);
});

test('Retry-After comes as seconds or as a date', () => {
  const now = Date.parse('2026-05-01T12:00:00Z');
  assert.equal(retryAfterMs(undefined, now), null);
  assert.equal(retryAfterMs('120', now), 120_000);
  assert.equal(retryAfterMs('Fri, 01 May 2026 12:00:30 GMT', now), 30_000);
  assert.equal(retryAfterMs('Fri, 01 May 2026 11:00:00 GMT', now), 0);
  assert.equal(retryAfterMs('soon', now), null);
});

test('a receiver that keeps failing is asked once now and then, until it answers', () => {
  let pause = noPause;
  let now = 1_000;
  for (let failure = 1; failure < 5; failure++) pause = afterAttempt(pause, answered(500), now);
  assert.equal(allowedAttempts(pause, now, 32), 32);
  pause = afterAttempt(pause, failed, now);
  assert.equal(allowedAttempts(pause, now, 32), 0);
  // Others that were under way fail too: the pause stays as it is.
  assert.deepEqual(afterAttempt(pause, failed, now), pause);
  const lengths: number[] = [];
  for (let probe = 0; probe < 8; probe++) {
    lengths.push(pause.until - now);
    now = pause.until;
    assert.equal(allowedAttempts(pause, now, 32), 1);
    pause = afterAttempt(pause, failed, now);
  }
  assert.deepEqual(lengths, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  assert.deepEqual(afterAttempt(pause, { kind: 'given_up' }, now), pause);
  assert.equal(allowedAttempts(afterAttempt(pause, answered(404), now), now, 32), 32);
});

test('a receiver that asks for time gets it at once, within bounds', () => {
  assert.equal(afterAttempt(noPause, answered(429, 10_000), 500).until, 10_500);
  assert.equal(afterAttempt(noPause, answered(503, 1e9), 500).until, 60_500);
  assert.equal(afterAttempt(noPause, answered(200), 500).until, 0);
});

test('what must not be done twice is not repeated when nobody knows whether it was done', () => {
  const sent: Sent = { kind: 'unknown', fault };
  const outcome = (declared: Declared): string => outcomeOf(sent, { ...first, declared }).state;
  assert.equal(outcome({ effect: 'write', idempotency: 'native' }), 'queued');
  assert.equal(outcome({ effect: 'write', idempotency: 'key' }), 'queued');
  assert.equal(outcome({ effect: 'read', idempotency: 'none' }), 'queued');
  const blind = outcomeOf(sent, { ...first, declared: { effect: 'write', idempotency: 'none' } });
  assert.equal(blind.state === 'dead' && blind.error.code, 'outcome_unknown');
});

test('an attempt that we ended ourselves goes out again at once where it may be repeated, and is no failure of the receiver', () => {
  const sent: Sent = { kind: 'unknown', fault };
  const none: Declared = { effect: 'write', idempotency: 'none' };
  const [ended, going] = [AbortSignal.abort(), new AbortController().signal];
  assert.equal(outcomeOf(endedByUs(sent, known, ended), first).state, 'released');
  assert.deepEqual(endedByUs(sent, none, ended), sent);
  assert.deepEqual(endedByUs(sent, known, going), sent);
  assert.deepEqual(endedByUs({ kind: 'done' }, known, ended), { kind: 'done' });
});

test('what is awaited is no failure until there were too many attempts, and is known by its reference', () => {
  const awaited = { kind: 'awaited', detail: 'It has it.', fix: 'Wait.', reference: 'mic', withinMs: 60_000 } as const;
  const outcome = outcomeOf(awaited, first);
  assert.partialDeepStrictEqual(outcome, {
    state: 'queued',
    delayMs: 60_000,
    isPending: true,
    error: { code: 'receipt_awaited', reference: 'mic' },
  });
  const last = outcomeOf(awaited, { ...first, number: attemptsMax + 1 });
  assert.partialDeepStrictEqual(last, { state: 'dead', error: { code: 'receipt_awaited', reference: 'mic' } });
  assert.equal(afterAttempt({ failures: 9, until: 0 }, awaited, 1), noPause, 'it was reached');
  const unknown = outcomeOf({ kind: 'unknown', fault, reference: 'mic' }, first);
  assert.partialDeepStrictEqual(unknown, { state: 'queued', error: { code: 'timeout', reference: 'mic' } });
});
