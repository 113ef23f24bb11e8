// One attempt of a bundle as a span with a trace of its own, to which a span in the trace of each order that is in it is linked.
import { eventId } from '#connectors/webhook/event.ts';
import { errorType } from '#kernel/trace.ts';
import type { Facts, Span, Tracer } from '#kernel/trace.ts';
import type { SealedEntry } from '#processes/entry.ts';
import type { Outcome } from '#runtime/deliveries-outcome.ts';
import type { Leased } from '#runtime/deliveries-store.ts';

export interface BundleOutcome {
  readonly member: Leased;
  readonly outcome: Outcome;
}

interface Traced {
  readonly connection: string;
  readonly kind: string;
  readonly operation: string;
  readonly number: number;
  readonly members: readonly Leased[];
}

/** `send` is given what the other system is told of the trace. */
export async function tracedBundle(
  tracer: Tracer | undefined,
  of: Traced,
  send: (traceparent: string | null) => Promise<readonly BundleOutcome[]>,
): Promise<readonly BundleOutcome[]> {
  if (tracer === undefined) return send(null);
  const { connection, members } = of;
  const whole = tracer.start({
    name: `send ${connection}`,
    kind: 'client',
    place: 'own',
    attributes: {
      ...factsOf(of),
      'messaging.batch.message_count': members.length,
      'crossdock.attempt': Math.max(...members.map(({ attempts }) => attempts)),
    },
  });
  const parts = new Map(members.map((member) => [member.seq, partOf(tracer, of, member, whole)]));
  try {
    const outcomes = await tracer.within(whole, () => send(whole.traceparent));
    for (const { member, outcome } of outcomes) close(parts.get(member.seq), outcome);
    const sent = outcomes.find(({ outcome }) => outcome.state !== 'dead') ?? outcomes[0];
    close(whole, sent?.outcome);
    return outcomes;
  } catch (error) {
    for (const span of [...parts.values(), whole]) span.end(errorType(error));
    throw error;
  } finally {
    for (const span of parts.values()) span.end(); // Those of which nothing was said.
  }
}

function partOf(
  tracer: Tracer,
  of: Traced,
  { turnId, ordinal, entry, lane, type, attempts }: Leased,
  whole: Span,
): Span {
  const { correlationId = null, causationId = null } = entry === null ? {} : (JSON.parse(entry) as SealedEntry); // A turn sealed it.
  return tracer.start({
    name: `send ${of.connection}`,
    kind: 'client',
    place: 'apart',
    correlationId,
    causationId,
    attributes: {
      ...factsOf(of),
      'messaging.message.id': eventId(turnId, ordinal),
      'crossdock.lane': lane,
      'crossdock.event': type,
      'crossdock.attempt': attempts,
    },
    links: [whole],
  });
}

function factsOf({ connection, kind, operation, number }: Traced): Facts {
  return {
    'messaging.system': kind,
    'messaging.operation.type': 'send',
    'messaging.operation.name': operation,
    'messaging.destination.name': connection,
    'crossdock.bundle': number,
  };
}

function close(span: Span | undefined, outcome: Outcome | undefined): void {
  if (span === undefined || outcome === undefined) return;
  span.note({ 'crossdock.outcome': outcome.state });
  span.end('error' in outcome ? outcome.error.code : undefined);
}
