// A connection whose receiver does not answer is parked: one attempt now and then asks whether it is back, and all other
// deliveries keep their attempts. Each node finds out for itself. Pure.
import type { Sent } from '#connectors/connector.ts';

export interface Pause {
  /** Failures since the last answer that was not a failure of the receiver. */
  readonly failures: number;
  /** No attempt before; in the milliseconds of the caller's clock. */
  readonly until: number;
}

export const noPause: Pause = { failures: 0, until: 0 };

const failuresBeforePause = 5;
const firstPauseMs = 1_000;
const pauseMaxMs = 60_000;

export function afterAttempt(pause: Pause, sent: Sent, now: number): Pause {
  if (sent.kind === 'given_up') return pause;
  if (sent.kind === 'done' || sent.kind === 'gone' || sent.kind === 'awaited') return noPause;
  if (sent.kind === 'refused' && sent.fault.code !== 'unauthorized') return noPause;
  // Attempts that were under way together fail together: they tell one thing, not many.
  if (now < pause.until) return pause;
  const failures = pause.failures + 1;
  const asked = sent.kind === 'later' ? Math.min(sent.afterMs ?? 0, pauseMaxMs) : 0;
  const grown =
    failures < failuresBeforePause ? 0 : Math.min(pauseMaxMs, firstPauseMs * 2 ** (failures - failuresBeforePause));
  const lengthMs = Math.max(asked, grown);
  return { failures, until: lengthMs === 0 ? pause.until : now + lengthMs };
}

/** Whether a receiver that was taken for away has answered. */
export function isBack(before: Pause, sent: Sent): boolean {
  return before.failures >= failuresBeforePause && afterAttempt(before, sent, before.until) === noPause;
}

/** So often in a row that it is asked only now and then. */
export function isFailing({ failures }: Pause): boolean {
  return failures >= failuresBeforePause;
}

/** How many attempts may be under way now, where `full` is the most. */
export function allowedAttempts(pause: Pause, now: number, full: number): number {
  if (now < pause.until) return 0;
  return pause.failures < failuresBeforePause ? full : 1;
}
