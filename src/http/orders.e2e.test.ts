import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zstdDecompressSync } from 'node:zlib';
import { limits } from '#kernel/limits.ts';
import { testApp } from './test-app.ts';
import type { TestApp } from './test-app.ts';
import { at, event, key, listed, made, order, receive, smallNetwork } from './test-world.ts';

const shipTo = {
  name: 'Kim Sommer',
  address: ['Am Sandtorkai 1'],
  city: 'Hamburg',
  country: 'DE',
  email: 'kim.sommer@example.com',
};

async function stocked(): Promise<TestApp> {
  const app = await testApp();
  await smallNetwork(app);
  await receive(app, 'LAMP', 'HAM', 10);
  await receive(app, 'LAMP', 'MUC', 5);
  return app;
}

test('an order is reserved and promised, line by line', async () => {
  await using app = await stocked();
  const { body, headers } = await made(
    app.ask('POST', '/v1/orders', {
      body: order([{ item: 'LAMP', quantity: 3, price: { amount: '12.50', currency: 'EUR' } }]),
    }),
  );
  assert.equal(body['status'], 'promised');
  assert.equal(headers['location'], `/v1/orders/${String(body['id'])}`);
  const [line] = body['lines'] as Record<string, unknown>[];
  assert.deepEqual([line?.['reserved'], line?.['backordered'], at(line, 'sites', 0, 'site')], [3, 0, 'HAM']);
  assert.deepEqual(body['total'], { amount: '37.50', currency: 'EUR' });
  const [place] = listed(await app.ask('GET', '/v1/stock?item=LAMP&site=HAM')).items;
  assert.deepEqual([place?.['onHand'], place?.['reserved'], place?.['available']], [10, 3, 7]);
});

test('the same order sent again is the same order, alone or in a batch', async () => {
  await using app = await stocked();
  const body = order([{ item: 'LAMP', quantity: 3 }], { shipTo });
  const first = await made(app.ask('POST', '/v1/orders', { body }));
  const again = await app.ask('POST', '/v1/orders', { body });
  assert.deepEqual([again.status, again.body], [200, first.body]);
  const batch = listed(await app.ask('POST', '/v1/orders:batch', { body: { orders: [body] } }));
  assert.deepEqual(batch.items[0]?.['order'], first.body);
  const moved = await app.ask('POST', '/v1/orders', {
    body: { ...body, shipTo: { ...shipTo, address: ['Elsewhere 2'] } },
  });
  assert.deepEqual(
    [moved.status, moved.body['code']],
    [409, 'order_exists_with_different_body'],
    'another address is another body',
  );
  assert.equal(listed(await app.ask('GET', '/v1/orders')).items.length, 1);
});

test('a batch answers each order by itself, in its order', async () => {
  await using app = await stocked();
  const orders = [
    order([{ item: 'LAMP', quantity: 4 }]),
    { channel: 'web' },
    order([{ item: 'LAMP', quantity: 400 }]),
    order([{ item: 'NONE', quantity: 1 }]),
    order([{ item: 'LAMP', quantity: 1 }]),
  ];
  const answers = listed(await app.ask('POST', '/v1/orders:batch', { body: orders })).items;
  assert.deepEqual(
    answers.map(({ index }) => index),
    [0, 1, 2, 3, 4],
  );
  assert.deepEqual(
    answers.map(({ status }) => status),
    ['accepted', 'rejected', 'rejected', 'rejected', 'accepted'],
  );
  const codes = answers.map(({ problem }) => (problem as { code: string } | undefined)?.code);
  assert.deepEqual(codes, [undefined, 'document_invalid', 'insufficient_stock', 'item_unknown', undefined]);
  const full = Array.from({ length: limits.batchOrdersMax }, () =>
    order([{ item: 'LAMP', quantity: 1 }], { allowBackorder: true }),
  );
  const accepted = listed(
    await app.ask('POST', '/v1/orders:batch', { body: { orders: full }, headers: { 'idempotency-key': 'import-1' } }),
  );
  assert.ok(accepted.items.every(({ status }) => status === 'accepted'));
  const again = listed(
    await app.ask('POST', '/v1/orders:batch', { body: { orders: full }, headers: { 'idempotency-key': 'import-1' } }),
  );
  assert.deepEqual(again, accepted);
});

test('lists filter and page, newest first, and meet every order once', async () => {
  await using app = await stocked();
  for (let number = 0; number < 25; number++) {
    await made(
      app.ask('POST', '/v1/orders', {
        body: order([{ item: 'LAMP', quantity: number < 12 ? 1 : 20 }], {
          allowBackorder: true,
          channel: number % 2 === 0 ? 'web' : 'edi',
          customer: `C${number % 3}`,
          externalId: `N${number}`,
        }),
      }),
    );
  }
  const paged = async (query: string): Promise<Record<string, unknown>[]> => {
    const all: Record<string, unknown>[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = listed(
        await app.ask('GET', `/v1/orders?limit=4${query}${cursor === '' ? '' : `&cursor=${cursor}`}`),
      );
      assert.ok(page.items.length <= 4);
      all.push(...page.items);
      cursor = page.nextCursor;
    }
    return all;
  };
  const everything = await paged('');
  assert.deepEqual(
    everything.map(({ externalId }) => externalId),
    Array.from({ length: 25 }, (_, index) => `N${24 - index}`),
  );
  const expected = (keep: (entry: Record<string, unknown>) => boolean): unknown[] =>
    everything.filter(keep).map(({ id }) => id);
  const filters: readonly [query: string, keep: (entry: Record<string, unknown>) => boolean][] = [
    ['&channel=edi', ({ channel }) => channel === 'edi'],
    ['&customer=C1', ({ customer }) => customer === 'C1'],
    ['&status=backordered', ({ status }) => status === 'backordered'],
    ['&status=promised&channel=web', ({ status, channel }) => status === 'promised' && channel === 'web'],
    ['&externalId=N7', ({ externalId }) => externalId === 'N7'],
    ['&externalId=N7&channel=web', () => false],
    [
      '&site=MUC',
      ({ lines }) =>
        (lines as { sites: { site: string }[] }[]).some((line) => line.sites.some(({ site }) => site === 'MUC')),
    ],
    ['&site=NONE', () => false],
  ];
  for (const [query, keep] of filters)
    assert.deepEqual(
      (await paged(query)).map(({ id }) => id),
      expected(keep),
      query,
    );
});

test('a timeline tells everything in order: accepted, promised, changed, issued, cancelled', async () => {
  await using app = await stocked();
  const { body } = await made(
    app.ask('POST', '/v1/orders', {
      body: order([{ item: 'LAMP', quantity: 4 }]),
      headers: { 'x-request-id': 'desk-17' },
    }),
  );
  const id = String(body['id']);
  const changed = await app.ask('POST', `/v1/orders/${id}/change`, {
    body: { lines: [{ line: 1, item: 'LAMP', quantity: 6 }] },
  });
  assert.deepEqual([changed.status, (changed.body['lines'] as { reserved: number }[])[0]?.reserved], [200, 6]);
  assert.equal(
    (
      await app.ask('POST', '/v1/events', {
        body: event('stock.issued', { item: 'LAMP', site: 'HAM', quantity: 2, reference: id }),
      })
    ).status,
    200,
  );
  const cancelled = await app.ask('POST', `/v1/orders/${id}/cancel`, { body: { reason: 'changed their mind' } });
  assert.deepEqual([cancelled.status, cancelled.body['status']], [200, 'shipped'], 'what has left stays shipped');
  const timeline = listed(await app.ask('GET', `/v1/orders/${id}/timeline`)).items;
  const kinds = [
    'order.accepted',
    'order.promised',
    'order.changed',
    'order.promised',
    'stock.issued',
    'order.cancelled',
  ];
  assert.deepEqual(
    timeline.map(({ type }) => type),
    kinds.map((kind) => `crossdock.${kind}.v1`),
  );
  assert.equal(timeline[0]?.['correlationId'], 'desk-17');
  const half = listed(await app.ask('GET', `/v1/orders/${id}/timeline?limit=3`));
  const rest = listed(await app.ask('GET', `/v1/orders/${id}/timeline?limit=3&cursor=${half.nextCursor ?? ''}`));
  assert.deepEqual([...half.items, ...rest.items], timeline);
});

test('personal data is kept apart and shown to those who may see it', async () => {
  await using app = await stocked();
  const { body } = await made(
    app.ask('POST', '/v1/orders', { body: order([{ item: 'LAMP', quantity: 1 }], { shipTo }) }),
  );
  const path = `/v1/orders/${String(body['id'])}`;
  assert.deepEqual((await app.ask('GET', path)).body['shipTo'], shipTo);
  const reader = await app.ask('GET', path, { key: await key(app, 'reader') });
  assert.ok(reader.status === 200 && !Object.hasOwn(reader.body, 'shipTo'));
  for (const table of ['journal', 'orders', 'inbox', 'movements', 'deliveries']) {
    const { rows } = await app.node.pool.query<{ row: string }>(
      `select row_to_json(${table})::text as row from ${table}`,
    );
    for (const { row } of rows)
      for (const word of ['Kim', 'Sommer', 'Sandtorkai', 'example.com'])
        assert.ok(!row.includes(word), `${table} holds ${word}`);
  }
  const { rows } = await app.node.pool.query<{ messages: Buffer }>('select messages from turns');
  for (const { messages } of rows) assert.ok(!zstdDecompressSync(messages).includes('Sommer'), 'a turn holds it');
  await app.node.pool.query('delete from party_details');
  assert.deepEqual((await app.ask('GET', path)).body['shipTo'], null, 'erased');
});
