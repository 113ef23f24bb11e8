// No Apache Kafka is to be had here. What all connectors have in common is run against a newer broker of librdkafka in
// connector.e2e.test.ts; this one is Debian's, and runs wherever kcat does.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { debianProgram, notHere } from '../../../tools/debian.ts';
import { ConnectorFault } from '#connectors/connector.ts';
import type { Session } from '#connectors/connector.ts';
import { createReach } from '#connectors/network/reach.ts';
import { kafkaConnector } from './connector.ts';
import { startKafkaBroker } from './kcat.testsuite.ts';

function open(port: number, { allowPrivate = true, timeoutMs = 10_000 } = {}): Session {
  return kafkaConnector.open({
    connection: 'bus',
    settings: { brokers: [{ host: '127.0.0.1', port }], tls: 'off' },
    credentials: {},
    reach: createReach({ allowPrivate }),
    limits: { timeoutMs, messageBytesMax: 1_000 },
  });
}

const signal = new AbortController().signal;
const outgoing = {
  id: 'dlv_1',
  operation: 'orders',
  settings: { topic: 'orders', idempotency: 'none' },
  lane: 'ord_1',
  attempt: 1,
  value: {},
  body: Buffer.from('{}'),
  mediaType: 'application/json',
  traceparent: null,
};

test('records are read from the cursor on, and again from an older one under the same keys', async (context) => {
  const program = debianProgram('kcat');
  if (program === null) return context.skip(notHere('kcat', ['kcat']));
  const broker = await startKafkaBroker(program);
  context.after(() => broker.stop());
  const session = open(broker.port);
  context.after(() => session.close());
  assert.match(await session.check(signal), /^Kafka cluster mockCluster.* with 1 brokers, by 127\.0\.0\.1:/);
  for (const n of [1, 2]) await broker.write('orders', Buffer.from(`{"n":${n}}`));
  await broker.write('orders', Buffer.alloc(2_000, 'x'));

  async function read(cursor: string, count: number) {
    const end = new AbortController();
    const messages: { key: string; text: string; fault: string | undefined }[] = [];
    let last: string | null = cursor;
    const settings = { topic: 'orders' };
    for await (const batch of session.receive?.({ stream: 's', settings, cursor, signal: end.signal }) ?? []) {
      for (const { key, body, fault } of batch.messages)
        messages.push({ key: key.split('@')[0] ?? '', text: Buffer.from(body).toString(), fault: fault?.code });
      last = batch.cursor;
      await batch.done();
      if (messages.length >= count) end.abort();
    }
    return { messages, cursor: last };
  }

  const all = await read('0:0,1:0,2:0,3:0', 3);
  assert.deepEqual(all.messages, [
    { key: 'orders/0/0', text: '{"n":1}', fault: undefined },
    { key: 'orders/0/1', text: '{"n":2}', fault: undefined },
    { key: 'orders/0/2', text: '', fault: 'too_large' },
  ]);
  assert.equal(all.cursor, '0:3,1:0,2:0,3:0');
  assert.deepEqual((await read('0:1,1:0,2:0,3:0', 2)).messages, all.messages.slice(1));
  await broker.write('orders', Buffer.from('{"n":3}'));
  assert.deepEqual((await read(all.cursor, 1)).messages, [{ key: 'orders/0/3', text: '{"n":3}', fault: undefined }]);
});

test('a cluster that is not there, is silent, or may not be connected to is told in time', async (context) => {
  const silent = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  context.after(() => silent.close());
  const { port } = silent.address() as AddressInfo;
  for (const [session, code] of [
    [open(9), 'connection_failed'],
    [open(9, { allowPrivate: false }), 'target_refused'],
    [open(port, { timeoutMs: 500 }), 'timeout'],
  ] as const) {
    const isCode = (error: unknown) => error instanceof ConnectorFault && error.fault.code === code;
    await assert.rejects(session.check(signal), isCode, code);
    const sent = await session.send?.(outgoing, signal);
    assert.ok(sent?.kind === 'later' && sent.fault.code === code, JSON.stringify(sent));
    assert.deepEqual(await session.send?.(outgoing, AbortSignal.abort()), { kind: 'given_up' });
    await session.close();
  }
});
