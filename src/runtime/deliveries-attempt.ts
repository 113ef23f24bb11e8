// One attempt at the other system. What must not be done twice is looked for instead of being asked for again.
import type { Opened } from '#connections/sessions.ts';
import { ConnectorFault } from '#connectors/connector.ts';
import type { Declared, Looked, Outgoing, Sent } from '#connectors/connector.ts';
import { isRepeatable } from './deliveries-outcome.ts';
import type { Leased } from './deliveries-store.ts';

export function attemptOf({ session }: Opened, outgoing: Outgoing, signal: AbortSignal): Promise<Sent> {
  return session.send?.(outgoing, signal) ?? Promise.resolve({ kind: 'given_up' });
}

/** Whether it arrived is not known, because this node ended the attempt: what may be repeated is as if it had not been tried. */
export function endedByUs(sent: Sent, declared: Declared, signal: AbortSignal): Sent {
  return sent.kind === 'unknown' && signal.aborted && isRepeatable(declared) ? { kind: 'given_up' } : sent;
}

/**
 * What must not be done twice: before it is asked for again, and after an attempt of which nothing is known, the other system is
 * looked at. Where that tells nothing, a person decides.
 */
export async function once(opened: Opened, outgoing: Outgoing, delivery: Leased, signal: AbortSignal): Promise<Sent> {
  // Of what is sent once more, the other system has had the first: a look would find that.
  const isAgain = delivery.history?.some(({ what }) => what !== 'answered') === true;
  const look = (): Promise<Looked> => (isAgain ? Promise.resolve(nothingSeen) : lookedAt(opened, outgoing, signal));
  if (delivery.lapsed || delivery.attempts > 1 || delivery.handledBy !== null) {
    const seen = await look();
    if (seen.isDone === true) return doneAsSeen(outgoing, seen);
    if (seen.isDone === null && delivery.lapsed)
      return {
        kind: 'unknown',
        fault: {
          code: 'timeout',
          cause: 'lease_lapsed',
          detail: 'The node that tried it last did not say what came of it.',
          fix: 'Look at the node.',
        },
      };
  }
  const sent = await attemptOf(opened, outgoing, signal);
  if (sent.kind !== 'unknown') return sent;
  const seen = await look();
  if (seen.isDone === null) return sent;
  return seen.isDone ? doneAsSeen(outgoing, seen) : { kind: 'later', fault: sent.fault };
}

const nothingSeen: Looked = { state: null, isDone: null };

async function lookedAt({ session }: Opened, outgoing: Outgoing, signal: AbortSignal): Promise<Looked> {
  if (session.look === undefined) return nothingSeen;
  try {
    return await session.look(outgoing, signal);
  } catch (error) {
    if (error instanceof ConnectorFault) return nothingSeen; // It cannot be asked either.
    throw error;
  }
}

/** What the other system has of it stands for the answer that was lost. */
function doneAsSeen({ id }: Outgoing, { state }: Looked): Sent {
  if (state === null || state === undefined) return { kind: 'done' };
  const body = Buffer.from(JSON.stringify(state));
  return {
    kind: 'done',
    answer: { key: `${id} looked`, body, mediaType: 'application/json', about: { looked: 'true' } },
  };
}

/** A refusal that is an answer of the other system's business, where the operation says so. */
export function asAnswer(sent: Sent): Sent {
  if (sent.kind !== 'refused' || sent.answer === undefined) return sent;
  if (sent.fault.code !== 'refused') return sent;
  const { answer, fault } = sent;
  return { kind: 'done', answer: { ...answer, about: { ...answer.about, refused: fault.cause ?? fault.code } } };
}
