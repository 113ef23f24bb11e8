// Messages published on one confirm channel: each is told apart as confirmed, not routed, not taken, or cut off.
import type { ConfirmChannel } from 'amqplib';
import type { Outgoing } from '#connectors/connector.ts';
import type { Wire } from './transport.ts';

export type Published =
  | { readonly kind: 'confirmed' }
  /** No queue gets it. */
  | { readonly kind: 'returned'; readonly reason: string }
  /** The broker did not take it: a full queue. */
  | { readonly kind: 'not_taken' };

const nacked = 'message nacked';

export class Publisher {
  readonly #channel: ConfirmChannel;
  /** By the id of the message: the broker returns it before it confirms it. */
  readonly #returned = new Map<string, string>();
  readonly #pending = new Set<(error: Error) => void>();
  #end: Error | null = null;

  constructor(channel: ConfirmChannel, wire: Wire) {
    this.#channel = channel;
    const ended = (error: Error): void => {
      this.#end ??= error;
      for (const reject of this.#pending) reject(this.#end);
      this.#pending.clear();
    };
    channel.on('error', ended);
    channel.on('close', () => ended(wire.error ?? new Error('The channel was closed')));
    channel.on('return', ({ properties, fields }) => {
      // The typings know the fields of deliveries only.
      const { replyText } = fields as unknown as { replyText?: string };
      this.#returned.set(String(properties.messageId), replyText ?? 'NO_ROUTE');
    });
  }

  get isOpen(): boolean {
    return this.#end === null;
  }

  publish({ exchange, routingKey }: { exchange: string; routingKey: string }, outgoing: Outgoing): Promise<Published> {
    const { id, body, mediaType, traceparent } = outgoing;
    return new Promise((resolve, reject) => {
      if (this.#end !== null) return reject(this.#end);
      this.#pending.add(reject);
      this.#channel.publish(
        exchange,
        routingKey,
        Buffer.from(body.buffer, body.byteOffset, body.byteLength),
        {
          mandatory: true,
          persistent: true,
          messageId: id,
          contentType: mediaType,
          appId: 'crossdock',
          ...(traceparent === null ? {} : { headers: { traceparent } }),
        },
        (error: unknown) => {
          this.#pending.delete(reject);
          const reason = this.#returned.get(id);
          this.#returned.delete(id);
          if (this.#end !== null) return reject(this.#end);
          // The same callback tells of a nack and, before anything else does, of a channel that ended.
          if (error instanceof Error && error.message !== nacked) return reject(error);
          if (error !== null && error !== undefined) return resolve({ kind: 'not_taken' });
          resolve(reason === undefined ? { kind: 'confirmed' } : { kind: 'returned', reason });
        },
      );
    });
  }
}
