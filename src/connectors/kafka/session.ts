// A live connection to a Kafka cluster.
import type { Consumer, Producer } from '@platformatic/kafka';
import { ConnectorFault } from '#connectors/connector.ts';
import type { OpenOptions, Outgoing, Received, ReceiveOptions, Sent, Session } from '#connectors/connector.ts';
import { fillTemplate } from '#connectors/name-template.ts';
import { GivenUp, within } from '#connectors/network/deadline.ts';
import { Kept } from '#connectors/network/kept.ts';
import { createLogin } from '#connectors/network/rotation.ts';
import { whereIs } from '#connectors/network/server.ts';
import { faultOf, saysNotWritten } from './faults.ts';
import { fetchOnce, startOf } from './fetching.ts';
import { writePosition } from './position.ts';
import { portDefault } from './settings.ts';
import type { KafkaOperation, KafkaSettings, KafkaStream } from './settings.ts';
import { openConsumer, openProducer } from './transport.ts';

/** How long brokers hold a fetch when there is nothing new. */
const waitMsMax = 500;
const messagesPerBatch = 200;
const goodbyeMs = 2_000;
const idHeader = 'crossdock-id';

export function openKafkaSession(options: OpenOptions): Session {
  const { brokers } = options.settings as unknown as KafkaSettings; // The schema held when the connection was defined.
  const where = brokers.map(({ host, port = portDefault }) => whereIs(host, port)).join(', ');
  const { timeoutMs: ms, messageBytesMax } = options.limits;
  const login = createLogin(options);
  const consumer = kept<Consumer>(() => letIn(openConsumer));
  const producer = kept<Producer>(() => letIn(openProducer));

  /** The client logs in with its first request. Without a credential that is being replaced, that is the caller's. */
  function letIn<Client extends Consumer | Producer>(make: (options: OpenOptions) => Client): Promise<Client> {
    if (!login.isReplacing) return Promise.resolve(make(options));
    return login.open({
      open: async (given) => {
        const client = make(given);
        try {
          await client.metadata({ topics: [] });
          return client;
        } catch (error) {
          await client.close(true).catch(() => undefined); // What ended it is told below.
          throw error;
        }
      },
      faultOf: (error) => faultOf(error, where),
    });
  }

  /** A client that a call failed of is not used again: what it knows of the cluster may be old. */
  async function throwing<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    try {
      return await within({ ms, signal }, work);
    } catch (error) {
      await consumer.drop();
      if (error instanceof GivenUp) throw error;
      throw new ConnectorFault(faultOf(error, where), { cause: error });
    }
  }

  function check(signal: AbortSignal): Promise<string> {
    return throwing(signal, async () => {
      const cluster = await (await consumer.get()).metadata({ topics: [], forceUpdate: true });
      return login.say(`Kafka cluster ${cluster.id} with ${cluster.brokers.size} brokers, by ${where}.`);
    });
  }

  async function* receive({ settings, cursor, signal }: ReceiveOptions): AsyncGenerator<Received> {
    const from = settings as unknown as KafkaStream; // As above.
    try {
      const position = await throwing(signal, async () => startOf(await consumer.get(), from, cursor));
      while (!signal.aborted) {
        const waitMs = Math.min(waitMsMax, Math.ceil(ms / 4));
        const fetched = await throwing(signal, async () =>
          fetchOnce(await consumer.get(), from, { position, waitMs, bytesMax: messageBytesMax }),
        );
        for (const { partition, messages, next } of fetched) {
          for (let at = 0; at < messages.length; at += messagesPerBatch) {
            const batch = messages.slice(at, at + messagesPerBatch);
            position.set(partition, batch.at(-1)?.next ?? next);
            yield {
              messages: batch.map(({ message }) => message),
              cursor: writePosition(position),
              done: () => Promise.resolve(), // The cursor says it all.
            };
            if (signal.aborted) return;
          }
          position.set(partition, next);
        }
      }
    } catch (error) {
      if (!(error instanceof GivenUp)) throw error;
    }
  }

  async function send(outgoing: Outgoing, signal: AbortSignal): Promise<Sent> {
    const { topic: template } = outgoing.settings as unknown as KafkaOperation; // As above.
    const topic = fillTemplate(template, outgoing, (part) => (/^[A-Za-z0-9._-]{1,200}$/.test(part) ? part : null));
    if (!topic.ok) return { kind: 'refused', fault: { code: 'misconfigured', detail: topic.detail, fix: topic.fix } };
    let isSent = false;
    try {
      // Whatever can fail before a record is sent does so here: what fails after it is not known to be undone.
      // The client that reads is asked first, for that which writes tries for ever and doesn't say what is wrong.
      const ready = await throwing(signal, async () => {
        await (await consumer.get()).metadata({ topics: [topic.text] });
        const client = await producer.get();
        await client.metadata({ topics: [topic.text] });
        await client.connectToBrokers();
        // Asked for here, its number is that of a producer that has none yet; the client would ask for it together with the record.
        if (client.producerId === undefined)
          await client.initIdempotentProducer({ producerId: -1n, producerEpoch: -1 });
        return client;
      });
      await within({ ms, signal }, () => {
        isSent = true;
        return ready.send({ messages: [recordOf(topic.text, outgoing)] });
      });
      return { kind: 'done' };
    } catch (error) {
      // Its numbering of records may have a gap now; a new one begins anew.
      await producer.drop();
      if (error instanceof GivenUp && !isSent) return { kind: 'given_up' };
      return outcome(error, isSent);
    }
  }

  function outcome(error: unknown, isSent: boolean): Sent {
    const fault = faultOf(error, where);
    if (isSent && !saysNotWritten(fault))
      return { kind: 'unknown', fault: { ...fault, detail: `It was sent, and not confirmed: ${fault.detail}` } };
    switch (fault.code) {
      case 'refused':
      case 'misconfigured':
      case 'too_large':
        return { kind: 'refused', fault };
      case 'busy':
      case 'timeout':
      case 'connection_failed':
      case 'target_refused':
      case 'unauthorized':
      case 'broken_answer':
        return { kind: 'later', fault };
    }
  }

  return {
    check,
    receive,
    send,
    remark: login.remark,
    close: async () => {
      await Promise.all([consumer.close(), producer.close()]);
    },
  };
}

function kept<Client extends { readonly closed: boolean; close(force?: boolean): Promise<void> }>(
  open: () => Promise<Client>,
): Kept<Client> {
  const never = new AbortController().signal;
  return new Kept<Client>({
    open,
    isOpen: (client) => !client.closed,
    // One that does not end in time has no socket that answers; nobody asks it anything any more.
    close: (client) => within({ ms: goodbyeMs, signal: never }, () => client.close(true)).catch(() => undefined),
  });
}

function recordOf(topic: string, { id, lane, body, mediaType, traceparent }: Outgoing) {
  const headers = { [idHeader]: id, 'content-type': mediaType, ...(traceparent === null ? {} : { traceparent }) };
  return {
    topic,
    // The same lane, the same partition: what must be in order is.
    key: Buffer.from(lane),
    value: Buffer.from(body),
    headers: new Map(Object.entries(headers).map(([name, value]) => [Buffer.from(name), Buffer.from(value)])),
  };
}
