// Credentials that are kept are shown to nobody else than those they were given for, whoever changes the connection.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openKept, readSealed } from '#connections/connection-store.ts';
import { createSecretBox } from '#connections/secrets.ts';
import { makeSecret } from '#connectors/webhook/signature.ts';
import { testApp } from './test-app.ts';
import type { Asked, TestApp } from './test-app.ts';

const secrets = createSecretBox(Buffer.alloc(32, 7));

async function put(app: TestApp, body: object, code = 'erp'): Promise<Asked> {
  return app.ask('PUT', `/v1/connections/${code}`, { body: { owner: 'ERP team', ...body } });
}

async function kept(app: TestApp, code = 'erp'): Promise<Record<string, string>> {
  const live = await readSealed(app.node.pool, code);
  return openKept(secrets, code, live?.secrets ?? null);
}

const named = ({ body }: Asked): unknown =>
  (body['errors'] as { pointer: string }[] | undefined)?.map(({ pointer }) => pointer);

const key = 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const ca = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';
const oauth = { kind: 'oauth2', tokenUrl: 'https://login.example/token', clientId: 'us' };

interface Case {
  readonly kind: string;
  readonly settings: object;
  readonly credentials: Readonly<Record<string, string>>;
  /** Changes that keep what it speaks to, and such that do not. */
  readonly stays: readonly object[];
  readonly leaves: readonly object[];
}

const cases: readonly Case[] = [
  {
    kind: 'http',
    settings: { url: 'https://erp.example/v1', auth: { kind: 'bearer' } },
    credentials: { token: 'the-token' },
    stays: [{ url: 'https://erp.example/v2' }, { url: 'https://ERP.example:443/v1' }, { headers: { 'x-a': '1' } }],
    leaves: [
      { url: 'https://thief.example/v1' },
      { url: 'https://erp.example:8443/v1' },
      { url: 'https://erp.example.thief.example/v1' },
      { authorities: ca },
    ],
  },
  {
    kind: 'http',
    settings: { url: 'https://erp.example/v1', auth: oauth },
    credentials: { clientSecret: 'the-secret' },
    stays: [{ auth: { ...oauth, scopes: ['orders'], tokenUrl: 'https://login.example/v2/token' } }],
    leaves: [
      { auth: { ...oauth, tokenUrl: 'https://thief.example/token' } },
      // Both are known, each in another part.
      { auth: { ...oauth, tokenUrl: 'https://erp.example/v1/echo' } },
    ],
  },
  {
    kind: 'odata',
    settings: { url: 'https://erp.example/odata', auth: { kind: 'basic', username: 'us' } },
    credentials: { password: 'the-password' },
    stays: [{ csrf: { path: '/' } }],
    leaves: [{ url: 'https://thief.example/odata' }],
  },
  {
    kind: 'sql',
    settings: { system: 'postgresql', host: 'db.example', database: 'erp', user: 'us' },
    credentials: { password: 'the-password' },
    stays: [{ port: 5432 }, { host: 'DB.example' }, { connectionsMax: 2 }],
    leaves: [{ host: 'thief.example' }, { port: 5433 }, { tls: 'off' }, { ca }],
  },
  {
    kind: 'amqp',
    settings: { host: 'mq.example', user: 'us' },
    credentials: { password: 'the-password' },
    stays: [{ vhost: 'erp' }],
    leaves: [{ host: 'thief.example' }, { tls: 'off' }],
  },
  {
    kind: 'nats',
    settings: { host: 'mq.example' },
    credentials: { token: 'the-token' },
    stays: [{ domain: 'hub' }],
    leaves: [{ host: 'thief.example' }, { port: 4223 }, { tls: 'off' }],
  },
  {
    kind: 'kafka',
    settings: { brokers: [{ host: 'one.example' }, { host: 'two.example' }], user: 'us' },
    credentials: { password: 'the-password' },
    stays: [{ brokers: [{ host: 'two.example' }] }, { mechanism: 'SCRAM-SHA-256' }],
    leaves: [{ brokers: [{ host: 'one.example' }, { host: 'thief.example' }] }, { tls: 'off' }],
  },
  {
    kind: 'sftp',
    settings: { host: 'files.example', user: 'us', hostKeys: [key] },
    credentials: { password: 'the-password' },
    stays: [{ folder: '/in' }],
    leaves: [{ host: 'thief.example' }, { hostKeys: [key, key.replace('AAA', 'BBB')] }],
  },
  {
    kind: 'webhook',
    settings: { url: 'https://erp.example/hooks' },
    credentials: { secret: makeSecret() },
    stays: [{ url: 'https://erp.example/hooks/2' }],
    leaves: [{ url: 'https://thief.example/hooks' }],
  },
];

test('whoever has a connection show its credentials to another gives them again', { timeout: 60_000 }, async () => {
  await using app = await testApp();
  for (const [index, { kind, settings, credentials, stays, leaves }] of cases.entries()) {
    const code = `erp-${index}`;
    const define = (body: object): Promise<Asked> => put(app, body, code);
    const [name = ''] = Object.keys(credentials);
    const made = await define({ kind, settings, credentials });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    for (const change of stays) {
      const answer = await define({ kind, settings: { ...settings, ...change } });
      assert.equal(answer.status, 200, `${kind} ${JSON.stringify(change)}: ${JSON.stringify(answer.body)}`);
      await define({ kind, settings, credentials });
    }
    const before = await app.ask('GET', `/v1/connections/${code}`);
    for (const change of leaves) {
      const answer = await define({ kind, settings: { ...settings, ...change } });
      assert.deepEqual(
        [answer.status, answer.body['code'], named(answer)],
        [422, 'credentials_needed', [`/credentials/${name}`]],
        `${kind} ${JSON.stringify(change)}`,
      );
      assert.deepEqual((await app.ask('GET', `/v1/connections/${code}`)).body, before.body, 'nothing is changed');
    }
    assert.deepEqual(await kept(app, code), credentials);
    const [first] = leaves;
    const given = await define({ kind, settings: { ...settings, ...first }, credentials });
    assert.equal(given.status, 200, JSON.stringify(given.body));
    assert.deepEqual(await kept(app, code), credentials);
    const back = await define({ kind, settings });
    assert.equal(back.body['code'], 'credentials_needed', 'the way back is a change too');
  }
});

test('a change of the kind, and what is still good beside the new secret, shows nothing to another', async () => {
  await using app = await testApp();
  const http = { kind: 'http', settings: { url: 'https://erp.example', auth: { kind: 'basic', username: 'us' } } };
  await put(app, { ...http, credentials: { password: 'first', apiKey: 'of an earlier time' } });
  const path = '/v1/connections/erp/credentials/password';
  await app.ask('PUT', path, { body: { value: 'second', keepPreviousSeconds: 3_600 } });
  assert.equal((await kept(app))['password.previous'], 'first');

  const sql = { kind: 'sql', settings: { system: 'postgresql', host: 'erp.example', database: 'erp', user: 'us' } };
  const refused = await put(app, sql);
  assert.deepEqual([refused.body['code'], named(refused)], ['credentials_needed', ['/credentials/password']]);
  assert.equal(JSON.stringify(refused.body).includes('second'), false);
  const given = await put(app, { ...sql, credentials: { password: 'second' } });
  assert.deepEqual([given.status, given.body['credentials']], [200, ['password']]);
  assert.deepEqual(await kept(app), { password: 'second' }, 'what was given for another system is gone');

  // Of the same kind: what is not needed any more is taken away by null, and the one before goes with its successor.
  await put(app, { ...http, credentials: { password: 'first', apiKey: 'of an earlier time' } });
  await app.ask('PUT', path, { body: { value: 'second', keepPreviousSeconds: 3_600 } });
  const elsewhere = { ...http, settings: { ...http.settings, url: 'https://erp.other.example' } };
  const half = await put(app, { ...elsewhere, credentials: { password: 'second' } });
  assert.deepEqual([half.status, named(half)], [422, ['/credentials/apiKey']]);
  const whole = await put(app, { ...elsewhere, credentials: { password: 'second', apiKey: null } });
  assert.equal(whole.status, 200, JSON.stringify(whole.body));
  assert.deepEqual(await kept(app), { password: 'second' });
});

test('null takes a credential away, and a new one is made of what Crossdock makes', async () => {
  await using app = await testApp();
  const http = { kind: 'http', settings: { url: 'https://erp.example' } };
  await put(app, { ...http, credentials: { apiKey: 'a', token: 'b' } });
  const less = await put(app, { ...http, credentials: { apiKey: null } });
  assert.deepEqual([less.body['credentials'], Object.keys(less.body['rotations'] as object)], [['token'], ['token']]);
  assert.deepEqual(await kept(app), { token: 'b' });
  const shop = { kind: 'webhook', settings: { url: 'https://erp.example' } };
  const made = await put(app, shop);
  const { secret } = made.body['made'] as { secret: string };
  assert.match(secret, /^whsec_/);
  assert.deepEqual(await kept(app), { secret });
  const moved = { ...shop, settings: { url: 'https://new.example' } };
  assert.equal((await put(app, moved)).body['code'], 'credentials_needed');
  const anew = await put(app, { ...moved, credentials: { secret: null } });
  const { secret: another } = anew.body['made'] as { secret: string };
  assert.notEqual(another, secret);
  assert.deepEqual(await kept(app), { secret: another });
});

test('credentials that were sealed with a key that is lost are given again', async () => {
  await using app = await testApp();
  const http = { kind: 'http', settings: { url: 'https://erp.example', auth: { kind: 'bearer' } } };
  await put(app, { ...http, credentials: { token: 'a' } });
  const sealed = createSecretBox(Buffer.alloc(32, 8)).seal('connection erp', '{"token":"a"}');
  await app.node.pool.query('update connections set credentials = $1', [sealed]);
  const given = await put(app, { ...http, credentials: { token: 'b' } });
  assert.equal(given.status, 200, JSON.stringify(given.body));
  assert.deepEqual(await kept(app), { token: 'b' });
});
