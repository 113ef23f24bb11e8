import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { startFaultProxy } from './fault-proxy.testsuite.ts';
import type { FaultProxy } from './fault-proxy.testsuite.ts';

interface Bed extends AsyncDisposable {
  readonly proxy: FaultProxy;
  /** Bodies that arrived whole. */
  readonly arrived: string[];
  post(body: string, timeoutMs?: number): Promise<string>;
}

async function start(): Promise<Bed> {
  const arrived: string[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('error', () => undefined); // Cut off: that is what the tests are for.
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      arrived.push(body);
      response.end(`got ${body.length}`);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = await startFaultProxy({ port: (server.address() as AddressInfo).port });
  return {
    proxy,
    arrived,
    post: (body, timeoutMs = 20_000) =>
      new Promise((resolve, reject) => {
        const signal = AbortSignal.timeout(timeoutMs);
        const call = request(
          { host: proxy.host, port: proxy.port, method: 'POST', agent: false, signal },
          (response) => {
            let text = '';
            response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
            response.on('end', () => resolve(text));
            response.on('error', reject);
          },
        );
        call.on('error', reject);
        call.setHeader('content-length', Buffer.byteLength(body));
        call.end(body);
      }),
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test('without faults everything passes, and is counted', async () => {
  await using bed = await start();
  const body = 'x'.repeat(300_000);
  assert.equal(await bed.post(body), 'got 300000');
  assert.ok(bed.proxy.seen.up > body.length);
  assert.equal(bed.proxy.seen.connections, 1);
});

test('a refused connection is refused, and taken again after healing', async () => {
  await using bed = await start();
  await bed.proxy.set({ refuse: true });
  await assert.rejects(bed.post('a'), { code: 'ECONNREFUSED' });
  await bed.proxy.heal();
  assert.equal(await bed.post('a'), 'got 1');
});

test('what is swallowed on its way there does not arrive; an answer that is lost was given', async () => {
  await using bed = await start();
  await bed.proxy.set({ swallow: 'both' });
  await assert.rejects(bed.post('a', 200), { name: 'AbortError' });
  await bed.proxy.heal();
  await bed.proxy.set({ swallow: 'down' });
  const lost = bed.post('bb', 20_000);
  lost.catch(() => undefined); // Looked at below, once the server has it.
  while (bed.arrived.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await bed.proxy.heal();
  await assert.rejects(lost, { code: 'ECONNRESET' });
  assert.deepEqual(bed.arrived, ['bb']);
});

test('a connection is cut after so many bytes, either way', async () => {
  await using bed = await start();
  await bed.proxy.set({ cutUpAfter: 60 });
  await assert.rejects(bed.post('x'.repeat(1_000)));
  assert.equal(bed.proxy.seen.up, 60);
  assert.deepEqual(bed.arrived, []);
  await bed.proxy.set({ cutDownAfter: 0 });
  await assert.rejects(bed.post('y'), { code: 'ECONNRESET' });
  assert.deepEqual(bed.arrived, ['y']);
  assert.equal(bed.proxy.seen.cut, 2);
});

test('a share of the connections is hit', async () => {
  await using bed = await start();
  await bed.proxy.set({ cutDownAfter: 0, share: 0.25 });
  const answers = await Promise.allSettled(Array.from({ length: 8 }, () => bed.post('a')));
  assert.equal(answers.filter(({ status }) => status === 'rejected').length, 2);
});

test('slow, doubled and reordered requests arrive', async () => {
  await using bed = await start();
  await bed.proxy.set({ delayMs: 10, jitterMs: 10, bytesPerSecond: 100_000 });
  assert.equal(await bed.post('a'.repeat(500)), 'got 500');
  await bed.proxy.set({ duplicate: true });
  assert.equal(await bed.post('bb'), 'got 2');
  while (bed.arrived.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(bed.arrived.slice(1), ['bb', 'bb']);
  await bed.proxy.set({ reorder: true });
  assert.deepEqual(await Promise.all([bed.post('1'), bed.post('22')]), ['got 1', 'got 2']);
});
