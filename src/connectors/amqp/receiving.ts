// A queue as a stream: pushed by the broker, no more than the prefetch at a time, acknowledged when it is kept.
import type { Channel, ConsumeMessage } from 'amqplib';
import { ConnectorFault } from '#connectors/connector.ts';
import type { Received } from '#connectors/connector.ts';
import { messageOf } from './message.ts';
import { prefetchDefault } from './settings.ts';
import type { AmqpStream } from './settings.ts';
import type { Line } from './transport.ts';

export async function* consumeQueue(
  { line, channel }: { readonly line: Line; readonly channel: Channel },
  from: AmqpStream,
  { signal, bytesMax }: { readonly signal: AbortSignal; readonly bytesMax: number },
): AsyncGenerator<Received> {
  const waiting: ConsumeMessage[] = [];
  let end: Error | null = null;
  let wake = (): void => undefined;
  const ended = (error: Error): void => {
    end ??= error;
    wake();
  };
  channel.on('error', ended);
  channel.on('close', () => ended(line.error ?? new Error('The channel was closed')));
  line.model.on('close', () => ended(line.error ?? new Error('The connection was closed')));
  const stop = (): void => wake();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await channel.prefetch(from.prefetch ?? prefetchDefault);
    await channel.consume(from.queue, (message) => {
      if (message === null) ended(queueGone(from.queue));
      else {
        waiting.push(message);
        wake();
      }
    });
    for (;;) {
      if (waiting.length === 0 && end === null && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (signal.aborted) return;
      if (end !== null) throw end;
      const taken = waiting.splice(0);
      const messages = taken.map((message) => messageOf(message, from, bytesMax));
      yield {
        messages,
        cursor: null, // The broker keeps where we are.
        done: () => {
          if (end !== null) return Promise.reject(end); // They come again, and are known by their keys.
          for (const [index, message] of taken.entries()) {
            // What was too large to be kept goes where the queue sends what is rejected: its dead-letter exchange.
            if (messages[index]?.fault === undefined) channel.ack(message);
            else channel.reject(message, false);
          }
          return Promise.resolve();
        },
      };
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function queueGone(queue: string): ConnectorFault {
  return new ConnectorFault({
    code: 'misconfigured',
    detail: `The broker ended the reading of the queue ${queue}: it was deleted, or its node stopped.`,
    fix: 'Make the queue again, or correct its name.',
    cause: 'cancelled',
  });
}
