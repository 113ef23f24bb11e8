// What coming in looks like in traces. One message by itself stands in the trace of what it leads to; several have a trace of their
// own, to which what they lead to is linked. Pure.
import type { Connection, Stream } from '#connections/model.ts';
import type { Facts, Span, Work } from '#kernel/trace.ts';
import type { Worked } from './work.ts';

interface OfStream {
  readonly connection: string;
  readonly stream: string;
}

/** A round of fetching, or a part of a subscription, brought messages. */
export function receiving(of: OfStream, count: number): () => Work {
  return () => ({
    name: `receive ${of.connection}`,
    kind: 'consumer',
    place: 'own',
    attributes: {
      ...factsOf(of),
      'messaging.operation.type': 'receive',
      'messaging.batch.message_count': count,
    },
  });
}

/** Inside of the request by which they were pushed. */
export function receivingPushed(of: OfStream, count: number): () => Work {
  return () => {
    const { place: _place, ...work } = receiving(of, count)();
    return work;
  };
}

export function working(
  { code }: Pick<Connection, 'code'>,
  { name }: Pick<Stream, 'name'>,
  messages: readonly { readonly id: string; readonly attempts: number }[],
): () => Work {
  return () => {
    const [only] = messages;
    return {
      name: `process ${code}`,
      kind: 'consumer',
      place: messages.length === 1 ? 'apart' : 'own',
      attributes: {
        ...factsOf({ connection: code, stream: name }),
        'messaging.operation.type': 'process',
        'messaging.batch.message_count': messages.length,
        ...(messages.length === 1 &&
          only !== undefined && { 'messaging.message.id': only.id, 'crossdock.attempt': only.attempts + 1 }),
      },
    };
  };
}

export function noteWorked(span: Span, worked: readonly Worked[]): void {
  const results = worked.flatMap((one) => (one.kind === 'settled' ? [one.result] : []));
  const sum = (count: (result: (typeof results)[number]) => number): number =>
    results.reduce((total, result) => total + count(result), 0);
  const failed = sum((result) => result.failed);
  span.note({
    'crossdock.records': sum(({ records }) => records),
    'crossdock.documents': sum(({ documents }) => documents),
    'crossdock.documents.accepted': sum(({ accepted }) => accepted),
    'crossdock.documents.duplicate': sum(({ duplicates }) => duplicates),
    'crossdock.documents.superseded': sum(({ superseded = 0 }) => superseded),
    'crossdock.documents.failed': failed,
    'crossdock.messages.later': worked.length - results.length,
  });
  const first = results.flatMap(({ problems }) => problems)[0];
  if (failed > 0) span.end(first?.code ?? 'failed');
}

function factsOf({ connection, stream }: OfStream): Facts {
  return {
    'messaging.system': 'crossdock',
    'messaging.destination.name': connection,
    'crossdock.stream': stream,
  };
}
