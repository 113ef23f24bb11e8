import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createReach } from '#connectors/network/reach.ts';
import type { Sent, Session } from '#connectors/connector.ts';
import { httpConnector } from './connector.ts';
import { never, openWith, outgoing, sendJson, startOtherSide, startRawSide } from './other-side.testsuite.ts';

const order = { id: 'A 1/2', qty: 5, lines: [{ sku: 'X' }] };

async function send(
  session: Session,
  settings: Readonly<Record<string, unknown>>,
  value: unknown = order,
): Promise<Sent> {
  const sent = await session.send?.(outgoing(settings, value), never());
  assert.ok(sent);
  return sent;
}

function codeOf(sent: Sent): string {
  return 'fault' in sent ? `${sent.kind} ${sent.fault.code}` : sent.kind;
}

test('a value is filled into path, query and headers, each for its place', async () => {
  await using side = await startOtherSide();
  await using session = openWith(httpConnector, { url: `${side.url}/api/v2`, headers: { 'X-Shop': '7' } });
  const sent = await session.send?.(
    outgoing(
      {
        method: 'PUT',
        path: '/orders/{/id}/lines',
        query: { note: 'a&b {/qty}', none: '{/missing?}' },
        headers: { 'X-Sku': '{/lines/0/sku}' },
        body: { pointer: '/lines' },
        idempotencyHeader: 'Idempotency-Key',
      },
      order,
      { traceparent: '00-11111111111111111111111111111111-2222222222222222-01' },
    ),
    never(),
  );
  assert.deepEqual(sent, { kind: 'done' });
  const [asked] = side.asked;
  assert.equal(asked?.url, '/api/v2/orders/A%201%2F2/lines?note=a%26b%205');
  assert.equal(asked?.body, '[{"sku":"X"}]');
  assert.equal(asked?.headers['x-sku'], 'X');
  assert.equal(asked?.headers['x-shop'], '7');
  assert.equal(asked?.headers['idempotency-key'], 'dlv_1-0');
  assert.match(String(asked?.headers['traceparent']), /^00-1/);
});

test('no value leads to another path, parameter, header or host', async () => {
  await using side = await startOtherSide();
  await using session = openWith(httpConnector, { url: side.url });
  const path = { method: 'DELETE', path: '/orders/{/id}' };
  for (const id of ['..', '.', '', null, undefined, {}, ['x']])
    assert.equal(codeOf(await send(session, path, { id })), 'refused misconfigured', JSON.stringify(id));
  const header = { method: 'POST', path: '/', headers: { 'x-id': '{/id}' } };
  for (const id of ['a\r\nx-admin: 1', 'a\nb', 'ü', '\u0000'])
    assert.equal(codeOf(await send(session, header, { id })), 'refused misconfigured', JSON.stringify(id));
  assert.equal(side.asked.length, 0);
  for (const id of ['a/../../b', '//evil.example/', '@evil.example', '?admin=1', '#x', '%2e%2e', '\\..\\'])
    assert.equal(codeOf(await send(session, path, { id })), 'done', id);
  assert.deepEqual(
    side.asked.map(({ path: got }) => got.split('/').length),
    side.asked.map(() => 3),
  );
});

test('each answer is judged by what may be repeated', async () => {
  await using side = await startOtherSide();
  await using session = openWith(httpConnector, { url: side.url });
  const cases: readonly (readonly [status: number, write: string, read: string])[] = [
    [200, 'done', 'done'],
    [204, 'done', 'done'],
    [302, 'refused misconfigured', 'later broken_answer'],
    [303, 'unknown broken_answer', 'later broken_answer'],
    [400, 'refused refused', 'refused refused'],
    [401, 'later unauthorized', 'later unauthorized'],
    [403, 'refused unauthorized', 'refused unauthorized'],
    [404, 'refused refused', 'refused refused'],
    [408, 'later busy', 'later busy'],
    [409, 'refused refused', 'refused refused'],
    [410, 'gone refused', 'gone refused'],
    [422, 'refused refused', 'refused refused'],
    [425, 'later busy', 'later busy'],
    [429, 'later busy', 'later busy'],
    [500, 'unknown busy', 'later busy'],
    [501, 'refused refused', 'refused refused'],
    [502, 'unknown busy', 'later busy'],
    [503, 'unknown busy', 'later busy'],
    [504, 'unknown busy', 'later busy'],
  ];
  for (const [status, write, read] of cases) {
    side.answer = (_, to) => to.writeHead(status).end();
    assert.equal(codeOf(await send(session, { method: 'POST', path: '/orders' })), write, `POST ${status}`);
    assert.equal(codeOf(await send(session, { method: 'GET', path: '/orders' })), read, `GET ${status}`);
  }
  side.answer = (_, to) => to.writeHead(410).end();
  assert.equal(codeOf(await send(session, { method: 'DELETE', path: '/orders/{/id}' })), 'refused refused');
  side.answer = (_, to) => to.writeHead(503, { 'retry-after': '7' }).end();
  const later = await send(session, { method: 'POST', path: '/orders' });
  assert.deepEqual([codeOf(later), later.kind === 'later' && later.afterMs], ['later busy', 7_000]);
});

test('an error inside of a 200 is one, in the words of the other system', async () => {
  await using side = await startOtherSide();
  await using session = openWith(httpConnector, { url: side.url });
  const answers = {
    done: [{ pointer: '/status', is: 'OK' }],
    later: [{ pointer: '/code', in: ['LOCKED', 17] }],
    errorText: ['/text'],
    errorCode: ['/code'],
  };
  const settings = { method: 'POST', path: '/x', answers };
  const answerTo = async (body: string): Promise<Sent> => {
    side.answer = (_, to) => to.writeHead(200).end(body);
    return send(session, settings);
  };
  assert.equal((await answerTo('{"status":"OK"}')).kind, 'done');
  assert.equal(codeOf(await answerTo('{"status":"ERR","code":"17"}')), 'later busy');
  const refused = await answerTo('{"status":"ERR","code":"Q4","text":"No such\\nitem"}');
  assert.equal(codeOf(refused), 'refused refused');
  assert.ok('fault' in refused);
  assert.match(refused.fault.detail, /^POST 127\.0\.0\.1:\d+\/x: it answered 200: No such item\.$/);
  assert.equal(refused.fault.cause, 'HTTP 200 Q4');
  // A page of a login, or of a proxy: whether it was done cannot be told.
  assert.equal(codeOf(await answerTo('<html>Welcome</html>')), 'unknown broken_answer');
  side.answer = (_, to) => to.writeHead(200).end('<html>');
  assert.equal(codeOf(await send(session, { ...settings, effect: 'read' })), 'later broken_answer');
});

test('an answer is kept as a message when it is wanted', async () => {
  await using side = await startOtherSide((_, to) =>
    sendJson(to, 201, { number: 17 }, { location: '/orders/17', 'set-cookie': 'sid=secret' }),
  );
  await using session = openWith(httpConnector, { url: side.url });
  const sent = await send(session, { method: 'POST', path: '/orders', keepAnswer: true });
  assert.ok(sent.kind === 'done' && sent.answer !== undefined);
  assert.equal(Buffer.from(sent.answer.body).toString(), '{"number":17}');
  assert.deepEqual(
    [sent.answer.key, sent.answer.about],
    ['answer:dlv_1-0', { delivery: 'dlv_1-0', operation: 'send', status: '201', location: '/orders/17' }],
  );
});

test('what was cut before anything was sent may come again; after that nobody knows', async () => {
  const post = { method: 'POST', path: '/orders' };
  // Nobody listens: a port that was free a moment ago.
  const gone = await startRawSide(() => undefined);
  await gone[Symbol.asyncDispose]();
  await using nowhere = openWith(httpConnector, { url: gone.url });
  assert.equal(codeOf(await send(nowhere, post)), 'later connection_failed');

  for (const [name, serve, code] of [
    ['reset', (data: string) => (data === '' ? null : undefined), 'unknown connection_failed'],
    ['no HTTP', () => 'SSH-2.0-OpenSSH_9.6\r\n', 'unknown broken_answer'],
    ['half a body', () => 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"a"', 'done'],
    [
      'endless headers',
      () => `HTTP/1.1 200 OK\r\n${`x-a: ${'a'.repeat(1_000)}\r\n`.repeat(100)}\r\n`,
      'unknown broken_answer',
    ],
  ] as const) {
    await using side = await startRawSide((socket) => {
      socket.once('data', (data) => {
        const answer = serve(data.toString());
        if (typeof answer === 'string') socket.end(answer);
        else socket.destroy();
      });
    });
    await using session = openWith(httpConnector, { url: side.url });
    assert.equal(codeOf(await send(session, post)), code, name);
    assert.equal(side.count(), 1, `${name}: sent once`);
  }
});

test('a black hole ends at its time, and at the signal', async () => {
  await using side = await startRawSide(() => undefined);
  await using session = openWith(httpConnector, { url: side.url, timeoutMs: 200 });
  assert.equal(codeOf(await send(session, { method: 'POST', path: '/' })), 'unknown timeout');
  assert.equal(codeOf(await send(session, { method: 'GET', path: '/' })), 'later timeout');
  assert.equal(
    (await session.send?.(outgoing({ method: 'POST', path: '/' }, order), AbortSignal.abort()))?.kind,
    'given_up',
  );
  await using patient = openWith(httpConnector, { url: side.url });
  const stop = new AbortController();
  const count = side.count();
  const attempt = patient.send?.(outgoing({ method: 'POST', path: '/' }, order), stop.signal);
  while (side.count() === count) await new Promise((resolve) => setTimeout(resolve, 5));
  // The request left when the socket was accepted, give or take; the attempt cannot call it unsent.
  await new Promise((resolve) => setTimeout(resolve, 50));
  stop.abort();
  assert.equal((await attempt)?.kind, 'unknown');
});

test('what may not be repeated never goes over a kept socket', async () => {
  const ports = new Set<number | undefined>();
  await using side = await startOtherSide((_, to) => {
    ports.add(to.socket?.remotePort);
    sendJson(to, 200, {});
  });
  await using session = openWith(httpConnector, { url: side.url });
  for (let time = 0; time < 3; time += 1) await send(session, { method: 'POST', path: '/' });
  assert.equal(ports.size, 3);
  ports.clear();
  for (let time = 0; time < 3; time += 1) await send(session, { method: 'PUT', path: '/' });
  assert.equal(ports.size, 1);
});

test('a kept socket that the other side closes just then costs nothing', async () => {
  // Answers the first request of a socket and resets the second.
  await using side = await startRawSide((socket, count) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
      socket.once('data', () => (count === 1 ? socket.resetAndDestroy() : socket.end()));
    });
  });
  await using session = openWith(httpConnector, { url: side.url });
  assert.equal((await send(session, { method: 'PUT', path: '/' })).kind, 'done');
  assert.equal((await send(session, { method: 'PUT', path: '/' })).kind, 'done');
  assert.equal(side.count(), 2);
});

test('answers are bounded, packed or not', async () => {
  const limits = { timeoutMs: 10_000, messageBytesMax: 10_000 };
  await using side = await startOtherSide();
  await using session = openWith(httpConnector, { url: side.url }, { limits });
  const read = { method: 'GET', path: '/', keepAnswer: true };
  side.answer = (_, to) => to.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50_000_000)));
  assert.equal(codeOf(await send(session, read)), 'later too_large');
  side.answer = (_, to) => {
    const more = (): void => {
      while (!to.destroyed && to.write('x'.repeat(60_000)));
    };
    to.writeHead(200).on('drain', more);
    more();
  };
  assert.equal(codeOf(await send(session, read)), 'later too_large');
  // A write is done by its status; its answer matters only where it is wanted.
  assert.equal(codeOf(await send(session, { method: 'POST', path: '/' })), 'done');
  assert.equal(codeOf(await send(session, { method: 'POST', path: '/', keepAnswer: true })), 'unknown too_large');
  side.answer = (_, to) => to.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip');
  assert.equal(codeOf(await send(session, read)), 'later broken_answer');
  side.answer = (_, to) => to.writeHead(200, { 'content-encoding': 'zstd' }).end('?');
  assert.equal(codeOf(await send(session, read)), 'later broken_answer');
  side.answer = (_, to) => to.writeHead(200, { 'content-encoding': 'gzip', 'content-length': '0' }).end();
  assert.equal(codeOf(await send(session, read)), 'done');
  side.answer = (_, to) => to.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"a":1}'));
  assert.equal(codeOf(await send(session, read)), 'done');
});

test('addresses inside of networks are refused at the socket, also after a redirect', async () => {
  await using inside = await startOtherSide();
  await using outside = await startOtherSide((_, to) => to.writeHead(302, { location: `${inside.url}/admin` }).end());
  const reach = createReach({ allowPrivate: false, allowedOrigins: new Set([outside.url]) });
  await using session = openWith(httpConnector, { url: outside.url }, { reach });
  assert.equal(codeOf(await send(session, { method: 'GET', path: '/' })), 'later target_refused');
  await using direct = openWith(httpConnector, { url: inside.url }, { reach });
  assert.equal(codeOf(await send(direct, { method: 'POST', path: '/' })), 'later target_refused');
  assert.equal(inside.asked.length, 0);
});

test('redirects of reads are followed, but who we are is told to nobody else', async () => {
  await using elsewhere = await startOtherSide((_, to) => sendJson(to, 200, { a: 1 }));
  await using side = await startOtherSide((asked, to) => {
    if (asked.path === '/a') to.writeHead(302, { location: '/b' }).end();
    else if (asked.path === '/b') to.writeHead(307, { location: `${elsewhere.url}/c` }).end();
    else to.writeHead(302, { location: asked.path }).end();
  });
  await using session = openWith(
    httpConnector,
    { url: side.url, headers: { 'x-tenant': '9' }, auth: { kind: 'api_key', in: 'query', name: 'key' } },
    { credentials: { apiKey: 'sesame-street' } },
  );
  assert.equal(codeOf(await send(session, { method: 'GET', path: '/a', headers: { 'x-id': '{/id}' } })), 'done');
  assert.deepEqual(
    side.asked.map(({ url }) => url),
    ['/a?key=sesame-street', '/b?key=sesame-street'],
  );
  const [stranger] = elsewhere.asked;
  assert.equal(stranger?.url, '/c');
  assert.deepEqual(Object.keys(stranger?.headers ?? {}).toSorted(), [
    'accept',
    'accept-encoding',
    'connection',
    'host',
    'user-agent',
  ]);
  side.asked.length = 0;
  assert.equal(codeOf(await send(session, { method: 'GET', path: '/round' })), 'later broken_answer');
  assert.equal(side.asked.length, 6);
  side.asked.length = 0;
  assert.equal(codeOf(await send(session, { method: 'POST', path: '/a' })), 'refused misconfigured');
  assert.equal(side.asked.length, 1);
});

test('no secret is in any text, even if the other side repeats it', async () => {
  const credentials = { password: 'correct horse/battery' };
  const auth = { kind: 'basic', username: 'crossdock' };
  await using side = await startOtherSide((asked, to) =>
    sendJson(to, 422, {
      code: asked.headers.authorization,
      message: `bad ${asked.headers.authorization} ${credentials.password} ${encodeURIComponent(credentials.password)}`,
    }),
  );
  await using session = openWith(httpConnector, { url: side.url, auth }, { credentials });
  const sent = await send(session, { method: 'POST', path: '/' });
  const text = JSON.stringify(sent);
  assert.match(text, /bad Basic \(secret\) \(secret\) \(secret\)/);
  assert.doesNotMatch(text, /battery|Y3Jvc3Nkb2Nr/);
});

test('what the other system has is looked up and compared', async () => {
  await using side = await startOtherSide();
  await using session = openWith(httpConnector, { url: side.url });
  const settings = {
    method: 'POST',
    path: '/orders',
    look: {
      absent: 'not_done',
      path: '/orders',
      query: { external: '{/id}' },
      state: '/orders/0',
      compare: [
        { ours: '/id', theirs: '/external' },
        { ours: '/qty', theirs: '/quantity' },
      ],
    },
  };
  const look = async (status: number, body: unknown): Promise<unknown> => {
    side.answer = (_, to) => sendJson(to, status, body);
    return session.look?.(outgoing(settings, order), never());
  };
  assert.deepEqual(await look(200, { orders: [] }), { state: null, isDone: false });
  assert.deepEqual(await look(404, {}), { state: null, isDone: false });
  const theirs = { external: 'A 1/2', quantity: '5.00' };
  assert.deepEqual(await look(200, { orders: [theirs] }), { state: theirs, isDone: true });
  assert.deepEqual(await look(200, { orders: [{ ...theirs, quantity: 4 }] }), {
    state: { ...theirs, quantity: 4 },
    isDone: false,
  });
  await assert.rejects(look(500, {}), /answered 500/);
  assert.equal(side.asked.at(-1)?.url, '/orders?external=A%201/2');
});

test('who we are is told in every way that is configured', async () => {
  await using side = await startOtherSide();
  const credentials = { apiKey: 'k-1', password: 'p:1', token: 't-1', signingSecret: 's-1' };
  const ask = async (settings: Readonly<Record<string, unknown>>): Promise<(typeof side.asked)[number] | undefined> => {
    await using session = openWith(httpConnector, { url: side.url, ...settings }, { credentials });
    assert.match(await session.check(never()), /answered 200/);
    return side.asked.at(-1);
  };
  const header = await ask({ auth: { kind: 'api_key', in: 'header', name: 'X-Key', prefix: 'Key ' } });
  assert.equal(header?.headers['x-key'], 'Key k-1');
  const query = await ask({
    auth: { kind: 'api_key', in: 'query', name: 'api-key' },
    check: { path: '/me', query: { a: '1' } },
  });
  assert.equal(query?.url, '/me?a=1&api-key=k-1');
  const basic = await ask({ auth: { kind: 'basic', username: 'u' } });
  assert.equal(basic?.headers.authorization, `Basic ${Buffer.from('u:p:1').toString('base64')}`);
  const bearer = await ask({ auth: { kind: 'bearer' } });
  assert.equal(bearer?.headers.authorization, 'Bearer t-1');
  const signed = await ask({
    signature: { header: 'X-Sign', encoding: 'hex', prefix: 'v1=', over: '{method} {url} {body}' },
  });
  assert.match(String(signed?.headers['x-sign']), /^v1=[0-9a-f]{64}$/);
});
