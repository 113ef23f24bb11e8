// What bad input gets: a problem that names the field and the fix, and nothing changed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '#kernel/limits.ts';
import { testApp } from './test-app.ts';
import type { AskOptions } from './test-app.ts';
import { counts, event, key, listed, order, receive, smallNetwork } from './test-world.ts';

interface Bad {
  readonly what: string;
  readonly path?: string;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';
  readonly options?: AskOptions;
  readonly status: number;
  readonly code: string;
  readonly pointer?: string;
}

const line = (more: object): object => order([{ item: 'LAMP', quantity: 1, ...more }]);

const refused: readonly Bad[] = [
  {
    what: 'unknown item',
    options: { body: line({ item: 'NONE' }) },
    status: 422,
    code: 'item_unknown',
    pointer: '/lines/0/item',
  },
  {
    what: 'unknown site',
    options: { body: { ...line({}), site: 'NONE' } },
    status: 422,
    code: 'site_unknown',
    pointer: '/site',
  },
  {
    what: 'negative quantity',
    options: { body: line({ quantity: -1 }) },
    status: 422,
    code: 'document_invalid',
    pointer: '/lines/0/quantity',
  },
  {
    what: 'no quantity at all',
    options: { body: line({ quantity: 0 }) },
    status: 422,
    code: 'document_invalid',
    pointer: '/lines/0/quantity',
  },
  {
    what: 'a quantity of too many decimals',
    options: { body: line({ quantity: '0.5' }) },
    status: 422,
    code: 'quantity_too_precise',
    pointer: '/lines/0/quantity',
  },
  {
    what: 'an absurd quantity',
    options: { body: line({ quantity: '999999999999999', unit: 'case' }) },
    status: 422,
    code: 'quantity_too_large',
    pointer: '/lines/0/quantity',
  },
  {
    what: 'a number too large',
    options: { body: line({ quantity: 1e15 }) },
    status: 422,
    code: 'document_invalid',
    pointer: '/lines/0/quantity',
  },
  {
    what: 'a number beyond all numbers',
    options: { body: JSON.stringify(line({ quantity: 7 })).replace('"quantity":7', '"quantity":1e400') },
    status: 422,
    code: 'document_invalid',
    pointer: '/lines/0/quantity',
  },
  {
    what: 'text for a number',
    options: { body: line({ quantity: 'many' }) },
    status: 422,
    code: 'document_invalid',
    pointer: '/lines/0/quantity',
  },
  {
    what: 'a wrong unit',
    options: { body: line({ unit: 'pallet' }) },
    status: 422,
    code: 'unit_unknown',
    pointer: '/lines/0/unit',
  },
  {
    what: 'a line twice',
    options: {
      body: {
        ...order([]),
        lines: [
          { line: 1, item: 'LAMP', quantity: 1 },
          { line: 1, item: 'LAMP', quantity: 2 },
        ],
      },
    },
    status: 422,
    code: 'duplicate_line',
    pointer: '/lines/1/line',
  },
  { what: 'no lines', options: { body: order([]) }, status: 422, code: 'document_invalid', pointer: '/lines' },
  {
    what: 'an unknown field',
    options: { body: { ...line({}), customr: 'C1' } },
    status: 422,
    code: 'document_invalid',
    pointer: '/customr',
  },
  {
    what: 'a date that is past',
    options: { body: { ...line({}), requestedFor: '2001-01-01' } },
    status: 422,
    code: 'requested_for_past',
    pointer: '/requestedFor',
  },
  {
    what: 'a time without offset',
    options: { body: { ...line({}), expiresAt: '2030-01-01T10:00:00' } },
    status: 422,
    code: 'document_invalid',
    pointer: '/expiresAt',
  },
  { what: 'no body', options: {}, status: 422, code: 'document_invalid', pointer: '' },
  { what: 'null for a body', options: { body: 'null' }, status: 422, code: 'document_invalid', pointer: '' },
  { what: 'malformed JSON', options: { body: '{"externalId": ' }, status: 400, code: 'malformed_json' },
  {
    what: 'a key that would change prototypes',
    options: { body: '{"__proto__": {"admin": true}}' },
    status: 400,
    code: 'malformed_json',
  },
  {
    what: 'the same key in disguise',
    options: { body: '{"\\u005f_proto__": {"admin": true}}' },
    status: 400,
    code: 'malformed_json',
  },
  {
    what: 'a constructor with a prototype',
    options: { body: '{"constructor": {"prototype": {"admin": true}}}' },
    status: 400,
    code: 'malformed_json',
  },
  {
    what: 'brackets without end',
    options: { body: `${'['.repeat(20_000)}${']'.repeat(20_000)}` },
    status: 400,
    code: 'malformed_json',
  },
  {
    what: 'a body over the limit',
    options: { body: `"${'x'.repeat(limits.bodyBytesMax)}"` },
    status: 413,
    code: 'body_too_large',
  },
  {
    what: 'a body that is not JSON',
    options: { body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    status: 415,
    code: 'media_type_unsupported',
  },
  { what: 'no key', options: { body: line({}), key: null }, status: 401, code: 'key_missing' },
  { what: 'an unknown key', options: { body: line({}), key: 'xd_none_none' }, status: 401, code: 'key_unknown' },
  {
    what: 'another scheme',
    options: { body: line({}), key: null, headers: { authorization: 'Basic eDp5' } },
    status: 401,
    code: 'key_unknown',
  },
  {
    what: 'an idempotency key of control characters',
    options: { body: line({}), headers: { 'idempotency-key': 'a\tb' } },
    status: 400,
    code: 'parameter_invalid',
  },
  {
    what: 'more than there is',
    options: { body: line({ quantity: 100 }) },
    status: 409,
    code: 'insufficient_stock',
    pointer: '/lines/0/quantity',
  },
  { what: 'an unknown address', path: '/v1/nothing', status: 404, code: 'route_unknown' },
  { what: 'a wrong method', path: '/v1/orders', method: 'PATCH', status: 405, code: 'method_not_allowed' },
  { what: 'an unknown order', path: '/v1/orders/ord_none/cancel', status: 404, code: 'not_found' },
  { what: 'an unknown reservation', path: '/v1/reservations/res_none/post', status: 404, code: 'not_found' },
  {
    what: 'an unknown parameter',
    path: '/v1/orders?custmer=C1',
    method: 'GET',
    status: 400,
    code: 'parameter_invalid',
  },
  {
    what: 'a parameter given twice',
    path: '/v1/orders?customer=C1&customer=C2',
    method: 'GET',
    status: 400,
    code: 'parameter_invalid',
  },
  { what: 'a page too large', path: '/v1/orders?limit=501', method: 'GET', status: 400, code: 'parameter_invalid' },
  { what: 'a made-up cursor', path: '/v1/orders?cursor=abc', method: 'GET', status: 400, code: 'cursor_invalid' },
  {
    what: 'a cursor of another list',
    path: `/v1/orders?cursor=${Buffer.from('[1]').toString('base64url')}`,
    method: 'GET',
    status: 400,
    code: 'cursor_invalid',
  },
  {
    what: 'a NUL in a parameter',
    path: '/v1/orders?customer=%00',
    method: 'GET',
    status: 400,
    code: 'parameter_invalid',
  },
  { what: 'a NUL in a path', path: '/v1/orders/%00', method: 'GET', status: 400, code: 'parameter_invalid' },
  { what: 'a path that is not encoded', path: '/v1/orders/%', method: 'GET', status: 400, code: 'malformed_request' },
  {
    what: 'a path without end',
    path: `/v1/orders/${'x'.repeat(2_000)}`,
    method: 'GET',
    status: 431,
    code: 'header_too_large',
  },
  {
    what: 'a code that is none',
    path: '/v1/items/%20x',
    method: 'PUT',
    options: { body: { name: 'X', unit: 'each' } },
    status: 400,
    code: 'parameter_invalid',
  },
  {
    what: 'a time zone that is none',
    path: '/v1/sites/X',
    method: 'PUT',
    options: { body: { name: 'X', company: 'X', zone: 'Mars/Olympus' } },
    status: 422,
    code: 'zone_unknown',
    pointer: '/zone',
  },
  {
    what: 'a kit of unknown parts',
    path: '/v1/items/X',
    method: 'PUT',
    options: { body: { name: 'X', unit: 'each', components: [{ item: 'NONE', quantity: 1 }] } },
    status: 422,
    code: 'component_unknown',
    pointer: '/components/0/item',
  },
  { what: 'availability of nothing', path: '/v1/availability', method: 'GET', status: 400, code: 'parameter_invalid' },
  {
    what: 'availability in a wrong unit',
    path: '/v1/availability?item=LAMP&unit=pallet',
    method: 'GET',
    status: 422,
    code: 'unit_unknown',
  },
  {
    what: 'availability in the past',
    path: '/v1/availability?item=LAMP&at=2001-01-01',
    method: 'GET',
    status: 422,
    code: 'requested_for_past',
  },
  {
    what: 'a date on no calendar',
    path: '/v1/availability?item=LAMP&at=2026-02-30',
    method: 'GET',
    status: 400,
    code: 'parameter_invalid',
  },
  {
    what: 'a role that is none',
    path: '/v1/keys',
    options: { body: { name: 'X', role: 'king' } },
    status: 422,
    code: 'document_invalid',
    pointer: '/role',
  },
  {
    what: 'a batch of too many orders',
    path: '/v1/orders:batch',
    options: { body: { orders: Array.from({ length: limits.batchOrdersMax + 1 }, () => ({})) } },
    status: 422,
    code: 'document_invalid',
    pointer: '/orders',
  },
  {
    what: 'a batch of too many events',
    path: '/v1/events',
    options: { body: Array.from({ length: limits.batchEventsMax + 1 }, () => ({})) },
    status: 422,
    code: 'document_invalid',
    pointer: '',
  },
  {
    what: 'a batch that is no list',
    path: '/v1/events',
    options: { body: {}, headers: { 'content-type': 'application/cloudevents-batch+json' } },
    status: 422,
    code: 'document_invalid',
    pointer: '',
  },
  {
    what: 'a document changed by others',
    path: '/v1/items/LAMP',
    method: 'PUT',
    options: { body: { name: 'Lamp', unit: 'each' }, headers: { 'if-match': '"old"' } },
    status: 412,
    code: 'document_changed',
  },
];

test('bad input is refused with its reason and changes nothing', async (t) => {
  await using app = await testApp();
  await smallNetwork(app);
  await receive(app, 'LAMP', 'HAM', 10);
  for (const { what, path = '/v1/orders', method = 'POST', options = {}, status, code, pointer } of refused) {
    await t.test(what, async () => {
      const before = await counts(app);
      const answer = await app.ask(method, path, options);
      assert.equal(answer.body['code'], code, JSON.stringify(answer.body));
      assert.equal(answer.status, status);
      assert.equal(answer.body['status'], status);
      assert.match(String(answer.headers['content-type']), /^application\/problem\+json/);
      assert.equal(String(answer.body['type']), `https://crossdock.dev/problems/${code}`);
      for (const field of ['title', 'detail', 'fix', 'instance'])
        assert.match(JSON.stringify(answer.body[field] ?? ''), /^"[^"]/, `${field} is said`);
      assert.equal(answer.body['retryable'], false);
      if (pointer !== undefined)
        assert.ok(
          errorsOf(answer.body).some((error) => error['pointer'] === pointer),
          JSON.stringify(answer.body['errors']),
        );
      // An order that is refused for want of stock is worth an entry in the journal; it changes nothing else.
      if (code !== 'insufficient_stock') assert.equal(await counts(app), before);
    });
  }
});

test('an idempotency key is good for one request', async () => {
  await using app = await testApp();
  await smallNetwork(app);
  await receive(app, 'LAMP', 'HAM', 10);
  const body = order([{ item: 'LAMP', quantity: 1 }]);
  const headers = { 'idempotency-key': '"one"' };
  const first = await app.ask('POST', '/v1/orders', { body, headers });
  assert.equal(first.status, 201);
  const again = await app.ask('POST', '/v1/orders', { body, headers });
  assert.deepEqual([again.status, again.body], [201, first.body]);
  const before = await counts(app);
  const other = await app.ask('POST', '/v1/orders', { body: order([{ item: 'LAMP', quantity: 2 }]), headers });
  assert.deepEqual([other.status, other.body['code']], [422, 'idempotency_key_reused']);
  const elsewhere = await app.ask('POST', `/v1/orders/${String(first.body['id'])}/cancel`, { headers });
  assert.deepEqual([elsewhere.status, elsewhere.body['code']], [422, 'idempotency_key_reused']);
  assert.equal(await counts(app), before);
});

test('a refusal is repeated under its idempotency key too', async () => {
  await using app = await testApp();
  await smallNetwork(app);
  const body = order([{ item: 'LAMP', quantity: 1 }]);
  const headers = { 'idempotency-key': 'short' };
  assert.equal((await app.ask('POST', '/v1/orders', { body, headers })).body['code'], 'insufficient_stock');
  await receive(app, 'LAMP', 'HAM', 10);
  assert.equal((await app.ask('POST', '/v1/orders', { body, headers })).body['code'], 'insufficient_stock');
  assert.equal((await app.ask('POST', '/v1/orders', { body })).status, 201);
});

test('an event that cannot be applied is kept with its reason', async (t) => {
  await using app = await testApp();
  await smallNetwork(app);
  const good = { item: 'LAMP', site: 'HAM', quantity: 1 };
  const broken: readonly {
    readonly what: string;
    readonly event: unknown;
    readonly code: string;
    readonly pointer?: string;
  }[] = [
    { what: 'an unknown type', event: event('stock.eaten', good), code: 'event_invalid', pointer: '/type' },
    {
      what: 'an unknown version',
      event: event('stock.received', good, { type: 'crossdock.stock.received.v9' }),
      code: 'event_invalid',
      pointer: '/type',
    },
    {
      what: 'a time without offset',
      event: event('stock.received', good, { time: '2026-01-05T08:00:00' }),
      code: 'event_invalid',
      pointer: '/time',
    },
    {
      what: 'a time on no calendar',
      event: event('stock.received', good, { time: '2026-02-30T08:00:00Z' }),
      code: 'event_invalid',
      pointer: '/time',
    },
    {
      what: 'a negative quantity',
      event: event('stock.received', { ...good, quantity: -1 }),
      code: 'event_invalid',
      pointer: '/data/quantity',
    },
    {
      what: 'an unknown item',
      event: event('stock.received', { ...good, item: 'NONE' }),
      code: 'item_unknown',
      pointer: '/data/item',
    },
    {
      what: 'an unknown site',
      event: event('stock.received', { ...good, site: 'NONE' }),
      code: 'site_unknown',
      pointer: '/data/site',
    },
    {
      what: 'a wrong unit',
      event: event('stock.received', { ...good, unit: 'pallet' }),
      code: 'unit_unknown',
      pointer: '/data/unit',
    },
    {
      what: 'a lot that is missing',
      event: event('stock.received', { ...good, item: 'CABLE' }),
      code: 'lot_required',
      pointer: '/data/lot',
    },
    { what: 'no id', event: event('stock.received', good, { id: undefined }), code: 'event_invalid', pointer: '/id' },
    {
      what: 'no source',
      event: event('stock.received', good, { source: 7 }),
      code: 'event_invalid',
      pointer: '/source',
    },
    {
      what: 'an id with a NUL',
      event: event('stock.received', good, { id: 'a\0b' }),
      code: 'event_invalid',
      pointer: '/id',
    },
    { what: 'no object', event: 'received', code: 'event_invalid', pointer: '' },
  ];
  for (const { what, event: sent, code, pointer } of broken) {
    await t.test(what, async () => {
      const answer = await app.ask('POST', '/v1/events', { body: JSON.stringify(sent) });
      assert.deepEqual([answer.status, answer.body['code']], [422, code], JSON.stringify(answer.body));
      assert.ok(
        errorsOf(answer.body).some((error) => error['pointer'] === pointer),
        JSON.stringify(answer.body['errors']),
      );
      const { intake } = answer.body['event'] as { intake: string };
      const kept = await app.ask('GET', `/v1/intakes/${intake}`);
      assert.equal(kept.body['state'], 'held');
      assert.equal((kept.body['reason'] as { code: string }).code, code);
      assert.deepEqual(kept.body['event'], JSON.parse(JSON.stringify(sent)));
      const stock = listed(await app.ask('GET', '/v1/stock'));
      assert.ok(
        stock.items.every((place) => place['onHand'] === 0),
        'nothing was booked',
      );
      // Sent again, it is the same event: kept once.
      const again = await app.ask('POST', '/v1/events', { body: JSON.stringify(sent) });
      assert.equal((again.body['event'] as { intake: string }).intake, intake);
    });
  }
});

test('a key without the right is told which right', async () => {
  await using app = await testApp();
  const reader = await key(app, 'reader');
  const answer = await app.ask('POST', '/v1/orders', { key: reader, body: {} });
  assert.equal(answer.status, 403);
  assert.equal(answer.body['code'], 'permission_missing');
  assert.match(String(answer.body['detail']), /orders:write/);
  assert.match(String(answer.body['fix']), /operator or administrator/);
});

function errorsOf(body: Readonly<Record<string, unknown>>): readonly Record<string, unknown>[] {
  return (body['errors'] ?? []) as readonly Record<string, unknown>[]; // Held against the schema of problems.
}
