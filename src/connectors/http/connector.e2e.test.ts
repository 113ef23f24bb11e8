// What every connector must survive, of one that is configured: an API with bearer tokens, a list with a cursor, and PUT.
import { createReach } from '#connectors/network/reach.ts';
import { testConnector } from '#connectors/connector.testsuite.ts';
import { startFaultProxy } from '#connectors/fault-proxy.testsuite.ts';
import type { Harness } from '#connectors/harness.testsuite.ts';
import { httpConnector } from './connector.ts';
import { sendJson, startOtherSide } from './other-side.testsuite.ts';

interface Stored {
  readonly id: number;
  readonly text: string;
}

async function make(): Promise<Harness> {
  const token = 'sesame-token-1';
  const incoming: Stored[] = [];
  const outgoing: { id: string; mark: string }[] = [];
  const side = await startOtherSide((asked, to) => {
    if (asked.headers.authorization !== `Bearer ${token}`)
      return sendJson(to, 401, { message: `not ${asked.headers.authorization ?? ''}` });
    if (asked.path === '/messages') {
      const after = Number(asked.query.get('after') ?? '0');
      const page = incoming.filter(({ id }) => id > after).slice(0, 3);
      return sendJson(to, 200, { messages: page, more: page.at(-1)?.id ?? null });
    }
    if (asked.method === 'PUT') {
      const { mark } = JSON.parse(asked.body) as { mark: string };
      if (mark === '') return sendJson(to, 422, { code: 'empty', message: 'A mark is needed.' });
      if (!outgoing.some(({ id }) => id === asked.path)) outgoing.push({ id: asked.path, mark });
    }
    if (asked.method === 'GET' && asked.path.startsWith('/things/')) {
      const found = outgoing.find(({ id }) => id === asked.path);
      return sendJson(to, found === undefined ? 404 : 200, found ?? {});
    }
    return sendJson(to, 200, {});
  });
  const proxy = await startFaultProxy({ port: Number(new URL(side.url).port) });
  const write = (mark: string) => ({
    value: { mark },
    body: Buffer.from(JSON.stringify({ mark })),
    mediaType: 'application/json',
  });
  return {
    settings: { url: `http://127.0.0.1:${proxy.port}/`, auth: { kind: 'bearer' }, check: { path: '/me' } },
    credentials: { token },
    expired: { token: 'sesame-token-0' },
    reach: createReach({ allowPrivate: true }),
    proxy,
    incoming: {
      stream: 'messages',
      settings: {
        path: '/messages',
        query: { after: '{since?}' },
        records: '/messages',
        key: ['/id'],
        version: 'content',
        cursor: { kind: 'field', pointer: '/id', type: 'number', overlap: 0 },
      },
      put(marks) {
        for (const mark of marks) incoming.push({ id: incoming.length + 1, text: mark });
        return Promise.resolve();
      },
      putLarge(mark, bytes) {
        incoming.push({ id: incoming.length + 1, text: mark + 'x'.repeat(bytes) });
        return Promise.resolve();
      },
    },
    outgoing: {
      operation: 'put',
      settings: {
        method: 'PUT',
        path: '/things/{id}',
        look: { path: '/things/{id}', absent: 'not_done', compare: [{ ours: '/mark', theirs: '/mark' }] },
      },
      write,
      refused: () => write(''),
      seen: () => Promise.resolve(outgoing.map(({ mark }) => mark)),
    },
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await side[Symbol.asyncDispose]();
    },
  };
}

testConnector({
  connector: httpConnector,
  make,
  isPaced: true,
  wrong: [
    { part: 'settings', change: { url: 'ftp://files.example' }, field: 'url' },
    { part: 'settings', change: { auth: { kind: 'kerberos' } }, field: 'auth' },
    { part: 'stream', change: { path: 'messages' }, field: 'path' },
    { part: 'stream', change: { query: { after: '{until}' } }, field: 'until' },
    { part: 'operation', change: { method: 'TRACE' }, field: 'method' },
    { part: 'operation', change: { path: '/things/{/id' }, field: 'brace' },
  ],
});
