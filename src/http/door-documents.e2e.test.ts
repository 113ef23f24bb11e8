// Documents of partners as a mapping makes them: written down once, seen on timelines, sent on to who subscribes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Verdict } from '#connections/inbound/door.ts';
import { loadContracts } from '#contracts/load.ts';
import { doorOf } from './door.ts';
import { testApp } from './test-app.ts';
import type { TestApp } from './test-app.ts';
import { at, key, listed, made, order, receive, smallNetwork } from './test-world.ts';

type Rights = { readonly role: 'finance' | 'warehouse'; readonly sites: readonly string[] | null };
type Say = (document: object, message: string, rights?: Rights) => Promise<Verdict | undefined>;

const everywhere: Rights = { role: 'finance', sites: null };

async function openDoor(app: TestApp, stack: AsyncDisposableStack): Promise<Say> {
  const { pool, engine } = app.node;
  const onError = (error: unknown): void => assert.fail(String(error));
  const door = await doorOf({ contracts: loadContracts(), secretKey: Buffer.alloc(32, 7), onError })(engine, pool);
  stack.defer(() => door.close());
  return async (documentReceived, message, rights = everywhere) => {
    const offered = {
      document: { documentReceived },
      id: message,
      correlationId: message,
      receivedAt: new Date(),
      again: false,
      message,
      seq: 1,
      evenIfOlder: false,
    };
    const from = { code: 'edi', rights: { ...rights, companies: null, sources: null }, system: null };
    return (await door.take(from, [offered]))[0];
  };
}

async function placeAt(
  app: TestApp,
  site: string,
): Promise<{ id: string; name: { channel: string; externalId: string } }> {
  const document = { ...order([{ item: 'LAMP', quantity: 1 }]), site };
  const { body } = await made(app.ask('POST', '/v1/orders', { body: document }));
  return { id: String(body['id']), name: { channel: 'web', externalId: String(body['externalId']) } };
}

interface Written {
  readonly orders: readonly object[];
  readonly unknown: readonly object[];
  readonly amount: { readonly amount: string } | null;
}

async function written(app: TestApp): Promise<readonly Written[]> {
  const { rows } = await app.node.pool.query<{ entry: string }>(
    `select entry from journal j join turns t on t.id = j.turn_id
     where type = 'crossdock.document.received.v1' order by position, ordinal`,
  );
  return rows.map(({ entry }) => (JSON.parse(entry) as { data: Written }).data);
}

async function timeline(app: TestApp, id: string, by?: string): Promise<readonly string[]> {
  const asked = app.ask('GET', `/v1/orders/${id}/timeline`, by === undefined ? {} : { key: by });
  return listed(await asked).items.map((entry) => `${String(at(entry, 'who', 'name'))}: ${String(entry['what'])}`);
}

test('a document is written down once, stands on the timeline of its order, and goes to who subscribes', async () => {
  await using stack = new AsyncDisposableStack();
  const app = stack.use(await testApp());
  await smallNetwork(app);
  await receive(app, 'LAMP', 'HAM', 5);
  const body = {
    kind: 'webhook',
    owner: 'Books',
    settings: { url: 'https://books.example/hook' },
    types: ['crossdock.document.received.v1'],
  };
  await made(app.ask('PUT', '/v1/connections/books', { body }));
  const { id, name } = await placeAt(app, 'HAM');
  const say = await openDoor(app, stack);
  const strange = { channel: 'web', externalId: 'nobody' };
  const advice = {
    document: 'remittance-advice',
    id: 'TRN-4711',
    partner: 'C-CORNER',
    orders: [name, strange, name],
    amount: { amount: '75.00', currency: 'EUR' },
    facts: { paidBy: 'transfer' },
  };
  const first = await say(advice, 'raw_1');
  assert.deepEqual(first, { kind: 'accepted', made: 'remittance-advice TRN-4711' });
  assert.equal((await say(advice, 'raw_1'))?.kind, 'duplicate', 'the same message worked on again');
  const { id: _, ...others } = advice;
  assert.equal((await say({ id: 'TRN-4711', ...others }, 'raw_2'))?.kind, 'duplicate', 'the same document sent again');
  const corrected = { ...advice, amount: { amount: '57.00', currency: 'EUR' } };
  assert.equal((await say(corrected, 'raw_3'))?.kind, 'accepted');
  const entries = await written(app);
  assert.deepEqual(
    entries.map(({ orders, unknown, amount }) => [orders, unknown, amount?.amount]),
    ['75.00', '57.00'].map((amount) => [[{ order: id, ...name }], [strange], amount]),
  );
  assert.deepEqual((await timeline(app, id)).slice(-2), [
    'edi: Remittance advice TRN-4711 came from C-CORNER: 75.00 EUR.',
    'edi: Remittance advice TRN-4711 came from C-CORNER: 57.00 EUR.',
  ]);
  const { items } = listed(await app.ask('GET', '/v1/deliveries'));
  assert.deepEqual(
    items.map(({ connection, lane, type }) => [connection, lane, type]),
    [1, 2].map(() => ['books', 'edi/remittance-advice/TRN-4711', 'crossdock.document.received.v1']),
  );
});

test('what breaks its contract is told with its place, and nothing is written', async () => {
  await using stack = new AsyncDisposableStack();
  const app = stack.use(await testApp());
  const say = await openDoor(app, stack);
  const failed = async (document: object): Promise<unknown> => {
    const verdict = await say(document, 'raw_1');
    return verdict?.kind === 'failed' ? [verdict.stage, verdict.code, verdict.pointer] : verdict;
  };
  const broken = (pointer: string): unknown => ['validate', 'document_invalid', `/documentReceived${pointer}`];
  const good = { document: 'invoice', id: 'INV-1' };
  assert.deepEqual(await failed({ id: 'INV-1' }), broken('/document'));
  assert.deepEqual(await failed({ ...good, document: 'Invoice 810' }), broken('/document'));
  assert.deepEqual(await failed({ ...good, orders: [{ channel: 'web' }] }), broken('/orders/0/externalId'));
  assert.deepEqual(await failed({ ...good, facts: { paid: { by: 'transfer' } } }), broken('/facts/paid'));
  assert.deepEqual(await failed({ ...good, text: 'more' }), broken('/text'));
  assert.deepEqual(await written(app), []);
});

test('an order outside of what the connection sees is unknown to it, and its timeline says nothing', async () => {
  await using stack = new AsyncDisposableStack();
  const app = stack.use(await testApp());
  await smallNetwork(app);
  for (const site of ['HAM', 'MUC']) await receive(app, 'LAMP', site, 5);
  const [own, other] = [await placeAt(app, 'HAM'), await placeAt(app, 'MUC')];
  const say = await openDoor(app, stack);
  const report = { document: 'receipt-advice', id: 'R-1', orders: [own.name, other.name] };
  const verdict = await say(report, 'raw_1', { role: 'warehouse', sites: ['HAM'] });
  assert.equal(verdict?.kind, 'accepted', JSON.stringify(verdict));
  const [entry] = await written(app);
  assert.deepEqual([entry?.orders, entry?.unknown], [[{ order: own.id, ...own.name }], [other.name]]);
  const hamburg = await key(app, 'warehouse', { sites: ['HAM'] });
  assert.ok((await timeline(app, own.id, hamburg)).includes('edi: Receipt advice R-1 came.'));
  assert.deepEqual(
    (await timeline(app, other.id)).filter((line) => line.includes('R-1')),
    [],
  );
});
