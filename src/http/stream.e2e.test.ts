// The stream over a real connection: nothing is missed, nothing comes twice, and nobody sees what is not theirs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testApp } from './test-app.ts';
import type { TestApp } from './test-app.ts';
import { key, made, order, receive, smallNetwork } from './test-world.ts';

interface Told {
  readonly id: string;
  readonly event: string;
  readonly data: { readonly type: string; readonly subject: string };
}

async function listening(app: TestApp): Promise<string> {
  return app.app.server.listen({ host: '127.0.0.1', port: 0 });
}

/** Reads entries until `enough` of them came. */
async function follow(
  address: string,
  path: string,
  options: {
    readonly key: string;
    readonly lastEventId?: string;
    readonly enough: number;
    readonly started?: () => Promise<void>;
  },
): Promise<Told[]> {
  const stop = new AbortController();
  const response = await fetch(`${address}${path}`, {
    signal: stop.signal,
    headers: {
      authorization: `Bearer ${options.key}`,
      ...(options.lastEventId !== undefined && { 'last-event-id': options.lastEventId }),
    },
  });
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
  const told: Told[] = [];
  let text = '';
  let started = options.started;
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      const fields = new Map(
        block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      );
      const data = fields.get('data');
      if (data !== undefined)
        told.push({
          id: fields.get('id') ?? '',
          event: fields.get('event') ?? '',
          data: JSON.parse(data) as Told['data'],
        });
    }
    await started?.();
    started = undefined;
    if (told.length >= options.enough) break;
  }
  stop.abort();
  return told;
}

test('a stream tells what happens from now on, and goes on where a reader stopped', async () => {
  await using app = await testApp();
  await smallNetwork(app);
  await receive(app, 'LAMP', 'HAM', 10);
  const address = await listening(app);
  const place = async (): Promise<void> => {
    await made(app.ask('POST', '/v1/orders', { body: order([{ item: 'LAMP', quantity: 1 }]) }));
  };
  const live = await follow(address, '/v1/stream', { key: app.administrator, enough: 2, started: place });
  assert.deepEqual(
    live.map(({ event }) => event),
    ['crossdock.order.accepted.v1', 'crossdock.order.promised.v1'],
  );
  await place();
  const resumed = await follow(address, '/v1/stream', {
    key: app.administrator,
    enough: 3,
    lastEventId: live[0]?.id ?? '',
  });
  assert.deepEqual(resumed[0], live[1]);
  assert.deepEqual(
    resumed.slice(1).map(({ event }) => event),
    ['crossdock.order.accepted.v1', 'crossdock.order.promised.v1'],
  );
  const all = await follow(address, '/v1/stream?after=0', { key: app.administrator, enough: 10 });
  assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
  assert.equal(all[0]?.event, 'crossdock.site.defined.v1');
});

test('a stream shows a limited key its own sites only', async () => {
  await using app = await testApp();
  await smallNetwork(app);
  const munich = await key(app, 'reader', { sites: ['MUC'] });
  await receive(app, 'LAMP', 'HAM', 10);
  await receive(app, 'LAMP', 'MUC', 10);
  const hidden = await made(
    app.ask('POST', '/v1/orders', { body: order([{ item: 'LAMP', quantity: 1 }], { site: 'HAM' }) }),
  );
  const shown = await made(
    app.ask('POST', '/v1/orders', { body: order([{ item: 'LAMP', quantity: 1 }], { site: 'MUC' }) }),
  );
  await app.ask('POST', `/v1/orders/${String(hidden.body['id'])}/cancel`);
  await app.ask('POST', `/v1/orders/${String(shown.body['id'])}/cancel`);
  const told = await follow(await listening(app), '/v1/stream?after=0', { key: munich, enough: 8 });
  const subjects = ['MUC', 'LAMP', 'CABLE', 'SET', 'LAMP@MUC', shown.body['id'], shown.body['id'], shown.body['id']];
  assert.deepEqual(
    told.map(({ data }) => data.subject),
    subjects,
  );
});

test('a stream ends when its key is revoked, and when the node stops', async () => {
  await using app = await testApp();
  const address = await listening(app);
  const { body } = await made(app.ask('POST', '/v1/keys', { body: { name: 'Watcher', role: 'reader' } }));
  const told = await follow(address, '/v1/stream', {
    key: String(body['key']),
    enough: 1,
    started: async () => {
      await app.ask('DELETE', `/v1/keys/${String(body['id'])}`);
    },
  });
  assert.deepEqual(told, []);
  const response = await fetch(`${address}/v1/stream`, { headers: { authorization: `Bearer ${app.administrator}` } });
  const end = response.text();
  await app.app.server.close();
  assert.equal(await end, 'retry: 2000\n\n');
});

test('a place that is none of ours is refused', async () => {
  await using app = await testApp();
  const answer = await app.ask('GET', '/v1/stream', { headers: { 'last-event-id': 'yesterday' } });
  assert.deepEqual([answer.status, answer.body['code']], [400, 'parameter_invalid']);
});
