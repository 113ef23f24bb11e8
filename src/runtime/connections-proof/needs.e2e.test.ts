// Complaints from public threads about webhooks and integrations, each as a test on a whole node. The list with what else answers
// them is docs/needs-tests.md.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { startReceiver } from '#connectors/webhook/receiver.testsuite.ts';
import type { Receiver } from '#connectors/webhook/receiver.testsuite.ts';
import { ProofNode } from './node.testsuite.ts';
import { report } from './words.testsuite.ts';
import type { Report } from './words.testsuite.ts';

const token = 'token-of-the-warehouse';
const placed = 'crossdock.order.accepted.v1';
let node: ProofNode;
let orders = 0;

before(async () => {
  node = await ProofNode.open();
  await node.ask('PUT', '/v1/sites/HAM', { name: 'Hamburg', company: 'NORD', zone: 'Europe/Berlin', rank: 1 });
});
after(() => node[Symbol.asyncDispose]());

async function anItem(code: string): Promise<void> {
  await node.ask('PUT', `/v1/items/${code}`, { name: code, unit: 'each' });
}

async function aHook(code: string, owner = 'Warehouse'): Promise<void> {
  await node.ask('PUT', `/v1/connections/${code}`, {
    kind: 'hook',
    owner,
    settings: { proof: { kind: 'bearer' } },
    streams: [{ name: 'reports', settings: { as: 'whole', keyHeader: 'x-delivery' } }],
    rights: { role: 'warehouse', sources: ['/wms'] },
    credentials: { token },
    limits: { messageBytesMax: 10_000 },
  });
}

async function push(code: string, body: Report | string, delivery: string, secret = token): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${node.port}/v1/in/${code}/reports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', 'x-delivery': delivery },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  await response.body?.cancel();
  return response.status;
}

async function aShop(code: string, receiver: Receiver, limits: object = {}): Promise<void> {
  const settings = { url: receiver.url };
  await node.ask('PUT', `/v1/connections/${code}`, {
    kind: 'webhook',
    owner: 'Shop',
    types: [placed],
    settings,
    limits,
  });
}

/** Orders of a new item; each tells every shop once. */
async function place(item: string, count: number): Promise<void> {
  const lines = [{ line: 1, item, quantity: 1 }];
  for (let number = 0; number < count; number += 1) {
    const externalId = `N-${(orders += 1)}`;
    await node.ask('POST', '/v1/orders', { externalId, channel: 'web', allowBackorder: true, lines });
  }
}

async function onHand(item: string): Promise<unknown> {
  const { items } = await node.ask('GET', `/v1/stock?item=${item}&site=HAM`);
  return (items as readonly { readonly onHand: number }[])[0]?.onHand;
}

async function rows(sql: string, ...values: readonly unknown[]): Promise<Record<string, unknown>[]> {
  return (await node.pool.query<Record<string, unknown>>(sql, [...values])).rows;
}

/** Tried again until it holds; the last failure is thrown after a time that only something that hangs takes. */
async function eventually(check: () => Promise<void>): Promise<void> {
  for (const end = performance.now() + 60_000; ; await wait(30)) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
  }
}

const rawOf = (connection: string): Promise<Record<string, unknown>[]> =>
  rows('select state, result ->> $2 as duplicates from raw_messages where connection = $1', connection, 'duplicates');

test('one webhook that comes twice within 155 ms, and again after its connection was published anew, is one execution (n8n-io/n8n#38083, #31837, #30607, #25381, #19600, #28524)', async () => {
  await anItem('TWICE');
  await aHook('twice');
  const body = report(1, 7, 'TWICE');
  const statuses = [push('twice', body, 'a'), push('twice', body, 'a'), wait(30).then(() => push('twice', body, 'a'))];
  await wait(155);
  assert.deepEqual(await Promise.all([...statuses, push('twice', body, 'a')]), [200, 200, 200, 200]);
  for (const owner of ['Second version', 'Third version']) {
    await aHook('twice', owner);
    assert.equal(await push('twice', body, 'a'), 200);
  }
  await eventually(async () =>
    assert.deepEqual(
      (await rawOf('twice')).map(({ state }) => state),
      ['applied'],
    ),
  );
  assert.equal(await onHand('TWICE'), 7);
});

test('the same event under another id of its delivery is known by what it says (camunda/connectors#3632)', async () => {
  await anItem('DEDUPE');
  await aHook('dedupe');
  for (const delivery of ['a', 'b', 'c']) assert.equal(await push('dedupe', report(2, 5, 'DEDUPE'), delivery), 200);
  await eventually(async () => {
    const raw = await rawOf('dedupe');
    assert.deepEqual(
      raw.map(({ state }) => state),
      ['applied', 'applied', 'applied'],
    );
    assert.equal(raw.filter(({ duplicates }) => duplicates === '1').length, 2);
  });
  assert.equal(await onHand('DEDUPE'), 5);
});

test('a receiver that never answers blocks no other, loses nothing and is told each thing once when it is well (frappe/frappe#21062, PR#38913, #26670)', async () => {
  await using deaf = await startReceiver();
  await using well = await startReceiver();
  const held: (() => void)[] = [];
  deaf.answer = (_, response) => void held.push(() => response.writeHead(204).end());
  await anItem('BLOCK');
  await aShop('deaf', deaf, { timeoutMs: 60_000 });
  await aShop('well', well);
  await place('BLOCK', 6);
  await eventually(() => {
    assert.deepEqual([well.received.length, held.length], [6, 6]);
    return Promise.resolve();
  });
  for (const answer of held) answer();
  await eventually(async () =>
    assert.deepEqual(await rows(`select count(*)::int as left from deliveries where state <> 'delivered'`), [
      { left: 0 },
    ]),
  );
  for (const { received } of [deaf, well])
    assert.deepEqual([received.length, new Set(received.map(({ id }) => id)).size], [6, 6], 'told once, at once');
  await switchOff('deaf', 'well');
});

test('hundreds that failed are replayed by their status with one request, and those that were skipped are not (OpenFn/docs#109, opengovsg/plumber PR#553, frappe/frappe#16822)', async () => {
  await using shop = await startReceiver();
  shop.answer = 400;
  await anItem('BULK');
  await aShop('bulk', shop);
  await place('BULK', 210);
  await eventually(async () =>
    assert.deepEqual(
      await rows(`select count(*)::int as dead from deliveries where connection = 'bulk' and state = 'dead'`),
      [{ dead: 210 }],
    ),
  );
  const { items } = await node.ask('GET', '/v1/dead-letters?connection=bulk');
  const [group] = items as readonly { readonly code: string }[];
  const [first] = await rows(`select min(seq)::int as seq from deliveries where connection = 'bulk'`);
  await node.ask('POST', `/v1/deliveries/${String(first?.['seq'])}/skip`, {});
  shop.answer = 204;
  shop.received.length = 0;
  await node.ask('POST', '/v1/dead-letters/replay', { connection: 'bulk', code: group?.code });
  await eventually(async () =>
    assert.deepEqual(
      await rows(`select state, count(*)::int from deliveries where connection = 'bulk' group by 1 order by 1`),
      [
        { state: 'delivered', count: 209 },
        { state: 'skipped', count: 1 },
      ],
    ),
  );
  assert.deepEqual([shop.received.length, new Set(shop.received.map(({ id }) => id)).size], [209, 209]);
  await switchOff('bulk');
});

test('what a system sends that is not from it, or too large, is refused and kept nowhere; what is no document is kept and told', async () => {
  await anItem('BROKEN');
  await aHook('broken');
  assert.equal(await push('broken', report(3, 1, 'BROKEN'), 'a', 'another token'), 401);
  assert.equal(await push('broken', `"${'x'.repeat(20_000)}"`, 'b'), 413);
  assert.deepEqual(await rawOf('broken'), []);
  assert.equal(await push('broken', '{"event": ', 'c'), 200);
  assert.equal(await push('broken', report(4, 3, 'BROKEN'), 'd'), 200);
  await eventually(async () =>
    assert.deepEqual((await rawOf('broken')).map(({ state }) => String(state)).toSorted(), ['applied', 'failed']),
  );
  assert.equal(await onHand('BROKEN'), 3);
});

test('a folder is checked by the node that is asked', async () => {
  mkdirSync(join(node.files, 'checked'));
  await node.ask('PUT', '/v1/connections/checked', { kind: 'folder', owner: 'ERP', settings: { folder: 'checked' } });
  const { ok, detail } = await node.ask('POST', '/v1/connections/checked/check', {});
  assert.equal(ok, true, String(detail));
});

test('a mapping that is wrong fails what it is asked to map, both ways, and all of it goes on when it is mended', async () => {
  await using shop = await startReceiver();
  await anItem('MAPPED');
  const red = { ...report(8, 1, 'MAPPED'), subject: 'ord_1', colour: 'red' };
  const define = (
    name: string,
    version: number,
    direction: 'in' | 'out',
    expression: string,
    output: object,
  ): Promise<unknown> => {
    const content = JSON.stringify({
      name,
      version,
      owner: 'Proof',
      description: 'Of a test.',
      direction,
      zone: 'Europe/Berlin',
      values: {},
      lookups: {},
      expression,
      cases: [{ name: 'red', input: red, output }],
    });
    return node.ask('POST', '/v1/definitions', { kind: 'mapping', name, version, content, active: true });
  };
  const [event, order] = [{ event: red }, { order: red.subject }];
  // Right in its case, and wrong for what comes.
  await define('goods-in', 1, 'in', '{ "event": colour = "red" ? $ : $error("No colour.") }', event);
  await define('order-out', 1, 'out', '{ "order": colour = "red" ? subject : $error("No colour.") }', order);
  await node.ask('PUT', '/v1/connections/mapped', {
    kind: 'hook',
    owner: 'Warehouse',
    settings: { proof: { kind: 'bearer' } },
    streams: [{ name: 'reports', settings: { keyHeader: 'x-delivery' }, mapping: 'goods-in' }],
    rights: { role: 'warehouse', sources: ['/wms'] },
    credentials: { token },
  });
  const operation = {
    name: 'tell',
    types: [placed],
    mapping: 'order-out',
    settings: { method: 'PUT', path: '/{/order}' },
  };
  const settings = { url: new URL(shop.url).origin };
  await node.ask('PUT', '/v1/connections/mapped-out', {
    kind: 'http',
    owner: 'Shop',
    settings,
    operations: [operation],
  });
  for (const number of [6, 7]) assert.equal(await push('mapped', report(number, number, 'MAPPED'), `m-${number}`), 200);
  await place('MAPPED', 2);
  const states = async (): Promise<unknown[]> => [
    ...(await rows(
      `select state, result -> 'problems' -> 0 ->> 'stage' as at from raw_messages where connection = 'mapped'`,
    )),
    ...(await rows(`select state, last_error ->> 'code' as at from deliveries where connection = 'mapped-out'`)),
  ];
  const [failed, dead] = [
    { state: 'failed', at: 'map' },
    { state: 'dead', at: 'mapping_failed' },
  ];
  await eventually(async () => assert.deepEqual(await states(), [failed, failed, dead, dead]));
  await define('goods-in', 2, 'in', '{ "event": $ }', event);
  await define('order-out', 2, 'out', '{ "order": subject }', order);
  await node.ask('POST', '/v1/raw-messages:replay', { connection: 'mapped' });
  await node.ask('POST', '/v1/dead-letters/replay', { connection: 'mapped-out', code: 'mapping_failed' });
  await eventually(async () =>
    assert.deepEqual(
      (await states()).map((one) => (one as { readonly state: string }).state),
      ['applied', 'applied', 'delivered', 'delivered'],
    ),
  );
  assert.deepEqual([await onHand('MAPPED'), shop.received.length], [13, 2]);
  await switchOff('mapped-out');
});

test('what does not fit on the disk of the other system waits, leaves nothing half-written, and is there once there is room', async (context) => {
  const disk = join(node.files, 'full');
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    return context.skip('a small disk cannot be mounted here: that needs root');
  }
  context.after(() => execFileSync('umount', ['--lazy', disk]));
  const filler = openSync(join(disk, 'filler'), 'w');
  assert.throws(() => {
    for (;;) writeSync(filler, Buffer.alloc(4_096));
  }, /ENOSPC/);
  closeSync(filler);
  await anItem('DISK');
  await node.ask('PUT', '/v1/connections/disk', {
    kind: 'folder',
    owner: 'ERP',
    settings: { folder: 'full' },
    operations: [{ name: 'tell', types: [placed], settings: { name: '{/id}.json' } }],
  });
  await place('DISK', 1);
  const delivery = (): Promise<Record<string, unknown>[]> =>
    rows(`select state, last_error ->> 'code' as code from deliveries where connection = 'disk'`);
  await eventually(async () => assert.deepEqual(await delivery(), [{ state: 'queued', code: 'busy' }]));
  rmSync(join(disk, 'filler'));
  await rows(`update deliveries set available_at = now() where connection = 'disk'`);
  await eventually(async () => assert.equal((await delivery())[0]?.['state'], 'delivered'));
  const [name = '', ...others] = readdirSync(disk);
  assert.deepEqual([JSON.parse(readFileSync(join(disk, name), 'utf8')).type, others], [placed, []]);
  await switchOff('disk');
});

test('killed with one message stored and one delivery on its way, all goes on by itself, known from before (OCA/queue#386, #882, OCA/connector#148, #93, #117, apache/camel-kafka-connector#1128)', async () => {
  await using shop = await startReceiver();
  let answers = false;
  shop.answer = (_, response) => void (answers && response.writeHead(204).end());
  await anItem('CRASH');
  await aHook('crash');
  await aShop('stuck', shop);
  await place('CRASH', 1);
  await eventually(() => Promise.resolve(assert.equal(shop.received.length, 1)));
  assert.equal(await push('crash', report(5, 9, 'CRASH'), 'a'), 200);
  await node.kill();
  answers = true;
  await node.start();
  assert.equal(await push('crash', report(5, 9, 'CRASH'), 'a'), 200, 'its sender heard nothing, and sends it again');
  // Nobody touches a row: the leases of the dead node end by themselves.
  await eventually(async () => {
    assert.deepEqual(await rows(`select state, attempts from deliveries where connection = 'stuck'`), [
      { state: 'delivered', attempts: 2 },
    ]);
    assert.deepEqual(
      (await rawOf('crash')).map(({ state }) => state),
      ['applied'],
    );
  });
  assert.equal(new Set(shop.received.map(({ id }) => id)).size, 1, 'under the same id');
  assert.equal(await onHand('CRASH'), 9);
});

/** Orders of other tests are not told to them. */
async function switchOff(...codes: readonly string[]): Promise<void> {
  for (const code of codes) await node.pool.query('update connections set active = false where code = $1', [code]);
  await node.pool.query('update catalog_epoch set epoch = epoch + 1');
}
