// How fast things go out: `npm run bench:connections`. A peer that answers in 5 ms, beside a bare client that sends the same; and a
// backlog after an outage, drained while orders go on coming, with the latency of the API and the age of what is new meanwhile.
// `--quick` takes a tenth of it, `--apart` has a node for the API and one for the work, `--json` prints for programs.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startChild } from './child.ts';
import type { Child } from './child.ts';
import { bareRate } from './connections/bare.ts';
import { isDrained, putBacklog } from './connections/backlog.ts';
import { visible } from './connections/visible.ts';
import { startServer } from './database.ts';
import { generateLoad } from './load.ts';
import type { LoadResult } from './load.ts';
import { machine, machineSentence } from './machine.ts';
import { startCrossdock } from './peers/crossdock.ts';
import { post } from './requests.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    apart: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const key = 'xd_bench_0123456789abcdef0123456789abcdef';
const port = 18_870;
const peerPort = 18_871;
const workerPort = 18_872;
const peerMs = 5;
const concurrent = 32;
const database = 'connections';
const deliveries = values.quick ? 4_000 : 20_000;
const backlog = values.quick ? 10_000 : 100_000;
const ordersPerSecond = 100;
const quietMs = values.quick ? 10_000 : 30_000;
const drainMaxMs = 1_200_000;

const home = mkdtempSync(join(tmpdir(), 'crossdock-bench-'));
const server = await startServer(home);
const children: Child[] = [];
let number = 0;
try {
  await server.query('postgres', `create database ${database}`);
  children.push(await startCrossdock(server, { key, database, port, roles: values.apart ? 'api' : 'api,worker' }));
  if (values.apart) children.push(await startCrossdock(server, { key, database, port: workerPort, roles: 'worker' }));
  await setUp();
  report({ inbound: await inbound(), ...(await steady()), ...(await outage()) });
} finally {
  await Promise.all(children.map((child) => child.stop()));
  await server.stop();
  rmSync(home, { recursive: true, force: true });
}

async function ask(method: string, path: string, body: object): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
}

async function setUp(): Promise<void> {
  await ask('PUT', '/v1/sites/S1', { name: 'S1', company: 'C1', zone: 'Europe/Berlin', rank: 1 });
  for (let item = 1; item <= 100; item++) {
    await ask('PUT', `/v1/items/I${item}`, { name: `I${item}`, unit: 'pcs' });
    await ask('POST', '/v1/events', {
      specversion: '1.0',
      id: `open-${item}`,
      source: 'bench',
      type: 'crossdock.stock.received.v1',
      time: new Date().toISOString(),
      data: { item: `I${item}`, site: 'S1', quantity: 1_000_000 },
    });
  }
}

function connect(code: string, types: readonly string[] = []): Promise<void> {
  const settings = { url: `http://127.0.0.1:${peerPort}/` };
  return ask('PUT', `/v1/connections/${code}`, {
    kind: 'webhook',
    owner: 'bench',
    settings,
    types,
    limits: { concurrent },
  });
}

async function startPeer(): Promise<Child> {
  const peer = await startChild({
    name: 'the peer',
    command: process.execPath,
    args: [fileURLToPath(new URL('./connections/peer.ts', import.meta.url)), String(peerPort), String(peerMs)],
  });
  children.push(peer);
  return peer;
}

interface Peer {
  readonly received: number;
  readonly repeated: number;
  readonly outOfOrder: number;
}

async function peerSays(): Promise<Peer> {
  return (await (await fetch(`http://127.0.0.1:${peerPort}/`)).json()) as Peer; // What peer.ts answers.
}

/** Seconds. */
async function drained(connection: string): Promise<number> {
  const started = performance.now();
  while (!(await isDrained(server, database, connection))) await sleep(250);
  return (performance.now() - started) / 1_000;
}

/** A receiver that was away is asked now and then whether it is back. */
async function drainedAfterOutage(): Promise<{ foundBackSeconds: number; foundBackAt: Date; seconds: number }> {
  const started = performance.now();
  while ((await peerSays()).received === 0) await sleep(100);
  const foundBackSeconds = (performance.now() - started) / 1_000;
  return { foundBackSeconds, foundBackAt: new Date(), seconds: await drained('outage') };
}

async function inbound(): Promise<object> {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  await ask('PUT', '/v1/connections/wms', {
    kind: 'hook',
    owner: 'bench',
    settings: { proof: { kind: 'standard_webhooks' } },
    streams: [{ name: 'reports', settings: { as: 'cloud_events' } }],
    rights: { role: 'warehouse' },
    credentials: { secret },
  });
  say(`events pushed, until the API answers with them`);
  await sleep(1_500); // Until the worker has the stream.
  const url = `http://127.0.0.1:${port}`;
  const samples = values.quick ? 50 : 500;
  return visible({ url, key, path: '/v1/in/wms/reports', secret, samples, perSecond: 50 });
}

async function steady(): Promise<object> {
  say(`${deliveries} deliveries to a peer that answers in ${peerMs} ms`);
  const peer = await startPeer();
  const entry = JSON.stringify({ subject: 'bare', data: { index: 0, filling: 'x'.repeat(700) } });
  const bare = await bareRate({ port: peerPort, count: deliveries, concurrent, body: entry });
  await putBacklog(server, { database, connection: 'steady', lanes: deliveries / 4, each: 4 });
  await connect('steady');
  const seconds = await drained('steady');
  const peerSaw = await peerSays();
  await peer.stop();
  return {
    deliveriesPerSecond: deliveries / seconds,
    barePerSecond: bare,
    ofBare: deliveries / seconds / bare,
    peerSaw,
  };
}

function order(): string {
  const lines = [1, 2, 3].map((line) => ({ line, item: `I${1 + ((number + line) % 100)}`, quantity: 1 }));
  return post('/v1/orders', key, JSON.stringify({ externalId: `O-${(number += 1)}`, channel: 'web', lines }));
}

function orders(measureMs: number, until?: Promise<unknown>): Promise<LoadResult> {
  const options = { port, callers: 8, warmUpMs: 1_000, measureMs, ratePerSecond: ordersPerSecond, next: order };
  return generateLoad({ ...options, ...(until !== undefined && { until }) });
}

async function outage(): Promise<object> {
  say(`a backlog of ${backlog} deliveries after an outage, ${ordersPerSecond} orders/s going on`);
  await connect('outage', ['crossdock.order.promised.v1']);
  const quiet = await orders(quietMs);
  say(`  without it: p99 ${quiet.p99Ms.toFixed(1)} ms`);
  await putBacklog(server, { database, connection: 'outage', lanes: backlog / 10, each: 10 });
  // Long enough for the runner to find out that nobody is there.
  const away = await orders(5_000);
  await startPeer();
  const drain = drainedAfterOutage();
  const busy = await orders(drainMaxMs, drain);
  const { foundBackSeconds, foundBackAt, seconds } = await drain;
  const [fresh] = await server.query<{ count: number; p50: number; p99: number }>(
    database,
    `select count(*)::int as count, percentile_cont(0.5) within group (order by age) as p50, percentile_cont(0.99) within group (order by age) as p99
     from (
       select extract(epoch from delivered_at - uuid_extract_timestamp(turn_id)) as age
       from crossdock.deliveries
       where connection = 'outage' and lane not like 'lane-%' and uuid_extract_timestamp(turn_id) between $1 and $1 + $2 * interval '1 second'
     ) fresh`,
    [foundBackAt, seconds],
  );
  return {
    backlog,
    foundBackSeconds,
    drainSeconds: seconds,
    drainedPerSecond: backlog / seconds,
    apiP50Ms: { quiet: quiet.p50Ms, whileAway: away.p50Ms, whileDraining: busy.p50Ms },
    apiP99Ms: { quiet: quiet.p99Ms, whileAway: away.p99Ms, whileDraining: busy.p99Ms, ratio: busy.p99Ms / quiet.p99Ms },
    newWhileDraining: fresh,
    peerSawAfterOutage: await peerSays(),
  };
}

function report(measured: object): void {
  if (values.json) process.stdout.write(`${JSON.stringify({ machine: machine(), ...measured }, null, 2)}\n`);
  else process.stdout.write(`${machineSentence(machine())}\n${JSON.stringify(measured, null, 2)}\n`);
}
