import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testApp } from './test-app.ts';
import type { TestApp } from './test-app.ts';
import { at, event, key, listed, made, order, receive, smallNetwork } from './test-world.ts';

async function network(): Promise<TestApp> {
  const app = await testApp();
  await smallNetwork(app);
  return app;
}

async function report(
  app: TestApp,
  type: string,
  data: Readonly<Record<string, unknown>>,
  head: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const { status, body } = await app.ask('POST', '/v1/events', { body: event(type, data, head) });
  assert.equal(status, 200, JSON.stringify(body));
}

test('stock is told by lot and status, with the age of its sources', async () => {
  await using app = await network();
  await receive(app, 'CABLE', 'HAM', 12.5, { lot: 'L2', expiresOn: '2031-01-01' });
  await receive(app, 'CABLE', 'HAM', 7, { lot: 'L1', expiresOn: '2030-01-01' });
  await receive(app, 'CABLE', 'HAM', 1, { lot: 'L1', status: 'damaged' });
  const [place] = listed(await app.ask('GET', '/v1/stock')).items;
  assert.deepEqual([place?.['unit'], place?.['onHand'], place?.['available']], ['m', 20.5, 19.5]);
  const details = place?.['details'] as Record<string, unknown>[];
  assert.deepEqual(
    details.map(({ lot, status, quantity }) => [lot, status, quantity]),
    [
      ['L1', 'available', 7],
      ['L2', 'available', 12.5],
      ['L1', 'damaged', 1],
    ],
  );
  const source = at(place, 'sources', 0);
  const told = ['source', 'asOf', 'staleAfterSeconds', 'stale'].map((field) => at(source, field));
  assert.deepEqual(told, ['/wms', '2026-01-05T08:00:00.000Z', 900, true]);
  assert.ok(Number(at(source, 'staleSeconds')) > 900);
});

test('stock pages by item and site, and finds shortages', async () => {
  await using app = await network();
  for (const site of ['HAM', 'MUC']) {
    await receive(app, 'LAMP', site, 5);
    await receive(app, 'CABLE', site, 5, { lot: 'L1' });
  }
  await made(app.ask('POST', '/v1/orders', { body: order([{ item: 'LAMP', quantity: 5 }], { site: 'MUC' }) }));
  await report(app, 'stock.counted', {
    item: 'LAMP',
    site: 'MUC',
    quantity: 3,
    asOf: { time: '2026-01-06T08:00:00Z' },
  });
  const places: unknown[] = [];
  for (let cursor = ''; ;) {
    const page = listed(await app.ask('GET', `/v1/stock?limit=3${cursor}`));
    places.push(...page.items.map(({ item, site }) => [item, site]));
    if (page.nextCursor === null) break;
    cursor = `&cursor=${page.nextCursor}`;
  }
  assert.deepEqual(places, [
    ['CABLE', 'HAM'],
    ['CABLE', 'MUC'],
    ['LAMP', 'HAM'],
    ['LAMP', 'MUC'],
  ]);
  const short = listed(await app.ask('GET', '/v1/stock?short=true')).items;
  assert.deepEqual(
    short.map(({ item, site, short: missing }) => [item, site, missing]),
    [['LAMP', 'MUC', 2]],
  );
});

test('what availability promises, an order gets', async () => {
  await using app = await network();
  await receive(app, 'LAMP', 'HAM', 4);
  await receive(app, 'LAMP', 'MUC', 3);
  await report(app, 'supply.expected', {
    reference: 'PO-1',
    item: 'LAMP',
    site: 'MUC',
    quantity: 10,
    expectedOn: '2099-05-01',
  });
  const asked = await app.ask('GET', '/v1/availability?item=LAMP&quantity=9');
  assert.equal(asked.status, 200);
  const { available, promisable, promisedFor, portions, open } = asked.body;
  assert.deepEqual([available, promisable, promisedFor, open], [7, true, '2099-05-01', 0]);
  const ordered = await made(
    app.ask('POST', '/v1/orders', { body: order([{ item: 'LAMP', quantity: 9 }], { allowBackorder: true }) }),
  );
  assert.deepEqual((ordered.body['lines'] as { sites: unknown }[])[0]?.sites, portions);
  const later = await app.ask('GET', '/v1/availability?item=LAMP&quantity=8&at=2099-05-02');
  assert.deepEqual([later.body['available'], later.body['promisable']], [8, true]);
  const sooner = await app.ask('GET', '/v1/availability?item=LAMP&quantity=8&at=2099-04-30');
  assert.deepEqual([sooner.body['available'], sooner.body['promisedFor']], [0, '2099-05-01']);
  const more = await app.ask('GET', '/v1/availability?item=LAMP&quantity=1&unit=case');
  assert.deepEqual([more.body['quantity'], more.body['promisable'], more.body['open']], [12, false, 4]);
});

test('a kit is as available as its scarcest part at one site', async () => {
  await using app = await network();
  await receive(app, 'LAMP', 'HAM', 10);
  await receive(app, 'CABLE', 'HAM', 4, { lot: 'L1', expiresOn: '2030-06-01' });
  await receive(app, 'CABLE', 'MUC', 100, { lot: 'L1' });
  const kit = async (query: string): Promise<unknown> =>
    (await app.ask('GET', `/v1/availability?item=SET${query}`)).body['available'];
  assert.equal(await kit(''), 2);
  assert.equal(await kit('&at=2030-05-31'), 2);
  assert.equal(await kit('&at=2030-06-01'), 0, 'the lot may not be used on that day');
  assert.equal(await kit('&site=MUC'), 0);
  await made(app.ask('POST', '/v1/orders', { body: order([{ item: 'SET', quantity: 2 }]) }));
  assert.equal(await kit(''), 0);
});

test('a reservation is settled once', async () => {
  await using app = await network();
  await receive(app, 'LAMP', 'HAM', 10);
  const wanted = { id: 'res_cart-0001', item: 'LAMP', quantity: 4, expiresInSeconds: 900 };
  const first = await made(app.ask('POST', '/v1/reservations', { body: wanted }));
  assert.deepEqual((await made(app.ask('POST', '/v1/reservations', { body: wanted }))).body, first.body);
  const other = await app.ask('POST', '/v1/reservations', { body: { ...wanted, quantity: 5 } });
  assert.deepEqual([other.status, other.body['code']], [409, 'reservation_exists_with_different_body']);
  const posted = await app.ask('POST', '/v1/reservations/res_cart-0001/post', { body: { quantity: 3 } });
  assert.deepEqual([posted.status, posted.body['state'], posted.body['posted']], [200, 'posted', 3]);
  assert.deepEqual((await app.ask('GET', '/v1/reservations/res_cart-0001')).body, posted.body);
  assert.equal(
    (await app.ask('POST', '/v1/reservations/res_cart-0001/void')).body['code'],
    'reservation_already_posted',
  );
  const [place] = listed(await app.ask('GET', '/v1/stock')).items;
  assert.deepEqual([place?.['onHand'], place?.['reserved']], [7, 0]);
});

test('the ledger pages by occurrence for an item, by record for all', async () => {
  await using app = await network();
  await receive(app, 'CABLE', 'HAM', 1, { lot: 'L1' });
  for (let day = 1; day <= 9; day++)
    await report(
      app,
      'stock.adjusted',
      { item: 'LAMP', site: day % 2 === 0 ? 'HAM' : 'MUC', quantity: day },
      { time: `2026-01-0${10 - day}T08:00:00Z` },
    );
  const ledger = async (query: string): Promise<unknown[]> => {
    const quantities: unknown[] = [];
    for (let cursor = ''; ;) {
      const page = listed(await app.ask('GET', `/v1/ledger?limit=4${query}${cursor}`));
      quantities.push(...page.items.map(({ quantity }) => quantity));
      if (page.nextCursor === null) return quantities;
      cursor = `&cursor=${page.nextCursor}`;
    }
  };
  assert.deepEqual(await ledger('&item=LAMP'), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.deepEqual(await ledger('&item=LAMP&site=HAM'), [2, 4, 6, 8]);
  assert.deepEqual(await ledger(''), [9, 8, 7, 6, 5, 4, 3, 2, 1, 1]);
  assert.deepEqual(await ledger('&site=MUC'), [9, 7, 5, 3, 1]);
  assert.deepEqual(await ledger('&item=NONE'), []);
});

test('the ledger verifies itself, for callers who see all of it', async () => {
  await using app = await network();
  await receive(app, 'LAMP', 'HAM', 10);
  await made(app.ask('POST', '/v1/orders', { body: order([{ item: 'LAMP', quantity: 3 }]) }));
  const sound = await app.ask('GET', '/v1/ledger/verify');
  assert.deepEqual([sound.status, sound.body['ok'], sound.body['violations']], [200, true, []]);
  await app.node.pool.query(`update balances set on_hand = 11, sellable = 11 where item = 'LAMP'`);
  const broken = await app.ask('GET', '/v1/ledger/verify?item=LAMP&site=HAM');
  assert.deepEqual([broken.status, broken.body['ok']], [200, false]);
  assert.ok((broken.body['violations'] as unknown[]).length > 0);
  const limited = await key(app, 'reader', { sites: ['HAM'] });
  const refused = await app.ask('GET', '/v1/ledger/verify', { key: limited });
  assert.deepEqual([refused.status, refused.body['code']], [403, 'scope_too_narrow']);
});
