// What every connector must survive, and what is special about RabbitMQ, on a real one.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { connect } from 'amqplib';
import { debianProgram, notHere } from '../../../tools/debian.ts';
import { ConnectorFault } from '#connectors/connector.ts';
import type { Outgoing, Session, Settings } from '#connectors/connector.ts';
import { startFaultProxy } from '#connectors/fault-proxy.testsuite.ts';
import { testConnector } from '#connectors/connector.testsuite.ts';
import { createReach } from '#connectors/network/reach.ts';
import { amqpConnector } from './connector.ts';
import { rabbitmqProgram, startRabbitmq } from './rabbitmq-server.testsuite.ts';

const packages = ['rabbitmq-server'];
const program = debianProgram(rabbitmqProgram);
const skip = program === null ? notHere('rabbitmq-server', packages) : undefined;
const server = program === null ? null : await startRabbitmq(program);
after(() => server?.stop());

let places = 0;

async function place() {
  assert.ok(server);
  const { port, user, password } = server;
  const other = await connect({ hostname: '127.0.0.1', port, username: user, password });
  const channel = await other.createConfirmChannel();
  const name = `place-${(places += 1)}`;
  await channel.assertExchange(`${name}-in`, 'fanout', { durable: false });
  for (const queue of [name, `${name}-out`, `${name}-dead`]) {
    const dead = queue === name ? { deadLetterExchange: '', deadLetterRoutingKey: `${name}-dead` } : {};
    await channel.assertQueue(queue, { durable: false, ...dead });
  }
  await channel.bindQueue(name, `${name}-in`, '');
  const seen: { id: string; mark: string }[] = [];
  await channel.consume(
    `${name}-out`,
    (message) => {
      const mark = (JSON.parse(message?.content.toString() ?? '{}') as { mark: string }).mark;
      const id: unknown = message?.properties.messageId;
      // Who reads knows repetitions by their message-id.
      if (!seen.some((one) => one.id === id)) seen.push({ id: String(id), mark });
    },
    { noAck: true },
  );
  const put = async (body: Uint8Array): Promise<void> => {
    channel.publish(`${name}-in`, '', Buffer.from(body), { messageId: `m-${(places += 1)}` });
    await channel.waitForConfirms();
  };
  return { name, other, channel, seen, put };
}

const json = (value: unknown) => ({ value, body: Buffer.from(JSON.stringify(value)), mediaType: 'application/json' });

testConnector({
  connector: amqpConnector,
  skip,
  make: async () => {
    assert.ok(server);
    const { name, other, seen, put } = await place();
    const proxy = await startFaultProxy({ port: server.port });
    return {
      settings: { host: '127.0.0.1', port: proxy.port, tls: 'off', user: server.user, heartbeatSeconds: 1 },
      credentials: { password: server.password },
      expired: { password: 'falscher-igel-43' },
      reach: createReach({ allowPrivate: true }),
      proxy,
      incoming: {
        stream: 'orders',
        settings: { queue: name, prefetch: 5 },
        put: async (marks) => {
          for (const mark of marks) await put(Buffer.from(JSON.stringify({ mark })));
        },
        putLarge: (mark, bytes) => put(Buffer.from(JSON.stringify({ mark, text: 'x'.repeat(bytes) }))),
        putBytes: put,
      },
      outgoing: {
        operation: 'orders',
        settings: { exchange: '', routingKey: '{/queue}', idempotency: 'key' },
        write: (mark) => json({ mark, queue: `${name}-out` }),
        seen: () => Promise.resolve(seen.map(({ mark }) => mark)),
        refused: () => json({ mark: '', queue: `${name}-nowhere` }),
      },
      [Symbol.asyncDispose]: async () => {
        await proxy[Symbol.asyncDispose]();
        await other.close();
      },
    };
  },
  wrong: [
    { part: 'stream', change: { queue: '' }, field: 'queue' },
    { part: 'operation', change: { routingKey: 'a.{b}' }, field: 'routingKey' },
  ],
});

const signal = new AbortController().signal;

function open(): Session {
  assert.ok(server);
  return amqpConnector.open({
    connection: 'bus',
    settings: { host: '127.0.0.1', port: server.port, tls: 'off', user: server.user },
    credentials: { password: server.password },
    reach: createReach({ allowPrivate: true }),
    limits: { timeoutMs: 20_000, messageBytesMax: 1_000 },
  });
}

const outgoing = (settings: Settings, value: unknown): Outgoing => ({
  id: 'dlv_1',
  operation: 'orders',
  settings,
  lane: 'ord_1',
  attempt: 1,
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  ...json(value),
});

test(
  'what names an exchange or a queue that is not there is told, and harms nobody else',
  { skip: skip ?? false },
  async () => {
    const { name, other } = await place();
    const session = open();
    const wrong = await session.send?.(
      outgoing({ exchange: 'nowhere', routingKey: 'a', idempotency: 'key' }, {}),
      signal,
    );
    assert.ok(wrong?.kind === 'refused' && wrong.fault.cause === '404', JSON.stringify(wrong));
    const unbound = await session.send?.(
      outgoing({ exchange: 'amq.direct', routingKey: 'a', idempotency: 'key' }, {}),
      signal,
    );
    assert.ok(unbound?.kind === 'refused' && /No queue gets/.test(unbound.fault.detail), JSON.stringify(unbound));
    const right = outgoing({ exchange: '', routingKey: `${name}-out`, idempotency: 'key' }, { mark: 'a' });
    assert.deepEqual(await session.send?.(right, signal), { kind: 'done' });
    const misconfigured = (error: unknown) => error instanceof ConnectorFault && error.fault.code === 'misconfigured';
    const reads = async (queue: string, then = () => Promise.resolve()) => {
      for await (const batch of session.receive?.({ stream: 's', settings: { queue }, cursor: null, signal }) ?? []) {
        await batch.done();
        await then();
      }
    };
    await assert.rejects(reads('nowhere'), misconfigured);
    await session.close();
    await other.close();
  },
);

test('a queue that is deleted while it is read ends the reading', { skip: skip ?? false }, async () => {
  const { name, other, channel, put } = await place();
  await put(Buffer.from('{}'));
  const session = open();
  await assert.rejects(
    async () => {
      for await (const batch of session.receive?.({ stream: 's', settings: { queue: name }, cursor: null, signal }) ??
        []) {
        await batch.done();
        await channel.deleteQueue(name);
      }
    },
    (error) => error instanceof ConnectorFault && error.fault.cause === 'cancelled',
  );
  await session.close();
  await other.close();
});

/** Reads until a message that is too large was noted, or reading fails. */
async function readLarge(settings: Settings): Promise<void> {
  const session = open();
  const end = new AbortController();
  try {
    for await (const batch of session.receive?.({ stream: 's', settings, cursor: null, signal: end.signal }) ?? []) {
      assert.deepEqual(
        batch.messages.map(({ fault }) => fault?.code),
        batch.messages.map(() => 'too_large'),
      );
      await batch.done();
      if (settings['prefetch'] === undefined) end.abort();
    }
  } finally {
    await session.close();
  }
}

test('what is too large stays in its queue, whole', { skip: skip ?? false }, async () => {
  const { name, other, channel, put } = await place();
  for (const size of [2_000, 2_001]) await put(Buffer.alloc(size, 'x'));
  await readLarge({ queue: name });
  // Nothing else gets through any more: that is told.
  await assert.rejects(readLarge({ queue: name, prefetch: 2 }), /holds 2 messages that are too large/);
  const sizes: number[] = [];
  for (;;) {
    const message = await channel.get(name, { noAck: true });
    if (message === false) break;
    sizes.push(message.content.length);
  }
  assert.deepEqual(
    sizes.toSorted((left, right) => left - right),
    [2_000, 2_001],
  );
  await other.close();
});

test('what is too large goes to the dead letters of its queue, whole', { skip: skip ?? false }, async () => {
  const { name, other, channel, put } = await place();
  await put(Buffer.alloc(2_000, 'x'));
  await readLarge({ queue: name, tooLarge: 'dead_letter' });
  const dead = await channel.get(`${name}-dead`, { noAck: true });
  assert.equal(dead === false ? 0 : dead.content.length, 2_000);
  await other.close();
});
