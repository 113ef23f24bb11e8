// What holds on every route: ETags, request ids, headers, what a node says when it cannot work.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testApp } from './test-app.ts';
import { at, listed, made, order, receive, smallNetwork } from './test-world.ts';

const lamp = { name: 'Lamp', unit: 'each' };

test('an ETag is of the content, and If-Match keeps others’ changes', async () => {
  await using app = await testApp();
  const created = await made(app.ask('PUT', '/v1/items/LAMP', { body: lamp, headers: { 'if-none-match': '*' } }));
  const { etag } = created.headers;
  assert.match(String(etag), /^"[A-Za-z0-9_-]{27}"$/);
  assert.equal((await app.ask('GET', '/v1/items/LAMP')).headers['etag'], etag);
  assert.equal((await app.ask('PUT', '/v1/items/LAMP', { body: lamp })).headers['etag'], etag, 'the same content');
  const headers = { 'if-match': String(etag) };
  const both = await Promise.all(
    ['Desk lamp', 'Floor lamp'].map((name) => app.ask('PUT', '/v1/items/LAMP', { body: { ...lamp, name }, headers })),
  );
  assert.deepEqual(
    both.map(({ status }) => status).toSorted((one, other) => one - other),
    [200, 412],
    'of two who read the same, one is first',
  );
  assert.equal(both.find(({ status }) => status === 412)?.body['code'], 'document_changed');
  assert.equal((await app.ask('PUT', '/v1/items/LAMP', { body: lamp, headers: { 'if-none-match': '*' } })).status, 412);
  assert.equal((await app.ask('PUT', '/v1/items/NEW', { body: lamp, headers: { 'if-match': '*' } })).status, 412);
  assert.equal((await app.ask('PUT', '/v1/items/LAMP', { body: lamp, headers: { 'if-match': '*' } })).status, 200);
});

test('sites and partners have ETags too', async () => {
  await using app = await testApp();
  await smallNetwork(app);
  const site = await app.ask('GET', '/v1/sites/HAM');
  const body = { name: 'Hamburg', company: 'NORD', zone: 'Europe/Berlin', rank: 5 };
  const headers = { 'if-match': String(site.headers['etag']) };
  assert.equal((await app.ask('PUT', '/v1/sites/HAM', { body, headers })).status, 200);
  assert.equal((await app.ask('PUT', '/v1/sites/HAM', { body, headers })).status, 412);
  const contact = { name: 'Kim Sommer', email: 'kim@example.com' };
  await made(app.ask('PUT', '/v1/partners/P1', { body: { name: 'Muster', roles: ['supplier'], contact } }));
  const partner = await app.ask('GET', '/v1/partners/P1');
  assert.deepEqual(partner.body['contact'], contact);
  const again = await app.ask('PUT', '/v1/partners/P1', {
    body: { name: 'Muster', roles: ['supplier'], contact },
    headers: { 'if-match': String(partner.headers['etag']) },
  });
  assert.deepEqual(
    [again.status, again.body['party']],
    [200, partner.body['party']],
    'the same contact stays where it is',
  );
});

test('lists of master data page by code', async () => {
  await using app = await testApp();
  await smallNetwork(app);
  await made(app.ask('PUT', '/v1/items/OLD', { body: { ...lamp, active: false } }));
  for (const [path, codes] of [
    ['/v1/items', ['CABLE', 'LAMP', 'OLD', 'SET']],
    ['/v1/items?active=true', ['CABLE', 'LAMP', 'SET']],
    ['/v1/sites', ['HAM', 'MUC']],
  ] as const) {
    const found: unknown[] = [];
    for (let cursor = ''; ;) {
      const page = listed(await app.ask('GET', `${path}${path.includes('?') ? '&' : '?'}limit=1${cursor}`));
      found.push(...page.items.map(({ code }) => code));
      if (page.nextCursor === null) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    assert.deepEqual(found, codes);
  }
  const kit = await app.ask('GET', '/v1/items/SET');
  assert.deepEqual(kit.body['components'], [
    { item: 'LAMP', quantity: 1 },
    { item: 'CABLE', quantity: 1.5 },
  ]);
});

test('a request is known by the id its sender gave, and by its trace', async () => {
  await using app = await testApp();
  await smallNetwork(app);
  await receive(app, 'LAMP', 'HAM', 10);
  const named = await app.ask('GET', '/v1/items', { headers: { 'x-request-id': 'desk-17' } });
  assert.equal(named.headers['x-request-id'], 'desk-17');
  const odd = await app.ask('GET', '/v1/none', { headers: { 'x-request-id': 'a b<script>' } });
  assert.match(String(odd.headers['x-request-id']), /^[a-z0-9-]+$/);
  assert.equal(odd.body['instance'], `urn:crossdock:request:${String(odd.headers['x-request-id'])}`);
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  const traced = await made(
    app.ask('POST', '/v1/orders', {
      body: order([{ item: 'LAMP', quantity: 1 }]),
      headers: { traceparent: `00-${trace}-00f067aa0ba902b7-01` },
    }),
  );
  const { items } = listed(await app.ask('GET', `/v1/orders/${String(traced.body['id'])}/timeline`));
  assert.ok(items.every(({ correlationId }) => correlationId === trace));
});

test('answers carry the headers that keep browsers out of trouble', async () => {
  await using app = await testApp();
  for (const path of ['/healthz', '/v1/items', '/nothing']) {
    const { headers } = await app.ask('GET', path);
    for (const [name, value] of Object.entries({
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    }))
      assert.equal(headers[name], value, `${name} of ${path}`);
    assert.equal(headers['access-control-allow-origin'], undefined, 'no other origin may ask');
  }
});

test('the node measures what it does', async () => {
  await using app = await testApp();
  await app.ask('GET', '/v1/items');
  const { status, body, headers } = await app.ask('GET', '/metrics');
  assert.equal(status, 200);
  assert.match(String(headers['content-type']), /^text\/plain/);
  const text = String(body['text']);
  assert.match(text, /crossdock_http_request_seconds_count\{method="GET",route="\/v1\/items",status="200"\} 1/);
  assert.match(text, /crossdock_queue_messages 0/);
});

test('a node that stops says so, and that it is worth trying again', async () => {
  await using app = await testApp();
  await smallNetwork(app);
  await app.stopNode();
  const body = order([{ item: 'LAMP', quantity: 1 }]);
  const alone = await app.ask('POST', '/v1/orders', { body });
  assert.deepEqual(
    [alone.status, alone.body['code'], alone.body['retryable'], alone.headers['retry-after']],
    [503, 'stopping', true, '1'],
  );
  const batch = listed(await app.ask('POST', '/v1/orders:batch', { body: [body] }));
  assert.equal(at(batch.items, 0, 'problem', 'code'), 'stopping');
});
