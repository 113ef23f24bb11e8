// What systems send: to a node, to each other, again after a failure, and on after a restart.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Output } from '../system/message.ts';
import { configOf, post, startNode, until } from '../testing/http.testsuite.ts';
import type { Node } from '../testing/http.testsuite.ts';
import { releaseRequested, webhook } from '../testing/network.testsuite.ts';
import type { Config } from './config.ts';
import { openOutbox } from './outbox.ts';
import type { Outcome } from './sender.ts';
import { startCounterparties } from './start.ts';
import type { Counterparties } from './start.ts';

const quietly = { log: (): void => undefined, pauseMs: 10 };

async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'counterparties-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

function urlOf({ running }: Counterparties, wanted: string): string {
  const found = running.find(({ name }) => name === wanted);
  assert.ok(found !== undefined);
  return found.url;
}

async function rows(url: string, table: string): Promise<Record<string, unknown>[]> {
  const { items } = (await (await fetch(`${url}/state/${table}`)).json()) as { items: Record<string, unknown>[] };
  return items;
}

const idsOf = ({ received }: Node): unknown[] => received.map(({ body }) => body['id']);

test('an order is placed under its own key until it is answered, and the customer is told', async () => {
  await using node = await startNode();
  node.answer = ({ path }) =>
    node.received.length === 1
      ? { status: 503, headers: { 'retry-after': '0' } }
      : path === '/v1/orders'
        ? { status: 201, body: { id: 'ord_1', lines: [{ promisedFor: '2026-03-04' }] } }
        : { status: 200 };
  const config = configOf(node.url, { shop: { options: { ordersPerDay: 3 } } });
  await using counterparties = await startCounterparties(config, quietly);
  await until('a second attempt', () => node.received.length >= 2);
  const [first, second] = node.received;
  assert.equal(first?.path, '/v1/orders');
  assert.deepEqual(second?.body, first.body);
  assert.equal(second.headers['idempotency-key'], first.headers['idempotency-key']);
  const shop = urlOf(counterparties, 'shop');
  const orders = await rows(shop, 'orders');
  assert.equal(orders.at(-1)?.['stage'], 'confirmed');
});

test('changes and cancellations go to the order, and a refusal is told', async () => {
  await using node = await startNode();
  node.answer = ({ path }) =>
    path === '/v1/orders'
      ? { status: 201, body: { id: 'ord_1', lines: [] } }
      : { status: 409, body: { code: 'order_shipped', retryable: false } };
  const options = { ordersPerDay: 20, cancelled: 1 };
  await using counterparties = await startCounterparties(configOf(node.url, { shop: { options } }), quietly);
  await until('a cancellation', () => node.received.some(({ path }) => path === '/v1/orders/ord_1/cancel'));
  const host = counterparties.running[0]?.host;
  await until('what the customer is told', () =>
    host?.system
      .tables()
      ['orders']?.()
      .some((row) => JSON.stringify(row).includes('cancel refused: order_shipped')),
  );
});

test('events are sent again under the same id, in their order, after failures of every kind', async () => {
  await using node = await startNode();
  node.answer = () => {
    const count = node.received.length;
    if (count === 1) return 'broken';
    if (count === 2) return { status: 401, headers: { 'retry-after': '0' } };
    return count === 3 ? { status: 409, body: { retryable: true } } : { status: 200 };
  };
  await using counterparties = await startCounterparties(configOf(node.url, { wms: {} }), quietly);
  const event = releaseRequested();
  await post(urlOf(counterparties, 'wms'), { id: event.id, body: JSON.stringify(event) });
  await until('everything', () => node.received.length === 6);
  const ids = idsOf(node);
  assert.deepEqual(new Set(ids.slice(0, 4)).size, 1);
  assert.deepEqual(new Set(ids).size, 3);
});

test('what Crossdock refuses for good is noted and does not hold up the rest', async () => {
  await using node = await startNode();
  node.answer = () =>
    node.received.length === 1 ? { status: 422, body: { detail: 'no such order' } } : { status: 200 };
  await using counterparties = await startCounterparties(configOf(node.url, { wms: {} }), quietly);
  const wms = urlOf(counterparties, 'wms');
  const event = releaseRequested();
  await post(wms, { id: event.id, body: JSON.stringify(event) });
  await until('the rest', () => node.received.length === 3);
  const { refused } = (await (await fetch(wms)).json()) as { refused: { problem: string }[] };
  assert.ok(
    refused.some(({ problem }) => problem === 'crossdock answered 422: no such order'),
    JSON.stringify(refused),
  );
  assert.ok(refused.some(({ problem }) => problem === 'No carrier is configured: the notice was dropped.'));
});

test('systems speak to each other: what the carrier booked is collected', async () => {
  await using node = await startNode();
  const first = configOf(node.url, { wms: { options: { wrongBooks: 0 } }, carrier: {} });
  const ports = await freePorts(2);
  const config: Config = { ...first, systems: withPorts(first.systems, ports) };
  await using counterparties = await startCounterparties(config, quietly);
  const send = async (name: string, event: ReturnType<typeof webhook>): Promise<void> => {
    assert.equal((await post(urlOf(counterparties, name), { id: event.id, body: JSON.stringify(event) })).status, 204);
  };
  await send('wms', releaseRequested());
  const packed = await until('the packing', () =>
    node.received.find(({ body }) => body['type'] === 'crossdock.shipment.packed.v1'),
  );
  const { order, release, shipment, site } = packed.body['data'] as Record<string, unknown>;
  await send(
    'carrier',
    webhook('transport.requested', { order, release, shipment, site, customer: 'C001', expedite: false }),
  );
  await until('the delivery', () =>
    node.received.some(({ body }) => body['type'] === 'crossdock.shipment.delivered.v1'),
  );
});

test('with --only, one of several systems runs; one that is not configured can not', async () => {
  await using node = await startNode();
  const config = configOf(node.url, { wms: {}, erp: {} });
  await using counterparties = await startCounterparties(config, { ...quietly, only: ['erp'] });
  assert.deepEqual(
    counterparties.running.map(({ name }) => name),
    ['erp'],
  );
  await assert.rejects(
    startCounterparties(config, { ...quietly, only: ['shop'] }),
    /No system shop is configured: use erp, wms\./,
  );
});

test('a port that is taken is told, and what was started before is stopped', async () => {
  await using node = await startNode();
  const port = Number(new URL(node.url).port);
  await assert.rejects(
    startCounterparties(configOf(node.url, { erp: {}, wms: { port } }), quietly),
    /wms cannot listen on port/,
  );
});

test('a system goes on after a restart where it stopped, with what it had not sent', async () => {
  await using folder = await temporaryFolder();
  await using node = await startNode();
  node.answer = () => ({ status: 503 });
  const config = configOf(node.url, { wms: { options: { wrongBooks: 0 } } }, { stateFolder: folder.path });
  const event = releaseRequested();
  {
    await using counterparties = await startCounterparties(config, quietly);
    await post(urlOf(counterparties, 'wms'), { id: event.id, body: JSON.stringify(event) });
    await until('a first attempt', () => node.received.length > 0);
  }
  const [before] = node.received;
  node.answer = () => ({ status: 200 });
  node.received.splice(0);
  await using counterparties = await startCounterparties(config, quietly);
  const wms = urlOf(counterparties, 'wms');
  await until('the rest', () => node.received.length === 3);
  assert.deepEqual(node.received[0]?.body, before?.body);
  assert.equal((await post(wms, { id: event.id, body: JSON.stringify(event) })).status, 204);
  assert.equal((await rows(wms, 'releases')).length, 1);
});

test('faults of the settings are on when a system begins, and after a restart as they were switched', async () => {
  await using folder = await temporaryFolder();
  const faults = { short_picks: { rate: 0.1 }, slow: {} };
  const config = configOf('http://127.0.0.1:9', { wms: { faults } }, { stateFolder: folder.path });
  const on = async (url: string): Promise<unknown> => ((await (await fetch(url)).json()) as { faults: unknown }).faults;
  {
    await using counterparties = await startCounterparties(config, quietly);
    const wms = urlOf(counterparties, 'wms');
    assert.deepEqual(await on(wms), ['slow', 'short_picks']);
    await fetch(`${wms}/faults/slow`, { method: 'PUT', body: '{"on":false}' });
  }
  await using counterparties = await startCounterparties(config, quietly);
  assert.deepEqual(await on(urlOf(counterparties, 'wms')), ['short_picks']);
  const wrong = configOf('http://127.0.0.1:9', { wms: { faults: { short_picks: { rate: 2 } } } });
  await assert.rejects(startCounterparties(wrong, quietly), {
    message: 'systems.wms.faults: short_picks: rate must be a number from 0 to 1.',
  });
});

test('after a crash no number is given twice', async () => {
  await using folder = await temporaryFolder();
  await using node = await startNode();
  const config = configOf(node.url, { wms: {} }, { stateFolder: folder.path, minutesPerSecond: 1 / 60 });
  {
    await using counterparties = await startCounterparties(config, quietly);
    assert.equal(counterparties.running.length, 1);
  }
  const path = join(folder.path, 'wms.json');
  const saved = JSON.parse(await readFile(path, 'utf8')) as { snapshot: string; isLast: boolean };
  const numbers = saved.snapshot.replace('"numbers":{"$map":[]}', '"numbers":{"$map":[["wms",7]]}');
  await writeFile(path, JSON.stringify({ ...saved, snapshot: numbers, isLast: false }));
  await using counterparties = await startCounterparties({ ...config, minutesPerSecond: 1_440 }, quietly);
  const event = releaseRequested();
  await post(urlOf(counterparties, 'wms'), { id: event.id, body: JSON.stringify(event) });
  await until('an answer', () => node.received.length > 0);
  assert.match(String(node.received[0]?.body['id']), /-010008$/);
});

test('a state file of another seed, or a broken one, keeps the system from starting', async () => {
  await using folder = await temporaryFolder();
  const config = configOf('http://127.0.0.1:9', { wms: {} }, { stateFolder: folder.path });
  const path = join(folder.path, 'wms.json');
  await writeFile(path, '{"seed":2}');
  await assert.rejects(startCounterparties(config, quietly), /was begun with seed 2/);
  await writeFile(path, '{');
  await assert.rejects(startCounterparties(config, quietly), /is not what was written there/);
  const below = { ...config, stateFolder: join(path, 'below') };
  await assert.rejects(startCounterparties(below, quietly), /cannot be read: give it back to this user/);
});

test('a system whose messages find no way out takes nothing more and stands still, and goes on when there is room', async () => {
  await using node = await startNode();
  const config = configOf(node.url, {
    shop: { options: { ordersPerDay: 20_000 }, faults: { silent: {} } },
  });
  await using started = await startCounterparties(config, { log: () => undefined });
  const url = started.running[0]?.url ?? '';
  const look = async (): Promise<{ withheld: number; time: string }> => (await (await fetch(url)).json()) as never;
  let seen = await look();
  for (let attempt = 0; seen.withheld < 10_000 && attempt < 200; attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    seen = await look();
  }
  assert.ok(seen.withheld >= 10_000 && seen.withheld < 11_000, `${seen.withheld} messages are kept back`);
  const event = JSON.stringify({ id: 'e', type: 'crossdock.order.closed.v1', data: {} });
  assert.equal((await post(url, { id: 'e', body: event })).status, 503);
  assert.equal((await look()).time, seen.time);
  const off = await fetch(`${url}/faults/silent`, { method: 'PUT', body: '{"on": false}' });
  assert.equal(off.status, 200);
  await until('an order', () => node.received.length > 0);
});

test('what fails is sent again until it is taken', async () => {
  let isOpen = false;
  const send = (): Promise<Outcome> =>
    Promise.resolve(isOpen ? { outcome: 'done' } : { outcome: 'failed', problem: 'closed', retryAfterMs: null });
  await using outbox = openOutbox({
    send,
    isUp: () => true,
    answered: () => true,
    changed: () => undefined,
    pauseMs: 10,
  });
  const output = (id: number): Output => ({
    to: 'wms',
    kind: 'notice',
    id: String(id),
    at: 0,
    body: { kind: 'handed_over', shipment: 'S' },
  });
  outbox.put(Array.from({ length: 100 }, (_, id) => output(id)));
  assert.equal(outbox.size(), 100);
  await until('a failure', () => outbox.problems().failing['wms'] === 'closed');
  isOpen = true;
  await until('room', () => outbox.waiting().length === 0);
  assert.deepEqual([outbox.size(), outbox.problems().failing], [0, {}]);
});

test('while the system is down nothing is sent, and an answer it can not take is asked for again', async () => {
  let isUp = false;
  const sent: string[] = [];
  const send = ({ id }: Output): Promise<Outcome> => {
    sent.push(id);
    return Promise.resolve({ outcome: 'answered', status: 201, body: {} });
  };
  const answered = (): boolean => sent.length > 1;
  await using outbox = openOutbox({ send, isUp: () => isUp, answered, changed: () => undefined, pauseMs: 10 });
  outbox.put([{ to: 'crossdock', kind: 'order', id: 'o', at: 0, body: {} }]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(sent, []);
  isUp = true;
  await until('an answer that is taken', () => outbox.waiting().length === 0);
  assert.deepEqual(sent, ['o', 'o']);
});

function withPorts(systems: Config['systems'], ports: readonly number[]): Config['systems'] {
  const entries = Object.entries(systems).map(([name, system], index) => [
    name,
    { ...system, port: ports[index] ?? 0 },
  ]);
  return Object.fromEntries(entries) as Config['systems'];
}

async function freePorts(count: number): Promise<number[]> {
  const nodes = await Promise.all(Array.from({ length: count }, startNode));
  const ports = nodes.map(({ url }) => Number(new URL(url).port));
  await Promise.all(nodes.map((node) => node[Symbol.asyncDispose]()));
  return ports;
}
