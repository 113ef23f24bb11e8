// Messages that say what another system calls an order, a release or a shipment of ours, and the mappings that ask for it then.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NetworkIdentifiers } from '#connections/identifiers/resolver.ts';
import type { From, Offered, Verdict } from '#connections/inbound/door.ts';
import { loadContracts } from '#contracts/load.ts';
import { doorOf } from './door.ts';
import { testApp } from './test-app.ts';
import type { TestApp } from './test-app.ts';
import { receive, smallNetwork } from './test-world.ts';

interface World extends AsyncDisposable {
  readonly app: TestApp;
  readonly order: string;
  readonly identifiers: NetworkIdentifiers;
  say(said: Readonly<Record<string, unknown>>, system?: string, as?: From['rights']): Promise<Verdict>;
}

let messages = 0;

async function world(): Promise<World> {
  const stack = new AsyncDisposableStack();
  const app = stack.use(await testApp());
  await smallNetwork(app);
  await receive(app, 'LAMP', 'HAM', 10);
  const placed = await app.ask('POST', '/v1/orders', {
    body: { externalId: '17', channel: 'shop', lines: [{ line: 1, item: 'LAMP', quantity: 1 }] },
  });
  await app.ask('PUT', '/v1/identifier-systems/tms', { body: { owner: 'Transport' } });
  const door = await doorOf({
    contracts: loadContracts(),
    secretKey: Buffer.alloc(32, 7),
    onError: (error) => assert.fail(String(error)),
  })(app.node.engine, app.node.pool);
  stack.defer(() => door.close());
  const rights = { role: 'carrier', sites: null, companies: null, sources: ['tms'] } as const;
  return {
    app,
    order: String(placed.body['id']),
    identifiers: new NetworkIdentifiers(app.node.pool),
    async say(identifier, system = 'tms', as = rights) {
      const id = `raw_${(messages += 1)}`;
      const offered: Offered = {
        document: { identifier },
        id,
        correlationId: id,
        receivedAt: new Date(),
        again: false,
        message: 'raw_1',
        seq: 1,
        evenIfOlder: false,
      };
      const [verdict] = await door.take({ code: 'freight', rights: as, system }, [offered]);
      assert.ok(verdict);
      return verdict;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test('a message says what its system calls a shipment, and mappings ask for it both ways', async () => {
  await using net = await world();
  const { identifiers } = net;
  assert.deepEqual(await identifiers.resolve('tms', 'shipment', ['BK-1']), [null]);
  assert.deepEqual(await net.say({ kind: 'shipment', id: 'BK-1', code: 'SH-4711' }), {
    kind: 'accepted',
    made: 'shipment SH-4711',
  });
  assert.deepEqual(await identifiers.resolve('tms', 'shipment', ['BK-1']), ['SH-4711']);
  assert.deepEqual(await identifiers.name('tms', 'shipment', ['SH-4711']), ['BK-1']);
  const again = await net.say({ kind: 'shipment', id: 'BK-1', code: 'SH-4711' });
  assert.equal(again.kind, 'duplicate');
  // Booked anew, because it has to go by express: the newer number is what the system is told from now on.
  await net.say({ kind: 'shipment', id: 'BK-2', code: 'SH-4711', preferred: true });
  assert.deepEqual(await identifiers.name('tms', 'shipment', ['SH-4711']), ['BK-2']);
  assert.deepEqual(await identifiers.resolve('tms', 'shipment', ['BK-1', 'BK-2']), ['SH-4711', 'SH-4711']);
});

test('an order is named by our number or by its own, and a release by its order', async () => {
  await using net = await world();
  const { order, identifiers } = net;
  const named = await net.say({ kind: 'order', id: 'M17', channel: 'shop', externalId: '17' });
  assert.deepEqual(named, { kind: 'accepted', made: `order ${order}` });
  assert.deepEqual(await identifiers.resolve('tms', 'order', ['M17']), [order]);
  assert.equal((await net.say({ kind: 'release', id: 'P9', code: `${order}-R2` })).kind, 'accepted');
  assert.deepEqual(await identifiers.name('tms', 'release', [`${order}-R2`]), ['P9']);
  const { body } = await net.app.ask('GET', '/v1/identifiers/tms/order/M17');
  assert.deepEqual(
    [body['code'], body['origin'], body['changedBy']],
    [order, 'message', 'connection:freight'],
    JSON.stringify(body),
  );
});

test('what a message says is refused where it cannot be, and an id keeps its first meaning', async () => {
  await using net = await world();
  const code = async (said: Readonly<Record<string, unknown>>, system?: string): Promise<unknown> => {
    const verdict = await net.say(said, system);
    return verdict.kind === 'failed' ? [verdict.code, verdict.pointer] : verdict.kind;
  };
  await net.say({ kind: 'shipment', id: 'BK-1', code: 'SH-1' });
  assert.deepEqual(await code({ kind: 'shipment', id: 'BK-1', code: 'SH-2' }), ['identifier_taken', '/identifier/id']);
  assert.deepEqual(await net.identifiers.resolve('tms', 'shipment', ['BK-1']), ['SH-1']);
  assert.deepEqual(await code({ kind: 'order', id: 'M1', code: 'ord_nowhere' }), [
    'identifier_code_unknown',
    '/identifier/code',
  ]);
  assert.deepEqual(await code({ kind: 'order', id: 'M1', channel: 'shop', externalId: '99' }), [
    'not_found',
    '/identifier/externalId',
  ]);
  assert.deepEqual(await code({ kind: 'shipment', id: 'BK-2', code: 'SH-2' }, 'tsm'), [
    'identifier_system_unknown',
    '/identifier',
  ]);
  // What master data is called is said by who may change it.
  assert.deepEqual(await code({ kind: 'item', id: '1', code: 'LAMP' }), ['permission_missing', null]);
});

test('who may change master data says what its system calls it: an item that was made there, or one that comes from there', async () => {
  await using net = await world();
  const { identifiers } = net;
  const erp = { role: 'erp', sites: null, companies: null, sources: ['erp'] } as const;
  const made = await net.say({ kind: 'item', id: '000105711', code: 'LAMP' }, 'tms', erp);
  assert.deepEqual(made, { kind: 'accepted', made: 'item LAMP' });
  assert.deepEqual(await identifiers.resolve('tms', 'item', ['000105711']), ['LAMP']);
  assert.deepEqual(await identifiers.name('tms', 'item', ['LAMP']), ['000105711']);
  const [unknown, limited] = [
    await net.say({ kind: 'item', id: '2', code: 'NONE' }, 'tms', erp),
    await net.say({ kind: 'item', id: '2', code: 'LAMP' }, 'tms', { ...erp, sites: ['HAM'] }),
  ];
  assert.deepEqual(
    [unknown, limited].map((verdict) => verdict.kind === 'failed' && verdict.code),
    ['identifier_code_unknown', 'permission_missing'],
  );
});
