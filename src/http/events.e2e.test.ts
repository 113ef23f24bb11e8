import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadExamples } from '#contracts/load.ts';
import { eventTypes, sentEventTypes } from '#contracts/registry.ts';
import { testApp } from './test-app.ts';
import { at, event, key, listed, smallNetwork } from './test-world.ts';

const batchHeaders = { 'content-type': 'application/cloudevents-batch+json' };

test('a batch answers each event by itself, in its order', async () => {
  await using app = await testApp();
  await smallNetwork(app);
  const first = event('stock.received', { item: 'LAMP', site: 'HAM', quantity: 5 });
  const events = [
    first,
    first,
    event('stock.received', { item: 'NONE', site: 'HAM', quantity: 5 }),
    { hello: 'world' },
    event('stock.issued', { item: 'LAMP', site: 'HAM', quantity: 2 }),
  ];
  const { items } = listed(await app.ask('POST', '/v1/events', { body: events, headers: batchHeaders }));
  assert.deepEqual(
    items.map(({ status }) => status),
    ['accepted', 'duplicate', 'rejected', 'rejected', 'accepted'],
  );
  assert.deepEqual(
    items.map(({ id }) => id),
    [first['id'], first['id'], events[2]?.['id'], null, events[4]?.['id']],
  );
  assert.equal(at(items, 4, 'result', 'onHand'), 3);
  assert.equal(listed(await app.ask('GET', '/v1/intakes')).items.length, 2);
});

test('an event is applied once, however often it comes; another event under its id is kept', async () => {
  await using app = await testApp();
  await smallNetwork(app);
  const sent = event('stock.received', { item: 'LAMP', site: 'HAM', quantity: 5 });
  const answers = await Promise.all(Array.from({ length: 20 }, () => app.ask('POST', '/v1/events', { body: sent })));
  assert.equal(answers.filter(({ body }) => body['status'] === 'accepted').length, 1);
  assert.equal(answers.filter(({ body }) => body['status'] === 'duplicate').length, 19);
  const other = await app.ask('POST', '/v1/events', {
    body: { ...sent, data: { item: 'LAMP', site: 'HAM', quantity: 6 } },
  });
  assert.deepEqual([other.status, other.body['code']], [409, 'event_id_reused']);
  const [held] = listed(await app.ask('GET', '/v1/intakes')).items;
  assert.deepEqual(
    [at(held, 'reason', 'code'), at(held, 'event', 'data')],
    ['event_id_reused', { item: 'LAMP', site: 'HAM', quantity: 6 }],
  );
  assert.equal(listed(await app.ask('GET', '/v1/stock')).items[0]?.['onHand'], 5);
});

test('what systems report of an order that is not here is kept; what only we send is not taken', async () => {
  await using app = await testApp();
  await smallNetwork(app);
  const examples = new Map(loadExamples().map(({ name, value }) => [name as string, value as object]));
  const sample = (type: string, name: string): object => event('', { ...examples.get(name) }, { type });
  const ofOrders = Object.entries(eventTypes).filter(([type]) => !/\.(?:stock|supply)\./.test(type));
  const events = [...ofOrders, ...Object.entries(sentEventTypes)].map(([type, name]) => sample(type, name));
  const { items } = listed(await app.ask('POST', '/v1/events', { body: events, headers: batchHeaders }));
  assert.deepEqual(
    items.map((item) => at(item, 'problem', 'code')),
    [...ofOrders.map(() => 'order_unknown'), ...Object.keys(sentEventTypes).map(() => 'event_invalid')],
  );
  assert.ok(items.every(({ intake }) => typeof intake === 'string'));
});

test('a held event is corrected until it fits, and applied once', async () => {
  await using app = await testApp();
  await smallNetwork(app);
  const sent = event('stock.received', { item: 'LAMB', site: 'HAM', quantity: 5 });
  const refused = await app.ask('POST', '/v1/events', { body: sent });
  const { intake } = refused.body['event'] as { intake: string };
  const replay = (body?: object): ReturnType<typeof app.ask> =>
    app.ask('POST', `/v1/intakes/${intake}/replay`, { body });

  assert.equal((await replay()).body['code'], 'item_unknown', 'as it came it fits no better');
  const wrong = await replay({ event: { ...sent, data: { item: 'LAMP', site: 'HAMM', quantity: 5 } } });
  assert.equal(wrong.body['code'], 'site_unknown');
  const held = await app.ask('GET', `/v1/intakes/${intake}`);
  assert.equal((held.body['reason'] as { code: string }).code, 'site_unknown');
  assert.equal(
    (held.body['event'] as { data: { site: string } }).data.site,
    'HAMM',
    'the correction is what is corrected next',
  );
  assert.equal((await replay({ event: { ...sent, time: 'yesterday' } })).body['code'], 'event_invalid');

  const right = { event: { ...sent, data: { item: 'LAMP', site: 'HAM', quantity: 5 } } };
  const both = await Promise.all([replay(right), replay(right)]);
  assert.ok(
    both.every(({ status, body }) => status === 200 || body['code'] === 'intake_not_held'),
    JSON.stringify(both.map(({ body }) => body)),
  );
  assert.equal(listed(await app.ask('GET', '/v1/stock')).items[0]?.['onHand'], 5, 'once');
  assert.equal((await replay(right)).body['code'], 'intake_not_held');
  assert.deepEqual(listed(await app.ask('GET', '/v1/intakes')).items, []);
  const [replayed] = listed(await app.ask('GET', '/v1/intakes?intakeState=replayed')).items;
  assert.deepEqual([replayed?.['id'], replayed?.['state']], [intake, 'replayed']);
});

test('a held event fits as it came once what it named is there', async () => {
  await using app = await testApp();
  await smallNetwork(app);
  const refused = await app.ask('POST', '/v1/events', {
    body: event('stock.received', { item: 'NEW', site: 'HAM', quantity: 5 }),
  });
  const { intake } = refused.body['event'] as { intake: string };
  assert.equal((await app.ask('PUT', '/v1/items/NEW', { body: { name: 'New', unit: 'each' } })).status, 201);
  const answer = await app.ask('POST', `/v1/intakes/${intake}/replay`);
  assert.deepEqual([answer.status, answer.body['status']], [200, 'accepted']);
});

test('a reader sees held events and replays none', async () => {
  await using app = await testApp();
  await smallNetwork(app);
  const refused = await app.ask('POST', '/v1/events', {
    body: event('stock.received', { item: 'NEW', site: 'HAM', quantity: 5 }),
  });
  const { intake } = refused.body['event'] as { intake: string };
  const reader = await key(app, 'reader');
  assert.equal((await app.ask('GET', `/v1/intakes/${intake}`, { key: reader })).status, 200);
  assert.equal((await app.ask('POST', `/v1/intakes/${intake}/replay`, { key: reader })).status, 403);
});

test('an idempotency key gives the first answer again, and is good for one request', async () => {
  await using app = await testApp();
  await smallNetwork(app);
  const headers = { 'idempotency-key': 'delivery-7' };
  const sent = event('stock.received', { item: 'LAMP', site: 'HAM', quantity: 5 });
  const first = await app.ask('POST', '/v1/events', { body: sent, headers });
  assert.equal(first.body['status'], 'accepted');
  assert.deepEqual(
    (await app.ask('POST', '/v1/events', { body: sent, headers })).body,
    first.body,
    'not a duplicate: the same request',
  );
  assert.equal((await app.ask('POST', '/v1/events', { body: sent })).body['status'], 'duplicate');
  const other = await app.ask('POST', '/v1/events', { body: { ...sent, id: 'another' }, headers });
  assert.deepEqual([other.status, other.body['code']], [422, 'idempotency_key_reused']);
  const refused = {
    headers: { 'idempotency-key': 'broken' },
    body: event('stock.received', { item: 'NONE', site: 'HAM', quantity: 5 }),
  };
  const problem = await app.ask('POST', '/v1/events', refused);
  const again = await app.ask('POST', '/v1/events', refused);
  assert.deepEqual(
    [again.status, again.body['code'], again.body['event']],
    [422, 'item_unknown', problem.body['event']],
  );
});
