// Messages that are pushed: who proves nothing learns nothing, and what should have come may be as large as what comes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { testApp } from './test-app.ts';
import type { Asked, TestApp } from './test-app.ts';
import { event, smallNetwork } from './test-world.ts';

const megabyte = 1024 * 1024;
const hook = {
  kind: 'hook',
  owner: 'Shop',
  settings: { proof: { kind: 'bearer' } },
  streams: [{ name: 'orders' }],
  rights: { role: 'warehouse', sources: ['/wms'] },
  limits: { messageBytesMax: 6 * megabyte },
  credentials: { token: 'the-token' },
};

async function put(app: TestApp, code: string, body: object): Promise<void> {
  const { status, body: said } = await app.ask('PUT', `/v1/connections/${code}`, { body });
  assert.ok(status < 300, JSON.stringify(said));
}

test('who proves nothing is told the same, whatever is connected', async () => {
  await using app = await testApp();
  await put(app, 'shop', { ...hook, limits: { messageBytesMax: 2_000 } });
  await put(app, 'off', { ...hook, active: false });
  await put(app, 'polled', { kind: 'http', owner: 'ERP', settings: { url: 'https://erp.example' } });
  const push = (path: string, text: string, headers: Record<string, string> = {}): Promise<Asked> =>
    app.ask('POST', `/v1/in/${path}`, { key: null, body: text, headers });
  const answers: unknown[] = [];
  for (const path of ['shop/orders', 'shop/none', 'none/orders', 'off/orders', 'polled/orders'])
    for (const text of ['1', JSON.stringify('x'.repeat(3_000))]) {
      const { status, body, headers } = await push(path, text, { authorization: 'Bearer a-guess' });
      const { instance: _instance, ...told } = body;
      const { date: _date, 'x-request-id': _id, ...shown } = headers;
      answers.push({ status, told, shown });
      // Paths are those of the caller; nothing else differs.
      assert.deepEqual(answers.at(-1), answers[0], path);
    }
  assert.equal((answers[0] as { status: number }).status, 401);
  const known = { authorization: 'Bearer the-token' };
  assert.equal((await push('shop/orders', JSON.stringify('x'.repeat(3_000)), known)).status, 413);
  assert.equal((await push('shop/orders', '1', known)).status, 200);
});

test('what is pushed may be as large as a message of its connection, and none is larger than is read', async () => {
  await using app = await testApp();
  await put(app, 'shop', hook);
  const push = (bytes: number): Promise<Asked> =>
    app.ask('POST', '/v1/in/shop/orders', {
      key: null,
      body: JSON.stringify('x'.repeat(bytes)),
      headers: { authorization: 'Bearer the-token' },
    });
  assert.equal((await push(5 * megabyte)).status, 200);
  const tooLarge = await push(7 * megabyte);
  assert.deepEqual([tooLarge.status, tooLarge.body['code']], [413, 'body_too_large']);
  assert.match(String(tooLarge.body['detail']), new RegExp(`${6 * megabyte} bytes`));
  const body = { ...hook, limits: { messageBytesMax: 17 * megabyte } };
  const refused = await app.ask('PUT', '/v1/connections/other', { body });
  assert.equal(refused.status, 422);
  assert.match(JSON.stringify(refused.body), /\/limits\/messageBytesMax.*16777216 bytes at most/);
});

test('where secrets cannot be opened, a message is for later, and health says why', async () => {
  await using app = await testApp();
  await put(app, 'shop', hook);
  await app.node.pool.query(
    `update connections set credentials = set_byte(credentials, 40, (get_byte(credentials, 40) + 1) % 256)`,
  );
  const answer = await app.ask('POST', '/v1/in/shop/orders', {
    key: null,
    body: '1',
    headers: { authorization: 'Bearer the-token' },
  });
  assert.deepEqual(
    [answer.status, answer.body['code'], answer.headers['retry-after']],
    [503, 'credentials_unreadable', '30'],
  );
  const { body: health } = await app.ask('GET', '/v1/connections/shop/health');
  assert.match(JSON.stringify(health), /credentials_unreadable|cannot be decrypted/);
});

test('what should have come may be as large as what comes, and no larger', { timeout: 120_000 }, async () => {
  await using app = await testApp({ delivers: true });
  await smallNetwork(app);
  await put(app, 'shop', hook);
  const headers = { authorization: 'Bearer the-token' };
  const pushed = await app.ask('POST', '/v1/in/shop/orders', { key: null, body: '{"nonsense": 1}', headers });
  assert.equal(pushed.status, 200);
  const first = async (state: string): Promise<{ id: string; bytes: number } | undefined> => {
    const { body } = await app.ask('GET', `/v1/raw-messages?rawState=${state}`);
    return (body['items'] as { id: string; bytes: number }[])[0];
  };
  while ((await first('failed')) === undefined) await wait(50);
  const { id = '' } = (await first('failed')) ?? {};
  const received = event('stock.received', { item: 'LAMP', site: 'HAM', quantity: 3 });
  const large = (megabytes: number): string => JSON.stringify({ event: received }) + ' '.repeat(megabytes * megabyte);
  const replay = (body: object): Promise<Asked> => app.ask('POST', `/v1/raw-messages/${id}/replay`, { body });
  const tooLarge = await replay({ body: large(7) });
  assert.deepEqual([tooLarge.status, tooLarge.body['code']], [413, 'body_too_large']);
  assert.match(String(tooLarge.body['detail']), new RegExp(`${6 * megabyte} bytes at most`));
  const base64 = Buffer.from(large(5)).toString('base64');
  assert.equal((await replay({ body: base64, encoding: 'base64' })).status, 200);
  while ((await first('applied')) === undefined) await wait(50);
  assert.ok(((await first('applied'))?.bytes ?? 0) > 5 * megabyte);
});
