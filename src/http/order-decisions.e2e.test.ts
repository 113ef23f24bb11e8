// What people decide about orders in a process, what needs their attention, and what the order says of itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testApp } from './test-app.ts';
import { managedNetwork, placed, reported, shipFive } from './test-process.ts';
import { at, key, listed } from './test-world.ts';

test('a hold is released or refused, with a reason, once', async () => {
  await using app = await testApp();
  await managedNetwork(app);
  const id = await placed(app, 60);
  const held = (await app.ask('GET', `/v1/orders/${id}`)).body;
  assert.equal(held['status'], 'held', 'above the credit limit');
  assert.deepEqual(at(held, 'fulfilment', 'holds'), [
    {
      hold: 'credit',
      ask: 'finance',
      state: 'open',
      by: null,
      reason: null,
      amount: { amount: '600.00', currency: 'EUR' },
      belowListPercent: 0,
    },
  ]);
  const path = `/v1/orders/${id}/holds`;
  const munich = await key(app, 'operator', { sites: ['MUC'] });
  assert.equal((await app.ask('POST', `${path}/credit/release`, { key: munich })).status, 404, 'not of its sites');
  assert.equal((await app.ask('POST', `${path}/mood/release`)).status, 404);
  const other = await app.ask('POST', `${path}/price/release`);
  assert.deepEqual([other.status, other.body['code']], [409, 'hold_unknown']);
  const request = { body: { reason: 'paid in advance' }, headers: { 'idempotency-key': 'release-1' } };
  const released = await app.ask('POST', `${path}/credit/release`, request);
  assert.deepEqual([released.status, released.body['status']], [200, 'released'], JSON.stringify(released.body));
  assert.deepEqual(at(released.body, 'fulfilment', 'holds', 0, 'reason'), 'paid in advance');
  assert.deepEqual((await app.ask('POST', `${path}/credit/release`, request)).body, released.body);
  assert.equal((await app.ask('POST', `${path}/credit/release`)).body['code'], 'hold_unknown');

  const second = await placed(app, 60);
  const silent = await app.ask('POST', `/v1/orders/${second}/holds/credit/refuse`, { body: {} });
  assert.deepEqual([silent.status, at(silent.body, 'errors', 0, 'pointer')], [422, '/reason'], 'a refusal says why');
  const refused = await app.ask('POST', `/v1/orders/${second}/holds/credit/refuse`, {
    body: { reason: 'no more credit' },
  });
  assert.deepEqual([refused.status, refused.body['status']], [200, 'cancelled']);
});

test('who places an order does not let it go on credit: that is for finance, by hand or by its own system', async () => {
  await using app = await testApp();
  await managedNetwork(app);
  const finance = await key(app, 'finance', { sources: ['/finance'] });
  const own: Record<string, string> = { shop: await key(app, 'channel'), desk: await key(app, 'operator') };
  const answer = (order: string, source: string): object => ({
    specversion: '1.0',
    id: `${source} ${order}`,
    source,
    type: 'crossdock.credit.approved.v1',
    time: new Date().toISOString(),
    data: { order, request: `${order}-C1` },
  });
  const tell = (order: string, source: string, by: string): ReturnType<typeof app.ask> =>
    app.ask('POST', '/v1/events', {
      body: answer(order, source),
      key: by,
      headers: { 'content-type': 'application/cloudevents+json' },
    });
  const first = await placed(app, 60);
  const path = `/v1/orders/${first}/holds/credit/release`;
  const byDesk = await app.ask('POST', path, { key: own['desk'] ?? '' });
  assert.deepEqual([byDesk.status, byDesk.body['code']], [403, 'hold_of_others']);
  const byShop = await app.ask('POST', path, { key: own['shop'] ?? '' });
  assert.deepEqual([byShop.status, byShop.body['code']], [403, 'permission_missing']);
  for (const by of Object.values(own)) {
    const told = await tell(first, '/finance', by);
    assert.deepEqual([told.status, told.body['code']], [403, 'permission_missing']);
  }
  const asOther = await tell(first, '/wms', finance);
  assert.deepEqual([asOther.status, asOther.body['code']], [403, 'source_of_others']);
  assert.deepEqual(listed(await app.ask('GET', '/v1/intakes')).items, [], 'who may not say it is not heard at all');
  assert.equal((await app.ask('GET', `/v1/orders/${first}`)).body['status'], 'held');
  assert.equal((await app.ask('POST', path, { key: finance })).body['status'], 'released');
  const second = await placed(app, 60);
  assert.equal((await tell(second, '/finance', finance)).status, 200);
  assert.equal((await app.ask('GET', `/v1/orders/${second}`)).body['status'], 'released');
});

test('books that were refused are tried again, and the exception is listed meanwhile', async () => {
  await using app = await testApp();
  await managedNetwork(app);
  const quiet = await placed(app, 5);
  const id = await placed(app, 5);
  await shipFive(app, id);
  const early = await app.ask('POST', `/v1/orders/${id}/books/retry`);
  assert.deepEqual([early.status, early.body['code']], [409, 'not_possible_now']);
  await reported(app, 'issue.refused', { order: id, shipment: 'S1', reason: 'period closed' });

  const [exception, ...others] = listed(await app.ask('GET', '/v1/exceptions')).items;
  assert.deepEqual(others, []);
  assert.deepEqual([exception?.['order'], exception?.['kind'], exception?.['times']], [id, 'issue_refused', 1]);
  const idsOf = async (query: string): Promise<unknown[]> =>
    listed(await app.ask('GET', `/v1/orders?${query}`)).items.map((order) => order['id']);
  assert.deepEqual(await idsOf('attention=true'), [id]);
  assert.deepEqual(await idsOf('attention=true&customer=C1&status=shipped'), [id]);
  assert.deepEqual(await idsOf('attention=true&status=held'), []);
  assert.deepEqual(await idsOf('attention=false'), [quiet]);

  const request = { body: { reason: 'period open again' }, headers: { 'idempotency-key': 'retry-1' } };
  const tried = await app.ask('POST', `/v1/orders/${id}/books/retry`, request);
  assert.equal(tried.status, 200, JSON.stringify(tried.body));
  assert.equal(at(tried.body, 'fulfilment', 'shipments', 0, 'issue', 'state'), 'asked');
  await reported(app, 'issue.posted', { order: id, shipment: 'S1', document: 'GI-1' });
  assert.deepEqual(listed(await app.ask('GET', '/v1/exceptions')).items, []);
  assert.deepEqual(await idsOf('attention=true'), []);
});

test('a carrier that refused is asked again, and a day is given for what is late', async () => {
  await using app = await testApp();
  await managedNetwork(app);
  const id = await placed(app, 5);
  const retry = `/v1/orders/${id}/transport/retry`;
  const early = await app.ask('POST', retry);
  assert.deepEqual([early.status, early.body['code']], [409, 'not_possible_now']);
  await reported(app, 'shipment.packed', { order: id, release: `${id}-R1`, site: 'HAM', shipment: 'S1' });
  await reported(app, 'transport.refused', { order: id, shipment: 'S1', reason: 'too heavy' });
  const tried = await app.ask('POST', retry, { body: { reason: 'repacked' } });
  assert.equal(tried.status, 200, JSON.stringify(tried.body));
  assert.equal(at(tried.body, 'fulfilment', 'shipments', 0, 'transport'), 'asked');

  await shipFive(app, id);
  await reported(app, 'shipment.delayed', { order: id, shipment: 'S1', expectedOn: '2099-01-01', reason: 'strike' });
  const open = listed(await app.ask('GET', '/v1/exceptions?owner=customer%20service')).items;
  assert.deepEqual(
    open.map(({ kind }) => kind),
    ['promise_at_risk'],
  );
  const recover = `/v1/orders/${id}/recover`;
  const past = await app.ask('POST', recover, { body: { option: 'new_date', date: '2020-01-01' } });
  assert.deepEqual([past.status, past.body['code']], [422, 'requested_for_past']);
  const given = await app.ask('POST', recover, { body: { option: 'new_date', date: '2098-12-30' } });
  assert.equal(at(given.body, 'fulfilment', 'promisedFor'), '2098-12-30', JSON.stringify(given.body));
});

test('exceptions page, oldest first, cut to the sites of the key', async () => {
  await using app = await testApp();
  await managedNetwork(app);
  const ids: string[] = [];
  for (const site of ['HAM', 'HAM', 'MUC']) {
    const id = await placed(app, 5, { site });
    ids.push(id);
    const of = { order: id, release: `${id}-R1`, site, shipment: `S-${ids.length}` };
    await reported(app, 'release.accepted', { order: id, release: of.release, site });
    await reported(app, 'shipment.picked', { ...of, lines: [{ line: 1, item: 'LAMP', quantity: 5 }] });
    await reported(app, 'shipment.packed', of);
    await reported(app, 'transport.refused', { order: id, shipment: of.shipment, reason: 'too heavy' });
  }
  const whole = listed(await app.ask('GET', '/v1/exceptions')).items.map(({ order }) => order);
  assert.deepEqual(whole, ids);
  const first = listed(await app.ask('GET', '/v1/exceptions?limit=2'));
  const rest = listed(await app.ask('GET', `/v1/exceptions?limit=2&cursor=${first.nextCursor ?? ''}`));
  assert.deepEqual(
    [...first.items, ...rest.items].map(({ order }) => order),
    ids,
  );
  const munich = await key(app, 'reader', { sites: ['MUC'] });
  for (const [query, seen] of [
    ['', [ids[2]]],
    ['?site=HAM', []],
  ] as const)
    assert.deepEqual(
      listed(await app.ask('GET', `/v1/exceptions${query}`, { key: munich })).items.map(({ order }) => order),
      seen,
    );
  assert.deepEqual(
    listed(await app.ask('GET', '/v1/orders?attention=true', { key: munich })).items.map((order) => order['id']),
    [ids[2]],
  );
});

test('a promise at risk lists what can be done, and what is chosen is done', async () => {
  await using app = await testApp();
  await managedNetwork(app);
  const id = await placed(app, 5);
  await shipFive(app, id);
  assert.equal((await app.ask('POST', `/v1/orders/${id}/recover`, { body: { option: 'new_date' } })).status, 409);
  await reported(app, 'shipment.delayed', { order: id, shipment: 'S1', expectedOn: '2099-01-01', reason: 'strike' });
  const { body } = await app.ask('GET', `/v1/orders/${id}`);
  const risk = at(body, 'fulfilment', 'risk') as {
    cause: string;
    alternatives: { option: string; recommended: boolean }[];
  };
  assert.equal(risk.cause, 'late_carrier');
  assert.deepEqual(
    risk.alternatives.map(({ option, recommended }) => [option, recommended]),
    [
      ['expedite', true],
      ['new_date', false],
    ],
  );
  const path = `/v1/orders/${id}/recover`;
  const none = await app.ask('POST', path, { body: { option: 'transfer' } });
  assert.deepEqual([none.status, none.body['code']], [422, 'recovery_unknown']);
  assert.equal((await app.ask('POST', path, { body: { option: 'prayer' } })).body['code'], 'document_invalid');
  const chosen = await app.ask('POST', path, { body: { option: 'new_date', reason: 'customer agrees' } });
  assert.equal(chosen.status, 200, JSON.stringify(chosen.body));
  assert.deepEqual(
    [at(chosen.body, 'fulfilment', 'promisedFor'), at(chosen.body, 'fulfilment', 'risk')],
    ['2099-01-01', null],
  );
});

test('an exception is listed for its owner, and closed by hand with what was done', async () => {
  await using app = await testApp();
  await managedNetwork(app);
  const id = await placed(app, 5);
  await shipFive(app, id);
  await reported(app, 'issue.refused', { order: id, shipment: 'S1', reason: 'period closed' });
  const ownedBy = async (owner: string): Promise<unknown[]> =>
    listed(await app.ask('GET', `/v1/exceptions?owner=${encodeURIComponent(owner)}`)).items.map(({ kind }) => kind);
  assert.deepEqual(await ownedBy('accounts receivable'), ['issue_refused']);
  assert.deepEqual(await ownedBy('planner'), []);
  assert.equal((await app.ask('GET', '/v1/exceptions?owner=nobody')).status, 400);

  const path = `/v1/orders/${id}/exceptions`;
  const reader = await key(app, 'reader');
  const body = { reason: 'posted by hand in the ERP' };
  assert.equal((await app.ask('POST', `${path}/issue_refused/close`, { key: reader, body })).status, 403);
  const silent = await app.ask('POST', `${path}/issue_refused/close`, { body: {} });
  assert.deepEqual([silent.status, at(silent.body, 'errors', 0, 'pointer')], [422, '/reason']);
  const other = await app.ask('POST', `${path}/mood/close`, { body });
  assert.deepEqual([other.status, other.body['code']], [409, 'exception_unknown']);
  const closed = await app.ask('POST', `${path}/issue_refused/close`, { body });
  assert.deepEqual([closed.status, at(closed.body, 'fulfilment', 'exceptions')], [200, []]);
  assert.deepEqual(await ownedBy('accounts receivable'), []);
  assert.equal((await app.ask('POST', `${path}/issue_refused/close`, { body })).body['code'], 'exception_unknown');
  const told = listed(await app.ask('GET', `/v1/orders/${id}/timeline`)).items.at(-1);
  assert.equal(told?.['type'], 'crossdock.exception.settled.v1');
});
