// Messages that nobody sends by mistake: none of them stops a stream, brings in more than its sender may, or shows what is hidden.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { testApp } from './test-app.ts';
import type { TestApp } from './test-app.ts';
import { key, listed, made, smallNetwork } from './test-world.ts';

const token = 'token-of-the-wms';

async function pushing(
  app: TestApp,
  stream: object,
  more: object = {},
): Promise<(text: string, headers?: Readonly<Record<string, string>>) => Promise<number>> {
  await smallNetwork(app);
  const body = {
    kind: 'hook',
    owner: 'Warehouse',
    settings: { proof: { kind: 'bearer' } },
    streams: [{ name: 'in', ...stream }],
    rights: { role: 'operator', sources: ['/wms'] },
    credentials: { token },
    ...more,
  };
  await made(app.ask('PUT', '/v1/connections/wms', { body }));
  return async (text, headers = {}) => {
    const authorization = `Bearer ${token}`;
    const options = { key: null, body: text, headers: { authorization, ...headers } };
    return (await app.ask('POST', '/v1/in/wms/in', options)).status;
  };
}

async function settled(app: TestApp, count: number): Promise<readonly Record<string, unknown>[]> {
  for (let tries = 0; ; tries += 1) {
    const { items } = listed(await app.ask('GET', '/v1/raw-messages'));
    if ((items.length === count && items.every(({ state }) => state !== 'waiting')) || tries === 200) return items;
    await wait(50);
  }
}

const nul = String.fromCharCode(0);

test('a key and a media type that the database cannot hold are kept under others', async () => {
  await using app = await testApp({ delivers: true });
  const push = await pushing(app, { settings: { key: ['/ref'] } });
  const of = (ref: string): string => JSON.stringify({ ref, specversion: '1.0', type: 'x' });
  for (const ref of [`a${nul}b`, `a${nul}c`, '\ud800', '\ud801', `a${nul}b`])
    assert.equal(await push(of(ref)), 200, JSON.stringify(ref));
  assert.equal((await settled(app, 4)).length, 4);
});

test('what a mapping makes of a message fails at its place where the database cannot hold it, and others go on', async () => {
  await using app = await testApp({ delivers: true });
  const push = await pushing(app, { mapping: 'cancels' });
  const content = `{
    "name": "cancels", "version": 1, "direction": "in", "owner": "Shop", "zone": "UTC",
    "description": "What a shop gives up, by names that are encoded",
    "expression": "{'orderCancel': {'channel': 'web', 'externalId': $decodeUrlComponent(name), 'reason': 'none'}}",
    "cases": [{
      "name": "plain", "input": { "name": "A" },
      "output": { "orderCancel": { "channel": "web", "externalId": "A", "reason": "none" } }
    }]
  }`;
  await made(
    app.ask('POST', '/v1/definitions', {
      body: { kind: 'mapping', name: 'cancels', version: 1, content, active: true },
    }),
  );
  for (const name of ['%00', 'B%00', 'C']) assert.equal(await push(JSON.stringify({ name })), 200);
  const items = await settled(app, 3);
  const codes = items.map(({ state, result }) => [
    state,
    (result as { problems: { code: string }[] }).problems[0]?.code,
  ]);
  assert.deepEqual(codes, [
    ['failed', 'not_found'],
    ['failed', 'document_invalid'],
    ['failed', 'document_invalid'],
  ]);
});

test('nobody brings in over a connection what they may not bring in themselves', async () => {
  await using app = await testApp();
  const push = await pushing(app, {}, { rights: { role: 'finance', sources: ['/wms'] } });
  assert.equal(await push('{}'), 200);
  const operator = await key(app, 'operator');
  const { items } = listed(await app.ask('GET', '/v1/raw-messages'));
  const path = `/v1/raw-messages/${String(items[0]?.['id'])}`;
  assert.equal((await app.ask('POST', `${path}/skip`, { key: operator })).status, 200);
  const refused = await app.ask('POST', `${path}/replay`, { key: operator, body: { body: '{"event": {}}' } });
  assert.deepEqual([refused.status, refused.body['code']], [403, 'scope_too_narrow']);
  for (const body of [{ body: 'AA=A', encoding: 'base64' }, { body: 'e30', encoding: 'base64' }, { body: '\ud800' }])
    assert.equal((await app.ask('POST', `${path}/replay`, { body })).status, 422, body.body);
  // As it came, it is what the other system said.
  assert.equal((await app.ask('POST', `${path}/replay`, { key: operator, body: {} })).status, 200);
  assert.equal((await app.ask('POST', `${path}/skip`, { key: operator })).status, 200);
  assert.equal((await app.ask('POST', `${path}/replay`, { body: { body: '{"event": {}}' } })).status, 200);

  // Who knows the secret speaks for the connection.
  const narrow = await key(app, 'administrator', { sources: ['/shop'] });
  const stolen = await app.ask('PUT', '/v1/connections/wms/credentials/token', {
    key: narrow,
    body: { value: 'mine' },
  });
  assert.deepEqual([stolen.status, stolen.body['code']], [403, 'scope_too_narrow']);
});
