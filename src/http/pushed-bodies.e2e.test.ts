// Callers that nobody knows yet: what they send has a bounded room, which is given back whatever becomes of them.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import fastify from 'fastify';
import { pino } from 'pino';
import { addProblemHandlers } from './failures.ts';
import { pushedBodies } from './pushed-bodies.ts';

test('bodies that are read at once have a bounded room, and it is given back', async (context) => {
  const server = fastify();
  addProblemHandlers(server, pino({ level: 'silent' }));
  await server.register(
    pushedBodies((part) => part.post('/in', (request) => ({ bytes: (request.body as Buffer).length })), {
      pushedBytesMax: 1_000,
      pushedBytesAtOnceMax: 2_000,
    }),
  );
  await server.listen({ port: 0, host: '127.0.0.1' });
  context.after(() => server.close());
  const { port } = server.server.address() as AddressInfo;
  const push = async (bytes: number): Promise<readonly [number, unknown]> => {
    const answer = await fetch(`http://127.0.0.1:${port}/in`, { method: 'POST', body: 'x'.repeat(bytes) });
    const body = (await answer.json()) as Record<string, unknown>;
    return [answer.status, body['bytes'] ?? body['code']];
  };
  const slow = async (): Promise<Socket> => {
    const socket = connect({ port, host: '127.0.0.1' });
    await once(socket, 'connect');
    socket.on('error', () => undefined); // It is ended from either side.
    socket.write(
      `POST /in HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\n${'x'.repeat(900)}`,
    );
    return socket;
  };
  const until = async (bytes: number, expected: readonly [number, unknown]): Promise<void> => {
    for (let tries = 0; tries < 200; tries += 1) {
      const seen = await push(bytes);
      if (seen[0] === expected[0] && seen[1] === expected[1]) return;
      await wait(20);
    }
    assert.deepEqual(await push(bytes), expected);
  };

  assert.deepEqual(await push(1_000), [200, 1_000]);
  for (const bytes of [1_001, 10_000_000]) assert.deepEqual(await push(bytes), [413, 'body_too_large']);
  const sockets = [await slow(), await slow()];
  await until(500, [503, 'pushes_exhausted']);
  assert.deepEqual(await push(100), [200, 100], 'what fits is taken');
  sockets[0]?.destroy();
  await until(1_000, [200, 1_000]);
  sockets[1]?.write('x'.repeat(100)); // Whole now: answered, and its room given back.
  for (let times = 0; times < 10; times += 1) await until(1_000, [200, 1_000]);
  sockets[1]?.destroy();
});
