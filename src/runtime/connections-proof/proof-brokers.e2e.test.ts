// Brokers: a real NATS with JetStream and a real RabbitMQ. Who reads there knows a repetition by the id of its message, as every
// reader of a broker must: both promise to bring messages at least once.
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect as connectNats } from '@nats-io/transport-node';
import { connect as connectAmqp } from 'amqplib';
import { rabbitmqProgram, startRabbitmq } from '#connectors/amqp/rabbitmq-server.testsuite.ts';
import { startFaultProxy } from '#connectors/fault-proxy.testsuite.ts';
import { startNats } from '#connectors/nats/nats-server.testsuite.ts';
import { debianProgram, notHere } from '../../../tools/debian.ts';
import { prove } from './proof.testsuite.ts';
import { lostAnswers, networkTroubles } from './troubles.testsuite.ts';
import { toldTypes } from './words.testsuite.ts';
import type { Effect, Report } from './words.testsuite.ts';

const [nats, rabbitmq] = [debianProgram('nats-server'), debianProgram(rabbitmqProgram)];
const password = 'geheim-hase-42';
const bodyOf = (report: Report): Buffer => Buffer.from(JSON.stringify(report));

prove({
  name: 'nats',
  seed: 20_260_505,
  skip: nats === null && notHere('nats-server', ['nats-server']),
  async make(_, random) {
    const server = await startNats(nats ?? '', `authorization { user: crossdock, password: "${password}" }`);
    const other = await connectNats({ servers: `127.0.0.1:${server.port}`, user: 'crossdock', pass: password });
    const manager = await jetstreamManager(other);
    for (const name of ['in', 'out']) await manager.streams.add({ name, subjects: [`${name}.>`] });
    const proxy = await startFaultProxy({ port: server.port });
    return {
      connections: {
        bus: {
          ...connection({ host: proxy.host, port: proxy.port, tls: 'off', user: 'crossdock' }, password),
          kind: 'nats',
          streams: [
            {
              name: 'reports',
              everySeconds: 0.1,
              settings: { stream: 'in', consumer: 'crossdock', batch: 5, ackWaitSeconds: 1 },
            },
          ],
          operations: [
            {
              name: 'tell',
              types: toldTypes,
              settings: { stream: 'out', subject: 'out.{/subject}', idempotency: 'key' },
            },
          ],
        },
      },
      troubles: [networkTroubles(proxy, random)],
      killedIn: lostAnswers([proxy]),
      killedOver: ['bus'],
      async send(report) {
        await jetstream(other).publish('in.reports', bodyOf(report));
      },
      async effects() {
        const { state } = await manager.streams.info('out');
        const seen: Effect[] = [];
        for (let seq = state.first_seq; seq <= state.last_seq && state.messages > 0; seq += 1) {
          const message = await manager.streams.getMessage('out', { seq });
          seen.push({ connection: 'bus', id: message?.json<{ id: string }>().id ?? '' });
        }
        return seen; // Its own: the broker keeps what comes again out of the stream.
      },
      async [Symbol.asyncDispose]() {
        await proxy[Symbol.asyncDispose]();
        await other.close();
        await server.stop();
      },
    };
  },
});

prove({
  name: 'amqp',
  seed: 20_260_506,
  skip: rabbitmq === null && notHere('rabbitmq-server', ['rabbitmq-server']),
  async make(_, random) {
    const server = await startRabbitmq(rabbitmq ?? '');
    const other = await connectAmqp({
      hostname: '127.0.0.1',
      port: server.port,
      username: server.user,
      password: server.password,
    });
    const channel = await other.createConfirmChannel();
    for (const queue of ['in', 'in-dead', 'out'])
      await channel.assertQueue(queue, {
        durable: true,
        ...(queue === 'in' && { deadLetterExchange: '', deadLetterRoutingKey: 'in-dead' }),
      });
    const seen = new Set<string>();
    const take = (message: { readonly content: Buffer } | null): void =>
      void seen.add((JSON.parse(message?.content.toString() ?? '{}') as { readonly id: string }).id);
    await channel.consume('out', take, { noAck: true });
    const proxy = await startFaultProxy({ port: server.port });
    return {
      connections: {
        bus: {
          ...connection(
            { host: proxy.host, port: proxy.port, tls: 'off', user: server.user, heartbeatSeconds: 1 },
            server.password,
          ),
          kind: 'amqp',
          streams: [{ name: 'reports', everySeconds: 0.1, settings: { queue: 'in', prefetch: 5 } }],
          operations: [
            { name: 'tell', types: toldTypes, settings: { exchange: '', routingKey: 'out', idempotency: 'key' } },
          ],
        },
      },
      troubles: [networkTroubles(proxy, random)],
      killedIn: lostAnswers([proxy]),
      killedOver: ['bus'],
      async send(report) {
        channel.publish('', 'in', bodyOf(report), { messageId: report.id, persistent: true });
        await channel.waitForConfirms();
      },
      effects: () => Promise.resolve([...seen].map((id) => ({ connection: 'bus', id }))),
      async [Symbol.asyncDispose]() {
        await proxy[Symbol.asyncDispose]();
        await other.close();
        await server.stop();
      },
    };
  },
});

function connection(settings: object, secret: string): object {
  return {
    owner: 'Proof',
    settings,
    credentials: { password: secret },
    rights: { role: 'warehouse', sources: ['/wms'] },
    limits: { timeoutMs: 1_000 },
  };
}
