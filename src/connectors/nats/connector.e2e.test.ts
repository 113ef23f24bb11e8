// What every connector must survive, on a real nats-server.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { debianProgram, notHere } from '../../../tools/debian.ts';
import { testConnector } from '#connectors/connector.testsuite.ts';
import { startFaultProxy } from '#connectors/fault-proxy.testsuite.ts';
import { createReach } from '#connectors/network/reach.ts';
import { natsConnector } from './connector.ts';
import { startNats } from './nats-server.testsuite.ts';

const program = debianProgram('nats-server');
const password = 'geheim-hase-42';
const server =
  program === null ? null : await startNats(program, `authorization { user: crossdock, password: "${password}" }`);
after(() => server?.stop());

let places = 0;
const json = (value: unknown) => ({ value, body: Buffer.from(JSON.stringify(value)), mediaType: 'application/json' });

testConnector({
  connector: natsConnector,
  skip: server === null ? notHere('nats-server', ['nats-server']) : undefined,
  make: async () => {
    assert.ok(server);
    const name = `place${(places += 1)}`;
    const other = await connect({ servers: `127.0.0.1:${server.port}`, user: 'crossdock', pass: password });
    const manager = await jetstreamManager(other);
    const client = jetstream(other);
    for (const way of ['in', 'out'])
      await manager.streams.add({ name: `${name}-${way}`, subjects: [`${name}.${way}.>`] });
    const proxy = await startFaultProxy({ port: server.port });
    const put = async (body: Uint8Array): Promise<void> => {
      await client.publish(`${name}.in.orders`, body);
    };
    return {
      settings: { host: '127.0.0.1', port: proxy.port, tls: 'off', user: 'crossdock' },
      credentials: { password },
      expired: { password: 'falscher-igel-43' },
      reach: createReach({ allowPrivate: true }),
      proxy,
      incoming: {
        stream: 'orders',
        settings: { stream: `${name}-in`, consumer: 'crossdock', batch: 5, ackWaitSeconds: 1 },
        put: async (marks) => {
          for (const mark of marks) await put(Buffer.from(JSON.stringify({ mark })));
        },
        putLarge: (mark, bytes) => put(Buffer.from(JSON.stringify({ mark, text: 'x'.repeat(bytes) }))),
        putBytes: put,
      },
      outgoing: {
        operation: 'orders',
        settings: { stream: `${name}-out`, subject: `${name}.out.{/site}`, idempotency: 'key' },
        write: (mark) => json({ mark, site: mark }),
        seen: async () => {
          const { state } = await manager.streams.info(`${name}-out`);
          const marks: string[] = [];
          for (let seq = state.first_seq; seq <= state.last_seq && state.messages > 0; seq += 1)
            marks.push((await manager.streams.getMessage(`${name}-out`, { seq }))?.json<{ mark: string }>().mark ?? '');
          return marks;
        },
        refused: () => json({ mark: '', site: 'no.such subject' }),
      },
      [Symbol.asyncDispose]: async () => {
        await proxy[Symbol.asyncDispose]();
        await other.close();
      },
    };
  },
  wrong: [
    { part: 'stream', change: { consumer: 'a b' }, field: 'consumer' },
    { part: 'operation', change: { subject: 'orders.*' }, field: 'subject' },
  ],
});
