import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

const here = import.meta.dirname;
const root = join(here, '../../..');
const work = await mkdtemp(join(tmpdir(), 'crossdock-meridian-'));
const folder = join(work, 'files', 'meridian');
const running = new Set<ChildProcess>();

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  assert.ok(address !== null && typeof address === 'object');
  return address.port;
}

const port = await freePort();
const key = 'trial-of-meridian-0123456789abcdef0123456789';
const environment = {
  ...process.env,
  PORT: String(port),
  HOST: '127.0.0.1',
  CROSSDOCK_HOME: join(work, 'home'),
  CROSSDOCK_FILES: join(work, 'files'),
  CROSSDOCK_ADMIN_KEY: key,
  CROSSDOCK_DEMO: '0',
  DATABASE_URL: '',
};

function start(program: string, ...options: string[]): ChildProcess {
  const child = spawn(process.execPath, [program, ...options], { cwd: root, env: environment, stdio: 'ignore' });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

function startMeridian(): ChildProcess {
  const paces = ['--cycle-ms', '250', '--write-ms', '50', '--stock-every-ms', '1500', '--counter-every', '8'];
  return start(join(root, 'examples/systems/legacy-erp/main.ts'), '--folder', folder, '--seed', '1', ...paces);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}

after(async () => {
  await Promise.all([...running].map((child) => end(child, 'SIGTERM')));
  await rm(work, { recursive: true, force: true });
});

/** What answers of the API are read for here. */
interface Answer {
  id: string;
  item: string;
  onHand: number;
  reason: string | null;
  receivedAt: string;
  body: string;
  result: { duplicates: number } | null;
  lines: { issued: number; cancelled: number; reserved: number }[];
  items: Answer[];
}

async function api(route: string, body?: object, method = body ? 'POST' : 'GET'): Promise<Answer> {
  const answer = await fetch(`http://127.0.0.1:${port}${route}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const value = (await answer.json()) as Answer;
  assert.ok(answer.ok, `${method} ${route}: ${JSON.stringify(value)}`);
  return value;
}

async function until<T>(what: string, ask: () => Promise<T | undefined | false>): Promise<T> {
  const last = Date.now() + 60_000;
  for (;;) {
    const value = await ask().catch(() => undefined);
    if (value !== undefined && value !== false) return value;
    assert.ok(Date.now() < last, `not in time: ${what}`);
    await pause(100);
  }
}

async function publish(mapping: string): Promise<void> {
  const from = join(here, 'mappings', mapping);
  const definition = JSON.parse(await readFile(join(from, 'mapping.json'), 'utf8'));
  const expression = await readFile(join(from, definition.expression), 'utf8');
  const names = await readdir(join(from, 'cases'));
  const cases = await Promise.all(
    names.map(async (name) => ({ name, ...JSON.parse(await readFile(join(from, 'cases', name), 'utf8')) })),
  );
  const { name, version } = definition;
  const shared = definition.functions && { functions: await readFile(join(from, definition.functions), 'utf8') };
  const content = { ...definition, expression, ...shared, cases };
  await api('/v1/definitions', { kind: 'mapping', name, version, content, active: true });
}

async function order(externalId: string, ...lines: [item: string, quantity: number][]): Promise<string> {
  const rows = lines.map(([item, quantity], index) => ({ line: index + 1, item, quantity }));
  return (await api('/v1/orders', { externalId, channel: 'shop', customer: '200117', lines: rows })).id;
}

async function lines(id: string): Promise<[issued: number, cancelled: number, reserved: number][]> {
  return (await api(`/v1/orders/${id}`)).lines.map((line) => [line.issued, line.cancelled, line.reserved]);
}

async function settled(id: string): Promise<[number, number, number][]> {
  return await until(`all of ${id} is issued or cancelled`, async () => {
    const now = await lines(id);
    return now.every(([, , reserved]) => reserved === 0) && now;
  });
}

/** What the stock file of Meridian that came last says is free, by our code of the item. */
async function lastStockFile(): Promise<{ at: string; free: Map<string, number> }> {
  const newest = (await api('/v1/raw-messages?connection=meridian-books&stream=stock&rawState=applied&limit=1'))
    .items[0];
  assert.ok(newest);
  const { body } = await api(`/v1/raw-messages/${newest.id}`);
  const text: string = body.startsWith('K;') ? body : Buffer.from(body, 'base64').toString('latin1');
  assert.match(text, /^K;/, `what came: ${body.slice(0, 80)}`);
  const free = new Map<string, number>();
  const number = (cell: string) => Number(cell.replace(',', '.').replace(/^(.*)-$/, '-$1'));
  for (const row of text.matchAll(/P;0*(\d+);.*?;H01;\w+;([\d,]+-?);([\d,]+-?)/g))
    free.set(row[1]!, Math.max(0, number(row[2]!) - number(row[3]!)));
  return { at: newest.receivedAt, free };
}

async function issuesOf(item: string): Promise<Answer[]> {
  const { items } = await api(`/v1/ledger?item=${item}&site=H01&limit=500`);
  return items.filter((movement) => movement.reason === 'confirmed by Meridian');
}

test('items, customers, stock, orders and acknowledgements go between Crossdock and Meridian', async (t) => {
  await mkdir(folder, { recursive: true });
  start(join(root, 'tools/crossdock.mjs'), 'start');
  let meridian = startMeridian();
  await until('the node is ready', async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok);
  await api('/v1/sites/H01', { name: 'Warehouse H01', company: '001', zone: 'Europe/Berlin' }, 'PUT');
  await api('/v1/identifier-systems/meridian', { owner: 'ERP team', sameCodes: ['site'] }, 'PUT');
  const mappings = (await readdir(join(here, 'mappings'))).filter((name) => name.startsWith('meridian-'));
  await Promise.all(mappings.map(publish));
  for (const connection of ['books', 'orders']) {
    const text = await readFile(join(here, `connection-${connection}.json`), 'utf8');
    const definition = JSON.parse(text);
    for (const stream of definition.streams) stream.everySeconds = 0.2;
    await api(`/v1/connections/meridian-${connection}`, definition, 'PUT');
  }

  await t.test('masters come, and with them what their numbers mean', async () => {
    await until('twelve items', async () => (await api('/v1/items')).items.length === 12);
    await until('six customers', async () => (await api('/v1/partners')).items.length === 6);
    await until(
      'their numbers',
      async () => (await api('/v1/identifiers?system=meridian&limit=100')).items.length === 18,
    );
    assert.deepEqual((await api('/v1/unmatched-identifiers')).items, []);
    // A stock file that was faster than the items.
    await api('/v1/raw-messages:replay', { connection: 'meridian-books' });
    await until('stock', async () => (await api('/v1/stock?limit=100')).items.length === 12);
  });

  await t.test('an order goes out, is confirmed, and its goods are issued once', async () => {
    const id = await order('W-1', ['105711', 7], ['105750', 12.5]);
    assert.deepEqual(await settled(id), [
      [7, 0, 0],
      [12.5, 0, 0],
    ]);
  });

  await t.test('what Meridian does not have is cancelled', async () => {
    const { free } = await lastStockFile();
    const has = free.get('105763')!;
    const found = { item: '105763', site: 'H01', quantity: 60 };
    const type = 'crossdock.stock.received.v1';
    await api('/v1/events', { specversion: '1.0', id: 'found-1', source: 'trial', type, data: found });
    const id = await order('W-2', ['105763', has + 50]);
    const [line] = await settled(id);
    assert.equal(line![0] + line![1], has + 50);
    assert.ok(line![1] >= 50, `cancelled are ${line![1]}`);
    assert.ok(line![0] > 0, 'what is there is issued first');
  });

  await t.test('after a power cut, numbers are repeated, orders wait, and nothing is lost or doubled', async () => {
    await end(meridian, 'SIGKILL');
    const before = (await issuesOf('105711')).length;
    const id = await order('W-3', ['105711', 2]);
    await until('the order waits in its folder', async () =>
      (await readdir(join(folder, 'in'))).includes('SO000003.rdy'),
    );
    meridian = startMeridian();
    assert.deepEqual(await settled(id), [[2, 0, 0]]);
    const again = '/v1/raw-messages?connection=meridian-orders&stream=acknowledgements';
    await until('the last acknowledgement came again, and was known', async () =>
      (await api(again)).items.some((message) => (message.result?.duplicates ?? 0) > 0),
    );
    assert.equal((await issuesOf('105711')).length, before + (before > 0 ? 1 : 0));
  });

  await t.test('a file with a wrong control total is refused as a whole, a refused order is told', async () => {
    const head = 'HMERIDIAN4 GIS   9000001261123201039001F';
    const row = 'G4500999999000100000000000010571100000007000ST 12611232012588000999999';
    const text = `${head}\r\n${row}\r\nT0000001000000000006000\r\n`;
    await writeFile(join(folder, 'out', 'GIS900000.TMP'), text);
    await rename(join(folder, 'out', 'GIS900000.TMP'), join(folder, 'out', 'GIS900000.DAT'));
    // Somebody sends a file by hand, under a number that is not theirs; the next one is too low.
    const sent = await readFile(join(folder, 'archive', 'SO000003.DAT'), 'latin1');
    await writeFile(join(folder, 'in', 'SO000009.DAT'), sent.replace('ORDERS000003', 'ORDERS000009'), 'latin1');
    await writeFile(join(folder, 'in', 'SO000009.rdy'), '');
    await until('the file is taken', async () => (await readdir(join(folder, 'archive'))).includes('SO000009.DAT'));
    const id = await order('W-4', ['105711', 1]);
    const problem = async (route: string) =>
      JSON.stringify((await api(`/v1/raw-messages?rawState=failed&${route}`)).items);
    await until('the control total', async () => (await problem('stream=issues')).includes('is 7.000 together'));
    await until('the refusal', async () => (await problem('stream=errors')).includes('M412'));
    assert.deepEqual(await lines(id), [[0, 0, 1]]);
  });

  await t.test('in the end both know the same stock', async () => {
    const begin = new Date().toISOString();
    await until('both know the same', async () => {
      const { at, free } = await lastStockFile();
      const { items } = await api('/v1/stock?limit=100');
      return at > begin && items.every((stock) => stock.onHand === free.get(stock.item));
    });
    await api('/v1/ledger/verify');
  });
});
