// What every connector must survive, of a service with basic authentication and tokens for writes.
import { createReach } from '#connectors/network/reach.ts';
import { testConnector } from '#connectors/connector.testsuite.ts';
import { startFaultProxy } from '#connectors/fault-proxy.testsuite.ts';
import type { Harness } from '#connectors/harness.testsuite.ts';
import { sendJson, startOtherSide } from '#connectors/http/other-side.testsuite.ts';
import { odataConnector } from './connector.ts';

async function make(): Promise<Harness> {
  const password = 'sesame-password-1';
  const incoming: { id: number; text: string; changed: string }[] = [];
  const stored = new Map<string, string>();
  const seen: string[] = [];
  const side = await startOtherSide((asked, to) => {
    if (asked.headers.authorization !== `Basic ${Buffer.from(`crossdock:${password}`).toString('base64')}`)
      return sendJson(to, 401, { error: { code: '401', message: `not ${asked.headers.authorization ?? ''}` } });
    if (asked.headers['x-csrf-token'] === 'fetch') return sendJson(to, 200, {}, { 'x-csrf-token': 'abcdef' });
    if (asked.path === '/messages') {
      const since = /changed ge (\S+)/.exec(asked.query.get('$filter') ?? '')?.[1] ?? '';
      const from = Number(asked.query.get('$skiptoken') ?? '0');
      const found = incoming.filter(({ changed }) => Date.parse(changed) >= Date.parse(since));
      const query = new URLSearchParams(asked.query);
      query.set('$skiptoken', String(from + 3));
      const isMore = found.length > from + 3;
      return sendJson(to, 200, {
        value: found.slice(from, from + 3),
        ...(isMore ? { '@odata.nextLink': `messages?${query.toString()}` } : {}),
      });
    }
    const number = decodeURIComponent(/number eq '(.*)'$/.exec(asked.query.get('$filter') ?? '')?.[1] ?? '');
    if (asked.method === 'GET')
      return sendJson(to, 200, { value: stored.has(number) ? [{ number, mark: stored.get(number) }] : [] });
    const made = JSON.parse(asked.body) as { number: string; mark: string };
    if (made.mark === '') return sendJson(to, 400, { error: { code: 'Empty', message: 'A mark is needed.' } });
    if (stored.has(made.number)) return sendJson(to, 400, { error: { code: 'Exists', message: 'It is there.' } });
    stored.set(made.number, made.mark);
    seen.push(made.mark);
    return sendJson(to, 201, made);
  });
  const proxy = await startFaultProxy({ port: Number(new URL(side.url).port) });
  const write = (mark: string) => {
    const value = { number: `n-${mark}`, mark };
    return { value, body: Buffer.from(JSON.stringify(value)), mediaType: 'application/json' };
  };
  return {
    settings: {
      url: `http://127.0.0.1:${proxy.port}/`,
      auth: { kind: 'basic', username: 'crossdock' },
      csrf: { path: '' },
    },
    credentials: { password },
    expired: { password: 'sesame-password-0' },
    reach: createReach({ allowPrivate: true }),
    proxy,
    incoming: {
      stream: 'messages',
      settings: { path: '/messages', key: ['id'], modified: { property: 'changed', overlapMs: 0 } },
      put(marks) {
        // Each with a time of its own, so that no poll has to find one twice.
        for (const mark of marks) {
          const id = incoming.length + 1;
          incoming.push({ id, text: mark, changed: new Date(Date.UTC(2026, 0, 1) + id).toISOString() });
        }
        return Promise.resolve();
      },
    },
    outgoing: {
      operation: 'create',
      settings: {
        path: '/things',
        does: 'create',
        exists: ['Exists'],
        find: { property: 'number', pointer: '/number' },
      },
      write,
      refused: () => write(''),
      seen: () => Promise.resolve(seen),
    },
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await side[Symbol.asyncDispose]();
    },
  };
}

testConnector({
  connector: odataConnector,
  make,
  isPaced: true,
  wrong: [
    { part: 'settings', change: { url: 'ftp://files.example' }, field: 'url' },
    { part: 'settings', change: { csrf: { path: '{x}' } }, field: 'csrf' },
    { part: 'stream', change: { key: ['a b'] }, field: 'key' },
    { part: 'operation', change: { does: 'merge' }, field: 'does' },
    { part: 'operation', change: { does: 'update' }, field: 'key' },
  ],
});
