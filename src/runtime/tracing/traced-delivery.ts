// One attempt of a delivery as a span, under the message that left the entry: days later, on any node.
import { eventId } from '#connectors/webhook/event.ts';
import { errorType } from '#kernel/trace.ts';
import type { Tracer } from '#kernel/trace.ts';
import type { SealedEntry } from '#processes/entry.ts';
import type { Outcome } from '#runtime/deliveries-outcome.ts';
import type { Leased } from '#runtime/deliveries-store.ts';

/** `send` is given what the other system is told of the trace. */
export async function tracedDelivery<Attempted extends { readonly outcome: Outcome }>(
  tracer: Tracer | undefined,
  delivery: Leased,
  kind: string,
  send: (traceparent: string | null) => Promise<Attempted>,
): Promise<Attempted> {
  if (tracer === undefined) return send(null);
  const { connection, lane, type, operation, attempts, turnId, ordinal, entry } = delivery;
  const { correlationId = null, causationId = null } = entry === null ? {} : (JSON.parse(entry) as SealedEntry); // A turn sealed it.
  const span = tracer.start({
    name: `send ${connection}`,
    kind: 'client',
    place: 'apart',
    correlationId,
    causationId,
    attributes: {
      'messaging.system': kind,
      'messaging.operation.type': 'send',
      'messaging.operation.name': operation ?? 'event',
      'messaging.destination.name': connection,
      'messaging.message.id': eventId(turnId, ordinal),
      'crossdock.lane': lane,
      'crossdock.event': type,
      'crossdock.attempt': attempts,
    },
  });
  try {
    const attempted = await tracer.within(span, () => send(span.traceparent));
    const { outcome } = attempted;
    span.note({ 'crossdock.outcome': outcome.state });
    span.end('error' in outcome ? outcome.error.code : undefined);
    return attempted;
  } catch (error) {
    span.end(errorType(error));
    throw error;
  }
}
