// A queue as a stream: pushed by the broker, no more than the prefetch at a time, acknowledged when it is kept.
import type { Channel, ConsumeMessage } from 'amqplib';
import { ConnectorFault } from '#connectors/connector.ts';
import type { Received } from '#connectors/connector.ts';
import { messageOf } from './message.ts';
import { prefetchDefault } from './settings.ts';
import type { AmqpStream } from './settings.ts';
import type { Wire } from './transport.ts';

/** RabbitMQ closes the channel of whoever leaves a message unacknowledged for 30 minutes. Before, reading ends by itself and begins anew. */
const leftMsMax = 15 * 60_000;

export async function* consumeQueue(
  { wire, channel }: { readonly wire: Wire; readonly channel: Channel },
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
  channel.on('close', () => ended(wire.error ?? new Error('The channel was closed')));
  wire.model.on('close', () => ended(wire.error ?? new Error('The connection was closed')));
  const stop = (): void => wake();
  /** Too large to be kept, and left to the broker: never acknowledged, so they are back in the queue when the channel closes. */
  let left = 0;
  const leftMax = Math.floor((from.prefetch ?? prefetchDefault) / 2);
  let isLong = false;
  let long: NodeJS.Timeout | undefined;
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
      if (left > leftMax) throw queueFull(from.queue, left);
      if (waiting.length === 0 && end === null && !isLong && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (signal.aborted) return;
      if (end !== null) throw end;
      if (isLong && waiting.length === 0) return;
      const taken = waiting.splice(0);
      const messages = taken.map((message) => messageOf(message, from, bytesMax));
      yield {
        messages,
        cursor: null, // The broker keeps where we are.
        done: () => {
          if (end !== null) return Promise.reject(end); // They come again, and are known by their keys.
          for (const [index, message] of taken.entries()) {
            if (messages[index]?.fault === undefined) channel.ack(message);
            else if (from.tooLarge === 'dead_letter') channel.reject(message, false);
            else {
              left += 1;
              long ??= setTimeout(() => {
                isLong = true;
                wake();
              }, leftMsMax);
            }
          }
          return Promise.resolve();
        },
      };
    }
  } finally {
    clearTimeout(long);
    signal.removeEventListener('abort', stop);
  }
}

function queueFull(queue: string, count: number): ConnectorFault {
  return new ConnectorFault({
    code: 'too_large',
    detail: `The queue ${queue} holds ${count} messages that are too large to be taken; they take the places of others.`,
    fix: 'Move them out of the queue, give it a dead-letter exchange and the stream tooLarge: dead_letter, or raise messageBytesMax.',
    cause: 'too_large',
  });
}

function queueGone(queue: string): ConnectorFault {
  return new ConnectorFault({
    code: 'misconfigured',
    detail: `The broker ended the reading of the queue ${queue}: it was deleted, or its node stopped.`,
    fix: 'Make the queue again, or correct its name.',
    cause: 'cancelled',
  });
}
