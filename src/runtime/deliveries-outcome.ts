// What an attempt means for its delivery: done, again later, or dead until a person decides. Pure.
import type { Poll } from '#connections/model.ts';
import type { Declared, Fault, FaultCode, RawMessage, Sent } from '#connectors/connector.ts';

/** Kept with the delivery; shown in lists. Deliveries that fail alike have the same code and cause. */
export interface DeliveryError {
  readonly code:
    | FaultCode
    /** The other system may have done it, and to ask again would do it twice. */
    | 'outcome_unknown'
    | 'receiver_gone'
    /** What stood in the place of the mapping's value was erased with personal data. */
    | 'edit_erased'
    /** Nor is there what the other system had answered to the operation before. */
    | 'answer_erased'
    /** Taken first, and refused by a message later. */
    | 'refused_later'
    /** Its receipt comes by itself. */
    | 'receipt_awaited'
    | 'entry_missing'
    | 'operation_missing'
    | 'mapping_failed'
    /** What would be sent is not what the operation says that the other system takes. */
    | 'contract_broken'
    | 'format_failed';
  readonly detail: string;
  readonly fix: string;
  readonly cause?: string;
  /** By which a receipt that comes by itself is known. */
  readonly reference?: string;
}

export type Outcome =
  /** `nothing`: there was nothing to send. */
  | { readonly state: 'delivered'; readonly answer: RawMessage | null; readonly nothing?: true }
  /** Stays at the head of its lane and goes out again after `delayMs`. */
  | {
      readonly state: 'queued';
      readonly delayMs: number;
      readonly error: DeliveryError;
      /** It answered that it is not done yet, as it may. */
      readonly isPending?: true;
    }
  | { readonly state: 'dead'; readonly error: DeliveryError }
  /** The receiver wants nothing any more: the connection is switched off and its deliveries wait. */
  | { readonly state: 'gone'; readonly error: DeliveryError }
  /** Not tried to the end: as if it had not been leased. */
  | { readonly state: 'released'; readonly delayMs?: number };

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

export interface Attempt {
  /** From 1. */
  readonly number: number;
  /** From 0 up to 1. */
  readonly random: number;
  readonly declared: Declared;
  /** It is asked until it is done. */
  readonly poll?: Poll | null;
}

export function outcomeOf(sent: Sent, { number, random, declared, poll = null }: Attempt): Outcome {
  const again = (fault: Fault, afterMs: number | null, reference?: string): Outcome => {
    if (poll !== null) return untilDone(fault, number, poll, afterMs);
    return onSchedule({ ...fault, ...(reference !== undefined && { reference }) }, number, random, afterMs);
  };
  switch (sent.kind) {
    case 'given_up':
      return { state: 'released' };
    case 'done':
      return { state: 'delivered', answer: sent.answer ?? null };
    case 'later':
      return again(sent.fault, sent.afterMs ?? null);
    case 'refused':
      // Nobody is let in: what waits goes out when the credentials are right, and need not be replayed one by one.
      return sent.fault.code === 'unauthorized' ? again(sent.fault, null) : { state: 'dead', error: sent.fault };
    case 'unknown':
      return isRepeatable(declared)
        ? again(sent.fault, null, sent.reference)
        : { state: 'dead', error: unknown(sent.fault) };
    case 'awaited':
      return awaited(sent, number);
    case 'gone':
      return { state: 'gone', error: { ...sent.fault, code: 'receiver_gone' } };
  }
}

/** Whether doing it twice is the same as doing it once. */
export function isRepeatable({ effect, idempotency }: Declared): boolean {
  return effect === 'read' || idempotency !== 'none';
}

/** It may have been done: only a person sends it again. */
export function unknown({ detail, cause }: Pick<Fault, 'detail' | 'cause'>): DeliveryError {
  return {
    code: 'outcome_unknown',
    detail: `${detail} Whether it was done cannot be told, and asked again it would be done twice.`,
    fix: 'Look in the other system: replay the delivery if it was not done there, skip it if it was.',
    ...(cause !== undefined && { cause }),
  };
}

/** No failure as long as there is time: it was taken, and what became of it is told later. */
function awaited({ detail, fix, reference, withinMs }: Extract<Sent, { kind: 'awaited' }>, attempts: number): Outcome {
  const error: DeliveryError = { code: 'receipt_awaited', detail, fix, reference };
  if (attempts > attemptsMax)
    return { state: 'dead', error: { ...error, detail: `${detail} It was the last of ${attempts} attempts.` } };
  return { state: 'queued', delayMs: withinMs, error, isPending: true };
}

function onSchedule(error: DeliveryError, attempts: number, random: number, afterMs: number | null): Outcome {
  const delayMs = retryDelayMs(attempts, random);
  if (delayMs === null)
    return { state: 'dead', error: { ...error, detail: `${error.detail} It was the last of ${attempts} attempts.` } };
  // A receiver may ask for more time than the schedule gives, but not for ever.
  return { state: 'queued', delayMs: Math.max(delayMs, Math.min(afterMs ?? 0, 24 * hour)), error };
}

/** Equal pauses, and as many as there is time for. */
function untilDone(
  error: Fault,
  attempts: number,
  { everySeconds, forSeconds }: Poll,
  afterMs: number | null,
): Outcome {
  if (attempts * everySeconds > forSeconds)
    return { state: 'dead', error: { ...error, detail: `${error.detail} It was not done within ${forSeconds} s.` } };
  const delayMs = Math.max(everySeconds * second, Math.min(afterMs ?? 0, 24 * hour));
  return { state: 'queued', delayMs, error, ...(isNotYet(error) && { isPending: true }) };
}

/** Of what is asked until it is done: the other system is there, and not done yet. */
export function isNotYet({ code }: Pick<Fault, 'code'>): boolean {
  return code === 'busy';
}
