// What a key limited to a site or a company sees and may touch.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testApp } from './test-app.ts';
import type { TestApp } from './test-app.ts';
import { event, key, listed, made, order, receive, smallNetwork } from './test-world.ts';

async function twoSites(): Promise<TestApp> {
  const app = await testApp();
  await smallNetwork(app);
  await receive(app, 'LAMP', 'HAM', 10);
  await receive(app, 'LAMP', 'MUC', 10);
  return app;
}

test('lists and views are cut to the sites of the key', async () => {
  await using app = await twoSites();
  const munich = await key(app, 'operator', { sites: ['MUC'] });
  const sued = await key(app, 'reader', { companies: ['SUED'] });
  const none = await key(app, 'reader', { sites: [] });
  const ham = await made(
    app.ask('POST', '/v1/orders', { body: order([{ item: 'LAMP', quantity: 1 }], { site: 'HAM' }) }),
  );
  const muc = await made(
    app.ask('POST', '/v1/orders', { body: order([{ item: 'LAMP', quantity: 1 }], { site: 'MUC', customer: 'C1' }) }),
  );
  const both = await made(app.ask('POST', '/v1/orders', { body: order([{ item: 'LAMP', quantity: 15 }]) }));
  for (const limited of [munich, sued]) {
    const orders = listed(await app.ask('GET', '/v1/orders', { key: limited }));
    assert.deepEqual(
      orders.items.map(({ id }) => id),
      [both.body['id'], muc.body['id']],
    );
    assert.deepEqual(listed(await app.ask('GET', '/v1/orders?customer=C1', { key: limited })).items.length, 1);
    assert.deepEqual(listed(await app.ask('GET', '/v1/orders?site=HAM', { key: limited })).items, []);
    assert.deepEqual(
      listed(await app.ask('GET', '/v1/stock', { key: limited })).items.map(({ site }) => site),
      ['MUC'],
    );
    assert.deepEqual(
      listed(await app.ask('GET', '/v1/sites', { key: limited })).items.map(({ code }) => code),
      ['MUC'],
    );
    for (const ledger of ['/v1/ledger', '/v1/ledger?item=LAMP']) {
      assert.deepEqual(
        listed(await app.ask('GET', ledger, { key: limited })).items.map(({ site }) => site),
        ['MUC'],
      );
    }
    const availability = await app.ask('GET', '/v1/availability?item=LAMP', { key: limited });
    assert.deepEqual(
      (availability.body['sites'] as { site: string }[]).map(({ site }) => site),
      ['MUC'],
    );
    for (const hidden of [
      `/v1/orders/${String(ham.body['id'])}`,
      `/v1/orders/${String(ham.body['id'])}/timeline`,
      '/v1/sites/HAM',
      '/v1/availability?item=LAMP&site=HAM',
    ]) {
      const answer = await app.ask('GET', hidden, { key: limited });
      assert.deepEqual([answer.status, answer.body['code']], [404, 'not_found'], hidden);
    }
  }
  for (const list of [
    '/v1/orders',
    '/v1/stock',
    '/v1/sites',
    '/v1/ledger',
    '/v1/ledger?item=LAMP',
    '/v1/deliveries',
    '/v1/intakes',
  ]) {
    assert.deepEqual(listed(await app.ask('GET', list, { key: none })).items, [], list);
  }
});

test('a key limited to a site touches nothing elsewhere', async () => {
  await using app = await twoSites();
  const munich = await key(app, 'operator', { sites: ['MUC'] });
  const elsewhere = await app.ask('POST', '/v1/orders', {
    key: munich,
    body: order([{ item: 'LAMP', quantity: 1 }], { site: 'HAM' }),
  });
  assert.deepEqual([elsewhere.status, elsewhere.body['code']], [403, 'site_outside_scope']);
  const tooMuch = await app.ask('POST', '/v1/orders', { key: munich, body: order([{ item: 'LAMP', quantity: 11 }]) });
  assert.equal(tooMuch.body['code'], 'insufficient_stock', 'the other site is not asked');
  const ham = await made(
    app.ask('POST', '/v1/orders', { body: order([{ item: 'LAMP', quantity: 1 }], { site: 'HAM' }) }),
  );
  for (const action of ['cancel', 'change']) {
    const answer = await app.ask('POST', `/v1/orders/${String(ham.body['id'])}/${action}`, {
      key: munich,
      body: action === 'cancel' ? {} : { allowBackorder: true },
    });
    assert.equal(answer.status, 404, action);
  }
  const reserved = await made(
    app.ask('POST', '/v1/reservations', { body: { item: 'LAMP', quantity: 1, site: 'HAM' } }),
  );
  for (const action of ['post', 'void']) {
    assert.equal(
      (await app.ask('POST', `/v1/reservations/${String(reserved.body['id'])}/${action}`, { key: munich })).status,
      404,
      action,
    );
  }
  assert.equal((await app.ask('GET', `/v1/reservations/${String(reserved.body['id'])}`, { key: munich })).status, 404);
  const report = await app.ask('POST', '/v1/events', {
    key: munich,
    body: event('stock.received', { item: 'LAMP', site: 'HAM', quantity: 1 }),
  });
  assert.deepEqual([report.status, report.body['code']], [403, 'site_outside_scope']);
  assert.deepEqual(
    listed(await app.ask('GET', '/v1/intakes', { key: munich })).items,
    [],
    'an event of another site is not shown',
  );
  assert.equal(listed(await app.ask('GET', '/v1/intakes')).items.length, 1, 'and not dropped');
  const broken = event('stock.received', { item: 'LAMP', site: 'MUC\0', quantity: 1, order: 'x'.repeat(5_000) });
  assert.equal((await app.ask('POST', '/v1/events', { body: broken })).status, 422);
  assert.deepEqual(listed(await app.ask('GET', '/v1/intakes', { key: munich })).items, [], 'its site cannot be told');
  assert.equal(listed(await app.ask('GET', '/v1/intakes')).items.length, 2);
});

test('master data is written within the scope only', async () => {
  await using app = await twoSites();
  const sued = await key(app, 'operator', { companies: ['SUED'] });
  const put = async (path: string, body: object): Promise<number> =>
    (await app.ask('PUT', path, { key: sued, body })).status;
  assert.equal(await put('/v1/items/LAMP', { name: 'Lamp', unit: 'each' }), 403, 'items concern all sites');
  assert.equal(await put('/v1/sites/HAM', { name: 'Mine now', company: 'SUED', zone: 'Europe/Berlin' }), 403);
  assert.equal(await put('/v1/sites/MUC', { name: 'Munich', company: 'NORD', zone: 'Europe/Berlin' }), 403);
  assert.equal(await put('/v1/sites/ULM', { name: 'Ulm', company: 'SUED', zone: 'Europe/Berlin' }), 201);
  assert.equal(await put('/v1/partners/P1', { name: 'Everybody’s', roles: ['customer'] }), 403);
  assert.equal(await put('/v1/partners/P1', { name: 'Ours', roles: ['customer'], company: 'SUED' }), 201);
  const nord = await key(app, 'reader', { companies: ['NORD'] });
  assert.equal((await app.ask('GET', '/v1/partners/P1', { key: nord })).status, 404);
  assert.deepEqual(listed(await app.ask('GET', '/v1/partners', { key: nord })).items, []);
  assert.equal(listed(await app.ask('GET', '/v1/partners', { key: sued })).items.length, 1);
});
