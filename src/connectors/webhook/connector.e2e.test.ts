// What every connector must survive, of a receiver that follows Standard Webhooks; and what is special about it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createReach } from '#connectors/network/reach.ts';
import { testConnector } from '#connectors/connector.testsuite.ts';
import { startFaultProxy } from '#connectors/fault-proxy.testsuite.ts';
import type { Harness } from '#connectors/harness.testsuite.ts';
import { never, openWith, outgoing } from '#connectors/http/other-side.testsuite.ts';
import { webhook } from './connector.ts';
import { startReceiver, verifies } from './receiver.testsuite.ts';
import { makeSecret } from './signature.ts';

async function make(): Promise<Harness> {
  const secret = makeSecret();
  const taken = new Map<string, string>();
  const receiver = await startReceiver();
  receiver.answer = ({ id, headers, body }, response) => {
    const answer = (status: number): unknown => response.writeHead(status).end();
    if (!verifies(secret, headers, body, Date.now() / 1_000)) return answer(401);
    const { mark } = JSON.parse(body) as { mark: string };
    if (mark === '') return answer(422);
    // What came before is known by its id and taken again without being done again, as the standard says.
    if (!taken.has(id)) taken.set(id, mark);
    return answer(204);
  };
  const { port, pathname } = new URL(receiver.url);
  const proxy = await startFaultProxy({ port: Number(port) });
  const write = (mark: string) => ({
    value: { mark },
    body: Buffer.from(JSON.stringify({ mark })),
    mediaType: 'application/json',
  });
  return {
    settings: { url: `http://127.0.0.1:${proxy.port}${pathname}` },
    credentials: { secret },
    expired: { secret: makeSecret() },
    reach: createReach({ allowPrivate: true }),
    proxy,
    outgoing: {
      operation: 'tell',
      settings: {},
      write,
      refused: () => write(''),
      seen: () => Promise.resolve([...taken.values()]),
    },
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await receiver[Symbol.asyncDispose]();
    },
  };
}

testConnector({
  connector: webhook,
  make,
  checkSeesAccess: false,
  wrong: [
    { part: 'settings', change: { url: 'ftp://files.example' }, field: 'url' },
    { part: 'settings', change: { url: 'https://user:geheim@shop.example/' }, field: 'url' },
  ],
});

const secret = makeSecret();

test('an origin that is allowed by name is delivered to, and nothing else inside the own network', async () => {
  await using allowed = await startReceiver();
  await using other = await startReceiver();
  const allowedOrigins = new Set([new URL(allowed.url).origin]);
  const reach = createReach({ allowPrivate: false, allowedOrigins });
  const send = async (url: string): Promise<string | undefined> => {
    await using session = openWith(webhook, { url }, { reach, credentials: { secret } });
    const sent = await session.send?.(outgoing({}, {}), never());
    return sent !== undefined && 'fault' in sent ? sent.fault.code : sent?.kind;
  };
  assert.equal(await send(allowed.url), 'done');
  assert.equal(await send(other.url), 'target_refused');
  // The same port by another name is another origin.
  assert.equal(await send(allowed.url.replace('127.0.0.1', 'localhost')), 'target_refused');
  allowedOrigins.clear();
  assert.equal(await send(allowed.url), 'target_refused');
});

test('an answer that is lost leaves it unknown, and the same id is sent again', async () => {
  await using receiver = await startReceiver();
  await using session = openWith(webhook, { url: receiver.url }, { credentials: { secret } });
  receiver.answer = (_, response) => response.destroy();
  const lost = await session.send?.(outgoing({}, { a: 1 }), never());
  assert.ok(lost?.kind === 'unknown');
  assert.match(lost.fault.detail, /^It was sent, and no answer came: /);
  assert.equal(webhook.declare?.({}).idempotency, 'native');
  receiver.answer = 204;
  assert.equal((await session.send?.(outgoing({}, { a: 1 }, { attempt: 2 }), never()))?.kind, 'done');
  assert.equal(new Set(receiver.received.map(({ id }) => id)).size, 1);
});

test('an attempt that is given up after it was sent is not called unsent', async () => {
  await using receiver = await startReceiver();
  await using session = openWith(webhook, { url: receiver.url }, { credentials: { secret } });
  const stop = new AbortController();
  receiver.answer = () => stop.abort();
  const sent = await session.send?.(outgoing({}, {}), stop.signal);
  assert.equal(sent?.kind, 'unknown');
});

test('what a status says is told: not taken, not now, or nobody knows', async () => {
  await using receiver = await startReceiver();
  await using session = openWith(webhook, { url: receiver.url }, { credentials: { secret } });
  const cases: readonly (readonly [number, string, string?])[] = [
    [200, 'done'],
    [204, 'done'],
    [302, 'later', 'misconfigured'],
    [400, 'refused', 'refused'],
    [401, 'refused', 'unauthorized'],
    [404, 'refused', 'misconfigured'],
    [408, 'later', 'busy'],
    [410, 'gone', 'refused'],
    [429, 'later', 'busy'],
    [500, 'later', 'busy'],
    [502, 'unknown', 'busy'],
    [503, 'later', 'busy'],
    [504, 'unknown', 'busy'],
  ];
  for (const [status, kind, code] of cases) {
    receiver.answer = status;
    const sent = await session.send?.(outgoing({}, {}), never());
    assert.deepEqual([sent?.kind, sent !== undefined && 'fault' in sent ? sent.fault.code : undefined], [kind, code]);
  }
  receiver.answer = (_, response) => response.writeHead(503, { 'retry-after': '7' }).end();
  const sent = await session.send?.(outgoing({}, {}), never());
  assert.ok(sent?.kind === 'later');
  assert.equal(sent.afterMs, 7_000);
});

test('the body is signed as it is sent, with both secrets while one is replaced', async () => {
  await using receiver = await startReceiver();
  const before = makeSecret();
  await using session = openWith(
    webhook,
    { url: receiver.url },
    { credentials: { secret, 'secret.previous': before } },
  );
  const body = Buffer.from('{"note":"grüezi"}');
  await session.send?.(outgoing({}, {}, { body, mediaType: 'application/cloudevents+json' }), never());
  const [received] = receiver.received;
  assert.ok(received);
  assert.equal(received.headers['content-type'], 'application/cloudevents+json');
  for (const one of [secret, before]) assert.ok(verifies(one, received.headers, received.body, Date.now() / 1_000));
  assert.ok(!verifies(makeSecret(), received.headers, received.body, Date.now() / 1_000));
});
