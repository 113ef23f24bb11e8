// A live connection to a NATS server with JetStream.
import { setImmediate as immediately } from 'node:timers/promises';
import { RetentionPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { ConsumerInfo, ConsumerMessages, JetStreamClient, JetStreamManager, JsMsg } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { ConnectorFault } from '#connectors/connector.ts';
import type { Looked, OpenOptions, Outgoing, Received, ReceiveOptions, Sent, Session } from '#connectors/connector.ts';
import { fillTemplate } from '#connectors/name-template.ts';
import { GivenUp } from '#connectors/network/deadline.ts';
import { Line } from '#connectors/network/line.ts';
import { whereIs } from '#connectors/network/server.ts';
import { findConsumer } from './consumer.ts';
import { faultOf } from './faults.ts';
import { messageIdHeader, messageOf } from './message.ts';
import { batchDefault, portDefault } from './settings.ts';
import type { NatsOperation, NatsSettings, NatsStream } from './settings.ts';
import { openNats } from './transport.ts';

/** Messages asked for at once fit in here, whatever their size. */
const fetchedBytesMax = 64 * 1024 * 1024;

/** When what is too large and was left comes again. */
const leftMs = 5 * 60_000;

interface Open {
  readonly connection: NatsConnection;
  readonly client: JetStreamClient;
  readonly manager: JetStreamManager;
}

export function openNatsSession(options: OpenOptions): Session {
  const settings = options.settings as unknown as NatsSettings; // The schema held when the connection was defined.
  const where = whereIs(settings.host, settings.port ?? portDefault);
  const { timeoutMs: ms, messageBytesMax } = options.limits;
  const never = new AbortController().signal;
  const line = new Line<Open>(options, {
    dial: async (given, wanted) => {
      const connection = await openNats(given, wanted);
      const way = { timeout: ms, ...(settings.domain === undefined ? {} : { domain: settings.domain }) };
      return {
        connection,
        client: jetstream(connection, way),
        manager: await jetstreamManager(connection, { ...way, checkAPI: false }),
      };
    },
    isOpen: ({ connection }) => !connection.isClosed(),
    end: ({ connection }) => connection.close(),
    faultOf: (error) => faultOf(error, where),
  });

  async function check(signal: AbortSignal): Promise<string> {
    return line.ask(signal, async () => {
      const { connection, manager } = await line.get();
      const account = await untilClosed(connection, manager.getAccountInfo());
      const { info } = connection;
      return line.say(
        `NATS ${info?.version ?? ''} at ${where}, with JetStream: ${account.streams} streams, ${account.consumers} consumers.`,
      );
    });
  }

  async function* receive({ settings: given, signal }: ReceiveOptions): AsyncGenerator<Received> {
    const from = given as unknown as NatsStream; // As above.
    const open: JsMsg[] = [];
    /** Too large to be kept, in a stream that forgets what is acknowledged: left to it. */
    const left = new Set<number>();
    let connection: NatsConnection | null = null;
    let pulled: ConsumerMessages | null = null;
    let coming: AsyncIterator<JsMsg> | null = null;
    let next: Promise<IteratorResult<JsMsg>> | null = null;
    const stop = (): void => pulled?.stop();
    try {
      const opened = await line.ask(signal, () => line.get());
      const { client, manager, connection: link } = opened;
      connection = link;
      const info = await line.ask(signal, () => untilClosed(link, findConsumer(manager, from)));
      const count = batchSize(from, info, link);
      const { config } = await line.ask(signal, () => untilClosed(link, manager.streams.info(from.stream)));
      const keepsAcknowledged = config.retention === RetentionPolicy.Limits;
      pulled = await line.ask(signal, () =>
        client.consumers.getConsumerFromInfo(info).consume({ max_messages: count, abort_on_missing_resource: true }),
      );
      signal.addEventListener('abort', stop, { once: true });
      coming = pulled[Symbol.asyncIterator]();
      next = coming.next();
      while (!signal.aborted) {
        if (left.size > count / 2) throw streamFull(from, left.size);
        const first = await next.catch(failed);
        if (first.done === true) break;
        open.push(first.value);
        next = coming.next();
        next.catch(() => undefined); // Asked for again above.
        // What is here already goes along: nobody waits for a batch to become full.
        while (open.length < count) {
          const more = await Promise.race([next.catch(() => null), soon()]);
          if (more === null || more.done === true) break;
          open.push(more.value);
          next = coming.next();
          next.catch(() => undefined);
        }
        const messages = open.map((message) => messageOf(message, from, messageBytesMax));
        yield {
          messages,
          cursor: null, // The server keeps where we are.
          done: () =>
            line.ask(never, async () => {
              for (const message of open.splice(0)) {
                if (keepsAcknowledged || message.data.length <= messageBytesMax) message.ack();
                else {
                  left.add(message.seq);
                  message.nak(leftMs);
                }
              }
              await untilClosed(link, link.flush());
            }),
        };
      }
      if (!signal.aborted) failed(link.isClosed() ? await link.closed() : undefined);
    } catch (error) {
      if (!(error instanceof GivenUp)) throw error;
    } finally {
      signal.removeEventListener('abort', stop);
      // What was not kept comes again at once, instead of after the wait for its acknowledgement.
      if (pulled !== null && coming !== null && next !== null) open.push(...(await leftOf(pulled, coming, next)));
      // A connection that ended says the same.
      if (connection?.isClosed() === false) for (const message of open) message.nak();
    }
  }

  function failed(error: unknown): never {
    throw new ConnectorFault(line.faultOf(error ?? new Error('It ended the connection')), { cause: error });
  }

  async function send(outgoing: Outgoing, signal: AbortSignal): Promise<Sent> {
    const operation = outgoing.settings as unknown as NatsOperation; // As above.
    const subject = fillTemplate(operation.subject, outgoing, subjectPart);
    if (!subject.ok)
      return { kind: 'refused', fault: { code: 'misconfigured', detail: subject.detail, fix: subject.fix } };
    let isSent = false;
    try {
      const { client, connection } = await line.inTime(signal, () => line.get());
      const bytesMax = connection.info?.max_payload ?? Infinity;
      if (outgoing.body.length > bytesMax) {
        const detail = `The message has ${outgoing.body.length} bytes; ${where} takes ${bytesMax}.`;
        return { kind: 'refused', fault: { code: 'too_large', detail, fix: 'Send less, or raise max_payload.' } };
      }
      const head = headers();
      head.set('Content-Type', outgoing.mediaType);
      if (outgoing.traceparent !== null) head.set('traceparent', outgoing.traceparent);
      isSent = true;
      const options = { msgID: outgoing.id, expect: { streamName: operation.stream }, headers: head, timeout: ms };
      await line.inTime(signal, () => untilClosed(connection, client.publish(subject.text, outgoing.body, options)));
      return { kind: 'done' };
    } catch (error) {
      if (error instanceof GivenUp && !isSent) return { kind: 'given_up' };
      return outcome(error, isSent);
    }
  }

  function outcome(error: unknown, isSent: boolean): Sent {
    const fault = line.faultOf(error);
    // Nobody took it: there is no stream, or none that has a leader now.
    if (fault.cause === 'no_responders') return { kind: 'later', fault };
    switch (fault.code) {
      case 'refused':
      case 'misconfigured':
      case 'too_large':
        return { kind: 'refused', fault };
      case 'unauthorized':
      case 'busy':
      case 'target_refused':
        return { kind: 'later', fault };
      case 'timeout':
      case 'connection_failed':
      case 'broken_answer':
        return isSent
          ? { kind: 'unknown', fault: { ...fault, detail: `It was published, and no answer came: ${fault.detail}` } }
          : { kind: 'later', fault };
    }
  }

  /** Whether the last message of its subject is this one. */
  async function look(outgoing: Outgoing, signal: AbortSignal): Promise<Looked> {
    const operation = outgoing.settings as unknown as NatsOperation; // As above.
    const subject = fillTemplate(operation.subject, outgoing, subjectPart);
    if (!subject.ok) throw new ConnectorFault({ code: 'misconfigured', detail: subject.detail, fix: subject.fix });
    const last = await line.ask(signal, async () => {
      const { connection, manager } = await line.get();
      return untilClosed(connection, manager.streams.getMessage(operation.stream, { last_by_subj: subject.text }));
    });
    if (last === null) return { state: null, isDone: false };
    const messageId = last.header.get(messageIdHeader);
    const state = { subject: last.subject, sequence: last.seq, time: last.timestamp, messageId };
    // Behind another one it may stand nevertheless.
    return { state, isDone: messageId === outgoing.id ? true : null };
  }

  return { check, receive, send, look, remark: line.remark, close: () => line.close() };
}

function streamFull({ stream, consumer }: NatsStream, count: number): ConnectorFault {
  return new ConnectorFault({
    code: 'too_large',
    detail: `The stream ${stream} holds ${count} messages for ${consumer} that are too large to be taken; they take the places of others.`,
    fix: 'Take them out of the stream, raise messageBytesMax, or give the stream the retention limits.',
    cause: 'too_large',
  });
}

/** What had come and was not given on yet. */
async function leftOf(
  pulled: ConsumerMessages,
  coming: AsyncIterator<JsMsg>,
  asked: Promise<IteratorResult<JsMsg>>,
): Promise<JsMsg[]> {
  const left: JsMsg[] = [];
  pulled.stop();
  try {
    for (let next = await asked; next.done !== true; next = await coming.next()) left.push(next.value);
  } catch {
    // It ended with an error, which was told to whoever asked for a message.
  }
  return left;
}

/** The client lets requests wait for their time when the connection ends. */
function untilClosed<Result>(connection: NatsConnection, work: Promise<Result>): Promise<Result> {
  const ended = connection.closed().then((why) => {
    throw why instanceof Error ? why : new Error('It ended the connection');
  });
  return Promise.race([work, ended]);
}

/** After what has come already was looked at. */
function soon(): Promise<null> {
  return immediately(null);
}

function batchSize({ batch = batchDefault }: NatsStream, { config }: ConsumerInfo, { info }: NatsConnection): number {
  const fitting = Math.floor(fetchedBytesMax / (info?.max_payload ?? fetchedBytesMax));
  const pending = config.max_ack_pending ?? batch;
  return Math.max(1, Math.min(batch, fitting, pending > 0 ? pending : batch));
}

/** What separates words and what selects several can't be part of one. */
function subjectPart(part: string): string | null {
  return /^[^\s.*>]{1,128}$/.test(part) ? part : null;
}
