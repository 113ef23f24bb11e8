import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sent } from '#connectors/connector.ts';
import { httpConnector } from './connector.ts';
import { never, openWith, outgoing, sendJson, startOtherSide } from './other-side.testsuite.ts';
import type { OtherSide } from './other-side.testsuite.ts';

const operation = { method: 'POST', path: '/orders' };
const credentials = { clientSecret: 'top: secret/1', refreshToken: 'refresh-1' };

/** A token server and an API that takes the newest token alone. */
async function startWithTokens(
  more: { readonly expires?: number } = {},
): Promise<OtherSide & { tokens: number; isDown: boolean }> {
  const side = await startOtherSide((asked, to) => {
    if (asked.path === '/token') {
      if (all.isDown) return sendJson(to, 400, { error: 'invalid_client', error_description: `no ${asked.body}` });
      all.tokens += 1;
      return sendJson(to, 200, {
        access_token: `token-${all.tokens}`,
        token_type: 'Bearer',
        expires_in: more.expires ?? 3_600,
      });
    }
    const given = asked.headers.authorization ?? String(asked.headers['x-amz-access-token']);
    if (given === `Bearer token-${all.tokens}` || given === `token-${all.tokens}`) return sendJson(to, 200, {});
    return sendJson(to, 401, { message: `unknown token ${given}` });
  });
  const all = Object.assign(side, { tokens: 0, isDown: false });
  return all;
}

function auth(side: OtherSide, more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return { kind: 'oauth2', tokenUrl: `${side.url}/token`, clientId: 'crossdock', ...more };
}

test('a token is fetched once for all who wait, and kept', async () => {
  await using side = await startWithTokens();
  await using session = openWith(
    httpConnector,
    { url: side.url, auth: auth(side, { scopes: ['orders', 'stock'], audience: 'api' }) },
    { credentials },
  );
  const send = async (): Promise<Sent | undefined> => session.send?.(outgoing(operation, {}), never());
  const sent = await Promise.all(Array.from({ length: 8 }, send));
  assert.ok(sent.every((one) => one?.kind === 'done'));
  assert.equal(side.tokens, 1);
  const [asked] = side.asked;
  assert.equal(asked?.body, 'grant_type=client_credentials&scope=orders+stock&audience=api');
  // RFC 6749, 2.3.1: form-encoded halves.
  assert.equal(asked?.headers.authorization, `Basic ${Buffer.from('crossdock:top%3A+secret%2F1').toString('base64')}`);
  await send();
  assert.equal(side.tokens, 1);
});

test('a token near its end is renewed before it is used', async () => {
  await using side = await startWithTokens({ expires: 0 });
  await using session = openWith(httpConnector, { url: side.url, auth: auth(side) }, { credentials });
  for (let time = 1; time <= 3; time += 1) {
    assert.equal((await session.send?.(outgoing(operation, {}), never()))?.kind, 'done');
    assert.equal(side.tokens, time);
  }
});

test('a token that is refused is renewed once, for a write too', async () => {
  await using side = await startWithTokens();
  await using session = openWith(httpConnector, { url: side.url, auth: auth(side) }, { credentials });
  assert.equal((await session.send?.(outgoing(operation, {}), never()))?.kind, 'done');
  side.tokens += 1; // Somebody else got one: ours is over.
  assert.equal((await session.send?.(outgoing(operation, {}), never()))?.kind, 'done');
  const { answer } = side;
  side.answer = (asked, to) =>
    asked.path === '/token' ? answer(asked, to) : sendJson(to, 401, { message: `no ${asked.headers.authorization}` });
  side.asked.length = 0;
  const sent = await session.send?.(outgoing(operation, {}), never());
  assert.ok(sent?.kind === 'later' && sent.fault.code === 'unauthorized');
  assert.deepEqual(
    side.asked.map(({ path }) => path),
    ['/orders', '/token', '/orders'],
  );
  assert.doesNotMatch(JSON.stringify(sent), /token-\d/);
});

test('a token server that refuses is named, without a secret', async () => {
  await using side = await startWithTokens();
  side.isDown = true;
  await using session = openWith(
    httpConnector,
    { url: side.url, auth: auth(side, { clientAuthentication: 'post' }) },
    { credentials },
  );
  const sent = await session.send?.(outgoing(operation, {}), never());
  assert.ok(sent?.kind === 'later');
  assert.deepEqual([sent.fault.code, sent.fault.cause], ['unauthorized', 'token 400 invalid_client']);
  assert.match(sent.fault.detail, /gave no access token \(400\)/);
  assert.equal(
    side.asked[0]?.body,
    'grant_type=client_credentials&client_secret=top%3A+secret%2F1&client_id=crossdock',
  );
  assert.doesNotMatch(JSON.stringify(sent), /secret%2F1|secret\/1/);
  side.isDown = false;
  assert.equal((await session.send?.(outgoing(operation, {}), never()))?.kind, 'done');
});

test('refresh tokens and headers of another name work as Amazon has them', async () => {
  await using side = await startWithTokens();
  const amazon = auth(side, {
    grant: 'refresh_token',
    clientAuthentication: 'post',
    header: 'x-amz-access-token',
    prefix: '',
    renewOn: [401, 403],
  });
  await using session = openWith(httpConnector, { url: side.url, auth: amazon }, { credentials });
  assert.equal((await session.send?.(outgoing(operation, {}), never()))?.kind, 'done');
  assert.match(side.asked[0]?.body ?? '', /^grant_type=refresh_token&refresh_token=refresh-1&client_secret=/);
});
