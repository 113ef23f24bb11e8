import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { test } from 'node:test';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, headers } from '@nats-io/transport-node';
import { debianProgram, notHere } from '../../../tools/debian.ts';
import { ConnectorFault } from '#connectors/connector.ts';
import type { Outgoing, Received, Session, Settings } from '#connectors/connector.ts';
import { createReach } from '#connectors/network/reach.ts';
import { natsConnector } from './connector.ts';
import { startNats } from './nats-server.testsuite.ts';

const users = `
accounts {
  A {
    jetstream: enabled
    users: [
      { user: crossdock, password: "geheim-42" }
      { user: reader, password: "geheim-42", permissions { publish { deny: "orders.>" } } }
    ]
  }
}`;

const program = debianProgram('nats-server');
const skip = program === null ? notHere('nats-server', ['nats-server']) : false;
const signal = new AbortController().signal;
const stream: Settings = { stream: 'ORDERS', consumer: 'crossdock', batch: 10, ackWaitSeconds: 1 };
const operation: Settings = { stream: 'ORDERS', subject: 'orders.{/site}', idempotency: 'key' };

function open(
  port: number,
  {
    user = 'crossdock',
    password = 'geheim-42',
    timeoutMs = 10_000,
    before = {},
  }: { user?: string; password?: string; timeoutMs?: number; before?: Readonly<Record<string, string>> } = {},
): Session {
  return natsConnector.open({
    connection: 'bus',
    settings: { host: '127.0.0.1', port, user, tls: 'off' },
    credentials: { password, ...before },
    reach: createReach({ allowPrivate: true }),
    limits: { timeoutMs, messageBytesMax: 100_000 },
  });
}

const outgoing = (id: string, value: unknown, settings = operation): Outgoing => ({
  id,
  operation: 'orders',
  settings,
  lane: 'ord_1',
  attempt: 1,
  value,
  body: Buffer.from(JSON.stringify(value)),
  mediaType: 'application/json',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
});

/** As many messages as are asked for; `keeps`: acknowledged. */
async function take(session: Session, count: number, keeps = true, settings = stream, known = new Set<string>()) {
  const ended = new AbortController();
  const messages: Received['messages'][number][] = [];
  for await (const batch of session.receive?.({ stream: 's', settings, cursor: null, signal: ended.signal }) ?? []) {
    // What was not acknowledged in time comes again.
    messages.push(...batch.messages.filter(({ key }) => !known.has(key)));
    if (keeps) await batch.done();
    if (new Set(messages.map(({ key }) => key)).size >= count) ended.abort();
  }
  return messages;
}

test('messages come once they are there, again until they are kept, and then no more', { skip }, async (context) => {
  const server = await startNats(program ?? '', users);
  context.after(() => server.stop());
  const other = await connect({ servers: `127.0.0.1:${server.port}`, user: 'crossdock', pass: 'geheim-42' });
  context.after(() => other.close());
  const manager = await jetstreamManager(other);
  await manager.streams.add({ name: 'ORDERS', subjects: ['orders.>'] });
  const head = headers();
  head.set('Nats-Msg-Id', 'shop-1');
  head.set('Authorization', 'Bearer geheim-43');
  await jetstream(other).publish('orders.LEJ', '{"n":0}', { headers: head });
  for (let n = 1; n < 25; n += 1) await jetstream(other).publish('orders.LEJ', `{"n":${n}}`);

  const session = open(server.port);
  context.after(() => session.close());
  assert.match(await session.check(signal), /^NATS 2\..* with JetStream: 1 streams/);
  const dropped = await take(session, 10, false);
  const kept = await take(session, 25);
  assert.equal(new Set(kept.map(({ key }) => key)).size, 25);
  for (const { key } of dropped)
    assert.ok(
      kept.some((one) => one.key === key),
      'the same key when it comes again',
    );
  const first = kept.find(({ about }) => about['sequence'] === '1');
  assert.deepEqual(first?.about['messageId'], 'shop-1');
  assert.doesNotMatch(JSON.stringify(first?.about), /geheim/);

  const known = new Set(kept.map(({ key }) => key));
  const later = pause(300).then(() => jetstream(other).publish('orders.LEJ', '{"n":25}'));
  const afterwards = await take(session, 1, true, stream, known);
  assert.deepEqual(
    afterwards.map(({ body }) => Buffer.from(body).toString()),
    ['{"n":25}'],
  );
  await later;

  const sender = open(server.port);
  context.after(() => sender.close());
  const coming = take(session, 1).catch((error: unknown) => error);
  await server.restart();
  assert.ok((await coming) instanceof ConnectorFault, 'told that the connection broke');
  const again = take(session, 1, true, stream, new Set([...known, ...afterwards.map(({ key }) => key)]));
  assert.deepEqual(await sender.send?.(outgoing('dlv_1', { site: 'LEJ' }), signal), { kind: 'done' });
  assert.deepEqual(
    (await again).map(({ about }) => about['messageId']).filter((id) => id === 'dlv_1'),
    ['dlv_1'],
  );
});

test('what is sent twice is stored once, and what is refused says why', { skip }, async (context) => {
  const server = await startNats(program ?? '', users);
  context.after(() => server.stop());
  const other = await connect({ servers: `127.0.0.1:${server.port}`, user: 'crossdock', pass: 'geheim-42' });
  context.after(() => other.close());
  const manager = await jetstreamManager(other);
  await manager.streams.add({ name: 'ORDERS', subjects: ['orders.>'], max_msg_size: 1_000 });
  const session = open(server.port);
  context.after(() => session.close());
  const message = outgoing('dlv_1', { site: 'LEJ' });
  assert.deepEqual(await session.look?.(message, signal), { state: null, isDone: false });
  for (let attempt = 0; attempt < 2; attempt += 1)
    assert.deepEqual(await session.send?.(message, signal), { kind: 'done' });
  assert.equal((await manager.streams.info('ORDERS')).state.messages, 1);
  assert.equal((await session.look?.(message, signal))?.isDone, true);
  assert.equal((await session.look?.(outgoing('dlv_2', { site: 'LEJ' }), signal))?.isDone, null);

  const refusals = [
    [outgoing('a', { site: 'a.b' }), 'refused', 'misconfigured'],
    [outgoing('b', {}), 'refused', 'misconfigured'],
    [outgoing('c', { site: 'L', text: 'x'.repeat(2_000) }), 'refused', 'too_large'],
    [outgoing('d', { site: 'L' }, { ...operation, stream: 'OTHER' }), 'refused', 'misconfigured'],
    [outgoing('e', { site: 'L' }, { ...operation, subject: 'nowhere' }), 'later', 'misconfigured'],
  ] as const;
  for (const [one, kind, code] of refusals) {
    const sent = await session.send?.(one, signal);
    assert.equal(sent?.kind, kind, one.id);
    assert.ok(sent !== undefined && 'fault' in sent && sent.fault.code === code, JSON.stringify(sent));
  }
  assert.deepEqual(await session.send?.(message, AbortSignal.abort()), { kind: 'given_up' });

  const reader = open(server.port, { user: 'reader', timeoutMs: 2_000 });
  context.after(() => reader.close());
  const denied = await reader.send?.(outgoing('f', { site: 'L' }), signal);
  assert.ok(denied?.kind === 'later' && denied.fault.code === 'unauthorized', JSON.stringify(denied));
  const stranger = open(server.port, { password: 'falsch-44' });
  context.after(() => stranger.close());
  await assert.rejects(stranger.check(signal), (error) => {
    assert.ok(error instanceof ConnectorFault && error.fault.code === 'unauthorized', String(error));
    assert.doesNotMatch(JSON.stringify(error.fault), /falsch/);
    return true;
  });
});

test('a consumer that would lose messages is not used', { skip }, async (context) => {
  const server = await startNats(program ?? '', users);
  context.after(() => server.stop());
  const other = await connect({ servers: `127.0.0.1:${server.port}`, user: 'crossdock', pass: 'geheim-42' });
  context.after(() => other.close());
  const manager = await jetstreamManager(other);
  const session = open(server.port);
  context.after(() => session.close());
  const misconfigured = (error: unknown) => error instanceof ConnectorFault && error.fault.code === 'misconfigured';
  await assert.rejects(take(session, 1), misconfigured, 'no such stream');
  await manager.streams.add({ name: 'ORDERS', subjects: ['orders.>'] });
  await assert.rejects(take(session, 1, true, { ...stream, create: false }), misconfigured);
  await manager.consumers.add('ORDERS', { durable_name: 'loses', ack_policy: 'explicit', max_deliver: 3 });
  await assert.rejects(take(session, 1, true, { ...stream, consumer: 'loses' }), /would be lost/);
});

test('what is too large stays in a stream that forgets what is acknowledged', { skip }, async (context) => {
  const server = await startNats(program ?? '', users);
  context.after(() => server.stop());
  const other = await connect({ servers: `127.0.0.1:${server.port}`, user: 'crossdock', pass: 'geheim-42' });
  context.after(() => other.close());
  const manager = await jetstreamManager(other);
  await manager.streams.add({ name: 'ORDERS', subjects: ['orders.>'], retention: 'workqueue' });
  for (const size of [10, 200_000, 20]) await jetstream(other).publish('orders.LEJ', 'x'.repeat(size));
  const session = open(server.port);
  context.after(() => session.close());
  const messages = await take(session, 3);
  assert.deepEqual(
    messages.map(({ body, fault }) => [body.length, fault?.code]),
    [
      [10, undefined],
      [0, 'too_large'],
      [20, undefined],
    ],
  );
  const { state } = await manager.streams.info('ORDERS');
  assert.deepEqual([state.messages, state.first_seq], [1, 2]);
  for (const size of [200_001, 200_002]) await jetstream(other).publish('orders.LEJ', 'x'.repeat(size));
  const narrow = { ...stream, consumer: 'crossdock', batch: 2 };
  await assert.rejects(take(session, 10, true, narrow), /holds 2 messages for crossdock that are too large/);
  assert.equal((await manager.streams.info('ORDERS')).state.messages, 3);
});

test(
  'while a password is being replaced, the one before it lets us in, and that is said',
  { skip },
  async (context) => {
    const server = await startNats(program ?? '', users);
    context.after(() => server.stop());
    const session = open(server.port, { password: 'neu-43', before: { 'password.previous': 'geheim-42' } });
    context.after(() => session.close());
    assert.match(await session.check(signal), /with the credential before the current one/);
    const known = open(server.port, { before: { 'password.previous': 'alt-41' } });
    context.after(() => known.close());
    assert.doesNotMatch(await known.check(signal), /before the current one/);
    const stranger = open(server.port, { password: 'neu-43', before: { 'password.previous': 'alt-41' } });
    context.after(() => stranger.close());
    const isUnauthorized = (error: unknown) => error instanceof ConnectorFault && error.fault.code === 'unauthorized';
    await assert.rejects(stranger.check(signal), isUnauthorized);
  },
);
