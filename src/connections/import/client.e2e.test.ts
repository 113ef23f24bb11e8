// The client against a server that misbehaves as nodes and networks do.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createClient, waitMs } from './client.ts';
import type { Client } from './client.ts';
import { ImportProblem } from './problem.ts';

interface Canned {
  readonly status: number;
  readonly body: string;
  readonly headers?: Record<string, string>;
}

const problem = (code: string, retryable = false): string =>
  JSON.stringify({ code, detail: `It is ${code}.`, fix: 'Mend it.', retryable });

/** Gives the answers in turn, the last one for ever; `null` hangs up. */
async function serverOf(
  answers: readonly (Canned | null)[],
): Promise<{ client: Client; waits: string[]; asked: () => number; [Symbol.dispose]: () => void }> {
  let asked = 0;
  const server = createServer((request, response) => {
    request.resume();
    const answer = answers[Math.min(asked++, answers.length - 1)];
    if (answer == null) return void request.socket.destroy();
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const waits: string[] = [];
  const client = createClient({
    url: `http://127.0.0.1:${port}`,
    key: 'k',
    onWait: (text) => void waits.push(text),
    attemptsMax: 3,
  });
  return {
    client,
    waits,
    asked: () => asked,
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

test('a node that hangs up or is full is asked again', async () => {
  using server = await serverOf([
    null,
    { status: 503, body: problem('queue_full', true), headers: { 'retry-after': '0' } },
    { status: 200, body: '{"items":[]}' },
  ]);
  assert.deepEqual(await server.client.post('/v1/events', []), { items: [] });
  assert.equal(server.asked(), 3);
  assert.match(server.waits[0] ?? '', /^No answer from .*Trying again in 0\.\d s\.$/);
  assert.match(server.waits[1] ?? '', /^The node is not ready: It is queue_full\./);
});

test('at last it says how to go on', async () => {
  using server = await serverOf([{ status: 503, body: problem('queue_full', true) }]);
  await assert.rejects(server.client.get('/v1/items'), /run the same command again to go on/);
  assert.equal(server.asked(), 3);
});

test('what the node refuses is not sent again', async () => {
  using server = await serverOf([{ status: 403, body: problem('forbidden') }]);
  await assert.rejects(
    server.client.put('/v1/items/A', {}),
    (error) =>
      error instanceof ImportProblem &&
      /PUT \/v1\/items\/A was refused with status 403: It is forbidden\. Mend it\./.test(error.message),
  );
  assert.equal(server.asked(), 1);
});

test('what the node does not have is undefined; an address that is no node is said so', async () => {
  using lacking = await serverOf([{ status: 404, body: problem('not_found') }]);
  assert.equal(await lacking.client.get('/v1/sites/X'), undefined);
  using page = await serverOf([{ status: 404, body: '<html>' }]);
  await assert.rejects(page.client.get('/v1/sites/X'), /status 404: <html>/);
  using other = await serverOf([{ status: 200, body: '<html>' }]);
  await assert.rejects(other.client.get('/v1/items'), /something other than JSON: correct --url/);
});

test('a probe asks once', async () => {
  using server = await serverOf([null]);
  await assert.rejects(
    server.client.probe('/v1/items'),
    /^ImportProblem: No answer from .*: start the node, or correct --url\.$/,
  );
  assert.equal(server.asked(), 1);
});

test('waits double up to the longest', () => {
  assert.deepEqual([0, 1, 2, 5, 6, 20].map(waitMs), [250, 500, 1_000, 8_000, 10_000, 10_000]);
});
