// The connections of examples/ can be defined, their mappings pass their cases, and each is spoken with a real other side.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { connectionOf, problemsOf } from '#connections/define.ts';
import type { ConnectionRequest } from '#connections/define.ts';
import { formats } from '#connections/formats/formats.ts';
import { checkMapping, passes } from '#connections/mapping/golden.ts';
import { loadMapping, mappingFolders } from '#connections/mapping/mapping-files.ts';
import type { Connection } from '#connections/model.ts';
import { connectors } from '#connections/registry.ts';
import { hookConnector } from '#connectors/hook/connector.ts';
import { loadContracts } from '#contracts/load.ts';
import { createValidator } from '#contracts/validate.ts';
import { httpConnector } from './connector.ts';
import { never, openWith, outgoing, receiveAll, sendJson, startOtherSide } from './other-side.testsuite.ts';

const examples = fileURLToPath(new URL('../../../examples', import.meta.url));

function load(path: string): { readonly connection: Connection; readonly request: ConnectionRequest } {
  const request = JSON.parse(readFileSync(`${examples}/${path}`, 'utf8')) as ConnectionRequest;
  return { request, connection: connectionOf('example', request) };
}

const caseOf = (path: string): { readonly input: Readonly<Record<string, unknown>>; readonly output: unknown } =>
  JSON.parse(readFileSync(`${examples}/${path}`, 'utf8')) as ReturnType<typeof caseOf>;

test('the connections of the examples can be defined as they are', () => {
  for (const path of ['shopify/connection-in.json', 'shopify/connection-out.json', 'amazon-vendor/connection.json']) {
    const { connection, request } = load(path);
    const credentials = Object.keys(request.credentials ?? {});
    assert.deepEqual(problemsOf(connection, { connectors, formats, credentials, allowPrivate: false }), [], path);
  }
});

test('the mappings of the examples pass their golden cases', async () => {
  const validator = createValidator(loadContracts());
  for (const folder of ['shopify', 'amazon-vendor'].flatMap((name) => mappingFolders(`${examples}/${name}`))) {
    const { mapping, problems } = loadMapping(folder);
    assert.deepEqual(problems, [], folder);
    assert(mapping !== null);
    const checked = await checkMapping(mapping, validator);
    assert(passes(checked), `${folder}: ${JSON.stringify(checked, null, 2)}`);
  }
});

test('an order that Shopify pushes is taken by its signature, and known by its number and time', () => {
  const { connection } = load('shopify/connection-in.json');
  const body = Buffer.from(JSON.stringify(caseOf('shopify/shopify-orders/cases/two-lines.json').input));
  const taken = hookConnector.take({
    connection: 'shop',
    settings: connection.settings,
    stream: connection.streams[0]?.settings ?? {},
    credentials: { secret: 'hush' },
    headers: {
      'content-type': 'application/json',
      'x-shopify-topic': 'orders/create',
      'x-shopify-hmac-sha256': createHmac('sha256', 'hush').update(body).digest('base64'),
    },
    body,
    now: 0,
  });
  assert.ok(taken.kind === 'taken');
  assert.deepEqual(
    taken.messages.map(({ key, about }) => [key, about]),
    [['450789469/2026-03-01T10:00:00+01:00', { 'x-shopify-topic': 'orders/create' }]],
  );
});

test('a level of Shopify is adjusted, and shown where it cannot be told whether it was', async () => {
  const level = { inventory_item_id: 808950810, location_id: 905684977, available: 30 };
  await using side = await startOtherSide((asked, to) => {
    if (asked.headers['x-shopify-access-token'] !== 'shpat_1') return sendJson(to, 401, { errors: 'Invalid API key' });
    if (asked.method === 'GET') return sendJson(to, 200, { inventory_levels: [level] });
    return sendJson(to, 200, { inventory_level: level });
  });
  const { connection } = load('shopify/connection-out.json');
  const settings = { ...connection.settings, url: `${side.url}/admin/api/2025-01` };
  await using session = openWith(httpConnector, settings, { credentials: { apiKey: 'shpat_1' } });
  const one = outgoing(
    connection.operations[0]?.settings ?? {},
    caseOf('shopify/shopify-levels/cases/received.json').output,
  );
  assert.deepEqual(await session.send?.(one, never()), { kind: 'done' });
  assert.equal(side.asked[0]?.url, '/admin/api/2025-01/inventory_levels/adjust.json');
  assert.deepEqual(await session.look?.(one, never()), { state: level, isDone: null });
});

test('purchase orders of Amazon come page by page, and are acknowledged and confirmed', async () => {
  const order = caseOf('amazon-vendor/amazon-orders/cases/new.json').input;
  const another = { ...order, purchaseOrderNumber: '3TRD2IAB' };
  await using side = await startOtherSide((asked, to) => {
    if (asked.path === '/auth/o2/token') return sendJson(to, 200, { access_token: 'Atza|1', expires_in: 3_600 });
    if (asked.headers['x-amz-access-token'] !== 'Atza|1')
      return sendJson(to, 403, {
        errors: [{ code: 'Unauthorized', message: 'Access to requested resource is denied.' }],
      });
    if (asked.method === 'POST') return sendJson(to, 202, { payload: { transactionId: '20190827182357-8725bde9' } });
    if (asked.path.endsWith('/2JK3S9VC'))
      return sendJson(to, 200, { payload: { ...order, purchaseOrderState: 'Acknowledged' } });
    return asked.query.get('nextToken') === null
      ? sendJson(to, 200, { payload: { pagination: { nextToken: 'MDAwMDAwMDAwMQ==' }, orders: [order] } })
      : sendJson(to, 200, { payload: { orders: [another] } });
  });
  const { connection } = load('amazon-vendor/connection.json');
  const auth = connection.settings['auth'] as Readonly<Record<string, unknown>>; // Written above as an object.
  const settings = { ...connection.settings, url: side.url, auth: { ...auth, tokenUrl: `${side.url}/auth/o2/token` } };
  await using session = openWith(httpConnector, settings, {
    credentials: { clientSecret: 'secret-1', refreshToken: 'Atzr|1' },
  });
  const stream = connection.streams[0]?.settings ?? {};
  const { keys, cursor } = await receiveAll(session, stream);
  assert.deepEqual(
    keys.map((key) => key.split('@')[0]),
    ['2JK3S9VC', '3TRD2IAB'],
  );
  assert.equal(side.asked[2]?.query.get('nextToken'), 'MDAwMDAwMDAwMQ==');
  await receiveAll(session, stream, cursor);
  assert.equal(side.asked[3]?.query.get('createdAfter'), '2026-03-01T14:51:00Z');
  const one = outgoing(
    connection.operations[0]?.settings ?? {},
    caseOf('amazon-vendor/amazon-acknowledgements/cases/accepted.json').output,
  );
  assert.deepEqual(await session.send?.(one, never()), { kind: 'done' });
  assert.equal((await session.look?.(one, never()))?.isDone, true);
  const confirmation = outgoing(
    connection.operations[1]?.settings ?? {},
    caseOf('amazon-vendor/amazon-shipments/cases/left.json').output,
  );
  assert.deepEqual(await session.send?.(confirmation, never()), { kind: 'done' });
  assert.equal(side.asked.at(-1)?.url, '/vendor/shipping/v1/shipmentConfirmations');
});
