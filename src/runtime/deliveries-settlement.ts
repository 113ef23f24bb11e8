// What is written of an attempt, with the answer that comes in by a stream.
import { withAnswer, withNothing, withoutAnswers } from '#connections/outbound/history.ts';
import { eventId } from '#connectors/webhook/event.ts';
import { showInstant } from '#kernel/time.ts';
import type { SealedEntry } from '#processes/entry.ts';
import type { Outcome } from './deliveries-outcome.ts';
import type { Leased } from './deliveries-store.ts';
import type { Settlement } from './deliveries-settle.ts';

/** What the mapping of an answer has to go by. */
function aboutOf({ lane, type, operation, turnId, ordinal, entry }: Leased): Readonly<Record<string, string>> {
  const { correlationId } = entry === null ? {} : (JSON.parse(entry) as Partial<SealedEntry>); // A turn sealed it.
  return {
    lane,
    type,
    operation: operation ?? 'event',
    delivery: eventId(turnId, ordinal),
    ...(correlationId !== undefined && { correlation: correlationId }),
  };
}

/** Where the other system's answer goes: into a stream, and to the operation that follows. */
export interface Onward {
  readonly answers: string | null;
  readonly then: string | null;
}

export const nowhere: Onward = { answers: null, then: null };

export function settlementOf(
  delivery: Leased,
  outcome: Outcome,
  { answers, then }: Onward,
  durable: boolean,
): Settlement {
  const { seq, attempts } = delivery;
  const fence = { seq, attempts, delayMs: 0, released: false, error: null, durable, answer: null } as const;
  switch (outcome.state) {
    case 'delivered': {
      const { answer } = outcome;
      // A refusal that is an answer is the end of it.
      const next = answer?.about['refused'] === undefined ? then : null;
      const { history } = delivery;
      const operation = delivery.operation ?? 'event';
      const isNothing = outcome.nothing === true;
      const past = isNothing
        ? withNothing(history, operation, Date.now())
        : next === null
          ? history
          : withAnswer(history, operation, answer, Date.now());
      return {
        ...fence,
        state: next === null ? 'delivered' : 'queued',
        ...(next !== null && { next }),
        ...(past !== null && { history: next === null ? withoutAnswers(past) : past }),
        ...(isNothing && { isNothing }),
        answer:
          answer === null || answers === null
            ? null
            : {
                stream: answers,
                asked: delivery,
                message: { ...answer, about: { ...answer.about, ...aboutOf(delivery) } },
              },
      };
    }
    case 'queued':
      return {
        ...fence,
        state: 'queued',
        delayMs: outcome.delayMs,
        error: withTime(outcome.error),
        ...(outcome.isPending === true && { isPending: true }),
      };
    case 'dead':
      return { ...fence, state: 'dead', error: withTime(outcome.error) };
    case 'gone':
      return { ...fence, state: 'queued', released: true, error: withTime(outcome.error) };
    case 'released':
      return {
        ...fence,
        state: delivery.lapsed ? 'leased' : 'queued',
        released: true,
        delayMs: outcome.delayMs ?? 0,
      };
  }
}

function withTime(error: object): object {
  return { ...error, at: showInstant(Date.now()) };
}
