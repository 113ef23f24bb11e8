// Credentials that are replaced: the new one is refused because the other system does not know it yet, and nothing stops.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import type { Settings } from '#connectors/connector.ts';
import { httpConnector } from './connector.ts';
import { never, openWith, outgoing, receiveAll, sendJson, startOtherSide } from './other-side.testsuite.ts';
import type { Asked } from './other-side.testsuite.ts';

const post = { method: 'POST', path: '/orders' };
const before = /with the credential before the current one/;

interface Way {
  readonly name: string;
  readonly settings: (url: string) => Settings;
  readonly credential: string;
  /** Whether a request shows the secret that is known now. */
  readonly shows: (asked: Asked, secret: string) => boolean;
  /** 401, or what the other system says instead. */
  readonly status?: number;
}

const ways: readonly Way[] = [
  {
    name: 'an API key in a header',
    settings: (url) => ({ url, auth: { kind: 'api_key', in: 'header', name: 'x-api-key' } }),
    credential: 'apiKey',
    shows: ({ headers }, secret) => headers['x-api-key'] === secret,
  },
  {
    name: 'an API key in the query, refused with 403',
    settings: (url) => ({ url, auth: { kind: 'api_key', in: 'query', name: 'key' } }),
    credential: 'apiKey',
    shows: ({ query }, secret) => query.get('key') === secret,
    status: 403,
  },
  {
    name: 'a password',
    settings: (url) => ({ url, auth: { kind: 'basic', username: 'crossdock' } }),
    credential: 'password',
    shows: ({ headers }, secret) =>
      headers.authorization === `Basic ${Buffer.from(`crossdock:${secret}`).toString('base64')}`,
  },
  {
    name: 'a bearer token',
    settings: (url) => ({ url, auth: { kind: 'bearer' } }),
    credential: 'token',
    shows: ({ headers }, secret) => headers.authorization === `Bearer ${secret}`,
  },
  {
    name: 'the key of a signature',
    settings: (url) => ({ url, signature: { header: 'x-signature', encoding: 'hex' } }),
    credential: 'signingSecret',
    shows: ({ headers, body }, secret) =>
      headers['x-signature'] === createHmac('sha256', secret).update(body).digest('hex'),
  },
];

for (const { name, settings, credential, shows, status = 401 } of ways) {
  test(`${name} that is replaced: the one before is tried once, and goes first for a while`, async () => {
    let known = 'old-secret-1';
    const done: string[] = [];
    await using side = await startOtherSide((asked, to) => {
      if (!shows(asked, known)) return sendJson(to, status, { message: 'Who are you?' });
      done.push(asked.method);
      return sendJson(to, 200, asked.method === 'GET' ? [{ id: 1 }] : {});
    });
    const credentials = { [credential]: 'new-secret-2', [`${credential}.previous`]: 'old-secret-1' };
    await using session = openWith(httpConnector, settings(side.url), { credentials });
    const send = async (id: string): Promise<string | undefined> =>
      (await session.send?.(outgoing(post, { id }), never()))?.kind;
    assert.equal(await send('1'), 'done');
    assert.equal(side.asked.length, 2, 'refused, and then by the one before');
    assert.match(await session.check(never()), before);
    assert.match(session.remark?.() ?? '', before);
    const { keys } = await receiveAll(session, { path: '/orders', key: ['/id'] });
    assert.equal(keys.length, 1);
    assert.equal(await send('2'), 'done');
    assert.equal(side.asked.length, 5, 'it is not knocked at with the new one each time');
    known = 'new-secret-2';
    assert.equal(await send('3'), 'done');
    assert.equal(session.remark?.(), null);
    assert.equal(await send('4'), 'done');
    assert.equal(side.asked.length, 8);
    known = 'another-3';
    const refused = await session.send?.(outgoing(post, { id: '5' }), never());
    assert.ok(refused !== undefined && 'fault' in refused);
    assert.equal(refused.fault.code, 'unauthorized');
    assert.equal(side.asked.length, 10, 'each is tried once');
    assert.deepEqual(done, ['POST', 'GET', 'GET', 'POST', 'POST', 'POST']);
  });
}

test('a client secret of OAuth that is replaced: the token is fetched with the one before', async () => {
  let known = 'old-secret-1';
  const tokens: string[] = [];
  await using side = await startOtherSide((asked, to) => {
    if (asked.path === '/token') {
      const secret = new URLSearchParams(asked.body).get('client_secret') ?? '';
      tokens.push(secret);
      if (secret !== known) return sendJson(to, 401, { error: 'invalid_client' });
      return sendJson(to, 200, { access_token: `token-of-${secret}`, expires_in: 3_600 });
    }
    return sendJson(to, asked.headers.authorization === `Bearer token-of-${known}` ? 200 : 401, {});
  });
  const auth = { kind: 'oauth2', tokenUrl: `${side.url}/token`, clientId: 'c', clientAuthentication: 'post' };
  const credentials = { clientSecret: 'new-secret-2', 'clientSecret.previous': 'old-secret-1' };
  await using session = openWith(httpConnector, { url: side.url, auth }, { credentials });
  const send = async (): Promise<string | undefined> => (await session.send?.(outgoing(post, {}), never()))?.kind;
  assert.equal(await send(), 'done');
  assert.deepEqual(tokens.splice(0), ['new-secret-2', 'old-secret-1']);
  assert.match(session.remark?.() ?? '', before);
  assert.equal(await send(), 'done');
  assert.deepEqual(tokens.splice(0), [], 'the token is kept');
  known = 'new-secret-2';
  // The token of the old one is refused, so another is asked for with it, and then with the new one.
  assert.equal(await send(), 'done');
  assert.deepEqual(tokens.splice(0), ['old-secret-1', 'new-secret-2']);
  assert.equal(session.remark?.(), null);
});

test('a request that may have been done is not repeated by another credential', async () => {
  await using side = await startOtherSide((_, to) => to.destroy());
  const credentials = { token: 'new-secret-2', 'token.previous': 'old-secret-1' };
  await using session = openWith(httpConnector, { url: side.url, auth: { kind: 'bearer' } }, { credentials });
  assert.equal((await session.send?.(outgoing(post, {}), never()))?.kind, 'unknown');
  assert.equal(side.asked.length, 1);
});
