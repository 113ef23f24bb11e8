// A live connection to an AMQP 0-9-1 broker.
import type { Channel } from 'amqplib';
import { ConnectorFault } from '#connectors/connector.ts';
import type { OpenOptions, Outgoing, Received, ReceiveOptions, Sent, Session } from '#connectors/connector.ts';
import { fillTemplate } from '#connectors/name-template.ts';
import { GivenUp } from '#connectors/network/deadline.ts';
import { Kept } from '#connectors/network/kept.ts';
import { Line, politely } from '#connectors/network/line.ts';
import { whereIs } from '#connectors/network/server.ts';
import { faultOf } from './faults.ts';
import { Publisher } from './publishing.ts';
import { consumeQueue } from './receiving.ts';
import { portDefault } from './settings.ts';
import type { AmqpOperation, AmqpSettings, AmqpStream } from './settings.ts';
import { openWire } from './transport.ts';
import type { Wire } from './transport.ts';

interface Open {
  readonly wire: Wire;
  readonly publisher: Kept<Publisher>;
  /** Exchanges that are known to be there: publishing to another one would end the channel for all. */
  readonly exchanges: Set<string>;
}

export function openAmqpSession(options: OpenOptions): Session {
  const settings = options.settings as unknown as AmqpSettings; // The schema held when the connection was defined.
  const where = whereIs(settings.host, settings.port ?? portDefault[settings.tls ?? 'required']);
  const { messageBytesMax } = options.limits;
  const line = new Line<Open>(options, {
    dial: async (given, wanted) => {
      const wire = await openWire(given, wanted);
      const publisher = new Kept<Publisher>({
        open: async () => new Publisher(await wire.model.createConfirmChannel(), wire),
        isOpen: (one) => one.isOpen,
        close: () => Promise.resolve(), // It ends with its connection.
      });
      return { wire, publisher, exchanges: new Set() };
    },
    isOpen: ({ wire }) => wire.isOpen,
    end: ({ wire }) => wire.model.close(),
    cut: ({ wire }) => destroy(wire),
    faultOf: (error) => faultOf(error, where),
    // A call that got no answer leaves a connection that nobody should use again.
    isSpoiltBy: ({ code }) => code === 'timeout',
  });

  function check(signal: AbortSignal): Promise<string> {
    return line.ask(signal, async () => {
      const { wire } = await line.get();
      const channel = await wire.model.createChannel();
      await channel.close();
      const { product, version } = wire.model.connection.serverProperties;
      const state = wire.blocked === null ? '' : ` It takes no messages now: ${wire.blocked}.`;
      return line.say(`${product} ${version} at ${where}, virtual host ${settings.vhost ?? '/'}.${state}`);
    });
  }

  async function* receive({ settings: given, signal }: ReceiveOptions): AsyncGenerator<Received> {
    const from = given as unknown as AmqpStream; // As above.
    let channel: Channel | null = null;
    try {
      const { wire } = await line.ask(signal, () => line.get());
      channel = await line.ask(signal, () => wire.model.createChannel());
      channel.on('error', () => undefined); // Heard by the consumer; without a listener it would end the process.
      yield* consumeQueue({ wire, channel }, from, { signal, bytesMax: messageBytesMax });
    } catch (error) {
      if (error instanceof GivenUp) return;
      if (error instanceof ConnectorFault) throw error;
      throw new ConnectorFault(line.faultOf(error), { cause: error });
    } finally {
      // What was not acknowledged goes back into the queue with the channel.
      if (channel !== null) await quietly(channel);
    }
  }

  async function quietly(channel: Channel): Promise<void> {
    try {
      await politely(() => channel.close());
    } catch {
      // It was closed already, or its connection does not answer any more, which the next call finds out.
    }
  }

  async function send(outgoing: Outgoing, signal: AbortSignal): Promise<Sent> {
    const operation = outgoing.settings as unknown as AmqpOperation; // As above.
    const key = fillTemplate(operation.routingKey, outgoing, (part) => (part.length <= 200 ? part : null));
    if (!key.ok) return { kind: 'refused', fault: { code: 'misconfigured', detail: key.detail, fix: key.fix } };
    if (Buffer.byteLength(key.text) > 255) {
      const detail = `The routing key has more than 255 bytes: ${key.text.slice(0, 60)}….`;
      return { kind: 'refused', fault: { code: 'misconfigured', detail, fix: 'Shorten the template or its values.' } };
    }
    let isSent = false;
    try {
      const ready = await line.inTime(signal, async () => {
        const { wire, publisher, exchanges } = await line.get();
        if (operation.exchange !== '' && !exchanges.has(operation.exchange)) {
          await checkExchange(wire, operation.exchange);
          exchanges.add(operation.exchange);
        }
        return { wire, publisher: await publisher.get() };
      });
      if (ready.wire.blocked !== null) {
        const detail = `${where} takes no messages now: ${ready.wire.blocked}.`;
        return {
          kind: 'later',
          fault: { code: 'busy', detail, fix: 'Give the broker memory or disk.', cause: 'blocked' },
        };
      }
      const target = { exchange: operation.exchange, routingKey: key.text };
      const published = await line.inTime(signal, () => {
        isSent = true;
        return ready.publisher.publish(target, outgoing);
      });
      switch (published.kind) {
        case 'confirmed':
          return { kind: 'done' };
        case 'returned': {
          const detail = `No queue gets messages of ${operation.exchange || 'the default exchange'} with the routing key ${key.text} (${published.reason}).`;
          const fix = 'Bind a queue for it, or correct the routing key.';
          return { kind: 'refused', fault: { code: 'refused', detail, fix, cause: '312' } };
        }
        case 'not_taken': {
          const detail = `${where} did not take the message: a queue is full.`;
          return { kind: 'later', fault: { code: 'busy', detail, fix: 'Empty the queue.', cause: 'nack' } };
        }
      }
    } catch (error) {
      if (error instanceof GivenUp && !isSent) return { kind: 'given_up' };
      return outcome(line.faultOf(error), isSent);
    }
  }

  return { check, receive, send, remark: line.remark, close: () => line.close() };
}

/** On a channel of its own: one that is not there ends the channel. */
async function checkExchange({ model }: Wire, exchange: string): Promise<void> {
  const channel = await model.createChannel();
  channel.on('error', () => undefined); // The call rejects with it.
  await channel.checkExchange(exchange);
  await channel.close();
}

function outcome(fault: ReturnType<typeof faultOf>, isSent: boolean): Sent {
  switch (fault.code) {
    case 'refused':
    case 'misconfigured':
    case 'too_large':
      return { kind: 'refused', fault };
    case 'unauthorized':
    case 'target_refused':
      return { kind: 'later', fault };
    case 'busy':
    case 'timeout':
    case 'connection_failed':
    case 'broken_answer':
      return isSent
        ? { kind: 'unknown', fault: { ...fault, detail: `It was published, and not confirmed: ${fault.detail}` } }
        : { kind: 'later', fault };
  }
}

function destroy({ model }: Wire): void {
  // The library has no way to end a connection that does not answer; its socket has.
  const { connection } = model as unknown as { connection: { stream: { destroy(): void } } };
  connection.stream.destroy();
}
