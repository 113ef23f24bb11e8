// One attempt: made anew for each, sent outside of transactions, judged by what the receiver says of it.
import type pg from 'pg';
import { switchOff } from '#connections/connection-store.ts';
import { declaredOf, prepare } from '#connections/outbound/prepare.ts';
import type { Prepared, Writers } from '#connections/outbound/prepare.ts';
import type { Opened, Sessions } from '#connections/sessions.ts';
import { showInstant } from '#kernel/time.ts';
import type { Tracer } from '#kernel/trace.ts';
import { asAnswer, attemptOf, endedByUs, once } from './deliveries-attempt.ts';
import { mayNotRepeat } from './deliveries-choice.ts';
import type { Flight } from './deliveries-flights.ts';
import { isNotYet, isRepeatable, outcomeOf, unknown } from './deliveries-outcome.ts';
import type { DeliveryError, Outcome } from './deliveries-outcome.ts';
import type { Receivers } from './deliveries-receivers.ts';
import { nowhere, settlementOf } from './deliveries-settlement.ts';
import type { Onward } from './deliveries-settlement.ts';
import { hurry } from './deliveries-store.ts';
import type { Leased } from './deliveries-store.ts';
import type { Settlement } from './deliveries-settle.ts';
import { tracedDelivery } from './tracing/traced-delivery.ts';

/** When it is made anew, after what it is made with could not be asked. */
const againMs = 1_000;

interface Parts {
  readonly pool: pg.Pool;
  readonly sessions: Sessions;
  readonly writers: Writers;
  readonly receivers: Receivers;
  readonly onError: (error: unknown) => void;
  readonly tracer?: Tracer | undefined;
}

interface Attempted {
  readonly outcome: Outcome;
  readonly onward: Onward;
}

/** Answers what is to be written of it. */
export async function sendFlight(parts: Parts, flight: Flight): Promise<Settlement> {
  const { sessions, tracer, onError } = parts;
  const { delivery } = flight;
  const opened = sessions.get(delivery.connection);
  const { outcome, onward }: Attempted =
    opened === undefined
      ? { outcome: { state: 'released' }, onward: nowhere }
      : await tracedDelivery(tracer, delivery, opened.connection.kind, (traceparent) =>
          send(parts, flight, opened, traceparent),
        );
  if (outcome.state === 'dead') {
    const { seq, connection, lane } = delivery;
    // What the other side said may quote a name, and a log is never erased.
    onError(
      new Error(
        `Delivery ${seq} to ${connection} is dead (${outcome.error.code}) and its lane ${lane} waits: crossdock delivery show ${seq} says why.`,
      ),
    );
  }
  return settlementOf(delivery, outcome, onward, mayNotRepeat(sessions, delivery.connection));
}

async function send(
  parts: Parts,
  { delivery, abort }: Flight,
  opened: Opened,
  traceparent: string | null,
): Promise<Attempted> {
  const { pool, sessions, receivers } = parts;
  const { seq, connection, attempts } = delivery;
  const prepared = await preparedOf(parts, opened, delivery, traceparent);
  if (prepared === null) return { outcome: { state: 'released', delayMs: againMs }, onward: nowhere };
  if (!prepared.ok) {
    const isInDoubt = delivery.lapsed && !isRepeatable(declaredOf(opened, delivery.operation));
    const error = isInDoubt ? unknown(prepared.error) : prepared.error;
    return { outcome: { state: 'dead', error }, onward: nowhere };
  }
  if (prepared.nothing === true)
    return {
      outcome: { state: 'delivered', answer: null, nothing: true },
      onward: { answers: null, then: prepared.then },
    };
  const { outgoing, declared, answers, refusals, then, poll } = prepared;
  const said = isRepeatable(declared)
    ? await attemptOf(opened, outgoing, abort.signal)
    : await once(opened, outgoing, delivery, abort.signal);
  const told = endedByUs(said, declared, abort.signal);
  const sent = refusals === 'answer' ? asAnswer(told) : told;
  // Of what is asked until it is done, “not yet” is what a system that is well answers.
  const asks = poll !== null && sent.kind === 'later' && isNotYet(sent.fault);
  // A connection that was changed meanwhile starts afresh.
  if (sessions.get(connection)?.connection.epoch === opened.connection.epoch) {
    const isBack = receivers.noteAttempt(
      connection,
      asks ? { kind: 'done' } : sent,
      'fault' in sent ? sent.fault : null,
    );
    if (isBack) await beside(parts, () => hurry(pool, connection));
  }
  const outcome = outcomeOf(sent, { number: attempts, random: Math.random(), declared, poll });
  if (outcome.state === 'gone')
    await beside(parts, () => off(parts, opened.connection, { ...outcome.error, delivery: seq }));
  return { outcome, onward: { answers, then } };
}

/** Null: it cannot be made just now, because what the mapping asks cannot be read. Nothing was sent. */
async function preparedOf(
  { writers, onError }: Parts,
  opened: Opened,
  delivery: Leased,
  traceparent: string | null,
): Promise<Prepared | null> {
  try {
    return await prepare(opened, delivery, writers, traceparent);
  } catch (error) {
    onError(error);
    return null;
  }
}

async function off(
  { pool, sessions, onError }: Parts,
  { code, epoch }: Opened['connection'],
  error: DeliveryError & { delivery: number },
): Promise<void> {
  if (!(await switchOff(pool, code, epoch, { ...error, at: showInstant(Date.now()) }))) return;
  await sessions.drop(code);
  onError(
    new Error(`Connection ${code} was switched off (${error.code}): crossdock connection show ${code} says why.`),
  );
}

/** Done beside an attempt: what came of the attempt is kept even if this fails, or it would be made once more. */
async function beside({ onError }: Parts, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    onError(error);
  }
}
