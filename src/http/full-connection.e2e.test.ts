// A connection of which too much waits or has failed takes no more, says so, and loses nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aConnection, connect } from '#connections/connection.testsuite.ts';
import { message, peerConnector } from '#connections/inbound/pushing.testsuite.ts';
import type { Peer } from '#connections/inbound/pushing.testsuite.ts';
import { Room } from '#connections/inbound/room.ts';
import { Inbound } from '#connections/inbound/runner.ts';
import { createSecretBox } from '#connections/secrets.ts';
import { Sessions } from '#connections/sessions.ts';
import { createReach } from '#connectors/network/reach.ts';
import { loadContracts } from '#contracts/load.ts';
import { doorOf } from './door.ts';
import { testApp } from './test-app.ts';
import type { Asked, TestApp } from './test-app.ts';
import { at } from './test-world.ts';

const secretKey = Buffer.alloc(32, 7);
const counted = { messagesMax: 3, bytesMax: 1_000_000, believedMs: 0 };

async function health(app: TestApp, code: string): Promise<unknown[]> {
  const { body } = await app.ask('GET', `/v1/connections/${code}/health`);
  return [body['state'], at(body, 'streams', 0, 'problem', 'code') ?? null];
}

async function pushedShop(app: TestApp): Promise<(text: string) => Promise<Asked>> {
  const body = {
    kind: 'hook',
    owner: 'Shop',
    settings: { proof: { kind: 'bearer' } },
    streams: [{ name: 'orders' }],
    credentials: { token: 'the-token' },
  };
  assert.equal((await app.ask('PUT', '/v1/connections/shop', { body })).status, 201);
  const headers = { authorization: 'Bearer the-token' };
  return (text) => app.ask('POST', '/v1/in/shop/orders', { key: null, body: text, headers });
}

test('pushes are answered 503 with the reason while too many messages wait or have failed', async () => {
  await using app = await testApp({ room: counted });
  const push = await pushedShop(app);
  for (const text of ['1', '2', '3']) assert.equal((await push(text)).status, 200);
  const full = await push('4');
  assert.deepEqual([full.status, full.body['code'], full.body['retryable']], [503, 'connection_full', true]);
  assert.match(String(full.body['detail']), /3 messages wait or have failed/);
  assert.equal(full.headers['retry-after'], '30');
  assert.deepEqual(await health(app, 'shop'), ['failing', 'backlog_full']);
  assert.match(String(at((await app.ask('GET', '/v1/connections/shop/health')).body, 'why')), /no more are taken/);
  // Nobody who is not let in learns of it.
  const stranger = await app.ask('POST', '/v1/in/shop/orders', { key: null, body: '4' });
  assert.equal(stranger.status, 401);

  const { body } = await app.ask('GET', '/v1/raw-messages?connection=shop');
  const [one] = body['items'] as { id: string }[];
  assert.equal((await app.ask('POST', `/v1/raw-messages/${one?.id}/skip`)).status, 200);
  await app.node.pool.query(`update connection_streams set received_at = received_at - interval '1 minute'`);
  assert.equal((await push('4')).status, 200);
  assert.deepEqual((await health(app, 'shop'))[1], null);
});

test('few large messages are too much as well, and what a node stored itself counts at once', async () => {
  await using app = await testApp({ room: { messagesMax: 100, bytesMax: 2_000, believedMs: 3_600_000 } });
  const push = await pushedShop(app);
  assert.equal((await push(JSON.stringify('a'.repeat(1_500)))).status, 200);
  assert.equal((await push(JSON.stringify('b'.repeat(1_500)))).status, 200);
  const full = await push('1');
  assert.deepEqual([full.status, full.body['code']], [503, 'connection_full']);
  assert.match(String(full.body['detail']), /\d{4} bytes wait/);
});

test('a poll rests while it has no room, and nothing of it is acknowledged that is not stored', async () => {
  await using app = await testApp();
  const { pool, engine } = app.node;
  const secrets = createSecretBox(secretKey);
  const problems: unknown[] = [];
  const onError = (error: unknown): void => void problems.push(error);
  const stream = { name: 'in', settings: {}, format: { name: 'json' }, mapping: null, everySeconds: 0.1 } as const;
  const wms = aConnection({ code: 'wms', kind: 'peer', streams: [{ ...stream, onFailure: 'go_on' }] });
  await connect(pool, secrets, wms, { password: 'open sesame' });
  const peer: Peer = {
    messages: ['a', 'b', 'c', 'd', 'e', 'f'].map((key) => message(key, { nonsense: key })),
    acknowledged: [],
    failing: null,
  };
  const door = await doorOf({ contracts: loadContracts(), secretKey, onError })(engine, pool);
  const inbound = new Inbound({
    pool,
    sessions: new Sessions({
      connectors: new Map([['peer', peerConnector(peer)]]),
      secrets,
      reach: createReach({ allowPrivate: true }),
      onError,
    }),
    // Whatever comes cannot be read.
    workers: { door, mapper: { map: () => Promise.reject(new Error('nothing is mapped')) }, formats: new Map() },
    onError,
    room: new Room(pool, counted),
  });
  await inbound.step();
  const stored = async (): Promise<string> => {
    const { rows } = await pool.query<{ key: string }>('select key from raw_messages order by seq');
    return rows.map(({ key }) => key).join('');
  };
  assert.deepEqual([await stored(), peer.acknowledged.join('')], ['abcd', 'abcd']);
  assert.deepEqual(await health(app, 'wms'), ['failing', 'backlog_full']);
  await pool.query(`update connection_streams set due_at = now()`);
  await inbound.step();
  assert.equal(await stored(), 'abcd');
  await pool.query(`update raw_messages set state = 'skipped'`);
  await pool.query(`update connection_streams set due_at = now()`);
  await inbound.step();
  assert.equal(await stored(), 'abcdef');
  assert.deepEqual((await health(app, 'wms'))[1], null);
  assert.deepEqual(problems, []);
  await inbound.stop();
  door.close();
});
