import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { configOf, post, secret, startNode, until } from '../testing/http.testsuite.ts';
import type { Node, Signed } from '../testing/http.testsuite.ts';
import { releaseRequested } from '../testing/network.testsuite.ts';
import type { Config } from './config.ts';
import { startCounterparties } from './start.ts';

interface Running extends AsyncDisposable {
  readonly node: Node;
  readonly url: string;
}

async function startWms(given: Partial<Config> = {}): Promise<Running> {
  await using stack = new AsyncDisposableStack();
  const node = stack.use(await startNode());
  const options = { wrongBooks: 0, shrinkPerDay: 0 };
  const config = configOf(node.url, { wms: { options } }, given);
  const { running } = stack.use(await startCounterparties(config, { log: () => undefined }));
  const whole = stack.move();
  return { node, url: running[0]?.url ?? '', [Symbol.asyncDispose]: () => whole.disposeAsync() };
}

function webhook(given: Readonly<Record<string, unknown>> = {}): Signed {
  const event = releaseRequested(given);
  return { id: event.id, body: JSON.stringify(event) };
}

async function put(url: string, path: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${url}${path}`, { method: 'PUT', body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}

async function get(url: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(url);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const typesOf = ({ received }: Node): string[] => received.map(({ body }) => String(body['type']).slice(10, -3));

test('a signed webhook is taken, and what follows from it is reported with the key', async () => {
  await using running = await startWms();
  const { node, url } = running;
  const message = webhook();
  assert.equal((await post(url, message)).status, 204);
  await until('the packing', () => node.received.length === 3);
  assert.deepEqual(typesOf(node), ['release.accepted', 'shipment.picked', 'shipment.packed']);
  const [first] = node.received;
  assert.equal(first?.path, '/v1/events');
  assert.equal(first.headers.authorization, 'Bearer key');
  assert.equal(first.headers['content-type'], 'application/cloudevents+json');
  assert.ok(Math.abs(Date.parse(String(first.body['time'])) - Date.now()) < 60_000, 'times are real');
});

test('a webhook with a wrong signature is refused, and nothing follows', async () => {
  await using running = await startWms();
  const { url } = running;
  const other = `whsec_${Buffer.from('another secret of 32 bytes.....').toString('base64')}`;
  const seconds = Math.floor(Date.now() / 1_000);
  const attempts: readonly [Partial<Signed>, RegExp][] = [
    [{ secret: other }, /No signature fits/],
    [{ seconds: seconds - 301 }, /five minutes/],
    [{ seconds: seconds + 301 }, /five minutes/],
    [{ headers: { 'webhook-timestamp': 'soon' } }, /five minutes/],
    [{ headers: { 'webhook-signature': 'v1,AAAA v2,BBBB' } }, /No signature fits/],
    [{ headers: { 'webhook-id': 'another' } }, /No signature fits/],
  ];
  for (const [given, detail] of attempts) {
    const response = await post(url, { ...webhook(), ...given });
    assert.equal(response.status, 401);
    assert.match(await response.text(), detail);
  }
  const unsigned = await fetch(`${url}/hooks`, { method: 'POST', body: '{}' });
  assert.equal(unsigned.status, 401);
  assert.deepEqual((await get(`${url}/state`)).body, {
    tables: { stock: 7, releases: 0, shipments: 0, transfers: 0, queues: 3 },
  });
});

test('one of several signatures is enough, as when a secret is replaced', async () => {
  await using running = await startWms();
  const message = webhook();
  const seconds = Math.floor(Date.now() / 1_000);
  const { keyOf, sign } = await import('./signature.ts');
  const key = keyOf(secret);
  assert.ok(key !== undefined);
  const right = sign(key, { id: message.id, seconds, body: message.body });
  const response = await post(running.url, {
    ...message,
    seconds,
    headers: { 'webhook-signature': `v1,AAAA ${right}` },
  });
  assert.equal(response.status, 204);
});

test('a duplicate is answered as taken and ignored', async () => {
  await using running = await startWms();
  const message = webhook();
  for (let attempt = 0; attempt < 3; attempt += 1) assert.equal((await post(running.url, message)).status, 204);
  await until('the packing', () => running.node.received.length === 3);
  const releases = await get(`${running.url}/state/releases`);
  assert.equal((releases.body['items'] as unknown[]).length, 1);
});

test('what is no event, or no event of this system, is refused with the reason', async () => {
  await using running = await startWms();
  const { url } = running;
  const detailOf = async (message: Signed): Promise<unknown[]> => {
    const response = await post(url, message);
    const body = (await response.json()) as { detail: string };
    return [response.status, body.detail];
  };
  assert.deepEqual(await detailOf({ id: 'x', body: 'no JSON' }), [
    400,
    'The body is not a CloudEvent with type and data.',
  ]);
  assert.deepEqual(await detailOf({ ...webhook(), id: 'x' }), [400, 'webhook-id is not the id of the event.']);
  assert.deepEqual(await detailOf(webhook({ lines: 'none' })), [422, 'lines is not a list']);
  assert.deepEqual(await detailOf({ id: 'n', body: '{}', path: '/notices' }), [400, 'The body is not a notice.']);
  const strange = JSON.stringify({ from: 'erp', notice: { kind: 'gossip' } });
  assert.deepEqual(await detailOf({ id: 'n', body: strange, path: '/notices' }), [400, 'There is no notice gossip.']);
});

test('a body without end is cut off', async () => {
  await using running = await startWms();
  const response = await post(running.url, { id: 'x', body: 'x'.repeat(4 * 1024 * 1024 + 1) });
  assert.equal(response.status, 413);
});

test('faults are switched over HTTP: down is down, and up again it goes on', async () => {
  await using running = await startWms();
  const { node, url } = running;
  const on = await put(url, '/faults/down', { on: true });
  assert.equal(on.status, 200);
  const refused = await post(url, webhook());
  assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, '5']);
  assert.deepEqual((await get(url)).body['faults'], ['down']);
  await put(url, '/faults/down', { on: false });
  assert.equal((await post(url, webhook())).status, 204);
  await until('an answer', () => node.received.length > 0);
});

test('lost_receipts: the connection breaks, the message is taken', async () => {
  await using running = await startWms();
  const { node, url } = running;
  await put(url, '/faults/lost_receipts', { on: true, parameters: { rate: 1 } });
  const message = webhook();
  await assert.rejects(post(url, message), /fetch failed/);
  assert.equal((await post(url, message)).status, 204);
  await until('the packing', () => node.received.length === 3);
});

test('faults are listed with their parameters; a wrong one is refused in words', async () => {
  await using running = await startWms();
  const { url } = running;
  const listed = (await get(`${url}/faults`)).body['items'] as { name: string; parameters: object }[];
  assert.ok(listed.some(({ name }) => name === 'congestion') && listed.some(({ name }) => name === 'silent'));
  const switched = await put(url, '/faults/slow', { on: true, parameters: { minutes: 5 } });
  assert.deepEqual((switched.body as { values: unknown }).values, { minutes: 5 });
  assert.deepEqual(await put(url, '/faults/slow', { on: true, parameters: { minutes: -5 } }), {
    status: 422,
    body: { status: 422, detail: 'slow: minutes must be a number from 1 to 100000' },
  });
  assert.equal((await put(url, '/faults/none', { on: true })).status, 422);
  assert.equal((await put(url, '/faults/slow', { on: 'yes' })).status, 400);
  assert.equal((await put(url, '/faults/slow', [])).status, 400);
});

test('tables come in pages, latest first, and can be cut to what has a text in it', async () => {
  await using running = await startWms();
  const { url } = running;
  for (const release of ['R1', 'R2', 'R3']) await post(url, webhook({ release }));
  const names = ({ body }: { body: Record<string, unknown> }): unknown[] =>
    (body['items'] as { release: string }[]).map((row) => row.release);
  const first = await get(`${url}/state/releases?limit=2`);
  assert.deepEqual([names(first), first.body['next']], [['R3', 'R2'], 2]);
  const second = await get(`${url}/state/releases?limit=2&after=2`);
  assert.deepEqual([names(second), second.body['next']], [['R1'], null]);
  assert.deepEqual(names(await get(`${url}/state/releases?match=R2`)), ['R2']);
  assert.equal((await get(`${url}/state/releases?limit=0`)).status, 400);
  assert.equal((await get(`${url}/state/releases?after=x`)).status, 400);
  assert.equal((await get(`${url}/state/toString`)).status, 404);
});

test('a name of somebody else that leads to this machine reaches nothing', async () => {
  await using running = await startWms();
  const port = Number(new URL(running.url).port);
  const statusOf = async (host: string, method: string, path: string): Promise<number | undefined> => {
    const asked = request({ host: '127.0.0.1', port, method, path, headers: { host } });
    asked.end(method === 'PUT' ? '{"on": true}' : undefined);
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode;
  };
  for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1.evil.example', `localhost.evil:${port}`])
    for (const [method, path] of [
      ['GET', '/state/stock'],
      ['PUT', '/faults/down'],
    ] as const)
      assert.equal(await statusOf(host, method, path), 421, `${method} ${path} at ${host}`);
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, 'LOCALHOST'])
    assert.equal(await statusOf(host, 'GET', '/state/stock'), 200, host);
  assert.deepEqual((await get(running.url)).body['faults'], []);
});

test('what there is not is not found', async () => {
  await using running = await startWms();
  for (const path of ['/nothing', '/state/a/b', '/state/%E0%A4%A'])
    assert.equal((await get(`${running.url}${path}`)).status, 404, path);
});
