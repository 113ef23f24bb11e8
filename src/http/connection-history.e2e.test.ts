// Who did what to a connection: every change leaves a row in its own commit, and no row has a secret.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { switchOff } from '#connections/connection-store.ts';
import { dropExpired } from '#connections/expired-credentials.ts';
import { createSecretBox } from '#connections/secrets.ts';
import type { HistoryRow } from '#connections/history-store.ts';
import { makeSecret } from '#connectors/webhook/signature.ts';
import { testApp } from './test-app.ts';
import { key, listed, smallNetwork } from './test-world.ts';

const shop = {
  kind: 'webhook',
  owner: 'Shop team',
  settings: { url: 'https://shop.example/hooks' },
  types: ['crossdock.order.promised.v1'],
};

test('every change of a connection is kept with who made it, and no secret with it', { timeout: 60_000 }, async () => {
  await using app = await testApp();
  await smallNetwork(app);
  const operator = await key(app, 'operator');
  const base = '/v1/connections/shop';
  const secret = [makeSecret(), makeSecret(), makeSecret()] as const;
  const put = (body: object): Promise<unknown> => app.ask('PUT', base, { body });
  const history = async (): Promise<HistoryRow[]> => {
    const { items } = listed(await app.ask('GET', `${base}/history`));
    return items as unknown as HistoryRow[]; // Held against the schema of the answer.
  };
  await put({ ...shop, credentials: { secret: secret[0] } });
  await put(shop);
  await put({ ...shop, owner: 'Another team', settings: { url: 'https://shop.example/hooks/2' } });
  await put({ ...shop, credentials: { secret: secret[1] } });
  await app.ask('POST', `${base}/pause`, { body: { reason: 'They count' }, key: operator });
  await app.ask('POST', `${base}/pause`, { body: { reason: 'Again' } });
  await app.ask('POST', `${base}/resume`, { key: operator });
  await app.ask('PUT', `${base}/credentials/secret`, { body: { value: secret[2], keepPreviousSeconds: 1 } });
  const box = createSecretBox(Buffer.alloc(32, 7));
  while ((await dropExpired(app.node.pool, box)).length === 0) await wait(100);
  const epoch = await app.node.pool.query<{ epoch: number }>(`select epoch from connections where code = 'shop'`);
  const gone = { code: 'receiver_gone', detail: 'Gone, says Theodora Quackenbush.', fix: 'Ask.', delivery: 7 };
  assert.equal(await switchOff(app.node.pool, 'shop', epoch.rows[0]?.epoch ?? -1, gone), true);

  const found = await history();
  assert.deepEqual(
    found.map(({ what }) => what),
    ['switched_off', 'credential_expired', 'credential_replaced', 'resumed', 'paused', 'changed', 'changed', 'defined'],
  );
  const [off, expired, replaced, resumed, paused, rekeyed, changed, defined] = found;
  assert.deepEqual([off?.by, off?.details], ['system', { code: 'receiver_gone', delivery: 7 }]);
  assert.deepEqual([expired?.by, expired?.details], ['system', { removed: ['secret.previous'] }]);
  assert.deepEqual([replaced?.details.replaced, typeof replaced?.details.previousUntil], [['secret'], 'string']);
  assert.deepEqual([resumed?.details.reason, paused?.details.reason], ['They count', 'They count']);
  assert.ok(resumed?.by === paused?.by && resumed?.by !== defined?.by);
  assert.match(resumed?.by ?? '', /^key:key_/);
  assert.deepEqual(
    [rekeyed?.details.replaced, rekeyed?.details.changes?.map(({ pointer }) => pointer)],
    [['secret'], ['/owner', '/settings/url']],
  );
  assert.deepEqual(changed?.details, {
    changes: [
      { pointer: '/owner', before: 'Shop team', after: 'Another team' },
      { pointer: '/settings/url', before: 'https://shop.example/hooks', after: 'https://shop.example/hooks/2' },
    ],
    isCut: false,
  });
  assert.ok(defined?.details.changes?.some(({ pointer, before }) => pointer === '/settings' && before === null));
  const { rows } = await app.node.pool.query<{ row: string }>('select t::text as row from connection_changes t');
  for (const { row } of rows) for (const one of [...secret, 'Quackenbush']) assert.ok(!row.includes(one.slice(6)), row);

  const page = listed(await app.ask('GET', `${base}/history?limit=3`));
  const rest = listed(await app.ask('GET', `${base}/history?limit=100&cursor=${page.nextCursor}`));
  assert.deepEqual([page.items.length, rest.items.length], [3, 5]);
  const limited = await key(app, 'administrator', { sites: ['HAM'] });
  assert.equal((await app.ask('GET', `${base}/history`, { key: limited })).status, 404);
});

test('what was refused leaves nothing in the history', async () => {
  await using app = await testApp();
  await app.ask('PUT', '/v1/connections/shop', { body: shop });
  const moved = { ...shop, settings: { url: 'https://thief.example/' } };
  assert.equal((await app.ask('PUT', '/v1/connections/shop', { body: moved })).status, 422);
  assert.equal(listed(await app.ask('GET', '/v1/connections/shop/history')).items.length, 1);
});
