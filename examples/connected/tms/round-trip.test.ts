// FreightLine and Crossdock, each as its own process: what is asked for is booked once, and what happens on the way comes in,
// whatever gets lost between them.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const here = import.meta.dirname;
const repository = path.join(here, '../../..');
const secret = 'round-trip-secret-of-the-push';
const running: ChildProcess[] = [];
let home = '';
let node = '';
let tms = '';
let key = '';
let tmsPort = 0;
let freightline: ChildProcess;

// Answers of both systems, as they come.
type Json = ReturnType<typeof JSON.parse>;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A command against the node, as an operator types it. */
async function crossdock(...args: readonly string[]): Promise<void> {
  const child = spawn(
    process.execPath,
    [path.join(repository, 'src/cli/main.ts'), ...args, '--url', node, '--key', key],
    {
      cwd: repository,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const code = await new Promise((resolve) => child.once('exit', resolve));
  assert.equal(code, 0, `crossdock ${args.join(' ')}`);
}

function run(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [...args], { env: { ...process.env, ...env }, stdio: 'ignore' });
  running.push(child);
  return child;
}

function startFreightline(): void {
  freightline = run([
    path.join(repository, 'examples/systems/tms/main.ts'),
    ...[
      '--port',
      String(tmsPort),
      '--folder',
      path.join(home, 'tms'),
      '--seed',
      '1',
      '--step-ms',
      '250',
      '--busy-one-in',
      '0',
    ],
  ]);
}

async function until<T>(what: string, seconds: number, ask: () => Promise<T | undefined | false>): Promise<T> {
  const end = Date.now() + seconds * 1000;
  while (true) {
    const answer = await ask().catch((error: unknown) => (Date.now() > end ? Promise.reject(error) : undefined));
    if (answer) return answer;
    assert.ok(Date.now() < end, `${what} did not happen in ${seconds} s`);
    await sleep(100);
  }
}

async function api(method: string, route: string, body?: unknown): Promise<Json> {
  const answer = await fetch(node + route, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${route} answered ${answer.status}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

async function sandbox(method: string, route: string, body?: unknown): Promise<Json> {
  const answer = await fetch(tms + route, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  return answer.json();
}

async function file(name: string): Promise<string> {
  const text = await readFile(path.join(here, name), 'utf8');
  return text
    .replaceAll('http://127.0.0.1:18110', tms)
    .replaceAll('${FREIGHTLINE_CLIENT_SECRET}', 'demo-secret')
    .replaceAll('${FREIGHTLINE_PUSH_SECRET}', secret);
}

async function publish(name: string): Promise<void> {
  const folder = path.join(here, 'mappings', name);
  const definition = JSON.parse(await readFile(path.join(folder, 'mapping.json'), 'utf8')) as Json;
  const cases = await Promise.all(
    (await readdir(path.join(folder, 'cases'))).map(async (each) => ({
      name: each.replace('.json', ''),
      ...(JSON.parse(await readFile(path.join(folder, 'cases', each), 'utf8')) as Json),
    })),
  );
  for (const part of ['expression', 'functions'])
    if (definition[part] !== undefined) definition[part] = await readFile(path.join(folder, definition[part]), 'utf8');
  await api('POST', '/v1/definitions', {
    kind: 'mapping',
    name,
    version: definition.version,
    active: true,
    content: { ...definition, cases },
  });
}

let events = 0;
async function event(type: string, data: unknown): Promise<void> {
  events += 1;
  await api('POST', '/v1/events', { specversion: '1.0', id: `e${events}`, source: '/wms/test', type, data });
}

/** An order that is packed, so that a transport is asked for. */
async function packed(name: string, customer: string): Promise<{ order: string; shipment: string }> {
  const { id: order } = await api('POST', '/v1/orders', {
    externalId: name,
    channel: 'test',
    customer,
    lines: [{ line: 1, item: 'BOLT', quantity: 2, price: { amount: '1.00', currency: 'EUR' } }],
  });
  const { fulfilment } = await api('GET', `/v1/orders/${order}`);
  assert.ok(fulfilment.releases[0], `no warehouse was asked: ${JSON.stringify(fulfilment)}`);
  const release = fulfilment.releases[0].id;
  const shipment = `SH-HAM-roundtri-${name.padStart(6, '0')}`;
  const about = { order, release, site: 'HAM' };
  await event('crossdock.release.accepted.v1', about);
  await event('crossdock.shipment.picked.v1', { ...about, shipment, lines: [{ line: 1, item: 'BOLT', quantity: 2 }] });
  await event('crossdock.shipment.packed.v1', {
    ...about,
    shipment,
    packages: [{ id: `${shipment}-1`, weightGrams: 4600 }],
  });
  return { order, shipment };
}

async function timeline(order: string): Promise<Json[]> {
  return (await api('GET', `/v1/orders/${order}/timeline`)).items;
}

async function happened(order: string, type: string, seconds = 8): Promise<Json> {
  return until(`${type} of ${order}`, seconds, async () =>
    (await timeline(order)).find((entry) => entry.type === type),
  );
}

async function bookings(): Promise<Json[]> {
  return sandbox('GET', '/admin/bookings');
}

before(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'freightline-'));
  const nodePort = await freePort();
  tmsPort = await freePort();
  node = `http://127.0.0.1:${nodePort}`;
  tms = `http://127.0.0.1:${tmsPort}`;
  startFreightline();
  run([path.join(repository, 'src/cli/main.ts'), 'start'], {
    PORT: String(nodePort),
    CROSSDOCK_HOME: path.join(home, 'node'),
    CROSSDOCK_ALLOW_PRIVATE_TARGETS: '1',
    CROSSDOCK_ADMIN_KEY: '',
  });
  await until('the start', 18, async () => (await fetch(`${node}/healthz`)).ok);
  key = (await readFile(path.join(home, 'node/admin-key'), 'utf8')).trim();

  await crossdock('process', 'activate', 'order-fulfilment', '--policies');
  await api('PUT', '/v1/sites/HAM', { name: 'Hamburg', company: 'NORTH', zone: 'Europe/Berlin', rank: 1 });
  await api('PUT', '/v1/items/BOLT', { name: 'Bolt', unit: 'each', scale: 0, attributes: { listPrice: '1.00' } });
  for (const code of ['C003', 'C002'])
    await api('PUT', `/v1/partners/${code}`, {
      name: code,
      roles: ['customer'],
      attributes: { class: 'B', creditLimit: '9000.00', creditCurrency: 'EUR' },
    });
  await event('crossdock.stock.received.v1', { item: 'BOLT', site: 'HAM', quantity: 100, sequence: 1 });
  await Promise.all(['freightline-bookings', 'freightline-answers', 'freightline-milestones'].map(publish));
  await api('PUT', '/v1/identifier-systems/freightline', { owner: 'Transport team' });
  const rows = (await readFile(path.join(here, 'identifiers.csv'), 'utf8')).trim().split('\n').slice(1);
  await api('POST', '/v1/identifiers:batch', {
    identifiers: rows
      .map((row) => row.split(','))
      .filter((row) => ['C003', 'C002'].includes(row[3] ?? ''))
      .map(([system, kind, id, code]) => ({ system, kind, id, code })),
  });
  await api('PUT', '/v1/connections/freightline', JSON.parse(await file('connection.json')));
  await api('PUT', '/v1/connections/freightline-ask', JSON.parse(await file('connection-ask.json')));
  await api('PUT', '/v1/connections/freightline-push', JSON.parse(await file('connection-push.json')));
  const token = await fetch(`${tms}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from('demo:demo-secret').toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const subscribed = await fetch(`${tms}/api/v2/subscriptions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${((await token.json()) as Json).access_token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ url: `${node}/v1/in/freightline-push/milestones`, secret }),
  });
  assert.equal(subscribed.status, 201);
});

after(async () => {
  for (const child of running) child.kill('SIGTERM');
  await Promise.all(
    running.map(async (child) => child.exitCode ?? new Promise((resolve) => child.once('exit', resolve))),
  );
  await rm(home, { recursive: true, force: true });
});

async function letter(order: string): Promise<Json> {
  return (await api('GET', `/v1/deliveries?connection=freightline&deliveryState=dead&lane=${order}`)).items[0];
}

async function only(order: string): Promise<Json> {
  const { tracking } = (await happened(order, 'crossdock.transport.booked.v1', 12)).data;
  const booking = (await bookings()).find((each) => each.number === tracking);
  const reference = booking.customerReference;
  const twins = (await bookings()).filter((each) => each.customerReference === reference);
  assert.equal(twins.length, 1, `${reference} was booked ${twins.length} times`);
  return booking;
}

let lost = '';
let first = { order: '', shipment: '' };

test('a transport is booked, and its number comes back', async () => {
  first = await packed('1', 'C003');
  const booking = await only(first.order);
  const { data } = await happened(first.order, 'crossdock.transport.booked.v1');
  assert.equal(data.shipment, first.shipment);
  assert.equal(data.carrier, 'Nordlast');
  assert.equal(data.expectedOn.replaceAll('-', ''), booking.estimatedDelivery);
  assert.equal(booking.request.consignee.city, 'Gent');
});

test('an answer that is lost waits for a person, and books nothing twice', async () => {
  await sandbox('POST', '/admin/faults', { fault: 'lose_answer', times: 1 });
  const { order } = await packed('2', 'C002');
  const unknown = await until('the dead letter', 8, async () => letter(order));
  assert.equal(unknown.lastError.code, 'outcome_unknown');
  await api('POST', `/v1/deliveries/${unknown.seq}/skip`);
  lost = order;
});

test('a refusal is a dead letter with its code; sent again, it is booked once', async () => {
  await sandbox('POST', '/admin/faults', { fault: 'refuse', times: 1 });
  const { order } = await packed('3', 'C003');
  const dead = await until('the dead letter', 5, async () => letter(order));
  assert.match(dead.lastError.cause, /FL-2050/);
  await api('POST', `/v1/deliveries/${dead.seq}/replay`);
  await only(order);
});

test('what is asked for while FreightLine is away is booked when it is back', async () => {
  freightline.kill('SIGTERM');
  await new Promise((resolve) => freightline.once('exit', resolve));
  const { order } = await packed('4', 'C003');
  await sleep(300);
  startFreightline();
  await only(order);
});

test('the number of the booking whose answer was lost comes back all the same', async () => {
  await only(lost);
});

test('what happens on the way comes once, although it is polled and pushed', async () => {
  await happened(first.order, 'crossdock.shipment.delivered.v1', 6);
  const pushed = await until('a push', 5, async () => {
    const { items } = await api('GET', '/v1/raw-messages?connection=freightline-push');
    return items.length > 0 && items;
  });
  assert.deepEqual(
    pushed.filter((message: Json) => message.state === 'failed'),
    [],
  );
  const { items } = await api('GET', '/v1/raw-messages?connection=freightline&rawState=failed');
  assert.deepEqual(items, []);
  const delivered = (await timeline(first.order)).filter((entry) => entry.type === 'crossdock.shipment.delivered.v1');
  assert.equal(delivered.length, 1);
});
