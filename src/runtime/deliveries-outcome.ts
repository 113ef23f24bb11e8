// What an attempt means for its delivery: done, again later, or dead until a person decides. Pure.
import type { Sent } from '#connectors/webhook/transport.ts';

/** Kept with the delivery; shown in lists. */
export interface DeliveryError {
  readonly code: 'http_status' | 'receiver_gone' | 'timeout' | 'connection_failed' | 'target_refused' | 'entry_missing';
  readonly detail: string;
  readonly fix: string;
  readonly status?: number;
}

export type Outcome =
  | { readonly state: 'delivered' }
  /** Stays at the head of its lane and goes out again after `delayMs`. */
  | { readonly state: 'queued'; readonly delayMs: number; readonly error: DeliveryError }
  | { readonly state: 'dead'; readonly error: DeliveryError }
  /** The receiver wants nothing any more: the connection is switched off and its deliveries wait. */
  | { readonly state: 'gone'; readonly error: DeliveryError }
  /** Not tried to the end: as if it had not been leased. */
  | { readonly state: 'released' };

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Standard Webhooks' own schedule: ten attempts over three days. */
const delaysMs: readonly number[] = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
];
export const attemptsMax = delaysMs.length + 1;

/** Receivers that fail together shall not be asked again together. */
const jitter = 0.2;

/** Pause after the attempt number `attempts` failed; null when it was the last. `random` is from 0 up to 1. */
export function retryDelayMs(attempts: number, random: number): number | null {
  const delayMs = delaysMs[Math.max(attempts, 1) - 1];
  return delayMs === undefined ? null : Math.round(delayMs * (1 - jitter + 2 * jitter * random));
}

/** Answers that say "not now" rather than "not this". Redirects are not followed, but the address may be corrected meanwhile. */
export function isTemporary(status: number): boolean {
  return status >= 500 || (status >= 300 && status < 400) || status === 408 || status === 425 || status === 429;
}

export function outcomeOf(sent: Sent, attempts: number, random: number): Outcome {
  if (sent.kind === 'given_up') return { state: 'released' };
  if (sent.kind === 'failed')
    return again({ code: sent.code, detail: sent.detail, fix: sent.fix }, attempts, random, null);
  const { status, retryAfterMs } = sent;
  if (status >= 200 && status < 300) return { state: 'delivered' };
  if (status === 410) {
    return {
      state: 'gone',
      error: {
        code: 'receiver_gone',
        status,
        detail: 'The receiver answered 410 (gone): it wants no more messages.',
        fix: 'Ask the owner; correct the connection and set active to true, and what waits goes out.',
      },
    };
  }
  const error = statusError(status);
  return isTemporary(status) ? again(error, attempts, random, retryAfterMs) : { state: 'dead', error };
}

function again(error: DeliveryError, attempts: number, random: number, retryAfterMs: number | null): Outcome {
  const delayMs = retryDelayMs(attempts, random);
  if (delayMs === null)
    return { state: 'dead', error: { ...error, detail: `${error.detail} It was the last of ${attempts} attempts.` } };
  // A receiver may ask for more time than the schedule gives, but not for ever.
  return { state: 'queued', delayMs: Math.max(delayMs, Math.min(retryAfterMs ?? 0, 24 * hour)), error };
}

function statusError(status: number): DeliveryError {
  const code = 'http_status';
  const detail = `The receiver answered ${status}.`;
  if (status >= 300 && status < 400)
    return {
      code,
      status,
      detail: `${detail} Redirects are not followed.`,
      fix: 'Set the url of the connection to where the receiver is now.',
    };
  if (status === 401 || status === 403)
    return {
      code,
      status,
      detail,
      fix: 'Check that the receiver verifies the signature with the secret of this connection; then replay the delivery.',
    };
  if (status === 404 || status === 405)
    return { code, status, detail, fix: 'Correct the url of the connection; then replay the delivery.' };
  if (isTemporary(status))
    return { code, status, detail, fix: 'It is sent again by itself; look at the receiver if it lasts.' };
  return { code, status, detail, fix: 'Find out why the receiver refuses it; then replay the delivery, or skip it.' };
}
